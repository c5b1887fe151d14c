package storetest

import (
	"context"
	"testing"

	"aceso/internal/store"
)

// TestTheQueuesTablesAreNotOursToOrder: its columns have whatever order the
// server was made with, and nothing is listed by them.
func TestTheQueuesTablesAreNotOursToOrder(t *testing.T) {
	ctx, db := context.Background(), Postgres(t)
	loose := func() int {
		t.Helper()
		c, on, err := db.Character(ctx)
		if err != nil || !on {
			t.Fatal(on, err)
		}
		return c.Loose
	}
	made := func(table string) {
		t.Helper()
		if err := db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.SQL().ExecContext(ctx, `CREATE TABLE `+table+` (name text COLLATE "POSIX")`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	before := loose()
	if made("river_queue"); loose() != before {
		t.Error("a table of the queue counts")
	}
	if made("rivers"); loose() != before+1 {
		t.Error("a table of ours does not count")
	}
}
