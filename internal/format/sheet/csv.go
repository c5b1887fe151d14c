package sheet

import (
	"bytes"
	"strings"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// csvTable is a CSV file: commas, semicolons, tabs or bars between the fields,
// in UTF-8, UTF-16 or Windows-1252.
type csvTable struct {
	text      []byte
	separator rune
	skip      int // rows before the first, which said what the separator is
	lim       intake.Limits
}

func openCSV(data []byte, lim intake.Limits) (table, error) {
	text, _, err := intake.LooseText(data)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fault.New(fault.Invalid, "the file is empty")
	}
	// Old Macintosh line ends; the CSV reader knows the other two.
	if !bytes.Contains(text, []byte("\n")) {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	t := &csvTable{text: text, lim: lim}
	// Excel's own way of saying it: a first line "sep=;".
	if rest, ok := bytes.CutPrefix(text, []byte("sep=")); ok && len(rest) > 1 && (rest[1] == '\n' || rest[1] == '\r') {
		t.separator, t.skip = rune(rest[0]), 1
		if !strings.ContainsRune(separators, t.separator) {
			return nil, fault.New(fault.Invalid, "the separator %q is not read", string(t.separator)).Helped("use a comma, a semicolon, a tab or a bar")
		}
		_, t.text, _ = bytes.Cut(text, []byte("\n"))
		return t, nil
	}
	t.separator = separatorOf(text)
	return t, nil
}

const separators = ",;\t|"

// separatorOf returns the separator that splits the first lines most evenly:
// a comma inside of a text comes now and then, a separator in every line.
func separatorOf(text []byte) rune {
	best, found := ',', 0
	for _, s := range separators {
		counts := map[int]int{}
		for n := range fieldCounts(text, byte(s)) {
			if n > 0 {
				counts[n]++
			}
		}
		for n, lines := range counts {
			if score := lines*lines*10 + n; score > found {
				best, found = s, score
			}
		}
	}
	return best
}

// fieldCounts yields how often a separator stands outside of quotes in each of
// the first lines.
func fieldCounts(text []byte, separator byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		count, quoted, lines := 0, false, 0
		for _, c := range text[:min(len(text), 64<<10)] {
			switch {
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == separator:
				count++
			case c == '\n':
				if lines++; !yield(count) || lines == previewRows {
					return
				}
				count = 0
			}
		}
		yield(count)
	}
}

func (t *csvTable) sheets() []string { return []string{""} }

func (t *csvTable) encoding() string { return "csv" }

func (t *csvTable) day(serial float64) string { return epoch(false).day(serial) }

func (t *csvTable) rows(m *Mapping, fn func(row int, cells []cell) error) error {
	separator := t.separator
	switch {
	case m.Separator == "":
		m.Separator = string(separator)
	case len(m.Separator) == 1 && strings.Contains(separators, m.Separator):
		separator = rune(m.Separator[0])
	default:
		return fault.New(fault.Invalid, "the separator %.10q is not read", m.Separator).Helped("use a comma, a semicolon, a tab or a bar")
	}
	var cells []cell
	return intake.CSV(bytes.NewReader(t.text), separator, t.lim, func(row int, fields []string) error {
		cells = cells[:0]
		for _, f := range fields {
			cells = append(cells, cell{text: Unescape(strings.TrimSpace(f))})
		}
		return fn(row+t.skip, cells)
	})
}
