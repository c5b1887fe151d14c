package chart

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawn draws a figure and holds it against what every chart must keep.
func drawn(t testing.TB, f Figure) string {
	t.Helper()
	var b strings.Builder
	if err := f.Show().Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, bad := range []string{"NaN", "Inf", " style=", "onclick", `="-0`} {
		if strings.Contains(html, bad) {
			t.Errorf("%s: the picture holds %q", f.ID, bad)
		}
	}
	d := xml.NewDecoder(strings.NewReader(strings.NewReplacer("&nbsp;", " ", `tabindex="0" role`, "role", " download>", ">").Replace(html)))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%s is not well formed: %v", f.ID, err)
		}
	}
	return html
}

// weeks are n columns of one series with these values.
func weeks(values ...float64) Columns {
	c := Columns{Rows: "week", Time: true, Newest: true, Total: "All", Series: []Series{{Name: "high", Fill: High}}}
	for i, v := range values {
		c.Cols = append(c.Cols, Col{Name: fmt.Sprint("week ", i), Tick: fmt.Sprint(i), Values: []float64{v}})
	}
	return c
}

func TestAScaleHasFewRoundNumbersAndReachesTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.Float64Range(0, 1e9).Draw(t, "most")
		whole := rapid.Bool().Draw(t, "whole")
		all := ticks(most, 5, whole)
		if n := len(all); n < 2 || n > 7 || all[n-1] < most || all[0] != 0 {
			t.Fatalf("%v up to %v", all, most)
		}
		for i, tick := range all {
			if whole && tick != math.Trunc(tick) {
				t.Errorf("%v is no whole number", tick)
			}
			if i > 0 && tick <= all[i-1] {
				t.Errorf("%v does not rise", all)
			}
		}
	})
	for _, odd := range []float64{0, -3, math.NaN(), math.Inf(1)} {
		if all := ticks(odd, 5, true); !slices.Equal(all, []float64{0, 1}) {
			t.Errorf("%v: %v", odd, all)
		}
	}
}

func TestColumnsAreAsHighAsTheirValues(t *testing.T) {
	c := weeks(10, 0, 5)
	all := c.blocks()
	if len(all) != 2 || math.Abs(all[0].high-2*all[1].high) > 1e-9 || math.Abs(all[0].y+all[0].high-all[1].y-all[1].high) > 1e-9 {
		t.Fatalf("%+v", all)
	}
	if all[0].x < 0 || all[1].x+all[1].wide > 1 {
		t.Errorf("they leave the picture: %+v", all)
	}
}

func TestWhatHangsDownHasTheScaleOfWhatStands(t *testing.T) {
	c := Columns{Series: []Series{{Name: "new", Fill: Came}, {Name: "closed", Fill: Went, Down: true}}, Cols: []Col{{Values: []float64{4, 8}}, {Values: []float64{8, 4}}}}
	marks, zero, unit := c.scale()
	for _, b := range c.blocks() {
		if b.fill == Came && math.Abs(b.y+b.high-zero) > 1e-9 || b.fill == Went && math.Abs(b.y-zero) > 1e-9 {
			t.Errorf("%+v does not touch the line at %v", b, zero)
		}
	}
	if marks[0] > -8 || marks[len(marks)-1] < 8 || unit <= 0 {
		t.Errorf("the scale %v does not reach", marks)
	}
}

func TestWhatNobodyCountedIsNoZero(t *testing.T) {
	c := weeks(3, 0)
	c.Cols[0] = Col{Name: "week 0", Values: []float64{0}, Unknown: true}
	f := c.Figure(Figure{ID: "x", Title: "X"})
	html := drawn(t, f)
	if strings.Contains(html, "week 0: 0") || !strings.Contains(html, "week 0: not counted") {
		t.Error("an unknown week is told as zero")
	}
	if want := [][]string{{"week 1", "0", "0"}, {"week 0", "not counted", "not counted"}}; fmt.Sprint(f.Table.Rows) != fmt.Sprint(want) {
		t.Errorf("%v", f.Table.Rows)
	}
	if c.gap() != 0.5 {
		t.Errorf("the gap reaches to %v", c.gap())
	}
}

