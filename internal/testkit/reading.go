package testkit

import (
	"strings"
	"unicode"
)

// Grade is the years of school that a text asks for, by the formula of Flesch
// and Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59. Names in
// capitals (SBOM, KEV) and codes count as words of one syllable: nobody reads
// them letter by letter.
func Grade(text string) float64 {
	sentences, words, beats := 0, 0, 0
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?:;\n", r) }) {
		n := 0
		for _, w := range strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			n++
			beats += syllables(w)
		}
		if n > 0 {
			sentences++
			words += n
		}
	}
	if words == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(beats)/float64(words) - 15.59
}

// syllables counts groups of vowels, without a silent e at the end.
func syllables(word string) int {
	if strings.ToUpper(word) == word {
		return 1
	}
	w := strings.ToLower(word)
	n, in := 0, false
	for _, r := range w {
		vowel := strings.ContainsRune("aeiouyäöü", r)
		if vowel && !in {
			n++
		}
		in = vowel
	}
	if strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "le") && n > 1 || strings.HasSuffix(w, "ed") && len(w) > 3 && !strings.ContainsRune("td", rune(w[len(w)-3])) && n > 1 {
		n--
	}
	return max(1, n)
}
