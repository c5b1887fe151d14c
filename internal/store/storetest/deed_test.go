package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/domain/undo"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// pump is an organisation with a release of two parts and their four findings.
func pump(t *testing.T, db *store.DB) org.Actor {
	t.Helper()
	who := Org(t, db, "larkfield", org.Security)
	bring(t, db, who, arrival(release(t, db, who, "IP-200", "1").ID, "a@1", "b@1"))
	settle(t, db, who, "b1", map[string]match.Result{"a": weak("CVE-1:9.8", "CVE-2:3.1"), "b": weak("CVE-3", "CVE-4:5")})
	return who
}

func findingsOf(t *testing.T, db *store.DB, who org.Actor) []finding.Finding {
	t.Helper()
	var out []finding.Finding
	see(t, db, who, func(tx *store.Tx) error {
		page, err := tx.Findings(ctx, store.FindingFilter{Sort: "weakness"}, store.Page{})
		for _, r := range page.Rows {
			out = append(out, r.Finding)
		}
		return err
	})
	return out
}

var (
	sleep = finding.Act{Snooze: &finding.Snooze{Until: time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly), Because: "the bench test comes first"}}
	every = finding.Scope{List: store.FindingFilter{States: store.Live}.Words()}
)

func TestADeedOnManyFindingsIsKeptAndTakenBack(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := pump(t, db), Org(t, db, "marrow", org.Security)
		before := findingsOf(t, db, who)
		var d deed.Deed
		do(t, db, who, func(tx *store.Tx) error {
			var f finding.Forecast
			var err error
			d, f, err = finding.Do(ctx, tx, who, "", sleep, every)
			if f.Total != 4 || f.Change != 4 || f.Releases != 1 || d.Done != 4 {
				t.Errorf("%+v, %+v", f, d)
			}
			return err
		})
		see(t, db, who, func(tx *store.Tx) error {
			tally, err := tx.Tally(ctx, store.FindingFilter{})
			if tally.Total() != 4 || tally.Snoozed != 4 || tally.New != 0 || tally.KEV != 1 {
				t.Errorf("what is snoozed is counted as %+v: %v", tally, err)
			}
			page, err := tx.Findings(ctx, store.FindingFilter{States: []finding.State{finding.Snoozed}}, store.Page{})
			if page.Total != 4 || page.Rows[0].Because != sleep.Snooze.Because || page.Rows[0].Was != finding.Open {
				t.Errorf("snoozed: %+v: %v", page, err)
			}
			kept, err := tx.Deed(ctx, d.ID)
			d.Who.Roles, kept.By.Org = nil, ""
			if diff := cmp.Diff(d, kept, cmpopts.EquateApproxTime(time.Millisecond)); diff != "" || err != nil {
				t.Errorf("%s: %v", diff, err)
			}
			steps, err := tx.Steps(ctx, d.ID, 1, 2)
			if err != nil || len(steps) != 2 || steps[0].Label != "CVE-2 in a 1" || steps[0].Was["state"] != "open" || steps[0].Became["until"] != sleep.Snooze.Until {
				t.Errorf("%+v: %v", steps, err)
			}
			newest, ok, err := tx.NewestDeed(ctx, who.Person, tx.Now().Add(-time.Minute))
			if !ok || newest.ID != d.ID || err != nil {
				t.Errorf("the newest is %+v: %v", newest, err)
			}
			on, err := tx.DeedsOn(ctx, before[0].ID, 10)
			if err != nil || len(on) != 1 || on[0].Deed.ID != d.ID || on[0].Asked != 4 {
				t.Errorf("on the first: %+v: %v", on, err)
			}
			entries, err := tx.Entries(ctx, store.EntryFilter{About: d.ID})
			if err != nil || len(entries) != 1 || entries[0].What != "finding.snoozed" || entries[0].Seq != steps[0].Entry {
				t.Errorf("the log says %+v of step %+v: %v", entries, steps[0], err)
			}
			return nil
		})
		see(t, db, marrow, func(tx *store.Tx) error {
			if _, err := tx.Deed(ctx, d.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("marrow sees it: %v", err)
			}
			return nil
		})
		do(t, db, who, func(tx *store.Tx) error {
			back, err := undo.Undo(ctx, tx, who, d.ID)
			if back.State != deed.Undone || back.Back != 4 || back.Kept != 0 {
				t.Errorf("%+v", back)
			}
			return err
		})
		if diff := cmp.Diff(before, findingsOf(t, db, who), cmpopts.IgnoreFields(finding.Finding{}, "Rev")); diff != "" {
			t.Error(diff)
		}
		see(t, db, who, func(tx *store.Tx) error {
			if tally, err := tx.Tally(ctx, store.FindingFilter{}); tally.Snoozed != 0 || tally.New != 4 || err != nil {
				t.Errorf("afterwards %+v: %v", tally, err)
			}
			_, err := undo.Undo(ctx, tx, who, d.ID)
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("taken back twice: %v", err)
			}
			return nil
		})
	})
}

