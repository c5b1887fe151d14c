package storetest

import (
	"fmt"
	"slices"
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/support"
	"aceso/internal/store"
)

// standing keeps what is said of the support of parts, by their names.
func standing(t *testing.T, db *store.DB, who org.Actor, said map[string]support.Statement) {
	t.Helper()
	do(t, db, who, func(tx *store.Tx) error {
		parts, err := tx.PartsFrom(ctx, 0, 500)
		if err != nil {
			return err
		}
		all := make([]support.Standing, len(parts))
		for i, p := range parts {
			if s, ok := said[p.Component.Name]; ok {
				s.Source = support.Supplier
				all[i] = support.Weigh([]support.Statement{s}, Today)
			}
		}
		if err := tx.SaveStandings(ctx, parts, all); err != nil {
			return err
		}
		same, err := tx.SameStandings(ctx, parts, all)
		if !same {
			t.Error("what was kept differs from what was reckoned")
		}
		return err
	})
}

// The store answers by the rule of support.Against, whatever the days are.
func TestWhatADeviceOutlivesIsSoByTheRule(t *testing.T) {
	days := []string{"", "2025-01-01", "2026-11-22", "2026-11-23", "2027-06-30", "2032-06-30"}
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		said := map[string]support.Statement{}
		names := []string{"silent@1"}
		for i, day := range days {
			for _, level := range []support.Level{support.Maintained, support.Abandoned} {
				name := fmt.Sprintf("p%d%s", i, level[:2])
				said[name] = support.Statement{Level: level, End: day}
				names = append(names, name+"@1")
			}
		}
		n := 0
		for i, device := range append(days, "tba") {
			r := release(t, db, who, fmt.Sprintf("IP-%d", i), "1")
			date, err := product.ParseDate(device)
			if err != nil {
				t.Fatal(err)
			}
			r.Dates.EndOfSecuritySupport = date
			do(t, db, who, func(tx *store.Tx) error {
				_, err := product.ChangeRelease(ctx, tx, who, r)
				return err
			})
			bring(t, db, who, arrival(r.ID, names...))
			if i == 0 {
				standing(t, db, who, said)
			}
			if device == "tba" {
				device = ""
			}
			for _, outlook := range support.Outlooks {
				var want []string
				for name, s := range said {
					over := support.Weigh([]support.Statement{s}, Today)
					if (over.Over() || s.End != "") && support.Against(over.Over(), s.End, device, "2026-11-23") == outlook {
						want = append(want, name)
					}
				}
				see(t, db, who, func(tx *store.Tx) error {
					got, err := tx.Horizon(ctx, store.HorizonFilter{Release: r.ID, Outlook: outlook}, store.Page{Limit: 100})
					var have []string
					for _, h := range got.Rows {
						have = append(have, h.Part.Component.Name)
						if outlook == support.Outlived && (h.Outlived != 1 || len(h.Devices) != 1 || h.Devices[0].End != device) {
							t.Errorf("%s in a device until %q: %+v", h.Part.Component.Name, device, h)
						}
						n++
					}
					slices.Sort(have)
					slices.Sort(want)
					if !slices.Equal(have, want) || got.Total != len(want) {
						t.Errorf("device until %q, %s: %v of %d, want %v", device, outlook, have, got.Total, want)
					}
					return err
				})
			}
		}
		t.Logf("%d parts of devices", n)
	})
}

func TestTheHorizonIsNarrowedSortedAndCounted(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		r := release(t, db, who, "IP-200", "1")
		r.Dates.EndOfLife, _ = product.ParseDate("2032-06-30")
		do(t, db, who, func(tx *store.Tx) error {
			_, err := product.ChangeRelease(ctx, tx, who, r)
			return err
		})
		bring(t, db, who, arrival(r.ID, "a@1", "b@1", "c@1", "d@1", "e@1"))
		standing(t, db, who, map[string]support.Statement{
			"a": {Level: support.Maintained, End: "2027-03-01"}, "b": {Level: support.Abandoned}, "c": {Level: support.Maintained, End: "2030-01-01"}, "d": {Level: support.Maintained, End: "2033-01-01"},
		})
		do(t, db, who, func(tx *store.Tx) error {
			p, err := tx.PartsNamed(ctx, "c")
			if err != nil {
				return err
			}
			_, err = support.KeepPlan(ctx, tx, who, support.Plan{Subject: support.SubjectOf(&p[0].Component), Name: "c", Text: "take c 2"})
			return err
		})
		see(t, db, who, func(tx *store.Tx) error {
			for name, c := range map[string]struct {
				f    store.HorizonFilter
				want string
			}{
				"what ended first":       {store.HorizonFilter{}, "bac"},
				"by name, falling":       {store.HorizonFilter{Sort: "-name"}, "cba"},
				"what ended":             {store.HorizonFilter{When: "ended"}, "b"},
				"within a year":          {store.HorizonFilter{When: "year"}, "a"},
				"later":                  {store.HorizonFilter{When: "later"}, "c"},
				"without a plan":         {store.HorizonFilter{Plan: "none"}, "ba"},
				"with one":               {store.HorizonFilter{Plan: "made"}, "c"},
				"whatever the device is": {store.HorizonFilter{All: true}, "bacd"},
				"by text":                {store.HorizonFilter{Text: "B"}, "b"},
				"of the model":           {store.HorizonFilter{Model: r.Model}, "bac"},
				"of another":             {store.HorizonFilter{Model: "none"}, ""},
			} {
				got, after := "", ""
				for {
					s, err := tx.Horizon(ctx, c.f, store.Page{Limit: 1, After: after})
					if err != nil {
						return err
					}
					for _, h := range s.Rows {
						got += h.Part.Component.Name
					}
					if after = s.Next; after == "" {
						break
					}
				}
				if n, err := tx.HorizonTotal(ctx, c.f); got != c.want || n != len(c.want) || err != nil {
					t.Errorf("%s: %q (%d), want %q: %v", name, got, n, c.want, err)
				}
			}
			all, err := tx.Lastings(ctx, "", 10, 10)
			if len(all) != 1 || all[0].End != "2032-06-30" || len(all[0].Parts) != 4 || all[0].Parts[0].Name != "b" || all[0].Parts[3].Outlook != support.Covered {
				t.Errorf("%+v", all)
			}
			if n, err := tx.Endless(ctx, ""); n != 0 || err != nil {
				t.Errorf("%d releases without an end: %v", n, err)
			}
			return err
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			s, err := tx.Horizon(ctx, store.HorizonFilter{All: true}, store.Page{})
			if s.Total != 0 {
				t.Errorf("another organisation sees %+v", s.Rows)
			}
			return err
		})
	})
}

