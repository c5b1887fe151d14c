package sbom

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/value/ident"
)

// A Row is a component as a hand-kept list has it: one text a field. "unknown"
// and "redacted" are values of their own, and not the same as nothing (CISA,
// minimum elements, draft of 2025).
type Row struct {
	Name, Version, Supplier, PURL, CPE, Licence, Hash string
	SupportLevel, EndOfSupport                        string
	Kind, Group, Description, Copyright, SWID         string
}

// Cell returns the field of a row by the name that tables give it; nil for an
// unknown one.
func (r *Row) Cell(field string) *string {
	switch field {
	case "name":
		return &r.Name
	case "version":
		return &r.Version
	case "supplier":
		return &r.Supplier
	case "purl":
		return &r.PURL
	case "cpe":
		return &r.CPE
	case "licence":
		return &r.Licence
	case "hash":
		return &r.Hash
	case "supportLevel":
		return &r.SupportLevel
	case "endOfSupport":
		return &r.EndOfSupport
	case "kind":
		return &r.Kind
	case "group":
		return &r.Group
	case "description":
		return &r.Description
	case "copyright":
		return &r.Copyright
	case "swid":
		return &r.SWID
	}
	return nil
}

// Empty tells whether nothing stands in the row.
func (r Row) Empty() bool { return r == Row{} }

// Trimmed returns the row without blanks around its texts.
func (r Row) Trimmed() Row {
	for _, f := range []string{"name", "version", "supplier", "purl", "cpe", "licence", "hash", "supportLevel", "endOfSupport", "kind", "group", "description", "copyright", "swid"} {
		cell := r.Cell(f)
		*cell = strings.TrimSpace(*cell)
	}
	return r
}

// RowOf returns what a hand-kept list says of a component.
func RowOf(c *Component) Row {
	r := Row{
		Name: c.Name, Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPE: strings.Join(c.CPEs, " "), Licence: c.Licence,
		SupportLevel: c.SupportLevel, EndOfSupport: c.EndOfSupport, Kind: c.Kind, Group: c.Group, Description: c.Description, Copyright: c.Copyright, SWID: c.SWID,
	}
	for _, h := range c.Hashes {
		r.Hash = strings.TrimSpace(r.Hash + " " + h.Value)
	}
	for _, f := range []struct{ words, field string }{
		{"version", "version"},
		{"supplier", "supplier"},
		{"purl", "purl"},
		{"cpe", "cpe"},
		{"licence", "licence"},
		{"hash", "hash"},
		{"support level", "supportLevel"},
		{"level of support", "supportLevel"},
		{"end of support", "endOfSupport"},
	} {
		cell := r.Cell(f.field)
		switch {
		case slices.Contains(c.Redacted, f.words):
			*cell = "redacted"
		case *cell == "" && slices.Contains(c.Unknown, f.words):
			*cell = "unknown"
		}
	}
	return r
}

// A CellProblem is what is wrong with one cell of a list. One that does not
// stop leaves a question and can be kept.
type CellProblem struct {
	Row   int // from 0
	Field string
	Text  string
	Stops bool
}

// CheckRows tells what is wrong with the rows of a list, cell by cell. Empty
// rows are passed over.
func CheckRows(rows []Row) []CellProblem {
	var out []CellProblem
	seen := map[[3]string]int{}
	for i, r := range rows {
		r = r.Trimmed()
		if r.Empty() {
			continue
		}
		say := func(field, text string, stops bool) {
			out = append(out, CellProblem{Row: i, Field: field, Text: text, Stops: stops})
		}
		checkNames(r, say)
		if said(r.EndOfSupport) && !IsUnknown(r.EndOfSupport) {
			if _, err := time.Parse(time.DateOnly, r.EndOfSupport); err != nil && !aYear.MatchString(r.EndOfSupport) {
				say("endOfSupport", "write a date as 2027-06-30, or unknown", true)
			}
		}
		key := [3]string{strings.ToLower(r.Group), strings.ToLower(r.Name), r.Version}
		if first, twice := seen[key]; twice && rows[first].Trimmed().PURL == r.PURL {
			say("name", "the same name and version stand in row "+strconv.Itoa(first+1), false)
		} else if !twice {
			seen[key] = i
		}
	}
	return out
}

// checkNames looks at what a component is known by.
func checkNames(r Row, say func(field, text string, stops bool)) {
	if r.Name == "" {
		say("name", "a part has a name", true)
	}
	if r.Version == "" {
		say("version", "without a version nothing can be checked; write unknown if nobody knows it", false)
	}
	if said(r.PURL) && !IsUnknown(r.PURL) {
		p, err := ident.ParsePURL(r.PURL)
		switch {
		case err != nil:
			say("purl", "this is no package URL: pkg:type/name@version", true)
		case p.Version != "" && said(r.Version) && !IsUnknown(r.Version) && !strings.Contains(p.FullVersion(), r.Version) && !strings.Contains(r.Version, p.Version):
			say("purl", "it says version "+p.Version+", the row "+r.Version, false)
		}
	}
	if said(r.CPE) && !IsUnknown(r.CPE) {
		for text := range strings.FieldsSeq(r.CPE) {
			if _, err := ident.ParseCPE(text); err != nil {
				say("cpe", "this is no CPE: cpe:2.3:a:vendor:product:version:*:*:*:*:*:*:*", true)
				break
			}
		}
	}
}
