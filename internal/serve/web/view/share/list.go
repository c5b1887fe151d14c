package share

import (
	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/domain/share"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Links is the list of every link of the organisation.
var Links = list.Spec[Row]{
	Name: "shares", Title: "Shared parts lists", One: "link", Many: "links", Path: "/shares", Usual: "-made", Order: "the newest first",
	Key:  func(r Row) string { return r.ID },
	Link: func(_ ui.Query, r Row) string { return r.URL },
	Empty: list.Empty{
		Title: "Nothing was shared yet", Text: "Open a release and its side Shared: a customer or authority gets a link that ends, and every download is on record.",
		Do: ui.Link{Label: "Open the products", URL: "/products"},
	},
	Filters: append([]list.Filter{
		list.Find("recipient, contact, purpose, product"),
		list.Choose("state", "State", append([]string{"", "any"}, states()...)...),
		list.Choose("newer", "List", "", "any", "yes", "replaced since"),
	}, list.Hidden("release")...),
	Columns: []list.Column[Row]{
		{Key: "recipient", Label: "Recipient", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Recipient }, Show: func(r Row) templ.Component { return whom(r) }},
		{Key: "product", Label: "What", Says: true, Value: func(r Row) any { return r.Release.Label }, Show: func(r Row) templ.Component { return given(r) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return stands(r) }},
		{Key: "expires", Label: "Good until", Kind: list.Day, Value: func(r Row) any { return r.Expires }},
		{Key: "taken", Label: "Downloads", Kind: list.Number, Falls: true, Value: func(r Row) any { return r.Taken }, Show: func(r Row) templ.Component { return taken(r) }},
		{Key: "made", Label: "Shared", Kind: list.Day, Falls: true, Value: func(r Row) any { return r.Made }},
		{Key: "by", Label: "By", Value: func(r Row) any { return r.By }},
		{Key: "contact", Label: "Contact", Extra: true, Value: func(r Row) any { return r.Contact }},
		{Key: "purpose", Label: "Purpose", Extra: true, Value: func(r Row) any { return r.Purpose }},
		{Key: "form", Label: "Form", Extra: true, Value: func(r Row) any { return r.Form }},
		{Key: "file", Label: "File", Extra: true, Value: func(r Row) any { return r.File }},
		{Key: "sha256", Label: "SHA-256", Extra: true, Value: func(r Row) any { return r.SHA256 }, Show: func(r Row) templ.Component { return ui.Code(r.SHA256) }},
		{Key: "most", Label: "Downloads allowed", Kind: list.Number, Falls: true, Extra: true, None: "any number", Value: func(r Row) any { return r.most() }},
		{Key: "last", Label: "Fetched last", Kind: list.Moment, Falls: true, Extra: true, None: "never", Value: func(r Row) any { return r.LastTaken }},
		{Key: "password", Label: "Password", Kind: list.Truth, Falls: true, Extra: true, None: "no", Value: func(r Row) any { return r.Locked }},
		{Key: "newer", Label: "Newer list in use", Kind: list.Truth, Falls: true, Extra: true, None: "no", Value: func(r Row) any { return r.Newer }},
	},
}

func states() []string {
	var out []string
	for _, s := range share.States {
		out = append(out, string(s), "")
	}
	return out
}

// most is how often it may be fetched; any number is not known as one.
func (r Row) most() any {
	if r.Most == 0 {
		return nil
	}
	return r.Most
}

// OfRelease are the links of one release.
func OfRelease() list.Spec[Row] {
	s := Links
	s.Name, s.Path = "release-shares", "/releases/{id}/shares"
	s.Filters = []list.Filter{list.Find("recipient, contact, purpose"), s.Filters[1]}
	s.Empty = list.Empty{
		Title: "No list of this release was shared yet", Text: "A customer, hospital or authority that asks what is inside gets a link that ends; every download is on record here.",
		Do: ui.Link{Label: "Every shared list", URL: "/shares"}, Needs: org.ReadProducts,
	}
	return s
}

// Fetches is the list of the downloads of one link.
var Fetches = list.Spec[Fetch]{
	Name: "downloads", Title: "Downloads", One: "download", Many: "downloads", Path: "/shares/{id}/downloads", Page: "/shares/{id}", Usual: "-at", Order: "the newest first",
	Key:   func(f Fetch) string { return f.ID },
	Empty: list.Empty{Title: "Nobody has fetched it yet", Text: "Each download is noted with its time, the address that it came from and the program that asked."},
	Columns: []list.Column[Fetch]{
		{Key: "at", Label: "When", Kind: list.Moment, Always: true, Says: true, Falls: true, Value: func(f Fetch) any { return f.At }},
		{Key: "address", Label: "From", Value: func(f Fetch) any { return f.Address }, Show: func(f Fetch) templ.Component { return ui.Code(f.Address) }},
		{Key: "agent", Label: "With", None: "not said", Value: func(f Fetch) any { return f.Agent }},
	},
}
