package format_test

import (
	"bytes"
	"testing"
	"time"

	"aceso/internal/format"
	"aceso/internal/value/fault"
)

func TestSniffKnowsDocumentsByContent(t *testing.T) {
	for in, want := range map[string]string{
		`{"bomFormat":"CycloneDX","specVersion":"1.6"}`:                                     "CycloneDX 1.6 (json)",
		`{"components":[{"bomFormat":"x"}],"specVersion":"1.4","bomFormat":"CycloneDX"}`:    "CycloneDX 1.4 (json)",
		"\xef\xbb\xbf {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"}":                "CycloneDX 1.5 (json)",
		`<?xml version="1.0"?><!-- c --><bom xmlns="http://cyclonedx.org/schema/bom/1.3"/>`: "CycloneDX 1.3 (xml)",
		`{"spdxVersion":"SPDX-2.3"}`:                                                        "SPDX 2.3 (json)",
		`{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}`:                     "SPDX 3.0.1 (json-ld)",
		`{"@context":["https://spdx.org/rdf/3.0.0/spdx-context.jsonld",{}]}`:                "SPDX 3.0.0 (json-ld)",
		"# a\nSPDXVersion: SPDX-2.2\n":                                                      "SPDX 2.2 (tag-value)",
		"---\nname: x\nspdxVersion: \"SPDX-2.3\"\n":                                         "SPDX 2.3 (yaml)",
		"name;version\nzlib;1.3\n":                                                          "list (csv)",
		`{"dataType":"CVE_RECORD","dataVersion":"5.1"}`:                                     "CVE 5.1 (json)",
		`{"resultsPerPage":1,"format":"NVD_CVE","version":"2.0"}`:                           "NVD 2.0 (json)",
		`{"title":"x","catalogVersion":"2025.08.25","vulnerabilities":[]}`:                  "KEV 2025.08.25 (json)",
	} {
		kind, err := format.Sniff([]byte(in))
		if err != nil || kind.String() != want {
			t.Errorf("%s is told to be %s, %v; want %s", in, kind, err, want)
		}
	}
}

// A document may say at its very end what it is.
func TestSniffOfALargeDocumentIsCheap(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(`{"components":[`)
	b.Write(bytes.Repeat([]byte(`{"name":"part","version":"1.0"},`), 1<<20))
	b.WriteString(`{}],"specVersion":"1.6","bomFormat":"CycloneDX"}`)
	start := time.Now()
	kind, err := format.Sniff(b.Bytes())
	if err != nil || kind.String() != "CycloneDX 1.6 (json)" {
		t.Errorf("told to be %s, %v", kind, err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("%d bytes took %v", b.Len(), took)
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.6"}`))
	f.Add([]byte("\xff\xfe{\x00\"\x00"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("<bom/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, err := format.Sniff(data)
		if err != nil && fault.Of(err) == nil {
			t.Errorf("refused without a reason for the sender: %v", err)
		}
		if err == nil && kind.Family == "" {
			t.Error("neither a kind nor an error")
		}
	})
}
