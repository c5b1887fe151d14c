package finding

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"aceso/internal/domain/deed"
)

// takeBack undoes a deed as a whole.
func takeBack(tx *memory, d deed.Deed) ([]deed.Step, error) {
	steps, err := tx.Steps(ctx, d.ID, 0, 1000)
	if err != nil {
		return nil, err
	}
	var open []deed.Step
	for _, s := range steps {
		if s.Left == "" {
			open = append(open, s)
		}
	}
	err = TakeBack(ctx, tx, dele, d, open)
	return open, err
}

var drawnActs = []Act{
	toBo,
	{Owner: new("dele")},
	{Owner: new("")},
	{Note: new("a note")},
	{Note: new("")},
	{To: InReview},
	{To: Open},
	sleep,
	{Snooze: &Snooze{Until: "2027-01-31", Because: "waits for the vendor"}},
	{Wake: true},
	{Owner: new("bo"), To: InReview, Note: new("both")},
}

// drawFindings draws findings as people and matching leave them.
func drawFindings(t *rapid.T) *memory {
	tx := &memory{}
	for i := range rapid.IntRange(1, 6).Draw(t, "findings") {
		f := Finding{ID: string(rune('a' + i)), Weakness: "CVE-2026-000" + string(rune('1'+i)), Rev: 1, Opened: now, Turned: now.Add(-time.Hour)}
		f.State = rapid.SampledFrom(States).Draw(t, "state")
		f.Owner = rapid.SampledFrom([]string{"", "bo", "dele"}).Draw(t, "owner")
		f.Note = rapid.SampledFrom([]string{"", "a note", "another"}).Draw(t, "note")
		switch f.State {
		case Snoozed:
			f.Was = rapid.SampledFrom([]State{Open, Reopened, InReview}).Draw(t, "was")
			f.Until, f.Because = rapid.SampledFrom([]string{"2026-12-02", "2027-02-01"}).Draw(t, "until"), "waits"
		case Closed:
			f.Was = rapid.SampledFrom([]State{Open, InReview}).Draw(t, "was")
		}
		tx.found = append(tx.found, f)
	}
	return tx
}

func idsIn(tx *memory) Scope {
	var s Scope
	for _, f := range tx.found {
		s.IDs = append(s.IDs, f.ID)
	}
	return s
}

func TestUndoIsAsIfNothingHadBeenDoneWhereNobodyInterfered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx := drawFindings(t)
		before := append([]Finding(nil), tx.found...)
		a := rapid.SampledFrom(drawnActs).Draw(t, "act")
		d, _, err := Do(ctx, tx, dele, "", a, idsIn(tx))
		if err != nil {
			t.Fatal(err)
		}
		if d.ID == "" {
			return // there was nothing to do
		}
		steps, err := takeBack(tx, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range steps {
			if s.Back != deed.Restored || s.Kept != "" {
				t.Errorf("%s was left alone: %s", s.Record, s.Kept)
			}
		}
		if diff := cmp.Diff(before, tx.found, cmpopts.IgnoreFields(Finding{}, "Rev")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUndoLosesNothingThatSomebodyDidSince(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx := drawFindings(t)
		first := rapid.SampledFrom(drawnActs).Draw(t, "dele's")
		d, _, err := Do(ctx, tx, dele, "", first, idsIn(tx))
		if err != nil {
			t.Fatal(err)
		}
		if d.ID == "" {
			return
		}
		tx.at = now.Add(time.Minute)
		one := rapid.SampledFrom(tx.found).Draw(t, "one")
		other, _, err := Do(ctx, tx, bo, "", rapid.SampledFrom(drawnActs).Draw(t, "bo's"), Scope{IDs: []string{one.ID}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := takeBack(tx, d); err != nil {
			t.Fatal(err)
		}
		if other.ID == "" {
			return
		}
		f, err := tx.Finding(ctx, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range tx.steps[other.ID] {
			if s.Left != "" {
				continue
			}
			for name, value := range s.Became {
				if got := f.hand()[name]; got != value {
					t.Errorf("%s was %q by bo and is %q after dele's undo", name, value, got)
				}
			}
		}
	})
}

func TestWhatIsLeftAloneByUndoSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		between func(*memory)
		kept    string
		owner   string
	}{
		"nobody":          {func(*memory) {}, "", "bo"},
		"another gave it": {func(tx *memory) { _, _ = Assign(ctx, tx, bo, "f3", 2, "") }, "Bo Lind changed it at 06:10 on 2026-11-23", ""},
		"matching closed": {func(tx *memory) { tx.found[2].State = Closed }, "", "bo"}, // its owner is as the deed left it
	} {
		tx := five()
		d, _, err := Do(ctx, tx, dele, "", Act{Owner: new("dele")}, Scope{IDs: []string{"f3"}})
		if err != nil {
			t.Fatal(err)
		}
		c.between(tx)
		steps, err := takeBack(tx, d)
		if err != nil || steps[0].Kept != c.kept || tx.found[2].Owner != c.owner {
			t.Errorf("%s: kept for %q, owner %q: %v", name, steps[0].Kept, tx.found[2].Owner, err)
		}
	}
	tx := five()
	d, _, err := Do(ctx, tx, dele, "", Act{To: InReview}, Scope{IDs: []string{"f1", "f4"}})
	if err != nil {
		t.Fatal(err)
	}
	tx.found[0].State = Closed
	tx.at = time.Date(2026, 12, 24, 8, 0, 0, 0, time.UTC)
	steps, err := takeBack(tx, d)
	if err != nil || steps[0].Kept != "it is closed now: matching finds it no more" || steps[1].Kept != "the day until which it was snoozed has come" {
		t.Errorf("%+v: %v", steps, err)
	}
}
