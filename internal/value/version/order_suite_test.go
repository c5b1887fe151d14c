package version_test

import (
	"archive/zip"
	"bufio"
	"strings"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/version"
)

// orders gives the ecosystem whose order each file of the suite tests.
var orders = map[string]string{
	"alpine": "Alpine", "cran": "CRAN", "debian": "Debian", "hackage": "Hackage", "maven": "Maven", "nuget": "NuGet",
	"packagist": "Packagist", "pub": "Pub", "pypi": "PyPI", "redhat": "Red Hat", "rubygems": "RubyGems", "semver": "npm",
}

func TestEveryLineOfTheOrderSuiteHolds(t *testing.T) {
	z, err := zip.OpenReader(testkit.Corpus(t, "vectors/version-order.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := 0
	for _, f := range z.File {
		name, _, _ := strings.Cut(f.Name, "-")
		ecosystem, ok := orders[name]
		if !ok {
			t.Fatalf("%s tests no known order", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		passed, failed, notes := 0, 0, 0
		for in := bufio.NewScanner(r); in.Scan(); {
			line := strings.TrimSpace(in.Text())
			if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//") {
				notes++
				continue
			}
			a, sign, b := cut(t, line)
			got, err := version.Compare(ecosystem, a, b)
			back, err2 := version.Compare(ecosystem, b, a)
			if err != nil || err2 != nil || got != sign || back != -sign {
				failed++
				if failed < 20 {
					t.Errorf("%s: %s: got %d and %d, %v", f.Name, line, got, back, err)
				}
				continue
			}
			passed++
		}
		r.Close()
		t.Logf("%-34s %-9s %5d passed, %d failed, %d notes and empty lines", f.Name, ecosystem, passed, failed, notes)
		all += passed
	}
	t.Logf("version order suite: %d comparisons hold, each both ways", all)
}

// cut takes "1.0 < 2.0" apart.
func cut(t *testing.T, line string) (a string, sign int, b string) {
	for op, s := range map[string]int{" < ": -1, " = ": 0, " > ": 1} {
		if a, b, ok := strings.Cut(line, op); ok {
			return strings.TrimSpace(a), s, strings.TrimSpace(b)
		}
	}
	t.Fatalf("no comparison: %q", line)
	return "", 0, ""
}
