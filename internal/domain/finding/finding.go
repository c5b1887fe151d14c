// Package finding holds what must be decided: a known weakness in a distinct
// component. It is opened, reopened and closed by matching, and worked on by
// people; it stands once, however many releases have the component.
package finding

import (
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A State is where a finding stands.
type State string

// The states of a finding.
const (
	Open     State = "open"      // new: nobody has looked
	InReview State = "in review" // somebody looks into it
	Snoozed  State = "snoozed"   // set aside until a day, for a reason
	Closed   State = "closed"    // matching finds it no more: the bundle or the component's identity changed
	Reopened State = "reopened"  // was closed before anybody looked, and matching finds it again
)

// States is every state, in the order that pages show.
var States = []State{Reopened, Open, InReview, Snoozed, Closed}

// A Move is one change of state that there is. A move without a permission is
// made by matching alone.
type Move struct {
	From, To State
	Needs    org.Permission
	How      How
}

// How tells by what a move comes about, where that is not a person's wish alone.
type How string

// The ways.
const (
	Wish How = ""
	Wake How = "wake" // a person, or by itself: the day has come, or what is known has changed
	Undo How = "undo" // only when the move that led here is taken back
)

// Moves is every move there is.
var Moves = []Move{
	{Open, InReview, org.WorkFindings, Wish},
	{Reopened, InReview, org.WorkFindings, Wish},
	{InReview, Open, org.WorkFindings, Wish},
	{InReview, Reopened, org.WorkFindings, Undo},
	{Open, Snoozed, org.WorkFindings, Wish},
	{Reopened, Snoozed, org.WorkFindings, Wish},
	{InReview, Snoozed, org.WorkFindings, Wish},
	{Snoozed, Open, org.WorkFindings, Wake},
	{Snoozed, Reopened, org.WorkFindings, Wake},
	{Snoozed, InReview, org.WorkFindings, Wake},
	{Open, Closed, "", Wish},
	{Reopened, Closed, "", Wish},
	{InReview, Closed, "", Wish},
	{Snoozed, Closed, "", Wish},
	{Closed, Reopened, "", Wish},
	{Closed, InReview, "", Wish}, // it was in review when it was closed
}

// A Finding is one weakness in one distinct component of an organisation.
type Finding struct {
	ID        string
	Component string // the component's key
	Weakness  string // canonical id
	Names     []string
	Summary   string

	// What matching says.
	Match  match.State // affected or cannot_tell; what it was last, once closed
	Why    string
	Rule   string
	Source string
	Record string
	Feed   string // that the record stood in: match.Match.Feed
	Fixed  []string
	Settle string
	Bundle string      // that it was last held against
	Lost   match.State // what Match was while its source was there; "" unless that has gone

	// What the sources say, leading word and score first: unknown is not zero.
	Severity string // critical, high, medium, low, none, unknown
	Score    float64
	Scored   bool
	KEV      bool
	EPSS     float64
	Rated    bool // whether EPSS says anything

	State   State
	Was     State  // what State was when it was closed or set aside; "" unless it is
	Owner   string // person id; "" for nobody
	Note    string
	Until   string    // day on which a snoozed one comes back, 2026-12-02; "" unless it is
	Because string    // why it is set aside
	Opened  time.Time // first
	Turned  time.Time // of the last change of state
	Rev     int64
}

// Live tells whether the finding still says something about its component.
func (f *Finding) Live() bool { return f.State != Closed }

// move brings the finding into another state, for a person or, with needs
// left empty, for matching.
func (f *Finding) move(to State, who org.Actor, now time.Time) error {
	return f.moveBy(Wish, to, who, now)
}

func (f *Finding) moveBy(how How, to State, who org.Actor, now time.Time) error {
	for _, m := range Moves {
		if m.From != f.State || m.To != to || m.How == Undo && how != Undo {
			continue
		}
		if m.Needs == "" && !who.System {
			return fault.New(fault.Forbidden, "a finding that is %s comes to %s by matching alone", f.State, to)
		}
		if m.Needs != "" {
			if err := who.May(m.Needs); err != nil {
				return err
			}
		}
		if f.State == Snoozed {
			f.Was, f.Until, f.Because = "", "", ""
		}
		f.State, f.Turned = to, now
		return nil
	}
	return fault.New(fault.Conflict, "a finding that is %s can't become %s", f.State, to)
}

// stood is where the finding stands, or stood before it was set aside.
func (f *Finding) stood() State {
	if f.State == Snoozed {
		return f.Was
	}
	return f.State
}

// newFinding returns a finding as matching opens it.
func newFinding(component, bundle string, m *match.Match, now time.Time) Finding {
	f := Finding{ID: id.New(), Component: component, Weakness: m.Weakness, State: Open, Opened: now, Turned: now, Rev: 1}
	f.take(bundle, m)
	return f
}

// take copies what matching and the sources say now, and tells whether
// anything of it but the bundle is new.
func (f *Finding) take(bundle string, m *match.Match) bool {
	before := *f
	f.Bundle, f.Weakness, f.Names = bundle, m.Weakness, m.Names
	f.Match, f.Why, f.Rule, f.Source, f.Record, f.Feed, f.Fixed, f.Settle = m.State, m.Why, m.Rule, m.Source, m.Record, m.Feed, m.Fixed, m.Settle
	f.Lost = ""
	f.Severity, f.Summary, f.Score, f.Scored, f.KEV, f.EPSS, f.Rated = vuln.UnknownSeverity, "", 0, false, false, 0, false
	if w := m.Group; w != nil {
		f.weigh(w)
	}
	return !before.same(f)
}

func (f *Finding) weigh(w *vuln.Weakness) {
	f.Severity, f.KEV, f.Summary = w.Severity(), w.KEV != nil, w.Title()
	if s, ok := w.Leading(); ok && s.System != "word" {
		f.Score, f.Scored = s.Value, true
	}
	if w.EPSS != nil {
		f.EPSS, f.Rated = w.EPSS.Score, true
	}
}

// same tells whether two findings say the same of their component.
func (f *Finding) same(g *Finding) bool {
	return f.Weakness == g.Weakness && f.Match == g.Match && f.Why == g.Why && f.Rule == g.Rule && f.Source == g.Source && f.Record == g.Record && f.Feed == g.Feed && f.Settle == g.Settle && f.Lost == g.Lost &&
		f.Severity == g.Severity && f.Summary == g.Summary && f.Score == g.Score && f.Scored == g.Scored &&
		f.KEV == g.KEV && f.EPSS == g.EPSS && f.Rated == g.Rated && equal(f.Fixed, g.Fixed) && equal(f.Names, g.Names)
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
