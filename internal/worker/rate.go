package worker

import (
	"context"
	"fmt"

	"aceso/internal/domain/match"
	"aceso/internal/store"
)

// rate brings the estimates that lists are sorted by to those of the bundle.
// They change daily; a component is not matched again for them.
func (w *Worker) rate(ctx context.Context, o string, bundle match.Intel) error {
	for last := ""; ; {
		if err := enough(ctx); err != nil {
			return err
		}
		var all []store.Rating
		if err := w.DB.In(o).View(ctx, func(tx *store.Tx) (err error) {
			all, err = tx.Ratings(ctx, last, 500)
			return err
		}); err != nil {
			return fmt.Errorf("read the ratings: %w", err)
		}
		if len(all) == 0 {
			return nil
		}
		last = all[len(all)-1].Weakness
		fresh, err := rated(all, bundle)
		if err != nil {
			return err
		}
		if len(fresh) == 0 {
			continue
		}
		if err := w.DB.In(o).Update(ctx, func(tx *store.Tx) error { return tx.SaveRatings(ctx, fresh) }); err != nil {
			return err
		}
	}
}

// rated returns those that the bundle rates otherwise.
func rated(all []store.Rating, bundle match.Intel) ([]store.Rating, error) {
	var fresh []store.Rating
	for _, r := range all {
		known, err := bundle.Weakness(r.Weakness)
		if err != nil {
			return nil, fmt.Errorf("look up %s: %w", r.Weakness, err)
		}
		now := store.Rating{Weakness: r.Weakness}
		if known != nil && known.EPSS != nil {
			now.EPSS, now.Rated = known.EPSS.Score, true
		}
		if now != r {
			fresh = append(fresh, now)
		}
	}
	return fresh, nil
}
