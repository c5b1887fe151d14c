package support

import (
	"context"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/id"
)

// The kinds of what is done to statements, as the log calls them.
const (
	WasStated deed.Kind = "support.stated"
	WasUndone deed.Kind = "support.undone"
)

// did keeps what was done to a statement, so that it can be taken back.
func did(ctx context.Context, tx Tx, who org.Actor, kind deed.Kind, s *Statement) error {
	label := strings.TrimSpace(s.Lineage + " " + s.Version)
	what, was, became := "Said how long "+label+" is supported", "no", "yes"
	if kind == WasUndone {
		what, was, became = "Took back what was said of the support of "+label, "yes", "no"
	}
	_, err := deed.One(ctx, tx, who, id.New(), kind, what, deed.Step{Record: s.ID, Label: label, Was: deed.Marks{"holds": was}, Became: deed.Marks{"holds": became}})
	return err
}

// TakeBack takes back what was done to statements, unless somebody has done
// the same since, and marks each step with what came of it.
func TakeBack(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	if err := who.May(org.WriteProducts); err != nil {
		return err
	}
	for i := range steps {
		step := &steps[i]
		s, err := tx.SupportStatement(ctx, step.Record)
		if err != nil {
			return err
		}
		what := WasUndone
		switch {
		case d.Kind == WasStated && s.Undone.IsZero():
			s.Undone, s.UndoneBy = tx.Now(), who.Name
		case d.Kind == WasUndone && s.Undone.Equal(d.At):
			s.Undone, s.UndoneBy, what = time.Time{}, "", WasStated
		default:
			step.Back, step.Kept = deed.Kept, "somebody has taken it back, or said it again, since"
			continue
		}
		if err := tx.SaveSupportStatement(ctx, s); err != nil {
			return err
		}
		step.Back = deed.Restored
		if err := tx.Append(ctx, record.Entry{What: string(what), About: s.ID, Who: who, Data: map[string]any{"deed": d.ID, "part": s.Lineage, "version": s.Version, "level": s.Level, "end": s.End, "reason": s.Reason}}); err != nil {
			return err
		}
	}
	return nil
}
