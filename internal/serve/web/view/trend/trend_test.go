package trend

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/trend"
	"aceso/internal/serve/web/view/chart"
)

var now = time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)

// past is a series of twelve weeks in which these days were counted.
func past(days ...trend.Day) Series {
	p := trend.Periods[0]
	return Series{Period: p, Steps: p.Cut(days, now), Since: trend.Since(days), AsOf: now, Query: url.Values{"release": {"r1"}}}
}

func day(on string, c trend.Counts) trend.Day { return trend.Day{On: on, Counts: c} }

func TestTheSentenceSaysWhatTheNumbersSay(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"more than before": {
			SayOpen(past(day("2026-09-10", trend.Counts{High: 5}), day("2026-11-24", trend.Counts{Critical: 2, High: 5, CannotTell: 1, Exploited: 1})).Steps),
			"8 findings are open, 3 more than on 13 Sep 2026; 2 are critical and 1 known to be exploited.",
		},
		"fewer": {
			SayOpen(past(day("2026-09-10", trend.Counts{High: 5}), day("2026-11-24", trend.Counts{Low: 1})).Steps),
			"1 finding is open, 4 fewer than on 13 Sep 2026.",
		},
		"as many, exploited only": {
			SayOpen(past(day("2026-09-10", trend.Counts{High: 1}), day("2026-11-24", trend.Counts{High: 1, Exploited: 1})).Steps),
			"1 finding is open, as many as on 13 Sep 2026; 1 known to be exploited.",
		},
		"the first count compares with nothing": {SayOpen(past(day("2026-11-24", trend.Counts{Critical: 1})).Steps), "1 finding is open; 1 is critical."},
		"none, and nobody knows":                {SayOpen(past(day("2026-11-24", trend.Counts{Clean: 3, NotCheckable: 2})).Steps), "No finding is open, but 2 of 5 parts could not be checked."},
		"none, all checked":                     {SayOpen(past(day("2026-11-24", trend.Counts{Clean: 3})).Steps), "No finding is open in 3 parts, all checked."},
		"none of nothing":                       {SayOpen(past(day("2026-11-24", trend.Counts{})).Steps), "No finding is open: there are no parts to look at."},
		"nothing counted":                       {SayOpen(past().Steps), "Nothing was counted in this period."},
		"more came": {
			SayFlow(past(day("2026-09-10", trend.Counts{High: 5, Opened: 5}), day("2026-11-24", trend.Counts{High: 8, Opened: 9, Shut: 3})).Steps, "week"),
			"In 12 weeks 9 findings were new and 3 closed: 6 more came than went; 2 came with new parts.",
		},
		"what stood at the first count did not come": {SayFlow(past(day("2026-11-24", trend.Counts{High: 8})).Steps, "week"), "In 1 week no findings were new and none closed."},
		"parts that go take their findings along": {
			SayFlow(past(day("2026-09-10", trend.Counts{High: 5}), day("2026-11-24", trend.Counts{High: 2, Opened: 1, Shut: 1})).Steps, "week"),
			"In 12 weeks 1 finding was new and 1 closed: as many went as came; 3 went with their parts.",
		},
		"parts without an answer": {
			SayUnchecked(past(day("2026-09-10", trend.Counts{Clean: 50, NotCheckable: 50}), day("2026-11-24", trend.Counts{Clean: 78, NotCheckable: 20, Waiting: 2})).Steps),
			"22 of 100 parts (22\u00a0%) could not be checked; on 13 Sep 2026 it was 50\u00a0%.",
		},
		"all have one": {SayUnchecked(past(day("2026-11-24", trend.Counts{Clean: 78})).Steps), "All 78 parts could be checked."},
		"dates of findings tell nothing of parts": {
			SayUnchecked(past(trend.Day{On: "2026-09-10", Derived: true, Counts: trend.Counts{High: 1}}, day("2026-11-24", trend.Counts{Clean: 1, Waiting: 1})).Steps),
			"1 of 2 parts (50\u00a0%) could not be checked.",
		},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, c.got, c.want)
		}
	}
}

