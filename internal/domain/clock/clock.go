// Package clock is the one engine of deadlines: what must be done by when,
// since when, by which duty, with every pause and its reason, and what was
// too late.
package clock

import (
	"context"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/calendar"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// About names the record that a clock runs for.
type About struct {
	Kind  string // noun: "case", "finding", "exception"
	ID    string
	Title string // as people know it: "LF-2026-0007"
	URL   string // path of its page
}

// A State is where a clock stands.
type State string

// The states. Whether a running clock is late follows from the time.
const (
	Running State = "running"
	Paused  State = "paused"
	Met     State = "met"
	Dropped State = "dropped" // it turned out not to apply
)

// Moves is every move there is; all take org.WorkCases or the permission of
// the record that the clock is about, which its use case asks for.
var Moves = []struct{ From, To State }{
	{Running, Paused},
	{Paused, Running},
	{Running, Met},
	{Paused, Met},
	{Running, Dropped},
	{Paused, Dropped},
	{Met, Running}, // what was taken for done was not
	{Dropped, Running},
}

// A Pause is a stretch during which a clock stood still.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
	Why  string    `json:"why"`
	By   string    `json:"by"` // name
}

// A Clock is one duty towards one record.
type Clock struct {
	ID, Org string
	About   About
	Duty    string // id of the duty; "" for a date that somebody set
	Title   string
	Source  string
	Span    calendar.Span
	Region  calendar.Region
	Zone    string
	Stops   bool      // whether it may be paused
	From    time.Time // the moment that it counts from: of awareness, as a rule
	Pauses  []Pause
	State   State
	Due     calendar.Date // the last day in time
	Late    time.Time     // the first moment that is too late
	Ended   time.Time     // when it was met or dropped
	Why     string        // what shows that it was met, or why it was dropped
	Told    time.Time     // when it was noted as too late; zero while it is not
	Owner   string        // id of who must see to it; "" for whoever owns the record
	Rev     int64
	Created time.Time
}

// maxText bounds a reason, in bytes.
const maxText = 2_000

// Start makes a clock for a duty. aware is the moment that it counts from.
func (d Duty) Start(about About, aware time.Time) (Clock, error) {
	c := Clock{ID: id.New(), About: about, Duty: d.ID, Title: d.Title, Source: d.Source, Span: d.Span, Region: d.Region, Zone: d.Zone, Stops: d.Stops, From: aware, State: Running}
	return c, c.count()
}

// count computes when the clock is due from all that bears on it.
func (c *Clock) count() error {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil || c.Zone == "Local" {
		return fault.New(fault.Invalid, "%.60q is no time zone", c.Zone).Helped("write it as Europe/Berlin")
	}
	if err := c.Region.Check(); err != nil {
		return err
	}
	if err := c.Span.Check(); err != nil {
		return err
	}
	pauses := make([]calendar.Pause, len(c.Pauses))
	for i, p := range c.Pauses {
		pauses[i] = calendar.Pause{From: p.From, To: p.To}
	}
	d := c.Span.In(c.From, zone, c.Region, pauses...)
	c.Due, c.Late = d.Day, d.Late
	return nil
}

// Overdue tells whether it is too late: for what runs now, or by when it was met.
func (c *Clock) Overdue(now time.Time) bool {
	switch c.State {
	case Running:
		return !now.Before(c.Late)
	case Met:
		return !c.Ended.Before(c.Late)
	}
	return false
}

// Left is how long a running clock still runs; negative when it is late.
func (c *Clock) Left(now time.Time) time.Duration { return c.Late.Sub(now) }

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	Clock(ctx context.Context, id string) (Clock, error)
	ClocksOf(ctx context.Context, kind, about string) ([]Clock, error)
	SaveClock(context.Context, *Clock) error
}

