package bom

import (
	"aceso/internal/serve/web/view/ui"
)

// A Table page lets a person say what the columns of a table hold.
type Table struct {
	ui.Frame
	Back    ui.Link
	File    string
	Asked   string // why it is asked, when the program could not tell by itself
	Action  string // where the answer is sent
	Again   string // where another sheet or row of heads is shown
	Kept    []ui.Input
	Shape   []ui.Input // sheet, separator, row of heads
	Columns []Column
	MayRead bool // whether the reader may have it read again
	Wrong   string
	Fix     string
}

// A Column is one column with what stands in it.
type Column struct {
	Letter  string // as a spreadsheet names it
	Head    string
	Samples []string
	Holds   ui.Input
}

// NewTable returns the page for a file.
func NewTable(f ui.Frame, file string, back ui.Link) Table {
	f.Title = "Columns of " + file
	return Table{Frame: f, File: file, Back: back}
}
