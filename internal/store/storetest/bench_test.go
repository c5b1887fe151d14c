package storetest

import (
	"fmt"
	"os"
	"testing"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// Lists of fifty at a million findings, by every sort and filter: the slowest
// and the usual one are told (design.md, section 8: p95 at most 100 ms).
func BenchmarkListsAtAMillionFindings(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"SQLite": SQLite, "PostgreSQL": Postgres} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			who := Org(b, db, "larkfield", org.Security)
			size := Million
			if os.Getenv("SMALL") != "" {
				size.Components, size.Weaknesses = 20_000, 4_000
			}
			Seed(b, db, who, size)
			if err := db.Tidy(ctx); err != nil {
				b.Fatal(err)
			}
			lists(b, db, who)
		})
	}
}

func lists(b *testing.B, db *store.DB, who org.Actor) {
	var release, model, component string
	see(b, db, who, func(tx *store.Tx) error {
		page, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{Limit: 1})
		release, model = page.Rows[0].Release.ID, page.Rows[0].Model.ID
		f, err2 := tx.Findings(ctx, store.FindingFilter{}, store.Page{Limit: 1})
		component = f.Rows[0].Component
		return firstError(err, err2)
	})
	filters := map[string]store.FindingFilter{
		"all": {}, "live": {States: store.Live}, "closed": {States: []finding.State{finding.Closed}}, "critical": {States: store.Live, Severities: []string{"critical"}},
		"none": {Severities: []string{"none"}}, "kev": {States: store.Live, KEV: true}, "cannot tell": {Match: match.CannotTell}, "owner": {Owner: "person-3"}, "nobody": {Owner: store.Nobody, States: store.Live},
		"release": {Release: release, States: store.Live}, "model": {Model: model, States: store.Live}, "component": {Component: component}, "weakness": {Weakness: "CVE-2015-00005"},
		"text rare": {Text: "CVE-2015-0000"}, "text": {Text: "curl-12"}, "text common": {Text: "openssl"},
	}
	for what, f := range filters {
		for _, s := range store.FindingSorts() {
			for _, sort := range []string{s, "-" + s} {
				f.Sort = sort
				b.Run(fmt.Sprintf("%s/%s", what, sort), func(b *testing.B) {
					var page store.Slice[store.FindingRow]
					for range b.N {
						see(b, db, who, func(tx *store.Tx) (err error) {
							page, err = tx.Findings(ctx, f, store.Page{})
							return err
						})
					}
					b.ReportMetric(float64(page.Total), "rows")
				})
			}
		}
	}
	for _, s := range []string{"-severity", "epss", "weakness"} {
		b.Run("grouped/"+s, func(b *testing.B) {
			for range b.N {
				see(b, db, who, func(tx *store.Tx) error {
					_, err := tx.Weaknesses(ctx, store.FindingFilter{Sort: s}, store.Page{})
					return err
				})
			}
		})
	}
	for what, f := range map[string]store.FindingFilter{"all": {}, "model": filters["model"]} {
		b.Run("tally/"+what, func(b *testing.B) {
			for range b.N {
				see(b, db, who, func(tx *store.Tx) error {
					_, err := tx.Tally(ctx, f)
					return err
				})
			}
		})
	}
	for what, read := range map[string]func(*store.Tx) error{
		"products":       func(tx *store.Tx) error { _, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{}); return err },
		"components/all": func(tx *store.Tx) error { _, err := tx.Parts(ctx, store.PartFilter{}, store.Page{}); return err },
		"components/release": func(tx *store.Tx) error {
			_, err := tx.Parts(ctx, store.PartFilter{Release: release, Sort: "-affected"}, store.Page{})
			return err
		},
		"components/text": func(tx *store.Tx) error {
			_, err := tx.Parts(ctx, store.PartFilter{Text: "curl-12"}, store.Page{})
			return err
		},
		"unchecked/causes": func(tx *store.Tx) error { _, err := tx.UncheckedReasons(ctx, store.PartFilter{}); return err },
		"unchecked/list": func(tx *store.Tx) error {
			_, err := tx.Parts(ctx, store.PartFilter{Checked: store.Unchecked, Sort: "cause"}, store.Page{})
			return err
		},
		"unchecked/cause": func(tx *store.Tx) error {
			_, err := tx.Parts(ctx, store.PartFilter{Checked: []match.Checked{match.NotCheckable}, Cause: "version missing"}, store.Page{})
			return err
		},
		"counts/all":  func(tx *store.Tx) error { _, err := tx.AllCounts(ctx); return err },
		"counts/with": func(tx *store.Tx) error { _, err := tx.ReleasesWith(ctx, 1, store.Page{}); return err },
	} {
		b.Run(what, func(b *testing.B) {
			for range b.N {
				see(b, db, who, read)
			}
		})
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
