// Package find is search over everything: what a line of the search language
// turns up, in groups that whoever asks may read, and how the line narrows
// each list. Web, REST and palette ask the same.
package find

import (
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/search"
	"aceso/internal/store"
	"aceso/internal/value/query"
)

// states are what those words of is: stand for that are states of a finding.
var states = map[string][]finding.State{
	"new": {finding.Reopened, finding.Open}, "open": store.Live, "taken": {finding.InReview}, "back": {finding.Reopened},
	"snoozed": {finding.Snoozed}, "closed": {finding.Closed}, "any": finding.States,
}

// NarrowFindings narrows a list of findings to what is asked; the rest of the filter
// stays as it is. A line that says nothing of states leaves those of the filter.
func NarrowFindings(f store.FindingFilter, q search.Query, me string) (store.FindingFilter, error) {
	if err := q.For(search.Findings); err != nil {
		return f, err
	}
	return worked(f, q, me), nil
}

func worked(f store.FindingFilter, q search.Query, me string) store.FindingFilter {
	f.Seek.Me = me
	said := false
	for _, t := range q.Query {
		if some, ok := stated(t); ok && !said {
			f.States, said = some, true
			continue
		}
		if !counted(&f, t, me) {
			f.Seek.Terms = append(f.Seek.Terms, t)
		}
	}
	if q.Sort != "" {
		f.Sort = q.Sort
	}
	return f
}

// stated returns the states that a term asks for, when it asks for nothing else.
func stated(t query.Term) ([]finding.State, bool) {
	if t.Token != "is" || t.Not {
		return nil, false
	}
	asked := map[finding.State]bool{}
	for _, v := range t.Values {
		some, ok := states[v]
		if !ok {
			return nil, false
		}
		for _, s := range some {
			asked[s] = true
		}
	}
	var out []finding.State
	for _, s := range finding.States { // in the order that the store knows its usual ones by
		if asked[s] {
			out = append(out, s)
		}
	}
	return out, true
}

// counted puts a term into a field of the filter by which the store has
// counted already, and tells whether it could.
func counted(f *store.FindingFilter, t query.Term, me string) bool {
	if t.Not || t.Op != query.Is {
		return false
	}
	v := t.Values[0]
	switch {
	case t.Token == "severity" && len(f.Severities) == 0:
		f.Severities = t.Values
	case len(t.Values) > 1:
		return false
	case t.Token == "kev" && v == "yes":
		f.KEV = true
	case t.Token == "match" && f.Match == "":
		f.Match = match.State(strings.ReplaceAll(v, "-", "_"))
	case f.Owner == "" && (t.Token == "owner" || t.Token == "is") && v == "nobody":
		f.Owner = store.Nobody
	case f.Owner == "" && me != "" && (t.Token == "owner" && v == "me" || t.Token == "is" && v == "mine"):
		f.Owner = me
	default:
		return false
	}
	return true
}

// NarrowParts narrows a list of components to what is asked.
func NarrowParts(f store.PartFilter, q search.Query) (store.PartFilter, error) {
	if err := q.For(search.Parts); err != nil {
		return f, err
	}
	f.Seek.Terms = append(f.Seek.Terms, q.Query...)
	if q.Sort != "" {
		f.Sort = q.Sort
	}
	return f, nil
}

// NarrowReleases narrows a list of releases to what is asked.
func NarrowReleases(f store.ProductFilter, q search.Query) (store.ProductFilter, error) {
	if err := q.For(search.Releases); err != nil {
		return f, err
	}
	f.Seek.Terms = append(f.Seek.Terms, q.Query...)
	if q.Sort != "" {
		f.Sort = q.Sort
	}
	return f, nil
}
