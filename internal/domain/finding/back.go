package finding

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// TakeBack brings findings back to how a deed found them, as far as nobody has
// changed since what it changed, and marks each step with what came of it.
func TakeBack(ctx context.Context, tx WorkTx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	if err := who.May(org.WorkFindings); err != nil {
		return err
	}
	ids, first := make([]string, len(steps)), int64(1<<62)
	for i, s := range steps {
		ids[i], first = s.Record, min(first, s.Entry)
	}
	found, err := tx.FindingsIn(ctx, Scope{IDs: ids}, 0, len(ids))
	if err != nil {
		return err
	}
	at := make(map[string]*Placed, len(found))
	for i := range found {
		at[found[i].ID] = &found[i]
	}
	others, err := tx.HandsSince(ctx, ids, first, deed.Deed{ID: d.ID})
	if err != nil {
		return err
	}
	var changed []*Finding
	for i := range steps {
		s := &steps[i]
		f := at[s.Record]
		if f == nil {
			s.Back, s.Kept = deed.Kept, "it is not there any more"
			continue
		}
		b := backing{f: &f.Finding, who: who, now: tx.Now(), hand: f.hand()}
		if hand, ok := others[s.Record]; ok {
			b.other = hand.say()
		}
		restored, err := b.restore(ctx, tx, s)
		if err != nil {
			return err
		}
		if restored {
			changed = append(changed, &f.Finding)
		}
	}
	if err := tx.SaveHands(ctx, changed); err != nil || len(changed) == 0 {
		return err
	}
	return tx.Append(ctx, restoredEntry(d, who, steps))
}

// backing brings one finding back.
type backing struct {
	f     *Finding
	who   org.Actor
	now   time.Time
	hand  deed.Marks // as it is now
	other string     // who changed it since
}

// restore puts back what of a step still is as it became, and says of the rest
// why not.
func (b *backing) restore(ctx context.Context, tx People, s *deed.Step) (bool, error) {
	var kept []string
	restored := false
	for _, part := range []struct {
		name string
		back func() (string, error)
	}{
		{"owner", func() (string, error) { return b.owner(ctx, tx, s.Was["owner"]) }},
		{"note", func() (string, error) { b.f.Note = s.Was["note"]; return "", nil }},
		{"state", func() (string, error) { return b.state(s) }},
	} {
		if !s.Touches(part.name) {
			continue
		}
		why := b.changed(s, part.name)
		if why == "" {
			var err error
			if why, err = part.back(); err != nil {
				return false, err
			}
		}
		if why != "" {
			kept = append(kept, why)
		} else {
			restored = true
		}
	}
	s.Kept = strings.Join(kept, "; ")
	if s.Back = deed.Kept; restored {
		s.Back = deed.Restored
	}
	return restored, nil
}

// stateMarks are what belongs to a finding's state: they change together.
var stateMarks = []string{"state", "was", "until", "because", "turned"}

// changed says what of a step's part was changed since; "" for nothing.
func (b *backing) changed(s *deed.Step, part string) string {
	names := []string{part}
	if part == "state" {
		names = stateMarks
	}
	for _, name := range names {
		if became, ok := s.Became[name]; ok && became != b.hand[name] {
			switch {
			case b.f.State == Closed && part == "state":
				return "it is closed now: matching finds it no more"
			case b.other != "":
				return b.other
			}
			return "its " + part + " has changed since"
		}
	}
	return ""
}

func (b *backing) owner(ctx context.Context, tx People, person string) (string, error) {
	again := Act{Owner: &person}
	err := again.find(ctx, tx)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Invalid) {
		return "who had it before may not work on findings any more", nil
	}
	b.f.Owner = person
	return "", err
}

// state brings the finding back into the state, and the snooze, that it was in.
func (b *backing) state(s *deed.Step) (string, error) {
	was := func(name, now string) string {
		if v, ok := s.Was[name]; ok {
			return v
		}
		return now
	}
	until, because := was("until", b.f.Until), was("because", b.f.Because)
	before := State(was("was", string(b.f.Was)))
	if to := State(was("state", string(b.f.State))); to != b.f.State {
		if to == Snoozed && until <= b.now.UTC().Format(time.DateOnly) {
			return "the day until which it was snoozed has come", nil
		}
		if err := b.f.moveBy(Undo, to, b.who, b.now); err != nil {
			return reason(err), nil
		}
	}
	b.f.Was, b.f.Until, b.f.Because = before, until, because
	turned, err := time.Parse(record.Stamp, was("turned", b.hand["turned"]))
	if err != nil {
		return "", fmt.Errorf("read when a finding turned: %w", err)
	}
	b.f.Turned = turned
	return "", nil
}

// restoredEntry is what the log says of findings that were brought back.
func restoredEntry(d deed.Deed, who org.Actor, steps []deed.Step) record.Entry {
	type back struct {
		ID   string     `json:"id"`
		Was  deed.Marks `json:"was"` // and is again
		Kept string     `json:"kept,omitempty"`
	}
	if d.Asked == 1 && len(steps) == 1 {
		return record.Entry{What: "finding.restored", About: steps[0].Record, Who: who, Data: map[string]any{"deed": d.ID, "was": steps[0].Became, "became": steps[0].Was}}
	}
	var all []back
	for _, s := range steps {
		all = append(all, back{s.Record, s.Was, s.Kept})
	}
	return record.Entry{What: "finding.restored", About: d.ID, Who: who, Data: map[string]any{"deed": d.ID, "findings": all}}
}
