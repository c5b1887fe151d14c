package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"aceso/internal/value/fault"
)

// CSV calls fn for each row with the fields between the given separators. Rows
// count from 1 as in a spreadsheet: a blank line is a row, which fn does not
// see, and a line break inside of quotes begins none. Rows may differ in
// length, and quotes may stand inside a field, as spreadsheets and scripts
// write them. The fields are only good until fn returns. Bytes are taken as
// they come: Text or LooseText goes first where they are not known to be UTF-8.
func CSV(r io.Reader, separator rune, lim Limits, fn func(row int, fields []string) error) error {
	in := csv.NewReader(&counter{r: r, max: lim.Unpacked, name: "unpacked bytes"})
	in.Comma, in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = separator, -1, true, true
	row, next := 0, 1 // next is the line where the row after this one begins
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return csvFault(err)
		}
		line, _ := in.FieldPos(0)
		row += 1 + line - next
		next = line + 1
		for _, f := range fields {
			next += strings.Count(f, "\n")
		}
		if err := lim.row(row, fields); err != nil {
			return err
		}
		if err := fn(row, fields); errors.Is(err, ErrStop) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// row holds one row against the limits of a table.
func (lim Limits) row(row int, fields []string) error {
	if lim.Rows > 0 && row > lim.Rows {
		return Exceeded("rows", int64(lim.Rows))
	}
	if lim.Columns > 0 && len(fields) > lim.Columns {
		return Exceeded("columns", int64(lim.Columns))
	}
	for _, f := range fields {
		if lim.Text > 0 && len(f) > lim.Text {
			return Exceeded("bytes of one field", int64(lim.Text))
		}
	}
	return nil
}

func csvFault(err error) error {
	if fault.Of(err) != nil {
		return err
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fault.New(fault.Invalid, "this is not valid CSV: %v at line %d, column %d", parse.Err, parse.Line, parse.Column)
	}
	return err
}
