package product

import (
	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Releases is the list of a model's releases.
var Releases = list.Spec[Release]{
	Name: "releases", Title: "Releases", One: "release", Many: "releases", Path: "/products/{id}/releases", Page: "/products/{id}", Usual: "-changed", Order: "what changed last first", OnIntel: true,
	Key:  func(r Release) string { return r.ID },
	Link: func(_ ui.Query, r Release) string { return r.URL },
	Empty: list.Empty{
		Title: "No release yet", Text: "A release is a version that users can have. Its parts list says what is inside, and what is known to be weak in it.",
		Needs: org.WriteProducts, Else: "Somebody with the role engineer or security can add one.",
	},
	Columns: []list.Column[Release]{
		{Key: "version", Label: "Version", Always: true, Opens: true, Says: true, Value: func(r Release) any { return r.Version }},
		{Key: "state", Label: "State", Says: true, Value: func(r Release) any { return r.Stage.Word }, Show: func(r Release) templ.Component { return ui.Stand(r.Stage) }},
		{Key: "available", Label: "With users since", Kind: list.Day, Falls: true, Value: func(r Release) any { return r.Available }},
		{Key: "support", Label: "Security support ends", Kind: list.Day, None: "not stated", Value: func(r Release) any { return r.Support }},
		{Key: "parts", Label: "Parts: affected, clean, not checked", Sort: "affected", Falls: true, Says: true, Value: func(r Release) any { return r.answer() }, Show: func(r Release) templ.Component { return answered(r) }},
		{Key: "affected", Label: "Affected", Kind: list.Number, Falls: true, Extra: true, Value: func(r Release) any { return r.known(r.Parts.Affected) }},
		{Key: "unchecked", Label: "Could not be checked", Kind: list.Number, Falls: true, Extra: true, Value: func(r Release) any { return r.known(r.Parts.Unchecked) }},
		{Key: "sales", Label: "End of sales", Kind: list.Day, Extra: true, None: "not stated", Value: func(r Release) any { return r.Sales }},
		{Key: "life", Label: "End of life", Kind: list.Day, Extra: true, None: "not stated", Value: func(r Release) any { return r.Life }},
		{Key: "changed", Label: "Changed", Kind: list.Moment, Falls: true, Extra: true, Value: func(r Release) any { return r.Changed }},
	},
}

// answer sums the parts up in words.
func (r Release) answer() string {
	if !r.Checked {
		return "no parts list"
	}
	return ui.Number(r.Parts.Affected) + " affected, " + ui.Number(r.Parts.Clean) + " clean, " + ui.Number(r.Parts.Unchecked) + " could not be checked"
}

// known is a count of parts; without a parts list nobody knows one.
func (r Release) known(n int) any {
	if !r.Checked {
		return nil
	}
	return n
}

// Models is the list of the models, each with its newest release.
var Models = list.Spec[Row]{
	Name: "products", Title: "Products", One: "model", Many: "models", Path: "/products", Usual: "line", Order: "by line, then by name", OnIntel: true,
	Key:  func(r Row) string { return r.ID },
	Link: func(_ ui.Query, r Row) string { return r.URL },
	Empty: list.Empty{
		Title: "No product yet", Text: "A product is a device model with its releases. Every release has its own parts list, and its own answer.",
		Do: ui.Link{Label: "Add a product", URL: "/products/new"}, Needs: org.WriteProducts, Else: "Somebody with the role engineer or security can add the first.",
	},
	Filters: []list.Filter{list.Find("name, line, manufacturer, UDI-DI")},
	Columns: []list.Column[Row]{
		{Key: "model", Label: "Model", Sort: "name", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Name }, Show: func(r Row) templ.Component { return classed(r) }},
		{Key: "line", Label: "Line", Value: func(r Row) any { return r.Line }},
		{Key: "release", Label: "Newest release", Falls: true, None: "none yet", Value: func(r Row) any { return r.Release }, Show: func(r Row) templ.Component { return newest(r) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.Stage.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.Stage) }},
		{Key: "affected", Label: "Affected", Kind: list.Number, Falls: true, None: "not known", Value: func(r Row) any { return r.known(r.Parts.Affected) }, Show: func(r Row) templ.Component { return affected(r) }},
		{Key: "unchecked", Label: "Could not be checked", Kind: list.Number, Falls: true, None: "not known", Value: func(r Row) any { return r.known(r.Parts.Unchecked) }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Releases }},
		{Key: "manufacturer", Label: "Manufacturer", Extra: true, None: "not said", Value: func(r Row) any { return r.Manufacturer }},
		{Key: "class", Label: "Class", Extra: true, None: "not said", Value: func(r Row) any { return r.Device }},
		{Key: "udi", Label: "UDI-DI", Extra: true, None: "none", Value: func(r Row) any { return r.DIs }},
	},
}

// known is a count of parts; without a parts list nobody knows one.
func (r Row) known(n int) any {
	if !r.Checked {
		return nil
	}
	return n
}
