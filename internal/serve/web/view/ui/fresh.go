package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/vuln"
)

// Freshness says on what the figures of a page rest. Empty data never looks
// like good news.
type Freshness struct {
	AsOf  time.Time // when the bundle was made; zero when there is none
	Stale string    // what is older than it should be; "" when all is fresh
	URL   string    // where it is explained
}

// Text says it in a line; with something stale it ends in a colon, and why follows.
func (f Freshness) Text() string {
	switch {
	case f.AsOf.IsZero():
		return f.Stale + ":"
	case f.Stale == "":
		return "Data as of " + Moment(f.AsOf)
	}
	return "Data as of " + Moment(f.AsOf) + ". " + f.Stale + ":"
}

// Printed says it on paper, where nothing can be followed.
func (f Freshness) Printed() string { return strings.TrimSuffix(f.Text(), ":") }

// FreshnessOf tells how fresh a bundle is. No bundle at all is the worst case.
func FreshnessOf(info *vuln.Info, now time.Time, url string) Freshness {
	if info == nil || info.Made.IsZero() {
		return Freshness{Stale: "No weakness data yet: nothing can be checked", URL: url}
	}
	f := Freshness{AsOf: info.Made, URL: url}
	var old, failed []string
	var oldest time.Duration
	problems := map[string]bool{}
	for _, s := range info.Sources {
		age, isOld := s.Old(now)
		switch name := SourceName(s.Name); {
		case s.Problem != "":
			problems[s.Problem] = true
			failed = append(failed, name)
		case isOld && !slices.Contains(old, name):
			old = append(old, name)
		}
		oldest = max(oldest, age)
	}
	f.Stale = stale(old, failed, oldest)
	if len(failed) > 1 && len(problems) == 1 {
		f.Stale = Upper(info.Sources[slices.IndexFunc(info.Sources, func(s vuln.Source) bool { return s.Problem != "" })].Problem)
	}
	if made := now.Sub(info.Made); f.Stale == "" && made >= vuln.StaleAfter {
		f.Stale = "All of it is " + age(made) + " old"
	}
	return f
}

// stale says in a few words which sources are not as they should be.
func stale(old, failed []string, oldest time.Duration) string {
	all := slices.Concat(failed, old)
	switch {
	case len(all) == 0:
		return ""
	case len(all) == 1 && oldest >= vuln.StaleAfter:
		return all[0] + " is " + age(oldest) + " old"
	case len(all) == 1:
		return all[0] + " could not be renewed"
	case oldest >= vuln.StaleAfter:
		return fmt.Sprintf("%d sources are up to %s old", len(all), age(oldest))
	}
	return fmt.Sprintf("%d sources could not be renewed", len(all))
}

var sourceNames = map[string]string{
	"osv": "OSV", "nvd": "NVD", "cve": "CVE list", "kev": "CISA KEV", "epss": "EPSS", "eol": "end-of-life dates", "csaf": "CSAF", "ghsa": "GitHub", "cna": "CNA", "cisa-adp": "CISA",
}

// SourceName returns how people call a feed: "osv:npm" is OSV for npm, "nvd" is NVD.
func SourceName(name string) string {
	kind, part, _ := strings.Cut(name, ":")
	if word, ok := sourceNames[kind]; ok {
		kind = word
	}
	if part != "" {
		return kind + " " + part
	}
	return kind
}

// age says how long in the one unit that fits.
func age(d time.Duration) string {
	switch {
	case d < 0:
		return "0 minutes"
	case d < time.Hour:
		return Count(int(d/time.Minute), "minute", "minutes")
	case d < 48*time.Hour:
		return Count(int(d/time.Hour), "hour", "hours")
	case d < 60*24*time.Hour:
		return Count(int(d/(24*time.Hour)), "day", "days")
	case d < 700*24*time.Hour:
		return Count(int(d/(30*24*time.Hour)), "month", "months")
	}
	return Count(int(d/(365*24*time.Hour)), "year", "years")
}
