package storetest

import (
	"context"
	"testing"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sign"
	"aceso/internal/store"
	"aceso/internal/value/calendar"
	"aceso/internal/value/fault"
)

// TestAClockComesBackAsItWas from both databases, by record and by due date,
// and one that is late is found across organisations.
func TestAClockComesBackAsItWas(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		about := clock.About{Kind: "case", ID: "c1", Title: "LF-2026-0007", URL: "/cases/c1"}
		duty, _ := clock.DutyBy("disclosure-90")
		var kept []clock.Clock
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			var err error
			if kept, err = clock.Run(ctx, tx, who, about, tx.Now().Add(-100*24*time.Hour), duty); err != nil {
				return err
			}
			_, err = clock.Set(ctx, tx, who, about, "Answer", calendar.Span{N: 5, Unit: calendar.WorkDays}, tx.Now(), "Europe/Berlin")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.View(ctx, func(tx *store.Tx) error {
			late, err := tx.LateClocks(ctx, 10)
			if err != nil || len(late[who.Org]) != 1 || late[who.Org][0] != kept[0].ID {
				t.Errorf("late: %v %v", late, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			c, err := clock.Breach(ctx, tx, kept[0])
			if err != nil {
				return err
			}
			c, err = clock.Stop(ctx, tx, who, c.ID, c.Rev, "the reporter asked")
			if err != nil {
				return err
			}
			back, err := tx.Clock(ctx, c.ID)
			if err != nil || back.State != clock.Paused || len(back.Pauses) != 1 || back.Due != c.Due || !back.Late.Equal(c.Late) || back.Told.IsZero() || back.Span != c.Span || back.About != about {
				t.Errorf("%+v came back as %+v, %v", c, back, err)
			}
			if err := tx.SaveClock(ctx, &clock.Clock{ID: c.ID, Zone: "UTC", Rev: 1}); !fault.Is(err, fault.Stale) {
				t.Errorf("an old version is kept: %v", err)
			}
			for _, sort := range []string{"", "-due", "title", "about", "-started"} {
				first, err := tx.Clocks(ctx, store.ClockFilter{Sort: sort}, store.Page{Limit: 1})
				if err != nil || first.Total != 2 || len(first.Rows) != 1 {
					t.Fatalf("sorted by %q: %+v %v", sort, first, err)
				}
				second, err := tx.Clocks(ctx, store.ClockFilter{Sort: sort}, store.Page{Limit: 1, After: first.Next})
				if err != nil || len(second.Rows) != 1 || second.Rows[0].ID == first.Rows[0].ID {
					t.Errorf("sorted by %q the second is %+v %v", sort, second, err)
				}
			}
			if got, err := tx.Clocks(ctx, store.ClockFilter{Breached: true, States: []clock.State{clock.Paused}, Kind: "case", Text: "lf-2026"}, store.Page{}); err != nil || got.Total != 1 {
				t.Errorf("breached: %+v %v", got, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestASignatureComesBackAsItWas from both databases, and only for its record.
func TestASignatureComesBackAsItWas(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			d := sign.Document{Kind: "assessment", ID: "a1", Title: "LF-2026-0007", Rev: 2, Content: "uncontrolled"}
			seen, err := d.Hash()
			if err != nil {
				return err
			}
			s, err := sign.Sign(ctx, tx, who, d, sign.Approval, seen, sign.Proof{By: []string{"password", "code"}, At: tx.Now()})
			if err != nil {
				return err
			}
			back, err := tx.Signatures(ctx, "assessment", "a1")
			if err != nil || len(back) != 1 || back[0].Line() != s.Line() || back[0].Hash != seen || len(back[0].Proof) != 2 {
				t.Errorf("%+v came back as %+v, %v", s, back, err)
			}
			if other, err := tx.Signatures(ctx, "assessment", "a2"); err != nil || len(other) != 0 {
				t.Errorf("another record has %d, %v", len(other), err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
