package csaf

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// A docVersion is a document's version: a whole number or a semantic version
// (CSAF 2.0, 3.1.11).
type docVersion struct {
	text     string
	integer  bool
	numbers  [3]string // major, minor, patch, without leading zeros
	pre      string
	build    string
	readable bool
}

var versionShape = versionRule.holds

func readVersion(s string) docVersion {
	v := docVersion{text: s}
	if !versionShape(s) {
		return v
	}
	v.readable = true
	core, build, _ := strings.Cut(s, "+")
	core, pre, _ := strings.Cut(core, "-")
	v.build, v.pre = build, pre
	parts := strings.Split(core, ".")
	v.integer = len(parts) == 1
	v.numbers = [3]string{"0", "0", "0"}
	copy(v.numbers[:], parts)
	return v
}

// major returns the major number, -1 when it is beyond counting.
func (v docVersion) major() int {
	n := 0
	for _, d := range v.numbers[0] {
		if n > 1<<40 {
			return -1
		}
		n = n*10 + int(d-'0')
	}
	return n
}

// compare orders as semantic versioning 2.0.0, 11 does; build metadata does not count.
func (v docVersion) compare(w docVersion) int {
	for i := range v.numbers {
		if c := compareNumbers(v.numbers[i], w.numbers[i]); c != 0 {
			return c
		}
	}
	switch {
	case v.pre == w.pre:
		return 0
	case v.pre == "":
		return 1
	case w.pre == "":
		return -1
	}
	return slices.CompareFunc(strings.Split(v.pre, "."), strings.Split(w.pre, "."), comparePre)
}

func compareNumbers(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func comparePre(a, b string) int {
	numA, numB := isNumber(a), isNumber(b)
	switch {
	case numA && numB:
		return compareNumbers(a, b)
	case numA:
		return -1
	case numB:
		return 1
	}
	return cmp.Compare(a, b)
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// A revision is one item of the revision history.
type revision struct {
	version docVersion
	date    time.Time
	path    string
}

// history returns the items with a readable date and number, sorted by date
// and then by number.
func (v *view) history() []revision {
	items := v.tracking.list("revision_history")
	all := make([]revision, 0, len(items))
	for i := range items {
		date, ok := readTime(items[i].str("date"))
		version := readVersion(items[i].str("number"))
		if ok && version.readable {
			all = append(all, revision{version, date, index("/document/tracking/revision_history", i)})
		}
	}
	slices.SortStableFunc(all, func(a, b revision) int {
		return cmp.Or(a.date.Compare(b.date), a.version.compare(b.version))
	})
	return all
}
