package version

import "strings"

// compareConan orders as Conan 2 does: dotted items without the zeros at their
// end, then the prerelease behind the first hyphen, then the build behind the
// last plus, each of these a version by itself.
func compareConan(a, b string) (int, bool) { return conanOrder(a, b), true }

func conanOrder(a, b string) int {
	a, buildA, hasA := cutLast(a, '+')
	b, buildB, hasB := cutLast(b, '+')
	a, preA, isPreA := strings.Cut(a, "-")
	b, preB, isPreB := strings.Cut(b, "-")
	if d := compareItems(conanItems(a), conanItems(b)); d != 0 {
		return d
	}
	switch {
	case isPreA && !isPreB:
		return -1
	case isPreB && !isPreA:
		return 1
	case isPreA:
		if d := conanOrder(preA, preB); d != 0 {
			return d
		}
	}
	switch {
	case hasA && hasB:
		return conanOrder(buildA, buildB)
	case hasA:
		return 1
	case hasB:
		return -1
	}
	return 0
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if at := strings.LastIndexByte(s, sep); at >= 0 {
		return s[:at], s[at+1:], true
	}
	return s, "", false
}

// conanItems splits at the dots and drops the zeros at the end.
func conanItems(s string) []string {
	items := strings.Split(s, ".")
	for len(items) > 0 && items[len(items)-1] != "" && strings.Trim(items[len(items)-1], "0") == "" {
		items = items[:len(items)-1]
	}
	return items
}

// compareItems compares numbers by value and everything else by its bytes.
func compareItems(a, b []string) int {
	for i := range min(len(a), len(b)) {
		d := 0
		if allDigits(a[i]) && allDigits(b[i]) {
			d = compareDigits(a[i], b[i])
		} else {
			d = strings.Compare(a[i], b[i])
		}
		if d != 0 {
			return d
		}
	}
	return len(a) - len(b)
}
