package release

import (
	"strconv"

	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/value/check"
)

// A Part is a component in the list of a release's parts.
type Part struct {
	Key                     string
	Name, Version, Supplier string
	PURL                    string
	CPEs                    []string
	Stands                  ui.State
	Reason                  string // why it could not be checked
	Affected, Untold        int
	Releases                int    // that have it
	URL                     string // all that is known of it
	Why                     string // why it is inside
}

// Parts is the list of what a release is made of.
var Parts = list.Spec[Part]{
	Name: "parts", Title: "Parts", One: "part", Many: "parts", Path: "/releases/{id}/parts", Page: "/releases/{id}", Usual: "-affected", OnIntel: true,
	Key:  func(p Part) string { return p.Key },
	Link: func(_ ui.Query, p Part) string { return p.URL },
	Empty: list.Empty{
		Title: "The parts list names no part", Text: "A parts list says what a release is made of, so that what becomes known of a part reaches the device.",
		Do: ui.Link{Label: "Bring in another list", URL: "/import?release={id}"}, Needs: org.ImportSBOM, Else: "Somebody with the role engineer or security can bring in another.",
	},
	Filters: []list.Filter{
		list.Find("name, supplier, purl"),
		list.Choose("answer", "Answer", "", "any", "matched", "weaknesses known", "clean", "", "not_checkable", "not checkable", "waiting", ""),
	},
	Columns: []list.Column[Part]{
		{Key: "part", Label: "Part", Sort: "name", Always: true, Opens: true, Says: true, Value: func(p Part) any { return p.Name }},
		{Key: "version", Label: "Version", Says: true, None: "no version", Value: func(p Part) any { return p.Version }},
		{Key: "supplier", Label: "Supplier", None: "not said", Value: func(p Part) any { return p.Supplier }},
		{Key: "answer", Label: "Answer", Sort: "checked", Falls: true, Says: true, Value: func(p Part) any { return p.Stands.Word }, Show: func(p Part) templ.Component { return ui.Stand(p.Stands) }},
		{Key: "affected", Label: "Weaknesses", Kind: list.Number, Falls: true, Value: func(p Part) any { return p.Affected }},
		{Key: "untold", Label: "May be affected by", Kind: list.Number, Falls: true, Extra: true, Value: func(p Part) any { return p.Untold }},
		{Key: "reason", Label: "Why not checked", Sort: "cause", Extra: true, Value: func(p Part) any { return p.Reason }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Extra: true, Value: func(p Part) any { return p.Releases }},
		{Key: "purl", Label: "Package URL", Extra: true, None: "none", Value: func(p Part) any { return p.PURL }},
		{Key: "cpe", Label: "CPE", Extra: true, None: "none", Value: func(p Part) any { return p.CPEs }},
	},
	Act: func(p Part) templ.Component { return whyInside(p) }, ActLabel: "Why inside",
}

// A Problem is one thing that is wrong with a file.
type Problem struct {
	No int // place in the file's list, from 1
	check.Problem
}

// weighs says how much it weighs.
func (p Problem) weighs() ui.State {
	if p.Level == check.Warning {
		return ui.State{Word: "leaves a question", Look: ui.Uncertain}
	}
	return ui.State{Word: "breaks a rule", Look: ui.Attention}
}

// ProblemList is the list of what is wrong with a release's file.
var ProblemList = list.Spec[Problem]{
	Name: "problems", Title: "Problems in the file", One: "problem", Many: "problems", Path: "/releases/{id}/problems", Page: "/releases/{id}", Usual: "no", Order: "as they stand in the file",
	Key: func(p Problem) string { return strconv.Itoa(p.No) },
	Empty: list.Empty{
		Title: "No problem", Text: "The file keeps the rules of its format. What breaks one would stand here with its place, for whoever makes the file.",
	},
	Filters: []list.Filter{list.Find("text, place, rule"), list.Choose("weighs", "Weighs", "", "any", "breaks", "breaks a rule", "asks", "leaves a question")},
	Columns: []list.Column[Problem]{
		{Key: "weighs", Label: "Weighs", Says: true, Value: func(p Problem) any { return p.weighs().Word }, Show: func(p Problem) templ.Component { return ui.Stand(p.weighs()) }},
		{Key: "text", Label: "What is so", Always: true, Says: true, Value: func(p Problem) any { return p.Text }},
		{Key: "where", Label: "Where", Value: func(p Problem) any { return p.Path }, Show: func(p Problem) templ.Component { return ui.Code(p.Path) }},
		{Key: "rule", Label: "Rule", Value: func(p Problem) any { return p.Rule }, Show: func(p Problem) templ.Component { return ui.Code(p.Rule) }},
		{Key: "no", Label: "Place in the list", Kind: list.Number, Extra: true, Value: func(p Problem) any { return p.No }},
	},
}

// Uploaded is the list of the parts lists that came for a release.
var Uploaded = list.Spec[Upload]{
	Name: "uploads", Title: "Lists that arrived", One: "list", Many: "lists", Path: "/releases/{id}/uploads", Usual: "-arrived", Order: "the newest first",
	Key:  func(u Upload) string { return u.ID },
	Link: func(_ ui.Query, u Upload) string { return u.URL },
	Empty: list.Empty{
		Title: "There is no parts list yet", Text: "Each list that arrives is kept byte for byte, with who sent it and how it differs from the one before.",
		Do: ui.Link{Label: "Add its parts list", URL: "/import?release={id}"}, Needs: org.ImportSBOM, Else: "Somebody with the role engineer or security can bring one in.",
	},
	Columns: []list.Column[Upload]{
		{Key: "arrived", Label: "Arrived", Kind: list.Moment, Falls: true, Always: true, Opens: true, Says: true, Value: func(u Upload) any { return u.Arrived }, Show: func(u Upload) templ.Component { return arrived(u) }},
		{Key: "from", Label: "From", Sort: "by", Value: func(u Upload) any { return u.From }},
		{Key: "format", Label: "Format and tool", Says: true, Value: func(u Upload) any { return u.Format }, Show: func(u Upload) templ.Component { return made(u) }},
		{Key: "parts", Label: "Parts", Kind: list.Number, Falls: true, Value: func(u Upload) any { return u.Parts }, Show: func(u Upload) templ.Component { return held(u) }},
		{Key: "problems", Label: "Problems", Kind: list.Number, Falls: true, Value: func(u Upload) any { return u.Problems }},
		{Key: "current", Label: "In use", Falls: true, Says: true, Value: func(u Upload) any { return u.use().Word }, Show: func(u Upload) templ.Component { return used(u) }},
		{Key: "file", Label: "File", Extra: true, Value: func(u Upload) any { return u.File }},
		{Key: "tools", Label: "Made with", Extra: true, None: "not said", Value: func(u Upload) any { return u.Tools }},
		{Key: "sha256", Label: "SHA-256", Extra: true, Value: func(u Upload) any { return u.SHA256 }, Show: func(u Upload) templ.Component { return ui.Code(u.SHA256) }},
		{Key: "size", Label: "Bytes", Kind: list.Number, Falls: true, Extra: true, Value: func(u Upload) any { return int(u.Size) }},
		{Key: "distinct", Label: "Distinct parts", Kind: list.Number, Falls: true, Extra: true, Value: func(u Upload) any { return u.Distinct }},
		{Key: "edges", Label: "Dependencies told", Kind: list.Number, Falls: true, Extra: true, Value: func(u Upload) any { return u.Edges }},
	},
	Act: func(u Upload) templ.Component { return keeps(u) }, ActLabel: "What to do",
}
