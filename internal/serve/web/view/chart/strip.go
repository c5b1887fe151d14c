package chart

import "github.com/a-h/templ"

// A Strip is a row of days for each of several things: was it so that day.
type Strip struct {
	Kinds []Kind
	Rows  []StripRow
	Ticks []string // below, by day; "" for none
}

// A Kind is how a day can have been.
type Kind struct {
	Name string
	Fill Fill
}

// A StripRow is one of the things.
type StripRow struct {
	Name string
	Say  string // "fresh on 88 of 90 days"
	Days []Cell
}

// A Cell is one day.
type Cell struct {
	Kind int // of Kinds
	Say  string
}

func (s Strip) links() bool { return false }

func (s Strip) draw(id string) templ.Component { return s.picture(id) }

func (s Strip) fills() []Fill {
	var out []Fill
	for _, k := range s.Kinds {
		out = append(out, k.Fill)
	}
	return distinct(out...)
}

// runs are the days of a row with those together that follow each other alike.
func (s Strip) runs(row StripRow) []block {
	var out []block
	each := 1 / float64(max(len(row.Days), 1))
	last := -1
	for i, d := range row.Days {
		if d.Kind == last {
			out[len(out)-1].wide += each
			continue
		}
		last = d.Kind
		out = append(out, block{x: float64(i) * each, wide: each, fill: s.Kinds[d.Kind].Fill})
	}
	return out
}

// labels are the words below the days.
func (s Strip) labels() []label {
	var out []label
	for i, t := range s.Ticks {
		if t != "" {
			out = append(out, label{x: (float64(i) + 0.5) / float64(len(s.Ticks)), text: t})
		}
	}
	keep := every(len(out), ticksNarrow)
	for i := range out {
		out[i].fine = i%keep != 0
	}
	return out
}

// Figure makes the figure around the strip.
func (s Strip) Figure(f Figure, t Table) Figure {
	f.Table = t
	if len(s.Rows) > 0 {
		f.Plot = s
		for _, k := range s.Kinds {
			f.Key = append(f.Key, Entry{Fill: k.Fill, Name: k.Name})
		}
	}
	return f
}
