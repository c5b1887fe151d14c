package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Escape makes a text safe to open in a spreadsheet: one that begins like a
// formula gets an apostrophe before it. The apostrophe, not a tab: a tab is
// itself taken for the beginning of one by some programs.
func Escape(s string) string {
	if startsFormula(s) || strings.HasPrefix(s, "'") && startsFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// Unescape takes back what Escape has done, exactly.
func Unescape(s string) string {
	if strings.HasPrefix(s, "'") && startsFormula(strings.TrimLeft(s, "'")) {
		return s[1:]
	}
	return s
}

// startsFormula tells whether a spreadsheet would take a text for a formula:
// = + - @, their full-width forms, and the blanks that some programs skip
// before they look.
func startsFormula(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

// WriteCSV writes a table of texts as CSV, as NewCSV does.
func WriteCSV(w io.Writer, header []string, rows func(yield func([]string) bool)) error {
	out, err := NewCSV(w, header)
	if err != nil {
		return err
	}
	for row := range rows {
		if err := out.Row(anys(row)); err != nil {
			return err
		}
	}
	return out.Close()
}

// WriteXLSX writes a table of texts as a workbook, as NewBook does.
func WriteXLSX(w io.Writer, header []string, rows func(yield func([]string) bool)) error {
	out, err := NewBook(w, "Sheet1", header)
	if err != nil {
		return err
	}
	for row := range rows {
		if err := out.Row(anys(row)); err != nil {
			return err
		}
	}
	return out.Close(nil)
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// A CSV takes the rows of a table one after the other.
type CSV struct {
	buffer *bufio.Writer
	out    *csv.Writer
}

// NewCSV begins a table as CSV in UTF-8, with commas and a byte order mark,
// which Excel needs to see that it is UTF-8. Formulas are escaped.
func NewCSV(w io.Writer, header []string) (*CSV, error) {
	c := &CSV{buffer: bufio.NewWriter(w)}
	if _, err := c.buffer.WriteString("\ufeff"); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	c.out = csv.NewWriter(c.buffer)
	return c, c.Row(anys(header))
}

// Row writes a row of texts, lists of texts, numbers, yes or no, and nil for
// what is unknown. Only texts can be formulas: a number stays as it is.
func (c *CSV) Row(values []any) error {
	fields := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
		case string:
			fields[i] = Escape(v)
		case []string:
			fields[i] = Escape(strings.Join(v, ", "))
		case float64:
			fields[i] = strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			fields[i] = map[bool]string{true: "yes", false: "no"}[v]
		default:
			fields[i] = fmt.Sprint(v)
		}
	}
	if err := c.out.Write(fields); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// Close ends the table.
func (c *CSV) Close() error {
	if c.out.Flush(); c.out.Error() != nil {
		return fmt.Errorf("write CSV: %w", c.out.Error())
	}
	return c.buffer.Flush()
}
