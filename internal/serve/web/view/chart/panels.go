package chart

import "github.com/a-h/templ"

// Panels are many small pictures of the same kind and scale, side by side:
// nobody has to tell crossing lines apart.
type Panels struct{ Panels []Panel }

// A Panel is one of them.
type Panel struct {
	Name string
	URL  string
	Say  string // "23 open, 4 more"
	Columns
}

func (p Panels) links() bool { return true }

func (p Panels) draw(id string) templ.Component { return p.picture(id) }

// one are the columns of a panel, on the scale of all.
func (p Panels) one(i int) Columns {
	c := p.Panels[i].Columns
	for _, other := range p.Panels {
		for _, col := range other.Cols {
			up, down := other.sums(col)
			c.Most = max(c.Most, up, down)
		}
	}
	c.Flat = true
	return c
}

// Figure makes the figure around the panels: a table with a column for each.
func (p Panels) Figure(f Figure, rows, total string) Figure {
	f.Table = Table{Head: []string{rows}}
	if len(p.Panels) == 0 {
		return f
	}
	f.Plot = p
	for _, s := range p.Panels[0].Series {
		f.Key = append(f.Key, Entry{Fill: s.Fill, Name: s.Name})
	}
	for _, panel := range p.Panels {
		f.Table.Head = append(f.Table.Head, panel.Name+total)
	}
	for i := len(p.Panels[0].Cols) - 1; i >= 0; i-- {
		row := []string{p.Panels[0].Cols[i].Name}
		for _, panel := range p.Panels {
			col := panel.Cols[i]
			up, _ := panel.sums(col)
			text := figure(up, panel.Percent)
			if col.Unknown {
				text = "not counted"
			}
			row = append(row, text)
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	return f
}
