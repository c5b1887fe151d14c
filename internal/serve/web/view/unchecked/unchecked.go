// Package unchecked draws the parts of all releases that could not be held
// against any source: why not, and what would settle it.
package unchecked

import (
	"aceso/internal/serve/web/view/ui"
)

// A Page is what could not be checked: the reasons with their counts, and below
// them the parts.
type Page struct {
	ui.Frame
	Query   ui.Query
	Reasons []Reason
	Total   int // parts that could not be checked, whatever narrows the list
	Of      int // all parts in use
	List    ui.Listing
}

// A Reason is why parts could not be checked, and what would settle it.
type Reason struct {
	Name   string // "They carry no name that a source knows"
	Parts  int
	URL    string // the list of these parts
	Chosen bool
	Causes []Cause // where one reason has several: the feeds that are missing
	Settle string
	Act    ui.Link // where it is settled
}

// A Cause is a reason to the letter, with its parts.
type Cause struct {
	Text  string
	Parts int
}

// New returns the page.
func New(f ui.Frame, q ui.Query, total, of int, reasons []Reason, listed ui.Listing) Page {
	f.Title = Parts.Title
	return Page{Frame: f, Query: q, Total: total, Of: of, Reasons: reasons, List: listed}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	switch {
	case p.Of == 0:
		return ""
	case p.Total == 0:
		return "Every one of " + ui.Count(p.Of, "part", "parts") + " could be looked up."
	}
	return ui.Number(p.Total) + " of " + ui.Count(p.Of, "part", "parts") + ". They may be weak or not: nobody knows, and no finding can show up for them."
}
