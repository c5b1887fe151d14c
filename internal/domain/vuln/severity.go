package vuln

import (
	"slices"
	"strings"
)

// UnknownSeverity is the word for a weakness that nobody has rated. It is a state of
// its own: neither zero nor low.
const UnknownSeverity = "unknown"

// severities are the words, worst first. An unknown one may be anything and
// stands before those that are known to be moderate.
var severities = []string{"critical", "high", UnknownSeverity, "medium", "low", "none"}

// Severities returns every word, worst first.
func Severities() []string { return slices.Clone(severities) }

// SeverityRank orders severities for lists, worst first: 0 for critical. A word
// that is not known ranks as unknown.
func SeverityRank(word string) int {
	if at := slices.Index(severities, word); at >= 0 {
		return at
	}
	return slices.Index(severities, UnknownSeverity)
}

// AtLeast tells whether a severity reaches another. An unknown one reaches nothing:
// whoever asks must ask for it by name.
func AtLeast(word, least string) bool {
	if SeverityRank(word) == SeverityRank(UnknownSeverity) {
		return false
	}
	return SeverityRank(word) <= SeverityRank(least)
}

// Leading returns the score that a weakness is shown and sorted by, and false
// when nobody has rated it. Scores by CVSS 3 and 4 lead those by CVSS 2, and these
// lead bare words; among equals the highest leads, so that no source makes
// little of what another takes seriously. All scores stay beside it.
func (w *Weakness) Leading() (Score, bool) {
	var best Score
	found := false
	for i := range w.Records {
		if w.Records[i].State == Rejected || !w.Records[i].Withdrawn.IsZero() {
			continue
		}
		for _, s := range w.Records[i].Scores {
			if !found || leads(s, best) {
				best, found = s, true
			}
		}
	}
	return best, found
}

// Severity returns the word of the leading score, or UnknownSeverity.
func (w *Weakness) Severity() string {
	if w == nil {
		return UnknownSeverity
	}
	s, ok := w.Leading()
	word := strings.ToLower(s.Severity)
	if !ok || !slices.Contains(severities, word) {
		return UnknownSeverity
	}
	return word
}

func leads(a, b Score) bool {
	if g, h := generation(a), generation(b); g != h {
		return g > h
	}
	if a.System == "word" {
		return SeverityRank(a.Severity) < SeverityRank(b.Severity)
	}
	return a.Value > b.Value
}

func generation(s Score) int {
	switch {
	case s.System == "word":
		return 0
	case s.System == "CVSS:2.0":
		return 1
	}
	return 2
}
