package chart

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Lanes are stretches of time below each other on one scale, with a line at
// today: what ends before what.
type Lanes struct {
	From, To time.Time
	Today    time.Time
	Lanes    []Lane
}

// A Lane is one of them.
type Lane struct {
	Name  string
	URL   string
	Note  string // beside the name
	Spans []Span
	Marks []Mark
}

// A Span is a stretch of a lane.
type Span struct {
	From, To time.Time // zero From: since ever; zero To: open end
	Fill     Fill
	Name     string
}

// A Mark is something that happens on a day of a lane.
type Mark struct {
	At   time.Time
	Name string
	Bad  bool // it weighs: it is before something that it should outlast
}

const laneHigh = 30.0

func (l Lanes) links() bool { return true }

func (l Lanes) draw(id string) templ.Component { return l.picture(id) }

// at is where a day lies across; days outside lie at the edge.
func (l Lanes) at(t time.Time) float64 {
	whole := l.To.Sub(l.From).Hours()
	if whole <= 0 {
		return 0
	}
	return min(max(t.Sub(l.From).Hours()/whole, 0), 1)
}

// stretch is where a span lies.
func (l Lanes) stretch(s Span) (x, wide float64) {
	from, to := 0.0, 1.0
	if !s.From.IsZero() {
		from = l.at(s.From)
	}
	if !s.To.IsZero() {
		to = l.at(s.To)
	}
	return from, max(to-from, 0)
}

// A flag is what is drawn of marks: those that lie close together are one,
// with their number.
type flag struct {
	x    float64
	n    int
	bad  bool
	say  string
	edge bool // it lies before the scale begins
}

// flagsApart is how far flags stand from each other, as a share of the width.
const flagsApart = 0.022

// flags are the marks of a lane, from left to right.
func (l Lanes) flags(lane Lane) []flag {
	marks := slices.Clone(lane.Marks)
	slices.SortStableFunc(marks, func(a, b Mark) int { return a.At.Compare(b.At) })
	var out []flag
	for _, m := range marks {
		x := l.at(m.At)
		if n := len(out); n > 0 && x-out[n-1].x < flagsApart {
			f := &out[n-1]
			f.n++
			f.bad = f.bad || m.Bad
			if f.n <= 5 {
				f.say += "; " + m.Name
			} else if f.n == 6 {
				f.say += "; and more"
			}
			continue
		}
		out = append(out, flag{x: x, n: 1, bad: m.Bad, say: m.Name, edge: m.At.Before(l.From)})
	}
	return out
}

// years are the lines of the scale: so many years apart that few are named.
func (l Lanes) years() []label {
	first, last := l.From.Year()+1, l.To.Year()
	step := 1
	for (last-first)/step > 14 {
		step *= 5
	}
	var out []label
	for y := (first + step - 1) / step * step; y <= last; y += step {
		out = append(out, label{x: l.at(time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)), text: strconv.Itoa(y)})
	}
	keep := every(len(out), ticksNarrow)
	for i := range out {
		out[i].fine = i%keep != 0
	}
	return out
}

func (l Lanes) fills() []Fill {
	var out []Fill
	for _, lane := range l.Lanes {
		for _, s := range lane.Spans {
			out = append(out, s.Fill)
		}
	}
	return distinct(out...)
}

// Span of time that shows all days, with a margin, in whole years.
func Around(days []time.Time, today time.Time, most int) (from, to time.Time) {
	from, to = today, today
	for _, d := range days {
		if d.IsZero() {
			continue
		}
		if d.Before(from) {
			from = d
		}
		if d.After(to) {
			to = d
		}
	}
	first := max(from.Year(), today.Year()-2)
	last := min(to.Year()+1, today.Year()+most)
	return time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(int(math.Max(float64(last), float64(first+2))), 1, 1, 0, 0, 0, 0, time.UTC)
}

// Figure makes the figure around the lanes.
func (l Lanes) Figure(f Figure, t Table, key ...Entry) Figure {
	f.Table, f.Key = t, key
	if len(l.Lanes) > 0 {
		f.Plot = l
	}
	return f
}
