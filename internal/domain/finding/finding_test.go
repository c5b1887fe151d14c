package finding

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

var (
	ctx     = context.Background()
	now     = time.Date(2026, 11, 23, 6, 10, 0, 0, time.UTC)
	dele    = org.Actor{Org: "larkfield", Person: "dele", Name: "Dele Okoro", Roles: []org.Role{org.Security}}
	auditor = org.Actor{Org: "larkfield", Person: "ada", Name: "Ada", Roles: []org.Role{org.Auditor}}
	program = org.Program("larkfield")
)

func TestEveryPairOfStates(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			i := slices.IndexFunc(Moves, func(m Move) bool { return m.From == from && m.To == to })
			for _, who := range []org.Actor{dele, auditor, program} {
				for _, how := range []How{Wish, Undo} {
					f := Finding{State: from}
					err := f.moveBy(how, to, who, now)
					allowed := i >= 0 && (Moves[i].How != Undo || how == Undo) && (who.System || Moves[i].Needs != "" && who.Allowed(Moves[i].Needs))
					if allowed != (err == nil) || allowed && f.State != to || !allowed && f.State != from {
						t.Errorf("%s → %s by %s %s: %v, now %s", from, to, who.Name, how, err, f.State)
					}
				}
			}
		}
	}
}

// busybox is one affected match; tests change one thing of it.
func busybox(change func(*match.Match)) match.Result {
	m := match.Match{
		Weakness: "CVE-2022-48174", Names: []string{"CVE-2022-48174"}, State: match.Affected, Why: "before 1.35", Rule: "cpe", Source: "nvd", Record: "CVE-2022-48174", Feed: vuln.Products, Fixed: []string{"1.35.0"},
		Group: &vuln.Weakness{ID: "CVE-2022-48174", Records: []vuln.Record{{Source: "nvd", Scores: []vuln.Score{{System: "CVSS:3.1", Value: 9.8, Severity: "critical"}}}}},
	}
	if change != nil {
		change(&m)
	}
	return match.Result{Checked: match.Matched, Matches: []match.Match{m}}
}

// held is a bundle by its id: "b1", or with a feed left out, "b2-nvd".
type held string

func (h held) Weakness(string) (*vuln.Weakness, error) { return nil, nil }

func (h held) Info() vuln.Info {
	i := vuln.Info{ID: string(h), Covered: true}
	if !strings.HasSuffix(i.ID, "-nvd") {
		i.Sources = []vuln.Source{{Name: "nvd", Records: 1, Covers: []string{vuln.Products}}}
	}
	return i
}

func rematch(t *testing.T, tx *memory, bundle held, r match.Result) Change {
	t.Helper()
	c, err := Rematch(ctx, tx, program, "key", bundle, r)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestMatchingTwiceChangesNothing(t *testing.T) {
	tx := &memory{}
	if c := rematch(t, tx, "b1", busybox(nil)); !cmp.Equal(c.Opened, []string{"CVE-2022-48174"}) {
		t.Fatalf("first: %+v", c)
	}
	if c := rematch(t, tx, "b1", busybox(nil)); !c.Empty() || len(tx.found) != 1 || len(tx.log) != 1 {
		t.Errorf("second: %+v, %d findings, %d entries", c, len(tx.found), len(tx.log))
	}
}

func TestAFindingClosesAndComesBackWithWhatPeoplePutThere(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(nil))
	if _, err := Annotate(ctx, tx, dele, tx.found[0].ID, 1, "the shell is not reachable"); err != nil {
		t.Fatal(err)
	}
	if c := rematch(t, tx, "b2", match.Result{Checked: match.Clean}); len(c.Closed) != 1 || tx.found[0].State != Closed {
		t.Fatalf("%+v, %s", c, tx.found[0].State)
	}
	if c := rematch(t, tx, "b3", busybox(nil)); len(c.Reopened) != 1 || tx.found[0].State != Reopened || tx.found[0].Note != "the shell is not reachable" {
		t.Errorf("%+v, %+v", c, tx.found[0])
	}
}

