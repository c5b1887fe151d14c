package storetest

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/trend"
	"aceso/internal/store"
	"aceso/internal/testkit"
)

// A watch stands still at a moment until a test turns it.
type watch struct{ now time.Time }

func (c *watch) pass(days int) { c.now = c.now.AddDate(0, 0, days) }

// clocked runs a test on both databases with a watch that the test turns.
func clocked(t *testing.T, test func(*testing.T, *store.DB, *watch)) {
	for name, address := range map[string]func() string{
		"SQLite": func() string { return filepath.Join(t.TempDir(), "aceso.db") }, "PostgreSQL": func() string { return testkit.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			c := &watch{Today}
			db, err := store.Open(ctx, address(), store.Options{Now: func() time.Time { return c.now }})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			test(t, db, c)
		})
	}
}

// count counts until nothing is left to count.
func count(t testing.TB, db *store.DB, who org.Actor) {
	t.Helper()
	for more := true; more; {
		do(t, db, who, func(tx *store.Tx) (err error) {
			more, err = tx.CountTrend(ctx)
			return err
		})
	}
}

// kept is what is kept of a release, by its id; "" is all.
func kept(t testing.TB, db *store.DB, who org.Actor, release string) (days []trend.Day) {
	t.Helper()
	see(t, db, who, func(tx *store.Tx) (err error) {
		days, err = tx.Trend(ctx, release, time.Time{})
		return err
	})
	return days
}

// answer keeps an answer for a component together with its findings, as the
// worker does.
func answer(t testing.TB, db *store.DB, who org.Actor, bundle, name string, r match.Result) {
	t.Helper()
	do(t, db, who, func(tx *store.Tx) error {
		parts, err := tx.Parts(ctx, store.PartFilter{Text: name}, store.Page{})
		if err != nil || len(parts.Rows) == 0 {
			return err
		}
		p := parts.Rows[0]
		b, err := tx.FindingBatch(ctx, []string{p.Key})
		if err != nil {
			return err
		}
		if _, err := finding.Rematch(ctx, b, org.Program(who.Org), p.Key, held(bundle), r); err != nil {
			return err
		}
		if err := b.Flush(ctx); err != nil {
			return err
		}
		p.Checked, p.Reason, p.Bundle = r.Checked, r.Reason, bundle
		p.Affected, p.Untold = r.Count()
		return tx.SavePartAnswers(ctx, []store.Part{p})
	})
}

// TestTheCountsOfADayAreWhatTheListsCount changes findings, answers and parts
// lists at random and counts now and then: what was added up bit by bit is what
// counting it all anew gives.
func TestTheCountsOfADayAreWhatTheListsCount(t *testing.T) {
	clocked(t, func(t *testing.T, db *store.DB, c *watch) {
		who := Org(t, db, "larkfield", org.Security)
		r := rand.New(rand.NewPCG(3, 9))
		names := []string{"aa", "bb", "cc", "dd", "ee", "ff"}
		var releases []string
		for i := range 3 {
			releases = append(releases, release(t, db, who, "IP-200", fmt.Sprint(i)).ID)
		}
		for step := range 120 {
			switch r.IntN(8) {
			case 0: // other parts
				var some []string
				for _, n := range names {
					if r.IntN(2) == 0 {
						some = append(some, n+"@1")
					}
				}
				bring(t, db, who, arrival(releases[r.IntN(3)], append(some, "always@1")...))
			case 1: // a person works on one
				work(t, db, who, r)
			default:
				answer(t, db, who, fmt.Sprint("b", step), names[r.IntN(len(names))], chance(r))
			}
			if r.IntN(6) == 0 {
				count(t, db, who)
				sameAsLists(t, db, who, releases)
			}
			if r.IntN(9) == 0 {
				c.pass(r.IntN(3))
			}
		}
		count(t, db, who)
		sameAsLists(t, db, who, releases)
		for _, id := range append(releases, "") {
			open := 0
			days := kept(t, db, who, id)
			for _, s := range trend.Steps(days, trend.Daily, 200, c.now) {
				if open += s.Came - s.Went + s.Moved; s.Known && open != s.Open() {
					t.Fatalf("release %q: on %s %d are open, and what happened adds up to %d", id, s.To.Format(time.DateOnly), s.Open(), open)
				}
			}
			if n := len(days); n < 5 || days[n-1].Opened == 0 || days[n-1].Shut == 0 {
				t.Errorf("release %q: nothing happened: %d days", id, n)
			}
		}
	})
}

