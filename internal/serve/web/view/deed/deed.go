// Package deed draws what was done: everybody's or one's own, and what one
// deed did to each record, with its undo while it can be taken back.
package deed

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is what was done, newest first.
type Page struct {
	ui.Frame
	Everybody bool // not only the reader's own
	List      ui.Listing
}

// A Row is one deed.
type Row struct {
	ID      string
	Text    string // "Gave 12 findings to Dele Okoro"
	Who     string
	ByToken bool // through the REST API
	At      time.Time
	State   ui.State
	Result  string    // "12 changed, 3 left alone"
	Until   time.Time // until when it can be taken back; zero when it can't
	Why     string    // why it can't, where that is no matter of course
	Job     string    // that is at it; "" when none is
	Named   bool      // the list is of several people

	Done, Left, Back int       // records changed, left alone, and as they were before
	Turned           time.Time // when it was taken back; zero unless it was
	Now              time.Time
}

// New returns the page.
func New(f ui.Frame, everybody bool, listed ui.Listing) Page {
	f.Title = Deeds.Title
	return Page{Frame: f, Everybody: everybody, List: listed}
}

func (p Page) tabs() []ui.NavItem {
	return []ui.NavItem{
		{Label: "What you did", URL: "/deeds", Current: !p.Everybody},
		{Label: "What everybody did", URL: "/deeds?who=everybody", Current: p.Everybody},
	}
}

// undo is the address of the form that takes a deed back.
func (r Row) undo() string { return "/deeds/" + r.ID + "/undo" }

// A One is one deed with what it did to each record.
type One struct {
	ui.Frame
	Row
	Done, Total int // of its job
	Steps       []Step
	Pager       ui.Pager
}

// A Step is what a deed did to one record.
type Step struct {
	Record  ui.Link
	Changes []ui.Change
	Left    string // why it was left alone
	Back    ui.State
	Kept    string // why undo left it, or a part of it, alone
}

// NewOne returns the page of a deed.
func NewOne(f ui.Frame, r Row, steps []Step, pager ui.Pager) One {
	f.Title = r.Text
	if r.Job != "" {
		f.Refresh = 3
	}
	return One{Frame: f, Row: r, Steps: steps, Pager: pager}
}

// taken tells whether any step was taken back or kept by undo.
func (o One) taken() bool {
	for _, s := range o.Steps {
		if s.Back.Word != "" {
			return true
		}
	}
	return false
}

func (o One) columns() []ui.Column {
	out := []ui.Column{{Label: "Record"}, {Label: "What changed"}}
	if o.taken() {
		out = append(out, ui.Column{Label: "Taken back"})
	}
	return out
}