// Run starts the clocks of some duties for a record that do not run for it yet.
func Run(ctx context.Context, tx Tx, who org.Actor, about About, aware time.Time, duties ...Duty) ([]Clock, error) {
	there, err := tx.ClocksOf(ctx, about.Kind, about.ID)
	if err != nil {
		return nil, err
	}
	var out []Clock
	for _, d := range duties {
		if slices.ContainsFunc(there, func(c Clock) bool { return c.Duty == d.ID && c.State != Dropped }) {
			continue
		}
		c, err := d.Start(about, aware)
		if err != nil {
			return nil, err
		}
		if err := add(ctx, tx, who, &c); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Set makes a clock for a date that somebody promised or was given.
func Set(ctx context.Context, tx Tx, who org.Actor, about About, title string, span calendar.Span, from time.Time, zone string) (Clock, error) {
	title = strings.TrimSpace(title)
	if title == "" || len(title) > 200 {
		return Clock{}, fault.New(fault.Invalid, "say in up to 200 characters what must be done by then")
	}
	c := Clock{ID: id.New(), About: about, Title: title, Source: "set by " + who.Name, Span: span, Region: calendar.USFederal, Zone: zone, Stops: true, From: from, State: Running}
	if err := c.count(); err != nil {
		return Clock{}, err
	}
	return c, add(ctx, tx, who, &c)
}

func add(ctx context.Context, tx Tx, who org.Actor, c *Clock) error {
	c.Org, c.Created = who.Org, tx.Now()
	if err := tx.SaveClock(ctx, c); err != nil {
		return err
	}
	return tx.Append(ctx, record.Entry{What: "clock.started", About: c.ID, Who: who, Data: map[string]any{
		"for": c.About.Kind + " " + c.About.ID, "duty": c.Duty, "title": c.Title, "from": c.From.UTC().Format(record.Stamp), "span": c.Span.String(), "due": c.Due.String(),
	}})
}

// Correct moves the moment that a clock counts from, with the reason: awareness
// is often dated wrong at first.
func Correct(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, aware time.Time, why string) (Clock, error) {
	return turn(ctx, tx, who, id, rev, "clock.corrected", why, func(c *Clock) (map[string]any, error) {
		if aware.After(tx.Now()) {
			return nil, fault.New(fault.Invalid, "nobody becomes aware in the future")
		}
		old := c.From
		c.From = aware
		return map[string]any{"old": old.UTC().Format(record.Stamp), "new": aware.UTC().Format(record.Stamp)}, c.count()
	})
}

// Stop pauses a clock, with the reason.
func Stop(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, why string) (Clock, error) {
	return turn(ctx, tx, who, id, rev, "clock.paused", why, func(c *Clock) (map[string]any, error) {
		if !c.Stops {
			return nil, fault.New(fault.Invalid, "%s can't be paused: %s lets nobody stop its clock", c.Title, c.Source)
		}
		if err := c.move(Paused); err != nil {
			return nil, err
		}
		c.Pauses = append(c.Pauses, Pause{From: tx.Now(), Why: why, By: who.Name})
		return nil, nil
	})
}

// GoOn lets a paused clock run again, or opens one that was closed too soon.
func GoOn(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, why string) (Clock, error) {
	return turn(ctx, tx, who, id, rev, "clock.resumed", why, func(c *Clock) (map[string]any, error) {
		if err := c.move(Running); err != nil {
			return nil, err
		}
		c.endPause(tx.Now())
		c.Ended, c.Why = time.Time{}, ""
		return map[string]any{"due": c.Due.String()}, c.count()
	})
}

// Meet says that the duty was done, and what shows it. at is when it was done.
func Meet(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, at time.Time, proof string) (Clock, error) {
	return turn(ctx, tx, who, id, rev, "clock.met", proof, func(c *Clock) (map[string]any, error) {
		if at.After(tx.Now()) || at.Before(c.From) {
			return nil, fault.New(fault.Invalid, "a duty is done after its clock began, and not in the future")
		}
		if err := c.move(Met); err != nil {
			return nil, err
		}
		c.endPause(at)
		c.Ended, c.Why = at, proof
		if err := c.count(); err != nil {
			return nil, err
		}
		return map[string]any{"at": at.UTC().Format(record.Stamp), "due": c.Due.String(), "late": c.Overdue(tx.Now())}, nil
	})
}

// Drop says that the duty does not apply, and why.
func Drop(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, why string) (Clock, error) {
	return turn(ctx, tx, who, id, rev, "clock.dropped", why, func(c *Clock) (map[string]any, error) {
		if err := c.move(Dropped); err != nil {
			return nil, err
		}
		c.endPause(tx.Now())
		c.Ended, c.Why = tx.Now(), why
		return nil, nil
	})
}

// Breach notes that a clock ran out, once. The program calls it; the log keeps it.
func Breach(ctx context.Context, tx Tx, c Clock) (Clock, error) {
	if c.State != Running || !c.Told.IsZero() || !c.Overdue(tx.Now()) {
		return c, nil
	}
	c.Told = tx.Now()
	if err := tx.SaveClock(ctx, &c); err != nil {
		return c, err
	}
	return c, tx.Append(ctx, record.Entry{What: "clock.breached", About: c.ID, Who: org.Program(c.Org), Data: map[string]any{
		"for": c.About.Kind + " " + c.About.ID, "duty": c.Duty, "title": c.Title, "due": c.Due.String(),
	}})
}

func (c *Clock) move(to State) error {
	for _, m := range Moves {
		if m.From == c.State && m.To == to {
			c.State = to
			return nil
		}
	}
	return fault.New(fault.Conflict, "the clock is %s, and can't become %s", c.State, to)
}

func (c *Clock) endPause(at time.Time) {
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].To.IsZero() {
		c.Pauses[n-1].To = at
	}
}

// turn is what all changes of a clock have in common.
func turn(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, what, why string, do func(*Clock) (map[string]any, error)) (Clock, error) {
	why = strings.TrimSpace(why)
	if why == "" || len(why) > maxText {
		return Clock{}, fault.New(fault.Invalid, "a change of a clock needs its reason, in up to %d characters", maxText)
	}
	c, err := tx.Clock(ctx, id)
	if err != nil {
		return Clock{}, err
	}
	if c.Rev != rev {
		return Clock{}, fault.New(fault.Stale, "this clock was changed meanwhile: you saw version %d and it is at %d now", rev, c.Rev).Helped("look at what changed and make your change again")
	}
	data, err := do(&c)
	if err != nil {
		return Clock{}, err
	}
	if c.State == Running && !c.Overdue(tx.Now()) {
		c.Told = time.Time{}
	}
	if err := tx.SaveClock(ctx, &c); err != nil {
		return Clock{}, err
	}
	if data == nil {
		data = map[string]any{}
	}
	data["why"] = why
	return c, tx.Append(ctx, record.Entry{What: what, About: c.ID, Who: who, Data: data})
}
