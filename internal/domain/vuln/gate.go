package vuln

import (
	"strings"
	"time"

	"aceso/internal/value/check"
)

// Gate holds a new bundle against the one in use. An error is a reason not to
// put it in place without a person's word: a source that is gone, empty, shrunk by
// a fifth or more, or older than before. A warning is something to show. The
// old one is the zero Info when there is none.
func Gate(before, after Info) check.Problems {
	var ps check.Problems
	if before.demonstration() {
		before = Info{}
	}
	if after.Weaknesses == 0 || after.Keys == 0 {
		ps.Add("bundle", "intel-empty", "the bundle knows no weakness at all")
	}
	if shrunk(before.Statements, after.Statements) {
		ps.Add("bundle", "intel-shrunk", "the bundle has %d statements, the one in use %d", after.Statements, before.Statements)
	}
	now := map[string]Source{}
	for _, s := range after.Sources {
		now[s.Name] = s
		gateSource(&ps, s, after.Made)
	}
	for _, old := range before.Sources {
		s, ok := now[old.Name]
		path := "sources[" + old.Name + "]"
		switch {
		case !ok:
			ps.Add(path, "intel-gone", "the source %s is in the bundle in use and not in the new one", old.Name)
		case shrunk(old.Records, s.Records):
			ps.Add(path, "intel-shrunk", "%s has %d records, the bundle in use %d", s.Name, s.Records, old.Records)
		case !old.AsOf.IsZero() && s.AsOf.Before(old.AsOf):
			ps.Add(path, "intel-older", "the newest record of %s is of %s, that in the bundle in use of %s", s.Name, day(s.AsOf), day(old.AsOf))
		}
	}
	for _, what := range before.Coverage() {
		if after.Covers(what) {
			continue
		}
		if strings.Contains(what, ":") { // releases come and go
			ps.Warn("bundle", "intel-uncovered", "%s is covered by the bundle in use and not by the new one", what)
		} else {
			ps.Add("bundle", "intel-uncovered", "%s is covered by the bundle in use and not by the new one", what)
		}
	}
	return ps
}

// Demonstration is the problem of every source of a bundle that was made for
// a demonstration: nothing real is measured by it.
const Demonstration = "demonstration data, not for your devices"

func (in Info) demonstration() bool {
	for _, s := range in.Sources {
		if s.Problem != Demonstration {
			return false
		}
	}
	return true
}

// shrunk tells whether a count fell by a fifth or more.
func shrunk(before, after int) bool { return before > 0 && after*5 <= before*4 }

func gateSource(ps *check.Problems, s Source, made time.Time) {
	path := "sources[" + s.Name + "]"
	if s.Records == 0 && s.Problem == "" {
		ps.Add(path, "intel-empty", "the source %s has no record", s.Name)
	}
	if s.Problem != "" {
		ps.Warn(path, "intel-problem", "%s: %s", s.Name, s.Problem)
	}
	if s.Broken() {
		ps.Add(path, "intel-refused", "%d records of %s could not be read, and %d could", s.Refused, s.Name, s.Records)
	}
	if limit := freshFor(s.Name); !s.AsOf.IsZero() && made.Sub(s.AsOf) > limit {
		ps.Warn(path, "intel-age", "the newest record of %s is of %s, %d days before the bundle was made", s.Name, day(s.AsOf), int(made.Sub(s.AsOf).Hours()/24))
	}
}

// Broken tells whether so many records could not be read that the others are
// no measure of what there is.
func (s Source) Broken() bool { return s.Refused > 0 && s.Refused*20 >= s.Records }

// freshFor says how old the newest record of a source may be before it looks
// as if nobody fed it any more. Small ecosystems are quiet for months.
func freshFor(source string) time.Duration {
	const days = 24 * time.Hour
	switch source {
	case "epss":
		return 3 * days
	case "nvd", "cve":
		return 7 * days
	case "kev":
		return 30 * days
	}
	return 180 * days
}

func day(t time.Time) string {
	if t.IsZero() {
		return "no known date"
	}
	return t.UTC().Format(time.DateOnly)
}

// StaleAfter is how old the last fetching of a source may be.
const StaleAfter = 36 * time.Hour

// Old tells whether a source is older than it should be, by when it was
// fetched or by the date that it gives itself, whichever says more, and how
// old. What has neither date is not called old: its age is not known.
func (s Source) Old(now time.Time) (time.Duration, bool) {
	if age := now.Sub(s.AsOf); !s.AsOf.IsZero() && age > freshFor(s.Name) {
		return age, true
	}
	if age := now.Sub(s.Fetched); !s.Fetched.IsZero() && age >= StaleAfter {
		return age, true
	}
	return 0, false
}
