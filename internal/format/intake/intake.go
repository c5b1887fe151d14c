// Package intake is the one gate for bytes from outside: how large, how deep,
// how many. What passes it can be parsed without fear of running out of
// memory; what doesn't is refused with the limit's name and value. No other
// package reads JSON, XML, CSV, zip, gzip or zstd of outsiders by itself.
//
// Bytes come in through Read (or Open, as a stream), which unpack gzip and
// zstd by their first bytes:
//
//	data, err := intake.Read(r, intake.SBOM)
//
// JSON is then read in one of two ways. Into a Go value, strictly, where a
// wrong type refuses the whole text:
//
//	var kev catalogue
//	err := intake.JSON(data, intake.Feed, &kev)
//
// or by a walk, in one pass, where a value of the wrong type becomes a problem
// with its path (components[3].version) and the rest is still used:
//
//	w, err := intake.WalkJSON(data, intake.SBOM)
//	if err != nil {
//		return err
//	}
//	w.Object(func(key string) {
//		switch key {
//		case "name":
//			doc.Name = w.String()
//		case "tags":
//			w.Array(func(i int) { doc.Tags = append(doc.Tags, w.String()) })
//		} // what is not read here is skipped
//	})
//	err = w.Close() // the first error; w.Problems has the rest
//
// XML is walked in the same manner by WalkXML. Rows of CSV come from CSV, the
// entries of a zip from Zip. Text and LooseText turn bytes into UTF-8.
//
// In a strict JSON value a null entry leaves a zero element or a nil pointer:
// whoever decodes into pointers must look for nil.
package intake

import (
	"aceso/internal/value/fault"
)

// Limits are the bounds of one reading. Each has a name that a refusal tells.
// A zero means no bound, except for Bytes and Unpacked, which are always set.
type Limits struct {
	Bytes      int64 // as sent
	Unpacked   int64 // after gzip, zstd or zip, all entries together
	Ratio      int64 // unpacked to packed, beyond the first MiB
	Entry      int64 // unpacked bytes of one entry of an archive
	Entries    int   // of an archive
	Depth      int   // nesting of JSON or XML
	Text       int   // bytes of one string
	Tokens     int   // JSON values, or XML elements, attributes and texts
	Rows       int   // of a table
	Columns    int   // of a table
	Components int
	Edges      int
}

// SBOM are the limits for bills of materials and advisories.
var SBOM = Limits{
	Bytes: 200 << 20, Unpacked: 1 << 30, Ratio: 100, Entry: 1 << 30, Entries: 10_000,
	Depth: 128, Text: 1 << 20, Tokens: 50_000_000, Rows: 200_000, Columns: 1_000,
	Components: 250_000, Edges: 2_000_000,
}

// API are the limits for a JSON request.
var API = Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Ratio: 1, Depth: 32, Text: 1 << 20, Tokens: 200_000}

// Feed are the limits for the files of a public source of intelligence: whole
// ecosystems in one zip, a year of records in one JSON text.
var Feed = Limits{
	Bytes: 4 << 30, Unpacked: 32 << 30, Ratio: 200, Entry: 1 << 30, Entries: 2_000_000,
	Depth: 128, Text: 8 << 20, Tokens: 500_000_000, Rows: 5_000_000, Columns: 1_000,
}

// Exceeded returns the fault that names a limit and its value.
func Exceeded(name string, limit int64) error {
	return fault.New(fault.TooLarge, "the limit %q of %d is exceeded", name, limit)
}
