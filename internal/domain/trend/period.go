package trend

import "time"

// A Period is how far back a series goes, and in which steps.
type Period struct {
	Value string // in addresses and commands
	Label string
	Pace  Pace
	Steps int
}

// Periods are those that can be chosen; the first is the usual one.
var Periods = []Period{
	{"12w", "12 weeks", Weekly, 12},
	{"30d", "30 days", Daily, 30},
	{"26w", "26 weeks", Weekly, 26},
	{"1y", "a year", Weekly, 52},
	{"3y", "3 years", Monthly, 36},
}

// PeriodOf finds a period by its value ("" is the usual one), and tells whether
// there is one.
func PeriodOf(value string) (Period, bool) {
	for _, p := range Periods {
		if p.Value == value || value == "" {
			return p, true
		}
	}
	return Periods[0], false
}

// From is the first day that a period shows.
func (p Period) From(now time.Time) time.Time { return p.Cut(nil, now)[0].From }

// Cut cuts days into the steps of the period.
func (p Period) Cut(days []Day, now time.Time) []Step { return Steps(days, p.Pace, p.Steps, now) }
