package trend

import (
	"strconv"
	"time"

	"aceso/internal/domain/trend"
	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// Age is how old the open findings are.
func (s Series) Age(all []trend.Aged, now time.Time) chart.Figure {
	bands := trend.Bands(all, now)
	c := chart.Columns{Rows: "age", Total: "Open", Rules: []chart.Rule{{After: 1, Label: "30 days", Left: true}, {After: 2, Label: "60 days"}}}
	words := []string{"critical", "high", "unknown", "medium", "low", "none"}
	c.Series = []chart.Series{{Name: "critical", Fill: chart.Critical}, {Name: "high", Fill: chart.High}, {Name: "not scored", Fill: chart.Unknown}, {Name: "medium", Fill: chart.Medium}, {Name: "low", Fill: chart.Low}, {Name: "none", Fill: chart.None}}
	for _, b := range bands {
		one := chart.Col{Name: strconv.Itoa(b.From) + " to " + strconv.Itoa(b.To) + " days", Tick: strconv.Itoa(b.From) + "–" + strconv.Itoa(b.To)}
		if b.To < 0 {
			one = chart.Col{Name: "more than " + strconv.Itoa(b.From-1) + " days", Tick: ">" + strconv.Itoa(b.From-1)}
		}
		for _, w := range words {
			one.Values = append(one.Values, float64(b.BySeverity[w]))
		}
		c.Cols = append(c.Cols, one)
	}
	f := s.figure("age", "Open findings by age, in days", SayAge(all, bands))
	f.Note, f.AsOf = "Age counts from the day on which a finding was opened first; affected and cannot tell together.", s.AsOf
	if len(all) == 0 {
		f.Empty = "No finding is open."
		return f
	}
	return c.Figure(f)
}

// SayAge tells how many findings are late.
func SayAge(all []trend.Aged, bands []trend.Band) string {
	total := 0
	for _, b := range bands {
		total += b.Total()
	}
	if total == 0 {
		return "No finding is open."
	}
	over30, over60 := trend.Older(bands, 30), trend.Older(bands, 60)
	s := ""
	switch {
	case over30 == 0 && total == 1:
		s = "The one open finding is not older than 30 days"
	case over30 == 0:
		s = "None of the " + ui.Number(total) + " open findings is older than 30 days"
	case over60 == 0:
		s = ui.Number(over30) + " of " + ui.Count(total, "open finding", "open findings") + " " + oneOr(over30, "is", "are") + " older than 30 days, none older than 60"
	default:
		s = ui.Number(over60) + " of " + ui.Count(total, "open finding", "open findings") + " " + oneOr(over60, "is", "are") + " older than 60 days, " + ui.Number(over30) + " older than 30"
	}
	return s + "; the oldest was opened on " + ui.DayText(all[0].Opened) + "."
}

// First is what to look at first: how likely against how severe.
func (s Series) First(points []chart.Point) chart.Figure {
	f := s.figure("first", "Open weaknesses by likelihood of use and severity", SayFirst(points))
	f.Note, f.AsOf = "Each weakness once, however many parts have it. Diamonds are known to be exploited (KEV). Harm to patients is not in it.", s.AsOf
	f.Empty = "No weakness is open."
	t := chart.Table{Head: []string{"Weakness", "Exploited", "EPSS", "Score"}, Wide: 2}
	for _, p := range chart.Foremost(points) {
		exploited := "no"
		if p.Exploited {
			exploited = "yes"
		}
		epss, score := "not estimated", "not scored"
		if p.Rated {
			epss = chart.Percent(p.EPSS)
		}
		if p.Scored {
			score = strconv.FormatFloat(p.Score, 'f', 1, 64)
		}
		t.Rows = append(t.Rows, []string{p.Name, exploited, epss, score})
		t.Links = append(t.Links, p.URL)
	}
	t.Most = foremostShown
	return chart.Scatter{Points: points}.Figure(f, t)
}

// foremostShown is how many weaknesses the table names.
const foremostShown = 20

// likely is the estimate from which on a weakness is called likely to be used.
const likely = 0.1

// SayFirst tells how many weaknesses come before all others.
func SayFirst(points []chart.Point) string {
	exploited, soon, silent, total := 0, 0, 0, 0
	for _, p := range points {
		total += p.N
		switch {
		case p.Exploited:
			exploited += p.N
		case p.Rated && p.EPSS >= likely:
			soon += p.N
		case !p.Rated:
			silent += p.N
		}
	}
	if total == 0 {
		return "No weakness is open."
	}
	s := "None of " + ui.Count(total, "open weakness", "open weaknesses") + " is known to be exploited"
	if exploited > 0 {
		s = ui.Number(exploited) + " of " + ui.Count(total, "open weakness", "open weaknesses") + " " + oneOr(exploited, "is", "are") + " known to be exploited"
	}
	if soon > 0 {
		s += "; " + ui.Number(soon) + " more " + oneOr(soon, "has", "have") + " a chance of 10\u00a0% or more within 30 days"
	}
	if silent > 0 {
		s += "; of " + ui.Number(silent) + " nobody gives an estimate"
	}
	return s + "."
}
