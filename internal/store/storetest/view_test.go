package storetest

import (
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/view"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func TestAViewIsItsOwnersUntilItIsShared(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		other := who
		other.Person, other.Name = "person-other", "Ines"
		var v view.View
		do(t, db, who, func(tx *store.Tx) (err error) {
			v, err = view.Keep(ctx, tx, who, view.View{List: "findings", Name: " critical,  nobody's ", Query: "severity=critical&after=x&q="})
			if v.Name != "critical, nobody's" || v.Query != "severity=critical" || v.Rev != 1 {
				t.Errorf("kept as %+v", v)
			}
			return err
		})
		refused := func(rule string, kind fault.Kind, fn func(tx *store.Tx) error) {
			t.Helper()
			err := db.In(who.Org).Update(ctx, fn)
			if !fault.Is(err, kind) {
				t.Errorf("%s: %v, not %s", rule, err, kind)
			}
		}
		change := func(by org.Actor, rev int64) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				in := v
				in.Rev, in.Name, in.Shared = rev, "mine", true
				_, err := view.Change(ctx, tx, by, in)
				return err
			}
		}
		refused("a list that is none", fault.Invalid, func(tx *store.Tx) error {
			_, err := view.Keep(ctx, tx, who, view.View{List: "nothing", Name: "x"})
			return err
		})
		refused("somebody else's", fault.NotFound, change(other, 1))
		refused("upon no version", fault.Stale, change(who, 0))
		refused("upon a version to come", fault.Stale, change(who, 2))
		do(t, db, who, change(who, 1))
		refused("twice upon the same version", fault.Stale, change(who, 1))
		see(t, db, who, func(tx *store.Tx) error {
			all, err := tx.KeptViews(ctx, other.Person, "findings")
			if len(all) != 1 || all[0].Name != "mine" || all[0].Rev != 2 {
				t.Errorf("the others see %+v", all)
			}
			return err
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			all, err := tx.KeptViews(ctx, other.Person, "")
			if len(all) != 0 {
				t.Errorf("another organisation sees %+v", all)
			}
			return err
		})
		do(t, db, who, func(tx *store.Tx) error {
			if err := view.Open(ctx, tx, other, "findings", v.ID); err != nil {
				return err
			}
			if err := view.Drop(ctx, tx, who, v.ID); err != nil {
				return err
			}
			opens, err := tx.Openings(ctx, other.Person)
			if len(opens) != 0 {
				t.Errorf("a list opens with a view that is gone: %v", opens)
			}
			return err
		})
	})
}
