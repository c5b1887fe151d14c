package finding

import (
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

func snoozed(t *testing.T, until string) *memory {
	t.Helper()
	tx := &memory{}
	rematch(t, tx, "b1", busybox(nil))
	if _, err := Work(ctx, tx, dele, tx.found[0].ID, 1, Act{Snooze: &Snooze{Until: until, Because: "the bench test comes first"}}); err != nil {
		t.Fatal(err)
	}
	return tx
}

func TestASnoozeNamesADayAheadAndAReason(t *testing.T) {
	good := Snooze{Until: "2026-12-02", Because: "the bench test comes first"}
	for name, c := range map[string]struct {
		change func(*Snooze)
		wrong  string
	}{
		"a good one":            {func(*Snooze) {}, ""},
		"no day":                {func(s *Snooze) { s.Until = "" }, "is no day"},
		"no date":               {func(s *Snooze) { s.Until = "2 Dec" }, "is no day"},
		"a day that is not":     {func(s *Snooze) { s.Until = "2026-02-30" }, "is no day"},
		"today":                 {func(s *Snooze) { s.Until = "2026-11-23" }, "is not ahead"},
		"tomorrow is ahead":     {func(s *Snooze) { s.Until = "2026-11-24" }, ""},
		"more than a year":      {func(s *Snooze) { s.Until = "2027-11-25" }, "a year at most"},
		"no reason":             {func(s *Snooze) { s.Because = " " }, "says why"},
		"a reason like a novel": {func(s *Snooze) { s.Because = strings.Repeat("x", mostReason+1) }, "at most"},
	} {
		s := good
		c.change(&s)
		err := s.ready(now)
		if (c.wrong == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v, want %q", name, err, c.wrong)
		}
	}
}

func TestASnoozedFindingStandsAsItDidWhenItWakes(t *testing.T) {
	tx := snoozed(t, "2026-12-02")
	if f := tx.found[0]; f.State != Snoozed || f.Was != Open || f.Until != "2026-12-02" || !f.Live() {
		t.Fatalf("%+v", f)
	}
	tx.at = time.Date(2026, 12, 1, 23, 59, 0, 0, time.UTC)
	if n, err := WakeDue(ctx, tx, program, 10); n != 0 || err != nil {
		t.Errorf("woke %d a minute early: %v", n, err)
	}
	tx.at = time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC)
	n, err := WakeDue(ctx, tx, program, 10)
	if f := tx.found[0]; n != 1 || err != nil || f.State != Open || f.Was != "" || f.Until != "" || f.Because != "" || !f.Turned.Equal(tx.at) {
		t.Errorf("woke %d, %+v: %v", n, f, err)
	}
	if last := tx.log[len(tx.log)-1]; last.What != "finding.woken" || last.About != tx.found[0].ID {
		t.Errorf("the log says %+v", last)
	}
	if n, err := WakeDue(ctx, tx, program, 10); n != 0 || err != nil {
		t.Errorf("woke %d twice: %v", n, err)
	}
}

func TestASnoozeEndsEarlierWhenWhatIsKnownChanges(t *testing.T) {
	group := func(change func(*vuln.Weakness)) func(*match.Match) {
		return func(m *match.Match) {
			w := *m.Group
			change(&w)
			m.Group = &w
		}
	}
	for name, c := range map[string]struct {
		change func(*match.Match)
		why    string // "" when it sleeps on
	}{
		"nothing":           {nil, ""},
		"another estimate":  {group(func(w *vuln.Weakness) { w.EPSS = &vuln.Probability{Score: 0.9} }), ""},
		"another wording":   {func(m *match.Match) { m.Why = "earlier than 1.35" }, ""},
		"known exploited":   {group(func(w *vuln.Weakness) { w.KEV = &vuln.Exploited{} }), "it is known to be exploited now"},
		"nobody can tell":   {func(m *match.Match) { m.State = match.CannotTell }, "nobody can tell any more whether it is affected"},
		"another fix":       {func(m *match.Match) { m.Fixed = []string{"1.36.0"} }, "other versions are said to mend it now"},
		"another severity":  {group(func(w *vuln.Weakness) { w.Records = nil }), "its severity is unknown now, and was critical"},
		"found in the same": {func(m *match.Match) { m.Record = "another" }, ""},
	} {
		tx := snoozed(t, "2026-12-02")
		got := rematch(t, tx, "b2", busybox(c.change))
		f := tx.found[0]
		if c.why == "" && (len(got.Woken) > 0 || f.State != Snoozed || f.Until == "") {
			t.Errorf("%s: woke for %q", name, got.Why)
		}
		if c.why != "" && (len(got.Woken) != 1 || got.Why[f.Weakness] != c.why || f.State != Open || f.Until != "") {
			t.Errorf("%s: %+v, %+v", name, got, f)
		}
	}
	tx := snoozed(t, "2026-12-02")
	if got := rematch(t, tx, "b2-nvd", match.Result{Checked: match.Clean}); len(got.Lost) != 1 || len(got.Woken) != 1 || tx.found[0].State != Open {
		t.Errorf("its source has gone: %+v, %+v", got, tx.found[0])
	}
}

func TestAFindingThatIsClosedWhileItSleepsComesBackAwake(t *testing.T) {
	tx := &memory{}
	rematch(t, tx, "b1", busybox(nil))
	id := tx.found[0].ID
	if _, err := Turn(ctx, tx, dele, id, 1, InReview); err != nil {
		t.Fatal(err)
	}
	if _, err := Work(ctx, tx, dele, id, 2, Act{Snooze: &Snooze{Until: "2026-12-02", Because: "waits for a fix"}}); err != nil {
		t.Fatal(err)
	}
	rematch(t, tx, "b2", match.Result{Checked: match.Clean})
	if f := tx.found[0]; f.State != Closed || f.Was != InReview || f.Until != "" {
		t.Fatalf("%+v", f)
	}
	if rematch(t, tx, "b3", busybox(nil)); tx.found[0].State != InReview {
		t.Errorf("%+v", tx.found[0])
	}
	if _, err := Work(ctx, tx, dele, id, tx.found[0].Rev, Act{To: Snoozed}); !fault.Is(err, fault.Invalid) {
		t.Errorf("snoozed without a day: %v", err)
	}
}
