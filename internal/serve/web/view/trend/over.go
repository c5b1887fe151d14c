package trend

import (
	"aceso/internal/domain/trend"
	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// layers are the kinds of open findings as they are stacked, the worst on the line.
var layers = []struct {
	chart.Series
	of func(trend.Counts) int
}{
	{chart.Series{Name: "critical", Fill: chart.Critical}, func(c trend.Counts) int { return c.Critical }},
	{chart.Series{Name: "high", Fill: chart.High}, func(c trend.Counts) int { return c.High }},
	{chart.Series{Name: "not scored", Fill: chart.Unknown}, func(c trend.Counts) int { return c.Unknown }},
	{chart.Series{Name: "medium", Fill: chart.Medium}, func(c trend.Counts) int { return c.Medium }},
	{chart.Series{Name: "low or none", Fill: chart.Low}, func(c trend.Counts) int { return c.Low + c.None }},
	{chart.Series{Name: "cannot tell", Fill: chart.Untold}, func(c trend.Counts) int { return c.CannotTell }},
}

// columns are the steps as columns, with what of tells of each.
func (s Series) columns(of func(trend.Step) []float64) []chart.Col {
	out := make([]chart.Col, len(s.Steps))
	for i, step := range s.Steps {
		out[i] = col(s.Period.Pace, step)
		out[i].Values = of(step)
	}
	return out
}

// open are the columns of the open findings by severity.
func (s Series) open() chart.Columns {
	c := chart.Columns{Time: true, Newest: true, Rows: s.rows(), Total: "Open", Gap: s.gap()}
	for _, l := range layers {
		c.Series = append(c.Series, l.Series)
	}
	c.Cols = s.columns(func(step trend.Step) []float64 {
		var v []float64
		for _, l := range layers {
			v = append(v, float64(l.of(step.Counts)))
		}
		return v
	})
	return c
}

// Open is how many findings were open, by severity.
func (s Series) Open() chart.Figure {
	f := s.open().Figure(s.figure("open", "Open findings at the end of each "+s.rows()+", by severity", SayOpen(s.Steps)))
	f.AsOf, f.Wide = s.AsOf, true
	return f
}

// SayOpen tells how many findings are open, and against when that is more.
func SayOpen(steps []trend.Step) string {
	first, now := trend.Known(steps), last(steps)
	if first == nil || now == nil {
		return "Nothing was counted in this period."
	}
	open := now.Open()
	if open == 0 {
		return "No finding is open" + but(now.Counts) + "."
	}
	s := ui.Upper(ui.Count(open, "finding is", "findings are")) + " open"
	if first != now {
		s += ", " + against(open, first.Open()) + " " + on(*first)
	}
	if now.Critical > 0 {
		s += "; " + ui.Number(now.Critical) + " " + oneOr(now.Critical, "is", "are") + " critical"
	}
	if now.Exploited > 0 {
		joint := "; "
		if now.Critical > 0 {
			joint = " and "
		}
		s += joint + ui.Number(now.Exploited) + " known to be exploited"
	}
	return s + "."
}

// but reminds of what nobody could look up, where else all would look well.
func but(c trend.Counts) string {
	switch {
	case c.Parts() == 0:
		return ": there are no parts to look at"
	case c.Unanswered() > 0:
		return ", but " + ui.Number(c.Unanswered()) + " of " + ui.Count(c.Parts(), "part", "parts") + " could not be checked"
	}
	return " in " + ui.Count(c.Parts(), "part", "parts") + ", all checked"
}

// against compares a number with an earlier one: "12 more than", "as many as".
func against(now, before int) string {
	switch {
	case now > before:
		return ui.Number(now-before) + " more than"
	case now < before:
		return ui.Number(before-now) + " fewer than"
	}
	return "as many as"
}

// on names the end of a step.
func on(s trend.Step) string { return "on " + ui.Day(s.To) }

func oneOr(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// last is the newest step, nil where nothing is known of it.
func last(steps []trend.Step) *trend.Step {
	if n := len(steps); n > 0 && steps[n-1].Known {
		return &steps[n-1]
	}
	return nil
}

// Flow is what came against what went.
func (s Series) Flow() chart.Figure {
	c := chart.Columns{Time: true, Rows: s.rows(), Gap: s.gap(), Series: []chart.Series{
		{Name: "new", Fill: chart.Came},
		{Name: "came with parts", Fill: chart.Moved},
		{Name: "closed", Fill: chart.Went, Down: true},
		{Name: "went with parts", Fill: chart.Quiet, Down: true},
	}}
	c.Cols = s.columns(func(step trend.Step) []float64 {
		moved := moved(step)
		return []float64{float64(step.Came), float64(max(moved, 0)), float64(step.Went), float64(max(-moved, 0))}
	})
	return c.Figure(s.figure("flow", "Findings that came and went in each "+s.rows(), SayFlow(s.Steps, s.rows())))
}

// moved is how many findings came or went with parts. What stood there when the
// first count was made did neither.
func moved(s trend.Step) int {
	if s.First {
		return 0
	}
	return s.Moved
}

// SayFlow tells whether more came than went.
func SayFlow(steps []trend.Step, pace string) string {
	came, went, in, out, known := 0, 0, 0, 0, 0
	for _, s := range steps {
		if s.Known {
			came, went, known = came+s.Came, went+s.Went, known+1
			in, out = in+max(moved(s), 0), out+max(-moved(s), 0)
		}
	}
	if known == 0 {
		return "Nothing was counted in this period."
	}
	s := "In " + ui.Count(known, pace, pace+"s") + " " + ui.Count(came, "finding was", "findings were") + " new and " + number(went) + " closed"
	switch {
	case came > went:
		s += ": " + ui.Number(came-went) + " more came than went"
	case came < went:
		s += ": " + ui.Number(went-came) + " more went than came"
	case came > 0:
		s += ": as many went as came"
	}
	if in > 0 {
		s += "; " + ui.Number(in) + " came with new parts"
	}
	if out > 0 {
		s += "; " + ui.Number(out) + " went with their parts"
	}
	return s + "."
}

// number writes zero as a word.
func number(n int) string {
	if n == 0 {
		return "none"
	}
	return ui.Number(n)
}

// Unchecked is which share of the parts nobody could look up.
func (s Series) Unchecked() chart.Figure {
	c := chart.Columns{Time: true, Newest: true, Percent: true, Rows: s.rows(), Gap: s.gap(), Series: []chart.Series{{Name: "could not be checked", Fill: chart.Unchecked}, {Name: "not checked yet", Fill: chart.Waiting}}}
	c.Cols = s.columns(func(step trend.Step) []float64 {
		n := float64(max(step.Parts(), 1))
		return []float64{float64(step.NotCheckable) / n, float64(step.Waiting) / n}
	})
	for i, step := range s.Steps { // the findings' dates tell nothing of parts
		c.Cols[i].Unknown = !step.Known || step.Derived || step.Parts() == 0
		c.Cols[i].Derived = false
	}
	f := s.figure("unchecked", "Parts that could not be checked, as a share of all", SayUnchecked(s.Steps))
	f.More = ui.Link{Label: "Which they are, and why", URL: s.uncheckedURL()}
	if f.Note = s.note(); s.derived() {
		f.Note = "Counted since " + ui.DayText(s.Since) + "."
	}
	return c.Figure(f)
}

func (s Series) uncheckedURL() string {
	if id := s.Query.Get("release"); id != "" {
		return "/releases/" + id + "?tab=unchecked"
	}
	return "/unchecked"
}

// SayUnchecked tells how many parts have no answer, and what it was.
func SayUnchecked(steps []trend.Step) string {
	now := last(steps)
	if now == nil || now.Parts() == 0 {
		return "There are no parts to look at."
	}
	share := func(c trend.Counts) float64 { return float64(c.Unanswered()) / float64(c.Parts()) }
	s := ui.Number(now.Unanswered()) + " of " + ui.Count(now.Parts(), "part", "parts") + " (" + chart.Percent(share(now.Counts)) + ") could not be checked"
	if now.Unanswered() == 0 {
		s = "All " + ui.Count(now.Parts(), "part", "parts") + " could be checked"
	}
	for i := range steps {
		if first := &steps[i]; first.Known && !first.Derived && first.Parts() > 0 {
			if first != now {
				s += "; " + on(*first) + " it was " + chart.Percent(share(first.Counts))
			}
			break
		}
	}
	return s + "."
}
