// Package today draws the first page: what needs somebody, by when, and why.
package today

import (
	"time"

	"aceso/internal/domain/agenda"
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
	Quiet    []string // what was looked at and needs nobody: that nothing is said must not look like not having looked
	Releases []Release
	CanAdd   bool // whether the reader may import and add products
}

// A Need is one thing to do: a verb, a clock and a reason.
type Need = agenda.Line

// A Release is one that the page sums up.
type Release struct {
	Name, URL string
	Parts     ui.Parts
	Unchecked string // address of the parts that could not be checked
}

// New returns the page with the most pressing needs, in the agenda's order. The
// others are one click away, at moreURL; "" shows them all at once.
func New(f ui.Frame, needs []Need, moreURL string, releases []Release) Page {
	f.Title = "Today"
	needs = agenda.Order(needs, f.Now)
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
func clock(n Need, now time.Time) (text, class string) {
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
