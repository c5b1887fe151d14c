package match

import (
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// Contexts returns what tells, in a short text, how a document bears on the
// answers for one of its components: "linux sources epochs". With that text
// the component can be matched again without the document, and components of
// many documents share an answer where their identity and this text agree.
// What else is in the document is left out: a condition that only another
// part could meet stays open.
func Contexts(doc *sbom.Document) func(*sbom.Component) string {
	s := survey(doc)
	var words []string
	if s.known() {
		words = append(words, s.platform)
	}
	if s.sources {
		words = append(words, "sources")
	}
	if s.epochs {
		words = append(words, "epochs")
	}
	text := strings.Join(words, " ")
	return func(c *sbom.Component) string {
		system := strings.HasPrefix(c.PURL, "pkg:deb/") || strings.HasPrefix(c.PURL, "pkg:rpm/") || strings.HasPrefix(c.PURL, "pkg:apk/")
		if len(c.CPEs) > 0 || system {
			return text
		}
		return ""
	}
}

// readContext is what Contexts told.
func readContext(text string, c *sbom.Component) *surroundings {
	s := survey(&sbom.Document{Components: []sbom.Component{*c}})
	for word := range strings.FieldsSeq(text) {
		switch word {
		case "sources":
			s.sources = true
		case "epochs":
			s.epochs = true
		default:
			s.platform = word
		}
	}
	return s
}

// ComponentIn holds one component against everything the bundle knows, within
// surroundings that Contexts has told.
func ComponentIn(c sbom.Component, context string, intel Intel, aliases *Aliases) (Result, error) {
	m := newMatcher(intel, aliases, readContext(context, &c), &groups{read: map[string]*vuln.Weakness{}})
	return m.component(&c)
}

// Names returns the names under which a component is looked up: "npm/lodash"
// for a package and "cpe:openssl" for a product, whoever makes it. When a bundle
// says nothing new under any of them, the component's answer stands.
func Names(c *sbom.Component, context string, aliases *Aliases) []string {
	s := newSubject(c, aliases, readContext(context, c))
	out := make([]string, 0, len(s.packages)+len(s.products))
	for _, p := range s.packages {
		out = append(out, p.ecosystem+"/"+p.name)
	}
	for _, p := range s.products {
		out = append(out, "cpe:"+p.cpe.Product)
	}
	return out
}

// Touches tells whether a rule in force gives the component a name.
func (a *Aliases) Touches(c *sbom.Component) bool {
	if a == nil {
		return false
	}
	s := newSubject(c, nil, &surroundings{})
	for _, name := range s.spellings() {
		if len(a.exact[name]) > 0 {
			return true
		}
		for _, w := range a.wild {
			if fits(w.pattern, name) {
				return true
			}
		}
	}
	return false
}
