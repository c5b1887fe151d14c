package bom

import (
	"bytes"
	"fmt"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
	"aceso/internal/value/fault"
)

// Convert writes a document as CycloneDX 1.6 ("cyclonedx") or SPDX 2.3
// ("spdx"), both in JSON. The notes say what that format did not take over:
// the result is read again and counted against the document.
func Convert(doc *sbom.Document, to string) (data []byte, notes []string, err error) {
	switch to {
	case "cyclonedx":
		var b bytes.Buffer
		err = cyclonedx.Encode(&b, doc)
		data = b.Bytes()
	case "spdx":
		data, err = spdx.Encode(doc)
	default:
		return nil, nil, fault.New(fault.Invalid, "there is no format %q to write", to).Helped("known are cyclonedx and spdx")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("convert to %s: %w", to, err)
	}
	again, _, err := Decode(data, intake.SBOM)
	if err != nil {
		return nil, nil, fmt.Errorf("read what was converted to %s: %w", to, err)
	}
	return data, lost(doc, again), nil
}

// lost names what a document says and its copy does not.
func lost(doc, copied *sbom.Document) []string {
	var notes []string
	has, kept := tally(doc), tally(copied)
	for i, f := range has {
		if n := f.count - kept[i].count; n > 0 {
			notes = append(notes, fmt.Sprintf("%d of %d %s are left out: the format has no place for them", n, f.count, f.what))
		}
	}
	return notes
}

// A share is how often a document says something.
type share struct {
	what  string
	count int
}

func tally(d *sbom.Document) []share {
	out := []share{
		{"statements about weaknesses", len(d.Statements)},
		{"dependencies", len(d.Edges)},
		{"life-cycle phases", len(d.Phases)},
		{"authors", len(d.Authors)},
		{"components", len(d.Components)},
	}
	fields := []struct {
		what string
		of   func(*sbom.Component) int
	}{
		{"package URLs", func(c *sbom.Component) int { return min(len(c.PURL), 1) }},
		{"CPEs", func(c *sbom.Component) int { return len(c.CPEs) }},
		{"SWID tags", func(c *sbom.Component) int { return min(len(c.SWID), 1) }},
		{"suppliers", func(c *sbom.Component) int { return min(len(c.Supplier), 1) }},
		{"digests", func(c *sbom.Component) int { return len(c.Hashes) }},
		{"licences", func(c *sbom.Component) int { return licence(c) }},
		{"scopes", func(c *sbom.Component) int { return min(len(c.Scope), 1) }},
		{"nestings", func(c *sbom.Component) int { return min(len(c.Parent), 1) }},
		{"support levels", func(c *sbom.Component) int { return min(len(c.SupportLevel), 1) }},
		{"ends of support", func(c *sbom.Component) int { return min(len(c.EndOfSupport), 1) }},
	}
	for _, f := range fields {
		s := share{what: f.what}
		for i := range d.Components {
			s.count += f.of(&d.Components[i])
		}
		out = append(out, s)
	}
	return out
}

// licence counts a licence that is one: SPDX writes that there is none.
func licence(c *sbom.Component) int {
	if c.Licence == "" || c.Licence == "NOASSERTION" || c.Licence == "NONE" {
		return 0
	}
	return 1
}
