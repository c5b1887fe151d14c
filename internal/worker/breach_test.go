package worker

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
	"aceso/internal/value/calendar"
)

// TestWhatRanOutIsNotedOnceForEveryOrganisation, however often and in however
// many processes the task runs; what is in time, paused or met is left alone.
func TestWhatRanOutIsNotedOnceForEveryOrganisation(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		about := clock.About{Kind: "case", ID: "c1", Title: "LF-2026-0007", URL: "/cases/c1"}
		set := func(tx *store.Tx, who org.Actor, title string, from time.Time) clock.Clock {
			c, err := clock.Set(ctx, tx, who, about, title, calendar.Span{N: 10, Unit: calendar.Days}, from, "UTC")
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		late := map[string]string{}
		for _, name := range []string{"larkfield", "castellan"} {
			who := storetest.Org(t, db, name, org.Security)
			if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
				long := tx.Now().AddDate(0, 0, -30)
				late[who.Org] = set(tx, who, "answer", long).ID
				set(tx, who, "in time", tx.Now())
				paused := set(tx, who, "paused", long)
				if _, err := clock.Stop(ctx, tx, who, paused.ID, paused.Rev, "we wait"); err != nil {
					return err
				}
				met := set(tx, who, "met too late", long)
				_, err := clock.Meet(ctx, tx, who, met.ID, met.Rev, tx.Now(), "letter")
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			if err := Breaches(db, slog.New(slog.DiscardHandler))(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for o, id := range late {
			if err := db.In(o).View(ctx, func(tx *store.Tx) error {
				entries, err := tx.EntriesFrom(ctx, 0, 1000)
				if err != nil {
					return err
				}
				noted := slices.DeleteFunc(entries, func(e record.Entry) bool { return e.What != "clock.breached" })
				if len(noted) != 1 || noted[0].About != id {
					t.Errorf("%s: %d breaches are in the log, of %v", o, len(noted), noted)
				}
				c, err := tx.Clock(ctx, id)
				if c.Told.IsZero() || c.State != clock.Running {
					t.Errorf("the clock stands as %+v", c)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
