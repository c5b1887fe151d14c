package version

import "strings"

// debianText allows what deb-version(7) allows, with an underscore, which old
// packages have.
func debianText(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; !isDigit(c) && !isLetter(c) && strings.IndexByte(".+-~:_", c) < 0 {
			return false
		}
	}
	epoch, _, ok := strings.Cut(text, ":")
	return hasDigit(text) && (!ok || allDigits(epoch))
}

// compareDebian orders as dpkg does: epoch, upstream version, revision
// (deb-version(7), "Sorting algorithm").
func compareDebian(a, b string) (int, bool) {
	ea, ua, ra := splitDebian(a)
	eb, ub, rb := splitDebian(b)
	if d := compareDigits(ea, eb); d != 0 {
		return d, true
	}
	if d := verrevcmp(ua, ub); d != 0 {
		return d, true
	}
	return verrevcmp(ra, rb), true
}

func splitDebian(text string) (epoch, upstream, revision string) {
	if at := strings.IndexByte(text, ':'); at >= 0 {
		epoch, text = text[:at], text[at+1:]
	}
	if at := strings.LastIndexByte(text, '-'); at >= 0 {
		return epoch, text[:at], text[at+1:]
	}
	return epoch, text, ""
}

// compareOpam orders as opam does: Debian's rule over the whole text (opam
// manual, "Version ordering").
func compareOpam(a, b string) (int, bool) { return verrevcmp(a, b), true }

// verrevcmp compares non-digits by weight and digits by value, in turn, as
// dpkg's function of that name.
func verrevcmp(a, b string) int {
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		for i < len(a) && !isDigit(a[i]) || j < len(b) && !isDigit(b[j]) {
			if x, y := debianWeight(a, i), debianWeight(b, j); x != y {
				return sign(x - y)
			}
			i++
			j++
		}
		x, y := digitsAt(a, i), digitsAt(b, j)
		if d := compareDigits(x, y); d != 0 {
			return d
		}
		i += len(x)
		j += len(y)
	}
	return 0
}

// debianWeight puts ~ before the end, the end before letters, and letters
// before all else.
func debianWeight(s string, at int) int {
	switch {
	case at >= len(s), isDigit(s[at]):
		return 0
	case isLetter(s[at]):
		return int(s[at])
	case s[at] == '~':
		return -1
	}
	return int(s[at]) + 256
}

// digitsAt returns the digits from a place on.
func digitsAt(s string, at int) string {
	if at > len(s) {
		return ""
	}
	end := at
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	return s[at:end]
}
