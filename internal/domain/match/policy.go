package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

// A Policy says what a document may not hold. Its zero value allows everything.
type Policy struct {
	Severity     string  // an affected part at least this severe
	Unknown      bool    // an affected part whose severity nobody has rated
	KEV          bool    // an affected part whose weakness is known to be exploited
	EPSS         float64 // an affected part with at least this probability of exploitation; 0: any
	CannotTell   bool    // what can't be told counts as affected in the rules above
	NotCheckable float64 // more than this share of parts that can't be checked; 0: any share is allowed
	NoneOpen     bool    // any part that can't be checked at all
	Nothing      bool    // no part that could be checked: passing would mean nothing
}

// DefaultPolicy is used where nobody says another: what is severe by the
// word of the trade or is exploited already must not ship unseen, and a
// document of which nothing could be checked has not passed a check.
var DefaultPolicy = Policy{Severity: "high", KEV: true, Nothing: true}

// ParsePolicy reads rules as people write them: "high", "kev", "unknown",
// "epss=0.5", "cannot-tell", "not-checkable", "not-checkable=20%",
// "nothing-checked", or "none" alone for no rule.
func ParsePolicy(rules []string) (Policy, error) {
	var p Policy
	for _, r := range rules {
		name, value, valued := strings.Cut(strings.ToLower(strings.TrimSpace(r)), "=")
		switch {
		case name == "none" && !valued && len(rules) == 1, name == "":
		case name == "kev" && !valued:
			p.KEV = true
		case name == vuln.UnknownSeverity && !valued:
			p.Unknown = true
		case name == "cannot-tell" && !valued:
			p.CannotTell = true
		case name == "not-checkable" && !valued:
			p.NoneOpen = true
		case name == "nothing-checked" && !valued:
			p.Nothing = true
		case slices.Contains([]string{"critical", "high", "medium", "low"}, name) && !valued:
			if p.Severity == "" || vuln.AtLeast(p.Severity, name) {
				p.Severity = name
			}
		case name == "epss" && valued, name == "not-checkable":
			share, err := readShare(value)
			if err != nil {
				return Policy{}, fault.New(fault.Invalid, "the rule %q needs a share between 0 and 1, or per cent", r)
			}
			if name == "epss" {
				p.EPSS = share
			} else {
				p.NotCheckable = share
			}
		default:
			return Policy{}, fault.New(fault.Invalid, "there is no rule %q", r).
				Helped("use critical, high, medium, low, unknown, kev, epss=0.5, cannot-tell, not-checkable, not-checkable=20%%, nothing-checked or none")
		}
	}
	return p, nil
}

func readShare(text string) (float64, error) {
	text, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(text, 64)
	if percent {
		v /= 100
	}
	if err != nil || !(v > 0 && v <= 1) {
		return 0, fmt.Errorf("%q is no share", text)
	}
	return v, nil
}

// Rules writes the policy as ParsePolicy reads it.
func (p Policy) Rules() []string {
	var out []string
	add := func(on bool, rule string) {
		if on {
			out = append(out, rule)
		}
	}
	add(p.Severity != "", p.Severity)
	add(p.Unknown, vuln.UnknownSeverity)
	add(p.KEV, "kev")
	add(p.EPSS > 0, "epss="+strconv.FormatFloat(p.EPSS, 'f', -1, 64))
	add(p.CannotTell, "cannot-tell")
	add(p.NoneOpen, "not-checkable")
	add(p.NotCheckable > 0, "not-checkable="+strconv.FormatFloat(p.NotCheckable, 'f', -1, 64))
	add(p.Nothing, "nothing-checked")
	if out == nil {
		out = []string{"none"}
	}
	return out
}

// A Breach is one rule of a policy that a document does not keep.
type Breach struct {
	Rule string // as ParsePolicy reads it
	Text string // how often, in words
}

// Judge holds results against the policy: one for each distinct component, and
// how many of how many components could not be checked.
func (p Policy) Judge(results []Result, open, components int) []Breach {
	var severe, unknown, exploited, probable int
	for i := range results {
		for j := range results[i].Matches {
			m := &results[i].Matches[j]
			if m.State != Affected && !(m.State == CannotTell && p.CannotTell) {
				continue
			}
			word := m.Group.Severity()
			if p.Severity != "" && vuln.AtLeast(word, p.Severity) {
				severe++
			}
			if word == vuln.UnknownSeverity {
				unknown++
			}
			if m.Group != nil && m.Group.KEV != nil {
				exploited++
			}
			if m.Group != nil && m.Group.EPSS != nil && p.EPSS > 0 && m.Group.EPSS.Score >= p.EPSS {
				probable++
			}
		}
	}
	var out []Breach
	add := func(on bool, rule, text string) {
		if on {
			out = append(out, Breach{rule, text})
		}
	}
	add(severe > 0, p.Severity, counted(severe, "weakness is", "weaknesses are")+" "+p.Severity+" or worse")
	add(p.Unknown && unknown > 0, vuln.UnknownSeverity, counted(unknown, "weakness has", "weaknesses have")+" no severity")
	add(p.KEV && exploited > 0, "kev", counted(exploited, "weakness is", "weaknesses are")+" known to be exploited")
	add(probable > 0, "epss="+strconv.FormatFloat(p.EPSS, 'f', -1, 64), counted(probable, "weakness reaches", "weaknesses reach")+" that probability")
	add(p.NoneOpen && open > 0, "not-checkable", counted(open, "part", "parts")+" could not be checked")
	add(p.Nothing && open >= components, "nothing-checked", NothingChecked(components))
	if share := float64(open) / float64(max(components, 1)); p.NotCheckable > 0 && share > p.NotCheckable {
		out = append(out, Breach{
			"not-checkable=" + strconv.FormatFloat(p.NotCheckable, 'f', -1, 64),
			fmt.Sprintf("%d of %d parts could not be checked", open, components),
		})
	}
	return out
}

// NothingChecked says that no part of a document could be checked.
func NothingChecked(components int) string {
	switch components {
	case 0:
		return "nothing in this document could be checked: it lists no part"
	case 1:
		return "nothing in this document could be checked: not its one part"
	}
	return "nothing in this document could be checked: none of its " + count(components) + " parts"
}
