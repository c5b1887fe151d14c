package app

import (
	"context"

	"aceso/internal/domain/vuln"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/value/id"
)

// noteSwap keeps what a new bundle changed, for people to read later. One that
// was noted already is not noted again: several servers may see the same swap,
// and each sees it anew when it starts.
func (d *desk) noteSwap(ctx context.Context, before, after *intel.Bundle) error {
	info := after.Info()
	var last []vuln.Swap
	err := d.db.View(ctx, func(tx *store.Tx) (err error) {
		last, err = tx.Swaps(ctx, 1)
		return err
	})
	if err != nil || len(last) > 0 && last[0].Bundle == info.ID {
		return err
	}
	if before == nil && len(last) > 0 { // it was swapped while no server ran
		if kept, err := intel.Open(intel.PreviousPath(d.dir)); err == nil {
			defer kept.Close()
			if kept.Info().ID == last[0].Bundle {
				before = kept
			}
		}
	}
	s := vuln.Swap{ID: id.New(), Bundle: info.ID, Made: info.Made, Weaknesses: info.Weaknesses}
	var old vuln.Info
	switch {
	case before != nil:
		old = before.Info()
	case len(last) > 0:
		s.Before, s.BeforeMade, s.BeforeWeaknesses = last[0].Bundle, last[0].Made, last[0].Weaknesses
	}
	s.Sources = vuln.SourceChanges(old, info)
	if before != nil {
		s.Before, s.BeforeMade, s.BeforeWeaknesses = old.ID, old.Made, old.Weaknesses
		by, differ, whole, err := intel.Compare(before, after)
		if err != nil {
			return err
		}
		s.Differ, s.Counted = differ, whole
		for i := range s.Sources {
			c := by[s.Sources[i].Name]
			s.Sources[i].Added, s.Sources[i].Changed, s.Sources[i].Withdrawn = c.Added, c.Changed, c.Withdrawn
		}
	}
	return d.db.Update(ctx, func(tx *store.Tx) error {
		s.At = tx.Now()
		return tx.SaveSwap(ctx, s)
	})
}
