package trend

import (
	"sort"
	"time"
)

// A Pace is how much time one step of a series takes.
type Pace string

// The paces.
const (
	Daily   Pace = "day"
	Weekly  Pace = "week" // from Monday
	Monthly Pace = "month"
)

// A Step is one stretch of time of a series: how things stood at its end, and
// what happened in it.
type Step struct {
	From, To time.Time // first and last day, in UTC; the last step ends today
	Counts             // at its end
	Known    bool      // whether anybody counted, or the findings' dates tell
	Derived  bool      // only the findings' dates tell
	First    bool      // nothing is known of the time before it: what stood at its beginning counts as moved

	Came  int // findings opened in it, or opened again
	Went  int // findings closed in it
	Moved int // what else changed the number of live findings: parts came (above zero) or went with what they have
}

// Began is the first day of the stretch that a day lies in.
func (p Pace) Began(day time.Time) time.Time {
	day = day.UTC()
	y, m, d := day.Date()
	switch p {
	case Weekly:
		d -= (int(day.Weekday()) + 6) % 7
	case Monthly:
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Next is the first day of the stretch behind the one that begins so.
func (p Pace) Next(began time.Time) time.Time {
	switch p {
	case Weekly:
		return began.AddDate(0, 0, 7)
	case Monthly:
		return began.AddDate(0, 1, 0)
	}
	return began.AddDate(0, 0, 1)
}

// Steps cuts days, which rise, into n steps of which the last holds now. What
// stood before the first step is taken from the last day before it.
func Steps(days []Day, pace Pace, n int, now time.Time) []Step {
	out := make([]Step, n)
	began := pace.Began(now)
	for i := n - 1; i >= 0; i-- {
		out[i].From = began
		out[i].To = pace.Next(began).AddDate(0, 0, -1)
		began = pace.Began(began.AddDate(0, 0, -1))
	}
	if n > 0 {
		out[n-1].To = Daily.Began(now)
	}
	for i := range out {
		s := &out[i]
		before, some := at(days, s.From.AddDate(0, 0, -1))
		end, known := at(days, s.To)
		if !known {
			continue
		}
		s.Known, s.First, s.Counts, s.Derived = true, !some, end.Counts, end.Derived
		s.Came, s.Went = max(end.Opened-before.Opened, 0), max(end.Shut-before.Shut, 0)
		s.Moved = end.Open() - before.Open() - s.Came + s.Went
	}
	return out
}

// at is how things stood at the end of a day: the last day that was counted
// until then.
func at(days []Day, day time.Time) (Day, bool) {
	on := day.Format(time.DateOnly)
	i := sort.Search(len(days), func(i int) bool { return days[i].On > on })
	if i == 0 {
		return Day{}, false
	}
	return days[i-1], true
}

// Since is the first day that was counted, "" when none was.
func Since(days []Day) string {
	for _, d := range days {
		if !d.Derived {
			return d.On
		}
	}
	return ""
}

// Known returns the first step of which something is known; nil when none is.
func Known(steps []Step) *Step {
	for i := range steps {
		if steps[i].Known {
			return &steps[i]
		}
	}
	return nil
}
