package match

import (
	"strings"

	"aceso/internal/domain/sbom"
)

// An Effect is what a name rule would change for one component.
type Effect struct {
	Before, After Result
	Opens         []Match // weaknesses that would be found
	Closes        []Match // that would no longer be found
}

// Changes tells whether the answer would be another one.
func (e *Effect) Changes() bool {
	return len(e.Opens)+len(e.Closes) > 0 || e.Before.Checked != e.After.Checked
}

// Try holds a component against the bundle without and with a name rule.
// Nothing is kept.
func Try(c sbom.Component, context string, intel Intel, without, with *Aliases) (Effect, error) {
	var e Effect
	var err error
	if e.Before, err = ComponentIn(c, context, intel, without); err != nil {
		return e, err
	}
	if e.After, err = ComponentIn(c, context, intel, with); err != nil {
		return e, err
	}
	e.Opens, e.Closes = only(&e.After, &e.Before), only(&e.Before, &e.After)
	return e, nil
}

// only returns what of a is open and in b is not.
func only(a, b *Result) []Match {
	has := map[string]bool{}
	for i := range b.Matches {
		if b.Matches[i].State != NotAffected {
			has[b.Matches[i].Weakness] = true
		}
	}
	var out []Match
	for _, m := range a.Matches {
		if m.State != NotAffected && !has[m.Weakness] {
			out = append(out, m)
		}
	}
	return out
}

// Pieces returns for each pattern the longest text that every name which fits
// holds as it stands: what a store can look for before the rule itself is asked.
func (a *Alias) Pieces() []string {
	var out []string
	for _, p := range a.Patterns {
		best := ""
		for _, piece := range strings.FieldsFunc(strings.ToLower(strings.TrimSpace(p)), func(r rune) bool { return r == '*' || r == '/' }) {
			if strings.Contains(piece, "%") { // written out in some documents, and not in others
				continue
			}
			if len(piece) > len(best) {
				best = piece
			}
		}
		out = append(out, best)
	}
	return out
}

// Same tells whether two rules say the same.
func (a *Alias) Same(b *Alias) bool {
	if a.Ecosystem != b.Ecosystem || a.Package != b.Package || a.CPE != b.CPE || len(a.Patterns) != len(b.Patterns) {
		return false
	}
	has := map[string]bool{}
	for _, p := range a.Patterns {
		has[strings.ToLower(strings.TrimSpace(p))] = true
	}
	for _, p := range b.Patterns {
		if !has[strings.ToLower(strings.TrimSpace(p))] {
			return false
		}
	}
	return true
}
