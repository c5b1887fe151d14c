package cve

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/vuln"
)

type version struct {
	Version  string   `json:"version"`
	Status   string   `json:"status"`
	Type     string   `json:"versionType"`
	LessThan string   `json:"lessThan"`
	UpTo     string   `json:"lessThanOrEqual"`
	Changes  []change `json:"changes"`
}

type change struct {
	At     string `json:"at"`
	Status string `json:"status"`
}

// A spread is what an entry says of versions, by what it says.
type spread struct {
	affected, safe, unclear vuln.Statement
	everyAffected           bool // all versions that are not named otherwise
	everySafe, everyUnclear bool
	onlyCommits             bool
}

// spread sorts the entry's versions by status (CVE schema, "product": a
// version that is named has its own status, any other the default).
func (a *affected) spread() spread {
	s := spread{onlyCommits: len(a.Versions) > 0}
	for i := range a.Versions {
		v := &a.Versions[i]
		if v.commits() {
			continue
		}
		s.onlyCommits = false
		s.add(v)
	}
	if s.onlyCommits {
		s.unclear.Ranges = []vuln.Range{{Scheme: vuln.Git}}
		return s
	}
	switch a.Default {
	case "affected":
		s.everyAffected = true
	case "unaffected":
		s.everySafe = s.everySafe && !s.everyAffected
	default: // unknown: of versions not named nothing is said
		if len(a.Versions) == 0 {
			s.everyUnclear = true
		}
	}
	return s
}

// claims returns a statement for each thing that is said.
func (s *spread) claims() []vuln.Statement {
	var out []vuln.Statement
	for _, c := range []struct {
		says  vuln.Says
		every bool
		of    vuln.Statement
	}{{vuln.Affected, s.everyAffected, s.affected}, {vuln.NotAffected, s.everySafe, s.safe}, {vuln.Unknown, s.everyUnclear, s.unclear}} {
		if !c.every && len(c.of.Ranges)+len(c.of.Versions) == 0 {
			continue
		}
		claim := vuln.Statement{Says: c.says}
		if !c.every {
			claim.Ranges, claim.Versions = c.of.Ranges, c.of.Versions
		}
		out = append(out, claim)
	}
	return out
}

// commits tells whether bounds are commits. The type does not always say so:
// some write hashes as "custom", and the kernel a version as the commit of a fix.
func (v *version) commits() bool {
	return v.Type == "git" || hash(v.Version) || hash(v.LessThan) || hash(v.UpTo)
}

// hash tells whether a text is a commit's name, whole or shortened to twelve
// signs or more.
func hash(text string) bool {
	if len(text) < 12 || len(text) > 40 {
		return false
	}
	return strings.ContainsAny(text, "abcdef") && strings.Trim(text, "0123456789abcdef") == ""
}

// add files one version or range.
func (s *spread) add(v *version) {
	scheme := vuln.Generic
	if v.Type == "semver" {
		scheme = vuln.Semver
	}
	from := strings.TrimSpace(v.Version)
	if v.LessThan == "" && v.UpTo == "" {
		s.single(v, from, scheme)
		return
	}
	if anyWords[strings.ToLower(from)] || noWords[strings.ToLower(from)] || from == "0" {
		from = ""
	}
	status := v.Status
	for _, c := range v.Changes {
		if c.At == "" {
			continue
		}
		s.put(status, vuln.Range{Scheme: scheme, Introduced: from, Fixed: c.At})
		from, status = c.At, c.Status
	}
	s.put(status, end(vuln.Range{Scheme: scheme, Introduced: from}, v))
}

// end gives a range its end. "*" is none, and "6.6.*" is before 6.7.
func end(r vuln.Range, v *version) vuln.Range {
	switch {
	case v.LessThan == "*" || v.UpTo == "*":
	case v.LessThan != "" && !noWords[strings.ToLower(v.LessThan)]:
		r.Fixed = v.LessThan
	case v.UpTo != "" && !noWords[strings.ToLower(v.UpTo)]:
		if next, ok := after(v.UpTo); ok {
			r.Fixed = next
		} else {
			r.LastAffected = v.UpTo
		}
	}
	return r
}

// after returns the first version behind all of "6.6.*": 6.7.
func after(wild string) (string, bool) {
	stem, ok := strings.CutSuffix(wild, ".*")
	if !ok {
		return "", false
	}
	i := strings.LastIndexByte(stem, '.') + 1
	n, err := strconv.ParseUint(stem[i:], 10, 32)
	if err != nil {
		return "", false
	}
	return stem[:i] + strconv.FormatUint(n+1, 10), true
}

