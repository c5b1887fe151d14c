package match

import (
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/ident"
)

// Surroundings are what the document as a whole tells about each of its
// components: what else is there, what it runs on, and how careful its maker was.
type surroundings struct {
	sources  bool // some package tells the source it was built from: those that don't have the same name
	epochs   bool // some version carries an epoch: those that don't have none
	present  map[string][]ident.CPE
	names    map[string]string // lower-case component name → version, where there is no CPE
	platform string            // "linux", "windows", "macos", "android", "ios"; "" when nothing tells
}

// survey reads what a document tells of its components' surroundings.
func survey(doc *sbom.Document) *surroundings {
	s := &surroundings{present: map[string][]ident.CPE{}, names: map[string]string{}}
	if doc.Subject != nil {
		s.add(doc.Subject)
	}
	for i := range doc.Components {
		s.add(&doc.Components[i])
	}
	return s
}

func (s *surroundings) add(c *sbom.Component) {
	for _, text := range c.CPEs {
		if cpe, err := ident.LooseCPE(text); err == nil {
			key := strings.ToLower(cpe.Vendor + ":" + cpe.Product)
			if _, ok := usable(cpe.Version); !ok && c.Version != "" {
				cpe.Version = c.Version
			}
			s.present[key] = append(s.present[key], cpe)
			if cpe.Part == "o" {
				s.sees(platformOf(strings.ToLower(cpe.Vendor + " " + cpe.Product)))
			}
		}
	}
	if c.Kind == "operating-system" || c.Kind == "operating system" {
		s.sees(platformOf(strings.ToLower(c.Name)))
		s.names[strings.ToLower(c.Name)] = c.Version
	}
	system := strings.HasPrefix(c.PURL, "pkg:deb/") || strings.HasPrefix(c.PURL, "pkg:rpm/") || strings.HasPrefix(c.PURL, "pkg:apk/")
	if !system {
		return
	}
	s.sees("linux")
	if c.Source != "" || strings.Contains(c.PURL, "upstream=") || strings.Contains(c.PURL, "source=") || strings.Contains(c.PURL, "src=") {
		s.sources = true
	}
	if strings.Contains(c.PURL, "epoch=") || epoch(c.Version) || strings.Contains(c.PURL, "%3A") || strings.Contains(c.PURL, "%3a") {
		s.epochs = true
	}
}

// epoch tells whether a version begins with one.
func epoch(v string) bool {
	n := lead(v)
	return n > 0 && n < len(v) && v[n] == ':'
}

// sees keeps the platform; two different ones cancel out, since the document
// then describes more than one machine.
func (s *surroundings) sees(platform string) {
	switch {
	case platform == "", s.platform == platform:
	case s.platform == "":
		s.platform = platform
	default:
		s.platform = "several"
	}
}

// platformOf finds the platform in the name of an operating system, in lower case.
func platformOf(name string) string {
	for _, p := range [...]struct{ word, platform string }{
		{"android", "android"},
		{"windows", "windows"},
		{"iphone_os", "ios"},
		{"ipados", "ios"},
		{"mac_os", "macos"},
		{"macos", "macos"},
		{"linux", "linux"},
		{"debian", "linux"},
		{"ubuntu", "linux"},
		{"alpine", "linux"},
		{"fedora", "linux"},
		{"centos", "linux"},
		{"suse", "linux"},
		{"yocto", "linux"},
		{"poky", "linux"},
		{"unix", "linux"},
	} {
		if strings.Contains(name, p.word) {
			return p.platform
		}
	}
	return ""
}

// known tells whether the platform is known, and is the only one.
func (s *surroundings) known() bool { return s.platform != "" && s.platform != "several" }
