package calendar

import (
	"slices"
	"time"
)

// A Pause is a stretch during which a clock stands still. To is zero while it lasts.
type Pause struct {
	From, To time.Time
}

// A Deadline is until when something must be done.
type Deadline struct {
	Day  Date      // the last day on which it is in time
	Late time.Time // the first moment that is too late
}

// In counts a span from the moment of awareness, in the zone and between the
// holidays where the duty lies.
//
// Hours run from the moment itself. Days, work days and months run from the
// day after it (21 CFR 803 and 806 count days after becoming aware; Regulation
// 1182/71, article 3(1) leaves the day of the event out), and the last day counts until its
// end. A day that nobody works on is never moved to a later one: who is early
// is in time by every reading.
//
// What a clock stood still is added: its hours to a span of hours, its whole
// days to days and months, its work days to work days.
func (s Span) In(aware time.Time, zone *time.Location, r Region, pauses ...Pause) Deadline {
	aware = aware.In(zone)
	if s.Unit == Hours {
		late := withPauses(aware, aware.Add(time.Duration(s.N)*time.Hour), pauses)
		return Deadline{Day: DateOf(late.Add(-time.Nanosecond)), Late: late}
	}
	still := func(d Date) bool { return stands(d, zone, pauses) }
	day := DateOf(aware)
	switch s.Unit {
	case Months:
		day = day.AddMonths(s.N)
		for d := DateOf(aware).Add(1); !day.Before(d); d = d.Add(1) {
			if still(d) {
				day = day.Add(1)
			}
		}
	default:
		for n := 0; n < s.N; {
			day = day.Add(1)
			if !still(day) && (s.Unit == Days || r.Workday(day)) {
				n++
			}
		}
	}
	return Deadline{Day: day, Late: day.Add(1).Start(zone)}
}

// withPauses moves the end of a clock of hours by what it stood still.
func withPauses(from, late time.Time, pauses []Pause) time.Time {
	sorted := slices.SortedFunc(slices.Values(pauses), func(a, b Pause) int { return a.From.Compare(b.From) })
	for _, p := range sorted {
		start := later(p.From, from)
		if p.To.IsZero() || !p.To.After(start) || !start.Before(late) {
			continue
		}
		late = late.Add(p.To.Sub(start))
		from = p.To // what overlaps is not counted twice
	}
	return late
}

// stands tells whether a clock stood still for a whole day.
func stands(d Date, zone *time.Location, pauses []Pause) bool {
	start, end := d.Start(zone), d.Add(1).Start(zone)
	for _, p := range pauses {
		if !p.To.IsZero() && !p.From.After(start) && !p.To.Before(end) {
			return true
		}
	}
	return false
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// WorkDaysUntil counts the work days that are left from a day on, the last one
// counted; negative when it is past.
func (r Region) WorkDaysUntil(from, last Date) int {
	n := 0
	for d := from; d.Before(last); {
		d = d.Add(1)
		if r.Workday(d) {
			n++
		}
	}
	for d := last; d.Before(from); {
		d = d.Add(1)
		if r.Workday(d) {
			n--
		}
	}
	return n
}
