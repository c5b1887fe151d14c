package storetest

import (
	"context"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/record"
	"aceso/internal/domain/share"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

func TestSharesAreKeptFoundAndListedByState(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who, other := Org(t, db, "larkfield", org.Security), Org(t, db, "other", org.Security)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		made := map[string]share.Share{}
		var key secret.Secret
		must(db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			r, err := product.Ensure(ctx, tx, who, "Pump", "1.0")
			if err != nil {
				return err
			}
			for _, to := range []string{"live", "revoked", "used up"} {
				s, k, err := share.Make(ctx, tx, who, share.Wish{Recipient: to, Contact: "c", Purpose: "p", Form: share.SPDX, Scope: share.Open, Life: time.Hour, Most: 1}, share.Share{Release: r.ID, SBOM: "s", LeftOut: 2, File: record.Blob{Hash: "h", Name: "n", Size: 3}})
				if err != nil {
					return err
				}
				made[to], key = s, k
			}
			if _, err := share.Revoke(ctx, tx, who, made["revoked"].ID); err != nil {
				return err
			}
			_, err = share.Take(ctx, tx, made["used up"].ID, share.Fetch{ID: id.New(), Address: "192.0.2.7", Agent: "curl"})
			return err
		}))
		must(db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			kept, err := tx.Share(ctx, made["live"].ID)
			if want := made["live"]; err != nil || kept != want {
				t.Errorf("kept %+v\nmade %+v %v", kept, want, err)
			}
			for to := range made {
				all, err := tx.Shares(ctx, store.ShareFilter{State: share.State(to)}, store.Page{})
				if err != nil || all.Total != 1 || all.Rows[0].Recipient != to || all.Rows[0].Model != "Pump" {
					t.Errorf("%s: %+v %v", to, all, err)
				}
			}
			some, err := tx.Shares(ctx, store.ShareFilter{Text: "PUMP"}, store.Page{Limit: 2})
			if err != nil || some.Total != 3 || len(some.Rows) != 2 || some.Next == "" {
				t.Errorf("%+v %v", some, err)
			}
			fetched, err := tx.Fetches(ctx, made["used up"].ID)
			if err != nil || len(fetched) != 1 || fetched[0].Address != "192.0.2.7" {
				t.Errorf("%+v %v", fetched, err)
			}
			return nil
		}))
		must(db.View(ctx, func(tx *store.Tx) error {
			in, found, err := tx.ShareBehind(ctx, secret.Digest(key))
			if err != nil || in != who.Org || found != made["used up"].ID {
				t.Errorf("behind the link: %s %s %v", in, found, err)
			}
			if _, _, err := tx.ShareBehind(ctx, secret.Digest("other")); !fault.Is(err, fault.NotFound) {
				t.Errorf("behind an unknown link: %v", err)
			}
			return nil
		}))
		must(db.In(other.Org).View(ctx, func(tx *store.Tx) error {
			if _, err := tx.Share(ctx, made["live"].ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("another organisation sees it: %v", err)
			}
			return nil
		}))
	})
}
