package storetest

import (
	"sync"
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// do runs an update for an actor's organisation and fails the test on an error.
func do(t testing.TB, db *store.DB, who org.Actor, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.In(who.Org).Update(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// see runs a view for an actor's organisation and fails the test on an error.
func see(t testing.TB, db *store.DB, who org.Actor, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.In(who.Org).View(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

// release makes a release by the names of its model and version.
func release(t testing.TB, db *store.DB, who org.Actor, name, version string) product.Release {
	t.Helper()
	var r product.Release
	do(t, db, who, func(tx *store.Tx) (err error) {
		r, err = product.Ensure(ctx, tx, who, name, version)
		return err
	})
	return r
}

func TestTwoUploadsOfANewProductAtOnceMakeItOnce(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		ids := make([]string, 8)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
					r, err := product.Ensure(ctx, tx, who, "IP-200", "4.2.0")
					ids[i] = r.ID
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id == "" || id != ids[0] {
				t.Fatalf("the uploads found different releases: %q", ids)
			}
		}
		see(t, db, who, func(tx *store.Tx) error {
			page, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{})
			if len(page.Rows) != 1 || page.Total != 1 || page.Rows[0].Line.Name != "IP-200" || page.Rows[0].Model.Name != "IP-200" {
				t.Errorf("got %+v", page)
			}
			entries, _ := tx.Entries(ctx, store.EntryFilter{})
			if len(entries) != 3 {
				t.Errorf("the log has %d entries, want line, model and release added", len(entries))
			}
			return err
		})
	})
}

func TestAChangeUponAnOlderVersionIsRefused(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "4.2.0")
		first, second := r, r
		first.State, first.Dates.EndOfSecuritySupport = product.Released, "2032-06-30"
		second.Note = "in the field"
		do(t, db, who, func(tx *store.Tx) error {
			got, err := product.ChangeRelease(ctx, tx, who, first)
			if got.Rev != 2 || got.Dates.EndOfSecuritySupport != "2032-06-30T00:00:00Z" {
				t.Errorf("changed to %+v", got)
			}
			return err
		})
		err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := product.ChangeRelease(ctx, tx, who, second)
			return err
		})
		if !fault.Is(err, fault.Stale) {
			t.Errorf("a stale change was taken: %v", err)
		}
		see(t, db, who, func(tx *store.Tx) error {
			got, err := tx.Release(ctx, r.ID)
			if got.State != product.Released || got.Note != "" {
				t.Errorf("kept %+v", got)
			}
			return err
		})
	})
}

func TestNamesAreUniqueWhereTheyMustBe(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "4.2.0")
		other := release(t, db, who, "IP-200", "4.3.0")
		for name, change := range map[string]func(*store.Tx) error{
			"a second line of a name": func(tx *store.Tx) error {
				_, err := product.AddLine(ctx, tx, who, product.Line{Name: "IP-200"})
				return err
			},
			"a second release of a version": func(tx *store.Tx) error {
				_, err := product.AddRelease(ctx, tx, who, product.Release{Model: r.Model, Version: "4.2.0"})
				return err
			},
			"a release that takes another's version": func(tx *store.Tx) error {
				other.Version = "4.2.0"
				_, err := product.ChangeRelease(ctx, tx, who, other)
				return err
			},
			"a second model of a name in its line": func(tx *store.Tx) error {
				m, err := tx.Model(ctx, r.Model)
				if err != nil {
					return err
				}
				_, err = product.AddModel(ctx, tx, who, product.Model{Line: m.Line, Name: "IP-200"})
				return err
			},
		} {
			if err := db.In(who.Org).Update(ctx, change); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s is not refused: %v", name, err)
			}
		}
	})
}

func TestReleasesArePagedWithoutGapOrRepeat(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		for _, v := range []string{"1.0", "2.0", "3.0", "4.0", "5.0"} {
			release(t, db, who, "IP-200", v)
			release(t, db, who, "IP-300 %_x", v)
			release(t, db, marrow, "IP-200", v)
		}
		see(t, db, who, func(tx *store.Tx) error {
			for _, sort := range []string{"name", "-name", "version", "-version", "changed", "-changed"} {
				seen := map[string]bool{}
				for p := (store.Page{Limit: 3}); ; {
					page, err := tx.Releases(ctx, store.ProductFilter{Sort: sort}, p)
					if err != nil {
						return err
					}
					for _, r := range page.Rows {
						seen[r.Release.ID] = true
					}
					if page.Total != 10 {
						t.Errorf("%s: total %d, want 10", sort, page.Total)
					}
					if p.After = page.Next; p.After == "" {
						break
					}
				}
				if len(seen) != 10 {
					t.Errorf("%s: saw %d of 10", sort, len(seen))
				}
			}
			page, err := tx.Releases(ctx, store.ProductFilter{Text: "300 %_X"}, store.Page{Skip: 4})
			if page.Total != 5 || len(page.Rows) != 1 {
				t.Errorf("searching for wildcard characters found %d, and %d behind the fourth", page.Total, len(page.Rows))
			}
			if _, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{After: "rubbish"}); !fault.Is(err, fault.Invalid) {
				t.Errorf("a cursor of rubbish: %v", err)
			}
			return err
		})
	})
}

func TestAProductOfAnotherOrganisationIsNotThere(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		lark, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		r := release(t, db, lark, "IP-200", "4.2.0")
		err := db.In(marrow.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := product.ChangeRelease(ctx, tx, marrow, r)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation's release can be changed: %v", err)
		}
		err = db.In(marrow.Org).View(ctx, func(tx *store.Tx) error {
			_, err := tx.Model(ctx, r.Model)
			return err
		})
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation's model can be read: %v", err)
		}
	})
}

func TestProductsAreChangedByThoseWhoMay(t *testing.T) {
	db := SQLite(t)
	who := Org(t, db, "larkfield", org.Executive)
	err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := product.Ensure(ctx, tx, who, "IP-200", "4.2.0")
		return err
	})
	if !fault.Is(err, fault.Forbidden) {
		t.Errorf("an executive made a product: %v", err)
	}
}
