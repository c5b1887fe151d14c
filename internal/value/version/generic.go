package version

import "strings"

// This is the order for versions of things that have no ecosystem: products
// in the NVD, firmware, what people type. Numbers and words are compared in
// turn. What can be read in two ways, or in none, is left undecided.

// A token is a number or a word of a generic version.
type token struct {
	text   string
	kind   tokenKind
	single bool // a letter right behind a digit: the a of 1.1.1a
}

type tokenKind int

const (
	end tokenKind = iota
	numeral
	word
)

// stages orders the words that come before the version itself.
var stages = map[string]int{
	"dev": 1, "snapshot": 1, "nightly": 1, "alpha": 2, "beta": 3, "milestone": 4, "pre": 5, "preview": 5, "ea": 5,
	"rc": 6, "cr": 6, "candidate": 6,
}

// nothings are the words that say only that it is the version itself.
var nothings = map[string]bool{"final": true, "ga": true, "release": true, "stable": true, "rel": true}

// afters are the words for what was done to the version later.
var afters = map[string]bool{
	"p": true, "pl": true, "patch": true, "sp": true, "u": true, "update": true, "hotfix": true, "hf": true, "fix": true,
	"r": true, "rev": true, "revision": true, "build": true, "b": true, "mr": true, "cu": true, "fp": true, "post": true,
}

// A scan goes through a generic version, token by token.
type scan struct {
	text string
	at   int
}

func (s *scan) next() token {
	t := s.peek()
	s.skip(t)
	for t.kind == word && nothings[t.text] {
		t = s.peek()
		s.skip(t)
	}
	return t
}

// peek returns the token that comes without going on.
func (s *scan) peek() token {
	at := s.at
	for at < len(s.text) && !isDigit(s.text[at]) && !isLetter(s.text[at]) && s.text[at] != '+' && s.text[at] < 0x80 {
		at++
	}
	if at == len(s.text) {
		return token{}
	}
	rest := s.text[at:]
	switch {
	case isDigit(rest[0]):
		return token{text: run(rest, isDigit), kind: numeral}
	case isLetter(rest[0]):
		w := run(rest, isLetter)
		return token{text: w, kind: word, single: len(w) <= 2 && at == s.at && at > 0}
	case rest[0] == '+':
		return token{text: "+", kind: word}
	}
	return token{text: rest, kind: word} // letters of other scripts: one unknown word
}

func (s *scan) skip(t token) {
	if t.kind == end {
		s.at = len(s.text)
		return
	}
	s.at += strings.Index(s.text[s.at:], t.text) + len(t.text)
}

// compareGeneric orders two generic versions: 1.0-rc1 < 1.0 = 1.0.0 < 1.0a < 1.0.1.
func compareGeneric(a, b string) (int, bool) {
	s, t := scan{text: a}, scan{text: b}
	for first := true; ; first = false {
		x, y := s.next(), t.next()
		if first && x.kind != y.kind {
			return 0, false
		}
		// A zero says nothing that its absence would not.
		for y.kind != numeral && x.kind == numeral && isZero(x) {
			x = s.next()
		}
		for x.kind != numeral && y.kind == numeral && isZero(y) {
			y = t.next()
		}
		var d int
		ok := true
		switch {
		case x.kind == end && y.kind == end:
			return 0, true
		case x.kind == numeral && y.kind == numeral:
			d = compareDigits(x.text, y.text)
		case x.kind == word && y.kind == word:
			d, ok = compareWords(x, y, first)
		case x.kind == numeral: // y ends or is a word, and either comes before a further number
			d = 1
		case y.kind == numeral:
			d = -1
		case x.kind == word:
			d, ok = againstEnd(x, &s)
		default:
			d, ok = againstEnd(y, &t)
			d = -d
		}
		if d != 0 || !ok {
			return d, ok
		}
	}
}

func isZero(t token) bool { return strings.Trim(t.text, "0") == "" }

// compareWords orders two words at the same place.
func compareWords(x, y token, first bool) (int, bool) {
	if x.text == y.text {
		return 0, true
	}
	p, q := stages[x.text], stages[y.text]
	switch {
	case first:
		return 0, false // two different series
	case p > 0 && q > 0:
		return p - q, true
	case p > 0 && (afters[y.text] || y.single):
		return -1, true
	case q > 0 && (afters[x.text] || x.single):
		return 1, true
	case x.single && y.single: // 1.0.2z < 1.0.2za
		return strings.Compare(x.text, y.text), true
	}
	return 0, false
}

// againstEnd tells whether a version that goes on with this word comes before
// (-1) or after (1) the one that has ended.
func againstEnd(w token, s *scan) (int, bool) {
	numbered := s.peek().kind == numeral
	switch {
	case stages[w.text] > 0:
		return -1, true
	case w.single && numbered && (w.text == "a" || w.text == "b" || w.text == "c" || w.text == "m"):
		return 0, false // 1.0a1 may be an alpha, or letter a
	case afters[w.text], w.single:
		return 1, true
	}
	return 0, false
}

// cleanGeneric writes a version small, without the word "version" or a v
// before it, and joins what blanks part.
func cleanGeneric(text string) string {
	text = strings.Join(strings.Fields(strings.ToLower(text)), "-")
	for _, prefix := range [...]string{"version", "ver", "v", "release", "rel"} {
		rest, ok := strings.CutPrefix(text, prefix)
		if rest = strings.TrimLeft(rest, ".-_:"); ok && rest != "" && isDigit(rest[0]) {
			return rest
		}
	}
	return text
}

// isGeneric refuses what holds no digit and what looks like a commit.
func isGeneric(text string) bool {
	if !hasDigit(text) {
		return false
	}
	hex, letters := true, false
	for i := 0; i < len(text) && hex; i++ {
		letter := text[i] >= 'a' && text[i] <= 'f'
		letters = letters || letter
		hex = letter || isDigit(text[i])
	}
	return !hex || !letters || len(text) < 7
}
