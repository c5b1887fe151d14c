package storetest

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// seedLittle puts products, components, findings and a person into a database.
func seedLittle(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	Seed(t, db, Org(t, db, "larkfield", org.Engineer, org.Security), Size{Models: 2, Releases: 2, Components: 60, Each: 20, Findings: 2, Weak: 4, Weaknesses: 20})
	if err := db.Update(ctx, func(tx *store.Tx) error {
		return tx.AddPerson(ctx, org.Person{ID: "p", Email: "dele@larkfield.example", Name: "Dele Okoro", Created: Today, Version: 1})
	}); err != nil {
		t.Fatal(err)
	}
}

func TestACopyHasTheSameRowsThereAndBack(t *testing.T) {
	ctx := context.Background()
	from, there, back := SQLite(t), Postgres(t), SQLite(t)
	seedLittle(t, from)
	out, err := store.Copy(ctx, from, there)
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Copy(ctx, there, back)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(out, again) {
		t.Errorf("there %v\nand back %v", out, again)
	}
	filled := 0
	for _, c := range out {
		if c.Rows > 0 {
			filled++
		}
	}
	t.Logf("%d tables, %d with rows", len(out), filled)
	if _, err := store.Copy(ctx, from, there); fault.Of(err) == nil || fault.Of(err).Kind != fault.Conflict {
		t.Errorf("a second copy into the same database: %v", err)
	}
}

func TestASnapshotIsTheWholeDatabase(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		seedLittle(t, db)
		file := filepath.Join(t.TempDir(), "copy.db")
		if err := db.Snapshot(ctx, file); err != nil {
			t.Fatal(err)
		}
		snapshot, err := store.Open(ctx, file, store.Options{AsIs: true})
		if err != nil {
			t.Fatal(err)
		}
		defer snapshot.Close()
		if _, problems, err := snapshot.Integrity(ctx); err != nil || len(problems) > 0 {
			t.Errorf("integrity: %v %v", problems, err)
		}
		want, err := store.Copy(ctx, db, SQLite(t))
		if err != nil {
			t.Fatal(err)
		}
		got, err := store.Copy(ctx, snapshot, SQLite(t))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(want, got) {
			t.Errorf("database %v\nsnapshot %v", want, got)
		}
	})
}
