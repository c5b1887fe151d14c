package version

import (
	"strings"
)

// A semverText is a semantic version taken apart (semver.org 2.0.0), or what
// comes close to one.
type semverText struct {
	numbers [3]string
	n       int    // how many numbers there are, at most 3
	pre     string // without its hyphen
	rest    string // what semver has no place for, right behind the numbers: ".4" of 1.2.3.4, "a" of 1.2a
}

func readSemver(text string) semverText {
	var s semverText
	for s.n < 3 {
		end := 0
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end == 0 {
			break
		}
		s.numbers[s.n], text = text[:end], text[end:]
		s.n++
		if s.n == 3 || len(text) < 2 || text[0] != '.' || !isDigit(text[1]) {
			break
		}
		text = text[1:]
	}
	switch {
	case text == "":
	case text[0] == '+':
	case text[0] == '-':
		s.pre, _, _ = strings.Cut(text[1:], "+")
	default:
		s.rest = text
	}
	return s
}

// compareSemver orders by semver.org 2.0.0, 11. Missing numbers are zeros. A
// text that goes on where semver ends is placed by the numbers that it has; if
// these don't settle it, nothing does.
func compareSemver(a, b string) (int, bool) {
	if a == b {
		return 0, true
	}
	s, t := readSemver(a), readSemver(b)
	known := 3
	if s.rest != "" {
		known = min(known, s.n)
	}
	if t.rest != "" {
		known = min(known, t.n)
	}
	for i := range known {
		if d := compareDigits(s.numbers[i], t.numbers[i]); d != 0 {
			return d, true
		}
	}
	if s.rest != "" || t.rest != "" {
		return 0, false
	}
	switch {
	case s.pre == t.pre:
		return 0, true
	case s.pre == "":
		return 1, true
	case t.pre == "":
		return -1, true
	}
	return comparePrerelease(s.pre, t.pre), true
}

// comparePrerelease orders dotted identifiers: numbers by value and before
// words, words by their bytes, the longer of two alike last.
func comparePrerelease(a, b string) int {
	for {
		x, more, going := strings.Cut(a, ".")
		y, rest, on := strings.Cut(b, ".")
		n, m := allDigits(x), allDigits(y)
		d := 0
		switch {
		case n && m:
			d = compareDigits(x, y)
		case n:
			d = -1
		case m:
			d = 1
		default:
			d = strings.Compare(x, y)
		}
		switch {
		case d != 0:
			return d
		case !going && !on:
			return 0
		case !going:
			return -1
		case !on:
			return 1
		}
		a, b = more, rest
	}
}

// compareDigits orders digits of any length by their value; none is zero.
func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return sign(len(a) - len(b))
	}
	return strings.Compare(a, b)
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// goRelease writes a release of Go itself as the Go vulnerability database
// does: go1.21rc2 is 1.21.0-rc.2. Module versions lose their v.
func goRelease(text string) string {
	release, ok := strings.CutPrefix(text, "go")
	if !ok || release == "" || !isDigit(release[0]) {
		return withoutV(text)
	}
	for _, word := range [...]string{"rc", "beta"} {
		if numbers, n, ok := strings.Cut(release, word); ok && allDigits(n) {
			if strings.Count(numbers, ".") == 1 {
				numbers += ".0"
			}
			return numbers + "-" + word + "." + n
		}
	}
	return release
}

// withoutRevision takes off Bitnami's build revision, 1.2.3-4, which semver
// would take for a version before 1.2.3.
func withoutRevision(text string) string {
	text = withoutV(text)
	if base, revision, ok := strings.Cut(text, "-"); ok && allDigits(revision) {
		return base
	}
	return text
}
