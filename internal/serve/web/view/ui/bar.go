package ui

import (
	"strconv"
	"strings"
)

// Parts are the answers for the parts of a release. Only Clean is good news.
type Parts struct {
	Affected  int // a weakness is in it
	Untold    int // a weakness may be in it: the sources don't say enough
	Clean     int // looked up, nothing found
	Unchecked int // could not be looked up at all
	Waiting   int // not looked up yet
}

// Total is how many parts there are.
func (p Parts) Total() int { return p.Affected + p.Untold + p.Clean + p.Unchecked + p.Waiting }

// Open is how many parts have no answer.
func (p Parts) Open() int { return p.Untold + p.Unchecked + p.Waiting }

// Say is the answer in words, the affected first.
func (p Parts) Say() string {
	s := Count(p.Total(), "part", "parts") + ": " + Number(p.Affected) + " affected, "
	if p.Untold > 0 {
		s += Number(p.Untold) + " may be affected, "
	}
	s += Number(p.Clean) + " clean, " + Number(p.Unchecked) + " could not be checked"
	if p.Waiting > 0 {
		s += ", " + Number(p.Waiting) + " not checked yet"
	}
	return s
}

// A Bar is the answers as lengths. What could not be checked is as wide as it
// is; a clean remainder is never assumed.
type Bar struct {
	ID    string // unique in the page
	Parts Parts
	Thin  bool
}

// A stretch of the bar: where it lies, in per cent of the width, and what it
// looks like. Affected and clean are plain, what nobody can tell is hatched.
type stretch struct {
	class, x, width string
	count           int
	word            string
}

// stretches returns what there is, in the order of the answers. What is there
// at all is at least one per cent wide, else it could not be seen.
func (b Bar) stretches() []stretch {
	p := b.Parts
	all := []stretch{
		{class: "affected", count: p.Affected, word: "affected"},
		{class: "untold", count: p.Untold, word: "may be affected: nobody can tell"},
		{class: "clean", count: p.Clean, word: "clean"},
		{class: "unchecked", count: p.Unchecked, word: "could not be checked"},
		{class: "waiting", count: p.Waiting, word: "not checked yet"},
	}
	total, sum := float64(p.Total()), 0.0
	widths := make([]float64, len(all))
	for i, s := range all {
		if s.count > 0 {
			widths[i] = max(1, 100*float64(s.count)/total)
		}
		sum += widths[i]
	}
	x := 0.0
	for i := range all {
		if sum > 0 {
			w := 100 * widths[i] / sum
			all[i].x, all[i].width = percent(x), percent(w)
			x += w
		}
	}
	return all
}

// term is the word of the glossary that explains a stretch.
func (s stretch) term() string {
	return map[string]string{"affected": "affected", "untold": "cannot-tell", "clean": "clean", "unchecked": "not-checkable"}[s.class]
}

// shown tells whether the key names a stretch: always the three answers, the
// others where there are any.
func (s stretch) shown() bool {
	return s.count > 0 || s.class == "affected" || s.class == "clean" || s.class == "unchecked"
}

// fill is the pattern of a hatched stretch; "" for a plain one.
func (s stretch) fill(id string) string {
	switch s.class {
	case "untold", "unchecked":
		return "url(#" + hatch(s.class, id) + ")"
	}
	return ""
}

// hatch is the id of a pattern, with only what is safe in url(#…).
func hatch(class, id string) string {
	return class + "-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, id)
}

func percent(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) + "%" }
