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

// Title returns the words that stand for the weakness in a list: the first
// summary that a source gives of it, else the beginning of its details. What
// was taken back, and an override that only corrects another record, speaks
// when nobody else does.
func (w *Weakness) Title() string {
	for _, own := range []bool{true, false} {
		for i := range w.Records {
			if r := &w.Records[i]; r.Summary != "" && r.speaks() == own {
				return r.Summary
			}
		}
		for i := range w.Records {
			if r := &w.Records[i]; r.Details != "" && r.speaks() == own {
				return Brief(r.Details)
			}
		}
	}
	return ""
}

// speaks tells whether a record speaks of the weakness, and not of other records.
func (r *Record) speaks() bool {
	return r.State != Rejected && r.Withdrawn.IsZero() && !strings.HasSuffix(r.Source, "-override")
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
