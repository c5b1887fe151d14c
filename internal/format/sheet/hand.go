package sheet

import (
	"bytes"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
)

// clearest is the head that a written list gives a column.
func (f Field) clearest() string {
	switch f {
	case Kind:
		return "type"
	case SupportLevel, EndOfSupport:
		return f.words()
	}
	return string(f)
}

// WriteRows writes a hand-kept list as CSV that Decode reads without being
// told what its columns hold.
func WriteRows(rows []sbom.Row) ([]byte, error) {
	head := make([]string, len(Fields))
	for i, f := range Fields {
		head[i] = f.clearest()
	}
	var b bytes.Buffer
	err := WriteCSV(&b, head, func(yield func([]string) bool) {
		for _, r := range rows {
			if r = r.Trimmed(); r.Empty() {
				continue
			}
			cells := make([]string, len(Fields))
			for i, f := range Fields {
				cells[i] = *r.Cell(string(f))
			}
			if !yield(cells) {
				return
			}
		}
	})
	return b.Bytes(), err
}

// Pasted reads rows that were copied out of a spreadsheet: with a head that
// names the columns, or else in the order of Fields without Hash, as the table
// editor shows them.
func Pasted(text string, lim intake.Limits) ([]sbom.Row, error) {
	data := []byte(strings.Trim(text, "\r\n") + "\n")
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	m, _, err := Guess(data, lim)
	if err != nil {
		return nil, err
	}
	if !m.names() {
		m = Mapping{Separator: "\t", Columns: map[Field]int{}}
		if !bytes.Contains(data, []byte("\t")) {
			m.Separator = string(separatorOf(data))
		}
		for i, f := range []Field{Name, Version, Supplier, PURL, CPE, Licence, SupportLevel, EndOfSupport} {
			m.Columns[f] = i
		}
	}
	doc, _, err := Decode(data, &m, lim)
	if err != nil {
		return nil, err
	}
	rows := make([]sbom.Row, len(doc.Components))
	for i := range doc.Components {
		rows[i] = sbom.RowOf(&doc.Components[i])
	}
	return rows, nil
}
