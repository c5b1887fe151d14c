// Package horizon draws which parts lose support before the devices that hold
// them: the time line of each product, and the list of the parts.
package horizon

import (
	"strings"
	"time"

	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// A Page is what loses support before the device does.
type Page struct {
	ui.Frame
	Of     string // a product or a release; "" for all that is in use
	Counts Counts
	Figure chart.Figure
	List   ui.Listing
	None   bool // there is no parts list at all
}

// Counts are the numbers of the sentence above the page.
type Counts struct {
	Outlived  int  // parts that lose support before a device
	Over      int  // of those, whose support has ended
	Year      int  // of those, that end within twelve months
	Unplanned int  // of those, without a plan
	Endless   int  // releases in use that state no end
	Behind    bool // something is being reckoned: the counts may still grow
}

// New returns the page.
func New(f ui.Frame) Page {
	f.Title = Parts.Title
	return Page{Frame: f}
}

// Say is the page in a sentence or two.
func (p Page) Say() string {
	if p.None {
		return ""
	}
	c := p.Counts
	var out []string
	if c.Outlived == 0 {
		out = append(out, "No part is known to lose support before its device.")
	} else {
		s := ui.Count(c.Outlived, "part loses", "parts lose") + " support before a device that holds " + oneOr(c.Outlived, "it", "them")
		var of []string
		if c.Over > 0 {
			of = append(of, ui.Number(c.Over)+" already "+oneOr(c.Over, "has", "have"))
		}
		if c.Year > 0 {
			of = append(of, ui.Number(c.Year)+" within twelve months")
		}
		switch c.Unplanned {
		case 0:
			of = append(of, "all have a plan")
		default:
			of = append(of, ui.Number(c.Unplanned)+" without a plan")
		}
		out = append(out, ui.Upper(s+": "+strings.Join(of, ", ")+"."))
	}
	if c.Endless > 0 {
		out = append(out, ui.Upper(ui.Count(c.Endless, "release states", "releases state")+" no end of support of "+oneOr(c.Endless, "its", "their")+" own."))
	}
	if c.Behind {
		out = append(out, "Something changed just now and is being reckoned; look again in a minute.")
	}
	return strings.Join(out, " ")
}

func oneOr(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// A Lasting is a release with its last day of support, and what ends in it.
type Lasting struct {
	Name, URL string
	End       time.Time // zero when none is stated
	Parts     []Ending
}

// An Ending is a part of it whose support ends.
type Ending struct {
	Name  string
	End   time.Time // zero when no day is known: it has ended
	Words string    // how it lies to the device
	Bad   bool      // before the device
	Over  bool
}

// mostYears is how far the time line looks ahead.
const mostYears = 12

// Line is the time line: each release until its own end, and upon it the days
// on which parts of it lose support.
func Line(all []Lasting, now time.Time, csv string) chart.Figure {
	f := chart.Figure{
		ID: "horizon", Title: "What ends when", Say: sayLine(all), Empty: "No part of these releases has a day on which support ends.",
		Note: "The newest release of each product, one in the field before one in work. A flag is a day on which a part of it loses support, filled where that is before the device's own last day; what has ended on no known day stands at today.", CSV: csv, Wide: true,
	}
	l := chart.Lanes{Today: now}
	t := chart.Table{Head: []string{"Release", "Supported until", "Part", "Its support ends", "Beside the device"}, Wide: 5, Most: 60}
	var days []time.Time
	for _, r := range all {
		if len(r.Parts) == 0 {
			continue
		}
		span := chart.Span{To: r.End, Fill: chart.Plain, Name: "supported " + (Device{End: r.End}).until()}
		if r.End.IsZero() { // nobody said that it is supported, nor for how long
			span.Fill, span.Name = chart.Missing, (Device{}).until()
		}
		lane := chart.Lane{Name: r.Name, URL: r.URL, Spans: []chart.Span{span}, Note: (Device{End: r.End}).until()}
		days = append(days, r.End)
		for _, p := range r.Parts {
			at, ends := p.End, "has ended"
			if at.IsZero() {
				at = now
			} else {
				ends = ui.Day(p.End)
			}
			days = append(days, at)
			lane.Marks = append(lane.Marks, chart.Mark{At: at, Name: p.Name + ": " + ends, Bad: p.Bad})
			t.Rows = append(t.Rows, []string{r.Name, (Device{End: r.End}).until(), p.Name, ends, p.Words})
			t.Links = append(t.Links, r.URL)
		}
		l.Lanes = append(l.Lanes, lane)
	}
	l.From, l.To = chart.Around(days, now, mostYears)
	return l.Figure(f, t, chart.Entry{Fill: chart.Plain, Name: "device supported"}, chart.Entry{Fill: chart.Missing, Name: "no end stated"})
}

// sayLine tells which release has most to replace.
func sayLine(all []Lasting) string {
	var worst *Lasting
	most := 0
	for i := range all {
		n := 0
		for _, p := range all[i].Parts {
			if p.Bad {
				n++
			}
		}
		if n > most {
			worst, most = &all[i], n
		}
	}
	if worst == nil {
		return "In none of these releases does a part lose support before the device."
	}
	return worst.Name + " has most of them: " + ui.Count(most, "part loses", "parts lose") + " support before it does."
}
