// Package finding draws what must be looked at: a weakness in a part of a
// release, as a list and beside it the one that was opened.
package finding

import (
	"strconv"
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is the list of findings and, when one was opened, that one beside it.
type Page struct {
	ui.Frame
	Of      string // "in IP-200 4.2.0" when the list is of one release
	List    ui.Listing
	Rows    []Row
	Open    *One
	Sum     Sum          // of the whole list
	Views   []ui.NavItem // ready-made views of the list, with their counts
	Bulk    *Bulk        // what can be done to chosen rows; nil for who may not
	Unknown int          // parts that could not be checked, behind the same releases
	Missing string       // their address
}

// One is an opened finding, with its grounds.
type One struct {
	ID       string
	Weakness string
	Names    []string // its other names
	Summary  string
	Details  string
	Part     string
	State    ui.State
	Answer   ui.State // affected, or nobody can tell
	Rating   ui.Rating

	Why     string // why it matches, in plain words
	Settle  string // what would settle what can't be told
	Rule    string // how it was found, in words
	Source  string // whose word decides, with its own number
	Fixed   []string
	Ways    []Way
	Scores  []Score
	KEV     *Exploited
	EPSS    *Estimate
	Notes   []string // what a source says of the weakness as such: disputed, rejected
	Links   []ui.Link
	Group   bool // whether the data in use still knows the weakness
	More    int  // releases that are not drawn
	MoreURL string

	Owner   string
	Rev     int64 // that the page shows; a change names it
	Note    string
	Until   string // until when it is snoozed; "" unless it is
	Because string
	Back    string // address of this page: a form returns to it
	Onward  string // where an act leads that settles it: the next of the list
	Prev    string // address of the one before; "" at the first
	Next    string
	Beside  bool // the next stands in the list beside; else it is the first of the next page
	MayWork bool
	Acts    Acts
	Alike   []ui.Link // other findings that the same act may be for
	Place   string    // why it stands where it stands in the list, in words
	History []ui.Happened
}

// Acts are what can be done to a finding, or to several, each with the key
// that does it once its panel is open.
type Acts struct {
	People  []Pick // who may look after it; me first
	More    []ui.Choice
	Moves   []Pick // states to bring it into
	Days    []Pick // days until which it can be set aside
	Reasons []Pick // why
	Soonest string // the first day that can be named
	Latest  string
}

// A Pick is one of several values, with the key that takes it.
type Pick struct {
	Value, Label, Key string
	Chosen            bool
}

// A Bulk is what can be done to chosen rows of a list.
type Bulk struct {
	Acts
	View  string // the query of the list
	AsOf  string // the moment that it shows
	Total int    // rows that it fits
}

// A Way is where a part sits in a release.
type Way struct {
	Release ui.Link
	Steps   []string
	Why     string // address of every way
}

// A Score is one source's word, side by side with the others'.
type Score struct {
	Used   bool // the list and its order go by it
	Source string
	Rating ui.Rating
	Vector string
	AsOf   time.Time // zero when not said
}

// Exploited is an entry in CISA's catalogue.
type Exploited struct {
	Since, Due string
	Ransomware bool
	Action     string
}

// An Estimate is what EPSS says. It is one input, never a decision.
type Estimate struct {
	Score, Percentile float64
	Date              string
}

// Differ says how far the sources' scores are apart; "" where they agree.
func (o One) Differ() string {
	low, high, words := 0.0, 0.0, map[string]bool{}
	n := 0
	for _, s := range o.Scores {
		if !s.Rating.Scored {
			continue
		}
		if n == 0 || s.Rating.Score < low {
			low = s.Rating.Score
		}
		high = max(high, s.Rating.Score)
		words[string(s.Rating.Severity)] = true
		n++
	}
	if n < 2 || low == high {
		return ""
	}
	out := "The sources differ: from " + strconv.FormatFloat(low, 'f', 1, 64) + " to " + strconv.FormatFloat(high, 'f', 1, 64)
	if len(words) > 1 {
		out += ", and in the word"
	}
	return out + "."
}

// New returns the list of findings: its rows, and how they are listed.
func New(f ui.Frame, of string, rows []Row, listed ui.Listing) Page {
	f.Title = List.Title
	if of != "" {
		f.Title += " " + of
	}
	if f.Fresh.AsOf.IsZero() {
		listed.Empty = ui.Nothing{Title: "Nothing could be checked yet", Text: "There is no weakness data on this machine. Load a bundle, and every parts list is held against it.", Do: ui.Link{Label: "Load weakness data", URL: "/intelligence"}}
	}
	listed.OrderWhy = ui.Link{Label: "Why", URL: "/help#order"}
	return Page{Frame: f, Of: of, Rows: rows, List: listed}
}

// A Sum counts a list of findings.
type Sum struct{ Exploited, Critical, High, Unscored, Untold int }

// Say is the list in one sentence, the worst first.
func (p Page) Say() string {
	if p.List.Pager.Total == 0 {
		return ""
	}
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{p.Sum.Exploited, "exploited"}, {p.Sum.Critical, "critical"}, {p.Sum.High, "high"}, {p.Sum.Unscored, "not scored by anybody"}, {p.Sum.Untold, "where nobody can tell"}} {
		if c.n > 0 {
			parts = append(parts, ui.Number(c.n)+" "+c.word)
		}
	}
	s := ui.Upper(ui.Count(p.List.Pager.Total, "finding", "findings"))
	if len(parts) > 0 {
		s += ": " + ui.List(parts)
	}
	return s + "."
}

// link is the address of a finding within this view of the list.
func (p Page) link(r Row) string { return List.Link(p.List.Query, r) }

// opened is the id of the finding beside the list.
func (p Page) opened() string {
	if p.Open == nil {
		return ""
	}
	return p.Open.ID
}

// percentile says how a probability stands among all: "97th percentile".
func percentile(p float64) string {
	n := int(p * 100)
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix + " percentile"
}
