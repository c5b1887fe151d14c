// Package units reads a hospital's inventory of devices from the table that
// it keeps: CSV in the encodings and with the separators that spreadsheets
// and asset systems write, under headers in the words that they use.
package units

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// A Row is one unit as the table has it. Its fields are those of fleet.Unit,
// in the same order, so that one converts into the other.
type Row struct {
	Tag, UDI, Manufacturer, Model, ModelNumber, Version, VersionFrom, Serial, Site, Ward string
	Row                                                                                  int
}

// columns are the headers that are understood, in small letters without
// punctuation, for each field; earlier ones win.
var columns = []struct {
	field   func(*Row) *string
	headers []string
}{
	{func(r *Row) *string { return &r.Tag }, []string{
		"tag", "asset tag", "asset", "asset id", "asset no", "asset number", "unit", "unit id",
		"inventory number", "inventory no", "inventory id", "equipment number", "equipment no", "equipment id", "control number", "device id", "cmms id", "id",
		"inventarnummer", "inventar nr", "anlagennummer", "numero inventaire",
	}},
	{func(r *Row) *string { return &r.UDI }, []string{"udi", "udi di", "udi carrier", "udi device identifier", "device identifier", "di", "gtin"}},
	{func(r *Row) *string { return &r.Manufacturer }, []string{
		"manufacturer", "manufacturer name", "vendor", "vendor name", "make", "maker", "mfr", "mfg", "oem",
		"brand owner", "company", "supplier", "brand", "hersteller", "fabricant", "fabricante",
	}},
	{func(r *Row) *string { return &r.Model }, []string{
		"model", "model name", "device model", "product", "product name", "device name", "device", "type", "equipment",
		"modell", "modell name", "modele", "modelo", "gerat", "bezeichnung", "description", "name",
	}},
	{func(r *Row) *string { return &r.ModelNumber }, []string{
		"model number", "model no", "model nr", "model id", "catalogue number", "catalog number", "catalogue no", "catalog no",
		"ref", "ref number", "part number", "part no", "sku", "modellnummer", "artikelnummer",
	}},
	{func(r *Row) *string { return &r.Version }, []string{
		"software version", "sw version", "version", "firmware version", "fw version", "software", "firmware",
		"software revision", "sw rev", "software release", "sw", "revision", "software stand", "softwareversion", "softwarestand", "version logiciel",
	}},
	{func(r *Row) *string { return &r.VersionFrom }, []string{"version source", "source of version", "version from", "source", "version read by", "quelle"}},
	{func(r *Row) *string { return &r.Serial }, []string{"serial number", "serial", "serial no", "serial nr", "s n", "sn", "seriennummer", "serien nr", "numero de serie"}},
	{func(r *Row) *string { return &r.Site }, []string{"site", "facility", "hospital", "campus", "building", "standort", "haus"}},
	{func(r *Row) *string { return &r.Ward }, []string{"ward", "department", "dept", "unit location", "location", "room", "area", "cost center", "cost centre", "station", "abteilung"}},
}

// Decode reads the table. A row that can't be used is left out and noted among
// the problems; the error says that the bytes are no such table at all.
func Decode(data []byte, lim intake.Limits) ([]Row, check.Problems, error) {
	if int64(len(data)) > lim.Bytes {
		return nil, nil, intake.Exceeded("bytes", lim.Bytes)
	}
	data, err := intake.Unpack(data, lim)
	if err != nil {
		return nil, nil, err
	}
	text, _, err := intake.LooseText(data)
	if err != nil {
		return nil, nil, err
	}
	t := table{tags: map[string]int{}}
	if err := intake.CSV(bytes.NewReader(text), separator(text), lim, t.row); err != nil {
		return nil, nil, err
	}
	if t.places == nil {
		return nil, nil, fault.New(fault.Invalid, "the table is empty").Helped("its first row names the columns: tag, manufacturer, model, version, serial, ward")
	}
	return t.rows, t.problems, nil
}

// separators are the signs that may part fields.
const separators = ",;\t|"

// separator is the sign that parts the first row most often; Excel may say it
// in a line of its own ("sep=;").
func separator(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if rest, found := bytes.CutPrefix(bytes.ToLower(bytes.TrimRight(line, "\r ")), []byte("sep=")); found && len(rest) == 1 && bytes.ContainsAny(rest, separators) {
		return rune(rest[0])
	}
	best, most := ',', 0
	for _, sep := range separators {
		if n := bytes.Count(line, []byte(string(sep))); n > most {
			best, most = sep, n
		}
	}
	return best
}

