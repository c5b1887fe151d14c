package chart

import (
	"slices"

	"github.com/a-h/templ"

	"aceso/internal/serve/web/view/ui"
)

// Columns are stacked columns side by side: the weeks of a year, bands of age.
// Those of some series may hang down from the line.
type Columns struct {
	Series  []Series
	Cols    []Col
	Rules   []Rule
	Percent bool    // the values are shares, 0 to 1
	Most    float64 // top of the scale, to compare pictures; 0 for what the values need
	Flat    bool    // half as high, with one line
	Time    bool    // the columns follow in time: the table begins with the newest
	Newest  bool    // the key tells the values of the last column
	Rows    string  // what the rows of the table are: "week"
	Total   string  // heading of a column of the table with the sum of what stands; "" for none
	Gap     string  // what is said where the first columns are unknown: "not counted before 5 Oct"
}

// A Series is one layer of the columns; the first stands on the line.
type Series struct {
	Name string
	Fill Fill
	Down bool
}

// A Col is one column.
type Col struct {
	Name    string    // "week of 12 Oct 2026"
	Tick    string    // below the picture; "" for none
	Values  []float64 // of each series, from zero up
	Unknown bool      // nobody counted: there is no value, not zero
	Derived bool      // reckoned from something else than a count
}

// A Rule is a line between two columns: behind the column with the number After.
type Rule struct {
	After int
	Label string
	Left  bool // the label stands left of it
}

const (
	columnsHigh = 200.0
	columnsFlat = 96.0
	columnsRoom = 14.0 // above, for the labels of rules
)

func (c Columns) links() bool { return false }

func (c Columns) draw(id string) templ.Component { return c.picture(id) }

// high is the height of the picture without its ticks.
func (c Columns) high() float64 {
	if c.Flat {
		return columnsFlat
	}
	return columnsHigh
}

// scaleWide is how wide the numbers of the scale are.
func (c Columns) scaleWide() float64 {
	if c.Flat {
		return 34
	}
	return 44
}

// sums are how far a column reaches up and down.
func (c Columns) sums(col Col) (up, down float64) {
	for i, v := range col.Values {
		if c.Series[i].Down {
			down += v
		} else {
			up += v
		}
	}
	return up, down
}

// scale is how values become places: the lines that are drawn, from below to
// above, and the height of one.
func (c Columns) scale() (marks []float64, zero, unit float64) {
	up, down := c.Most, 0.0
	for _, col := range c.Cols {
		u, d := c.sums(col)
		up, down = max(up, u), max(down, d)
	}
	steps := 5
	if c.Flat {
		steps = 2
	}
	if c.Percent {
		up = max(up, 0.02)
	}
	all := ticks(max(up, down), steps, !c.Percent)
	step, above, below := all[1], 0.0, 0.0
	for above < up-step*1e-9 || above == 0 {
		above += step
	}
	for below < down-step*1e-9 {
		below += step
	}
	for at := -below; at <= above+step*1e-9; at += step {
		marks = append(marks, at)
	}
	unit = (c.high() - columnsRoom) / (above + below)
	return marks, columnsRoom + above*unit, unit
}

// A block is a rectangle of the picture: across in shares of the width.
type block struct {
	x, wide, y, high float64
	fill             Fill
	derived          bool
}

// blocks are all that is filled.
func (c Columns) blocks() []block {
	_, zero, unit := c.scale()
	var out []block
	each := 1 / float64(max(len(c.Cols), 1))
	gap := min(0.14, 0.3*each*float64(len(c.Cols))) * each
	for i, col := range c.Cols {
		up, down := zero, zero
		for s, v := range col.Values {
			if v <= 0 || col.Unknown {
				continue
			}
			b := block{x: float64(i)*each + gap/2, wide: each - gap, high: v * unit, fill: c.Series[s].Fill, derived: col.Derived}
			if c.Series[s].Down {
				b.y = down
				down += b.high
			} else {
				up -= b.high
				b.y = up
			}
			out = append(out, b)
		}
	}
	return out
}

// A label of the axis below; fine ones are left out where it is narrow.
type label struct {
	x    float64
	text string
	fine bool
}

const (
	ticksWide   = 12
	ticksNarrow = 5
)

// labels are the words below the columns.
func (c Columns) labels() []label {
	var with []int
	for i, col := range c.Cols {
		if col.Tick != "" {
			with = append(with, i)
		}
	}
	wide, narrow := ticksWide, ticksNarrow
	if c.Flat {
		wide, narrow = 3, 3
	}
	step := every(len(with), wide)
	var out []label
	for n := 0; n < len(with); n += step {
		i := with[n]
		out = append(out, label{x: (float64(i) + 0.5) / float64(len(c.Cols)), text: c.Cols[i].Tick})
	}
	keep := every(len(out), narrow+1)
	for i := range out {
		out[i].fine = i%keep != 0
	}
	return out
}

// say is what one column holds, in words.
func (c Columns) say(col Col) string {
	if col.Unknown {
		return col.Name + ": not counted"
	}
	s := ""
	for i, v := range col.Values {
		if s != "" {
			s += ", "
		}
		s += figure(v, c.Percent) + " " + c.Series[i].Name
	}
	if col.Derived {
		s += " (by the findings' dates)"
	}
	return ui.Upper(col.Name) + ": " + s
}

// empty tells whether there is nothing at all to draw.
func (c Columns) empty() bool {
	return !slices.ContainsFunc(c.Cols, func(col Col) bool { return !col.Unknown })
}

// gap is how far the unknown columns at the left reach.
func (c Columns) gap() float64 {
	n := 0
	for n < len(c.Cols) && c.Cols[n].Unknown {
		n++
	}
	return float64(n) / float64(max(len(c.Cols), 1))
}

// fills are those that the picture uses.
func (c Columns) fills() []Fill {
	var out []Fill
	for _, s := range c.Series {
		out = append(out, s.Fill)
	}
	return distinct(out...)
}

// Figure makes the figure around the columns: its key and its table.
func (c Columns) Figure(f Figure) Figure {
	f.Table = c.table()
	if c.empty() {
		return f
	}
	f.Plot = c
	for i, s := range c.Series {
		e := Entry{Fill: s.Fill, Name: s.Name}
		if last := c.Cols[len(c.Cols)-1]; c.Newest && !last.Unknown {
			e.Text = figure(last.Values[i], c.Percent)
		}
		f.Key = append(f.Key, e)
	}
	return f
}

func (c Columns) table() Table {
	t := Table{Head: []string{ui.Upper(c.Rows)}}
	for _, s := range c.Series {
		t.Head = append(t.Head, ui.Upper(s.Name))
	}
	if c.Total != "" {
		t.Head = append(t.Head, c.Total)
	}
	for _, col := range c.Cols {
		row := []string{col.Name}
		for i := range c.Series {
			if col.Unknown {
				row = append(row, "not counted")
			} else {
				row = append(row, figure(col.Values[i], c.Percent))
			}
		}
		if c.Total != "" {
			up, _ := c.sums(col)
			total := figure(up, c.Percent)
			if col.Unknown {
				total = "not counted"
			}
			row = append(row, total)
		}
		if col.Derived {
			row[0] += " (by dates)"
		}
		t.Rows = append(t.Rows, row)
	}
	if c.Time {
		slices.Reverse(t.Rows)
	}
	return t
}
