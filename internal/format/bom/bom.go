// Package bom is the one door for bills of materials: whatever the format, it
// finds out what the bytes are, has them read, and holds the result against
// the rules that are the same for all.
package bom

import (
	"aceso/internal/domain/sbom"
	"aceso/internal/format"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/format/spdx"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// Decode reads a bill of materials, packed or not. A document that can be used
// comes back with all its problems; one that can't is refused with the reason.
func Decode(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	data, err := intake.Unpack(data, lim)
	if err != nil {
		return nil, nil, err
	}
	kind, err := format.Sniff(data)
	if err != nil {
		return nil, nil, err
	}
	doc, problems, err := decode(kind, data, lim)
	if err != nil {
		return nil, problems, err
	}
	doc.OfItself()
	return doc, append(problems, sbom.Lint(doc)...), nil
}

// DecodeTable is Decode for a table of which a person said what its columns hold.
func DecodeTable(data []byte, m *sheet.Mapping, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	data, err := table(data, lim)
	if err != nil {
		return nil, nil, err
	}
	doc, problems, err := sheet.Decode(data, m, lim)
	if err != nil {
		return nil, problems, err
	}
	return doc, append(problems, sbom.Lint(doc)...), nil
}

// Look shows the beginning of a table: see sheet.Look.
func Look(data []byte, m *sheet.Mapping, lim intake.Limits) (sheet.View, error) {
	data, err := table(data, lim)
	if err != nil {
		return sheet.View{}, err
	}
	return sheet.Look(data, m, lim)
}

// table unpacks what must be a table.
func table(data []byte, lim intake.Limits) ([]byte, error) {
	data, err := intake.Unpack(data, lim)
	if err != nil {
		return nil, err
	}
	kind, err := format.Sniff(data)
	if err != nil {
		return nil, err
	}
	if kind.Family != format.List {
		return nil, fault.New(fault.Invalid, "this is %s: only a table has columns", kind)
	}
	return data, nil
}

// Check is Decode for those who want to know whether a document is valid: it
// also holds it against the format's official schema, which takes longer.
func Check(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	doc, problems, err := Decode(data, lim)
	if err != nil || doc.Format != sbom.CycloneDX {
		return doc, problems, err
	}
	if data, err = intake.Unpack(data, lim); err != nil {
		return nil, nil, err
	}
	breaches, err := cyclonedx.CheckSchema(data, lim)
	if err != nil {
		return nil, nil, err
	}
	return doc, cyclonedx.Merge(problems, breaches), nil
}

func decode(kind format.Kind, data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	switch kind.Family {
	case format.CycloneDX:
		return cyclonedx.Decode(data, lim)
	case format.SPDX:
		return spdx.Decode(data, lim)
	case format.List:
		return sheet.Decode(data, nil, lim)
	case format.CSAF, format.OpenVEX:
		return nil, nil, fault.New(fault.Invalid, "this is %s, which speaks of weaknesses and lists no components", kind).
			Helped("send it where advisories are taken in")
	}
	return nil, nil, fault.New(fault.Invalid, "this is %s, which is no bill of materials", kind)
}
