package advisory

import (
	"math"
	"strings"
	"unicode"
)

// Plain is the highest reading grade that a text for patients should have.
const Plain = 8.0

// Grade returns the reading grade of an English text: the school year whose
// pupils understand it (Flesch-Kincaid grade level). A text without a word has
// grade 0. Syllables are counted by rule, so that it is right to about a year.
func Grade(text string) float64 {
	words, syllables := 0, 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		words++
		syllables += syllablesOf(strings.ToLower(word))
	}
	if words == 0 {
		return 0
	}
	grade := 0.39*float64(words)/float64(sentences(text)) + 11.8*float64(syllables)/float64(words) - 15.59
	return math.Round(max(0, grade)*10) / 10
}

// sentences counts where sentences end: a mark before a space or the end, and
// the end of a line.
func sentences(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		ends := 0
		for i, r := range line {
			after := line[i+len(string(r)):]
			if strings.ContainsRune(".!?:", r) && (after == "" || after[0] == ' ') {
				ends++
			}
		}
		if !strings.ContainsAny(line[len(line)-1:], ".!?:") {
			ends++
		}
		n += ends
	}
	return max(1, n)
}

// syllablesOf counts groups of vowels, and not a silent e.
func syllablesOf(word string) int {
	n, last := 0, false
	for _, r := range word {
		vowel := strings.ContainsRune("aeiouy", r)
		if vowel && !last {
			n++
		}
		last = vowel
	}
	if strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") && n > 1 {
		n--
	}
	return max(1, n)
}
