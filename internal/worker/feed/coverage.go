package feed

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/vuln"
)

// What a source covers is told by whose source it is, never by what it says in
// passing: a record of the npm feed may name a package of Packagist, and that
// makes the other packages there no safer.

// spoken counts what the records of one source speak of.
type spoken struct {
	ecosystems map[string]int // by their names with release
	years      map[int]int    // NVD records by the year of their CVE
}

func (s *spoken) note(source string, r *vuln.Record) {
	switch {
	case strings.HasPrefix(source, "osv:"):
		if s.ecosystems == nil {
			s.ecosystems = map[string]int{}
		}
		for i := range r.Says {
			s.ecosystems[r.Says[i].Ecosystem]++
		}
	case r.Source == "nvd":
		if s.years == nil {
			s.years = map[int]int{}
		}
		if len(r.ID) > 8 {
			year, _ := strconv.Atoi(r.ID[4:8])
			s.years[year]++
		}
	}
}

// cover notes what a source covers, and what it lacks.
func (t *tally) cover(made int) {
	switch feed, osv := strings.CutPrefix(t.Name, "osv:"); {
	case (osv || t.Name == "nvd") && t.Broken():
		t.Limit = fmt.Sprintf("covers nothing: %d of its records could not be read", t.Refused)
	case osv:
		t.Covers = t.spoken.of(feed)
		if len(t.Covers) == 0 {
			t.Limit = "covers nothing: its records speak of no package of " + feed + "; the folders of --osv are named for their ecosystems"
		} else if whole := published[feed]; t.Records < whole {
			t.Limit = fmt.Sprintf("holds %d records, and more than %d are published: what it leaves out looks clean", t.Records, whole)
		}
	case t.Name == "nvd":
		if len(t.spoken.years) == 0 {
			t.Limit = "covers nothing: it holds overrides only, or no record at all"
		} else {
			t.Covers = []string{vuln.Products}
			t.Limit = t.spoken.gaps(made)
		}
	}
}

// of returns what a feed of that name covers: its ecosystem, and the releases
// that it speaks of. A feed of one release ("Debian:12") covers that alone.
func (s *spoken) of(feed string) []string {
	if plain, err := url.PathUnescape(feed); err == nil {
		feed = plain
	}
	var out []string
	for e := range s.ecosystems {
		switch bare, _, released := strings.Cut(e, ":"); {
		case squash(bare) == squash(feed):
			out = append(out, bare, e)
		case released && squash(e) == squash(feed):
			out = append(out, e)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// squash leaves the letters and digits of a name: folders are copied to places
// where blanks and colons become something else.
func squash(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

// published says how many records the feeds had at least in 2025 and 2026.
// They only grow: one with fewer is a part of it.
var published = map[string]int{
	"AlmaLinux": 5600, "Alpine": 3600, "crates.io": 1200, "Debian": 44000, "Go": 4200, "Hackage": 30, "Maven": 5300, "npm": 3700, "NuGet": 1400, "PyPI": 2600,
}

// yearly is how many CVEs of a year the NVD has at least; of the first years
// it has few.
func yearly(year int) int {
	switch {
	case year < 2005:
		return 1000
	case year < 2017:
		return 4000
	}
	return 14000
}

// gaps names the years before that of the build of which there is too little.
func (s *spoken) gaps(made int) string {
	var runs []string
	short, last := 0, made-1
	for year := 1999; year <= last; {
		if s.years[year] >= yearly(year) {
			year++
			continue
		}
		from := year
		for year <= last && s.years[year] < yearly(year) {
			year++
			short++
		}
		run := strconv.Itoa(from)
		if year-1 > from {
			run += " to " + strconv.Itoa(year-1)
		}
		runs = append(runs, run)
	}
	if short == 0 {
		return ""
	}
	return "holds few or none of the CVEs of " + strings.Join(runs, ", ") + ": what it leaves out looks clean"
}
