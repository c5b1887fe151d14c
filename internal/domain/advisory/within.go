package advisory

import (
	"regexp"
	"strings"
)

// An Inside is the three-valued answer whether a version is among those named.
type Inside string

// The answers. Unclear comes with what stands in the way.
const (
	Yes     Inside = "yes"
	No      Inside = "no"
	Unclear Inside = "unclear"
)

// Holds tells whether version is among those named, and why. An answer of No
// is given only where the order of the two is certain: where one version
// merely says more digits than the other, it is unclear, since people write
// 9.7 for all of 9.7.x, and read off only the first digits.
func (v Versions) Holds(version string) (Inside, string) {
	if v.All {
		return Yes, "all versions are named"
	}
	if strings.TrimSpace(version) == "" {
		return Unclear, "the unit's version is not known"
	}
	for _, part := range v.Loose {
		if !strict(part) && squeeze(part) == squeeze(version) {
			return Yes, "the version " + version + " is named as it stands"
		}
	}
	unclear := ""
	for _, s := range v.Spans {
		in, why := s.holds(version)
		if in == Yes {
			return Yes, why
		}
		if in == Unclear && unclear == "" {
			unclear = why
		}
	}
	switch {
	case unclear != "":
		return Unclear, unclear
	case len(v.Loose) > 0 || len(v.Spans) == 0:
		return Unclear, "the advisory writes \"" + v.Text + "\", which is no version that " + version + " could be compared with"
	}
	return No, version + " is outside of \"" + v.Text + "\""
}

// strict tells whether a text excludes the version that it names.
func strict(part string) bool {
	return (part[0] == '<' || part[0] == '>') && !strings.HasPrefix(part[1:], "=")
}

func (s Span) holds(version string) (Inside, string) {
	if low := strings.ToLower(s.Low); s.single() && strings.HasSuffix(low, ".x") {
		return underWildcard(low, version)
	}
	if s.single() && modelLike(s.Low) && shapeOf(s.Low) != shapeOf(version) {
		return Unclear, s.Low + " may be the number of a model rather than a version"
	}
	low, high := Yes, Yes
	if s.Low != "" {
		low = beyond(version, s.Low, s.LowIn, true)
	}
	if s.High != "" {
		high = beyond(version, s.High, s.HighIn, false)
	}
	switch {
	case low == No || high == No:
		return No, ""
	case low == Unclear || high == Unclear:
		return Unclear, "it can't be told how " + version + " stands to " + s.String()
	case s.single():
		return Yes, version + " is named"
	}
	return Yes, version + " is " + s.String()
}

// String writes the stretch as people do.
func (s Span) String() string {
	sign := func(strict, equal string, in bool) string {
		if in {
			return equal
		}
		return strict
	}
	switch {
	case s.single():
		return s.Low
	case s.Low == "":
		return sign("below ", "at or below ", s.HighIn) + s.High
	case s.High == "":
		return sign("above ", "at or above ", s.LowIn) + s.Low
	}
	return "between " + s.Low + " and " + s.High
}

// beyond tells whether version lies on the right side of a bound: above it
// when up, else below it.
func beyond(version, bound string, in, up bool) Inside {
	order, certain := compare(version, bound)
	if up {
		order = -order
	}
	switch {
	case order == inComparable:
		return Unclear
	case order == 0 && certain:
		return yesIf(in)
	case order == 0: // 12.2.5 and the bound 12.2.x
		return yesOr(in, Unclear)
	case order < 0:
		return Yes
	case !certain && (in || up): // 8.2.2.1 is surely not before 8.2.2
		return Unclear
	}
	return No
}

func yesIf(b bool) Inside { return yesOr(b, No) }

func yesOr(b bool, other Inside) Inside {
	if b {
		return Yes
	}
	return other
}

// underWildcard answers for "2.x": everything that begins with 2.
func underWildcard(pattern, version string) (Inside, string) {
	for strings.HasSuffix(pattern, ".x") {
		pattern = strings.TrimSuffix(pattern, ".x")
	}
	want, have := pieces(pattern), pieces(version)
	for i, w := range want {
		switch {
		case i >= len(have):
			return Unclear, "the version " + version + " says too little to be held against " + pattern + ".x"
		case isDigits(w) != isDigits(have[i]):
			return Unclear, "it can't be told how " + version + " stands to " + pattern + ".x"
		case compareDigits(w, have[i]) != 0:
			return No, ""
		}
	}
	return Yes, version + " is one of " + pattern + ".x"
}

