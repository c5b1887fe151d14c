package release

import (
	"strconv"

	"aceso/internal/serve/web/view/ui"
)

// Hand is the side where a parts list is kept row by row.
const Hand Tab = "table"

// A Table is a parts list that a person keeps by hand.
type Table struct {
	Page
	Base    string // what it is made upon
	Seen    string // stands for the rows whose changes are shown below; "" while none are
	Machine string // what made the current list, where no person did
	Lost    []string
	Anyway  bool // it shall take the place of what a tool made
	Rows    []HandRow
	Paste   string
	Wrong   string
	Fix     string
	Stops   int    // cells that must be mended
	Doubts  int    // cells that leave a question
	Theirs  string // who brought another list meanwhile; "" when nobody did

	Checked               bool
	Added, Removed, Moved []Moved
	Parts, Same           int
}

// A HandRow is one row of the table.
type HandRow struct {
	No    int // from 1
	Cells []HandCell
	Kept  []HandCell // fields that are kept and not shown
}

// A HandCell is one field of a row, with what is wrong with it.
type HandCell struct {
	Name, Label, Value string
	Wrong              string
	Stops              bool
}

func (c HandCell) id() string { return "c-" + c.Name }

// classes is how wide a cell is, and whether it is wrong.
func (c HandCell) wide() bool {
	switch c.Label {
	case "Package URL", "CPE":
		return true
	}
	return false
}

// HandHeads are the columns of the table.
func HandHeads() ui.Head {
	var h ui.Head
	for _, c := range HandColumns {
		h.Columns = append(h.Columns, ui.Column{Label: c.Label})
	}
	h.Columns = append(h.Columns, ui.Column{Label: "Remove"})
	return h
}

// HandColumns are the fields that the table shows, in its order.
var HandColumns = []struct{ Field, Label string }{
	{"name", "Name"},
	{"version", "Version"},
	{"supplier", "Supplier"},
	{"purl", "Package URL"},
	{"cpe", "CPE"},
	{"licence", "Licence"},
	{"supportLevel", "Level of support"},
	{"endOfSupport", "End of support"},
}

// HandKept are the fields that the table keeps without showing them.
var HandKept = []string{"hash", "kind", "group", "description", "copyright", "swid"}

// Change says what saving would do.
func (t Table) Change() string {
	if len(t.Added)+len(t.Removed)+len(t.Moved) == 0 {
		return "Nothing would change: the same " + ui.Count(t.Same, "part", "parts") + "."
	}
	return ui.Upper(ui.Count(len(t.Added), "part", "parts")) + " added, " + ui.Number(len(t.Removed)) + " removed, " + ui.Number(t.Parts) + " changed; " + ui.Number(t.Same) + " the same."
}

// Savable tells whether the rows can be kept as they stand.
func (t Table) Savable() bool { return t.Checked && t.Stops == 0 }

func number(n int) string { return strconv.Itoa(n) }
