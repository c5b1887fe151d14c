package support

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A PlanState is how far a replacement plan is.
type PlanState string

// The states of a plan.
const (
	Planned PlanState = "planned"
	InWork  PlanState = "in work"
	Done    PlanState = "done"
	Dropped PlanState = "dropped"
)

// PlanStates are all of them.
var PlanStates = []PlanState{Planned, InWork, Done, Dropped}

// A Plan is what will be done when support of a part ends before that of the
// device (FDA premarket guidance 2026, V.A.4, footnote 36).
type Plan struct {
	ID string
	Subject
	Name    string // of the part, as people read it
	Text    string
	Due     string // day: 2027-03-31
	Owner   string // who sees to it
	State   PlanState
	By      string // who wrote it last
	Rev     int64
	Created time.Time
	Changed time.Time
}

// Live tells whether the plan is still to be done.
func (p *Plan) Live() bool { return p.State == Planned || p.State == InWork }

// KeepPlan makes a plan, or changes the one with its ID upon the version Rev.
func KeepPlan(ctx context.Context, tx Tx, who org.Actor, p Plan) (*Plan, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return nil, err
	}
	if err := p.tidy(); err != nil {
		return nil, err
	}
	was := Plan{}
	what := "plan.made"
	if p.ID == "" {
		p.ID, p.Created, p.Rev = id.New(), tx.Now(), 0
	} else {
		old, err := tx.Plan(ctx, p.ID)
		if err != nil {
			return nil, fmt.Errorf("change a plan: %w", err)
		}
		if old.Rev != p.Rev {
			return nil, fault.New(fault.Stale, "the plan was changed by %s meanwhile", old.By).Helped("look at it as it is now, and change that")
		}
		was, what = *old, "plan.changed"
		p.Subject, p.Name, p.Created = old.Subject, old.Name, old.Created
	}
	p.Rev++
	p.By, p.Changed = who.Name, tx.Now()
	if err := tx.SavePlan(ctx, &p); err != nil {
		return nil, fmt.Errorf("keep the plan for %s: %w", p.Name, err)
	}
	return &p, tx.Append(ctx, record.Entry{What: what, About: p.ID, Who: who, At: tx.Now(), Data: changes(was, p)})
}

// changes says what of a plan is new, with what it was.
func changes(was, is Plan) map[string]any {
	out := map[string]any{"name": is.Name, "version": is.Version}
	for _, f := range []struct{ name, old, new string }{
		{"text", was.Text, is.Text},
		{"due", was.Due, is.Due},
		{"owner", was.Owner, is.Owner},
		{"state", string(was.State), string(is.State)},
	} {
		if f.old != f.new {
			out[f.name] = map[string]string{"old": f.old, "new": f.new}
		}
	}
	return out
}

// tidy trims the plan's texts and tells what is wrong with them.
func (p *Plan) tidy() error {
	for _, text := range []*string{&p.Lineage, &p.Version, &p.Name, &p.Text, &p.Due, &p.Owner} {
		*text = strings.TrimSpace(*text)
	}
	if p.State == "" {
		p.State = Planned
	}
	switch {
	case p.Lineage == "" && p.ID == "":
		return fault.New(fault.Invalid, "a plan is about a part")
	case p.Text == "":
		return fault.New(fault.Invalid, "a plan says what will be done").Helped("replace it, buy extended support, fence it off, or accept it with a reason")
	case len(p.Text) > mostText || len(p.Owner) > 200 || len(p.Name) > 2000:
		return fault.New(fault.Invalid, "the plan is longer than %d bytes, or its owner than 200", mostText)
	case !slices.Contains(PlanStates, p.State):
		return fault.New(fault.Invalid, "a plan is %s, %s, %s or %s, not %q", Planned, InWork, Done, Dropped, p.State)
	}
	if p.Due != "" {
		day := ReadDay(p.Due)
		if day == "" {
			return fault.New(fault.Invalid, "%q is no date", p.Due).Helped("write it like 2032-06-30")
		}
		p.Due = day
	}
	return nil
}
