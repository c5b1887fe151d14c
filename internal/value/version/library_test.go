package version_test

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/osv-scalibr/semantic"

	"aceso/internal/testkit"
	"aceso/internal/value/version"
)

// Our own comparisons of what the library also knows are held against it, on
// every version that the suite names, next to next.
func TestOurComparisonsAgreeWithTheLibrary(t *testing.T) {
	z, err := zip.OpenReader(testkit.Corpus(t, "vectors/version-order.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	names := map[string]string{
		"alpine": "Alpine", "cran": "CRAN", "debian": "Debian", "hackage": "Hackage", "maven": "Maven", "nuget": "NuGet",
		"packagist": "Packagist", "pub": "Pub", "pypi": "PyPI", "redhat": "Red Hat", "rubygems": "RubyGems", "semver": "npm",
	}
	compared := 0
	for _, f := range z.File {
		name, _, _ := strings.Cut(f.Name, "-")
		ecosystem := names[name]
		var all []string
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		for in := bufio.NewScanner(r); in.Scan(); {
			if w := strings.Fields(in.Text()); len(w) == 3 {
				all = append(all, w[0], w[2])
			}
		}
		r.Close()
		for i := range all {
			for _, j := range []int{1, 1009} {
				a, b := all[i], all[(i+j)%len(all)]
				got, err := version.Compare(ecosystem, a, b)
				if err != nil {
					continue // ours is the stricter
				}
				want, err := semantic.MustParse(a, ecosystem).CompareStr(b)
				if err != nil {
					t.Fatal(err)
				}
				if want = max(-1, min(1, want)); got != want && !mended(ecosystem, a, b) {
					t.Errorf("%s: %q and %q: %d, the library says %d", ecosystem, a, b, got, want)
				}
				compared++
			}
		}
	}
	t.Logf("%d comparisons agree with the library", compared)
}

// mended tells where we differ from the library on purpose: RubyGems reads a
// hyphen as ".pre.".
func mended(ecosystem, a, b string) bool {
	return ecosystem == "RubyGems" && strings.Contains(a+b, "-")
}

// Every bound that the OSV records of the corpus name must have a place in
// its ecosystem's order.
func TestTheBoundsOfRealRecordsCanBePlaced(t *testing.T) {
	placed, excepted := 0, 0
	refused := map[string][]string{}
	for _, folder := range []string{"npm", "Go", "crates.io", "Maven", "NuGet", "PyPI", "Hackage", "Debian", "Alpine", "AlmaLinux"} {
		z, err := zip.OpenReader(testkit.Corpus(t, "osv/"+folder+"/all.zip"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			for _, b := range bounds(t, f) {
				if !version.Known(b.ecosystem) {
					continue
				}
				if b.version == "2019-09-12" || b.version == "0.2.0-n653" { // PyPI's, and not as PEP 440 has them
					excepted++
					continue
				}
				v, err := version.Parse(b.ecosystem, b.version)
				if err != nil || !v.Real() {
					refused[b.ecosystem] = append(refused[b.ecosystem], b.version)
					continue
				}
				placed++
			}
		}
		z.Close()
	}
	t.Logf("%d bounds placed, %d excepted by name, refused: %v", placed, excepted, refused)
	for e, versions := range refused {
		t.Errorf("%s can't place %q", e, versions)
	}
}

type bound struct{ ecosystem, version string }

func bounds(t *testing.T, f *zip.File) (found []bound) {
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var record struct {
		Affected []struct {
			Package struct{ Ecosystem string }
			Ranges  []struct {
				Type   string
				Events []map[string]string
			}
		}
	}
	if err := json.Unmarshal(text, &record); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	for _, a := range record.Affected {
		for _, r := range a.Ranges {
			for _, e := range r.Events {
				for _, v := range e {
					if r.Type != "GIT" && v != "0" {
						found = append(found, bound{a.Package.Ecosystem, v})
					}
				}
			}
		}
	}
	return found
}
