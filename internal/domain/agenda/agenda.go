// Package agenda orders what needs somebody: what is too late before what
// presses, what presses before what has a date, and what has none before what
// is far away.
package agenda

import (
	"slices"
	"time"
)

// A Kind is why something needs somebody.
type Kind string

// The kinds, in the order in which they are taken up where nothing else tells
// them apart: what may harm patients or breaks a duty first, then what makes
// answers wrong, then work that waits.
const (
	Deadline   Kind = "deadline"   // a clock
	Exploited  Kind = "exploited"  // a weakness that is used in attacks, and nobody has taken up
	Unheard    Kind = "unheard"    // somebody told us something, and had no answer
	Data       Kind = "data"       // the weakness data is missing or old
	Broken     Kind = "broken"     // a job failed
	Begin      Kind = "begin"      // a new installation that is not set up
	Woken      Kind = "woken"      // was set aside or closed, and is back
	News       Kind = "news"       // newer data changed something
	Fresh      Kind = "fresh"      // a finding that nobody has taken up
	Own        Kind = "own"        // what this person looks after
	Unsent     Kind = "unsent"     // what this person began to write
	Missing    Kind = "missing"    // a release without a parts list
	Unchecked  Kind = "unchecked"  // parts that nobody could check
	Superseded Kind = "superseded" // an older list is still given to somebody
	Ending     Kind = "ending"     // support, or a token, that ends
)

// Kinds is every kind in that order.
var Kinds = []Kind{Deadline, Exploited, Unheard, Data, Broken, Begin, Woken, News, Fresh, Own, Unsent, Missing, Unchecked, Superseded, Ending}

// A Line is one thing to do: a verb, a clock and a reason.
type Line struct {
	Kind   Kind
	Verb   string // the whole line: "Name 47 parts of 4.3.0 that could not be checked"
	Why    string
	URL    string
	Due    time.Time // zero when there is no date
	Clock  string    // in words, when there is none: "before the gate"
	Reason string    // of the clock: "customers told by 2 Dec"
}

// Near is how long before its date something stands among what presses, and
// Far beyond which it waits behind what has no date.
const (
	Near = 2 * 24 * time.Hour
	Far  = 14 * 24 * time.Hour
)

// urgency is which of five heaps a line is of; the lowest is taken up first.
func (l Line) urgency(now time.Time) int {
	left := l.Due.Sub(now)
	switch {
	case l.Kind == Deadline && !l.Due.IsZero() && left <= 0:
		return 0
	case l.Kind == Exploited || l.Kind == Unheard || l.Kind == Data:
		return 1
	case l.Due.IsZero():
		return 3
	case left <= Near:
		return 1
	case left <= Far:
		return 2
	}
	return 4
}

// Order returns the lines in the order in which they are to be taken up: late
// deadlines, the longest late first; what presses, by kind and then by date;
// what is due within two weeks, by date; what has no date, by kind; the rest by
// date. Lines that nothing tells apart stay as they were.
func Order(lines []Line, now time.Time) []Line {
	out := slices.Clone(lines)
	slices.SortStableFunc(out, func(a, b Line) int {
		heap := a.urgency(now)
		if other := b.urgency(now); other != heap {
			return heap - other
		}
		kind := slices.Index(Kinds, a.Kind) - slices.Index(Kinds, b.Kind)
		if (heap == 1 || heap == 3) && kind != 0 {
			return kind
		}
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return kind
	})
	return out
}
