package sbom

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/value/check"
	"aceso/internal/value/ident"
)

// often is how many times one rule is told of single components. What comes
// on top is told as a number.
const often = 500

// A linter gathers problems and keeps any one rule from drowning the others.
type linter struct {
	problems check.Problems
	told     map[string]int
}

// Lint holds a document against the rules that are the same for every format:
// what is broken in how it hangs together, and what can't be known because it
// does not say so. The format's own rules are held when it is decoded.
func Lint(d *Document) check.Problems {
	l := &linter{told: map[string]int{}}
	l.document(d)
	for i := range d.Components {
		c := &d.Components[i]
		path := c.Path
		if path == "" {
			path = "components[" + strconv.Itoa(i) + "]"
		}
		l.component(path, c)
	}
	l.refs(d)
	l.statements(d)
	for _, rule := range slices.Sorted(maps.Keys(l.told)) {
		if n := l.told[rule]; n > often {
			l.problems.Warn("", rule, "the same holds for %d more", n-often)
		}
	}
	return l.problems
}

func (l *linter) warn(path, rule, format string, args ...any) {
	if l.told[rule]++; l.told[rule] <= often {
		l.problems.Warn(path, rule, format, args...)
	}
}

func (l *linter) err(path, rule, format string, args ...any) {
	if l.told[rule]++; l.told[rule] <= often {
		l.problems.Add(path, rule, format, args...)
	}
}

// document asks for what NTIA's minimum elements (2021) want said once.
func (l *linter) document(d *Document) {
	if len(d.Components) == 0 {
		l.warn("", "document-has-components", "the document lists no component: that says nothing about what is inside")
	}
	if d.Subject == nil && d.Format != List {
		l.warn("", "document-names-subject", "the document does not say what it is about")
	}
	if len(d.Authors) == 0 && len(d.Tools) == 0 && d.Format != List {
		l.warn("", "document-names-author", "the document says neither who made it nor with what")
	}
	if d.Created.IsZero() && d.Format != List {
		l.warn("", "document-has-time", "the document does not say when it was made")
	}
	if len(d.Edges) == 0 && len(d.Components) > 0 && d.Format != List {
		l.warn("", "document-has-dependencies", "the document does not say what needs what")
	}
}

// component asks for what a component must say to be looked up and asked after.
func (l *linter) component(path string, c *Component) {
	label := strings.TrimSpace(c.FullName() + " " + c.Version)
	if c.Name == "" {
		l.err(path, "component-has-name", "the component has no name")
		label = "it"
	}
	if len(c.Redacted) > 0 {
		l.warn(path, "component-is-whole", "%s withholds its %s", check.Short(label), strings.Join(c.Redacted, ", "))
	}
	if c.Kind == "file" {
		return // a file has a hash, and no supplier or version of its own
	}
	if c.Version == "" {
		l.warn(path, "component-has-version", "%s has no version: whether a weakness is in it can't be told", check.Short(label))
	}
	if !said(c.Supplier) {
		// Without a supplier nobody can be asked for a fix.
		l.warn(path, "component-names-supplier", "%s names no supplier", check.Short(label))
	}
	if c.PURL == "" && len(c.CPEs) == 0 {
		l.warn(path, "component-has-identifier", "%s has neither package URL nor CPE: it can be found by name only", check.Short(label))
	}
	l.identifiers(path, c)
	for _, h := range c.Hashes {
		if want := hashLength(h.Algorithm); want > 0 && len(h.Value) != want {
			l.warn(path, "hash-fits-algorithm", "a %s digest has %d hexadecimal digits, and this has %d", h.Algorithm, want, len(h.Value))
		}
	}
}

func (l *linter) identifiers(path string, c *Component) {
	if c.PURL != "" {
		p, err := ident.ParsePURL(c.PURL)
		switch {
		case err != nil:
			l.err(path, "purl-is-well-formed", "%s", check.ShortTo(err.Error(), 200))
		case p.Version != "" && c.Version != "" && !sameVersion(p, c.Version):
			l.warn(path, "purl-agrees-with-version", "the package URL says version %s, the component %s", check.Short(p.Version), check.Short(c.Version))
		}
	}
	for _, text := range c.CPEs {
		if _, err := ident.ParseCPE(text); err != nil {
			l.err(path, "cpe-is-well-formed", "%s", check.ShortTo(err.Error(), 200))
		}
	}
}

// sameVersion allows for what tools leave out or add: a v before it, an epoch.
func sameVersion(p ident.PURL, version string) bool {
	bare := func(s string) string { return strings.TrimPrefix(strings.ToLower(s), "v") }
	return bare(p.Version) == bare(version) || bare(p.FullVersion()) == bare(version) || strings.HasSuffix(version, ":"+p.Version)
}

// hashLength returns the hexadecimal digits of a digest; 0 when not known.
func hashLength(algorithm string) int {
	switch name := strings.ToUpper(strings.ReplaceAll(algorithm, "_", "-")); {
	case name == "MD5":
		return 32
	case name == "SHA-1" || name == "SHA1":
		return 40
	case strings.HasSuffix(name, "256"):
		return 64
	case strings.HasSuffix(name, "384"):
		return 96
	case strings.HasSuffix(name, "512"):
		return 128
	}
	return 0
}

// refs holds what the document says of how its components hang together.
func (l *linter) refs(d *Document) {
	known := make(map[string]bool, len(d.Components)+len(d.OtherRefs)+1)
	for _, ref := range d.OtherRefs {
		known[ref] = true
	}
	for c := range d.all() {
		if known[c.Ref] {
			l.err(c.Path, "ref-is-unique", "the id %q is given a second time", check.Short(c.Ref))
		}
		known[c.Ref] = true
	}
	missing := map[string]bool{}
	for _, e := range d.Edges {
		for _, ref := range [...]string{e.From, e.To} {
			if !known[ref] && !elsewhere(ref) && !missing[ref] {
				missing[ref] = true
				l.err("dependencies", "edge-has-both-ends", "a dependency names %q, which is nothing in the document", check.Short(ref))
			}
		}
	}
	for _, circle := range d.Circles() {
		if len(circle) == 1 {
			l.warn("dependencies", "dependencies-run-one-way", "%q is said to need itself", check.Short(circle[0]))
			continue
		}
		l.warn("dependencies", "dependencies-run-one-way", "%d components need each other in a circle, %q among them", len(circle), check.Short(circle[0]))
	}
}

// elsewhere tells refs that mean another document on purpose (BOM-Link, SPDX
// external document references).
func elsewhere(ref string) bool {
	return strings.HasPrefix(ref, "urn:cdx:") || strings.HasPrefix(ref, "DocumentRef-") || ref == "NONE" || ref == "NOASSERTION"
}

func (l *linter) statements(d *Document) {
	if len(d.Statements) == 0 {
		return
	}
	known := make(map[string]bool, len(d.Components)+1)
	for c := range d.all() {
		known[c.Ref] = true
	}
	for _, ref := range d.OtherRefs {
		known[ref] = true
	}
	for _, s := range d.Statements {
		for _, ref := range s.Refs {
			if !known[ref] && !elsewhere(ref) {
				l.warn("statements", "statement-names-component", "the statement on %s speaks of %q, which is nothing in the document", check.Short(s.Weakness), check.Short(ref))
			}
		}
	}
}
