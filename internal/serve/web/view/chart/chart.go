// Package chart draws charts on the server, as SVG that the theme colours. Each
// is a plain value first: what it asks, what it found in one sentence reckoned
// from its numbers, the picture, and the table of all that the picture shows.
package chart

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"aceso/internal/serve/web/view/ui"
)

// A Figure is a chart with all that stands beside it.
type Figure struct {
	ID    string // unique in the page
	Title string
	Say   string    // what it shows, in one sentence
	Note  string    // how it is counted
	AsOf  time.Time // of the newest number; zero leaves it out
	Plot  Plot      // nil where there is nothing to draw
	Empty string    // what stands in its place
	Key   []Entry
	Table Table
	CSV   string  // where the table is as a file
	Wide  bool    // it takes the whole width beside others
	More  ui.Link // where the same is told in full
}

// A Plot is the picture of a figure.
type Plot interface {
	draw(id string) templ.Component
	// links tells whether parts of the picture lead somewhere: then it is no
	// image to who hears it, but a group of links.
	links() bool
}

// An Entry of the key names a fill, with its newest number.
type Entry struct {
	Fill Fill
	Name string
	Text string // "12"; "" for none
}

// A Table is the numbers of a picture: all of them, in words.
type Table struct {
	Head  []string // the first names the rows
	Rows  [][]string
	Links []string // where the first word of each row leads; may be shorter
	Most  int      // how many rows the page shows; the file has all. 0 is all
	Wide  int      // how many columns from the left hold words; the others hold numbers
}

// num tells whether a column holds numbers.
func (t Table) num(column int) bool { return column >= max(t.Wide, 1) }

// part is the id of a part of the figure.
func (f Figure) part(name string) string { return f.ID + "-" + name }

// label is what the picture is called for those who hear the page.
func (f Figure) label() string { return "Picture: " + f.Title + ". The table below has its numbers." }

// role is what the picture is to a screen reader.
func (f Figure) role() string {
	if f.Plot.links() {
		return "group"
	}
	return "img"
}

// link is where the first word of a row leads.
func (t Table) link(row int) string {
	if row < len(t.Links) {
		return t.Links[row]
	}
	return ""
}

// shown are the rows that the page shows.
func (t Table) shown() [][]string {
	if t.Most > 0 && t.Most < len(t.Rows) {
		return t.Rows[:t.Most]
	}
	return t.Rows
}

// rest says how many rows the page leaves out.
func (t Table) rest() string {
	if left := len(t.Rows) - len(t.shown()); left > 0 {
		return "And " + ui.Number(left) + " more in the file."
	}
	return ""
}

// Whole returns a copy of all rows.
func (t Table) Whole() [][]string {
	out := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		out[i] = slices.Clone(row)
	}
	return out
}
