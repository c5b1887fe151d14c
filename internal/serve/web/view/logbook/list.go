package logbook

import (
	"strconv"

	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Entries is the log as a list.
var Entries = list.Spec[Entry]{
	Name: "log", Title: "Log", One: "entry", Many: "entries", Path: "/log", Usual: "-seq", Order: "the newest first",
	Key: func(e Entry) string { return strconv.FormatInt(e.Seq, 10) },
	Empty: list.Empty{
		Title: "No entry fits", Text: "Whatever is done here adds an entry in the same step: who, when, what, to which record. Nothing of this kind was done yet.",
		Do: ui.Link{Label: "Show the whole log", URL: "/log"},
	},
	Filters: append([]list.Filter{{Name: "what", Label: "About", Open: true}}, list.Hidden("about")...),
	Columns: []list.Column[Entry]{
		{Key: "seq", Label: "No.", Kind: list.Number, Falls: true, Value: func(e Entry) any { return int(e.Seq) }},
		{Key: "at", Label: "When", Sort: "when", Kind: list.Moment, Falls: true, Says: true, Value: func(e Entry) any { return e.At }, Show: func(e Entry) templ.Component { return ui.Time(e.At) }},
		{Key: "who", Label: "Who", Says: true, Value: func(e Entry) any { return e.Who }, Show: func(e Entry) templ.Component { return who(e) }},
		{Key: "what", Label: "Did what", Always: true, Says: true, Value: func(e Entry) any { return e.say() }, Show: func(e Entry) templ.Component { return what(e) }},
		{Key: "by", Label: "By", Sort: "seq", Extra: true, Value: func(e Entry) any { return e.by() }},
		{Key: "kind", Label: "Kind", Sort: "what", Extra: true, Value: func(e Entry) any { return e.Kind }, Show: func(e Entry) templ.Component { return ui.Code(e.Kind) }},
		{Key: "about", Label: "Record", Extra: true, Value: func(e Entry) any { return e.Record }, Show: func(e Entry) templ.Component { return ui.Code(e.Record) }},
		{Key: "data", Label: "As recorded", Sort: "seq", Extra: true, Value: func(e Entry) any { return e.Data }, Show: func(e Entry) templ.Component { return ui.Code(e.Data) }},
	},
}

// say is an entry in one sentence without its subject.
func (e Entry) say() string {
	if e.About.Label == "" {
		return e.What
	}
	return e.What + " " + e.About.Label
}

// by says through what somebody acted.
func (e Entry) by() string {
	if e.Token {
		return "API token"
	}
	return "browser"
}
