package spdx_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	peer "github.com/spdx/tools-golang/json"

	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
	"aceso/internal/testkit"
)

// large is a real document of 14 MB with 7,994 packages.
func large(tb testing.TB) []byte {
	var found []byte
	inZip(tb, "sbom/real.zip", func(name string, data []byte) {
		if strings.HasSuffix(name, "openshift-container-storage-4.8.z.json") {
			found = data
		}
	})
	return found
}

// BenchmarkDecode compares reading to what the program needs with the full
// decode of the SPDX project's own library.
func BenchmarkDecode(b *testing.B) {
	data := large(b)
	for range b.N {
		testkit.Rival(b, len(data), func() error {
			_, _, err := spdx.Decode(data, intake.SBOM)
			return err
		}, func() error {
			_, err := peer.Read(bytes.NewReader(data))
			return err
		})
	}
}

// generated writes a document of n packages, each needing the next.
func generated(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"n","documentNamespace":"https://example.org/n",
		"creationInfo":{"created":"2026-01-31T12:00:00Z","creators":["Tool: t-1"]},"packages":[`)
	for i := range n {
		fmt.Fprintf(&b, `%s{"SPDXID":"SPDXRef-%d","name":"p%d","versionInfo":"1.%d","downloadLocation":"NOASSERTION","externalRefs":[
			{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/p%d@1.%d"}]}`, comma(i), i, i, i, i, i)
	}
	b.WriteString(`],"relationships":[`)
	for i := range n {
		fmt.Fprintf(&b, `%s{"spdxElementId":"SPDXRef-%d","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-%d"}`, comma(i), i, (i+1)%n)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func TestTimeGrowsWithTheSizeOfTheDocumentAndNotFaster(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	took := func(n int) time.Duration {
		data, best := generated(n), time.Hour
		for range 3 {
			start := testkit.CPU(t)
			if _, _, err := spdx.Decode(data, intake.SBOM); err != nil {
				t.Fatal(err)
			}
			best = min(best, testkit.CPU(t)-start)
		}
		return best
	}
	small, big := took(4_000), took(40_000)
	t.Logf("4,000 packages %v, 40,000 packages %v: %.1f times", small, big, float64(big)/float64(small))
	// A quadratic reader would take a hundred times.
	if big > 50*small {
		t.Errorf("ten times the packages take %.1f times as long", float64(big)/float64(small))
	}
}
