package worker

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"aceso/internal/domain/clock"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// breachesAtOnce is how many clocks are gone over in one round.
const breachesAtOnce = 200

// Breaches returns the task that notes clocks which ran out: each once, in the
// log of its organisation, from which everybody is told. It may run twice, or
// in several processes: a clock that is noted, or was changed meanwhile, is
// left as it is.
func Breaches(db *store.DB, log *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			var late map[string][]string
			if err := db.View(ctx, func(tx *store.Tx) (err error) {
				late, err = tx.LateClocks(ctx, breachesAtOnce)
				return err
			}); err != nil {
				return err
			}
			noted := 0
			for _, o := range slices.Sorted(maps.Keys(late)) {
				n, err := breach(ctx, db.In(o), late[o])
				if err != nil {
					return fmt.Errorf("note what ran out for %s: %w", o, err)
				}
				if noted += n; n > 0 {
					log.InfoContext(ctx, "deadlines ran out", "org", o, "clocks", n)
				}
			}
			if noted == 0 {
				return ctx.Err()
			}
		}
	}
}

// breach notes clocks of one organisation and tells how many it noted now.
func breach(ctx context.Context, door store.Door, ids []string) (int, error) {
	var noted int
	err := door.Update(ctx, func(tx *store.Tx) error {
		noted = 0
		for _, id := range ids {
			before, err := tx.Clock(ctx, id)
			if err != nil {
				return err
			}
			after, err := clock.Breach(ctx, tx, before)
			if err != nil {
				return err
			}
			if after.Rev != before.Rev {
				noted++
			}
		}
		return nil
	})
	if fault.Is(err, fault.Stale) { // somebody changed one meanwhile: the next round sees it as it is now
		return 0, nil
	}
	return noted, err
}
