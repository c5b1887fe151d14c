package vuln

import (
	"strings"
	"unicode/utf8"
)

// briefLen is how much of a description stands for a missing summary.
const briefLen = 160

// Brief returns the beginning of a description, cut at a word, for lists in
// which a record without a summary would have no words at all.
func Brief(details string) string {
	s := strings.Join(strings.Fields(firstBytes(details, 4*briefLen)), " ")
	if utf8.RuneCountInString(s) <= briefLen && len(details) <= 4*briefLen {
		return s
	}
	n := 0
	for i := range s {
		if n == briefLen {
			s = s[:i]
			break
		}
		n++
	}
	if i := strings.LastIndexByte(s, ' '); i > briefLen/2 {
		s = s[:i]
	}
	return s + " …"
}

// firstBytes cuts a text after n bytes at most, between characters.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