// chance is an answer of matching by chance.
func chance(r *rand.Rand) match.Result {
	if r.IntN(5) == 0 {
		return match.Result{Checked: match.NotCheckable, Reason: "it has no version"}
	}
	var told []string
	for i := range 4 {
		if r.IntN(2) == 0 {
			told = append(told, fmt.Sprintf("CVE-%d:%s", i, []string{"9.8", "3.1", ""}[r.IntN(3)]))
		}
	}
	w := weak(told...)
	for i := range w.Matches {
		if r.IntN(4) == 0 {
			w.Matches[i].State = match.CannotTell
		}
	}
	if len(told) == 0 {
		w.Checked = match.Clean
	}
	return w
}

// work has a person take up a finding, or put it back.
func work(t testing.TB, db *store.DB, who org.Actor, r *rand.Rand) {
	t.Helper()
	do(t, db, who, func(tx *store.Tx) error {
		list, err := tx.Findings(ctx, store.FindingFilter{States: store.Live}, store.Page{})
		if err != nil || len(list.Rows) == 0 {
			return err
		}
		f := list.Rows[r.IntN(len(list.Rows))]
		to := finding.InReview
		if f.State == finding.InReview {
			to = finding.Open
		}
		_, err = finding.Turn(ctx, tx, who, f.ID, f.Rev, to)
		return err
	})
}

// sameAsLists holds what is kept of today against what lists and pages count.
func sameAsLists(t *testing.T, db *store.DB, who org.Actor, releases []string) {
	t.Helper()
	see(t, db, who, func(tx *store.Tx) error {
		for _, id := range append(slices.Clone(releases), "") {
			days, err := tx.Trends(ctx, []string{id}, time.Time{})
			if err != nil {
				return err
			}
			live, err := tx.Trend(ctx, id, time.Time{})
			if err != nil {
				return err
			}
			got := live[len(live)-1].Counts
			if id != "" && len(days[id]) > 0 { // not only added live: kept so
				if diff := cmp.Diff(got, days[id][len(days[id])-1].Counts); diff != "" {
					t.Errorf("release %s: %s", id, diff)
				}
			}
			tally, err := tx.Tally(ctx, store.FindingFilter{Release: id})
			if err != nil {
				return err
			}
			if got.Weak() != tally.Affected || got.CannotTell != tally.CannotTell || got.Exploited != tally.KEV || got.Critical != tally.BySeverity["critical"] || got.Low != tally.BySeverity["low"] || got.Unknown != tally.BySeverity["unknown"] {
				t.Errorf("release %q: kept %+v, listed %+v", id, got, tally)
			}
			ages, err := tx.Ages(ctx, id)
			if err != nil {
				return err
			}
			n := 0
			for _, a := range ages {
				n += a.N
			}
			if n != tally.Total() {
				t.Errorf("release %q: %d findings have an age, %d are live", id, n, tally.Total())
			}
		}
		return nil
	})
}

func TestADayWithoutChangeTakesNoRoom(t *testing.T) {
	clocked(t, func(t *testing.T, db *store.DB, c *watch) {
		who := Org(t, db, "larkfield", org.Security)
		one := release(t, db, who, "IP-200", "1").ID
		bring(t, db, who, arrival(one, "aa@1"))
		count(t, db, who)
		answer(t, db, who, "b1", "aa", weak("CVE-1:9.8"))
		for range 5 {
			c.pass(1)
			count(t, db, who)
		}
		answer(t, db, who, "b2", "aa", weak("CVE-1:9.8")) // another bundle says the same
		see(t, db, who, func(tx *store.Tx) error {
			if due, err := tx.TrendIsDue(ctx); due || err != nil {
				t.Errorf("nothing changed, and it is to be counted: %v", err)
			}
			return nil
		})
		days := kept(t, db, who, one)
		if len(days) != 3 || days[0].Open() != 0 || days[0].Waiting != 1 || days[1].On != "2026-11-24" || days[1].Critical != 1 || days[1].Exploited != 1 || days[2].On != "2026-11-28" {
			t.Errorf("%+v", days)
		}
		see(t, db, who, func(tx *store.Tx) error {
			since, err := tx.TrendSince(ctx, one)
			if since != "2026-11-23" || err != nil {
				t.Errorf("counted since %s: %v", since, err)
			}
			return nil
		})
	})
}

