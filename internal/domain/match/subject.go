package match

import (
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/ident"
)

// A subject is a component as the rules see it: the names it can be looked up
// by, and the version to hold against what is found.
type subject struct {
	c        *sbom.Component
	purl     ident.PURL
	hasPURL  bool
	packages []pkg
	products []product
	version  string // "" when there is none that can be used
	instead  string // what stands there instead: "a commit"
	snags    []string
}

// A pkg is a package of an ecosystem under which weaknesses are looked up.
type pkg struct {
	ecosystem string // without release: "Debian"
	name      string
	version   string
	release   string // "Debian:12", "" when nobody says it or there is no such thing
	found     string // how the release was found when it was not told: by its version
	source    bool   // it is the source package of the component
	rule      string
	by        string // how the name was arrived at, when not by the purl
	guessed   bool   // nothing found under it proves nothing
}

// A product is a platform name under which weaknesses are looked up.
type product struct {
	cpe     ident.CPE
	version string // what is held against the bounds
	plain   bool   // nothing tells its update level
	rule    string
	by      string
}

// newSubject finds every name that a component can be looked up by.
func newSubject(c *sbom.Component, a *Aliases, doc *surroundings) *subject {
	s := &subject{c: c}
	s.readVersion(c.Version)
	if text := strings.TrimSpace(c.PURL); text != "" {
		p, err := ident.ParsePURL(text)
		switch {
		case err != nil:
			s.snags = append(s.snags, "its package URL can't be read")
		default:
			s.purl, s.hasPURL = p, true
			if s.version == "" {
				s.readVersion(p.FullVersion())
			}
			s.addPURL(doc)
		}
	}
	if !s.hasPURL {
		s.addName()
	}
	for _, text := range c.CPEs {
		s.addCPE(text, "cpe", "")
	}
	a.apply(s)
	return s
}

// readVersion takes the text for the component's version when it is one.
func (s *subject) readVersion(text string) {
	text = strings.TrimSpace(text)
	what, ok := usable(text)
	if ok {
		s.version, s.instead = text, ""
	} else if s.version == "" && what != "" {
		s.instead = what
	}
}

// purlVersion is the version in the purl's words, with the epoch; the
// document's own field where the purl tells none.
func (s *subject) purlVersion() string {
	v := s.purl.FullVersion()
	if _, ok := usable(v); ok {
		return v
	}
	return s.version
}

// addPURL looks at the package that the purl names.
func (s *subject) addPURL(doc *surroundings) {
	ecosystem, name, ok := s.purl.Package()
	if s.isSystem() {
		s.addSystem(ecosystem, doc)
		return
	}
	if !ok {
		return
	}
	s.packages = append(s.packages, pkg{ecosystem: ecosystem, name: name, version: s.purlVersion(), rule: "purl"})
}

// addName takes a component without a purl for the package that its group
// names beyond doubt. What is not found under such a name is not thereby clean.
func (s *subject) addName() {
	name, ecosystem, by := s.c.FullName(), "", ""
	group := s.c.Group
	switch {
	case strings.HasPrefix(name, "@") && strings.Contains(name, "/"):
		ecosystem, by = "npm", "by its scope"
	case hosted(name):
		ecosystem, by = "Go", "by its path"
	case group != "" && strings.Contains(group, ".") && !strings.ContainsAny(group, "/ "):
		ecosystem, name, by = "Maven", group+":"+s.c.Name, "by its group"
	case group == "" && strings.Count(name, ":") == 1 && strings.Contains(name, ".") && !strings.ContainsAny(name, "/ "):
		ecosystem, by = "Maven", "by its group"
	case group == "" && s.c.Distro != "":
		bare, _, _ := strings.Cut(s.c.Distro, ":")
		p := pkg{
			ecosystem: bare, name: ident.NormalName(bare, name), version: s.version, release: s.c.Distro,
			rule: "distribution", by: "by its name", guessed: true,
		}
		if s.c.Source != "" && s.c.Source != name {
			p.name, p.source, p.by = ident.NormalName(bare, s.c.Source), true, "the source of "+name
			if _, ok := usable(s.c.SourceVersion); ok {
				p.version = s.c.SourceVersion
			}
		}
		s.packages = append(s.packages, p)
		return
	default:
		return
	}
	s.packages = append(s.packages, pkg{
		ecosystem: ecosystem, name: ident.NormalName(ecosystem, name), version: s.version,
		rule: "name", by: by, guessed: true,
	})
}

