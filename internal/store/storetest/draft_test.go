package storetest

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/draft"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func TestDraftsAreKeptForOnePersonOfOneOrganisation(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who, other := Org(t, db, "larkfield", org.Security), Org(t, db, "other", org.Security)
		other.Person = who.Person // the same person works in both
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		in := draft.Draft{Action: "/names", Page: "/names?name=zlib", What: "name rule", Why: draft.Typing, Fields: url.Values{"name": {"zlib & co"}, "patterns": {"zlib\nz-lib"}, "empty": {""}}}
		var made draft.Draft
		must(db.In(who.Org).Update(ctx, func(tx *store.Tx) (err error) {
			made, err = draft.Keep(ctx, tx, who, in)
			return err
		}))
		must(db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			got, err := draft.Read(ctx, tx, who, made.ID)
			if diff := cmp.Diff(made, got); diff != "" || err != nil {
				t.Errorf("made and kept differ (%v):\n%s", err, diff)
			}
			all, err := draft.List(ctx, tx, who)
			if err != nil || len(all) != 1 || all[0].Size != made.Size || all[0].Fields != nil {
				t.Errorf("listed %+v %v", all, err)
			}
			if _, err := tx.Draft(ctx, "somebody", made.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("somebody else: %v", err)
			}
			return nil
		}))
		must(db.In(other.Org).Update(ctx, func(tx *store.Tx) error {
			if _, err := tx.Draft(ctx, who.Person, made.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("the other organisation: %v", err)
			}
			if err := tx.DropDraft(ctx, who.Person, made.ID); err != nil {
				return err
			}
			return tx.ForgetDrafts(ctx, Today.Add(365*24*time.Hour))
		}))
		made.Fields = url.Values{"name": {"zlib"}}
		must(db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			again, err := draft.Keep(ctx, tx, who, made)
			if err != nil || again.ID != made.ID || again.Start != "zlib" {
				t.Errorf("kept anew: %+v %v", again, err)
			}
			if err := tx.ForgetDrafts(ctx, again.Expires.Add(-time.Second)); err != nil {
				return err
			}
			if all, err := tx.Drafts(ctx, who.Person); err != nil || len(all) != 1 {
				t.Errorf("forgotten too early: %v %v", all, err)
			}
			if err := tx.ForgetDrafts(ctx, again.Expires); err != nil {
				return err
			}
			all, err := tx.Drafts(ctx, who.Person)
			if len(all) != 0 {
				t.Errorf("forgotten too late: %v", all)
			}
			return err
		}))
	})
}
