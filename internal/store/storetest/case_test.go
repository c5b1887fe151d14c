package storetest

import (
	"context"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/maker/assess"
	"aceso/internal/maker/casework"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/score"
	"aceso/internal/value/secret"
)

func told(title string) casework.Case {
	return casework.Case{Kind: casework.Vulnerability, Way: casework.Page, Title: title, Text: "TCP 8443 takes a drug library from anybody.", Device: casework.Device{Said: "IP-200"}, Reporter: casework.Reporter{Name: "Kim", Mail: "kim@example.org"}}
}

// TestACaseIsKeptWithItsThread by number and by link, and a private one is in
// nobody's list but its members'.
func TestACaseIsKeptWithItsThread(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		other := who
		other.Person = "somebody-else"
		var first, second casework.Case
		var link secret.Secret
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			var err error
			file := casework.File{Blob: record.Blob{Hash: "00", Name: "proof.pcap", Size: 3}}
			if first, link, err = casework.Hear(ctx, tx, who.Org, told("Unauthenticated write"), "LF", []casework.File{file}); err != nil {
				return err
			}
			if second, _, err = casework.Enter(ctx, tx, who, told("Another"), "LF", nil); err != nil {
				return err
			}
			if first, err = casework.Turn(ctx, tx, who, first.ID, first.Rev, casework.Acknowledged, ""); err != nil {
				return err
			}
			if first, err = casework.Say(ctx, tx, who, first.ID, casework.Inside, "This is bad.", nil); err != nil {
				return err
			}
			if first, err = casework.Say(ctx, tx, who, first.ID, casework.Out, "Thank you.", nil); err != nil {
				return err
			}
			if _, err = casework.Connect(ctx, tx, who, first.ID, casework.Link{Kind: "weakness", About: "CVE-2026-1"}); err != nil {
				return err
			}
			second, err = casework.Restrict(ctx, tx, who, second.ID, second.Rev, true, nil)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		year := first.Received.Format("2006")
		if first.Number != "LF-"+year+"-0001" || second.Number != "LF-"+year+"-0002" {
			t.Errorf("numbers %s, %s", first.Number, second.Number)
		}
		if err := db.View(ctx, func(tx *store.Tx) error {
			o, id, err := tx.CaseBehind(ctx, secret.Digest(link))
			if err != nil || o != who.Org || id != first.ID {
				t.Errorf("the link opens %s %s, %v", o, id, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			all, err := tx.Messages(ctx, first.ID, true)
			if err != nil || len(all) != 3 || len(all[0].Files) != 1 || all[0].Files[0].Name != "proof.pcap" {
				t.Errorf("%+v %v", all, err)
			}
			outside, err := tx.Messages(ctx, first.ID, false)
			if err != nil || len(outside) != 2 {
				t.Errorf("the reporter sees %d messages, %v", len(outside), err)
			}
			if got, err := tx.LinksTo(ctx, "weakness", "CVE-2026-1"); err != nil || len(got) != 1 || got[0].Case != first.ID {
				t.Errorf("%+v %v", got, err)
			}
			for _, sort := range []string{"", "received", "-number", "title", "kind", "state", "product", "owner"} {
				mine, err := tx.Cases(ctx, store.CaseFilter{Sees: who, Sort: sort}, store.Page{Limit: 1})
				if err != nil || mine.Total != 2 {
					t.Fatalf("sorted by %q: %d, %v", sort, mine.Total, err)
				}
				next, err := tx.Cases(ctx, store.CaseFilter{Sees: who, Sort: sort}, store.Page{Limit: 1, After: mine.Next})
				if err != nil || len(next.Rows) != 1 || next.Rows[0].ID == mine.Rows[0].ID {
					t.Errorf("sorted by %q the second is %+v, %v", sort, next.Rows, err)
				}
			}
			if theirs, err := tx.Cases(ctx, store.CaseFilter{Sees: other}, store.Page{}); err != nil || theirs.Total != 1 {
				t.Errorf("somebody else counts %d, %v", theirs.Total, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := casework.Say(ctx, tx, other, second.ID, casework.Inside, "hello", nil)
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("a private case answers somebody else: %v", err)
			}
			_, err = casework.Turn(ctx, tx, who, first.ID, first.Rev-1, casework.Verified, "")
			if !fault.Is(err, fault.Stale) {
				t.Errorf("an old version: %v", err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAnAssessmentComesBackAsItWas, and the heat map counts what is decided.
func TestAnAssessmentComesBackAsItWas(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			m, err := assess.Adopt(ctx, tx, who, assess.Proposal)
			if err != nil || m.Version != 1 {
				t.Errorf("%+v %v", m, err)
			}
			if got, err := tx.Matrix(ctx); err != nil || got.Line != assess.Proposal.Line || got.By != who.Name {
				t.Errorf("%+v %v", got, err)
			}
			c := told("x")
			c.ID, c.Number = "c1", "LF-2026-0001"
			a, err := assess.Begin(ctx, tx, who, c.About(), tx.Now().Add(-time.Hour))
			if err != nil {
				return err
			}
			a, err = assess.Write(ctx, tx, who, a.ID, a.Rev, assess.Answers{Aware: a.Aware, Rubric: score.Rubric{"XAVN": score.Yes}, Severity: assess.Critical, Exploitability: assess.High})
			if err != nil {
				return err
			}
			back, err := tx.Assessment(ctx, a.ID)
			if err != nil || back.Rubric["XAVN"] != score.Yes || back.Result != assess.Uncontrolled || back.Rev != a.Rev || back.MatrixVersion != 1 {
				t.Errorf("%+v %v", back, err)
			}
			back.State = assess.Decided
			if err := tx.SaveAssessment(ctx, &back); err != nil {
				return err
			}
			if heat, err := tx.HarmMap(ctx); err != nil || heat[assess.High][assess.Critical] != 1 {
				t.Errorf("%v %v", heat, err)
			}
			for _, sort := range []string{"", "title", "-state", "result", "severity", "exploitability", "score"} {
				if got, err := tx.Assessments(ctx, store.AssessmentFilter{Sort: sort, Result: assess.Uncontrolled}, store.Page{}); err != nil || got.Total != 1 {
					t.Errorf("sorted by %q: %+v %v", sort, got, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
