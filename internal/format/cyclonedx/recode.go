package cyclonedx

import (
	"bytes"
	"fmt"
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"aceso/internal/value/fault"
)

// Recode writes what Encode or EncodeVDR wrote in another form ("json",
// "xml") and version ("1.0" to "1.7"). An older version has no place for some
// of it, which is left out.
func Recode(data []byte, form, version string) ([]byte, error) {
	if form == "json" && version == "1.6" {
		return data, nil
	}
	forms := map[string]cdx.BOMFileFormat{"json": cdx.BOMFileFormatJSON, "xml": cdx.BOMFileFormatXML}
	to, ok := forms[form]
	if !ok {
		return nil, fault.New(fault.Invalid, "CycloneDX is not written as %q", form).Helped("known are json and xml")
	}
	versions := []string{"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}
	n := slices.Index(versions, version)
	if n < 0 || form == "json" && n < 2 { // JSON came with 1.2
		return nil, fault.New(fault.Invalid, "CycloneDX %q is not written as %s", version, form).Helped("known are 1.2 to 1.7, and as XML also 1.0 and 1.1")
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(data), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		return nil, fmt.Errorf("read our own CycloneDX: %w", err)
	}
	var out bytes.Buffer
	if err := cdx.NewBOMEncoder(&out, to).SetPretty(true).EncodeVersion(&bom, cdx.SpecVersion1_0+cdx.SpecVersion(n)); err != nil {
		return nil, fmt.Errorf("write CycloneDX %s: %w", version, err)
	}
	return out.Bytes(), nil
}