func TestWhatArrivesIsDueToBeReckoned(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "1")
		bring(t, db, who, arrival(r.ID, "a@1", "b@1", "c@1"))
		do(t, db, who, func(tx *store.Tx) error {
			no, parts, err := tx.SupportDue(ctx, 2)
			if no == 0 || len(parts) != 2 || err != nil {
				t.Fatalf("due are %d of release %d: %v", len(parts), no, err)
			}
			if err := tx.SaveSupportDue(ctx, no, parts[1].No); err != nil {
				return err
			}
			if _, parts, err = tx.SupportDue(ctx, 2); len(parts) != 1 || parts[0].Component.Name != "c" {
				t.Errorf("then %+v: %v", parts, err)
			}
			if err := tx.SaveSupportDue(ctx, no, -1); err != nil {
				return err
			}
			if no, parts, err := tx.SupportDue(ctx, 2); no != 0 || len(parts) != 0 || err != nil {
				t.Errorf("and then %d, %+v: %v", no, parts, err)
			}
			cause, upto, err := tx.SupportRound(ctx)
			if cause != "" || upto != 0 || err != nil {
				t.Errorf("a round before the first: %q, %d: %v", cause, upto, err)
			}
			before, err := tx.SupportRests(ctx)
			if err != nil {
				return err
			}
			if _, err := support.Say(ctx, tx, who, support.Statement{Subject: support.Subject{Lineage: "a"}, Level: support.Abandoned, Reason: "gone"}); err != nil {
				return err
			}
			if after, err := tx.SupportRests(ctx); after == before || err != nil {
				t.Errorf("a statement leaves all as it was: %q: %v", after, err)
			}
			return tx.SaveSupportRound(ctx, "x", 7)
		})
		see(t, db, who, func(tx *store.Tx) error {
			if cause, upto, err := tx.SupportRound(ctx); cause != "x" || upto != 7 || err != nil {
				t.Errorf("%q, %d: %v", cause, upto, err)
			}
			return nil
		})
	})
}

// Parts are sorted and told apart by how they are supported: the worst first,
// and what nobody spoke of is no supported one.
func TestPartsAreOrderedByTheirSupport(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		bring(t, db, who, arrival(release(t, db, who, "IP-200", "1").ID, "a@1", "b@1", "c@1", "d@1", "e@1"))
		standing(t, db, who, map[string]support.Statement{
			"a": {Level: support.Maintained, End: "2027-03-01"}, "b": {Level: support.Abandoned}, "c": {Level: support.Limited}, "d": {Words: "gold"},
		})
		do(t, db, who, func(tx *store.Tx) error {
			ps, err := tx.PartsFrom(ctx, 0, 10)
			for i := range ps {
				ps[i].Affected = i + 1
			}
			return firstError(err, tx.SavePartAnswers(ctx, ps))
		})
		see(t, db, who, func(tx *store.Tx) error {
			for sort, want := range map[string]string{"support": "bcdea", "-support": "aedcb", "until": "bcdea", "-level": "cabed"} {
				got := ""
				for p := (store.Page{Limit: 2}); ; {
					s, err := tx.Parts(ctx, store.PartFilter{Sort: sort}, p)
					if err != nil {
						return err
					}
					for _, c := range s.Rows {
						got += c.Component.Name
					}
					if p.After = s.Next; p.After == "" {
						break
					}
				}
				if got != want {
					t.Errorf("by %s: %s, want %s", sort, got, want)
				}
			}
			all, err := tx.WeakBySupport(ctx, "")
			kinds := map[string]int{}
			for _, s := range all {
				kinds[s.Kind] += s.Affected
			}
			want := map[string]int{"supported": 1, "not supported": 2, "limited support": 3, "unclear": 4, "no statement": 5}
			if len(all) != 5 || all[0].Kind != "no statement" || fmt.Sprint(kinds) != fmt.Sprint(want) {
				t.Errorf("%+v, want %v", all, want)
			}
			return err
		})
	})
}
