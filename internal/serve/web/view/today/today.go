// Package today draws the first page: what needs somebody, by when, and why.
package today

import (
	"slices"
	"time"

	"aceso/internal/serve/web/view/ui"
)

// Most is how many lines the page shows. More would be a list, not a day.
const Most = 7

// A Page is what needs this person today.
type Page struct {
	ui.Frame
	Needs    []Need
	More     int // needs that did not fit
	MoreURL  string
	Releases []Release
	CanAdd   bool // whether the reader may import and add products
}

// A Need is one thing to do: a verb, a clock and a reason.
type Need struct {
	Verb   string // the whole line: "Name 47 parts of 4.3.0 that could not be checked"
	Why    string
	URL    string
	Due    time.Time // zero when there is no date
	Clock  string    // in words, when there is none: "before the gate"
	Reason string    // of the clock: "customers told by 2 Dec"
	Weight int       // among needs of the same day, larger first
}

// A Release is one that the page sums up.
type Release struct {
	Name, URL string
	Parts     ui.Parts
	Unchecked string // address of the parts that could not be checked
}

// New returns the page with the most pressing needs, what is dated first. The
// others are one click away, at moreURL; "" shows them all at once.
func New(f ui.Frame, needs []Need, moreURL string, releases []Release) Page {
	f.Title = "Today"
	needs = slices.Clone(needs)
	slices.SortStableFunc(needs, func(a, b Need) int {
		switch {
		case a.Due.IsZero() != b.Due.IsZero():
			if a.Due.IsZero() {
				return 1
			}
			return -1
		case !a.Due.Equal(b.Due):
			return a.Due.Compare(b.Due)
		}
		return b.Weight - a.Weight
	})
	p := Page{Frame: f, Needs: needs, MoreURL: moreURL, Releases: releases}
	if len(needs) > Most && moreURL != "" {
		p.Needs, p.More = needs[:Most], len(needs)-Most
	}
	return p
}

// Say is the page in one sentence.
func (p Page) Say() string {
	n := len(p.Needs) + p.More
	switch n {
	case 0:
		return p.Org + ". Nothing needs you today."
	case 1:
		return p.Org + ". One thing needs you."
	}
	words := []string{"Two", "Three", "Four", "Five", "Six", "Seven"}
	if n-2 < len(words) {
		return p.Org + ". " + words[n-2] + " things need you."
	}
	if p.More == 0 {
		return p.Org + ". " + ui.Number(n) + " things need you."
	}
	return p.Org + ". " + ui.Number(n) + " things need you; the most pressing stand here."
}

// clock is the need's time in words, and how it is coloured.
func (n Need) clock(now time.Time) (text, class string) {
	if n.Due.IsZero() {
		return n.Clock, ""
	}
	today := day(now)
	switch days := int(day(n.Due).Sub(today) / (24 * time.Hour)); {
	case days < 0:
		return ui.Count(-days, "day", "days") + " late", "late"
	case days == 0:
		return "today", "soon"
	case days == 1:
		return "tomorrow", "soon"
	case days <= 14:
		return ui.Count(days, "day", "days") + " left", ""
	}
	return ui.Day(n.Due), ""
}

func day(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// action is what an empty page offers, to whoever may do it.
func action(p Page) ui.Link {
	if !p.CanAdd {
		return ui.Link{}
	}
	return ui.Link{Label: "Check a parts list", URL: "/import"}
}
