package response

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// plain brings a name into the form in which names are compared: wrong
// encoding undone, small letters without accents, no space around.
func plain(s string) string {
	if len(s) > longestName {
		s = strings.ToValidUTF8(s[:longestName], "")
	}
	s = norm.NFKD.String(strings.ToLower(repair(s)))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || r == '®' || r == '™' {
			return -1
		}
		return r
	}, letters.Replace(s)))
}

var letters = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "®", "", "™", "", "(r)", "", "(tm)", "")

// repair undoes UTF-8 that was read as Windows-1252 and encoded again:
// "Innokas YhtymÃ¤ Oy".
func repair(s string) string {
	if !strings.ContainsAny(s, "ÃÂâ") {
		return s
	}
	bytes, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil || bytes == s || !utf8.ValidString(bytes) {
		return s
	}
	return bytes
}

// words splits a plain name at everything that is neither letter nor digit.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// similarity is 1 for equal texts and 0 for those that share nothing: one
// minus the edit distance over the longer length. Texts whose lengths alone
// keep it below half are not compared further.
func similarity(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x) < len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 1
	}
	if len(x) > mostCompared || 2*len(y) < len(x) {
		return 0
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return 1 - float64(row[len(y)])/float64(len(x))
}

// longestName bounds what of a name is looked at; real ones stay below 200 bytes.
const longestName = 400

// mostCompared bounds the cost of one comparison; no name is longer.
const mostCompared = 200
