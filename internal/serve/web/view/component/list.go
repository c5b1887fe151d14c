package component

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one part.
type Row struct {
	Key, URL                string
	Name, Version, Supplier string
	PURL                    string
	CPEs                    []string
	Support                 Support
	Stands                  ui.State
	Affected, Untold        int // weaknesses
	Releases                int
}

// Support is how far a part is supported, and by whose word.
type Support struct {
	State  ui.State
	Until  time.Time // last day; zero when none is known
	Level  string
	By     string // whose word it is
	Differ bool   // others say otherwise
}

// Parts is the list of the parts in use.
var Parts = list.Spec[Row]{
	Name: "components", Title: "Components", One: "component", Many: "components", Path: "/components", Usual: "name", OnIntel: true,
	Key:  func(r Row) string { return r.Key },
	Link: func(_ ui.Query, r Row) string { return r.URL },
	Empty: list.Empty{
		Title: "No part yet", Text: "Parts come with the parts list of a release. Each distinct one stands here once, with every release that has it: the place to decide once.",
		Do: ui.Link{Label: "Check a parts list", URL: "/import"}, Needs: org.ImportSBOM, Else: "Somebody with the role engineer or security can bring in a parts list.",
	},
	Filters: []list.Filter{
		list.Find("openssl, is:unchecked, licence:gpl"),
		list.Choose("answer", "Answer", "", "any", string(match.Matched), "weaknesses known", string(match.Clean), "clean", string(match.NotCheckable), "not checkable", "waiting", ""),
		{Name: "model", Label: "Product", Open: true},
	},
	Columns: []list.Column[Row]{
		{Key: "part", Label: "Part", Sort: "name", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Name }},
		{Key: "version", Label: "Version", Says: true, None: "no version", Value: func(r Row) any { return r.Version }},
		{Key: "supplier", Label: "Supplier", None: "not said", Value: func(r Row) any { return r.Supplier }},
		{Key: "support", Label: "Support", Says: true, Value: func(r Row) any { return r.Support.State.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.Support.State) }},
		{Key: "until", Label: "Supported until", Kind: list.Day, None: "no date", Value: func(r Row) any { return r.Support.Until }},
		{Key: "answer", Label: "Answer", Sort: "checked", Falls: true, Says: true, Value: func(r Row) any { return r.Stands.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.Stands) }},
		{Key: "affected", Label: "Weaknesses", Kind: list.Number, Falls: true, Value: func(r Row) any { return r.Affected }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Value: func(r Row) any { return r.Releases }},
		{Key: "untold", Label: "May be affected by", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Untold }},
		{Key: "level", Label: "Level of support", Extra: true, Value: func(r Row) any { return r.Support.Level }},
		{Key: "by", Label: "Says who", Extra: true, Value: func(r Row) any { return r.said() }},
		{Key: "purl", Label: "Package URL", Extra: true, Value: func(r Row) any { return r.PURL }},
		{Key: "cpe", Label: "CPE", Extra: true, Value: func(r Row) any { return r.CPEs }},
	},
}

// said is whose word counts of its support.
func (r Row) said() string {
	if r.Support.Differ {
		return strings.TrimSpace(r.Support.By + "; others differ")
	}
	return r.Support.By
}