// TestWhatWasBeforeIsToldByTheFindingsDates takes the counts away, as a database
// from before has none.
func TestWhatWasBeforeIsToldByTheFindingsDates(t *testing.T) {
	clocked(t, func(t *testing.T, db *store.DB, c *watch) {
		who := Org(t, db, "larkfield", org.Security)
		one := release(t, db, who, "IP-200", "1").ID
		bring(t, db, who, arrival(one, "aa@1", "bb@1"))
		answer(t, db, who, "b1", "aa", weak("CVE-1:9.8", "CVE-2:3"))
		c.pass(200)
		answer(t, db, who, "b2", "aa", weak("CVE-1:9.8")) // CVE-2 is closed
		c.pass(1)
		answer(t, db, who, "b2", "bb", weak("CVE-3:3"))
		c.pass(50)
		count(t, db, who) // the first time
		for _, id := range []string{one, ""} {
			days := kept(t, db, who, id)
			if len(days) != 4 || !days[0].Derived || days[3].Derived {
				t.Fatalf("release %q: %+v", id, days)
			}
			want := [][5]int{{1, 1, 0, 2, 0}, {1, 0, 1, 2, 1}, {1, 1, 1, 3, 1}, {1, 1, 1, 3, 1}}
			if id == one { // what was there when its parts list came did not come to it one by one
				want = [][5]int{{1, 1, 0, 0, 0}, {1, 0, 1, 0, 1}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}}
			}
			for i, d := range days {
				if got := [5]int{d.Critical, d.Low, d.Closed, d.Opened, d.Shut}; got != want[i] {
					t.Errorf("release %q, %s: %v, want %v", id, d.On, got, want[i])
				}
			}
		}
	})
}

func TestOldDaysAreThinnedToTheLastOfTheirWeek(t *testing.T) {
	clocked(t, func(t *testing.T, db *store.DB, c *watch) {
		who := Org(t, db, "larkfield", org.Security)
		one := release(t, db, who, "IP-200", "1").ID
		bring(t, db, who, arrival(one, "aa@1"))
		for i := range 30 { // from Monday, 23 November
			answer(t, db, who, fmt.Sprint("b", i), "aa", weak(fmt.Sprint("CVE-", i)))
			count(t, db, who)
			c.pass(1)
		}
		before := trend.Steps(kept(t, db, who, one), trend.Weekly, 30, c.now.AddDate(0, 0, 100))
		c.pass(100)
		do(t, db, who, func(tx *store.Tx) error { return tx.ThinTrend(ctx) })
		days := kept(t, db, who, one)
		var on []string
		for _, d := range days {
			on = append(on, d.On)
		}
		if want := []string{"2026-11-29", "2026-12-06", "2026-12-13", "2026-12-20", "2026-12-22", "2027-04-02"}; !slices.Equal(on, want) {
			t.Errorf("%v, want %v", on, want)
		}
		if diff := cmp.Diff(before, trend.Steps(days, trend.Weekly, 30, c.now)); diff != "" {
			t.Errorf("the weeks are others: %s", diff)
		}
	})
}

func TestAnOrganisationCountsOnlyItsOwn(t *testing.T) {
	clocked(t, func(t *testing.T, db *store.DB, _ *watch) {
		lark, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		one := release(t, db, lark, "IP-200", "1").ID
		bring(t, db, lark, arrival(one, "aa@1"))
		bring(t, db, marrow, arrival(release(t, db, marrow, "IP-200", "1").ID, "aa@1", "bb@1"))
		answer(t, db, lark, "b1", "aa", weak("CVE-1:9.8"))
		count(t, db, lark)
		count(t, db, marrow)
		if d := kept(t, db, marrow, ""); d[len(d)-1].Open() != 0 || d[len(d)-1].Parts() != 2 {
			t.Errorf("%+v", d)
		}
		see(t, db, marrow, func(tx *store.Tx) error {
			if by, err := tx.Trends(ctx, []string{one}, time.Time{}); err != nil || len(by) > 0 {
				t.Errorf("another organisation's release is told: %v, %v", by, err)
			}
			return nil
		})
	})
}
