// Package trend draws how findings and parts stood over time: one page of
// charts, each of which answers a question, and their small form elsewhere.
package trend

import (
	"net/url"
	"time"

	"aceso/internal/domain/trend"
	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// A Page is everything about the past of the organisation, or of a release.
type Page struct {
	ui.Frame
	Of      string // "Aurelia IP-200 4.2.0"; "" for all that is in use
	Chosen  string // how the release was chosen, where the reader did not
	Back    ui.Link
	Filters []ui.Input
	Figures []chart.Figure
	None    bool // there is no parts list at all
}

// A Series is what the charts over time are drawn from.
type Series struct {
	Period trend.Period
	Steps  []trend.Step
	Since  string // first day that was counted; "" when none was
	AsOf   time.Time
	Query  url.Values // of the page: the tables keep its filters
}

// fewest is how many steps are shown at least, though nothing is known of the first.
const fewest = 6

// Trim leaves out the first steps of all series where none of them knows
// anything, down to a few.
func Trim(all ...*[]trend.Step) {
	known := fewest
	for _, steps := range all {
		for i, s := range *steps {
			if s.Known {
				known = max(known, len(*steps)-i)
				break
			}
		}
	}
	for _, steps := range all {
		*steps = (*steps)[max(0, len(*steps)-known):]
	}
}

// csv is the address of the table of a chart.
func (s Series) csv(chart string) string {
	v := url.Values{}
	for _, name := range []string{"product", "release", "period", "by"} {
		if s.Query.Get(name) != "" {
			v.Set(name, s.Query.Get(name))
		}
	}
	v.Set("chart", chart)
	return "/trends.csv?" + v.Encode()
}

// New returns the page.
func New(f ui.Frame, of string) Page {
	f.Title = "Trends"
	return Page{Frame: f, Of: of}
}

// Say tells what the page is about.
func (p Page) Say() string {
	if p.Of == "" {
		return "All that is in use."
	}
	return p.Of + p.Chosen + "."
}

// col names a step: what stands in the table, and below the picture.
func col(pace trend.Pace, s trend.Step) chart.Col {
	c := chart.Col{Unknown: !s.Known, Derived: s.Derived}
	switch pace {
	case trend.Daily:
		c.Name, c.Tick = ui.Day(s.From), s.From.Format("2 Jan")
	case trend.Monthly:
		c.Name, c.Tick = s.From.Format("January 2006"), s.From.Format("Jan")
		if s.From.Month() == time.January {
			c.Tick = s.From.Format("2006")
		}
	default:
		c.Name, c.Tick = "week of "+ui.Day(s.From), s.From.Format("2 Jan")
	}
	return c
}

// gap says since when there are counts, where the charts begin later than the period.
func (s Series) gap() string {
	first := trend.Known(s.Steps)
	if first == nil || first == &s.Steps[0] {
		return ""
	}
	return "nothing known before"
}

// note says how far the counts reach back, and how the rest is known.
func (s Series) note() string {
	switch {
	case s.Since == "":
		return "Nobody counted yet: the first count comes within a minute."
	case s.derived():
		return "Counted since " + ui.DayText(s.Since) + "; paler before, by the dates of the findings and the severity that they have now."
	case s.Steps[0].Known && s.Since <= s.Steps[0].To.Format(time.DateOnly):
		return ""
	}
	return "Counted since " + ui.DayText(s.Since) + "."
}

func (s Series) derived() bool {
	for _, step := range s.Steps {
		if step.Derived {
			return true
		}
	}
	return false
}

// figure is the frame of a chart of the series.
func (s Series) figure(id, title, say string) chart.Figure {
	return chart.Figure{ID: id, Title: title, Say: say, Note: s.note(), CSV: s.csv(id), Empty: "Nothing was counted in this period."}
}

func (s Series) rows() string { return string(s.Period.Pace) }
