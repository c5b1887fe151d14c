package app

import (
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/store"
	"aceso/internal/testkit"
)

// What a person says, and what arrives, is in the list of what loses support
// after the next round, on either database.
func TestSupportIsReckonedAgainWhenAnythingItRestsOnIsAnother(t *testing.T) {
	for engine, address := range map[string]func() string{"SQLite": func() string { return "" }, "PostgreSQL": func() string { return testkit.Postgres(t) }} {
		t.Run(engine, func(t *testing.T) {
			ctx := t.Context()
			a := told(t, address())
			if err := a.desk.refresh(ctx); err != nil {
				t.Fatal(err)
			}
			maker := orgOf(t, a, org.Maker)
			total := func(f store.HorizonFilter) (n int, cause string, upto int64) {
				t.Helper()
				if err := a.reckonSupport(ctx); err != nil {
					t.Fatal(err)
				}
				err := a.DB.In(maker).View(ctx, func(tx *store.Tx) (err error) {
					if cause, upto, err = tx.SupportRound(ctx); err != nil {
						return err
					}
					n, err = tx.HorizonTotal(ctx, f)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return n, cause, upto
			}
			ended, cause, upto := total(store.HorizonFilter{When: "ended"})
			if ended == 0 || cause == "" || upto != -1 {
				t.Fatalf("%d have ended by %q, up to %d", ended, cause, upto)
			}
			who := org.Actor{Org: maker, Person: "p", Name: "Dele Okoro", Roles: []org.Role{org.Security}}
			var said *support.Statement
			err := a.DB.In(maker).Update(ctx, func(tx *store.Tx) error {
				parts, err := tx.PartsNamed(ctx, "curl")
				if err != nil {
					return err
				}
				said, err = support.Say(ctx, tx, who, support.Statement{Subject: support.SubjectOf(&parts[0].Component), Level: support.Abandoned, Reason: "a drill"})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if n, now, _ := total(store.HorizonFilter{When: "ended"}); n != ended+1 || now == cause {
				t.Errorf("after a statement %d have ended, %d before", n, ended)
			}
			if err := a.DB.In(maker).Update(ctx, func(tx *store.Tx) error {
				_, err := support.Undo(ctx, tx, who, said.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if n, _, _ := total(store.HorizonFilter{When: "ended"}); n != ended {
				t.Errorf("after it was taken back %d have ended, %d before", n, ended)
			}
		})
	}
}

func orgOf(t *testing.T, a *App, side org.Side) string {
	t.Helper()
	orgs, err := a.organisations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orgs {
		if o.Side == side {
			return o.ID
		}
	}
	t.Fatalf("there is no %s", side)
	return ""
}
