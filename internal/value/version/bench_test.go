package version_test

import (
	"testing"

	"aceso/internal/value/version"
)

// pairs holds two usual versions of each order.
var pairs = map[string][2]string{
	"npm": {"4.17.20", "4.17.21"}, "Go": {"v0.17.0", "0.17.1-0.20230101000000-abcdefabcdef"}, "PyPI": {"2.31.0", "2.32.0rc1"},
	"Maven": {"2.14.1", "2.15.0-beta9"}, "NuGet": {"13.0.1", "13.0.3"}, "RubyGems": {"7.0.4.1", "7.0.5"},
	"Packagist": {"v6.4.1", "6.4.2"}, "Debian": {"1.1.1n-0+deb11u3", "1.1.1n-0+deb11u5"},
	"Alpine": {"1.35.0-r17", "1.35.0-r29"}, "AlmaLinux": {"2:8.0.1763-19.el8_6.4", "2:8.0.1763-22.el8"},
	"crates.io": {"1.0.188", "1.0.190"}, "generic": {"3.0.7", "3.0.10a"},
}

func BenchmarkCompare(b *testing.B) {
	for ecosystem, p := range pairs {
		b.Run(ecosystem, func(b *testing.B) {
			if !version.Known(ecosystem) {
				b.Skip()
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := version.Compare(ecosystem, p[0], p[1]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompareParsed(b *testing.B) {
	for ecosystem, p := range pairs {
		b.Run(ecosystem, func(b *testing.B) {
			v, err := version.Parse(ecosystem, p[0])
			if err != nil {
				b.Skip()
			}
			w, _ := version.Parse(ecosystem, p[1])
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Compare(w); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