func TestAReviewGoesOnWhenWhatWasClosedComesBack(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(nil))
	tx.found[0].Owner = "dele"
	if _, err := Turn(ctx, tx, dele, tx.found[0].ID, 1, InReview); err != nil {
		t.Fatal(err)
	}
	if rematch(t, tx, "b2", match.Result{Checked: match.Clean}); tx.found[0].State != Closed || tx.found[0].Was != InReview {
		t.Fatalf("%+v", tx.found[0])
	}
	if c := rematch(t, tx, "b3", busybox(nil)); len(c.Reopened) != 1 || tx.found[0].State != InReview || tx.found[0].Owner != "dele" || tx.found[0].Was != "" {
		t.Errorf("%+v, %+v", c, tx.found[0])
	}
}

func TestASourceThatHasGoneClosesNothing(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(nil))
	if _, err := Turn(ctx, tx, dele, tx.found[0].ID, 1, InReview); err != nil {
		t.Fatal(err)
	}
	before := tx.found[0]
	none := match.Result{Checked: match.Clean}
	c := rematch(t, tx, "b2-nvd", none)
	f := tx.found[0]
	if len(c.Lost) != 1 || c.Untold != 1 || len(c.Closed) != 0 || f.State != InReview || f.Match != match.CannotTell || f.Lost != match.Affected ||
		f.Settle != "a bundle with the NVD's records" || f.Why != "no NVD feed in this bundle; before that: before 1.35" {
		t.Errorf("%+v, %+v", c, f)
	}
	if c := rematch(t, tx, "b2-nvd", none); !c.Empty() || c.Untold != 1 || tx.found[0].Rev != f.Rev {
		t.Errorf("twice: %+v, %+v", c, tx.found[0])
	}
	if c := rematch(t, tx, "b3-nvd", none); !c.Empty() || tx.found[0].Why != f.Why || tx.found[0].Bundle != "b3-nvd" {
		t.Errorf("still without: %+v, %+v", c, tx.found[0])
	}
	c = rematch(t, tx, "b4", busybox(nil))
	before.Rev, before.Bundle = tx.found[0].Rev, "b4"
	if diff := cmp.Diff(before, tx.found[0]); diff != "" || len(c.Back) != 1 || len(c.Changed) != 0 {
		t.Errorf("%+v, %s", c, diff)
	}
	rematch(t, tx, "b5-nvd", none)
	if c := rematch(t, tx, "b6", none); len(c.Closed) != 1 || tx.found[0].State != Closed || tx.found[0].Match != match.Affected || tx.found[0].Lost != "" {
		t.Errorf("the source is back and silent: %+v, %+v", c, tx.found[0])
	}
}

func TestAGHSAThatGetsACVEIsTheSameFinding(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(func(m *match.Match) { m.Weakness, m.Names = "GHSA-aaaa-bbbb-cccc", []string{"GHSA-aaaa-bbbb-cccc"} }))
	c := rematch(t, tx, "b2", busybox(func(m *match.Match) { m.Names = []string{"CVE-2022-48174", "GHSA-aaaa-bbbb-cccc"} }))
	if len(tx.found) != 1 || tx.found[0].Weakness != "CVE-2022-48174" || len(c.Opened)+len(c.Closed) != 0 {
		t.Errorf("%+v, %+v", c, tx.found)
	}
}

func TestNotAffectedOpensNothingAndClosesWhatWasOpen(t *testing.T) {
	tx := &memory{}
	not := busybox(func(m *match.Match) { m.State, m.Why = match.NotAffected, "1.34.1 was mended by the distribution" })
	if c := rematch(t, tx, "b1", not); !c.Empty() {
		t.Fatalf("%+v", c)
	}
	rematch(t, tx, "b2", busybox(nil))
	if rematch(t, tx, "b3", not); tx.found[0].State != Closed || tx.found[0].Why != "1.34.1 was mended by the distribution" {
		t.Errorf("%+v", tx.found[0])
	}
}

func TestAnUnknownScoreIsNotZero(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(func(m *match.Match) { m.Group = nil }))
	if f := tx.found[0]; f.Scored || f.Severity != vuln.UnknownSeverity {
		t.Errorf("%+v", f)
	}
}

func TestWorkTakesThePermissionAndTheVersionSeen(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(nil))
	id := tx.found[0].ID
	if _, err := Turn(ctx, tx, auditor, id, 1, InReview); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an auditor changed a finding: %v", err)
	}
	if _, err := Turn(ctx, tx, dele, id, 1, InReview); err != nil {
		t.Error(err)
	}
	if _, err := Turn(ctx, tx, dele, id, 1, Open); !fault.Is(err, fault.Stale) {
		t.Errorf("a change upon an old version went through: %v", err)
	}
}
