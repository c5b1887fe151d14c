package storetest

import (
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/store"
)

// What was measured of a document is read again without it, and belongs to its
// organisation.
func TestMeasuresAreKeptOnce(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, other := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		bring(t, db, who, arrival(release(t, db, who, "IP-200", "1").ID, "a@1", "b@1"))
		var s sbom.SBOM
		var doc *sbom.Document
		see(t, db, who, func(tx *store.Tx) (err error) {
			page, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{})
			if err != nil {
				return err
			}
			if s, err = tx.CurrentSBOM(ctx, page.Rows[0].Release.ID); err != nil {
				return err
			}
			doc, err = tx.SBOMDocument(ctx, s.ID)
			return err
		})
		profile := sbom.Profiles()[0]
		see(t, db, who, func(tx *store.Tx) error {
			_, kept, err := tx.Grade(ctx, s, profile)
			if kept {
				t.Error("measured before it was")
			}
			return err
		})
		for range 2 { // twice is once
			do(t, db, who, func(tx *store.Tx) error { return tx.SaveMeasures(ctx, s.ID, doc) })
		}
		want := profile.Measure(doc)
		see(t, db, who, func(tx *store.Tx) error {
			got, kept, err := tx.Grade(ctx, s, profile)
			if !kept || got.Share() != want.Share() || len(got.Results) != len(want.Results) {
				t.Errorf("kept %v: %+v, want %+v", kept, got, want)
			}
			for i := range got.Results {
				if got.Results[i].Lacking() != want.Results[i].Lacking() {
					t.Errorf("%s: %d lack, want %d", got.Results[i].Rule.ID, got.Results[i].Lacking(), want.Results[i].Lacking())
				}
			}
			lacks, lackErr := tx.Lacks(ctx, s.ID, profile, want.Results[0].Rule.ID)
			if len(lacks) != want.Results[0].Lacking() || lackErr != nil {
				t.Errorf("lacks %v %v", lacks, lackErr)
			}
			g, kept, gErr := tx.Glance(ctx, s.ID)
			if !kept || gErr != nil || g.Parts != 2 {
				t.Errorf("glance %+v %v", g, gErr)
			}
			return err
		})
		see(t, db, other, func(tx *store.Tx) error {
			_, kept, err := tx.Glance(ctx, s.ID)
			if kept {
				t.Error("another organisation sees it")
			}
			return err
		})
	})
}

func TestWhatCouldNotBeCheckedIsGroupedByName(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		bring(t, db, who, arrival(release(t, db, who, "IP-200", "1").ID, "a@1", "b@1"))
		bring(t, db, who, arrival(release(t, db, who, "IP-200", "2").ID, "a@2", "c@1"))
		see(t, db, who, func(tx *store.Tx) error {
			parts, more, err := tx.PartsHolding(ctx, []string{"a", ""}, 3)
			if len(parts) < 3 || !more {
				t.Errorf("parts %d, more %v", len(parts), more)
			}
			groups, gErr := tx.NameGroups(ctx, store.PartFilter{}, store.Page{Limit: 1})
			if gErr != nil || groups.Total != 0 {
				t.Errorf("what waits for its first check is no name to settle: %+v %v", groups, gErr)
			}
			return err
		})
	})
}
