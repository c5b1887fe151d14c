package version

import (
	"strings"
)

// A gentooText is a version of the Package Manager Specification, 3.2.
type gentooText struct {
	numbers  []string
	letter   string
	suffixes []gentooSuffix
	revision string
}

type gentooSuffix struct {
	rank   int
	number string
}

// gentooSuffixes are in their order; a version without one stands between rc and p.
var gentooSuffixes = []string{"alpha", "beta", "pre", "rc", "", "p"}

// noSuffix is the rank of "no suffix".
const noSuffix = 4

func readGentoo(text string) (gentooText, bool) {
	var g gentooText
	if base, r, ok := strings.Cut(text, "-r"); ok {
		if !allDigits(r) {
			return g, false
		}
		text, g.revision = base, r
	}
	base, rest, more := strings.Cut(text, "_")
	if base != "" && isLetter(base[len(base)-1]) {
		base, g.letter = base[:len(base)-1], base[len(base)-1:]
	}
	g.numbers = strings.Split(base, ".")
	for _, n := range g.numbers {
		if !allDigits(n) {
			return g, false
		}
	}
	for more {
		var one string
		one, rest, more = strings.Cut(rest, "_")
		word := run(one, isLetter)
		rank := -1
		for i, s := range gentooSuffixes {
			if s != "" && s == word {
				rank = i
			}
		}
		number := one[len(word):]
		if rank < 0 || number != "" && !allDigits(number) {
			return g, false
		}
		g.suffixes = append(g.suffixes, gentooSuffix{rank, number})
	}
	return g, true
}

// compareGentoo orders by the Package Manager Specification, 3.3.
func compareGentoo(a, b string) (int, bool) {
	g, ok := readGentoo(a)
	h, ok2 := readGentoo(b)
	if !ok || !ok2 {
		return 0, false
	}
	if d := compareDigits(g.numbers[0], h.numbers[0]); d != 0 {
		return d, true
	}
	for i := 1; i < min(len(g.numbers), len(h.numbers)); i++ {
		x, y := g.numbers[i], h.numbers[i]
		d := 0
		if x[0] == '0' || y[0] == '0' { // then they are decimal places
			d = strings.Compare(strings.TrimRight(x, "0"), strings.TrimRight(y, "0"))
		} else {
			d = compareDigits(x, y)
		}
		if d != 0 {
			return d, true
		}
	}
	if d := len(g.numbers) - len(h.numbers); d != 0 {
		return d, true
	}
	if d := strings.Compare(g.letter, h.letter); d != 0 {
		return d, true
	}
	for i := range max(len(g.suffixes), len(h.suffixes)) {
		x, y := gentooSuffix{rank: noSuffix}, gentooSuffix{rank: noSuffix}
		if i < len(g.suffixes) {
			x = g.suffixes[i]
		}
		if i < len(h.suffixes) {
			y = h.suffixes[i]
		}
		if x.rank != y.rank {
			return x.rank - y.rank, true
		}
		if d := compareDigits(x.number, y.number); d != 0 {
			return d, true
		}
	}
	return compareDigits(g.revision, h.revision), true
}
