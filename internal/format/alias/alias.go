// Package alias reads and writes name rules as files: a JSON list, or a table
// with one rule a line.
package alias

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// Most is how many rules one file may hold.
const Most = 5_000

// Head is the first line of a table of rules. Several patterns of one rule
// stand in one field, with a bar between them.
var Head = []string{"name", "vendor", "patterns", "cpe", "ecosystem", "package"}

// entry is a rule in a JSON file; check --aliases reads the same shape.
type entry struct {
	Name      string   `json:"name"`
	Vendor    string   `json:"vendor,omitempty"`
	Patterns  []string `json:"patterns"`
	CPE       string   `json:"cpe,omitempty"`
	Ecosystem string   `json:"ecosystem,omitempty"`
	Package   string   `json:"package,omitempty"`
	Who       string   `json:"who,omitempty"`
}

// Decode reads a file of rules. What is wrong with one rule stands at its
// line; an error is about the file as a whole.
func Decode(data []byte) ([]match.Line, error) {
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if len(text) == 0 {
		return nil, fault.New(fault.Invalid, "the file is empty").Helped("send a JSON list of rules, or a table with the columns %s", strings.Join(Head, ", "))
	}
	var lines []match.Line
	var err error
	if text[0] == '[' || text[0] == '{' {
		lines, err = decodeJSON(text)
	} else {
		lines, err = decodeCSV(text)
	}
	if err == nil && len(lines) > Most {
		err = fault.New(fault.TooLarge, "the file has %d rules; at most %d are read", len(lines), Most).Helped("split it")
	}
	return lines, err
}

func decodeJSON(text []byte) ([]match.Line, error) {
	var raw []json.RawMessage
	if err := intake.JSON(text, intake.API, &raw); err != nil {
		return nil, err
	}
	lines := make([]match.Line, 0, len(raw))
	for i, one := range raw {
		l := match.Line{No: i + 1}
		var e entry
		if err := intake.JSON(one, intake.API, &e); err != nil {
			l.Wrong = err.Error()
			if f := fault.Of(err); f != nil {
				l.Wrong, l.Fix = f.Text, f.Fix
			}
		}
		l.Rule = ruleOf(e)
		lines = append(lines, l)
	}
	return lines, nil
}

func ruleOf(e entry) match.Alias {
	a := match.Alias{
		Name: strings.TrimSpace(e.Name), Vendor: strings.TrimSpace(e.Vendor), CPE: strings.TrimSpace(e.CPE),
		Ecosystem: strings.TrimSpace(e.Ecosystem), Package: strings.TrimSpace(e.Package),
	}
	for _, p := range e.Patterns {
		if p = strings.TrimSpace(p); p != "" {
			a.Patterns = append(a.Patterns, p)
		}
	}
	return a
}

func decodeCSV(text []byte) ([]match.Line, error) {
	if _, err := intake.Text(text); err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	first, _, _ := bytes.Cut(text, []byte("\n"))
	for _, sep := range ";\t" {
		if bytes.ContainsRune(first, sep) && !bytes.ContainsRune(first, ',') {
			r.Comma = sep
		}
	}
	head, err := r.Read()
	if err != nil {
		return nil, fault.New(fault.Invalid, "the table can't be read: %v", err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, must := range []string{"name", "patterns"} {
		if _, ok := at[must]; !ok {
			return nil, fault.New(fault.Invalid, "the table has no column %q", must).Helped("name the columns %s", strings.Join(Head, ", "))
		}
	}
	for name := range at {
		if name != "" && !slices.Contains(Head, name) {
			return nil, fault.New(fault.Invalid, "the table has a column %.40q, which is not known", name).Helped("known are %s", strings.Join(Head, ", "))
		}
	}
	var lines []match.Line
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			var parse *csv.ParseError
			if errors.As(err, &parse) {
				return nil, fault.New(fault.Invalid, "line %d of the table can't be read: %v", parse.Line, parse.Err)
			}
			return nil, fault.New(fault.Invalid, "the table can't be read: %v", err)
		}
		cell := func(name string) string {
			if i, ok := at[name]; ok && i < len(row) {
				return strings.TrimPrefix(row[i], "'") // what keeps a spreadsheet from taking it for a formula
			}
			return ""
		}
		no, _ := r.FieldPos(0)
		l := match.Line{No: no, Rule: ruleOf(entry{
			Name: cell("name"), Vendor: cell("vendor"), Patterns: strings.Split(cell("patterns"), "|"),
			CPE: cell("cpe"), Ecosystem: cell("ecosystem"), Package: cell("package"),
		})}
		if len(row) > len(head) {
			l.Wrong = fmt.Sprintf("the line has %d fields, and the head names %d", len(row), len(head))
		}
		lines = append(lines, l)
		if len(lines) > Most {
			return lines, nil
		}
	}
}

// EncodeJSON writes rules as a JSON list.
func EncodeJSON(rules []match.Alias) ([]byte, error) {
	out := make([]entry, len(rules))
	for i, a := range rules {
		out[i] = entry{Name: a.Name, Vendor: a.Vendor, Patterns: a.Patterns, CPE: a.CPE, Ecosystem: a.Ecosystem, Package: a.Package, Who: a.Who}
	}
	text, err := json.MarshalIndent(out, "", "  ")
	return append(text, '\n'), err
}

// EncodeCSV writes rules as a table that Decode reads.
func EncodeCSV(rules []match.Alias) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(Head); err != nil {
		return nil, err
	}
	for _, a := range rules {
		row := []string{a.Name, a.Vendor, strings.Join(a.Patterns, "|"), a.CPE, a.Ecosystem, a.Package}
		for i, text := range row {
			if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
				row[i] = "'" + text
			}
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
