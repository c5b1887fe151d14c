package today

import (
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/agenda"
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

func TestWhatPressesStandsFirst(t *testing.T) {
	p := New(ui.Frame{Now: now}, []Need{{Kind: agenda.Unchecked, Verb: "whenever"}, {Kind: agenda.Deadline, Verb: "late", Due: now.AddDate(0, 0, -1)}}, "", nil)
	if p.Needs[0].Verb != "late" {
		t.Errorf("%v", p.Needs)
	}
}

func TestTheClockInWords(t *testing.T) {
	for want, due := range map[string]time.Time{
		"2 days late": now.AddDate(0, 0, -2), "today": now.Add(-3 * time.Hour), "tomorrow": now.AddDate(0, 0, 1), "9 days left": now.AddDate(0, 0, 9), "9 Mar 2027": now.AddDate(0, 0, 106),
	} {
		if got, _ := clock(Need{Due: due}, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got, _ := clock(Need{Clock: "when you can"}, now); got != "when you can" {
		t.Error(got)
	}
}