func TestLateFindingsAreCountedByBothClocks(t *testing.T) {
	for want, all := range map[string][]trend.Aged{
		"No finding is open.": nil,
		"The one open finding is not older than 30 days; the oldest was opened on 20 Nov 2026.":                  {{Opened: "2026-11-20", N: 1}},
		"None of the 3 open findings is older than 30 days; the oldest was opened on 26 Oct 2026.":               {{Opened: "2026-10-26", N: 3}},
		"2 of 3 open findings are older than 30 days, none older than 60; the oldest was opened on 25 Oct 2026.": {{Opened: "2026-10-25", N: 2}, {Opened: "2026-11-20", N: 1}},
		"1 of 3 open findings is older than 60 days, 2 older than 30; the oldest was opened on 2 Mar 2026.":      {{Opened: "2026-03-02", N: 1}, {Opened: "2026-10-20", N: 1}, {Opened: "2026-11-20", N: 1}},
	} {
		if got := SayAge(all, trend.Bands(all, now)); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestWhatComesFirstIsSaidWithWhatNobodyEstimates(t *testing.T) {
	points := []chart.Point{{N: 1, Exploited: true}, {N: 1, Rated: true, EPSS: 0.1}, {N: 1, Rated: true, EPSS: 0.09}, {N: 1}}
	for want, some := range map[string][]chart.Point{
		"No weakness is open.": nil,
		"1 of 4 open weaknesses is known to be exploited; 1 more has a chance of 10\u00a0% or more within 30 days; of 1 nobody gives an estimate.": points,
		"None of 1 open weakness is known to be exploited.": points[2:3],
	} {
		if got := SayFirst(some); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
	f := past().First([]chart.Point{{N: 1, Name: "quiet", Rated: true, EPSS: 0.001, Scored: true, Score: 9.9}, {N: 1, Name: "unknown"}, {N: 1, Name: "likely", Rated: true, EPSS: 0.4}, {N: 1, Name: "used", Exploited: true}})
	var order []string
	for _, row := range f.Table.Rows {
		order = append(order, row[0])
	}
	if got := strings.Join(order, " "); got != "used likely unknown quiet" {
		t.Errorf("the order is %s", got)
	}
	if row := f.Table.Rows[2]; row[2] != "not estimated" || row[3] != "not scored" {
		t.Errorf("what nobody says is told as %v", row)
	}
}

func TestWhereTheWeaknessesAreIsLedByWhoIsNamed(t *testing.T) {
	s := past()
	f := s.Where(BySupplier, []Share{{Name: "not stated", Unsaid: true, Parts: 3, Affected: 7}, {Name: "OpenSSL", Parts: 1, Affected: 4, CannotTell: 1}}, Share{Parts: 2, Affected: 2}, 4)
	if f.Say != "5 of 14 are in parts of OpenSSL; of 7 nobody says the supplier." {
		t.Error(f.Say)
	}
	if r, ok := f.Plot.(chart.Ranked); !ok || r.Rest != "And 2 more with 2 in 2 parts." {
		t.Errorf("%+v", f.Plot)
	}
	if f := s.Where(ByLicence, nil, Share{}, 0); f.Plot != nil || f.Say != "No part is known to be weak." {
		t.Errorf("%+v", f)
	}
	if f := s.Where(ByLicence, []Share{{Name: "not stated", Unsaid: true, Affected: 2}}, Share{}, 1); f.Say != "All 2 are in parts of which nobody says the licence." {
		t.Error(f.Say)
	}
}

func TestTheLargestReleaseIsNamedAndTheUncountedIsNone(t *testing.T) {
	s := past(day("2026-11-24", trend.Counts{High: 3}))
	f := s.Releases([]Release{{Name: "A", Steps: s.Steps}, {Name: "B", Steps: s.Period.Cut(nil, now)}}, 2)
	if f.Say != "A has the most open findings: 3." || !strings.Contains(f.Note, "2 more have fewer") {
		t.Errorf("%s %s", f.Say, f.Note)
	}
	if row := f.Table.Rows[0]; row[0] != "week of 23 Nov 2026" || row[1] != "3" || row[2] != "not counted" {
		t.Errorf("%v", row)
	}
}

func TestWhatIsNotCountedIsSaidBelow(t *testing.T) {
	counted := past(trend.Day{On: "2026-08-01", Derived: true, Counts: trend.Counts{High: 1}}, day("2026-11-04", trend.Counts{High: 1}))
	if f := counted.Open(); !strings.Contains(f.Note, "Counted since 4 Nov 2026; paler before") || f.CSV != "/trends.csv?chart=open&release=r1" {
		t.Errorf("%s %s", f.Note, f.CSV)
	}
	if f := past().Open(); f.Plot != nil || !strings.Contains(f.Note, "Nobody counted yet") {
		t.Errorf("%+v", f)
	}
	if f := past(day("2020-01-01", trend.Counts{High: 1})).Open(); f.Note != "" {
		t.Errorf("all is counted, and the note is %s", f.Note)
	}
	if c := counted.Unchecked().Plot; c != nil {
		if cols := c.(chart.Columns).Cols; !cols[0].Unknown {
			t.Error("the findings' dates tell of parts")
		}
	}
}

func TestTrimLeavesOutWhatNobodyKnows(t *testing.T) {
	a, b := past(day("2026-11-20", trend.Counts{})).Steps, past(day("2026-10-01", trend.Counts{})).Steps
	if Trim(&a); len(a) != fewest {
		t.Errorf("%d steps are left", len(a))
	}
	a = past(day("2026-11-20", trend.Counts{})).Steps
	if Trim(&a, &b); len(a) != 9 || len(b) != 9 || !b[0].Known || a[0].From != b[0].From {
		t.Errorf("%d and %d steps are left", len(a), len(b))
	}
}
