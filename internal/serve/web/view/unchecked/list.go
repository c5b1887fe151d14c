package unchecked

import (
	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one part that could not be checked.
type Row struct {
	Key           string
	Name, Version string
	Supplier      string
	PURL          string
	CPEs          []string
	Reason        string
	Settle        string    // what would settle it
	Places        []ui.Link // releases that have it
	Releases      int       // how many there are
	URL           string    // tells every step of matching
	NameURL       string    // opens the form for a name rule, filled in
}

// more is how many releases are not named.
func (r Row) more() int { return r.Releases - len(r.Places) }

// in names the releases that have the part.
func (r Row) in() []string {
	var out []string
	for _, p := range r.Places {
		out = append(out, p.Label)
	}
	if n := r.more(); n > 0 {
		out = append(out, "and "+ui.Number(n)+" more")
	}
	return out
}

// Parts is the list of what could not be checked, of all releases.
var Parts = list.Spec[Row]{
	Name: "unchecked", Title: "Parts that could not be checked", One: "part", Many: "parts", Path: "/unchecked", Usual: "cause", OnIntel: true,
	Key:  func(r Row) string { return r.Key },
	Link: func(_ ui.Query, r Row) string { return r.URL },
	Empty: list.Empty{
		Title: "Every part could be looked up", Text: "What no source knows by its name is gathered here, so that it is never taken for clean.",
	},
	Filters: []list.Filter{list.Find("name, supplier, purl"), {Name: "why", Label: "Why not", Open: true}, {Name: "model", Label: "Product", Open: true}},
	Columns: []list.Column[Row]{
		{Key: "part", Label: "Part", Sort: "name", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Name }},
		{Key: "version", Label: "Version", Says: true, None: "no version", Value: func(r Row) any { return r.Version }},
		{Key: "supplier", Label: "Supplier", None: "not said", Value: func(r Row) any { return r.Supplier }},
		{Key: "reason", Label: "Why not", Sort: "cause", Says: true, Value: func(r Row) any { return r.Reason }},
		{Key: "in", Label: "In", Sort: "releases", Falls: true, Value: func(r Row) any { return r.in() }, Show: func(r Row) templ.Component { return places(r) }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Releases }},
		{Key: "settle", Label: "What would settle it", Sort: "cause", Extra: true, Value: func(r Row) any { return r.Settle }},
		{Key: "purl", Label: "Package URL", Extra: true, None: "none", Value: func(r Row) any { return r.PURL }},
		{Key: "cpe", Label: "CPE", Extra: true, None: "none", Value: func(r Row) any { return r.CPEs }},
	},
	Act: func(r Row) templ.Component { return nameIt(r) }, ActLabel: "What helps", ActNeeds: org.WriteNames,
}

// OfRelease is the same of one release.
func OfRelease() list.Spec[Row] {
	s := Parts
	s.Name, s.Path, s.Page = "release-unchecked", "/releases/{id}/unchecked", "/releases/{id}"
	s.Filters = []list.Filter{list.Find("name, supplier, purl")}
	return s
}
