package today

import (
	"strings"
	"testing"
	"time"

	"aceso/internal/serve/web/view/ui"
)

var now = time.Date(2026, 11, 23, 8, 41, 0, 0, time.UTC)

func TestTodayHasSevenLinesAndTheOthersOneClickAway(t *testing.T) {
	var needs []Need
	for i := range 9 {
		needs = append(needs, Need{Verb: string(rune('a' + i))})
	}
	p := New(ui.Frame{Org: "Larkfield"}, needs, "/?all=yes", nil)
	if len(p.Needs) != Most || p.More != 2 || !strings.Contains(p.Say(), "9 things need you; the most pressing") {
		t.Errorf("%d lines, %d more, %q", len(p.Needs), p.More, p.Say())
	}
	if p = New(ui.Frame{}, needs, "", nil); len(p.Needs) != 9 || p.More != 0 {
		t.Errorf("all of them: %d lines", len(p.Needs))
	}
	if got := New(ui.Frame{Org: "Larkfield"}, nil, "", nil).Say(); got != "Larkfield. Nothing needs you today." {
		t.Error(got)
	}
}

func TestWhatIsDueFirstStandsFirst(t *testing.T) {
	p := New(ui.Frame{}, []Need{
		{Verb: "whenever", Weight: 9},
		{Verb: "later", Due: now.AddDate(0, 0, 3)},
		{Verb: "late", Due: now.AddDate(0, 0, -1)},
		{Verb: "also whenever", Weight: 10},
		{Verb: "today, light", Due: now, Weight: 1},
		{Verb: "today, heavy", Due: now, Weight: 2},
	}, "", nil)
	var got []string
	for _, n := range p.Needs {
		got = append(got, n.Verb)
	}
	if want := "late,today, heavy,today, light,later,also whenever,whenever"; strings.Join(got, ",") != want {
		t.Errorf("%s", strings.Join(got, ","))
	}
}

func TestTheClockInWords(t *testing.T) {
	for want, due := range map[string]time.Time{
		"2 days late": now.AddDate(0, 0, -2), "today": now.Add(-3 * time.Hour), "tomorrow": now.AddDate(0, 0, 1), "9 days left": now.AddDate(0, 0, 9), "9 Mar 2027": now.AddDate(0, 0, 106),
	} {
		if got, _ := (Need{Due: due}).clock(now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got, _ := (Need{Clock: "when you can"}).clock(now); got != "when you can" {
		t.Error(got)
	}
}
