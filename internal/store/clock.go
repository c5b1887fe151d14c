package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/value/calendar"
	"aceso/internal/value/fault"
)

const clockColumns = `id, kind, about, about_title, about_url, duty, title, source, span, region, zone, stops, from_at, pauses, state, due, late_at, ended_at, why, told_at, owner, rev, made_at`

func (tx *Tx) scanClock(r row) (clock.Clock, error) {
	c := clock.Clock{Org: tx.org}
	var span, due string
	var pauses []byte
	err := r.Scan(&c.ID, &c.About.Kind, &c.About.ID, &c.About.Title, &c.About.URL, &c.Duty, &c.Title, &c.Source, &span, &c.Region, &c.Zone, flag{&c.Stops},
		at{&c.From}, &pauses, &c.State, &due, at{&c.Late}, at{&c.Ended}, &c.Why, at{&c.Told}, &c.Owner, &c.Rev, at{&c.Created})
	if err != nil {
		return c, err
	}
	if c.Span, err = calendar.ParseSpan(span); err != nil {
		return c, err
	}
	day, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return c, fmt.Errorf("read the day of clock %s: %w", c.ID, err)
	}
	c.Due = calendar.DateOf(day)
	return c, json.Unmarshal(pauses, &c.Pauses)
}

// Clock returns a clock as it stands.
func (tx *Tx) Clock(ctx context.Context, id string) (clock.Clock, error) {
	return one(tx.queryRow(ctx, `SELECT `+clockColumns+` FROM clock WHERE org = $1 AND id = $2`, tx.org, id), tx.scanClock, "there is no clock %s", id)
}

// ClocksOf returns the clocks of one record, the oldest first.
func (tx *Tx) ClocksOf(ctx context.Context, kind, about string) ([]clock.Clock, error) {
	return list(ctx, tx, tx.scanClock, `SELECT `+clockColumns+` FROM clock WHERE org = $1 AND kind = $2 AND about = $3 ORDER BY id`, tx.org, kind, about)
}

// SaveClock keeps a clock, new or changed, and counts its version up.
func (tx *Tx) SaveClock(ctx context.Context, c *clock.Clock) error {
	pauses, err := json.Marshal(c.Pauses)
	if err != nil {
		return fmt.Errorf("write the pauses of clock %s: %w", c.ID, err)
	}
	n, err := tx.exec(ctx, `
		INSERT INTO clock (org, `+clockColumns+`) VALUES `+marks(1, 24)+`
		ON CONFLICT (org, id) DO UPDATE SET about_title = excluded.about_title, from_at = excluded.from_at, pauses = excluded.pauses, state = excluded.state, due = excluded.due,
			late_at = excluded.late_at, ended_at = excluded.ended_at, why = excluded.why, told_at = excluded.told_at, owner = excluded.owner, rev = excluded.rev
		WHERE clock.rev = excluded.rev - 1`,
		tx.org, c.ID, c.About.Kind, c.About.ID, c.About.Title, c.About.URL, c.Duty, c.Title, c.Source, c.Span.String(), string(c.Region), c.Zone, bit(c.Stops),
		when(c.From), string(pauses), string(c.State), c.Due.String(), when(c.Late), when(c.Ended), c.Why, when(c.Told), c.Owner, c.Rev+1, when(c.Created))
	if err != nil {
		return fmt.Errorf("keep clock %s: %w", c.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Stale, "this clock was changed meanwhile").Helped("look at what changed and make your change again")
	}
	c.Rev++
	return nil
}

// A ClockFilter says which clocks are meant. What is empty does not narrow.
type ClockFilter struct {
	Sees     org.Actor // who asks: clocks of a private case are for its members alone
	States   []clock.State
	Late     bool // running, and too late by now
	Before   time.Time
	Kind     string // noun of the record
	Text     string // in what must be done, or the record's title
	Sort     string // due, title, about or started; "-" before it for falling; due when not said
	Breached bool   // those that were ever noted as too late
}

var clockSorts = map[string][]string{"due": {"late_at", "id"}, "title": {"title", "id"}, "about": {"about_title", "id"}, "started": {"from_at", "id"}, "state": {"state", "id"}, "source": {"source", "id"}, "late": {"late_at", "id"}, "breached": {"told_at", "id"}, "why": {"why", "id"}}

// Clocks returns clocks, with their exact count.
func (tx *Tx) Clocks(ctx context.Context, f ClockFilter, p Page) (Slice[clock.Clock], error) {
	none := Slice[clock.Clock]{}
	if f.Sort == "" {
		f.Sort = "due"
	}
	name, falling := strings.CutPrefix(f.Sort, "-")
	columns := clockSorts[name]
	if columns == nil {
		return none, fault.New(fault.Invalid, "clocks can't be sorted by %q", name).Helped("sort by due, title, about, state, source or started")
	}
	w := tx.in("org")
	if f.Sees.Person != "" && !f.Sees.System {
		w.and(`(kind <> 'case' OR about IN (SELECT id FROM told WHERE told.org = clock.org AND (private = 0 OR members LIKE $%d ESCAPE '\')))`, "%,"+likeEscaper.Replace(f.Sees.Person)+",%")
	}
	if len(f.States) > 0 {
		oneOf(w, "state", f.States)
	}
	if f.Late {
		w.and("state = 'running' AND late_at <= $%d", when(tx.now))
	}
	if !f.Before.IsZero() {
		w.and("late_at <= $%d", when(f.Before))
	}
	if f.Kind != "" {
		w.and("kind = $%d", f.Kind)
	}
	if f.Breached {
		w.and("told_at <> ''")
	}
	w.has(f.Text, "title", "about_title")
	total, err := tx.total(ctx, "clock", w)
	if err != nil || total == 0 {
		return none, err
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, tx.scanClock, `SELECT `+clockColumns+` FROM clock WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	out := cut(rows, p, func(c clock.Clock) []any {
		return pick(map[string]any{"late_at": when(c.Late), "id": c.ID, "title": c.Title, "about_title": c.About.Title, "from_at": when(c.From), "state": string(c.State), "source": c.Source, "told_at": when(c.Told), "why": c.Why}, columns)
	})
	out.Total = total
	return out, err
}

// LateClocks returns the organisations that have clocks which ran out and are
// not noted as such, with the ids of some; it is asked for all organisations.
func (tx *Tx) LateClocks(ctx context.Context, most int) (map[string][]string, error) {
	out := map[string][]string{}
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var org, id string
		err := r.Scan(&org, &id)
		out[org] = append(out[org], id)
		return struct{}{}, err
	}, `SELECT org, id FROM clock WHERE state = 'running' AND told_at = '' AND late_at <= $1 ORDER BY late_at LIMIT $2`, when(tx.now), most)
	return out, err
}

var _ clock.Tx = (*Tx)(nil)
