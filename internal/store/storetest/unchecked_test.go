package storetest

import (
	"slices"
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

func TestWhatCouldNotBeCheckedIsToldByCause(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		r1, r2 := release(t, db, who, "IP-200", "1"), release(t, db, who, "IP-200", "2")
		bring(t, db, who, arrival(r1.ID, "a@1", "b@1", "c@1", "d@1", "e@1"))
		bring(t, db, who, arrival(r2.ID, "a@1", "f@1"))
		bring(t, db, marrow, arrival(release(t, db, marrow, "PM-8", "1").ID, "a@1"))
		reasons := map[string]string{
			"a": "version missing; 3 weaknesses are known of it", "b": "version missing; 1 weakness is known of it", "c": "has neither purl nor CPE",
		}
		do(t, db, who, func(tx *store.Tx) error {
			ps, err := tx.PartsFrom(ctx, 1, 10)
			for i := range ps {
				switch reason := reasons[ps[i].Component.Name]; {
				case reason != "":
					ps[i].Checked, ps[i].Reason = match.NotCheckable, reason
				case ps[i].Component.Name != "f":
					ps[i].Checked = match.Clean
				}
				if ps[i].Component.Name == "a" {
					ps[i].Untold = 3
				}
			}
			return firstError(err, tx.SavePartAnswers(ctx, ps))
		})
		see(t, db, who, func(tx *store.Tx) error {
			all, err := tx.UncheckedReasons(ctx, store.PartFilter{})
			want := []store.UncheckedReason{
				{Checked: match.NotCheckable, Cause: "version missing", Parts: 2, Releases: 2},
				{Checked: store.Waiting, Parts: 1, Releases: 1},
				{Checked: match.NotCheckable, Cause: "has neither purl nor CPE", Parts: 1, Releases: 1},
			}
			if err != nil || !slices.Equal(all, want) {
				t.Errorf("%+v, want %+v: %v", all, want, err)
			}
			counts, err := tx.AllCounts(ctx)
			if counts.NotCheckable != 3 || counts.Waiting != 1 || counts.Untold != 0 || err != nil {
				t.Errorf("the counts differ from the causes: %+v: %v", counts, err)
			}
			one, err := tx.UncheckedReasons(ctx, store.PartFilter{Release: r2.ID})
			if err != nil || len(one) != 2 || one[1].Parts != 1 || one[1].Releases != 2 {
				t.Errorf("of the second release: %+v: %v", one, err)
			}
			var names string
			for p := (store.Page{Limit: 1}); ; {
				page, err := tx.Parts(ctx, store.PartFilter{Checked: store.Unchecked, Sort: "cause"}, p)
				if err != nil {
					return err
				}
				for _, row := range page.Rows {
					names += row.Component.Name
				}
				if page.Total != 4 {
					t.Errorf("%d parts could not be checked, want 4", page.Total)
				}
				if p.After = page.Next; p.After == "" {
					break
				}
			}
			if names != "fcab" {
				t.Errorf("page by page: %s", names)
			}
			some, err := tx.Parts(ctx, store.PartFilter{Checked: store.Unchecked, Cause: "version missing"}, store.Page{})
			if err != nil || some.Total != 2 || some.Rows[0].Cause != "version missing" || some.Rows[0].Reason != reasons["a"] {
				t.Errorf("by cause: %+v: %v", some, err)
			}
			in, err := tx.PartReleases(ctx, []int64{some.Rows[0].No, some.Rows[1].No})
			if err != nil || in[some.Rows[0].No] != 2 || in[some.Rows[1].No] != 1 {
				t.Errorf("in so many releases: %v: %v", in, err)
			}
			return nil
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			all, err := tx.UncheckedReasons(ctx, store.PartFilter{})
			if len(all) != 1 || all[0].Checked != store.Waiting || all[0].Parts != 1 {
				t.Errorf("marrow sees %+v", all)
			}
			return err
		})
	})
}

func TestAPartIsPlacedInItsNewestReleases(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r1, r2, r3 := release(t, db, who, "IP-200", "1"), release(t, db, who, "IP-200", "2"), release(t, db, who, "PM-8", "1")
		bring(t, db, who, arrival(r1.ID, "a@1", "b@1"))
		bring(t, db, who, arrival(r2.ID, "a@1"))
		bring(t, db, who, arrival(r3.ID, "a@1", "c@1"))
		see(t, db, who, func(tx *store.Tx) error {
			of, err := tx.Parts(ctx, store.PartFilter{Model: r1.Model}, store.Page{})
			if err != nil || of.Total != 2 || of.Rows[0].Component.Name != "a" || of.Rows[1].Component.Name != "b" {
				t.Errorf("parts of the model: %+v: %v", of, err)
			}
			places, err := tx.PartPlaces(ctx, []int64{of.Rows[0].No, of.Rows[1].No}, 2)
			want := []store.Place{{Release: r3.ID, Model: "PM-8", Version: "1"}, {Release: r2.ID, Model: "IP-200", Version: "2"}}
			if err != nil || !slices.Equal(places[of.Rows[0].No], want) || len(places[of.Rows[1].No]) != 1 {
				t.Errorf("%+v, want %+v: %v", places, want, err)
			}
			none, err := tx.Parts(ctx, store.PartFilter{Checked: store.Unchecked, Causes: []string{"a", "b"}}, store.Page{})
			if err != nil || none.Total != 0 {
				t.Errorf("by causes that nothing has: %+v: %v", none, err)
			}
			return nil
		})
	})
}
