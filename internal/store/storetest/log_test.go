package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/store"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var ctx = context.Background()

func TestTheLogIsOneGaplessSequenceHoweverManyWriteAtOnce(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield")
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for i := range 5 {
					if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
						return tx.Append(ctx, record.Entry{What: "test.happened", About: fmt.Sprint(i), Who: who})
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			report, err := record.Verify(ctx, who.Org, tx, nil)
			if err != nil {
				return err
			}
			root, err := tx.LogRoot(ctx, report.Size)
			if report.Size != 40 || root != report.Root {
				t.Errorf("the log has %d entries and its kept root %v, computed %v", report.Size, root, report.Root)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// A row that points at its organisation locks it a little, and the end of the
// log locks it more: two writers must not each hold the one and want the other.
func TestWritersOfRowsAndLogDoNotWaitForEachOther(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield")
		if err := db.Update(ctx, func(tx *store.Tx) error {
			return tx.AddPerson(ctx, org.Person{ID: who.Person, Email: "dele@larkfield.example", Name: who.Name, Created: Today})
		}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for writer := range 8 {
			wg.Go(func() {
				for i := range 10 {
					if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
						id := fmt.Sprint(writer, "-", i)
						if err := tx.AddToken(ctx, org.Token{ID: id, Org: who.Org, Person: who.Person, Digest: id, Created: Today, Expires: Today.AddDate(1, 0, 0)}); err != nil {
							return err
						}
						return tx.Append(ctx, record.Entry{What: "test.happened", About: id, Who: who})
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
	})
}

func TestAnUpdateThatFailsLeavesNothingBehindAndSparesItsNeighbours(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield")
		broken := errors.New("broken")
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
					if err := tx.Append(ctx, record.Entry{What: "test.happened", About: fmt.Sprint(i), Who: who}); err != nil {
						return err
					}
					if i%2 == 1 {
						return broken
					}
					return nil
				})
				if (i%2 == 1) != errors.Is(err, broken) {
					t.Errorf("update %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			if n, err := tx.LogSize(ctx); n != 10 || err != nil {
				t.Errorf("the log has %d entries, want 10: %v", n, err)
			}
			return nil
		})
	})
}

func TestAnOrganisationSeesNothingOfAnother(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		lark, marrow := Org(t, db, "larkfield"), Org(t, db, "marrow")
		if err := db.In(lark.Org).Update(ctx, func(tx *store.Tx) error {
			return tx.Append(ctx, record.Entry{What: "test.happened", Who: lark})
		}); err != nil {
			t.Fatal(err)
		}
		err := db.In(marrow.Org).Update(ctx, func(tx *store.Tx) error {
			return tx.Append(ctx, record.Entry{What: "test.happened", Who: lark})
		})
		if err == nil {
			t.Error("an entry of one organisation went into the log of another")
		}
		db.In(marrow.Org).View(ctx, func(tx *store.Tx) error {
			if got, err := tx.Entries(ctx, store.EntryFilter{}); len(got) != 0 || err != nil {
				t.Errorf("marrow sees %d entries: %v", len(got), err)
			}
			return nil
		})
	})
}

func TestVerifyNoticesAChangedEntryAndACutTail(t *testing.T) {
	who := Org(t, SQLite(t), "larkfield")
	var leaves [][]byte
	for i := range 7 {
		l, err := record.Entry{Seq: int64(i), At: Today, What: "test.happened", Who: who}.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, l)
	}
	whole, err := record.Verify(ctx, who.Org, memory(leaves), nil)
	if err != nil {
		t.Fatal(err)
	}
	point := []record.Checkpoint{{Size: whole.Size, Root: whole.Root}}
	if _, err := record.Verify(ctx, who.Org, memory(leaves), point); err != nil {
		t.Errorf("an untouched log is refused: %v", err)
	}
	if _, err := record.Verify(ctx, who.Org, memory(leaves[:6]), point); !fault.Is(err, fault.Unverified) {
		t.Errorf("a cut tail is not noticed: %v", err)
	}
	other := []record.Checkpoint{point[0], {Size: whole.Size, Root: record.Hash(leaves[0])}}
	if _, err := record.Verify(ctx, who.Org, memory(leaves), other); !fault.Is(err, fault.Unverified) {
		t.Errorf("two checkpoints that contradict each other are not noticed: %v", err)
	}
	forged := append([][]byte{}, leaves...)
	forged[3], _ = record.Entry{Seq: 3, At: Today, What: "test.forged", Who: who}.Leaf()
	if _, err := record.Verify(ctx, who.Org, memory(forged), point); !fault.Is(err, fault.Unverified) {
		t.Errorf("a changed entry is not noticed: %v", err)
	}
}

// memory is a log that lies in memory.
type memory [][]byte

func (m memory) LogSize(context.Context) (int64, error) { return int64(len(m)), nil }
func (m memory) LogLeaves(_ context.Context, from int64, n int) ([][]byte, error) {
	return m[from:min(int(from)+n, len(m))], nil
}
