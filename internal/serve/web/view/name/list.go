package name

import (
	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Groups is the list of what could not be checked, by name.
var Groups = list.Spec[Group]{
	Name: "names", Title: "Names that could not be checked", One: "name", Many: "names", Path: "/names", Usual: "-releases", Order: "what is in most releases first", OnIntel: true,
	Key:  func(g Group) string { return g.Key },
	Link: func(_ ui.Query, g Group) string { return g.Why },
	Empty: list.Empty{
		Title: "Every name could be looked up", Text: "A name that no source knows would stand here with the products that it may mean, so that one rule settles it for every release.",
	},
	Filters: []list.Filter{list.Find("name, supplier, purl"), {Name: "model", Label: "Product", Open: true}},
	Columns: []list.Column[Group]{
		{Key: "name", Label: "Name", Always: true, Opens: true, Says: true, Value: func(g Group) any { return g.Name }, Show: func(g Group) templ.Component { return suppliedBy(g) }},
		{Key: "reason", Label: "Why not", Sort: "cause", Says: true, Value: func(g Group) any { return ui.Upper(g.Reason) }, Show: func(g Group) templ.Component { return whyNot(g) }},
		{Key: "parts", Label: "Parts", Kind: list.Number, Falls: true, Value: func(g Group) any { return g.Parts }, Show: func(g Group) templ.Component { return ui.Said(g.extent()) }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Value: func(g Group) any { return g.Releases }},
		{Key: "supplier", Label: "Supplier", Extra: true, None: "not said", Value: func(g Group) any { return g.Supplier }},
		{Key: "versions", Label: "Versions", Kind: list.Number, Falls: true, Extra: true, Value: func(g Group) any { return g.Versions }},
		{Key: "reasons", Label: "Reasons", Sort: "causes", Kind: list.Number, Falls: true, Extra: true, Value: func(g Group) any { return g.Reasons }},
	},
	Act: func(g Group) templ.Component { return mayBe(g) }, ActLabel: "What it may be",
}

// Rules is the list of the name rules.
var Rules = list.Spec[Rule]{
	Name: "rules", Title: "Name rules", One: "rule", Many: "rules", Path: "/names/rules", Page: "/names", Prefix: "r-", Usual: "state", Order: "those in force first, then the newest",
	Key: func(r Rule) string { return r.ID },
	Empty: list.Empty{
		Title: "No rule yet", Text: "A rule says which product a name means, for every release and every later upload. A proposal above becomes one in one step; test it first to see what it would touch.",
	},
	Columns: []list.Column[Rule]{
		{Key: "product", Label: "Product", Always: true, Says: true, Value: func(r Rule) any { return r.Name }, Show: func(r Rule) templ.Component { return called(r) }},
		{Key: "patterns", Label: "Names in parts lists", Value: func(r Rule) any { return r.Names }, Show: func(r Rule) templ.Component { return codes(r.Names) }},
		{Key: "found", Label: "Weaknesses are found under", Value: func(r Rule) any { return r.Found }, Show: func(r Rule) templ.Component { return codes(r.Found) }},
		{Key: "by", Label: "By", Value: func(r Rule) any { return r.Who }},
		{Key: "kept", Label: "Kept", Kind: list.Day, Falls: true, Value: func(r Rule) any { return r.At }},
		{Key: "state", Label: "State", Says: true, Value: func(r Rule) any { return r.state().Word }, Show: func(r Rule) templ.Component { return holds(r) }},
	},
	Act: Rule.act, ActNeeds: org.WriteNames, ActLabel: "What to do",
}

// state says whether a rule holds. Words sort: "undone" comes after "in force".
func (r Rule) state() ui.State {
	if r.Undone.IsZero() {
		return ui.State{Word: "in force", Look: ui.Fine}
	}
	return ui.State{Word: "undone", Look: ui.Quiet}
}

func (r Rule) act() templ.Component {
	if r.Undone.IsZero() {
		return undo(r)
	}
	return nil
}
