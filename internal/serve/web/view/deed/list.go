package deed

import (
	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Deeds is the list of what was done.
var Deeds = list.Spec[Row]{
	Name: "deeds", Title: "Activity", One: "deed", Many: "deeds", Path: "/deeds", Usual: "-at", Order: "the newest first",
	Key:  func(r Row) string { return r.ID },
	Link: func(_ ui.Query, r Row) string { return "/deeds/" + r.ID },
	Empty: list.Empty{
		Title: "Nothing yet", Text: "What you assign, note, snooze or take up appears here, with its undo.",
		Do: ui.Link{Label: "Look at the findings", URL: "/findings"},
	},
	Filters: []list.Filter{list.Side("who"), list.Find("what was done")},
	Columns: []list.Column[Row]{
		{Key: "what", Label: "What", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Text }, Show: func(r Row) templ.Component { return by(r) }},
		{Key: "at", Label: "When", Kind: list.Moment, Falls: true, Says: true, Value: func(r Row) any { return r.At }, Show: func(r Row) templ.Component { return ui.Time(r.At) }},
		{Key: "state", Label: "What came of it", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return came(r) }},
		{Key: "by", Label: "By", Extra: true, Value: func(r Row) any { return r.Who }},
		{Key: "done", Label: "Changed", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Done }},
		{Key: "left", Label: "Left alone", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Left }},
		{Key: "back", Label: "As before", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Back }},
		{Key: "turned", Label: "Taken back", Kind: list.Moment, Falls: true, Extra: true, Value: func(r Row) any { return r.Turned }},
	},
	Act: func(r Row) templ.Component { return undo(r, "/deeds", r.Now) }, ActLabel: "Undo",
}