// hosted tells whether a name is a Go import path of a well-known host.
func hosted(name string) bool {
	host, rest, ok := strings.Cut(name, "/")
	if !ok || rest == "" {
		return false
	}
	switch host {
	case "github.com", "gitlab.com", "bitbucket.org":
		return strings.Contains(rest, "/")
	case "golang.org", "gopkg.in", "google.golang.org", "k8s.io", "sigs.k8s.io", "go.uber.org", "go.etcd.io":
		return true
	}
	return false
}

// addCPE takes a platform name that names a product.
func (s *subject) addCPE(text, rule, by string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	cpe, err := ident.LooseCPE(text)
	switch {
	case err != nil:
		s.snags = append(s.snags, "its CPE can't be read")
		return
	case cpe.Product == "*" || cpe.Product == "-" || strings.Contains(cpe.Product, "*"):
		s.snags = append(s.snags, "its CPE names no product")
		return
	}
	cpe.Vendor, cpe.Product = strings.ToLower(cpe.Vendor), strings.ToLower(cpe.Product)
	p := product{cpe: cpe, rule: rule, by: by, plain: true}
	if _, ok := usable(cpe.Version); ok {
		p.version = cpe.Version
	} else {
		p.version = s.version
	}
	p.version = s.upstreamVersion(p.version)
	if untagged(p.version) {
		p.version, s.instead = "", "a commit"
	}
	if u := cpe.Update; u != "*" && u != "-" && u != "" {
		p.plain = false
		if !strings.HasSuffix(strings.ToLower(p.version), strings.ToLower(u)) && p.version != "" {
			p.version += u
		}
	} else if u == "-" {
		p.plain = false
	}
	for _, q := range s.products {
		if q.cpe.Part == p.cpe.Part && q.cpe.Vendor == p.cpe.Vendor && q.cpe.Product == p.cpe.Product && q.version == p.version {
			return
		}
	}
	s.products = append(s.products, p)
}

// untagged tells whether a version is Go's for a commit behind no release:
// v0.0.0-20220920203007-0e046bbb34f1 is not before the release 0.1.
func untagged(v string) bool {
	v = strings.TrimPrefix(v, "v")
	rest, ok := strings.CutPrefix(v, "0.0.0-")
	return ok && lead(rest) == 14 && len(rest) > 15 && rest[14] == '-' && isCommit(rest[15:])
}

// upstreamVersion drops what a distribution puts around the maker's version:
// the epoch before it and the release behind it.
func (s *subject) upstreamVersion(v string) string {
	if s.hasPURL && s.isSystem() {
		if at := strings.IndexByte(v, ':'); at > 0 && lead(v) == at {
			v = v[at+1:]
		}
		if at := strings.LastIndexByte(v, '-'); at > 0 {
			v = v[:at]
		}
		for _, mark := range []string{"+dfsg", "+ds", "+repack", "~dfsg", "+really", "+git"} {
			if at := strings.Index(v, mark); at > 0 {
				v = v[:at]
			}
		}
		return v
	}
	// Yocto's recipes carry a revision behind the version.
	if at := strings.LastIndex(v, "-r"); at > 0 && at+2 < len(v) && lead(v[at+2:]) == len(v)-at-2 {
		return v[:at]
	}
	return v
}

// reason says why nothing at all can be looked up.
func (s *subject) reason() string {
	switch {
	case s.hasPURL && len(s.packages) == 0 && s.isSystem():
		return "no known source speaks of the packages of " + s.distribution()
	case s.hasPURL && len(s.packages) == 0:
		return "pkg:" + s.purl.Type + " has no known source of weaknesses; a name rule would help"
	case len(s.snags) > 0:
		return strings.Join(s.snags, ", ")
	case s.c.Kind == "file":
		return "it is a file, not a package"
	}
	return "has neither purl nor CPE"
}
