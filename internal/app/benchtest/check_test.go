package benchtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
)

// The two sizes of vulnerability data. A short run has a tenth of each.
var small, large = 105_000, 305_000

// BenchmarkCheck measures "aceso check FILE --intel BUNDLE --json", the whole
// process, and building the bundles. Peers that are found are measured on the
// same advisories and documents (design.md, section 8).
func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	bundles := map[int]string{}
	for _, advisories := range []int{small, large} {
		osv := filepath.Join(dir, fmt.Sprint(advisories), "osv-scalibr") // where the peer looks for it
		writeOSV(b, osv, advisories)
		bundles[advisories] = filepath.Join(dir, fmt.Sprint(advisories, ".intel"))
		b.Run(fmt.Sprintf("build/advisories=%d", advisories), func(b *testing.B) {
			for range b.N {
				c := measure(b, nil, binary, "intel", "build", "--osv", osv, "-o", bundles[advisories], "--json")
				var made struct {
					Sources []struct{ Records, Refused int }
				}
				if err := json.Unmarshal(c.out, &made); err != nil {
					b.Fatal(err)
				}
				records := 0
				for _, s := range made.Sources {
					if records += s.Records; s.Refused > 0 {
						b.Errorf("%d of the made-up advisories are refused", s.Refused)
					}
				}
				c.report(b)
				b.ReportMetric(float64(records)/c.cpu.Seconds(), "records/cpu-s")
				if stat, err := os.Stat(bundles[advisories]); err == nil {
					b.ReportMetric(float64(stat.Size())/(1<<20), "file-MiB")
				}
			}
		})
	}
	documents := map[int]string{}
	for _, n := range []int{1, 100, 1_000, 10_000, 100_000} {
		documents[n] = filepath.Join(dir, fmt.Sprintf("%d.cdx.json", n))
		if err := os.WriteFile(documents[n], billOfMaterials(n), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for _, of := range []struct{ components, advisories int }{{1, small}, {100, small}, {1_000, small}, {10_000, small}, {10_000, large}, {100_000, small}} {
		b.Run(fmt.Sprintf("aceso/components=%d/advisories=%d", of.components, of.advisories), func(b *testing.B) {
			for range b.N {
				c := median(b, nil, binary, "check", documents[of.components], "--intel", bundles[of.advisories], "--json")
				var r struct{ Findings []struct{ IDs []string } }
				if err := json.Unmarshal(c.out, &r); err != nil {
					b.Fatal(err)
				}
				c.report(b)
				b.ReportMetric(float64(len(r.Findings)), "findings")
			}
		})
	}
	b.Run("resident", func(b *testing.B) {
		for range b.N {
			resident(b, bundles[large])
		}
	})
	b.Run("rematch", func(b *testing.B) {
		for range b.N {
			rematch(b, bundles[large])
		}
	})
	for _, p := range peers() {
		p.measure(b, filepath.Join(dir, fmt.Sprint(small)), documents)
	}
}

// resident tells how much of the heap an open bundle holds for each entry of
// its index after a good part of it was asked for. The file's pages in the
// kernel's cache are not ours: it drops them when others need the room.
func resident(b *testing.B, path string) {
	b.Helper()
	before := heap()
	bundle, err := intel.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer bundle.Close()
	for _, e := range ecosystems {
		for n := range 2_000 {
			if _, err := bundle.ByPackage(e.dir, e.pkg(n)); err != nil {
				b.Fatal(err)
			}
		}
	}
	held := heap() - before
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(max(0, held)/float64(bundle.Info().Keys), "bytes/key")
	runtime.KeepAlive(bundle)
}

// rematch holds so many distinct components against a new bundle, as the
// program does when every name in it has changed.
func rematch(b *testing.B, path string) {
	b.Helper()
	bundle, err := intel.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer bundle.Close()
	components, matches := 1_000_000, 0
	if testing.Short() {
		components = 20_000
	}
	before := testkit.CPU(b)
	for n := range components {
		e := ecosystems[n%len(ecosystems)]
		pkg, version := n/len(ecosystems)%(e.packages()*3/2), fmt.Sprintf("%d.%d.%d%s", n%8, n/8%20, n/160, e.suffix)
		c := sbom.Component{Name: "part", Version: version, PURL: e.purl(pkg, version)}
		result, err := match.ComponentIn(c, "", bundle, nil)
		if err != nil {
			b.Fatal(err)
		}
		matches += len(result.Matches)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric((testkit.CPU(b)-before).Seconds()*1e6/float64(components), "cpu-s/million")
	b.ReportMetric(float64(matches), "matches")
}

func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkBinary tells how large the program is.
func BenchmarkBinary(b *testing.B) {
	stat, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(stat.Size())/(1<<20), "MiB")
}
