// Package conflict draws two changes of one record beside each other, when
// somebody else's came first: nothing that was entered is lost.
package conflict

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page holds what the reader entered against how the record stands now.
type Page struct {
	ui.Frame
	What   string  // that was to be changed: "Aurelia IP-200 4.2.0"
	Theirs ui.Link // the record as it stands
	Who    string  // changed it last; "" when that is not known
	At     time.Time
	Rows   []Row   // the fields that differ
	Same   int     // how many do not
	Form   ui.Form // with what the reader entered, upon the record as it stands
}

// A Row is one field, as both sides have it.
type Row struct {
	Name         string
	Mine, Theirs string
}

// New returns the page for a form as the reader filled it in and the same form
// as the record stands now. The version to change is that of the record.
func New(f ui.Frame, what string, back ui.Link, mine, theirs ui.Form) Page {
	f.Title = "Somebody changed it meanwhile"
	p := Page{Frame: f, What: what, Theirs: back, Form: mine}
	for i, in := range mine.Inputs {
		if i >= len(theirs.Inputs) {
			break
		}
		now := theirs.Inputs[i]
		if in.Name == "rev" {
			p.Form.Put("rev", now.Value)
		}
		if in.Kind == ui.Hidden {
			continue
		}
		if in.Shown() == now.Shown() {
			p.Same++
			continue
		}
		p.Rows = append(p.Rows, Row{Name: in.Label, Mine: in.Shown(), Theirs: now.Shown()})
	}
	p.Form.Submit = "Save what stands here"
	return p
}

// Say is the page in one sentence.
func (p Page) Say() string {
	s := p.What + " was saved while you were changing it. Nothing of yours is lost, and nothing is saved yet."
	if p.Who != "" {
		s = p.What + " was saved by " + p.Who + " " + ui.Ago(p.At, p.Now) + ", while you were changing it. Nothing of yours is lost, and nothing of it is saved yet."
	}
	return s
}