// A table is what has been read of it so far.
type table struct {
	places   []int // the column of each field, -1 where there is none
	width    int
	rows     []Row
	problems check.Problems
	tags     map[string]int // row of each tag
}

func (t *table) row(n int, fields []string) error {
	switch {
	case blank(fields) || n == 1 && strings.HasPrefix(strings.ToLower(fields[0]), "sep="):
		return nil
	case t.places == nil:
		return t.header(fields)
	}
	if len(fields) > t.width && !blank(fields[t.width:]) {
		t.problems.Warn(place(n, ""), "units-columns", "the row has %d fields and the header %d: the rest is not read", len(fields), t.width)
	}
	r := Row{Row: n}
	for i, at := range t.places {
		if at >= 0 && at < len(fields) {
			*columns[i].field(&r) = clean(fields[at])
		}
	}
	if r.Tag == "" {
		r.Tag = fmt.Sprintf("row %d", n)
		t.problems.Warn(place(n, "tag"), "units-tag", "the unit has no tag; its row stands for it")
	}
	if first, twice := t.tags[r.Tag]; twice {
		t.problems.Warn(place(n, "tag"), "units-tag", "the tag %q is already that of row %d", r.Tag, first)
	} else {
		t.tags[r.Tag] = n
	}
	t.spoilt(n, r)
	t.rows = append(t.rows, r)
	return nil
}

func (t *table) header(fields []string) error {
	t.width = len(fields)
	t.places = make([]int, len(columns))
	taken := map[int]bool{}
	for i, c := range columns {
		t.places[i] = -1
		for _, h := range c.headers {
			if at := find(fields, h, taken); at >= 0 {
				t.places[i] = at
				taken[at] = true
				break
			}
		}
	}
	if t.places[4] < 0 { // a second name for the product helps as a number does
		for _, h := range []string{"model name", "product name", "device name", "product", "device", "equipment", "description", "bezeichnung"} {
			if at := find(fields, h, taken); at >= 0 {
				t.places[4], taken[at] = at, true
				break
			}
		}
	}
	if t.places[2] < 0 && t.places[3] < 0 && t.places[4] < 0 {
		return fault.New(fault.Invalid, "the first row (%s) names no column for the manufacturer or the model", strings.Join(cut(fields), ", ")).
			Helped("name the columns in the first row: tag, manufacturer, model, version, serial, ward")
	}
	return nil
}

func find(fields []string, header string, taken map[int]bool) int {
	for i, f := range fields {
		if !taken[i] && headerWords(f) == header {
			return i
		}
	}
	return -1
}

// headerWords brings a header into the form of the list above.
func headerWords(s string) string {
	s = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "é", "e", "è", "e", "#", " number ").Replace(strings.ToLower(clean(s)))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

var (
	scientific = regexp.MustCompile(`^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+$`)
	asDate     = regexp.MustCompile(`^(?:[0-9]{1,2}[-./ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-./ ][0-9]{2,4})$`)
)

// spoilt notes values that a spreadsheet has probably made something else of.
func (t *table) spoilt(n int, r Row) {
	for _, f := range []struct{ name, value string }{{"tag", r.Tag}, {"serial", r.Serial}, {"model number", r.ModelNumber}, {"version", r.Version}} {
		switch {
		case scientific.MatchString(f.value):
			t.problems.Warn(place(n, f.name), "units-spoilt", "%q may be a number that a spreadsheet has shortened; read it on the unit", f.value)
		case asDate.MatchString(f.value):
			t.problems.Warn(place(n, f.name), "units-spoilt", "%q may be a value that a spreadsheet took for a date; read it on the unit", f.value)
		}
	}
}

// clean takes away blanks and the marks that keep a spreadsheet from
// calculating: ="00123", '00123.
func clean(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u00a0' || r == '\ufeff' }), " ")
	if inner, found := strings.CutPrefix(s, `="`); found {
		return strings.TrimSuffix(inner, `"`)
	}
	if inner, found := strings.CutPrefix(s, "'"); found && inner != "" {
		return inner
	}
	return s
}

func blank(fields []string) bool {
	for _, f := range fields {
		if clean(f) != "" {
			return false
		}
	}
	return true
}

func place(row int, column string) string {
	if column == "" {
		return fmt.Sprintf("row %d", row)
	}
	return fmt.Sprintf("row %d, %s", row, column)
}

func cut(fields []string) []string {
	if len(fields) > 10 {
		fields = append(fields[:10:10], "…")
	}
	return fields
}
