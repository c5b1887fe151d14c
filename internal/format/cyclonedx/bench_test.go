package cyclonedx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
)

// benchDocuments are the largest CycloneDX documents of the corpus, and a generated
// one of 10,000 components.
func benchDocuments(b *testing.B) map[string][]byte {
	docs := map[string][]byte{"generated-10k": generated(10_000)}
	zipFiles(b, "sbom/real.zip", func(name string, data []byte) {
		switch {
		case strings.HasSuffix(name, "via_npm/bare/bom.1.4.json"):
			docs["juice-shop"] = data
		case strings.HasSuffix(name, "keycloak-10.0.2/bom.json"):
			docs["keycloak"] = data
		case strings.HasSuffix(name, "protonmail-webclient-v4-0912dff/bom.xml"):
			docs["protonmail.xml"] = data
		}
	})
	return docs
}

// generated returns a document of n components that each need the next two.
func generated(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"device","name":"pump","bom-ref":"pump"}},"components":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"library","bom-ref":"c%d","group":"com.example","name":"part-%d","version":"1.%d.0","purl":"pkg:maven/com.example/part-%d@1.%d.0",`+
			`"supplier":{"name":"Example"},"licenses":[{"license":{"id":"MIT"}}],"hashes":[{"alg":"SHA-256","content":"%064d"}],"externalReferences":[{"type":"website","url":"https://example.com/%d"}]}`, i, i, i, i, i, i, i)
	}
	b.WriteString(`],"dependencies":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"ref":"c%d","dependsOn":["c%d","c%d"]}`, i, (i+1)%n, (i+2)%n)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// BenchmarkDecode measures this package against cyclonedx-go in the same run.
func BenchmarkDecode(b *testing.B) {
	for name, data := range benchDocuments(b) {
		format := cdx.BOMFileFormatJSON
		if strings.HasSuffix(name, ".xml") {
			format = cdx.BOMFileFormatXML
		}
		b.Run(name, func(b *testing.B) {
			for range b.N {
				testkit.Rival(b, len(data), func() error {
					_, _, err := cyclonedx.Decode(data, intake.SBOM)
					return err
				}, func() error {
					var bom cdx.BOM
					return cdx.NewBOMDecoder(bytes.NewReader(data), format).Decode(&bom)
				})
			}
		})
	}
}

// BenchmarkDecodeGrowth shows that the cost grows with the document and no faster.
func BenchmarkDecodeGrowth(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		data := generated(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, _, err := cyclonedx.Decode(data, intake.SBOM); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
