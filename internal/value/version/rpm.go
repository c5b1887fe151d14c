package version

import "strings"

// compareRPM orders epoch, version and release as rpm does. A text without a
// release comes before the same with one.
func compareRPM(a, b string) (int, bool) {
	ea, va, ra := splitRPM(a)
	eb, vb, rb := splitRPM(b)
	if d := compareDigits(ea, eb); d != 0 {
		return d, true
	}
	if d := rpmvercmp(va, vb); d != 0 {
		return d, true
	}
	if (ra == "") != (rb == "") {
		return sign(len(ra) - len(rb)), true
	}
	return rpmvercmp(ra, rb), true
}

// splitRPM parts epoch:version-release. What stands before a colon and is no
// number is no epoch. The release keeps its hyphen, so that an empty one is
// told from none.
func splitRPM(text string) (epoch, version, release string) {
	if e, rest, ok := strings.Cut(text, ":"); ok && (e == "" || allDigits(e)) {
		epoch, text = e, rest
	}
	if at := strings.IndexByte(text, '-'); at >= 0 {
		return epoch, text[:at], text[at:]
	}
	return epoch, text, ""
}

// rpmvercmp compares runs of digits and of letters, in turn, as rpm's function
// of that name: ~ comes before everything, ^ after the end and before all
// else, other characters only separate.
func rpmvercmp(a, b string) int {
	if (a == "") != (b == "") {
		return sign(len(a) - len(b))
	}
	for {
		a, b = strings.TrimLeftFunc(a, separatesRPM), strings.TrimLeftFunc(b, separatesRPM)
		if d, decided, skip := special(a, b); decided {
			return d
		} else if skip {
			a, b = a[1:], b[1:]
			continue
		}
		if a == "" || b == "" {
			return sign(len(a) - len(b))
		}
		kind := isLetter
		if isDigit(a[0]) {
			kind = isDigit
		}
		x, y := run(a, kind), run(b, kind)
		if y == "" { // numbers come after letters
			if isDigit(a[0]) {
				return 1
			}
			return -1
		}
		d := 0
		if isDigit(a[0]) {
			d = compareDigits(x, y)
		} else {
			d = strings.Compare(x, y)
		}
		if d != 0 {
			return d
		}
		a, b = a[len(x):], b[len(y):]
	}
}

// special decides what a leading ~ or ^ decides; skip means that both have it.
func special(a, b string) (d int, decided, skip bool) {
	if x, y := strings.HasPrefix(a, "~"), strings.HasPrefix(b, "~"); x || y {
		return before(x), x != y, x && y
	}
	x, y := strings.HasPrefix(a, "^"), strings.HasPrefix(b, "^")
	switch {
	case x && y:
		return 0, false, true
	case x && b == "":
		return 1, true, false
	case y && a == "":
		return -1, true, false
	case x || y:
		return before(x), true, false
	}
	return 0, false, false
}

// before is -1 when the first of two is the one that comes before.
func before(first bool) int {
	if first {
		return -1
	}
	return 1
}

func separatesRPM(r rune) bool {
	return r > 127 || !isDigit(byte(r)) && !isLetter(byte(r)) && r != '~' && r != '^'
}

// run returns the bytes of one kind at the start.
func run(s string, kind func(byte) bool) string {
	end := 0
	for end < len(s) && kind(s[end]) {
		end++
	}
	return s[:end]
}

// compareALPM orders as Arch Linux's vercmp does: as rpm, but letters behind
// a version come before its end, and the release counts only where both have one.
func compareALPM(a, b string) (int, bool) {
	ea, va, ra := splitALPM(a)
	eb, vb, rb := splitALPM(b)
	if d := compareDigits(ea, eb); d != 0 {
		return d, true
	}
	if d := alpmvercmp(va, vb); d != 0 {
		return d, true
	}
	if ra == "" || rb == "" {
		return 0, true
	}
	return alpmvercmp(ra, rb), true
}

func splitALPM(text string) (epoch, version, release string) {
	if e, rest, ok := strings.Cut(text, ":"); ok && (e == "" || allDigits(e)) {
		epoch, text = e, rest
	}
	if at := strings.LastIndexByte(text, '-'); at >= 0 {
		return epoch, text[:at], text[at+1:]
	}
	return epoch, text, ""
}

// alpmvercmp is libalpm's rpmvercmp: separators count by their length, and of
// what remains letters come before the end (1.0beta < 1.0 < 1.0.1).
func alpmvercmp(a, b string) int {
	separates := func(c byte) bool { return !isDigit(c) && !isLetter(c) }
	for a != "" && b != "" {
		s, t := run(a, separates), run(b, separates)
		if len(s) == len(a) || len(t) == len(b) {
			a, b = a[len(s):], b[len(t):]
			break
		}
		if len(s) != len(t) {
			return sign(len(s) - len(t))
		}
		a, b = a[len(s):], b[len(t):]
		kind := isLetter
		if isDigit(a[0]) {
			kind = isDigit
		}
		x, y := run(a, kind), run(b, kind)
		if y == "" {
			if isDigit(a[0]) {
				return 1
			}
			return -1
		}
		d := 0
		if isDigit(a[0]) {
			d = compareDigits(x, y)
		} else {
			d = strings.Compare(x, y)
		}
		if d != 0 {
			return d
		}
		a, b = a[len(x):], b[len(y):]
	}
	switch {
	case a == "" && b == "":
		return 0
	case a == "" && !isLetter(b[0]), a != "" && isLetter(a[0]):
		return -1
	}
	return 1
}
