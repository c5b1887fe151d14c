package sbom

import (
	"cmp"
	"slices"
	"strings"
)

// A Glance is what a document holds, counted: what somebody sees before they look.
type Glance struct {
	Parts       int
	Direct      int // that what it is about needs or holds itself
	Depth       int // of the longest of the shortest ways to a part; 1 where nothing needs anything
	Edges       int
	Circles     int // groups of parts that need each other
	Loose       int // parts that nothing needs and that need nothing
	Licences    []Counted
	Suppliers   []Counted
	LicenceKind int // how many different ones
	SuppliedBy  int
	Unlicensed  int // parts that say nothing of it, or that nobody knows
	Unsupplied  int
	Unversioned int
	Unnamed     int // with neither package URL nor CPE
}

// A Counted word stands in so many parts.
type Counted struct {
	Word string
	N    int
}

// countedMost is how many words of each kind a glance names.
const countedMost = 12

// Look counts what a document holds, in time linear to it.
func (d *Document) Look() Glance {
	g := d.Graph()
	out := Glance{Parts: len(d.Components), Edges: len(d.Edges), Circles: len(d.Circles())}
	root := ""
	if d.Subject != nil {
		root = d.Subject.Ref
	}
	needs := map[string]bool{}
	for _, e := range d.Edges {
		needs[e.From], needs[e.To] = true, true
	}
	heads := map[string]head{"": {}}
	licences, suppliers := map[string]int{}, map[string]int{}
	for i := range d.Components {
		c := &d.Components[i]
		depth := 1
		if _, reached := g.from[c.Ref]; reached {
			depth = g.head(c.Ref, heads).depth
			if root != "" && heads[c.Ref].root == root {
				depth-- // what it is about is no step
			}
		}
		out.Depth = max(out.Depth, depth)
		if root != "" && g.from[c.Ref] == root {
			out.Direct++
		}
		if !needs[c.Ref] && c.Parent == "" {
			out.Loose++
		}
		count(licences, c.Licence, &out.Unlicensed)
		count(suppliers, c.Supplier, &out.Unsupplied)
		if !said(c.Version) || IsUnknown(c.Version) {
			out.Unversioned++
		}
		if c.PURL == "" && len(c.CPEs) == 0 {
			out.Unnamed++
		}
	}
	out.Licences, out.LicenceKind = mostOf(licences), len(licences)
	out.Suppliers, out.SuppliedBy = mostOf(suppliers), len(suppliers)
	return out
}

func count(words map[string]int, word string, without *int) {
	word = strings.TrimSpace(word)
	if !said(word) || IsUnknown(word) {
		*without++
		return
	}
	words[word]++
}

// mostOf returns the words that stand most often.
func mostOf(words map[string]int) []Counted {
	out := make([]Counted, 0, len(words))
	for w, n := range words {
		out = append(out, Counted{w, n})
	}
	slices.SortFunc(out, func(a, b Counted) int { return cmp.Or(b.N-a.N, strings.Compare(a.Word, b.Word)) })
	return out[:min(len(out), countedMost)]
}

// A Lack is a component that does not fill a field, with what it is called:
// kept so that its document need not be unpacked to be named.
type Lack struct {
	Key     string // its fingerprint
	Name    string
	Version string
	Path    string
	Answer  Answer
}

// KeptLacks is how many of what fails a rule are kept by name.
const KeptLacks = 500

// Named returns what of a result fails from first on, up to last, by name.
func (r *Result) Named(d *Document, first, last int) []Lack {
	first = min(first, len(r.Failing))
	out := make([]Lack, 0, min(last, len(r.Failing))-first)
	for _, f := range r.Failing[first:min(last, len(r.Failing))] {
		if f.Component < 0 {
			out = append(out, Lack{Name: d.Name, Answer: f.Answer})
			continue
		}
		c := &d.Components[f.Component]
		out = append(out, Lack{Key: c.Fingerprint(), Name: c.FullName(), Version: c.Version, Path: c.Path, Answer: f.Answer})
	}
	return out
}

// Measured names a profile together with the edition of its measure. Whoever
// changes what a rule answers counts it up, and all is measured anew.
func (p *Profile) Measured() string { return p.ID + "/1" }
