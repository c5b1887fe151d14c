package match

import (
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/version"
)

// An answer is what a rule says before it is worded.
type answer int8

const (
	no answer = iota
	unsure
	yes
)

// compare orders two versions as the scheme of a range and its ecosystem ask.
// It is not ok where one of them can't be placed in that order.
func compare(scheme vuln.Scheme, ecosystem, a, b string) (d int, ok bool) {
	if scheme == vuln.Generic || ecosystem == "" {
		ecosystem = "generic"
	}
	d, err := version.Compare(ecosystem, a, b)
	return d, err == nil
}

// same tells whether two versions of no ecosystem are one: "1.0" and "v1.0.0".
func same(a, b string) bool {
	d, ok := compare(vuln.Generic, "", a, b)
	return ok && d == 0
}

// lead counts the digits at the start.
func lead(v string) int {
	n := 0
	for n < len(v) && isDigit(v[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// usable tells whether a text is a version that can be held against bounds, and
// if not, says what it is instead.
func usable(v string) (what string, ok bool) {
	switch strings.ToLower(strings.Trim(v, " []()")) {
	case "", "-", "*", "noassertion", "none", "n/a", "na", "null", "unspecified", "unknown", "undefined", "0.0.0-unknown":
		return "", false
	case "latest", "head", "main", "master", "devel", "development", "trunk", "snapshot", "stable", "release", "any", "all", "0.0.0-development":
		return "a moving name", false
	}
	switch {
	case strings.ContainsAny(v, "<>=|,$ {}") || v[0] == '^' || v[0] == '~':
		return "a range or a placeholder", false
	case wild(v):
		return "a range or a placeholder", false
	case lead(v) != len(v) && isCommit(v):
		return "a commit", false
	case !strings.ContainsAny(v, "0123456789"):
		return "a word without a number", false
	}
	return "", true
}

// wild tells whether a part of a dotted version is x or a star: "1.2.x".
func wild(v string) bool {
	for part := range strings.SplitSeq(v, ".") {
		if part == "x" || part == "X" || part == "*" {
			return true
		}
	}
	return false
}

// isCommit tells whether the text is a Git commit, whole or at least twelve digits of it.
func isCommit(v string) bool {
	return len(v) >= 12 && len(v) <= 64 && strings.Trim(strings.ToLower(v), "0123456789abcdef") == ""
}
