package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
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

// WriteCSV writes a table as CSV in UTF-8, with commas and a byte order mark,
// which Excel needs to see that it is UTF-8. Formulas are escaped.
func WriteCSV(w io.Writer, header []string, rows func(yield func([]string) bool)) error {
	out := bufio.NewWriter(w)
	if _, err := out.WriteString("\ufeff"); err != nil {
		return err
	}
	in := csv.NewWriter(out)
	write := func(fields []string) error {
		safe := make([]string, len(fields))
		for i, f := range fields {
			safe[i] = Escape(f)
		}
		return in.Write(safe)
	}
	if err := write(header); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for row := range rows {
		if err := write(row); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	if in.Flush(); in.Error() != nil {
		return fmt.Errorf("write CSV: %w", in.Error())
	}
	return out.Flush()
}

// longestCell is what one cell of an XLSX file may hold (Excel's limit).
const longestCell = 32_767

// WriteXLSX writes a table as a workbook of one sheet, with the header frozen
// above the rows. Every cell is a text, so that 1.10 stays 1.10; formulas are
// escaped all the same, for those who save it as CSV.
func WriteXLSX(w io.Writer, header []string, rows func(yield func([]string) bool)) error {
	file := excelize.NewFile()
	defer file.Close()
	out, err := file.NewStreamWriter("Sheet1")
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	bold, err := file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	if err := out.SetRow("A1", cellsOf(header), excelize.RowOpts{StyleID: bold}); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	n := 1
	for row := range rows {
		n++
		if err := out.SetRow(fmt.Sprintf("A%d", n), cellsOf(row)); err != nil {
			return fmt.Errorf("write XLSX: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	if err := file.Write(w); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

func cellsOf(fields []string) []any {
	cells := make([]any, len(fields))
	for i, f := range fields {
		f = Escape(f)
		for len(f) > longestCell { // counted in bytes: never more than Excel counts in letters
			_, size := utf8.DecodeLastRuneInString(f)
			f = f[:min(len(f)-size, longestCell)]
		}
		cells[i] = f
	}
	return cells
}
