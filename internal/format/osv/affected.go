package osv

import (
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/check"
	"aceso/internal/value/version"
)

// statements returns one statement for each affected package. An entry
// without a package speaks of commits in a repository only: nothing in a bill
// of materials can be looked up by it.
func statements(ps *check.Problems, d *document) []vuln.Statement {
	out := make([]vuln.Statement, 0, len(d.Affected))
	for i := range d.Affected {
		a := &d.Affected[i]
		path := fmt.Sprintf("affected[%d]", i)
		ranges := spans(ps, path, a)
		if a.Name == "" || a.Ecosystem == "" {
			continue
		}
		s := vuln.Statement{
			Source: "osv", Record: d.ID, Ecosystem: a.Ecosystem, Package: a.Name,
			Says: vuln.Affected, Ranges: ranges, Versions: a.Versions,
		}
		// No ranges and no versions mean every version, but only where the record
		// gives none: what it gives and can't be placed is not known, and what ends
		// where it begins is nothing.
		if len(s.Versions) == 0 && len(a.Ranges) > 0 {
			switch {
			case len(ranges) == 0 && empty(a.Ranges):
				continue
			case len(ranges) == 0 || ranges[0].Scheme == vuln.Git:
				s.Says = vuln.Unknown
			}
		}
		out = append(out, s)
	}
	return out
}

// empty tells whether all ranges end where they begin.
func empty(list []eventRun) bool {
	for _, r := range list {
		if len(r.Events) != 2 || r.Events[0].Introduced == "" || r.Events[0].Introduced != r.Events[1].Fixed {
			return false
		}
	}
	return true
}

// ecosystem returns the name without its release.
func ecosystem(name string) string {
	bare, _, _ := strings.Cut(name, ":")
	return bare
}

// spans returns the stretches of versions that the entry's ranges describe.
// Commit ranges are left out where versions are placed otherwise.
func spans(ps *check.Problems, path string, a *affected) []vuln.Range {
	var out, commits []vuln.Range
	for j, r := range a.Ranges {
		where := fmt.Sprintf("%s.ranges[%d]", path, j)
		switch r.Type {
		case "SEMVER":
			out = append(out, walk(ps, where, vuln.Semver, inOrder(a.Ecosystem, r))...)
		case "ECOSYSTEM":
			out = append(out, walk(ps, where, vuln.Ecosystem, inOrder(a.Ecosystem, r))...)
		case "GIT":
			commits = append(commits, walk(ps, where, vuln.Git, r.Events)...)
		default:
			ps.Add(where, "osv-range-type", "%q is no type of range", r.Type)
		}
	}
	if len(out) == 0 {
		return commits
	}
	return out
}

// walk turns events into ranges: an introduced opens, the next fixed, limit
// or last_affected closes (OSV schema, "Evaluation").
func walk(ps *check.Problems, path string, scheme vuln.Scheme, events []event) []vuln.Range {
	var out []vuln.Range
	open, opened := vuln.Range{Scheme: scheme}, false
	shut := func() {
		if open.Introduced != "" && open.Introduced == open.Fixed {
			ps.Warn(path, "osv-distinct-events", "the range ends at %q, where it begins", open.Fixed)
		} else {
			out = append(out, open)
		}
		open, opened = vuln.Range{Scheme: scheme}, false
	}
	started := false
	for _, e := range events {
		if e.Introduced != "" {
			if !opened { // a second introduced inside an open range opens nothing new
				open.Introduced, opened, started = from(e.Introduced), true, true
			}
			continue
		}
		if !started { // the schema asks for it; the safe reading is "from the first"
			if e != (event{}) {
				ps.Add(path, "osv-introduced", "the range has no introduced event before its first end")
				opened, started = true, true
			}
		}
		if !opened {
			continue // a second fix on another branch
		}
		switch {
		case e.Fixed != "":
			open.Fixed = e.Fixed
		case e.LastAffected != "":
			open.LastAffected = e.LastAffected
		case e.Limit != "" && e.Limit != "*":
			open.Fixed = e.Limit
		default:
			continue
		}
		shut()
	}
	if opened {
		shut()
	}
	if !started {
		ps.Add(path, "osv-introduced", "the range has no introduced event")
	}
	return out
}

func from(introduced string) string {
	if introduced == "0" {
		return ""
	}
	return introduced
}

// A placed is an event with the version that it stands at.
type placed struct {
	event
	at    version.Version
	first bool // "0": before every version
}

// inOrder returns the events sorted by version where they don't simply take
// turns: the schema gives their order no meaning. Where a version can't be
// placed, they stay as they stand.
func inOrder(eco string, r eventRun) []event {
	turns := true
	for i, e := range r.Events {
		turns = turns && (e.Introduced != "") == (i%2 == 0)
	}
	if turns {
		return r.Events
	}
	if r.Type == "SEMVER" {
		eco = "npm"
	}
	list := make([]placed, len(r.Events))
	for i, e := range r.Events {
		text := e.Introduced + e.Fixed + e.LastAffected + e.Limit
		at, err := version.Parse(eco, text)
		if err != nil && text != "0" {
			return r.Events
		}
		list[i] = placed{e, at, text == "0"}
	}
	failed := false
	slices.SortStableFunc(list, func(a, b placed) int {
		switch {
		case a.first && b.first:
			return 0
		case a.first:
			return -1
		case b.first:
			return 1
		}
		d, err := a.at.Compare(b.at)
		failed = failed || err != nil
		return d
	})
	if failed {
		return r.Events
	}
	out := make([]event, len(list))
	for i := range list {
		out[i] = list[i].event
	}
	return out
}
