package intel

import (
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/serve/web/view/ui"
)

// A Sum is what a bundle did to findings.
type Sum struct{ Parts, Opened, Closed, Untold, Changed int }

// say is the sum in words.
func (s Sum) say() string {
	var words []string
	for _, w := range []struct {
		n    int
		what string
	}{{s.Opened, "opened"}, {s.Closed, "closed"}, {s.Untold, "nobody can tell of any more"}, {s.Changed, "changed"}} {
		if w.n > 0 {
			words = append(words, ui.Number(w.n)+" "+w.what)
		}
	}
	if len(words) == 0 {
		return "no finding changed"
	}
	return ui.List(words)
}

// Swapped is a bundle that came into use.
type Swapped struct {
	vuln.Swap
	URL string
	Sum Sum
}

// more says how many weaknesses a bundle knows more than the one before.
func (s Swapped) more() string {
	switch n := s.Weaknesses - s.BeforeWeaknesses; {
	case s.Before == "":
		return "the first"
	case n > 0:
		return ui.Number(n) + " more"
	case n < 0:
		return ui.Number(-n) + " fewer"
	}
	return "as many"
}

// A Change is what one bundle changed, and whom it touched.
type Change struct {
	ui.Frame
	vuln.Swap
	Sum      Sum
	Releases []Touched
	Shown    ui.Listing // the parts
}

// Touched is a release, or a part, whose findings a bundle changed.
type Touched struct {
	Key, PURL          string
	Name, Version, URL string
	Sum                Sum
	Names              []string // of weaknesses, the first
	In                 int      // releases that have the part
}

// NewChange returns the page.
func NewChange(f ui.Frame, s vuln.Swap) Change {
	f.Title = "The bundle of " + ui.Moment(s.Made)
	return Change{Frame: f, Swap: s}
}

// Say is the page in one sentence.
func (c Change) Say() string {
	if c.Before == "" {
		return "The first bundle here: there is nothing to compare it with."
	}
	return "In your products: " + c.Sum.say() + "."
}

// records says how the records of a source changed in number.
func records(c vuln.SourceChange) string {
	switch n := c.Records - c.RecordsBefore; {
	case n > 0:
		return ui.Number(n) + " more"
	case n < 0:
		return ui.Number(-n) + " fewer"
	}
	return "as many"
}

// quiet tells whether nothing about a source changed.
func quiet(c vuln.SourceChange) bool {
	return c.Added+c.Changed+c.Withdrawn == 0 && c.Records == c.RecordsBefore && c.AsOf.Equal(c.AsOfBefore)
}

// A Question shows what a bundle is that somebody brought, before it is used.
type Question struct {
	ui.Frame
	ID           string
	Before, Info vuln.Info
	Signature    vuln.Signature
	Same         bool
	Against      []string // what the gate has against it
	Notes        []string
	Sources      []vuln.SourceChange
}

// NewQuestion returns the page.
func NewQuestion(f ui.Frame, id string, before, info vuln.Info, sig vuln.Signature) Question {
	f.Title = "Use this bundle?"
	return Question{Frame: f, ID: id, Before: before, Info: info, Signature: sig, Sources: vuln.SourceChanges(before, info)}
}

// Say is the question in one sentence.
func (q Question) Say() string {
	if q.Same {
		return "It holds exactly what is in use."
	}
	return "It was checked and is whole. Nothing changed yet: every answer rests on what you take here."
}

// older tells whether it was made before the one in use.
func (q Question) older() bool { return !q.Before.Made.IsZero() && q.Info.Made.Before(q.Before.Made) }

func moment(t time.Time) string {
	if t.IsZero() {
		return "none"
	}
	return ui.Moment(t)
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return "no date"
	}
	return ui.Day(t)
}

// sourceColumns are those of what changed by source; what was not counted has none.
func sourceColumns(counted bool) []ui.Column {
	out := []ui.Column{{Label: "Source"}, {Label: "Records", Num: true}, {Label: "Its newest record"}}
	if counted {
		out = append(out, ui.Column{Label: "Added", Num: true}, ui.Column{Label: "Changed", Num: true}, ui.Column{Label: "Withdrawn", Num: true})
	}
	return out
}
