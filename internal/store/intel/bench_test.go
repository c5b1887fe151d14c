package intel_test

import (
	"fmt"
	"os"
	"testing"

	"aceso/internal/domain/vuln"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
)

// BenchmarkOpen measures the start: from the file's name to the first answer.
func BenchmarkOpen(b *testing.B) {
	path := testkit.CorpusBundlePath(b)
	for b.Loop() {
		bundle, err := intel.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if list, err := bundle.ByPackage("npm", "lodash"); err != nil || len(list) == 0 {
			b.Fatal(err)
		}
		_ = bundle.Close()
	}
}

func BenchmarkByPackage(b *testing.B) {
	bundle := testkit.CorpusBundle(b)
	for name, key := range map[string][2]string{
		"few statements": {"npm", "lodash"}, "many statements": {"Debian", "openssl"}, "none": {"npm", "no-such-package"},
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				list, err := bundle.ByPackage(key[0], key[1])
				if err != nil {
					b.Fatal(err)
				}
				n = len(list)
			}
			b.ReportMetric(float64(n), "statements")
		})
	}
}

func BenchmarkWeakness(b *testing.B) {
	bundle := testkit.CorpusBundle(b)
	for b.Loop() {
		if w, err := bundle.Weakness("GHSA-jfh8-c2jp-5v3q"); err != nil || w == nil {
			b.Fatal(w, err)
		}
	}
}

func BenchmarkInFull(b *testing.B) {
	bundle := testkit.CorpusBundle(b)
	for b.Loop() {
		if w, err := bundle.InFull("CVE-2021-44228"); err != nil || w == nil {
			b.Fatal(w, err)
		}
	}
}

// BenchmarkTenThousandComponents looks up as many different names as a large
// bill of materials has, two of three without an answer.
func BenchmarkTenThousandComponents(b *testing.B) {
	bundle := testkit.CorpusBundle(b)
	var keys []intel.Key
	for k, err := range bundle.Keys() {
		if err != nil {
			b.Fatal(err)
		}
		if k.Kind == intel.Package && len(keys) < 3333 {
			keys = append(keys, k)
		}
	}
	for i := range 6667 {
		keys = append(keys, intel.Key{Ecosystem: "npm", Name: fmt.Sprint("nobody-", i)})
	}
	var list []vuln.Statement
	for b.Loop() {
		for _, k := range keys {
			var err error
			if list, err = bundle.ByPackage(k.Ecosystem, k.Name); err != nil {
				b.Fatal(err)
			}
		}
	}
	_ = list
	stat, _ := os.Stat(testkit.CorpusBundlePath(b))
	b.ReportMetric(float64(stat.Size())/float64(bundle.Info().Keys), "file-bytes/key")
}
