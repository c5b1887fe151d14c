// Package intake is the one gate for bytes from outside: how large, how deep,
// how many, how long. What passes it can be parsed without fear of running
// out of memory; what doesn't is refused with the limit's name and value.
package intake

import (
	"aceso/internal/value/fault"
)

// Limits are the bounds of one reading. Each has a name that a refusal tells.
type Limits struct {
	Bytes      int64 // as sent
	Unpacked   int64 // after gzip, zstd or zip
	Ratio      int64 // unpacked to packed
	Depth      int   // nesting of JSON or XML
	Text       int   // bytes of one string
	Tokens     int   // JSON or XML tokens
	Components int
	Edges      int
	Entries    int // of an archive
	Rows       int // of a table
}

// SBOM are the limits for bills of materials and advisories.
var SBOM = Limits{
	Bytes: 200 << 20, Unpacked: 1 << 30, Ratio: 100, Depth: 128, Text: 1 << 20, Tokens: 50_000_000,
	Components: 250_000, Edges: 2_000_000, Entries: 10_000, Rows: 200_000,
}

// API are the limits for a JSON request.
var API = Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Ratio: 1, Depth: 32, Text: 1 << 20, Tokens: 200_000}

// Exceeded returns the fault that names a limit and its value.
func Exceeded(name string, limit int64) error {
	return fault.New(fault.TooLarge, "the limit %q of %d is exceeded", name, limit)
}
