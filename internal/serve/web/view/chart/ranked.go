package chart

import (
	"github.com/a-h/templ"

	"aceso/internal/serve/web/view/ui"
)

// Ranked are bars below each other, the longest first: where something is.
type Ranked struct {
	Series []Series
	Rows   []Rank
	Most   float64 // the whole length; 0 for the longest bar
	Rest   string  // what is not shown: "and 12 more with 31 findings"
}

// A Rank is one bar.
type Rank struct {
	Name   string
	Note   string // in small beside the name
	URL    string
	Values []float64 // of each series
	Quiet  bool      // the name says that nothing is known: "not stated"
}

func (r Ranked) links() bool { return true }

func (r Ranked) draw(id string) templ.Component { return r.picture(id) }

func (r Rank) sum() float64 {
	n := 0.0
	for _, v := range r.Values {
		n += v
	}
	return n
}

// bars are where the blocks of a row lie.
func (r Ranked) bars(row Rank) []block {
	most := r.Most
	for _, o := range r.Rows {
		most = max(most, o.sum())
	}
	var out []block
	x := 0.0
	for i, v := range row.Values {
		if v > 0 && most > 0 {
			out = append(out, block{x: x, wide: v / most, fill: r.Series[i].Fill})
			x += v / most
		}
	}
	return out
}

// say is a bar in words.
func (r Ranked) say(row Rank) string {
	s := row.Name + ": "
	for i, v := range row.Values {
		if i > 0 {
			s += ", "
		}
		s += figure(v, false) + " " + r.Series[i].Name
	}
	return s
}

func (r Ranked) fills() []Fill {
	var out []Fill
	for _, s := range r.Series {
		out = append(out, s.Fill)
	}
	return distinct(out...)
}

// Figure makes the figure around the bars. rows names what a row is: "supplier".
func (r Ranked) Figure(f Figure, rows string) Figure {
	f.Table = Table{Head: []string{ui.Upper(rows)}}
	for _, s := range r.Series {
		f.Table.Head = append(f.Table.Head, ui.Upper(s.Name))
		if len(r.Series) > 1 {
			f.Key = append(f.Key, Entry{Fill: s.Fill, Name: s.Name})
		}
	}
	for _, row := range r.Rows {
		cells := []string{row.Name}
		for _, v := range row.Values {
			cells = append(cells, figure(v, false))
		}
		f.Table.Rows = append(f.Table.Rows, cells)
	}
	if len(r.Rows) > 0 {
		f.Plot = r
	}
	return f
}
