package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/ident"
)

// A reader turns the rows of a table into components.
type reader struct {
	m        *Mapping
	lim      intake.Limits
	day      func(serial float64) string
	doc      *sbom.Document
	problems check.Problems
	told     map[string]int
}

// perRule is how many problems of one rule are told one by one.
const perRule = 100

// note tells a problem of one field of a row.
func (r *reader) note(level check.Level, row int, field Field, rule, format string, args ...any) {
	if r.told == nil {
		r.told = map[string]int{}
	}
	if r.told[rule]++; r.told[rule] > perRule {
		return
	}
	path := "row " + strconv.Itoa(row)
	if column, ok := r.m.Columns[field]; ok {
		path += ", column " + ColumnName(column)
	}
	r.problems.Add(path, rule, format, args...)
	r.problems[len(r.problems)-1].Level = level
}

func (r *reader) finish() check.Problems {
	for _, rule := range slices.Sorted(keys(r.told)) {
		if more := r.told[rule] - perRule; more > 0 {
			r.problems.Warn("", rule, "the same in %d more rows", more)
		}
	}
	return r.problems
}

func keys(m map[string]int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// ColumnName returns the letters of a column, as a spreadsheet shows them.
func ColumnName(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// row reads one row below the head.
func (r *reader) row(row int, cells []cell) error {
	if row <= r.m.Header || r.repeatsHead(cells) {
		return nil
	}
	get := func(f Field) cell {
		if column, ok := r.m.Columns[f]; ok && column >= 0 && column < len(cells) {
			return cells[column]
		}
		return cell{}
	}
	empty := true
	for _, f := range Fields {
		c := get(f)
		if c.missing {
			r.note(check.Warning, row, f, "list-formula-has-result", "the formula has no stored result; open the file in a spreadsheet and save it again")
		}
		empty = empty && c.text == ""
	}
	if empty {
		return nil
	}
	if len(r.doc.Components) >= r.lim.Components {
		return intake.Exceeded("components", int64(r.lim.Components))
	}
	if c, ok := r.component(row, get); ok {
		r.doc.Components = append(r.doc.Components, c)
	}
	return nil
}

// repeatsHead tells the head of a table that is printed on every page again.
func (r *reader) repeatsHead(cells []cell) bool {
	if len(r.m.Heads) == 0 {
		return false
	}
	for _, column := range r.m.Columns {
		if column >= len(cells) || column >= len(r.m.Heads) || cells[column].text != r.m.Heads[column] {
			return false
		}
	}
	return true
}

func (r *reader) component(row int, get func(Field) cell) (sbom.Component, bool) {
	at := "row " + strconv.Itoa(row)
	c := sbom.Component{
		Ref: at, Path: at,
		Name: said(get(Name)), Group: said(get(Group)), Supplier: said(get(Supplier)), Kind: kindOf(said(get(Kind))),
		Licence: said(get(Licence)), Copyright: said(get(Copyright)), Description: said(get(Description)),
		SupportLevel: said(get(SupportLevel)), SWID: identifier(get(SWID)), PURL: identifier(get(PURL)),
	}
	c.Version = r.version(row, get(Version))
	c.EndOfSupport = r.date(row, get(EndOfSupport))
	r.cpes(row, &c, get(CPE))
	r.hashes(row, &c, get(Hash))
	if c.Name == "" {
		c.Name, c.Version = nameOf(c.PURL, c.Version)
	}
	if c.Name == "" {
		r.note(check.Error, row, Name, "list-row-names-component", "the row has no name of a component and was left out")
		return c, false
	}
	for _, f := range Fields {
		if withheld(get(f).text) {
			c.Redacted = append(c.Redacted, f.words())
		}
		if sbom.IsUnknown(get(f).text) && (f == PURL || f == CPE || f == Hash) { // of other fields the word itself is kept
			c.SetUnknown(f.words())
		}
	}
	return c, true
}

// nameOf takes name and version from a package URL where the row has none.
func nameOf(purl, version string) (string, string) {
	p, err := ident.ParsePURL(purl)
	if err != nil {
		return "", version
	}
	if version == "" {
		version = p.Version
	}
	return p.Name, version
}

// version reads a version, and says so where the spreadsheet may have changed it.
func (r *reader) version(row int, c cell) string {
	switch c.kind {
	case isNumber:
		r.note(check.Warning, row, Version, "list-version-is-text", "the version %s is a number in the spreadsheet, where 1.10 turns into 1.1; format the column as text and check it", c.text)
	case isDate:
		r.note(check.Warning, row, Version, "list-version-is-text", "the version is the date %s in the spreadsheet, which may have been typed as something else; format the column as text and check it", c.text)
	}
	return said(c)
}

// said returns a cell's text, or "" where it only marks that nothing stands
// there. "unknown" is kept: the author has looked, and says so.
func said(c cell) string {
	switch strings.ToLower(c.text) {
	case "-", "--", "–", "—", "?", "n/a", "n.a.", "na", "none", "null", "k.a.", "noassertion":
		return ""
	}
	if withheld(c.text) {
		return "redacted"
	}
	return c.text
}

// identifier is said for what is looked up: neither "unknown" nor "redacted"
// can be.
func identifier(c cell) string {
	text := said(c)
	switch strings.ToLower(text) {
	case "unknown", "unbekannt", "redacted", "tbd", "keine", "not known", "not available":
		return ""
	}
	return text
}

// withheld tells whether a cell says that its author keeps something back
// (CISA's minimum elements of 2025 tell this from "unknown").
func withheld(text string) bool {
	switch strings.ToLower(strings.Trim(text, "[]()<>* ")) {
	case "redacted", "withheld", "geschwärzt", "geschwaerzt", "zurückgehalten":
		return true
	}
	return false
}

// cpes reads one or several CPEs of a cell.
func (r *reader) cpes(row int, c *sbom.Component, in cell) {
	for _, text := range strings.FieldsFunc(identifier(in), func(r rune) bool { return r == ' ' || r == '\n' || r == '\r' || r == '\t' || r == ';' || r == '|' }) {
		if !strings.HasPrefix(text, "cpe:") {
			r.note(check.Error, row, CPE, "list-cpe-is-well-formed", "%.100q is no CPE: it does not begin with cpe:", text)
			continue
		}
		c.CPEs = append(c.CPEs, strings.TrimSuffix(text, ","))
	}
}

// digests tells an algorithm by the number of its hex digits.
var digests = map[int]string{32: "MD5", 40: "SHA-1", 56: "SHA-224", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}

var hexDigits = regexp.MustCompile(`(?i)\b[0-9a-f]{32,128}\b`)

// hashes reads one or several digests of a cell, with or without the name of
// the algorithm before them.
func (r *reader) hashes(row int, c *sbom.Component, in cell) {
	text := identifier(in)
	if text == "" {
		return
	}
	for _, value := range hexDigits.FindAllString(text, -1) {
		if name, ok := digests[len(value)]; ok {
			c.Hashes = append(c.Hashes, sbom.Hash{Algorithm: name, Value: strings.ToLower(value)})
		}
	}
	if c.Hashes == nil {
		r.note(check.Error, row, Hash, "list-hash-is-well-formed", "%.100q is no digest in hex digits", text)
	}
}

// date reads the end of support: a date where it is one beyond doubt, else
// what stands there.
func (r *reader) date(row int, c cell) string {
	text := said(c)
	if c.kind == isNumber {
		if serial, err := strconv.ParseFloat(text, 64); err == nil && serial >= 20_000 && serial < 80_000 {
			day := r.day(serial)
			r.note(check.Warning, row, EndOfSupport, "list-date-is-date", "the number %s was taken for the date %s; format the column as date and check it", text, day)
			return day
		}
		return text
	}
	day, doubt := parseDate(text)
	if doubt {
		r.note(check.Warning, row, EndOfSupport, "list-date-is-date", "%q can be read in two ways, and is kept as it stands; write it as 2026-01-31", text)
	}
	return day
}

var slashed = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})[./-](\d{4})$`)

// parseDate reads a date as people write it. What could be two dates, or is
// none, comes back as it stands.
func parseDate(text string) (day string, doubt bool) {
	for _, form := range [...]string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006/01/02", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "2-Jan-2006"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.Format(time.DateOnly), false
		}
	}
	m := slashed.FindStringSubmatch(text)
	if m == nil {
		return text, false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[3])
	switch {
	case m[2] == "." || a > 12: // with points the day is first
	case b > 12 || a == b:
		a, b = b, a
	default:
		return text, true
	}
	t, err := time.Parse("2/1/2006", strconv.Itoa(a)+"/"+strconv.Itoa(b)+"/"+m[4])
	if err != nil {
		return text, false
	}
	return t.Format(time.DateOnly), false
}

// kinds gives the CycloneDX word for what people call a kind of component.
var kinds = map[string]string{
	"library": "library", "bibliothek": "library", "lib": "library", "framework": "framework",
	"application": "application", "anwendung": "application", "program": "application", "programm": "application", "software": "application", "tool": "application",
	"operating system": "operating-system", "os": "operating-system", "betriebssystem": "operating-system",
	"firmware": "firmware", "device": "device", "geraet": "device", "hardware": "device", "container": "container",
	"driver": "device-driver", "device driver": "device-driver", "treiber": "device-driver", "platform": "platform", "plattform": "platform",
	"file": "file", "datei": "file", "data": "data", "machine learning model": "machine-learning-model",
}

// kindOf returns "" for a word that is not known: it may mean anything.
func kindOf(text string) string { return kinds[headOf(text)] }
