package ui

import (
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// A Listing is a list as a page shows it: what narrows it, what can be done
// with the view, the rows, and the way on. Package list makes it from the
// list's declaration.
type Listing struct {
	Name    string // "findings"
	Noun    string // "findings", in sentences
	Query   Query  // this view
	Filters []Input
	// Narrowed tells that a filter is set: no row is then no empty list. All is
	// the address without filters.
	Narrowed bool
	All      string
	Order    string // the order in words, where the head alone does not say it
	OrderWhy Link
	Head     Head
	Rows     []ListRow
	Pager    Pager
	Columns  []Choice // to choose from
	Exports  []Link   // this view as CSV, XLSX, JSON, on paper
	Acts     string   // head of the column of what can be done to a row; "" for none
	Empty    Nothing  // what is said when there is nothing

	Views *Views // kept views to choose from; nil where none can be kept

	Bulk templ.Component // what can be done to chosen rows, below them; nil is nothing
}

// Views are the kept views of a list, and what the one at hand would be kept as.
type Views struct {
	List     string // its name
	Query    string // of the view at hand
	Saved    []NavItem
	Pinned   []NavItem // of those, what stands above the list
	Plain    string    // address of the list as it comes
	MayShare bool
}

// A ListRow is one row.
type ListRow struct {
	ID    string
	URL   string // where it leads
	On    bool   // it is open beside the list
	Cells []Cell
	Lead  templ.Component // chooses the row; nil where none is chosen
	Act   templ.Component // what can be done to it
}

// Nothing is what an empty list teaches, with the one thing to do.
type Nothing struct {
	Title, Text string
	Do          Link
}

// A Cell is what a row says in one column.
type Cell struct {
	Name  string // the column, told where a telephone folds the row; "" where the cell speaks for itself
	Text  string // "" when not known
	None  string // said instead
	Num   bool
	Opens bool            // leads to the row's page
	Body  templ.Component // drawn instead, or below what opens the row
}

// wide tells whether the table may be wider than its window.
func (l Listing) wide() bool { return len(l.Head.Columns) > 9 }

// hidden are the values of the view that the choice of columns keeps.
func (l Listing) hidden() []Input {
	var out []Input
	for _, name := range slices.Sorted(maps.Keys(l.Query.Values)) {
		if place, ours := strings.CutPrefix(name, l.Query.Prefix); ours && slices.Contains([]string{"after", "from", "cols"}, place) {
			continue
		}
		for _, v := range l.Query.Values[name] {
			out = append(out, Input{Name: name, Kind: Hidden, Value: v})
		}
	}
	return out
}

// A Sheet is a list on paper: all rows, and what they are.
type Sheet struct {
	Title   string
	About   [][2]string // organisation, what it is narrowed to, order, as of when
	Columns []Column
	Rows    [][]string
	Hash    string // SHA-256 of the same view as CSV
	Back    string // the page that it was printed from
}

// Line is what every page of paper repeats.
func (s Sheet) Line() string {
	var said []string
	for _, a := range s.About {
		if a[0] == "Organisation" || a[0] == "List" || a[0] == "Narrowed to" {
			said = append(said, a[1])
		}
	}
	return strings.Join(said, " · ")
}
