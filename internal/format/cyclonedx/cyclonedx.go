// Package cyclonedx reads bills of materials in CycloneDX 1.0 to 1.7, as JSON
// and XML (ECMA-424), and writes 1.6 as JSON.
//
// A document is read once, from front to back, and only for what is needed
// here. One that can be used is used: what breaks the format's rules becomes a
// problem with its path, and only a text that can't be parsed at all, or is of
// another format, is refused. json.go and xml.go walk the two encodings, bill.go
// gathers what they find, rules.go and words.go hold the rules of both.
package cyclonedx

import (
	"strconv"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/format"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// newest is the minor version of CycloneDX 1 that is known in full.
const newest = 7

// Decode reads a CycloneDX document, JSON or XML by its first bytes.
func Decode(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	kind, err := format.Sniff(data)
	if err != nil {
		return nil, nil, err
	}
	if kind.Family != format.CycloneDX {
		return nil, nil, fault.New(fault.Invalid, "this is %s, not CycloneDX", kind)
	}
	b, err := newBill(kind, lim)
	if err != nil {
		return nil, nil, err
	}
	var problems check.Problems
	if kind.Encoding == "xml" {
		problems, err = b.readXML(data)
	} else {
		problems, err = b.readJSON(data)
	}
	if err != nil {
		return nil, nil, err
	}
	b.finish()
	return b.doc, problems, nil
}

// newBill refuses versions that nobody can know how to read. A later one of
// the same major is read as the newest known.
func newBill(kind format.Kind, lim intake.Limits) (*bill, error) {
	major, minor, _ := strings.Cut(kind.Version, ".")
	n, err := strconv.Atoi(minor)
	switch {
	case kind.Version == "":
		n = newest
	case kind.Encoding == "xml" && (major != "1" || err != nil || n < 0 || n > newest):
		return nil, fault.New(fault.Invalid, "CycloneDX %q is not known", check.Short(kind.Version)).Helped("1.0 to 1.%d are read", newest)
	case major != "1" || err != nil || n < 0:
		return nil, fault.New(fault.Invalid, "CycloneDX %q is not known", check.Short(kind.Version)).Helped("1.2 to 1.%d are read as JSON", newest)
	}
	return &bill{
		lim:   lim,
		minor: min(n, newest),
		xml:   kind.Encoding == "xml",
		doc:   &sbom.Document{Format: sbom.CycloneDX, Version: kind.Version, Encoding: kind.Encoding},

		properties: make(map[string]bool),
	}, nil
}