// single files a version without bounds beside it. Many records write the
// bounds into the version: "< 1.2.3", ">= 1.0, < 1.2.3", "1.2 and earlier".
func (s *spread) single(v *version, text string, scheme vuln.Scheme) {
	low := strings.ToLower(text)
	switch {
	case anyWords[low]:
		s.every(v.Status)
	case noWords[low]:
		s.every("unknown")
	case len(v.Changes) > 0:
		r := vuln.Range{Scheme: scheme, Introduced: text}
		status := v.Status
		for _, c := range v.Changes {
			if c.At != "" {
				r.Fixed = c.At
				s.put(status, r)
				r, status = vuln.Range{Scheme: scheme, Introduced: c.At}, c.Status
			}
		}
		s.put(status, r)
	default:
		if r, ok := inWords(text, scheme); ok {
			s.put(v.Status, r)
			return
		}
		status := v.Status
		if strings.ContainsAny(text, " <>") || text == "" {
			status = "unknown" // words that can't be placed must not look like a version that is not ours
		}
		if st := s.under(status); st != nil && !slices.Contains(st.Versions, text) {
			st.Versions = append(st.Versions, text)
		}
	}
}

// Words for any version, and for nobody knows which.
var (
	anyWords = map[string]bool{"*": true, "all": true, "any": true, "all versions": true, "all version": true, "every": true}
	noWords  = map[string]bool{"n/a": true, "unspecified": true, "unknown": true, "-": true, "": true, "not specified": true, "na": true}
)

func (s *spread) every(status string) {
	switch status {
	case "affected":
		s.everyAffected = true
	case "unaffected":
		s.everySafe = true
	default:
		s.everyUnclear = true
	}
}

func (s *spread) under(status string) *vuln.Statement {
	switch status {
	case "affected":
		return &s.affected
	case "unaffected":
		return &s.safe
	}
	return &s.unclear
}

// put files a range. One that has neither beginning nor end is every version.
func (s *spread) put(status string, r vuln.Range) {
	switch {
	case r == vuln.Range{Scheme: r.Scheme}:
		s.every(status)
	case r.Introduced != "" && r.Introduced == r.LastAffected:
		st := s.under(status)
		st.Versions = append(st.Versions, r.Introduced)
	case r.Introduced != "" && r.Introduced == r.Fixed:
		// an empty range: nothing is said
	default:
		st := s.under(status)
		st.Ranges = append(st.Ranges, r)
	}
}

const number = `v?([0-9][^\s,<>=]*)`

var (
	comparison = regexp.MustCompile(`^\s*(<=|>=|<|>|=)\s*` + number + `\s*$`)
	before     = regexp.MustCompile(`(?i)^(?:versions?\s+)?(?:before|prior to|earlier than|lower than)\s+(?:version\s+)?` + number + `$`)
	through    = regexp.MustCompile(`(?i)^(?:versions?\s+)?(?:through|up to(?: and including)?)\s+(?:version\s+)?` + number + `$`)
	earlier    = regexp.MustCompile(`(?i)^(?:versions?\s+)?` + number + `\s+(?:and|or)\s+(?:all\s+)?(?:earlier|prior|below|older|lower|previous)(?:\s+versions?)?$`)
	later      = regexp.MustCompile(`(?i)^(?:versions?\s+)?` + number + `\s+(?:and|or)\s+(?:all\s+)?(?:later|above|newer|higher)(?:\s+versions?)?$`)
	between    = regexp.MustCompile(`(?i)^(?:from\s+|versions?\s+)?` + number + `\s+(?:to|through|until|-)\s+` + number + `$`)
)

// inWords reads a range that is written as text.
func inWords(text string, scheme vuln.Scheme) (vuln.Range, bool) {
	r := vuln.Range{Scheme: scheme}
	if strings.ContainsAny(text, "<>=") {
		for _, part := range strings.Split(text, ",") {
			m := comparison.FindStringSubmatch(part)
			if m == nil {
				return r, false
			}
			switch m[1] {
			case "<":
				r.Fixed = m[2]
			case "<=":
				r.LastAffected = m[2]
			case ">":
				r.Introduced, r.IntroducedEx = m[2], true
			case ">=":
				r.Introduced = m[2]
			case "=":
				r.Introduced, r.LastAffected = m[2], m[2]
			}
		}
		return r, true
	}
	if !strings.Contains(text, " ") {
		return r, false
	}
	text = strings.TrimSpace(text)
	if m := before.FindStringSubmatch(text); m != nil {
		r.Fixed = m[1]
	} else if m := through.FindStringSubmatch(text); m != nil {
		r.LastAffected = m[1]
	} else if m := earlier.FindStringSubmatch(text); m != nil {
		r.LastAffected = m[1]
	} else if m := later.FindStringSubmatch(text); m != nil {
		r.Introduced = m[1]
	} else if m := between.FindStringSubmatch(text); m != nil {
		r.Introduced, r.LastAffected = m[1], m[2]
	} else {
		return r, false
	}
	return r, true
}
