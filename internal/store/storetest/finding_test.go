package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// weak is an answer of matching: affected by these weaknesses, each with the
// score that stands behind the colon; none behind it is unknown.
func weak(told ...string) match.Result {
	r := match.Result{Checked: match.Matched}
	for _, t := range told {
		name, score, _ := strings.Cut(t, ":")
		g := &vuln.Weakness{ID: name, Names: []string{name}, Records: []vuln.Record{{Source: "nvd", ID: name, Summary: "about " + name}}}
		var value float64
		if _, err := fmt.Sscan(score, &value); err == nil {
			word := "low"
			if value >= 9 {
				word, g.KEV = "critical", &vuln.Exploited{}
			}
			g.Records[0].Scores = []vuln.Score{{System: "CVSS:3.1", Value: value, Severity: word}}
			g.EPSS = &vuln.Probability{Score: value / 100}
		}
		r.Matches = append(r.Matches, match.Match{Weakness: name, Names: []string{name}, State: match.Affected, Why: "is below 9", Rule: "purl", Source: "osv", Record: name, Fixed: []string{"9"}, Group: g})
	}
	return r
}

// held is a bundle that covers nothing, by its id.
type held string

func (h held) Weakness(string) (*vuln.Weakness, error) { return nil, nil }
func (h held) Info() vuln.Info                         { return vuln.Info{ID: string(h)} }

// settle keeps answers for the components of a release, by name.
func settle(t testing.TB, db *store.DB, who org.Actor, bundle string, answers map[string]match.Result) {
	t.Helper()
	do(t, db, who, func(tx *store.Tx) error {
		all, err := tx.Parts(ctx, store.PartFilter{}, store.Page{Limit: 500})
		if err != nil {
			return err
		}
		var keys []string
		for _, p := range all.Rows {
			keys = append(keys, p.Key)
		}
		b, err := tx.FindingBatch(ctx, keys)
		if err != nil {
			return err
		}
		for _, p := range all.Rows {
			if r, ok := answers[p.Component.Name]; ok {
				if _, err := finding.Rematch(ctx, b, org.Program(who.Org), p.Key, held(bundle), r); err != nil {
					return err
				}
			}
		}
		return b.Flush(ctx)
	})
}

