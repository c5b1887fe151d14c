package storetest

import (
	"testing"
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/store"
)

// A day on which a source was old for an hour was no fresh one.
func TestADayOfASourceIsKeptAtItsWorst(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		good := vuln.Source{Name: "nvd", Fetched: Today, AsOf: Today}
		bad := good
		bad.Problem = "the last fetch failed"
		for i, s := range []vuln.Source{good, bad, good} {
			var days []vuln.DayOfSource
			err := db.Update(ctx, func(tx *store.Tx) (err error) {
				if err = tx.NoteFreshness(ctx, []vuln.Source{s, {Name: "kev", Fetched: Today, AsOf: Today}}); err != nil {
					return err
				}
				days, err = tx.Freshness(ctx, Today.Add(-24*time.Hour))
				return err
			})
			want := vuln.NotRenewed
			if i == 0 {
				want = vuln.Fresh
			}
			if err != nil || len(days) != 2 || days[0].Source != "kev" || days[0].Stand != vuln.Fresh || days[1].Stand != want || days[1].Day != "2026-11-23" || !days[1].AsOf.Equal(Today) {
				t.Errorf("look %d: %+v: %v", i+1, days, err)
			}
		}
	})
}