// modelLike tells whether what stands for a version may be a model's number:
// 24950, 2490C, A51200, VS30.
func modelLike(s string) bool { return len(s) >= 3 && !strings.ContainsAny(s, "._-") }

// shapeOf writes 9 for each run of digits and a for each run of letters.
func shapeOf(s string) string {
	var b strings.Builder
	for _, p := range pieceShape.FindAllString(strings.ToLower(s), -1) {
		if isDigits(p) {
			b.WriteByte('9')
		} else {
			b.WriteByte('a')
		}
	}
	if strings.ContainsAny(s, "._-") {
		b.WriteByte('.')
	}
	return b.String()
}

// inComparable is the order of versions that have none.
const inComparable = 1 << 8

var pieceShape = regexp.MustCompile(`[0-9]+|[a-z]+`)

// sayNothing are words that may stand before a version.
var sayNothing = map[string]bool{
	"v": true, "ver": true, "version": true, "r": true, "rev": true, "revision": true, "rel": true, "release": true,
	"sw": true, "software": true, "fw": true, "firmware": true,
}

// pieces splits a version into runs of digits and of letters.
func pieces(version string) []string {
	all := pieceShape.FindAllString(strings.ToLower(version), -1)
	for len(all) > 1 && sayNothing[all[0]] {
		all = all[1:]
	}
	return all
}

// compare orders a version against a bound: -1, 0, 1, or inComparable. The
// order is not certain when one is the other with more pieces.
func compare(version, bound string) (int, bool) {
	a, b := pieces(version), pieces(bound)
	if len(a) > 0 && len(b) > 0 && isYear(a[0]) != isYear(b[0]) && isDigits(a[0]) && isDigits(b[0]) {
		return inComparable, true // 12.1 and 2024.2 are numbered in two ways
	}
	for i := 0; i < len(a) && i < len(b); i++ {
		if b[i] == "x" && i > 0 { // a wildcard: what comes behind is left open
			return 0, false
		}
		switch digits := isDigits(a[i]); {
		case digits != isDigits(b[i]):
			return inComparable, true
		case digits:
			if c := compareDigits(a[i], b[i]); c != 0 {
				return c, true
			}
		case a[i] != b[i]:
			return compareLetters(a, b, i, version, bound)
		}
	}
	switch {
	case len(a) == 0 || len(b) == 0:
		return inComparable, true
	case len(a) > len(b):
		return longer(a[len(b):], 1)
	case len(b) > len(a):
		if b[len(a)] == "x" {
			return 0, false
		}
		return longer(b[len(a):], -1)
	}
	return 0, true
}

// compareLetters orders letters that differ. Single letters that stand alone
// (A.01, C.03) or behind digits (2.4A, 2.4B) are revisions in order. Glued
// before digits (U61, L81) they name lines of products, which have no order.
func compareLetters(a, b []string, i int, version, bound string) (int, bool) {
	if len(a[i]) != 1 || len(b[i]) != 1 {
		return inComparable, true
	}
	alone := func(s string) bool { return len(s) == 1 || s[1] == '.' }
	if i == 0 && !(alone(version) && alone(bound)) {
		return inComparable, true
	}
	return strings.Compare(a[i], b[i]), true
}

// longer orders a version that goes on where the other ends.
func longer(rest []string, sign int) (int, bool) {
	for _, p := range rest {
		switch {
		case !isDigits(p) && len(p) > 1:
			return inComparable, true // rc, build, sr: some come before, some behind
		case strings.Trim(p, "0") != "":
			return sign, false
		}
	}
	return 0, true
}

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

func isDigits(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// compareDigits compares numbers of any length; letters compare as text.
func compareDigits(a, b string) int {
	if !isDigits(a) {
		return strings.Compare(a, b)
	}
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	switch {
	case len(a) != len(b):
		if len(a) < len(b) {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// squeeze brings texts together that differ in case and punctuation only.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return -1
	}, s)
}
