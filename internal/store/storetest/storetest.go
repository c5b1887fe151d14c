// Package storetest is the conformance suite of the store: what both
// databases must do alike. Run it against each.
package storetest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/testkit"
)

// Today is the moment that tests stand still at: the demo story's day.
var Today = time.Date(2026, 11, 23, 6, 10, 0, 0, time.UTC)

// SQLite opens a fresh SQLite database that stands still at Today.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "aceso.db"))
}

// Postgres opens a fresh PostgreSQL database that stands still at Today.
func Postgres(t testing.TB) *store.DB {
	t.Helper()
	return open(t, testkit.Postgres(t))
}

// Both runs a test on a fresh SQLite and on a fresh PostgreSQL.
func Both(t *testing.T, test func(*testing.T, *store.DB)) {
	t.Run("SQLite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, Postgres(t)) })
}

func open(t testing.TB, address string) *store.DB {
	db, err := store.Open(context.Background(), address, store.Options{Now: func() time.Time { return Today }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Org makes an organisation and an actor in it with these roles.
func Org(t testing.TB, db *store.DB, name string, roles ...org.Role) org.Actor {
	t.Helper()
	o := org.Organisation{ID: "org-" + name, Name: name, Side: org.Maker, Created: Today}
	if err := db.Update(context.Background(), func(tx *store.Tx) error { return tx.SaveOrganisation(context.Background(), o) }); err != nil {
		t.Fatal(err)
	}
	return org.Actor{Org: o.ID, Person: "person-" + name, Name: "Dele Okoro", Roles: roles}
}