func TestADeedIsTakenBackWithinADayByWhoMayDoIt(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := pump(t, db)
		me := who.Person
		var d deed.Deed
		do(t, db, who, func(tx *store.Tx) error {
			var err error
			d, _, err = finding.Do(ctx, tx, who, "", finding.Act{To: finding.InReview}, every)
			if err != nil {
				return err
			}
			old := d
			old.ID, old.At = me+"-old", tx.Now().Add(-deed.Undoable)
			return tx.SaveDeed(ctx, old)
		})
		reader := who
		reader.Roles = []org.Role{org.Auditor}
		see(t, db, who, func(tx *store.Tx) error {
			if err := undo.Can(d, reader, tx); !fault.Is(err, fault.Forbidden) {
				t.Errorf("an auditor: %v", err)
			}
			old, err := tx.Deed(ctx, me+"-old")
			if err != nil {
				return err
			}
			if err := undo.Can(old, who, tx); !fault.Is(err, fault.Conflict) {
				t.Errorf("a day later: %v", err)
			}
			d.Kind = "advisory.published"
			if err := undo.Can(d, who, tx); !fault.Is(err, fault.Conflict) {
				t.Errorf("what was published: %v", err)
			}
			return nil
		})
	})
}

// TestTwoWhoActAtOnceLoseNothing lets two people work on the same findings at
// the same time, each upon what they saw, and looks whether what one of them
// was told to have done is there or told as changed by the other.
func TestTwoWhoActAtOnceLoseNothing(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		dele := pump(t, db)
		bo := dele
		bo.Person, bo.Name = dele.Person+"-bo", "Bo"
		var seen finding.AsOf
		see(t, db, dele, func(tx *store.Tx) error {
			var err error
			seen, err = tx.AsOf(ctx)
			return err
		})
		var wg sync.WaitGroup
		done := make([]deed.Deed, 8)
		for i := range done {
			wg.Go(func() {
				who := dele
				who.Person = fmt.Sprint(dele.Person, i)
				s := every
				s.AsOf = seen
				note := fmt.Sprint("by ", i)
				err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
					var err error
					done[i], _, err = finding.Do(ctx, tx, who, "", finding.Act{Note: &note}, s)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		changed := 0
		for _, d := range done {
			changed += d.Done
		}
		if changed != 4 {
			t.Errorf("%d notes were written on 4 findings: somebody's is lost", changed)
		}
		for _, f := range findingsOf(t, db, dele) {
			if !strings.HasPrefix(f.Note, "by ") || f.Rev != 2 {
				t.Errorf("%q, %d", f.Note, f.Rev)
			}
		}
	})
}

func TestEveryKindOfDeedGoesBack(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		r := release(t, db, who, "IP-200", "1")
		first := bring(t, db, who, arrival(r.ID, "a@1"))
		second := bring(t, db, who, arrival(r.ID, "a@1", "b@1"))
		var rule *match.Alias
		var said *support.Statement
		back := func(kind deed.Kind) {
			t.Helper()
			do(t, db, who, func(tx *store.Tx) error {
				all, err := tx.Deeds(ctx, store.DeedFilter{Person: who.Person}, store.Page{Limit: 1})
				if err != nil {
					return err
				}
				if d := all.Rows[0]; d.Kind != kind {
					t.Errorf("the newest deed is %s, not %s", d.Kind, kind)
				}
				d, err := undo.Undo(ctx, tx, who, all.Rows[0].ID)
				if d.Back != 1 || d.Kept != 0 {
					t.Errorf("%s: %+v", kind, d)
				}
				return err
			})
		}
		holds := func(want bool) {
			t.Helper()
			see(t, db, who, func(tx *store.Tx) error {
				a, err := tx.Alias(ctx, rule.ID)
				if a.Undone.IsZero() != want {
					t.Errorf("the rule is undone %v, want in force %v", a.Undone, want)
				}
				return err
			})
		}
		do(t, db, who, func(tx *store.Tx) (err error) {
			rule, err = match.KeepAlias(ctx, tx, who, match.Alias{Name: "zlib", Patterns: []string{"our-zlib"}, Ecosystem: "PyPI", Package: "zlib"})
			return err
		})
		back(match.RuleKept)
		holds(false)
		do(t, db, who, func(tx *store.Tx) (err error) {
			if rule, err = match.KeepAlias(ctx, tx, who, match.Alias{Name: "zlib", Patterns: []string{"our-zlib"}, Ecosystem: "PyPI", Package: "zlib"}); err != nil {
				return err
			}
			_, err = match.UndoAlias(ctx, tx, who, rule.ID)
			return err
		})
		back(match.RuleUndone)
		holds(true)
		do(t, db, who, func(tx *store.Tx) error {
			_, _, err := match.TakeAliases(ctx, tx, who, "rules.csv", []match.Line{{No: 1, Rule: match.Alias{Name: "curl", Patterns: []string{"our-curl"}, Ecosystem: "PyPI", Package: "curl"}}})
			return err
		})
		back(match.RulesTaken)
		do(t, db, who, func(tx *store.Tx) (err error) {
			said, err = support.Say(ctx, tx, who, support.Statement{Subject: support.Subject{Lineage: "a"}, Level: support.Abandoned, Reason: "its maker has gone"})
			return err
		})
		back(support.WasStated)
		see(t, db, who, func(tx *store.Tx) error {
			s, err := tx.SupportStatement(ctx, said.ID)
			if s.Undone.IsZero() {
				t.Error("the statement holds still")
			}
			return err
		})
		do(t, db, who, func(tx *store.Tx) error {
			_, err := sbom.Choose(ctx, tx, who, first.ID)
			return err
		})
		back(sbom.WasChosen)
		see(t, db, who, func(tx *store.Tx) error {
			s, err := tx.CurrentSBOM(ctx, r.ID)
			if s.ID != second.ID {
				t.Errorf("the release rests on %s, not %s", s.ID, second.ID)
			}
			return err
		})
	})
}
