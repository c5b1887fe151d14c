package sheet

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Excel's own limits.
const (
	longestCell  = 32_767 // letters of one cell
	longestTitle = 31     // letters of a sheet's name
)

// A Day is a date without a time of day, as a cell of a workbook.
type Day time.Time

// A Book is a workbook that takes the rows of its first sheet one after the
// other and holds only some of them in memory.
type Book struct {
	to          io.Writer
	file        *excelize.File
	out         *excelize.StreamWriter
	row         int
	day, moment int // styles
}

// NewBook begins a workbook with one sheet, whose header is frozen above the
// rows. Texts stay texts, so that 1.10 stays 1.10; formulas are escaped all the
// same, for those who save it as CSV.
func NewBook(w io.Writer, title string, header []string) (*Book, error) {
	b := &Book{to: w, file: excelize.NewFile()}
	if err := b.begin(title, header); err != nil {
		b.file.Close()
		return nil, fmt.Errorf("write XLSX: %w", err)
	}
	return b, nil
}

func (b *Book) begin(title string, header []string) error {
	title = sheetTitle(title)
	if err := b.file.SetSheetName("Sheet1", title); err != nil {
		return err
	}
	bold, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	if b.day, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &day}); err != nil {
		return err
	}
	if b.moment, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &moment}); err != nil {
		return err
	}
	if b.out, err = b.file.NewStreamWriter(title); err != nil {
		return err
	}
	if err := b.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	b.row = 1
	return b.out.SetRow("A1", b.cells(anys(header)), excelize.RowOpts{StyleID: bold})
}

// sheetTitle makes a name for a sheet that Excel takes.
func sheetTitle(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, s), "' ")
	if r := []rune(s); len(r) > longestTitle {
		s = string(r[:longestTitle])
	}
	if s == "" {
		return "Sheet1"
	}
	return s
}

// Row writes a row of texts, lists of texts, numbers, yes or no, times, days,
// and nil for what is unknown.
func (b *Book) Row(values []any) error {
	b.row++
	if err := b.out.SetRow(fmt.Sprintf("A%d", b.row), b.cells(values)); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

// Close ends the workbook. What is said about the table, as names and values,
// stands on a sheet of its own.
func (b *Book) Close(about [][2]string) error {
	defer b.file.Close()
	err := b.out.Flush()
	if err == nil && len(about) > 0 {
		err = b.tell(about)
	}
	if err == nil {
		err = b.file.Write(b.to)
	}
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

func (b *Book) tell(about [][2]string) error {
	const name = "About this table"
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	for i, line := range about {
		for j, text := range line {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := b.file.SetCellStr(name, cell, cut(Escape(text))); err != nil {
				return err
			}
		}
	}
	return b.file.SetColWidth(name, "A", "B", 30)
}

func (b *Book) cells(values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			out[i] = cut(Escape(v))
		case []string:
			out[i] = cut(Escape(strings.Join(v, ", ")))
		case Day:
			out[i] = b.dated(time.Time(v), b.day)
		case time.Time:
			out[i] = b.dated(v, b.moment)
		default:
			out[i] = v
		}
	}
	return out
}

// dated is a time as Excel counts it; nothing where there is none.
func (b *Book) dated(t time.Time, style int) any {
	if t.IsZero() {
		return nil
	}
	return excelize.Cell{StyleID: style, Value: t.UTC()}
}

// cut keeps a text within one cell. Its length is counted in bytes: never less
// than Excel counts in letters.
func cut(s string) string {
	for len(s) > longestCell {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:min(len(s)-size, longestCell)]
	}
	return s
}
