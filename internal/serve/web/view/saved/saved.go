// Package saved draws the views of lists that somebody keeps: all of them as a
// list, and the form that changes one.
package saved

import (
	"time"

	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one view.
type Row struct {
	ID, Name, URL string
	List          string // as pages call it
	Mine, Shared  bool
	By            string
	Pinned, Usual bool
	Query         string
	Changed       time.Time
	MayChange     bool
}

func (r Row) whose() ui.State {
	switch {
	case r.Shared && r.Mine:
		return ui.State{Word: "yours, shared", Look: ui.Fine}
	case r.Shared:
		return ui.State{Word: "shared", Look: ui.Fine}
	}
	return ui.State{Word: "yours", Look: ui.Quiet}
}

func (r Row) act() templ.Component {
	if r.MayChange {
		return change(r)
	}
	return nil
}

// Views is the list of them.
var Views = list.Spec[Row]{
	Name: "views", Title: "Saved views", One: "view", Many: "views", Path: "/views", Usual: "name", Order: "by name",
	Key:  func(r Row) string { return r.ID },
	Link: func(_ ui.Query, r Row) string { return r.URL },
	Empty: list.Empty{
		Title: "No view is kept yet", Text: "A view keeps the filters, the order and the columns of a list under a name: critical findings that nobody looks after, parts that lose support this year. Narrow a list as you like it, then choose Views above it.",
		Do: ui.Link{Label: "Open the findings", URL: "/findings"},
	},
	Filters: []list.Filter{list.Find("name, list, who shared it"), list.Choose("whose", "Whose", "", "any", "mine", "", "shared", "")},
	Columns: []list.Column[Row]{
		{Key: "name", Label: "Name", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Name }},
		{Key: "list", Label: "List", Says: true, Value: func(r Row) any { return r.List }},
		{Key: "whose", Label: "Whose", Says: true, Value: func(r Row) any { return r.whose().Word }, Show: func(r Row) templ.Component { return ui.Stand(r.whose()) }},
		{Key: "by", Label: "Kept by", Value: func(r Row) any { return r.By }},
		{Key: "pinned", Label: "Pinned", Kind: list.Truth, Falls: true, None: "no", Value: func(r Row) any { return r.Pinned }},
		{Key: "usual", Label: "Opens its list", Kind: list.Truth, Falls: true, None: "no", Value: func(r Row) any { return r.Usual }},
		{Key: "changed", Label: "Changed", Kind: list.Day, Falls: true, Value: func(r Row) any { return r.Changed }},
		{Key: "query", Label: "Filters", Extra: true, None: "none", Value: func(r Row) any { return r.Query }, Show: func(r Row) templ.Component { return ui.Code(r.Query) }},
	},
	Act: Row.act, ActLabel: "What to do",
}

// A Page is every view that somebody sees.
type Page struct {
	ui.Frame
	List ui.Listing
}

// New returns the page.
func New(f ui.Frame, listed ui.Listing) Page {
	f.Title = Views.Title
	return Page{f, listed}
}

// One is one view, to be changed or deleted.
type One struct {
	ui.Frame
	Row
	Form ui.Form
}

// NewOne returns the page of a view; shares tells whether the reader may share it.
func NewOne(f ui.Frame, r Row, rev string, shares bool) One {
	f.Title = r.Name
	marks := []ui.Choice{{Value: "pinned", Label: "Pinned: it stands above its list", Chosen: r.Pinned}, {Value: "usual", Label: "The list opens with it, for me", Chosen: r.Usual}}
	if shares {
		marks = append(marks, ui.Choice{Value: "shared", Label: "Shared with everybody in the organisation", Chosen: r.Shared})
	} else if r.Shared {
		marks = append(marks, ui.Choice{Value: "shared", Label: "Shared with everybody in the organisation", Chosen: true, Fixed: true})
	}
	return One{f, r, ui.Form{Action: "/views/" + r.ID, Submit: "Save the view", Inputs: []ui.Input{
		{Name: "rev", Kind: ui.Hidden, Value: rev},
		{Name: "name", Label: "Name", Value: r.Name, Hint: "Up to 60 characters."},
		{Name: "query", Label: "Filters, order and columns", Optional: true, Value: r.Query, Hint: "As they stand in the address of the list."},
		{Name: "is", Label: "Where it is seen", Kind: ui.Checks, Optional: true, Choices: marks},
	}}}
}
