package trend

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC) // a Wednesday

func TestCountsAreReadAsTheyWereKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Counts
		for _, n := range c.fields() {
			*n = rapid.IntRange(-5, 1_000_000).Draw(t, "n")
		}
		if got, err := Unpack(c.Pack()); err != nil || got != c {
			t.Errorf("%+v became %+v: %v", c, got, err)
		}
	})
	if c, err := Unpack("3,4"); err != nil || c != (Counts{Critical: 3, High: 4}) {
		t.Errorf("what an older program kept: %+v, %v", c, err)
	}
	for _, bad := range []string{"", "1,x", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17"} {
		if _, err := Unpack(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestASeverityThatIsNotKnownCountsAsUnknown(t *testing.T) {
	var c Counts
	for _, word := range []string{"critical", "high", "medium", "low", "none", "unknown", "grave"} {
		c.AddSeverity(word, 1)
	}
	if c.Unknown != 2 || c.Severity("grave") != 2 || c.Weak() != 7 || c.Open() != 7 {
		t.Errorf("%+v", c)
	}
}

// counted is a day with so many critical findings open, and what happened until then.
func counted(on string, open, opened, shut int) Day {
	return Day{On: on, Counts: Counts{Critical: open, Opened: opened, Shut: shut}}
}

func TestAStepTellsItsEndAndWhatHappenedInIt(t *testing.T) {
	days := []Day{counted("2026-11-05", 2, 2, 0), counted("2026-11-17", 5, 4, 1), counted("2026-11-18", 4, 4, 2)}
	got := Steps(days, Weekly, 5, now)
	want := []struct {
		from              string
		known             bool
		open              int
		came, went, moved int
	}{
		{"2026-10-26", false, 0, 0, 0, 0}, // nobody counted: not zero
		{"2026-11-02", true, 2, 2, 0, 0},
		{"2026-11-09", true, 2, 0, 0, 0}, // nothing changed
		{"2026-11-16", true, 4, 2, 2, 2},
		{"2026-11-23", true, 4, 0, 0, 0},
	}
	for i, w := range want {
		s := got[i]
		if s.From.Format(time.DateOnly) != w.from || s.Known != w.known || s.Open() != w.open || s.Came != w.came || s.Went != w.went || s.Moved != w.moved {
			t.Errorf("step %d is %+v, want %+v", i, s, w)
		}
	}
	if to := got[4].To.Format(time.DateOnly); to != "2026-11-25" {
		t.Errorf("the last step goes to %s", to)
	}
}

func TestStepsFollowEachOtherWithoutGap(t *testing.T) {
	for _, pace := range []Pace{Daily, Weekly, Monthly} {
		steps := Steps(nil, pace, 40, now)
		for i := 1; i < len(steps); i++ {
			if steps[i].From != steps[i-1].To.AddDate(0, 0, 1) {
				t.Errorf("%s: %s follows upon %s", pace, steps[i].From, steps[i-1].To)
			}
		}
		if Known(steps) != nil {
			t.Errorf("%s: something is known of nothing", pace)
		}
	}
}

func TestWhatHappenedAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var days []Day
		at, c := now.AddDate(0, 0, -200), Counts{}
		for at.Before(now) {
			came := rapid.IntRange(0, 9).Draw(t, "came")
			went := rapid.IntRange(0, c.Low+came).Draw(t, "went")
			moved := rapid.IntRange(-(c.Low+came-went), 5).Draw(t, "moved")
			c.Low, c.Opened, c.Shut = c.Low+came-went+moved, c.Opened+came, c.Shut+went
			days = append(days, Day{On: at.Format(time.DateOnly), Counts: c})
			at = at.AddDate(0, 0, rapid.IntRange(1, 20).Draw(t, "days"))
		}
		open := 0
		for _, s := range Steps(days, rapid.SampledFrom([]Pace{Daily, Weekly, Monthly}).Draw(t, "pace"), 230, now) {
			if open += s.Came - s.Went + s.Moved; s.Known && open != s.Open() {
				t.Fatalf("until %s: %d came and went, %d are open", s.To, open, s.Open())
			}
		}
	})
}

func TestAFindingIsInTheBandOfItsAge(t *testing.T) {
	all := []Aged{{"2026-11-25", "low", 1}, {"2026-11-18", "low", 2}, {"2026-11-17", "high", 4}, {"2026-10-26", "high", 8}, {"2026-10-25", "low", 16}, {"2026-09-26", "low", 32}, {"2026-09-25", "low", 64}, {"2020-01-01", "critical", 128}}
	bands := Bands(all, now)
	var totals []int
	for _, b := range bands {
		totals = append(totals, b.Total())
	}
	want := []int{3, 12, 48, 64, 0, 128} // 7, 30, 60, 90, 180 days belong to the younger band
	for i := range want {
		if totals[i] != want[i] {
			t.Fatalf("bands %v, want %v", totals, want)
		}
	}
	if Older(bands, 30) != 240 || Older(bands, 60) != 192 || bands[1].BySeverity["high"] != 12 {
		t.Errorf("older than 30 days %d, than 60 %d", Older(bands, 30), Older(bands, 60))
	}
}
