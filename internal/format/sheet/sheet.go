// Package sheet reads the lists of components that people keep by hand, as
// CSV or XLSX, and writes tables that are safe to open in a spreadsheet.
//
// Nobody agrees on the columns of such a list, so Guess finds them by the
// words of their heads, in English, German, French and Spanish, and returns what it found: a
// page shows the guess and lets a person correct it, and Decode takes it.
package sheet

import (
	"bytes"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// A Mapping says which column of a table holds what. Rows count from 1, as
// spreadsheets do, and columns from 0.
type Mapping struct {
	Sheet     string        `json:"sheet,omitempty"`     // of an XLSX file; "" is the first one
	Separator string        `json:"separator,omitempty"` // of a CSV file
	Header    int           `json:"header"`              // the row that names the columns; 0 when none does
	Heads     []string      `json:"heads"`               // its texts, as they stand
	Columns   map[Field]int `json:"columns"`
}

// A cell is one field of a table, with what the file says of its type: a
// version 1.10 that somebody typed into a spreadsheet has become the number 1.1.
type cell struct {
	text    string
	kind    kind
	missing bool // a formula without a stored result
}

type kind byte

const (
	isText kind = iota
	isNumber
	isDate
)

// A table is a source of rows. Rows that are empty may be left out.
type table interface {
	// rows calls fn for each row of a sheet, from the first, until it returns
	// an error; intake.ErrStop ends without one. The cells are only good until
	// fn returns.
	rows(m *Mapping, fn func(row int, cells []cell) error) error
	// sheets lists what can be chosen from; of a CSV file, one without a name.
	sheets() []string
	encoding() string
	// day is the date that a serial number of this file stands for, or "".
	day(serial float64) string
}

// open finds out what kind of table data is.
func open(data []byte, lim intake.Limits) (table, error) {
	switch {
	case int64(len(data)) > lim.Bytes:
		return nil, intake.Exceeded("bytes", lim.Bytes)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return openXLSX(data, lim)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, fault.New(fault.Invalid, "this is a spreadsheet of an old or encrypted kind").Helped("save it as .xlsx without a password, or as .csv")
	}
	return openCSV(data, lim)
}

// previewRows is how many rows Guess returns, and how deep it looks for the
// row that names the columns.
const previewRows = 50

// Guess finds the sheet, the row that names the columns, and the columns. The
// rows are the first ones of that sheet, for showing; row 1 comes first. Where
// no row names columns, Header is 0 and it is left to a person to say.
func Guess(data []byte, lim intake.Limits) (Mapping, [][]string, error) {
	t, err := open(data, lim)
	if err != nil {
		return Mapping{}, nil, err
	}
	return guess(t)
}

func guess(t table) (Mapping, [][]string, error) {
	var best Mapping
	var shown [][]string
	found := 0
	for i, name := range t.sheets() {
		m := Mapping{Sheet: name}
		first, err := firstRows(t, &m)
		if err != nil {
			return Mapping{}, nil, err
		}
		if isMDS2(first) {
			return Mapping{}, nil, MDS2
		}
		score := m.find(first)
		if i == 0 || score > found {
			best, shown, found = m, first, score
		}
	}
	return best, shown, nil
}

// A View is the beginning of a table, as a person needs to see it to say what
// its columns hold.
type View struct {
	Mapping
	Sheets []string   // of the workbook; one without a name for a CSV file
	Rows   [][]string // the first ones; row 1 comes first
}

// Look shows the beginning of a table with a mapping; without one, with the guess.
func Look(data []byte, m *Mapping, lim intake.Limits) (View, error) {
	t, err := open(data, lim)
	if err != nil {
		return View{}, err
	}
	v := View{Sheets: t.sheets()}
	if m == nil {
		v.Mapping, v.Rows, err = guess(t)
		return v, err
	}
	v.Mapping = *m
	v.Rows, err = firstRows(t, &v.Mapping)
	return v, err
}

// NoNames refuses a table of which nothing says where its components are named.
var NoNames = fault.New(fault.Invalid, "no row of the list says which column holds the name of the component").
	Helped("let the first row name the columns: name, version, supplier, purl, cpe, licence, hash, level of support, end of support")

// firstRows reads the beginning of a sheet. Rows that were left out are empty.
func firstRows(t table, m *Mapping) ([][]string, error) {
	var first [][]string
	err := t.rows(m, func(row int, cells []cell) error {
		if row > previewRows {
			return intake.ErrStop
		}
		for len(first) < row-1 {
			first = append(first, nil)
		}
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = c.text
		}
		first = append(first, texts)
		return nil
	})
	return first, err
}

// Decode reads a list of components. Without a mapping it takes the guess. A
// row that breaks a rule is told and still used, unless it names nothing.
func Decode(data []byte, m *Mapping, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	t, err := open(data, lim)
	if err != nil {
		return nil, nil, err
	}
	if m == nil {
		guessed, _, err := guess(t)
		if err != nil {
			return nil, nil, err
		}
		m = &guessed
	}
	if !m.names() {
		return nil, nil, NoNames
	}
	r := reader{m: m, lim: lim, day: t.day, doc: &sbom.Document{Format: sbom.List, Encoding: t.encoding(), Name: m.Sheet}}
	if err := t.rows(m, r.row); err != nil {
		return nil, nil, err
	}
	if len(r.doc.Components) == 0 {
		return nil, nil, fault.New(fault.Invalid, "the list has no row that names a component").
			Helped("put one component in each row below the row that names the columns")
	}
	r.doc.Derive()
	return r.doc, r.finish(), nil
}
