package intel

import (
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// StripDays is how far the strip of freshness looks back.
const StripDays = 90

// How a day of a source is drawn.
const (
	dayUnseen = iota
	dayFresh
	dayQuiet
	dayStale
)

func kindOf(s vuln.Standing) int {
	switch s {
	case vuln.Fresh:
		return dayFresh
	case vuln.Still, vuln.NoAge, vuln.NoFetch:
		return dayQuiet
	}
	return dayStale
}

// Freshness is the strip of how fresh each source was, day by day, at its
// worst: whether the zero of a day can be trusted.
func Freshness(days []vuln.DayOfSource, now time.Time) chart.Figure {
	f := chart.Figure{
		ID: "freshness", Title: "How fresh each source was, over 90 days", Wide: true, CSV: "/intelligence/freshness.csv", Empty: "Nobody has looked yet: the first look comes within ten minutes.",
		Note: "A day counts at its worst. What was not seen was not running, or had no bundle.",
	}
	var names []string
	at := map[string]map[string]vuln.DayOfSource{}
	for _, d := range days {
		if at[d.Source] == nil {
			at[d.Source] = map[string]vuln.DayOfSource{}
			names = append(names, d.Source)
		}
		at[d.Source][d.Day] = d
	}
	slices.Sort(names)
	s := chart.Strip{Kinds: []chart.Kind{dayUnseen: {Name: "not seen", Fill: chart.Missing}, dayFresh: {Name: "fresh", Fill: chart.Clean}, dayQuiet: {Name: "quiet, or age not known", Fill: chart.Quiet}, dayStale: {Name: "old, or not renewed", Fill: chart.Old}}}
	first := now.UTC().AddDate(0, 0, 1-StripDays)
	for i := range StripDays {
		tick := ""
		if d := first.AddDate(0, 0, i); d.Day() == 1 {
			tick = d.Format("Jan")
		}
		s.Ticks = append(s.Ticks, tick)
	}
	t := chart.Table{Head: []string{"Source", "Day", "It was", "Newest record", "Fetched", "Why"}, Wide: 6, Most: 30}
	var late []string
	for _, name := range names {
		row, bad, seen := chart.StripRow{Name: ui.SourceName(name)}, 0, 0
		for i := range StripDays {
			on := first.AddDate(0, 0, i)
			d, known := at[name][on.Format(time.DateOnly)]
			cell := chart.Cell{Say: ui.Day(on) + ": not seen"}
			if known {
				seen++
				cell = chart.Cell{Kind: kindOf(d.Stand), Say: ui.Day(on) + ": " + string(d.Stand)}
				if cell.Kind == dayStale {
					bad++
				}
			}
			row.Days = append(row.Days, cell)
		}
		row.Say = saySeen(seen-bad, seen)
		if bad > 0 {
			late = append(late, row.Name)
		}
		s.Rows = append(s.Rows, row)
	}
	for _, d := range slices.Backward(days) {
		t.Rows = append(t.Rows, []string{ui.SourceName(d.Source), ui.DayText(d.Day), string(d.Stand), dayOr(d.AsOf), dayOr(d.Fetched), d.Problem})
	}
	f.Say = sayFresh(len(names), late)
	return s.Figure(f, t)
}

func dayOr(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return ui.Day(t)
}

func saySeen(good, seen int) string {
	if seen == 0 {
		return "not seen"
	}
	return "in time on " + ui.Number(good) + " of " + ui.Count(seen, "day", "days")
}

func sayFresh(sources int, late []string) string {
	switch {
	case sources == 0:
		return "How fresh the sources are is noted from now on."
	case len(late) == 0:
		return "No source was old on any day that was seen."
	case len(late) > 3:
		return ui.Upper(ui.Count(len(late), "source was", "sources were")) + " old, or not renewed, on some of the days."
	}
	return strings.Join(late, ", ") + " " + map[bool]string{true: "was", false: "were"}[len(late) == 1] + " old, or not renewed, on some of the days."
}
