// Package support holds how long the parts of a device are supported, and by
// whose word: what people, suppliers and end-of-life data say of a part, which
// of it counts, and what is planned for the day when it ends.
package support

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/sbom"
)

// A Level is how far a part is supported by who makes it (FDA premarket
// guidance 2026, V.A.4(b); the words are its own examples, limited support is
// that of IMDRF N70).
type Level string

// The levels. "" is none that was said in words that are known.
const (
	Maintained   Level = "actively maintained"
	Limited      Level = "limited support"
	Unmaintained Level = "no longer maintained"
	Abandoned    Level = "abandoned"
)

// Levels are all that can be said, the best first.
var Levels = []Level{Maintained, Limited, Unmaintained, Abandoned}

// A Source is whose word a statement is.
type Source string

// The sources, in the order in which they count: a person has weighed what the
// others say, and a supplier knows its product better than a public list.
const (
	Person       Source = "person"
	Supplier     Source = "supplier"
	Intelligence Source = "end-of-life data"
)

var sources = []Source{Person, Supplier, Intelligence}

// A Subject is what is spoken of: a part by what stays of its name over
// versions (sbom.Component.Lineage), and its version; "" is every version.
type Subject struct{ Lineage, Version string }

// SubjectOf returns what statements about a component are about.
func SubjectOf(c *sbom.Component) Subject { return Subject{c.Lineage(), c.Version} }

// Covers tells whether what is said of s holds for a part.
func (s Subject) Covers(part Subject) bool {
	return s.Lineage == part.Lineage && (s.Version == "" || s.Version == part.Version)
}

// A Statement is what one source says of a part.
type Statement struct {
	ID string
	Subject
	Source   Source
	Level    Level
	End      string // last day of support: 2026-09-07; "" when none was said that is a day
	Words    string // what was said where it is neither a level nor a day that is known
	Reason   string // of a person: why; else how the source was found
	Evidence string // address of what it rests on
	From     string // where it stands: a parts list, a release cycle
	Who      string // of a person
	At       time.Time
	Undone   time.Time // zero while it holds
	UndoneBy string
}

// A Stand is how a part stands at a moment.
type Stand string

// The stands. None is a state of its own and never means supported.
const (
	None      Stand = "no statement"
	Unclear   Stand = "unclear"
	Ended     Stand = "not supported"
	Partly    Stand = "limited support"
	Supported Stand = "supported"
)

// Stands are all of them, the worst first.
var Stands = []Stand{Ended, Partly, Unclear, None, Supported}

// Stand tells how the part stands by this statement.
func (s *Statement) Stand(now time.Time) Stand {
	switch {
	case s.over(now), s.Level == Unmaintained, s.Level == Abandoned:
		return Ended
	case s.Level == Limited:
		return Partly
	case s.Level == Maintained, s.End != "":
		return Supported
	}
	return Unclear
}

// LevelAt is the level at a moment: what was maintained until a day is not so
// after it.
func (s *Statement) LevelAt(now time.Time) Level {
	if s.over(now) && s.Level != Abandoned {
		return Unmaintained
	}
	return s.Level
}

// over tells whether the last day of support has passed.
func (s *Statement) over(now time.Time) bool {
	return s.End != "" && s.End < now.UTC().Format(time.DateOnly)
}

// EndsBy tells whether support is known to end before a day: before then, the
// part needs a plan.
func (s *Statement) EndsBy(day string) bool {
	return s.Level == Unmaintained || s.Level == Abandoned || s.End != "" && s.End < day
}

// A Standing is how a part stands, and by what.
type Standing struct {
	Stand  Stand
	By     *Statement  // the statement that counts; nil when there is none
	All    []Statement // in the order in which they count
	Differ bool        // another source says another stand or another day
}

// Level is the level by the statement that counts; "" when none is known.
func (s Standing) Level(now time.Time) Level {
	if s.By == nil {
		return ""
	}
	return s.By.LevelAt(now)
}

// End is the last day of support by the statement that counts.
func (s Standing) End() string {
	if s.By == nil {
		return ""
	}
	return s.By.End
}

// Weigh tells how a part stands by all that is said of it. One statement
// counts as a whole: a level of one source and a day of another would be what
// nobody said.
func Weigh(all []Statement, now time.Time) Standing {
	out := Standing{Stand: None}
	for _, s := range all {
		if s.Undone.IsZero() {
			out.All = append(out.All, s)
		}
	}
	slices.SortStableFunc(out.All, before)
	if len(out.All) == 0 {
		return out
	}
	out.By = &out.All[0]
	out.Stand = out.By.Stand(now)
	for i := range out.All[1:] {
		other := &out.All[i+1]
		out.Differ = out.Differ || other.Stand(now) != out.Stand || other.End != out.By.End
	}
	return out
}

// before puts the statement first that counts: by source; of a person's the
// one about this very version, then the newest; of others the earliest end, to
// be on the safe side.
func before(a, b Statement) int {
	if c := slices.Index(sources, a.Source) - slices.Index(sources, b.Source); c != 0 {
		return c
	}
	if a.Source == Person {
		return cmp.Or(-cmp.Compare(min(len(a.Version), 1), min(len(b.Version), 1)), b.At.Compare(a.At), strings.Compare(b.ID, a.ID))
	}
	return cmp.Or(-cmp.Compare(min(len(a.End), 1), min(len(b.End), 1)), strings.Compare(a.End, b.End), strings.Compare(a.From, b.From))
}
