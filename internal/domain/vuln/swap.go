package vuln

import (
	"slices"
	"time"
)

// A Swap is one bundle taking the place of another.
type Swap struct {
	ID               string
	At               time.Time
	Bundle           string
	Made             time.Time
	Weaknesses       int
	Before           string // id of the bundle before; "" for the first
	BeforeMade       time.Time
	BeforeWeaknesses int
	Counted          bool // records were compared one by one
	Differ           int  // weaknesses of which something else is said
	Sources          []SourceChange
}

// A SourceChange is what a swap changed of one source.
type SourceChange struct {
	Name          string    `json:"name"`
	Records       int       `json:"records"`
	RecordsBefore int       `json:"records_before"`
	AsOf          time.Time `json:"as_of,omitzero"` // newest record
	AsOfBefore    time.Time `json:"as_of_before,omitzero"`
	Added         int       `json:"added"`
	Changed       int       `json:"changed"`
	Withdrawn     int       `json:"withdrawn"` // gone, or withdrawn by its maker
}

// SourceChanges puts the sources of two bundles side by side, in the order of
// the new one; what is gone comes last.
func SourceChanges(before, after Info) []SourceChange {
	old := map[string]Source{}
	for _, s := range before.Sources {
		old[s.Name] = s
	}
	var out []SourceChange
	for _, s := range after.Sources {
		out = append(out, SourceChange{Name: s.Name, Records: s.Records, RecordsBefore: old[s.Name].Records, AsOf: s.AsOf, AsOfBefore: old[s.Name].AsOf})
		delete(old, s.Name)
	}
	for _, s := range before.Sources {
		if _, gone := old[s.Name]; gone {
			out = append(out, SourceChange{Name: s.Name, RecordsBefore: s.Records, AsOfBefore: s.AsOf})
		}
	}
	return out
}

// A Touch is what a new bundle did to the findings of one component.
type Touch struct {
	Bundle, Component               string
	Opened, Closed, Untold, Changed int
	Names                           []string // the first of the weaknesses
}

// A Standing is how fresh a source is, by the worse of its two dates: when it
// was fetched, and its newest record.
type Standing string

// The standings of a source.
const (
	NotRenewed Standing = "not renewed"     // the last fetch failed
	Outdated   Standing = "old"             // fetched too long ago, or fed by nobody any more
	NoAge      Standing = "age not known"   // neither date is known
	NoFetch    Standing = "fetch not known" // its newest record is old, and nobody knows when it was fetched
	Still      Standing = "quiet"           // fetched in time; its newest record is old all the same
	Fresh      Standing = "fresh"
)

// standings are all of them, the worst first.
var standings = []Standing{NotRenewed, Outdated, NoAge, NoFetch, Still, Fresh}

// Worse returns the worse of two standings: a day on which a source was old for
// an hour was no fresh one.
func (s Standing) Worse(t Standing) Standing {
	if slices.Index(standings, t) < slices.Index(standings, s) {
		return t
	}
	return s
}

// A DayOfSource is how a source of the intelligence stood on a day, at its worst.
type DayOfSource struct {
	Day     string // 2026-11-23, in UTC
	Source  string
	Stand   Standing
	AsOf    time.Time // newest record
	Fetched time.Time
	Problem string
}

// quietAfter is how old the newest record of a source may be before it is
// called quiet rather than fresh.
const quietAfter = 14 * 24 * time.Hour

// Stand tells how fresh a source is.
func (s Source) Stand(now time.Time) Standing {
	_, old := s.Old(now)
	recordAge := now.Sub(s.AsOf)
	switch {
	case s.Problem != "":
		return NotRenewed
	case old:
		return Outdated
	case s.Fetched.IsZero() && s.AsOf.IsZero():
		return NoAge
	case s.Fetched.IsZero() && recordAge >= StaleAfter:
		return NoFetch
	case !s.AsOf.IsZero() && recordAge > min(quietAfter, freshFor(s.Name)):
		return Still
	}
	return Fresh
}