func TestFindingsAreListedSortedAndCounted(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		r1, r2 := release(t, db, who, "IP-200", "1"), release(t, db, who, "IP-200", "2")
		bring(t, db, who, arrival(r1.ID, "a@1", "b@1", "c@1"))
		bring(t, db, who, arrival(r2.ID, "a@1"))
		bring(t, db, marrow, arrival(release(t, db, marrow, "PM-8", "1").ID, "a@1"))
		settle(t, db, who, "b1", map[string]match.Result{
			"a": weak("CVE-1:9.8", "CVE-2:3.1"), "b": weak("CVE-3"), "c": weak("CVE-1:9.8", "GHSA-x:2"),
		})
		names := func(f store.FindingFilter) string {
			var out []string
			see(t, db, who, func(tx *store.Tx) error {
				p := store.Page{Limit: 2}
				for {
					page, err := tx.Findings(ctx, f, p)
					if err != nil {
						return err
					}
					for _, r := range page.Rows {
						out = append(out, r.Part.Name+":"+r.Weakness)
					}
					if p.After = page.Next; p.After == "" {
						if page.Total != len(out) {
							t.Errorf("%+v: total %d, listed %d", f, page.Total, len(out))
						}
						return nil
					}
				}
			})
			return strings.Join(out, " ")
		}
		for _, c := range []struct {
			f    store.FindingFilter
			want string
		}{
			{store.FindingFilter{}, "c:CVE-1 a:CVE-1 b:CVE-3 a:CVE-2 c:GHSA-x"}, // exploited first; the unknown one is not the least
			{store.FindingFilter{Sort: "-severity"}, "c:CVE-1 a:CVE-1 b:CVE-3 a:CVE-2 c:GHSA-x"},
			{store.FindingFilter{Sort: "component"}, "a:CVE-1 a:CVE-2 b:CVE-3 c:CVE-1 c:GHSA-x"},
			{store.FindingFilter{Sort: "-weakness"}, "c:GHSA-x b:CVE-3 a:CVE-2 c:CVE-1 a:CVE-1"},
			{store.FindingFilter{Sort: "-score"}, "c:CVE-1 a:CVE-1 a:CVE-2 c:GHSA-x b:CVE-3"},
			{store.FindingFilter{Sort: "epss"}, "b:CVE-3 c:GHSA-x a:CVE-2 a:CVE-1 c:CVE-1"},
			{store.FindingFilter{Release: r2.ID, Sort: "weakness"}, "a:CVE-1 a:CVE-2"},
			{store.FindingFilter{Model: r2.Model, Sort: "weakness", KEV: true}, "a:CVE-1 c:CVE-1"},
			{store.FindingFilter{Severities: []string{"unknown"}}, "b:CVE-3"},
			{store.FindingFilter{Text: "ghsa-X"}, "c:GHSA-x"},
			{store.FindingFilter{Text: "npm/b"}, "b:CVE-3"},
			{store.FindingFilter{Text: "100%"}, ""},
			{store.FindingFilter{Weakness: "CVE-1", Sort: "opened"}, "a:CVE-1 c:CVE-1"},
			{store.FindingFilter{States: store.Live, Owner: store.Nobody, Match: match.Affected, Sort: "state"}, "a:CVE-2 c:GHSA-x b:CVE-3 a:CVE-1 c:CVE-1"},
			{store.FindingFilter{States: []finding.State{finding.Closed}}, ""},
		} {
			if got := names(c.f); got != c.want {
				t.Errorf("%+v: %s, want %s", c.f, got, c.want)
			}
		}
		for _, s := range store.FindingSorts() {
			names(store.FindingFilter{Sort: s})
			names(store.FindingFilter{Sort: "-" + s})
		}
		see(t, db, who, func(tx *store.Tx) error {
			if _, err := tx.Findings(ctx, store.FindingFilter{Sort: "no; DROP TABLE finding"}, store.Page{}); !fault.Is(err, fault.Invalid) {
				t.Errorf("an unknown sort: %v", err)
			}
			page, err := tx.Findings(ctx, store.FindingFilter{Weakness: "CVE-1", Sort: "component"}, store.Page{})
			if err != nil {
				return err
			}
			f := page.Rows[0]
			if f.Releases != 2 || f.Summary != "about CVE-1" || !f.Scored || f.Score != 9.8 || !f.KEV || f.EPSS != 0.098 || f.Part.PURL != "pkg:npm/a@1" || !slices.Equal(f.Fixed, []string{"9"}) {
				t.Errorf("the first row is %+v", f)
			}
			tally, err := tx.Tally(ctx, store.FindingFilter{Release: r1.ID})
			if tally.Affected != 5 || tally.KEV != 2 || tally.BySeverity["unknown"] != 1 || tally.New != 5 {
				t.Errorf("tally %+v: %v", tally, err)
			}
			ws, err := tx.Weaknesses(ctx, store.FindingFilter{}, store.Page{Limit: 2})
			if err != nil || ws.Total != 4 || ws.Rows[0].ID != "CVE-1" || ws.Rows[0].Components != 2 || ws.Rows[0].Releases != 2 || ws.Rows[1].ID != "CVE-3" {
				t.Errorf("weaknesses %+v: %v", ws, err)
			}
			ws, err = tx.Weaknesses(ctx, store.FindingFilter{Release: r2.ID, Sort: "weakness"}, store.Page{Limit: 2, After: ""})
			if err != nil || ws.Total != 2 {
				t.Errorf("weaknesses of the second release %+v: %v", ws, err)
			}
			return nil
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			if page, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{}); page.Total != 0 || err != nil {
				t.Errorf("marrow sees %d findings of larkfield: %v", page.Total, err)
			}
			if ws, err := tx.Weaknesses(ctx, store.FindingFilter{}, store.Page{}); ws.Total != 0 || err != nil {
				t.Errorf("marrow sees %d weaknesses of larkfield: %v", ws.Total, err)
			}
			return nil
		})
	})
}

func TestAFindingLeavesTheListsWithItsComponentAndComesBack(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "1")
		bring(t, db, who, arrival(r.ID, "a@1", "b@1"))
		settle(t, db, who, "b1", map[string]match.Result{"a": weak("CVE-1:9.8"), "b": weak("CVE-2:3")})
		var id string
		do(t, db, who, func(tx *store.Tx) error {
			page, err := tx.Findings(ctx, store.FindingFilter{Weakness: "CVE-1"}, store.Page{})
			if err != nil {
				return err
			}
			id = page.Rows[0].ID
			_, err = finding.Annotate(ctx, tx, who, id, 1, "not reachable")
			return err
		})
		total := func() (n int) {
			see(t, db, who, func(tx *store.Tx) error {
				page, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{})
				n = page.Total
				return err
			})
			return n
		}
		bring(t, db, who, arrival(r.ID, "b@1", "a@2"))
		if n := total(); n != 1 {
			t.Errorf("%d findings are listed after a@1 left, want 1", n)
		}
		bring(t, db, who, arrival(r.ID, "b@1", "a@1", "c@1"))
		if n := total(); n != 2 {
			t.Errorf("%d findings are listed after a@1 came back, want 2", n)
		}
		see(t, db, who, func(tx *store.Tx) error {
			f, err := tx.Finding(ctx, id)
			if f.Note != "not reachable" || f.Rev != 2 {
				t.Errorf("it came back as %+v", f)
			}
			return err
		})
		err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := finding.Annotate(ctx, tx, who, id, 1, "mine")
			return err
		})
		if !fault.Is(err, fault.Stale) {
			t.Errorf("a stale note was taken: %v", err)
		}
	})
}

