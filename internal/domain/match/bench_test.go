package match_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
	"aceso/internal/value/ident"
)

// mixture makes a document of so many components: most with names that the
// bundle knows, of all ecosystems, some that nobody knows.
func mixture(b testing.TB, in *intel.Bundle, size int) *sbom.Document {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var keys []intel.Key
	for k, err := range in.Keys() {
		if err != nil {
			b.Fatal(err)
		}
		if k.Kind == intel.Package && purlTypes[k.Ecosystem] != "" || k.Ecosystem == "Debian" || k.Ecosystem == "Alpine" || k.Ecosystem == "AlmaLinux" {
			keys = append(keys, k)
		}
	}
	doc := &sbom.Document{}
	for i := range size {
		k := keys[r.IntN(len(keys))]
		version := fmt.Sprintf("%d.%d.%d", r.IntN(8), r.IntN(20), r.IntN(30))
		p := ident.PURL{Type: purlTypes[k.Ecosystem], Name: k.Name, Version: version}
		switch k.Ecosystem {
		case "Debian":
			p.Type, p.Namespace, p.Version, p.Qualifiers = "deb", "debian", version+"-1", map[string]string{"distro": "debian-12", "upstream": k.Name}
		case "Alpine":
			p.Type, p.Namespace, p.Version, p.Qualifiers = "apk", "alpine", version+"-r1", map[string]string{"distro": "alpine-3.18"}
		case "AlmaLinux":
			p.Type, p.Namespace, p.Version, p.Qualifiers = "rpm", "almalinux", version+"-1.el9", map[string]string{"distro": "almalinux-9"}
		default:
			for j := len(k.Name) - 1; j >= 0; j-- {
				if k.Name[j] == ':' || k.Name[j] == '/' {
					p.Namespace, p.Name = k.Name[:j], k.Name[j+1:]
					break
				}
			}
		}
		if r.IntN(3) == 0 {
			p.Name += "-own" // unknown to all
		}
		n, err := ident.NewPURL(p)
		if err != nil {
			continue
		}
		doc.Components = append(doc.Components, sbom.Component{Ref: fmt.Sprint(i), Name: n.Name, Version: n.Version, PURL: n.String()})
	}
	return doc
}

// BenchmarkDocument is design.md section 8: 10,000 components against the
// corpus bundle. Every run opens its own bundle, as a command does.
func BenchmarkDocument(b *testing.B) {
	path := testkit.CorpusBundlePath(b)
	in := testkit.CorpusBundle(b)
	for _, size := range []int{100, 1_000, 10_000, 100_000} {
		doc := mixture(b, in, size)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			for b.Loop() {
				fresh, err := intel.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				results, err := match.Document(doc, fresh, nil)
				if err != nil {
					b.Fatal(err)
				}
				found = 0
				for _, r := range results {
					found += len(r.Matches)
				}
				fresh.Close()
			}
			b.ReportMetric(float64(found), "matches")
		})
	}
}
