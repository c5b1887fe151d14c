package bom_test

import (
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

func TestConvert(t *testing.T) {
	doc := &sbom.Document{
		Format: sbom.CycloneDX, Subject: &sbom.Component{Ref: "pump", Kind: "device", Name: "LF-200", Version: "4.2.0"},
		Components: []sbom.Component{{
			Ref: "zlib", Kind: "library", Name: "zlib", Version: "1.3.1", PURL: "pkg:generic/zlib@1.3.1", Licence: "Zlib", Supplier: "zlib.net",
			SupportLevel: "actively maintained", EndOfSupport: "2031-06-30",
		}},
		Edges:      []sbom.Edge{{From: "pump", To: "zlib"}},
		Statements: []sbom.Statement{{Weakness: "CVE-2023-45853", Refs: []string{"zlib"}, Status: "not_affected", Justification: "code_not_reachable"}},
	}
	for to, want := range map[string]struct {
		format sbom.Format
		note   string
	}{
		"cyclonedx": {sbom.CycloneDX, ""},
		"spdx":      {sbom.SPDX, "1 of 1 statements about weaknesses are left out"},
	} {
		t.Run(to, func(t *testing.T) {
			data, notes, err := bom.Convert(doc, to)
			if err != nil {
				t.Fatal(err)
			}
			again, _, err := bom.Decode(data, intake.SBOM)
			if err != nil {
				t.Fatal(err)
			}
			if d := sbom.Compare(doc, again); again.Format != want.format || len(again.Components) != 1 || d.Same != 1 {
				t.Errorf("%s with %d components, changed %+v", again.Format, len(again.Components), d.Changed)
			}
			if c := again.Components[0]; c.SupportLevel != "actively maintained" || c.EndOfSupport != "2031-06-30" {
				t.Errorf("support is %q until %q", c.SupportLevel, c.EndOfSupport)
			}
			if text := strings.Join(notes, "; "); !strings.HasPrefix(text, want.note) || want.note == "" && text != "" {
				t.Errorf("noted %q, want %q", text, want.note)
			}
		})
	}
	if _, _, err := bom.Convert(doc, "xml"); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown format gave %v", err)
	}
}