func TestANameRuleIsKeptAndUndone(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		rule := match.Alias{Name: "BusyBox", Patterns: []string{"busybox", "busybox-*"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}
		do(t, db, who, func(tx *store.Tx) error {
			a, err := match.KeepAlias(ctx, tx, who, rule)
			if err != nil {
				return err
			}
			rule.ID = a.ID
			return nil
		})
		do(t, db, who, func(tx *store.Tx) error {
			_, err := match.UndoAlias(ctx, tx, who, rule.ID)
			return err
		})
		see(t, db, who, func(tx *store.Tx) error {
			all, err := tx.Aliases(ctx)
			if len(all) != 1 || all[0].Who != who.Name || !all[0].Undone.Equal(Today) || len(all[0].Patterns) != 2 {
				t.Errorf("kept %+v", all)
			}
			return err
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			all, err := tx.Aliases(ctx)
			if len(all) != 0 {
				t.Errorf("marrow sees larkfield's rules: %+v", all)
			}
			return err
		})
	})
}

func TestExploitedComesFirstThenSeverityThenScoreThenTheNewest(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		bring(t, db, who, arrival(release(t, db, who, "IP-200", "1").ID, "a@1"))
		all := weak("CVE-1:3.1", "CVE-2:9.1", "CVE-3:3.9", "CVE-4", "CVE-5:9.8", "CVE-6:3.9")
		for i := range all.Matches {
			g := all.Matches[i].Group
			g.KEV = nil
			if g.ID == "CVE-1" || g.ID == "CVE-3" || g.ID == "CVE-6" {
				g.KEV = &vuln.Exploited{}
			}
		}
		all.Matches[2].State, all.Matches[2].Settle = match.CannotTell, "a version that can be read"
		for i := range all.Matches { // one by one, so that the last is the newest
			settle(t, db, who, "b1", map[string]match.Result{"a": {Checked: match.Matched, Matches: all.Matches[:i+1]}})
		}
		see(t, db, who, func(tx *store.Tx) error {
			page, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{})
			if err != nil {
				return err
			}
			var got []string
			for _, r := range page.Rows {
				got = append(got, r.Weakness)
			}
			if want := []string{"CVE-6", "CVE-3", "CVE-1", "CVE-5", "CVE-2", "CVE-4"}; !slices.Equal(got, want) {
				t.Errorf("findings %v, want %v", got, want)
			}
			ws, err := tx.Weaknesses(ctx, store.FindingFilter{}, store.Page{})
			got = nil
			for _, r := range ws.Rows {
				got = append(got, r.ID)
			}
			if want := []string{"CVE-6", "CVE-3", "CVE-1", "CVE-5", "CVE-2", "CVE-4"}; !slices.Equal(got, want) {
				t.Errorf("weaknesses %v, want %v", got, want)
			}
			return err
		})
	})
}

func TestACountIsAsManyAsItsFilterLists(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "1")
		bring(t, db, who, arrival(r.ID, "a@1", "b@1"))
		told, open := weak("CVE-1:9.8", "CVE-2:3.1"), weak("CVE-1:9.8", "CVE-3")
		for i := range open.Matches {
			open.Matches[i].State, open.Matches[i].Settle = match.CannotTell, "a version that can be read"
		}
		settle(t, db, who, "b1", map[string]match.Result{"a": told, "b": open})
		see(t, db, who, func(tx *store.Tx) error {
			for _, base := range []store.FindingFilter{{}, {Release: r.ID}} {
				tally, err := tx.Tally(ctx, base)
				if err != nil {
					return err
				}
				listed := func(change func(*store.FindingFilter)) int {
					f := base
					f.States = store.Live
					change(&f)
					page, err := tx.Findings(ctx, f, store.Page{})
					if err != nil {
						t.Error(err)
					}
					return page.Total
				}
				if n := listed(func(f *store.FindingFilter) { f.KEV = true }); n != tally.KEV || n != 2 {
					t.Errorf("exploited: counted %d, listed %d, want 2", tally.KEV, n)
				}
				for _, severity := range []string{"critical", "high", "medium", "low", "none", "unknown"} {
					if n := listed(func(f *store.FindingFilter) { f.Severities = []string{severity} }); n != tally.AllBySeverity[severity] {
						t.Errorf("%s: counted %d, listed %d", severity, tally.AllBySeverity[severity], n)
					}
				}
			}
			return nil
		})
	})
}
