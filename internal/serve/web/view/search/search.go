// Package search draws what one box finds: products and releases, parts, weaknesses.
package search

import "aceso/internal/serve/web/view/ui"

// A Page is what was found.
type Page struct {
	ui.Frame
	Groups []Group
}

// A Group is the hits of one kind.
type Group struct {
	Name string
	Hits []Hit
	More ui.Link // to all of this kind; empty when all are here
}

// A Hit is one thing that was found.
type Hit struct {
	Name, URL, Note string
	State           ui.State
}

// New returns the page for what was searched.
func New(f ui.Frame, groups []Group) Page {
	f.Title = "Search"
	return Page{Frame: f, Groups: groups}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	n := 0
	for _, g := range p.Groups {
		n += len(g.Hits)
	}
	switch {
	case p.Query == "":
		return "Type a part, a weakness, a product or a release."
	case n == 0:
		return ""
	}
	return ui.Upper(ui.Count(n, "hit", "hits")) + " for “" + p.Query + "”."
}

// empty tells whether something was searched and nothing found.
func (p Page) empty() bool {
	for _, g := range p.Groups {
		if len(g.Hits) > 0 {
			return false
		}
	}
	return p.Query != ""
}
