package match

import (
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
)

// A hold is how a version stands to a statement: the answer and the one range,
// list or lack of bounds that gives it.
type hold struct {
	answer answer
	rng    *vuln.Range // the range that decides; nil for a listed version or one without bounds
	listed bool
	snag   snag // why it is unsure
}

// A snag is why a version can't be held against a statement.
type snag int8

const (
	noSnag      snag = iota
	noVersion        // the component has none
	badVersion       // its version can't be ordered
	badBound         // a bound of the statement can't be ordered
	commitsOnly      // the statement knows commits only
	saysUnknown      // the source itself does not know
	noEpoch          // the bound has an epoch, the version none
	otherStream      // the fix is of another module stream
	noUpdate         // the statement is about an update level that the version does not tell
)

// within holds a version against the ranges and versions of a statement. A
// version of "" is unsure wherever a bound could keep it out.
func within(st *vuln.Statement, version string) hold {
	if len(st.Ranges) == 0 && len(st.Versions) == 0 {
		return hold{answer: yes}
	}
	if version == "" {
		if everything(st.Ranges) {
			return hold{answer: yes, rng: &st.Ranges[0]}
		}
		return hold{answer: unsure, snag: noVersion}
	}
	ecosystem := st.Ecosystem
	if st.CPE != "" {
		ecosystem = ""
	}
	best := hold{}
	versions := speaks(st.Ranges)
	for i := range st.Ranges {
		r := &st.Ranges[i]
		if r.Scheme == vuln.Git && versions {
			continue // the other ranges place every version; commits add nothing
		}
		h := hold{rng: r}
		if r.Scheme == vuln.Git {
			h.answer, h.snag = commits(st, r, version)
		} else {
			h.answer, h.snag = inside(r, ecosystem, version)
		}
		if h.answer == yes {
			return h
		}
		if h.answer > best.answer {
			best = h
		}
	}
	if listed(st, version) {
		return hold{answer: yes, listed: true}
	}
	return best
}

// everything tells whether some range has no bound at all.
func everything(ranges []vuln.Range) bool {
	return slices.ContainsFunc(ranges, func(r vuln.Range) bool {
		return r.Scheme != vuln.Git && (r.Introduced == "" || r.Introduced == "0") && !r.IntroducedEx && r.Fixed == "" && r.LastAffected == ""
	})
}

// speaks tells whether some range is told in versions.
func speaks(ranges []vuln.Range) bool {
	return slices.ContainsFunc(ranges, func(r vuln.Range) bool { return r.Scheme != vuln.Git })
}

// listed tells whether the statement names this very version.
func listed(st *vuln.Statement, version string) bool {
	if len(st.Versions) == 0 {
		return false
	}
	for _, v := range st.Versions {
		if v == version {
			return true
		}
	}
	switch {
	case st.CPE != "":
		return slices.ContainsFunc(st.Versions, func(v string) bool { return same(v, version) })
	case st.Ecosystem == "OSS-Fuzz" || st.Ecosystem == "":
		want := untag(version)
		return slices.ContainsFunc(st.Versions, func(v string) bool { return untag(v) == want })
	case speaks(st.Ranges):
		return false // the list only spells out the ranges
	case st.Ecosystem == "Go", st.Ecosystem == "PyPI", st.Ecosystem == "NuGet", st.Ecosystem == "Packagist":
		return slices.ContainsFunc(st.Versions, func(v string) bool {
			d, ok := compare(vuln.Ecosystem, st.Ecosystem, v, version)
			return ok && d == 0
		})
	}
	return false
}

// untag turns the tag of a release into its version: "openssl-3.0.5",
// "v1.2.3", "R_2_4_1" are 3.0.5, 1.2.3 and 2.4.1.
func untag(tag string) string {
	at := strings.IndexAny(tag, "0123456789")
	if at < 0 {
		return tag
	}
	return strings.ToLower(strings.ReplaceAll(tag[at:], "_", "."))
}

// inside tells whether a version lies in a range (OSV schema, "Evaluation").
func inside(r *vuln.Range, ecosystem, version string) (answer, snag) {
	if r.Introduced != "" && r.Introduced != "0" {
		d, ok := compare(r.Scheme, ecosystem, version, r.Introduced)
		switch {
		case !ok:
			return unsure, misfit(ecosystem, version)
		case d < 0, d == 0 && r.IntroducedEx:
			return no, noSnag
		}
	}
	bound := r.Fixed
	if bound == "" {
		bound = r.LastAffected
	}
	if bound == "" {
		return yes, noSnag
	}
	d, ok := compare(r.Scheme, ecosystem, version, bound)
	switch {
	case !ok:
		return unsure, misfit(ecosystem, version)
	case r.Fixed != "" && d >= 0, d > 0:
		return no, noSnag
	}
	return yes, noSnag
}

// misfit says whose fault it is that two versions can't be compared.
func misfit(ecosystem, version string) snag {
	if _, ok := compare(vuln.Ecosystem, ecosystem, version, "0"); !ok {
		return badVersion
	}
	return badBound
}

// commits answers for a range of commits by the versions listed beside it: they
// are every release that the commits are in, as of when the record was made.
// A release newer than all of them is in doubt where no commit mends it.
func commits(st *vuln.Statement, r *vuln.Range, version string) (answer, snag) {
	if len(st.Versions) == 0 {
		return unsure, commitsOnly
	}
	if r.Fixed != "" {
		return no, noSnag
	}
	want := untag(version)
	for _, v := range st.Versions {
		if d, ok := compare(vuln.Generic, "", want, untag(v)); ok && d <= 0 {
			return no, noSnag
		}
	}
	return unsure, commitsOnly
}
