package trend

import (
	"aceso/internal/domain/trend"
	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// A Release is one of those whose past stands side by side.
type Release struct {
	Name  string
	URL   string
	Steps []trend.Step
}

// Releases are the open findings of releases side by side, in the order given;
// more is how many are left out.
func (s Series) Releases(all []Release, more int) chart.Figure {
	f := s.figure("releases", "Open findings of each release", sayReleases(all))
	f.Empty, f.Wide = "No release has a parts list yet.", true
	if f.Note = "All on one scale."; more > 0 {
		f.Note += " The " + ui.Count(len(all), "release", "releases") + " with the most open findings; " + ui.Number(more) + " more have fewer."
	}
	p := chart.Panels{}
	for _, r := range all {
		c := Series{Period: s.Period, Steps: r.Steps}.grouped()
		for i := range c.Cols {
			c.Cols[i].Name = r.Name + ", " + c.Cols[i].Name
		}
		p.Panels = append(p.Panels, chart.Panel{Name: r.Name, URL: r.URL, Say: sayShort(r.Steps), Columns: c})
	}
	f = p.Figure(f, ui.Upper(s.rows()), "")
	for i := range f.Table.Rows {
		f.Table.Rows[i][0] = col(s.Period.Pace, s.Steps[len(s.Steps)-1-i]).Name
	}
	return f
}

// grouped are the open findings in three layers, for small pictures.
func (s Series) grouped() chart.Columns {
	c := chart.Columns{Time: true, Flat: true, Rows: s.rows(), Series: []chart.Series{{Name: "critical or high", Fill: chart.Critical}, {Name: "other affected", Fill: chart.Medium}, {Name: "cannot tell", Fill: chart.Untold}}}
	c.Cols = s.columns(func(step trend.Step) []float64 {
		return []float64{float64(step.Critical + step.High), float64(step.Weak() - step.Critical - step.High), float64(step.CannotTell)}
	})
	return c
}

// sayShort is a release in a few words.
func sayShort(steps []trend.Step) string {
	first, now := trend.Known(steps), last(steps)
	if now == nil {
		return "not counted yet"
	}
	s := ui.Number(now.Open()) + " open"
	if first != now {
		s += ", " + against(now.Open(), first.Open()) + " " + on(*first)
	}
	return s
}

func sayReleases(all []Release) string {
	best, most := "", -1
	total := 0
	for _, r := range all {
		if now := last(r.Steps); now != nil {
			total++
			if now.Open() > most {
				best, most = r.Name, now.Open()
			}
		}
	}
	switch {
	case total == 0:
		return "No release has been counted yet."
	case most == 0:
		return "No release has an open finding."
	}
	return best + " has the most open findings: " + ui.Number(most) + "."
}

// A Share is how much of what is known to be weak lies in parts of one kind.
type Share struct {
	Name       string
	Unsaid     bool // nobody says of which kind the parts are
	URL        string
	Parts      int // that are weak, or may be
	Affected   int // weaknesses in them
	CannotTell int
}

// By is what parts are told apart by.
type By string

// The kinds of parts.
const (
	BySupplier By = "supplier"
	BySupport  By = "support"
	ByLicence  By = "licence"
)

// Kinds are all of them.
var Kinds = []By{BySupplier, BySupport, ByLicence}

// Word is the kind in words.
func (b By) Word() string {
	if b == BySupport {
		return "level of support"
	}
	return string(b)
}

// Where is in parts of which kind the weaknesses lie, the most first; rest is
// what is not among them.
func (s Series) Where(by By, all []Share, rest Share, kinds int) chart.Figure {
	f := s.figure("where", "Where the weaknesses are, by "+by.Word()+" of the part", sayWhere(all, rest, by.Word()))
	f.Wide, f.AsOf, f.Empty = true, s.AsOf, "No part is known to be weak."
	f.Note = "Each weakness counts once for each part that has it."
	r := chart.Ranked{Series: []chart.Series{{Name: "affected", Fill: chart.Critical}, {Name: "cannot tell", Fill: chart.Untold}}}
	for _, one := range all {
		r.Rows = append(r.Rows, chart.Rank{Name: one.Name, Note: ui.Count(one.Parts, "part", "parts"), URL: one.URL, Quiet: one.Unsaid, Values: []float64{float64(one.Affected), float64(one.CannotTell)}})
	}
	if kinds > len(all) {
		r.Rest = "And " + ui.Number(kinds-len(all)) + " more with " + ui.Number(rest.Affected+rest.CannotTell) + " in " + ui.Count(rest.Parts, "part", "parts") + "."
	}
	return r.Figure(f, by.Word())
}

// WhereNot is the same where it can't be told.
func (s Series) WhereNot(why string) chart.Figure {
	f := s.figure("where", "Where the weaknesses are", why)
	f.Wide, f.Empty, f.Note = true, why, ""
	return f
}

func sayWhere(all []Share, rest Share, word string) string {
	total, unsaid := rest.Affected+rest.CannotTell, 0
	var named []Share
	for _, s := range all {
		total += s.Affected + s.CannotTell
		if s.Unsaid {
			unsaid += s.Affected + s.CannotTell
		} else {
			named = append(named, s)
		}
	}
	switch {
	case total == 0:
		return "No part is known to be weak."
	case len(named) == 0:
		return "All " + ui.Number(total) + " are in parts of which nobody says the " + word + "."
	}
	first := named[0].Affected + named[0].CannotTell
	s := ui.Number(first) + " of " + ui.Number(total) + " are in parts of " + named[0].Name
	if word == "level of support" {
		s = ui.Number(first) + " of " + ui.Number(total) + " are in parts that stand as " + named[0].Name
	} else if word == "licence" {
		s = ui.Number(first) + " of " + ui.Number(total) + " are in parts under " + named[0].Name
	}
	if unsaid > 0 {
		s += "; of " + ui.Number(unsaid) + " nobody says the " + word
	}
	return s + "."
}
