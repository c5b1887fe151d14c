package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func TestKeysAreKeptForOnePersonAndReplacedWhole(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		other := who
		other.Person = "person-other"
		for _, p := range []string{who.Person, other.Person} {
			person := org.Person{ID: p, Email: p + "@larkfield.example", Name: p, Created: Today, Version: 1}
			if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return tx.AddPerson(ctx, person) }); err != nil {
				t.Fatal(err)
			}
		}
		keep := func(by org.Actor, chosen map[string]string) error {
			return db.In(by.Org).Update(ctx, func(tx *store.Tx) error { return org.KeepKeys(ctx, tx, by, chosen) })
		}
		has := func(by org.Actor) (got map[string]string) {
			if err := db.In(by.Org).View(ctx, func(tx *store.Tx) (err error) {
				got, err = tx.KeysOf(ctx, by.Person)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return got
		}
		for _, chosen := range []map[string]string{{"next": "ö", "go": ""}, {"previous": "Alt+k"}, {}} {
			if err := keep(who, chosen); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(chosen, has(who)); d != "" {
				t.Error(d)
			}
		}
		if got := has(other); len(got) > 0 {
			t.Errorf("somebody else's keys are %v", got)
		}
		token := who
		token.Token = "t"
		if err := keep(token, nil); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a token keeps keys: %v", err)
		}
		err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			entries, err := tx.Entries(ctx, store.EntryFilter{What: "person"})
			if len(entries) != 3 || entries[0].About != who.Person {
				t.Errorf("the log has %d entries", len(entries))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
