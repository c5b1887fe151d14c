package match

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/id"
)

// The kinds of what is done to name rules, as the log calls them.
const (
	RuleKept    deed.Kind = "alias.kept"
	RuleUndone  deed.Kind = "alias.undone"
	RulesTaken  deed.Kind = "alias.imported"
	RulesUndone deed.Kind = "alias.batch-undone"
)

// did keeps what was done to a rule, or to those of a file, so that it can be
// taken back.
func did(ctx context.Context, tx Tx, who org.Actor, kind deed.Kind, what, record, label string, in bool) error {
	word := map[bool]string{true: "yes", false: "no"}
	_, err := deed.One(ctx, tx, who, id.New(), kind, what, deed.Step{Record: record, Label: label, Was: deed.Marks{"in force": word[!in]}, Became: deed.Marks{"in force": word[in]}})
	return err
}

// TakeBack takes back what was done to name rules, unless somebody has done
// the same since, and marks each step with what came of it.
func TakeBack(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	if err := who.May(org.WriteNames); err != nil {
		return err
	}
	for i := range steps {
		s := &steps[i]
		n, back, err := 0, deed.Kind(""), error(nil)
		switch d.Kind {
		case RuleKept:
			n, err = turnOne(ctx, tx, s.Record, time.Time{}, tx.Now())
			back = RuleUndone
		case RuleUndone:
			n, err = turnOne(ctx, tx, s.Record, d.At, time.Time{})
			back = RuleKept
		case RulesTaken:
			n, err = turnBatch(ctx, tx, s.Record, time.Time{}, tx.Now())
			back = RulesUndone
		case RulesUndone:
			n, err = turnBatch(ctx, tx, s.Record, d.At, time.Time{})
			back = RulesTaken
		}
		if err != nil {
			return err
		}
		if s.Back = deed.Restored; n == 0 {
			s.Back, s.Kept = deed.Kept, "somebody has kept it or taken it out of force since"
			continue
		}
		if err := tx.Append(ctx, record.Entry{What: string(back), About: s.Record, Who: who, Data: map[string]any{"deed": d.ID, "name": s.Label, "rules": n}}); err != nil {
			return err
		}
	}
	return nil
}

// turnOne brings a rule in force, or out of it, where it stands as it did.
func turnOne(ctx context.Context, tx Tx, id string, was, to time.Time) (int, error) {
	a, err := tx.Alias(ctx, id)
	if err != nil || !a.Undone.Equal(was) {
		return 0, err
	}
	return turn(ctx, tx, []Alias{*a}, was, to)
}

func turnBatch(ctx context.Context, tx Tx, batch string, was, to time.Time) (int, error) {
	all, err := tx.AliasBatch(ctx, batch)
	if err != nil {
		return 0, err
	}
	return turn(ctx, tx, all, was, to)
}

// turn brings those of some rules in force, or out of it, that stand as they
// did at a time, and tells how many.
func turn(ctx context.Context, tx Tx, rules []Alias, was, to time.Time) (int, error) {
	n := 0
	for i := range rules {
		a := &rules[i]
		if !a.Undone.Equal(was) {
			continue
		}
		if a.Undone = to; to.IsZero() {
			if err := a.Check(); err != nil {
				return n, err
			}
		}
		if err := tx.SaveAlias(ctx, a); err != nil {
			return n, fmt.Errorf("turn the name rule for %s: %w", a.Name, err)
		}
		n++
	}
	return n, nil
}
