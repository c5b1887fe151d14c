package ui

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"
)

// A Query is the address of a list with everything that shapes it, so that a
// view can be sent to somebody else.
type Query struct {
	Path   string
	Values url.Values
	Prefix string // before the names of this list's values, where a page has several lists
}

// With returns the address with one value changed; "" leaves it out. The
// place in the list is forgotten, since another order or filter starts anew.
func (q Query) With(name, value string) string {
	v := url.Values{}
	for k, all := range q.Values {
		if place, ours := strings.CutPrefix(k, q.Prefix); !ours || place != "after" && place != "from" && place != "page" {
			v[k] = all
		}
	}
	return Query{Path: q.Path, Values: set(v, q.Prefix+name, value)}.String()
}

// Keep returns the address of another path with the same values.
func (q Query) Keep(path string) string { return Query{Path: path, Values: q.Values}.String() }

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
	Falls bool            // its first order is the falling one: the worst, the newest
	Below templ.Component // drawn under the label: a small trend; nil is none
}

// A Head is the head of a list: its columns, and which of them orders it.
type Head struct {
	Columns []Column
	By      string
	Down    bool // largest first
	Query   Query
	Lead    templ.Component // head of the column in which rows are chosen; nil where none is
}

// link sorts by a column; by the same again it turns the order round.
func (h Head) link(c Column) string {
	falls := c.Falls
	if h.By == c.Sort {
		falls = !h.Down
	}
	if falls {
		return h.Query.With("sort", "-"+c.Sort)
	}
	return h.Query.With("sort", c.Sort)
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

// A Pager says which stretch of a list one sees, and leads on. A list goes
// on from its last row, so that no page is skipped while it grows; back is the
// browser's own way.
type Pager struct {
	First, Last, Total int
	Noun               string // "findings"
	Start, Next        string // addresses; "" where there is none
	Table              string // the whole list as a table to keep
	AsOf               string // when what is counted was so
}

// Text says what is shown: "1 to 50 of 312 findings".
func (p Pager) Text() string {
	switch {
	case p.Total == 0:
		return "no " + p.Noun
	case p.Total == 1 && p.Last >= 1:
		return "the only one"
	case p.First <= 1 && p.Last >= p.Total:
		return "all " + Number(p.Total) + " " + p.Noun
	case p.Last < p.First:
		return "none of " + Number(p.Total) + " " + p.Noun
	}
	return Number(p.First) + " to " + Number(p.Last) + " of " + Number(p.Total) + " " + p.Noun
}

// needed tells whether there is more than one stretch.
func (p Pager) needed() bool { return p.Start != "" || p.Next != "" }
