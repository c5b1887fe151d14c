package spdx_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
)

// full is a document with every field that can travel.
func full() *sbom.Document {
	return &sbom.Document{
		Format: sbom.SPDX, Version: "2.3", Encoding: "json",
		Serial: "https://larkfield.example/sbom/pump-4.2.0", Name: "Pump 4.2.0",
		Created: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC),
		Authors: []string{"Larkfield Medical"}, Tools: []string{"cdxgen 11.0.1"}, Supplier: "Larkfield Medical",
		Subject: &sbom.Component{Ref: "SPDXRef-pump", Kind: "firmware", Supplier: "Larkfield Medical", Name: "Pump", Version: "4.2.0", Unknown: []string{"licence"}},
		Components: []sbom.Component{
			{
				Ref: "SPDXRef-openssl", Kind: "library", Supplier: "OpenSSL Project", Name: "openssl", Version: "3.0.7",
				PURL: "pkg:generic/openssl@3.0.7", CPEs: []string{"cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*", "cpe:/a:openssl:openssl:3.0.7"},
				Hashes: []sbom.Hash{{Algorithm: "SHA-256", Value: strings.Repeat("ab", 32)}}, Licence: "Apache-2.0", Ground: "concluded",
				Contact: "info@openssl.example", Delivered: &sbom.Delivered{File: "libssl.so.3"}, Copyright: "Copyright The OpenSSL Project", Description: "TLS",
				SupportLevel: "actively maintained", EndOfSupport: "2026-09-07",
			},
			{
				Ref: "SPDXRef-log4j", Kind: "cryptographic-asset", Group: "org.apache", Name: "log4j", Version: "2.17", Scope: "optional",
				Licence: "see the supplier's contract, page 3", Ground: "declared", Unknown: []string{"supplier"}, EndOfSupport: "not stated by the supplier", SWID: "swid-1",
				Source: "log4j-src", SourceVersion: "2.17-1", Redacted: []string{"supplier", "licence"},
			},
		},
		Edges: []sbom.Edge{{From: "SPDXRef-pump", To: "SPDXRef-openssl"}, {From: "SPDXRef-pump", To: "SPDXRef-log4j"}},
	}
}

func encode(t *testing.T, doc *sbom.Document) []byte {
	t.Helper()
	data, err := spdx.Encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t *testing.T, data []byte) *sbom.Document {
	t.Helper()
	doc, problems, err := spdx.Decode(data, intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Errorf("problems:\n%s", problems)
	}
	return doc
}

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	want := full()
	got := decode(t, encode(t, want))
	want.Tools = append(want.Tools, "Aceso")
	got.Subject.Path, got.Components[0].Path, got.Components[1].Path = "", "", ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	if !bytes.Equal(encode(t, full()), encode(t, full())) {
		t.Error("the bytes differ")
	}
}

func TestEveryDocumentIsWrittenAsOneThatKeepsAllRules(t *testing.T) {
	for name, change := range map[string]func(d *sbom.Document){
		"an empty one": func(d *sbom.Document) { *d = sbom.Document{Components: []sbom.Component{{Ref: "1", Name: "a"}}} },
		"a list, whose refs are row numbers": func(d *sbom.Document) {
			d.Subject.Ref, d.Components[0].Ref, d.Components[1].Ref, d.Edges = "row 1", "row 2", "row 3", nil
		},
		"refs that differ only in signs": func(d *sbom.Document) { d.Components[0].Ref, d.Components[1].Ref, d.Edges = "a/b", "a@b", nil },
		"a ref in another script":        func(d *sbom.Document) { d.Components[0].Ref, d.Edges = "心拍", nil },
		"an edge to what is not there":   func(d *sbom.Document) { d.Edges = append(d.Edges, sbom.Edge{From: "SPDXRef-pump", To: "SPDXRef-gone"}) },
		"an unknown hash":                func(d *sbom.Document) { d.Components[0].Hashes = []sbom.Hash{{Algorithm: "WHIRLPOOL", Value: "00"}} },
		"a serial that is no address":    func(d *sbom.Document) { d.Serial = "pump 4" },
		"a licence of the author's own":  func(d *sbom.Document) { d.Components[0].Licence = "MIT AND LicenseRef-Larkfield-1" },
		"a name with a line break":       func(d *sbom.Document) { d.Components[0].Supplier = "Open\nSSL" },
		"nested components":              func(d *sbom.Document) { d.Components[1].Parent = "SPDXRef-openssl" },
	} {
		t.Run(name, func(t *testing.T) {
			doc := full()
			change(doc)
			again := decode(t, encode(t, doc))
			n := len(again.Components)
			if again.Subject != nil && doc.Subject == nil {
				n++
			}
			if n != len(doc.Components) {
				t.Errorf("%d components of %d came back", n, len(doc.Components))
			}
		})
	}
}
