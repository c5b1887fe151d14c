package sbom

import (
	"slices"
	"strings"

	"aceso/internal/value/ident"
)

// Derive fills in what follows from the rest of a document, whatever its
// format: the distribution that packages belong to, their source packages,
// and the fields that the author withholds. Every decoder ends with it.
func (d *Document) Derive() {
	system := d.system()
	for c := range d.all() {
		c.derive(system)
	}
}

// all goes over the subject and the components, each once.
func (d *Document) all() func(yield func(*Component) bool) {
	return func(yield func(*Component) bool) {
		if d.Subject != nil && (!yield(d.Subject) || d.Sole()) {
			return
		}
		for i := range d.Components {
			if !yield(&d.Components[i]) {
				return
			}
		}
	}
}

// system returns the one distribution that the document's operating systems
// name, as an OSV ecosystem with its release; "" when there is none, or more
// than one: then nobody can tell which package came from which.
func (d *Document) system() string {
	found := ""
	for c := range d.all() {
		if c.Kind != "operating-system" {
			continue
		}
		name := DistroOf(c.Name, c.Version)
		if name == "" || found != "" && name != found {
			return ""
		}
		found = name
	}
	return found
}

// DistroOf returns the OSV ecosystem with the release of an operating system
// by its name and version: "Debian:12" of debian and 12.4. "" when it is none
// that is known, or its release is missing.
func DistroOf(name, version string) string {
	if name == "" || version == "" {
		return ""
	}
	id := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '/' || r == '-' }), "-")
	for {
		if ecosystem, release := ident.ParseDistro(id+"-"+version, ""); ecosystem != "" && release != "" {
			return ecosystem + ":" + release
		}
		bare := strings.TrimSuffix(strings.TrimSuffix(id, "-linux"), "-gnu")
		if bare == id {
			return ""
		}
		id = bare
	}
}

func (c *Component) derive(system string) {
	// A package URL without qualifiers tells nothing more about a distribution.
	if strings.Contains(c.PURL, "?") || c.PURL != "" && system != "" {
		if p, err := ident.ParsePURL(c.PURL); err == nil {
			if c.Distro == "" {
				c.Distro = p.Distro()
			}
			if c.Distro == "" && packaged(p, system) {
				c.Distro = system
			}
			if c.Source == "" {
				c.Source, c.SourceVersion = p.Source()
			}
		}
	}
	if c.Redacted == nil {
		c.Redacted = c.withheld()
	}
	c.findUnknown()
}

// packaged tells whether a package is one of the distribution's own, and not
// of a language that has its packages elsewhere.
func packaged(p ident.PURL, system string) bool {
	ecosystem, _, ok := p.Package()
	of, _, _ := strings.Cut(system, ":")
	return ok && ecosystem == of
}

// withheld names the fields that hold no more than the word that they were
// taken out.
func (c *Component) withheld() []string {
	var fields []string
	for _, f := range [...]struct{ name, value string }{
		{"name", c.Name},
		{"version", c.Version},
		{"supplier", c.Supplier},
		{"group", c.Group},
		{"purl", c.PURL},
		{"licence", c.Licence},
		{"description", c.Description},
	} {
		if IsRedacted(f.value) {
			fields = append(fields, f.name)
		}
	}
	if slices.ContainsFunc(c.CPEs, IsRedacted) {
		fields = append(fields, "cpe")
	}
	return fields
}

// IsRedacted tells whether a text only says that something was taken out.
func IsRedacted(text string) bool {
	const longest = len("[[redacted]]")
	if len(text) < len("redacted") || len(text) > longest {
		return false
	}
	return strings.EqualFold(strings.Trim(text, "[]<>()*-_ "), "redacted")
}

// SetProperty takes over a name and a value that a document attaches to a
// component outside of its format's own fields, if it is one that is known:
// the level and the end of support, the distribution's source package, and
// what it is delivered as.
func (c *Component) SetProperty(name, value string) {
	value = strings.TrimSpace(value)
	if value == "" {
		return
	}
	switch properties[propertyWord(name)] {
	case "support level":
		c.SupportLevel = value
	case "end of support":
		c.EndOfSupport = value
	case "end of life":
		if c.EndOfSupport == "" { // what has reached its end of life has no support either
			c.EndOfSupport = value
		}
	case "source":
		c.Source = value
	case "source version":
		c.SourceVersion = value
	case "cpe":
		c.CPEs = append(c.CPEs, value)
	case "file name":
		c.delivered().File = value
	case "executable":
		c.delivered().Executable = value
	case "archive":
		c.delivered().Archive = value
	case "structured":
		c.delivered().Structured = value
	}
}

func (c *Component) delivered() *Delivered {
	if c.Delivered == nil {
		c.Delivered = &Delivered{}
	}
	return c.Delivered
}

// properties gives the names that are known, as propertyWord writes them.
var properties = map[string]string{
	"levelofsupport": "support level", "supportlevel": "support level", "supportstatus": "support level",
	"endofsupport": "end of support", "endofsupportdate": "end of support", "supportenddate": "end of support", "supportend": "end of support",
	"eos": "end of support", "eosdate": "end of support", "endofsecuritysupport": "end of support",
	"endoflife": "end of life", "endoflifedate": "end of life", "eol": "end of life", "eoldate": "end of life",
	"srcname": "source", "srcversion": "source version", // Trivy's, and ours
	"aceso:cpe": "cpe", // for formats whose field holds one

	// BSI's CycloneDX property taxonomy (TR-03183-2 version 2.1.0, 8.2)
	"bsi:component:filename": "file name", "bsi:component:executable": "executable",
	"bsi:component:archive": "archive", "bsi:component:structured": "structured",
}

// IsProperty tells whether SetProperty does anything with a name.
func IsProperty(name string) bool { return properties[propertyWord(name)] != "" }

// propertyWord returns the last part of a property's name with nothing but
// small letters: "End-of-Support" and "cdx:lifecycle:milestone:endOfSupport"
// are the same word.
func propertyWord(name string) string {
	if name == "aceso:cpe" || strings.HasPrefix(name, "bsi:component:") { // in full, since other tools put mere guesses under such names
		return name
	}
	name = name[strings.LastIndexAny(name, ":/#")+1:]
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
