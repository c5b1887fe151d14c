package ui

import (
	"net/url"
	"strconv"
	"strings"
)

// A Query is the address of a list with everything that shapes it, so that a
// view can be sent to somebody else.
type Query struct {
	Path   string
	Values url.Values
}

// With returns the address with one value changed; "" leaves it out. The
// place in the list is forgotten, since another order or filter starts anew.
func (q Query) With(name, value string) string {
	v := url.Values{}
	for k, all := range q.Values {
		if k != "after" && k != "before" {
			v[k] = all
		}
	}
	return Query{q.Path, set(v, name, value)}.String()
}

// Keep returns the address of another path with the same values.
func (q Query) Keep(path string) string { return Query{path, q.Values}.String() }

// String returns the address.
func (q Query) String() string {
	if text := q.Values.Encode(); text != "" {
		return q.Path + "?" + text
	}
	return q.Path
}

func set(v url.Values, name, value string) url.Values {
	if value == "" {
		v.Del(name)
	} else {
		v.Set(name, value)
	}
	return v
}

// A Column is the head of one column. Sort is its name in the address; "" for
// a column that can't be sorted by.
type Column struct {
	Label string
	Sort  string
	Num   bool
}

// A Head is the head of a list: its columns, and which of them orders it.
type Head struct {
	Columns []Column
	By      string
	Down    bool // largest first
	Query   Query
}

// link sorts by a column; by the same again it turns the order round.
func (h Head) link(c Column) string {
	order := c.Sort
	if h.By == c.Sort && !h.Down {
		order = "-" + c.Sort
	}
	return h.Query.With("sort", order)
}

// aria is how a column tells a screen reader that the list is in its order.
func (h Head) aria(c Column) string {
	switch {
	case h.By != c.Sort:
		return "none"
	case h.Down:
		return "descending"
	}
	return "ascending"
}

// A Pager says which stretch of a list one sees, and leads to the next.
type Pager struct {
	First, Last, Total int
	Noun               string // "findings"
	Prev, Next         string // addresses; "" where there is none
}

// Text says what is shown: "1 to 50 of 312 findings".
func (p Pager) Text() string {
	if p.Total == 0 {
		return "no " + p.Noun
	}
	if p.First == 1 && p.Last >= p.Total {
		return "all " + Number(p.Total) + " " + p.Noun
	}
	return Number(p.First) + " to " + Number(p.Last) + " of " + Number(p.Total) + " " + p.Noun
}

// needed tells whether there is more than one stretch.
func (p Pager) needed() bool { return p.Prev != "" || p.Next != "" }

// Parts are the three answers for the parts of a release.
type Parts struct{ Affected, Clean, Unchecked int }

// Total is how many parts there are.
func (p Parts) Total() int { return p.Affected + p.Clean + p.Unchecked }

// Say is the answer in words, the affected first.
func (p Parts) Say() string {
	return Count(p.Total(), "part", "parts") + ": " + Number(p.Affected) + " affected, " + Number(p.Clean) + " clean, " + Number(p.Unchecked) + " could not be checked"
}

// A Bar is the three answers as lengths. The part that could not be checked
// is as wide as it is; a clean remainder is never assumed.
type Bar struct {
	ID    string // unique in the page
	Parts Parts
	Thin  bool
}

// hatch is the id of the bar's pattern, with only what is safe in url(#…).
func hatch(id string) string {
	return "hatch-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, id)
}

// A stretch of the bar, in per cent of its width.
type stretch struct{ x, width string }

// stretches returns where the affected, the clean and the unchecked lie. What
// is there at all is at least one per cent wide, else it could not be seen.
func (b Bar) stretches() (affected, clean, unchecked stretch) {
	total := float64(b.Parts.Total())
	if total == 0 {
		return stretch{"0%", "0%"}, stretch{"0%", "0%"}, stretch{"0%", "100%"}
	}
	widths := [3]float64{}
	sum := 0.0
	for i, n := range []int{b.Parts.Affected, b.Parts.Clean, b.Parts.Unchecked} {
		if n > 0 {
			widths[i] = max(1, 100*float64(n)/total)
		}
		sum += widths[i]
	}
	out, x := [3]stretch{}, 0.0
	for i, w := range widths {
		w = 100 * w / sum
		out[i] = stretch{percent(x), percent(w)}
		x += w
	}
	return out[0], out[1], out[2]
}

func percent(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) + "%" }
