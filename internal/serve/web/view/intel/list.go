package intel

import (
	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Parts is the list of the parts whose findings a bundle changed.
var Parts = list.Spec[Touched]{
	Name: "bundle-parts", Title: "Parts that a bundle touched", One: "part", Many: "parts", Path: "/intelligence/bundles/{swap}/parts", Page: "/intelligence/bundles/{swap}", Usual: "-opened", Order: "what opened most first",
	Key:   func(t Touched) string { return t.Key },
	Link:  func(_ ui.Query, t Touched) string { return t.URL },
	Empty: list.Empty{Title: "It touched no part", Text: "No finding of a part in use changed by it. Parts that wait to be matched again are not in this yet."},
	Columns: []list.Column[Touched]{
		{Key: "part", Label: "Part", Sort: "name", Always: true, Opens: true, Says: true, Value: func(t Touched) any { return t.Name }, Show: func(t Touched) templ.Component { return named(t) }},
		{Key: "version", Label: "Version", Says: true, None: "no version", Value: func(t Touched) any { return t.Version }},
		{Key: "names", Label: "Weaknesses", Says: true, Value: func(t Touched) any { return t.Names }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Value: func(t Touched) any { return t.In }},
		{Key: "opened", Label: "Opened", Kind: list.Number, Falls: true, Value: func(t Touched) any { return t.Sum.Opened }},
		{Key: "closed", Label: "Closed", Kind: list.Number, Falls: true, Value: func(t Touched) any { return t.Sum.Closed }},
		{Key: "untold", Label: "Cannot tell", Kind: list.Number, Falls: true, Value: func(t Touched) any { return t.Sum.Untold }},
		{Key: "changed", Label: "Changed", Kind: list.Number, Falls: true, Value: func(t Touched) any { return t.Sum.Changed }},
		{Key: "purl", Label: "Package URL", Extra: true, None: "none", Value: func(t Touched) any { return t.PURL }},
	},
}
