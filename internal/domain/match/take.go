package match

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A Line is one rule of a file, and what would come of it.
type Line struct {
	No    int // of its line, or of its entry
	Rule  Alias
	Again bool   // the same rule is in force already
	Wrong string // what keeps it from being kept
	Fix   string
}

// Weigh tells of each rule of a file what would come of it: it is new, it is
// in force already, or it can't be kept.
func Weigh(lines []Line, kept []Alias) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		if l.Wrong == "" {
			if err := l.Rule.Check(); err != nil {
				l.Wrong = err.Error()
				if f := fault.Of(err); f != nil {
					l.Wrong, l.Fix = f.Text, f.Fix
				}
			}
		}
		for j := range kept {
			l.Again = l.Again || kept[j].Undone.IsZero() && kept[j].Same(&l.Rule)
		}
		for j := range i {
			l.Again = l.Again || out[j].Wrong == "" && out[j].Rule.Same(&l.Rule)
		}
		out[i] = l
	}
	return out
}

// Faulty is how many lines can't be kept.
func Faulty(lines []Line) int {
	n := 0
	for _, l := range lines {
		if l.Wrong != "" {
			n++
		}
	}
	return n
}

// TakeAliases keeps the new rules of a file, all or none, as one batch that
// can be undone as a whole.
func TakeAliases(ctx context.Context, tx Tx, who org.Actor, file string, lines []Line) (batch string, kept int, err error) {
	if err := who.May(org.WriteNames); err != nil {
		return "", 0, err
	}
	if n := Faulty(lines); n > 0 {
		return "", 0, fault.New(fault.Invalid, "%s of the file can't be kept; nothing was", counted(n, "rule", "rules")).Helped("mend the lines that are named, and send it again")
	}
	batch = id.New()
	for _, l := range lines {
		if l.Again {
			continue
		}
		a := l.Rule
		a.ID, a.Who, a.When, a.Undone, a.Batch = id.New(), who.Name, tx.Now(), time.Time{}, batch
		if err := tx.SaveAlias(ctx, &a); err != nil {
			return "", 0, fmt.Errorf("keep the name rule for %s: %w", a.Name, err)
		}
		kept++
	}
	if kept == 0 {
		return "", 0, nil
	}
	if err := did(ctx, tx, who, RulesTaken, "Kept "+counted(kept, "name rule", "name rules")+" of "+file, batch, file, true); err != nil {
		return "", 0, err
	}
	return batch, kept, tx.Append(ctx, record.Entry{What: string(RulesTaken), About: batch, Who: who, At: tx.Now(), Data: map[string]any{"file": file, "rules": kept}})
}

// UndoAliases takes the rules of one file out of force. They stay on record.
func UndoAliases(ctx context.Context, tx Tx, who org.Actor, batch string) (int, error) {
	if err := who.May(org.WriteNames); err != nil {
		return 0, err
	}
	all, err := tx.AliasBatch(ctx, batch)
	if err != nil {
		return 0, err
	}
	undone := 0
	for i := range all {
		if a := &all[i]; a.Undone.IsZero() {
			a.Undone = tx.Now()
			if err := tx.SaveAlias(ctx, a); err != nil {
				return 0, fmt.Errorf("undo the name rule for %s: %w", a.Name, err)
			}
			undone++
		}
	}
	if undone == 0 {
		return 0, fault.New(fault.Conflict, "the rules of this file are undone already")
	}
	rules := counted(undone, "name rule", "name rules")
	if err := did(ctx, tx, who, RulesUndone, "Took "+rules+" out of force that came in together", batch, rules, false); err != nil {
		return 0, err
	}
	return undone, tx.Append(ctx, record.Entry{What: string(RulesUndone), About: batch, Who: who, At: tx.Now(), Data: map[string]any{"rules": undone}})
}