func TestNothingOneAndTenThousandAreDrawn(t *testing.T) {
	if f := (Columns{Series: []Series{{Name: "high", Fill: High}}}).Figure(Figure{ID: "none", Title: "None", Empty: "Nothing was counted."}); f.Plot != nil || !strings.Contains(drawn(t, f), "Nothing was counted.") {
		t.Error("an empty chart is drawn")
	}
	drawn(t, weeks(0).Figure(Figure{ID: "one", Title: "One"}))
	many := make([]float64, 10_000)
	for i := range many {
		many[i] = float64(i % 97)
	}
	c := weeks(many...)
	drawn(t, c.Figure(Figure{ID: "many", Title: "Many"}))
	if n := len(c.labels()); n > ticksWide {
		t.Errorf("%d labels stand below", n)
	}
	fine := 0
	for _, l := range c.labels() {
		if l.fine {
			fine++
		}
	}
	if left := len(c.labels()) - fine; left > ticksNarrow+1 || left < 2 {
		t.Errorf("%d labels are left where it is narrow", left)
	}
}

func TestTenThousandPointsBecomeFewMarksAndNoneIsLost(t *testing.T) {
	var s Scatter
	for i := range 10_000 {
		s.Points = append(s.Points, Point{N: 1, Name: fmt.Sprint("CVE-", i), Rated: i%10 > 0, EPSS: float64(i%1000) / 1000, Scored: i%7 > 0, Score: float64(i%100) / 10, Exploited: i%500 == 0})
	}
	n, exploited := 0, 0
	all := s.thinned()
	for i, p := range all {
		n += p.N
		if p.Exploited {
			exploited += p.N
		} else if i > 0 && all[i-1].Exploited {
			t.Fatal("an exploited one lies below others")
		}
	}
	if n != 10_000 || exploited != 20 || len(all) > 3000 {
		t.Errorf("%d marks for %d, %d exploited", len(all), n, exploited)
	}
	drawn(t, s.Figure(Figure{ID: "s", Title: "S"}, Table{}))
}

func TestWhoHasNoEstimateOrScoreStandsApart(t *testing.T) {
	s := Scatter{Points: []Point{{N: 1, Rated: true, EPSS: 0.0001, Scored: true, Score: 0}, {N: 1, Scored: true, Score: 10}, {N: 1, Rated: true, EPSS: 1}}}
	least, _ := s.place(s.Points[0])
	if x, y := s.place(s.Points[1]); x >= scatterLeft || least <= scatterLeft || y < scatterTop {
		t.Errorf("no estimate lies at %v, the least one at %v", x, least)
	}
	_, zero := s.place(s.Points[0])
	if x, y := s.place(s.Points[2]); y <= scatterHigh-scatterStrip || zero > scatterHigh-scatterStrip || x > 1 {
		t.Errorf("no score lies at %v, zero at %v", y, zero)
	}
	if s.left() == 0 || (Scatter{Points: s.Points[:1]}).left() != 0 {
		t.Error("the strip is there when and only when somebody needs it")
	}
}

func TestAShareThatIsThereIsNeverZeroPercent(t *testing.T) {
	for share, want := range map[float64]string{0: "0\u00a0%", 0.00001: "under 0.1\u00a0%", 0.004: "0.4\u00a0%", 0.0349: "3.4\u00a0%", 0.22: "22\u00a0%", 0.9999: "99.9\u00a0%", 1: "100\u00a0%"} {
		if got := Percent(share); got != want {
			t.Errorf("%v is written %q, not %q", share, got, want)
		}
	}
}

