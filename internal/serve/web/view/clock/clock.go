// Package clock draws every deadline of an organisation, the next first.
package clock

import (
	"time"

	"github.com/a-h/templ"

	"aceso/internal/domain/clock"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/casework"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one deadline.
type Row struct {
	casework.Clock
	About    clock.About
	Started  time.Time
	Breached time.Time // when it was noted as too late
}

// List is the list of deadlines.
var List = list.Spec[Row]{
	Name: "clocks", Title: "Clocks", One: "clock", Many: "clocks", Path: "/clocks", Usual: "due", Order: "what is due next first",
	Key:  func(r Row) string { return r.ID },
	Link: func(_ ui.Query, r Row) string { return r.About.URL },
	Empty: list.Empty{
		Title: "No clock runs", Text: "A clock runs for a case or a finding when a law, a guidance or a promise wants something done within a time. Open a case and start one; a risk that is decided to be uncontrolled starts its own.",
		Do: ui.Link{Label: "Open the cases", URL: "/cases"},
	},
	Filters: []list.Filter{
		list.Find("duty, case"),
		list.Choose("state", "State", "", "running", "late", "too late", string(clock.Paused), "", string(clock.Met), "done", string(clock.Dropped), "does not apply", "breached", "ever too late", "all", ""),
	},
	Columns: []list.Column[Row]{
		{Key: "about", Label: "For", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.About.Title }},
		{Key: "title", Label: "What", Says: true, Value: func(r Row) any { return r.Title }},
		{Key: "due", Label: "Last day", Kind: list.Day, Value: func(r Row) any { return r.Due }},
		{Key: "left", Label: "Left", Sort: "late", Value: func(r Row) any { return r.Left }, Show: func(r Row) templ.Component { return left(r) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.State) }},
		{Key: "source", Label: "By", Value: func(r Row) any { return r.Source }},
		{Key: "started", Label: "Counts from", Kind: list.Moment, Falls: true, Extra: true, Value: func(r Row) any { return r.Started }},
		{Key: "breached", Label: "Noted as too late", Kind: list.Moment, Falls: true, Extra: true, Value: func(r Row) any { return r.Breached }},
		{Key: "why", Label: "What shows it", Extra: true, Value: func(r Row) any { return r.Why }},
	},
}

// A Page is the list.
type Page struct {
	ui.Frame
	List ui.Listing
	Late int // of all running ones
}

// New returns the page of a list.
func New(f ui.Frame, listed ui.Listing, late int) Page {
	f.Title = List.Title
	return Page{Frame: f, List: listed, Late: late}
}

// Say is the list in one sentence.
func (p Page) Say() string {
	if p.Late == 0 {
		return "No clock is too late."
	}
	return ui.Upper(ui.Count(p.Late, "clock is", "clocks are")) + " too late."
}
