package chart

import (
	"strings"
)

// A Spark is a line of the height of a word: a trend without a page.
type Spark struct {
	Values []float64 // below zero where nobody counted
	Say    string    // the same in words
}

const (
	sparkWide = 84.0
	sparkHigh = 20.0
)

// Drawn tells whether there is a line to draw: two known values at least.
func (s Spark) Drawn() bool {
	n := 0
	for _, v := range s.Values {
		if v >= 0 {
			n++
		}
	}
	return n > 1
}

// place is where a value lies, from a line that is the same for all: zero.
func (s Spark) place(i int) (x, y float64) {
	most := 1.0
	for _, v := range s.Values {
		most = max(most, v)
	}
	return rounded(3 + (sparkWide-6)*float64(i)/float64(max(len(s.Values)-1, 1))), rounded(sparkHigh - 3 - (sparkHigh-6)*s.Values[i]/most)
}

// line is the path of what is known, in steps: a count holds until the next.
func (s Spark) line() string {
	var b strings.Builder
	for i, v := range s.Values {
		if v < 0 {
			continue
		}
		x, y := s.place(i)
		if b.Len() == 0 {
			b.WriteString("M" + px(x) + " " + px(y))
			continue
		}
		b.WriteString("L" + px(x) + " " + px(y))
	}
	return b.String()
}
