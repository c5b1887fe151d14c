package finding

import (
	"context"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// planOf is what a deed keeps of what is to be done.
func planOf(a *Act, s Scope) deed.Marks {
	m := a.marks()
	m["list"], m["ids"], m["as of"] = s.List, strings.Join(s.IDs, " "), s.AsOf.String()
	return m
}

func readPlan(m deed.Marks) (Act, Scope, error) {
	s := Scope{List: m["list"], IDs: strings.Fields(m["ids"])}
	var err error
	s.AsOf, err = AsOfText(m["as of"])
	return actOf(m), s, err
}

// CarryOn does a further part of a deed that a job does, and tells whether
// there is more. It asks again whether who wanted it may still do it.
func CarryOn(ctx context.Context, tx WorkTx, deedID string, most int) (d deed.Deed, more bool, err error) {
	if d, err = tx.Deed(ctx, deedID); err != nil || d.State != deed.Doing {
		return d, false, err
	}
	a, s, err := readPlan(d.Plan)
	if err != nil {
		return d, false, err
	}
	who, err := still(ctx, tx, d.Who)
	if err != nil {
		return d, false, err
	}
	if err := a.find(ctx, tx); err != nil {
		return d, false, err
	}
	more, err = a.carry(ctx, tx, who, &d, s, most)
	return d, more, err
}

// still returns somebody with the roles that they have now.
func still(ctx context.Context, tx People, who org.Actor) (org.Actor, error) {
	m, err := tx.Membership(ctx, who.Person)
	if fault.Is(err, fault.NotFound) {
		return who, fault.New(fault.Forbidden, "%s, who wanted this, does not work here any more", who.Name)
	}
	who.Roles, who.Scope = m.Roles, []org.Permission{org.WorkFindings}
	if err == nil {
		err = who.May(org.WorkFindings)
	}
	return who, err
}

// carry does the act to those of a scope behind the deed's place, up to most
// that are looked at, keeps what it did and tells the log.
func (a *Act) carry(ctx context.Context, tx WorkTx, who org.Actor, d *deed.Deed, s Scope, most int) (bool, error) {
	page, err := tx.FindingsIn(ctx, s, d.Place, most)
	if err != nil {
		return false, err
	}
	touched, err := tx.HandsSince(ctx, idsOf(page), s.AsOf.Entry, *d)
	if err != nil {
		return false, err
	}
	var changed []*Finding
	var steps []deed.Step
	done := 0
	for i := range page {
		f := &page[i]
		d.Place = f.No
		g := f.Finding
		e := a.effect(&g, who, tx)
		step := deed.Step{No: int64(d.Done + d.Left + len(steps) + 1), Record: f.ID, Label: f.Label, Was: e.was, Became: e.became, Left: e.refused}
		if hand, ok := touched[f.ID]; ok && e.was != nil {
			step.Was, step.Became, step.Left = nil, nil, hand.say()
		}
		if step.Left == "" && e.was == nil {
			continue
		}
		if step.Left == "" {
			f.Finding = g
			changed = append(changed, &f.Finding)
			done++
		}
		steps = append(steps, step)
	}
	d.Done, d.Left = d.Done+done, d.Left+len(steps)-done
	more := len(page) == most
	return more, a.keep(ctx, tx, who, d, changed, steps, more)
}

// keep keeps what a part of a deed did. The last part ends it.
func (a *Act) keep(ctx context.Context, tx WorkTx, who org.Actor, d *deed.Deed, changed []*Finding, steps []deed.Step, more bool) error {
	if err := tx.SaveHands(ctx, changed); err != nil {
		return err
	}
	if err := tx.AddSteps(ctx, d.ID, steps); err != nil {
		return err
	}
	if len(steps) > 0 {
		if err := tx.Append(ctx, entryOf(d, who, a, steps)); err != nil {
			return err
		}
	}
	if !more {
		if err := d.Move(deed.Done, tx.Now()); err != nil {
			return err
		}
		d.Text, d.Plan = a.say(counted(d.Done)), nil
		if d.Done == 1 && len(changed) == 1 {
			for _, s := range steps {
				if s.Left == "" {
					d.Text = a.say(s.Label)
				}
			}
		}
	}
	return tx.SaveDeed(ctx, *d)
}

// entryOf is what the log says of a part of a deed: what was set, what each
// finding was before, and why others were left alone.
func entryOf(d *deed.Deed, who org.Actor, a *Act, steps []deed.Step) record.Entry {
	type changed struct {
		ID  string     `json:"id"`
		Was deed.Marks `json:"was"`
	}
	type left struct {
		ID  string `json:"id"`
		Why string `json:"why"`
	}
	var done []changed
	var alone []left
	for _, s := range steps {
		if s.Left == "" {
			done = append(done, changed{s.Record, s.Was})
		} else {
			alone = append(alone, left{s.Record, s.Left})
		}
	}
	data := map[string]any{"deed": d.ID, "set": a.marks(), "findings": done}
	if len(alone) > 0 {
		data["left"] = alone
	}
	return record.Entry{What: string(d.Kind), About: d.ID, Who: who, Data: data}
}

func (h Hand) say() string {
	return h.Name + " changed it at " + h.At.UTC().Format("15:04 on "+time.DateOnly)
}

func idsOf(page []Placed) []string {
	out := make([]string, len(page))
	for i := range page {
		out[i] = page[i].ID
	}
	return out
}
