package sbom

import (
	"cmp"
	"slices"
	"strings"

	"aceso/internal/value/ident"
	"aceso/internal/value/licence"
)

// A Diff is how one bill of materials became another.
type Diff struct {
	Added   []*Component
	Removed []*Component
	Changed []Change
	Same    int // parts that both have alike
}

// A Change is a part that both documents have, and not alike.
type Change struct {
	Old, New *Component
	Fields   []Difference
}

// A Difference is a field before and after; "" where nothing was said.
type Difference struct {
	Field    string // version, licence, supplier or hash
	Old, New string
}

// Difference returns how a field changed, and whether it did.
func (c Change) Difference(field string) (Difference, bool) {
	at := slices.IndexFunc(c.Fields, func(d Difference) bool { return d.Field == field })
	if at < 0 {
		return Difference{}, false
	}
	return c.Fields[at], true
}

// Compare holds two documents against each other, part by part, in time linear
// to both. A part is the same one by its package URL without version; where
// one of the two has none, by vendor and product of its CPE; and else by group
// and name. What a document lists several times with one version is one part.
func Compare(a, b *Document) Diff {
	var d Diff
	olds, news := parts(a), parts(b)
	for _, lineage := range [...]func(*Component) string{byPURL, byCPE, byName} {
		olds, news = d.pair(olds, news, lineage)
	}
	d.Removed, d.Added = olds, news
	for _, list := range [...][]*Component{d.Removed, d.Added} {
		slices.SortStableFunc(list, byFullName)
	}
	slices.SortStableFunc(d.Changed, func(x, y Change) int { return byFullName(x.New, y.New) })
	return d
}

func byFullName(a, b *Component) int {
	return cmp.Or(cmp.Compare(a.FullName(), b.FullName()), cmp.Compare(a.Version, b.Version))
}

// Lineage names what stays of a component over its versions: the package URL
// without version, else vendor and product of the CPE, else group and name.
func (c *Component) Lineage() string {
	return cmp.Or(byPURL(c), byCPE(c), byName(c))
}

func byPURL(c *Component) string {
	if c.PURL == "" {
		return ""
	}
	p, err := ident.ParsePURL(c.PURL)
	if err != nil {
		return ""
	}
	return "pkg:" + p.Type + "/" + p.Namespace + "/" + p.Name
}

func byCPE(c *Component) string {
	for _, text := range c.CPEs {
		if p, err := ident.ParseCPE(text); err == nil {
			return "cpe:" + p.Vendor + ":" + p.Product
		}
	}
	return ""
}

func byName(c *Component) string { return strings.ToLower(c.FullName()) }

// parts are a document's components, each version of one once.
func parts(d *Document) []*Component {
	seen := make(map[[2]string]bool, len(d.Components))
	out := make([]*Component, 0, len(d.Components))
	for i := range d.Components {
		c := &d.Components[i]
		key := [2]string{c.Lineage(), c.Version}
		if !seen[key] {
			seen[key] = true
			out = append(out, c)
		}
	}
	return out
}

// pair finds the parts of one lineage on both sides and returns what is left
// of each. Equal versions belong together first; then the rest, in the order of
// their versions' text.
func (d *Diff) pair(olds, news []*Component, lineage func(*Component) string) (oldLeft, newLeft []*Component) {
	before := make(map[string][]*Component, len(olds))
	for _, c := range olds {
		before[lineage(c)] = append(before[lineage(c)], c)
	}
	after := make(map[string][]*Component, len(news))
	for _, c := range news {
		after[lineage(c)] = append(after[lineage(c)], c)
	}
	taken := make(map[*Component]bool, len(olds))
	for _, c := range olds {
		key := lineage(c)
		was, is := before[key], after[key]
		if key == "" || len(is) == 0 || was[0] != c {
			continue
		}
		for _, two := range couples(was, is) {
			taken[two[0]], taken[two[1]] = true, true
			d.keep(two[0], two[1])
		}
	}
	left := func(c *Component) bool { return taken[c] }
	return slices.DeleteFunc(olds, left), slices.DeleteFunc(news, left)
}

// couples joins the versions of one part on both sides.
func couples(was, is []*Component) [][2]*Component {
	var out [][2]*Component
	at := make(map[string]*Component, len(is))
	for _, c := range is {
		at[c.Version] = c
	}
	equal := map[*Component]bool{}
	for _, c := range was {
		if same := at[c.Version]; same != nil && !equal[same] && !apart(c, same) {
			equal[c], equal[same] = true, true
			out = append(out, [2]*Component{c, same})
		}
	}
	rest := func(all []*Component) []*Component {
		var left []*Component
		for _, c := range all {
			if !equal[c] {
				left = append(left, c)
			}
		}
		slices.SortFunc(left, func(a, b *Component) int { return cmp.Compare(a.Version, b.Version) })
		return left
	}
	oldRest, newRest := rest(was), rest(is)
	for i := range min(len(oldRest), len(newRest)) {
		if !apart(oldRest[i], newRest[i]) {
			out = append(out, [2]*Component{oldRest[i], newRest[i]})
		}
	}
	return out
}

// apart tells two components that share a weaker name and are known by a
// stronger one to be different things: two package URLs, neither of the other.
func apart(a, b *Component) bool {
	x, y := byPURL(a), byPURL(b)
	return x != "" && y != "" && x != y
}

// keep notes how a part changed, if it did.
func (d *Diff) keep(was, is *Component) {
	c := Change{Old: was, New: is}
	for _, f := range [...]struct{ name, was, is string }{
		{"version", was.Version, is.Version},
		{"licence", was.Licence, is.Licence},
		{"supplier", was.Supplier, is.Supplier},
	} {
		f.was, f.is = spoken(f.was), spoken(f.is)
		if f.was != f.is && !(f.name == "licence" && licence.Same(f.was, f.is)) {
			c.Fields = append(c.Fields, Difference{Field: f.name, Old: f.was, New: f.is})
		}
	}
	// Another version has other bytes anyway; the same version must not.
	if was.Version == is.Version {
		if old, now, differ := otherBytes(was.Hashes, is.Hashes); differ {
			c.Fields = append(c.Fields, Difference{Field: "hash", Old: old, New: now})
		}
	}
	if len(c.Fields) == 0 {
		d.Same++
		return
	}
	d.Changed = append(d.Changed, c)
}

// spoken is a text without the words that say nothing.
func spoken(text string) string {
	if !said(text) {
		return ""
	}
	return text
}

// otherBytes tells whether two components give different digests by one algorithm.
func otherBytes(was, is []Hash) (old, now string, differ bool) {
	for _, h := range was {
		for _, g := range is {
			if h.Algorithm == g.Algorithm && !strings.EqualFold(h.Value, g.Value) {
				return h.Algorithm + " " + h.Value, g.Algorithm + " " + g.Value, true
			}
		}
	}
	return "", "", false
}
