package sheet

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"aceso/internal/format/intake"
)

// A sheetReader reads the rows of one sheet.
type sheetReader struct {
	*workbook
	x       *intake.XMLWalk
	fn      func(row int, cells []cell) error
	last    int // row
	cells   []cell
	stopped bool
}

func (s *sheetReader) row(e intake.Element) {
	row := s.last + 1
	if n, err := strconv.Atoi(e.Attr("r")); err == nil {
		row = n
	}
	if row <= s.last || s.lim.Rows > 0 && row > s.lim.Rows {
		s.x.Fail(intake.Exceeded("rows", int64(s.lim.Rows)))
		return
	}
	s.last, s.cells = row, s.cells[:0]
	s.x.Children(func(c intake.Element) {
		column := len(s.cells)
		if at := columnOf(c.Attr("r")); at >= 0 {
			column = at
		}
		value := s.cell(c)
		if value.text == "" && !value.missing || column < len(s.cells) {
			return // formats of empty cells reach to the last column there can be
		}
		if s.lim.Columns > 0 && column >= s.lim.Columns {
			s.x.Fail(intake.Exceeded("columns", int64(s.lim.Columns)))
			return
		}
		for len(s.cells) < column {
			s.cells = append(s.cells, cell{})
		}
		s.cells = append(s.cells, value)
	})
	if s.x.Err() != nil || len(s.cells) == 0 {
		return
	}
	if err := s.fn(row, s.cells); err != nil {
		s.stopped = errors.Is(err, intake.ErrStop)
		s.x.Fail(err)
	}
}

// columnOf returns the number of the column in a reference like AB12, from 0;
// -1 when there is none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		if n = n*26 + int(ref[i]-'A') + 1; n > 1<<20 {
			return 1 << 20
		}
	}
	return n - 1
}

// cell reads one cell: a text of its own or shared, a number, or what a
// formula last came to. ECMA-376, 18.3.1.4.
func (s *sheetReader) cell(e intake.Element) cell {
	var value string
	formula := false
	s.x.Children(func(child intake.Element) {
		switch child.Name {
		case "v":
			value = s.x.Text()
		case "f":
			formula = true
		case "is":
			value = richText(s.x)
		}
	})
	if value == "" {
		return cell{missing: formula}
	}
	switch e.Attr("t") {
	case "s":
		if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(s.shared) {
			return textCell(s.shared[i])
		}
		return cell{}
	case "str", "inlineStr":
		return textCell(unescapeXLSX(value))
	case "b":
		return cell{text: map[string]string{"1": "TRUE", "0": "FALSE"}[value]}
	case "e": // #N/A and the like say nothing
		return cell{}
	case "d":
		return cell{text: value, kind: isDate}
	}
	style, _ := strconv.Atoi(e.Attr("s"))
	return s.number(value, style)
}

func textCell(s string) cell { return cell{text: Unescape(strings.TrimSpace(s))} }

// number shows a number as its format does, as far as that changes what it
// means: dates, and fixed decimals such as those of 1.10.
func (s *sheetReader) number(value string, style int) cell {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return cell{text: value}
	}
	var format numberFormat
	if style >= 0 && style < len(s.formats) {
		format = s.formats[style]
	}
	if format.date {
		if day := s.epoch.day(f); day != "" {
			return cell{text: day, kind: isDate}
		}
	}
	if format.text { // a number in a cell for texts is shown as it was typed
		return cell{text: plain(f), kind: isText}
	}
	if format.decimals > 0 {
		return cell{text: strconv.FormatFloat(f, 'f', format.decimals, 64), kind: isNumber}
	}
	return cell{text: plain(f), kind: isNumber}
}

// plain writes a number with the 15 digits that a spreadsheet shows.
func plain(f float64) string {
	if g, err := strconv.ParseFloat(strconv.FormatFloat(f, 'e', 14, 64), 64); err == nil {
		f = g
	}
	if math.Abs(f) < 1e15 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// An epoch is true where days are counted from 1904, as on old Macintoshes.
type epoch bool

// day turns a serial number into a date; "" when it can be none. Spreadsheets
// count 29 February 1900, which never was, so days before March 1900 are one off.
func (e epoch) day(serial float64) string {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if e {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	} else if serial < 61 {
		start = start.AddDate(0, 0, 1)
	}
	if serial < 0 || serial > 2_958_465 { // 31 December 9999
		return ""
	}
	return start.AddDate(0, 0, int(serial)).Format(time.DateOnly)
}

// A numberFormat is what a style does to a number, as far as it matters here.
type numberFormat struct {
	date     bool
	text     bool
	decimals int
}

// readStyles learns the number format of every cell style.
func (w *workbook) readStyles(data []byte) error {
	x, err := intake.WalkXML(data, w.lim)
	if err != nil {
		return err
	}
	codes := map[string]string{}
	x.Children(func(e intake.Element) {
		switch e.Name {
		case "numFmts":
			x.Children(func(f intake.Element) { codes[f.Attr("numFmtId")] = f.Attr("formatCode") })
		case "cellXfs":
			x.Children(func(f intake.Element) { w.formats = append(w.formats, formatOf(f.Attr("numFmtId"), codes)) })
		}
	})
	return x.Close()
}

var (
	fixedDecimals = regexp.MustCompile(`^[#,]*0\.(0+)(_\))?$`)
	quotedCode    = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]`)
)

// formatOf reads a number format: one that is built in by its number (ECMA-376,
// 18.8.30), others by their code.
func formatOf(id string, codes map[string]string) numberFormat {
	if code, ok := codes[id]; ok {
		if m := fixedDecimals.FindStringSubmatch(code); m != nil {
			return numberFormat{decimals: len(m[1])}
		}
		bare := strings.ToLower(quotedCode.ReplaceAllString(code, ""))
		return numberFormat{date: strings.ContainsAny(bare, "ymd") && !strings.Contains(bare, "general"), text: bare == "@"}
	}
	switch n, _ := strconv.Atoi(id); {
	case n >= 14 && n <= 17, n == 22, n >= 27 && n <= 36, n >= 50 && n <= 58:
		return numberFormat{date: true}
	case n == 2, n == 4:
		return numberFormat{decimals: 2}
	case n == 49:
		return numberFormat{text: true}
	}
	return numberFormat{}
}