func TestLongAndStrangeNamesStayTextOfTheirOwn(t *testing.T) {
	name := strings.Repeat("שלום ", 40) + `<script>alert(1)</script>"&`
	r := Ranked{Series: []Series{{Name: "affected", Fill: Critical}}, Rows: []Rank{{Name: name, Values: []float64{3}}, {Name: "zero", Values: []float64{0}}}}
	if html := drawn(t, r.Figure(Figure{ID: "r", Title: "R"}, "supplier")); strings.Contains(html, "<script>") {
		t.Error("a name became code")
	}
	if len(r.bars(r.Rows[1])) != 0 || r.bars(r.Rows[0])[0].wide != 1 {
		t.Error("bars are not as long as their values")
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestFlagsThatStandCloseAreOneWithTheirNumber(t *testing.T) {
	l := Lanes{From: day(2026, 1, 1), To: day(2036, 1, 1), Today: day(2026, 11, 23)}
	lane := Lane{Marks: []Mark{{At: day(2030, 1, 1), Name: "c"}, {At: day(2020, 1, 1), Name: "a", Bad: true}, {At: day(2027, 1, 1), Name: "b"}, {At: day(2027, 2, 1), Name: "b2", Bad: true}}}
	got := l.flags(lane)
	if len(got) != 3 || !got[0].edge || got[0].x != 0 || got[1].n != 2 || !got[1].bad || got[1].say != "b; b2" || got[2].n != 1 || got[2].bad {
		t.Errorf("%+v", got)
	}
	if x, wide := l.stretch(Span{}); x != 0 || wide != 1 {
		t.Errorf("a stretch without ends goes from %v, %v wide", x, wide)
	}
	if x, wide := l.stretch(Span{From: day(2031, 1, 1), To: day(2030, 1, 1)}); wide != 0 || x == 0 {
		t.Errorf("a stretch that ends before it begins is %v wide", wide)
	}
	l.Lanes = []Lane{{Name: "IP-200", Spans: []Span{{To: day(2032, 6, 30), Fill: Plain}}, Marks: lane.Marks}}
	drawn(t, l.Figure(Figure{ID: "l", Title: "L"}, Table{}))
}

func TestTheYearsOfAScaleAreFew(t *testing.T) {
	for _, years := range []int{1, 2, 10, 40, 150} {
		l := Lanes{From: day(2026, 1, 1), To: day(2026+years, 1, 1)}
		if n := len(l.years()); n > 15 || n == 0 {
			t.Errorf("%d years have %d lines", years, n)
		}
	}
	from, to := Around([]time.Time{day(1980, 1, 1), day(2200, 1, 1), {}}, day(2026, 11, 23), 12)
	if from.Year() != 2024 || to.Year() != 2038 {
		t.Errorf("from %d to %d", from.Year(), to.Year())
	}
}

func TestDaysThatAreAlikeAreOneStretchOfTheStrip(t *testing.T) {
	s := Strip{Kinds: []Kind{{Name: "fresh", Fill: Clean}, {Name: "old", Fill: Old}}}
	row := StripRow{Name: "NVD", Days: []Cell{{0, "a"}, {0, "b"}, {1, "c"}, {0, "d"}}}
	got := s.runs(row)
	if len(got) != 3 || got[0].wide != 0.5 || got[1].x != 0.5 || got[2].wide != 0.25 {
		t.Errorf("%+v", got)
	}
	s.Rows = []StripRow{row}
	if n := strings.Count(drawn(t, s.Figure(Figure{ID: "f", Title: "F"}, Table{})), "data-say"); n != 4 {
		t.Errorf("%d days can be read", n)
	}
}

func TestASparkNeedsTwoCountsAndLeavesOutWhatNobodyCounted(t *testing.T) {
	if (Spark{Values: []float64{-1, -1, 4}}).Drawn() {
		t.Error("one count is a line")
	}
	s := Spark{Values: []float64{-1, 2, 4}, Say: "4 open"}
	if line := s.line(); !s.Drawn() || strings.Count(line, "L") != 1 || !strings.HasPrefix(line, "M") {
		t.Errorf("%s", line)
	}
}

func TestPanelsShareOneScale(t *testing.T) {
	p := Panels{Panels: []Panel{{Name: "a", Columns: weeks(1, 2)}, {Name: "b", Columns: weeks(50, 100)}}}
	a, _, _ := p.one(0).scale()
	b, _, _ := p.one(1).scale()
	if !slices.Equal(a, b) {
		t.Errorf("scales %v and %v", a, b)
	}
	f := p.Figure(Figure{ID: "p", Title: "P"}, "Week", "")
	if fmt.Sprint(f.Table.Rows) != "[[week 1 2 100] [week 0 1 50]]" {
		t.Errorf("%v", f.Table.Rows)
	}
	drawn(t, f)
}
