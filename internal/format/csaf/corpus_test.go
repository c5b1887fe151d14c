package csaf

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/advisory"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// readTar returns the JSON files of a tar.gz of the corpus.
func readTar(t testing.TB, name string) map[string][]byte {
	t.Helper()
	f, err := os.Open(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for in := tar.NewReader(z); ; {
		head, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if path.Ext(head.Name) == ".json" {
			all[head.Name], err = io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Every published document is read, or refused with a reason that a person
// can follow; the sets of CISA are read whole, and in a few seconds.
func TestPublishedDocumentsAreReadOrRefusedWithAReason(t *testing.T) {
	for _, c := range []struct {
		set  string
		read func(testing.TB, string) map[string][]byte
		all  bool // each file must be readable
	}{
		{"csaf/cisa-icsma.zip", readZip, true},
		{"csaf/cisa-va.zip", readZip, true},
		{"csaf/cisa-icsa-selection.tar.gz", readTar, true},
		{"csaf/vendor-advisories.zip", readZip, false},
		{"csaf/oasis-examples.zip", readZip, false},
		{"csaf/validator-suite-2.1.zip", readZip, false},
	} {
		files, start := c.read(t, c.set), time.Now()
		read, valid, refused := 0, 0, map[string]int{}
		for _, name := range slices.Sorted(maps.Keys(files)) {
			a, _, err := Decode(files[name], intake.SBOM)
			rep, _ := Validate(files[name], intake.SBOM)
			if err != nil {
				if fault.Of(err) == nil {
					t.Errorf("%s: the refusal is no fault: %v", name, err)
				}
				if rep.Valid {
					t.Errorf("%s is valid and can't be read: %v", name, err)
				}
				refused[reason(err)]++
				continue
			}
			read++
			if rep.Valid {
				valid++
			}
			if c.all && (a.ID == "" || len(a.Products) == 0 || len(a.Claims()) == 0) {
				t.Errorf("%s is read without id, products or statements", name)
			}
		}
		if c.all && len(refused) > 0 {
			t.Errorf("%s: refused %v", c.set, refused)
		}
		t.Logf("%s: %d read (%d valid CSAF 2.0) in %v; refused %v", c.set, read, valid, time.Since(start).Round(time.Millisecond), refused)
	}
}

// reason shortens a refusal so that alike ones count together.
func reason(err error) string {
	text, _, _ := strings.Cut(err.Error(), ";")
	text, _, _ = strings.Cut(text, " at line")
	return text
}

// What version texts of medical advisories look like. On an earlier state of
// the same publisher, 144 files and 607 leaves were counted by hand as: all
// versions 43 %, one bound 22 %, two bounds 2 %, irregular 33 %; single
// versions, counted apart here, were among the irregular.
func TestVersionTextsOfMedicalAdvisoriesAreUnderstoodOrKeptAsTheyAre(t *testing.T) {
	count, texts := map[advisory.Kind]int{}, map[string]int{}
	for _, data := range readZip(t, "csaf/cisa-icsma.zip") {
		a, _, err := Decode(data, intake.SBOM)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range a.Products {
			v := advisory.ReadVersions(p.Version)
			count[v.Kind()]++
			if v.Kind() == advisory.Irregular {
				texts[p.Version]++
			}
			if in, _ := v.Holds(""); in == advisory.No {
				t.Errorf("%q: a unit without a version is said to be outside", p.Version)
			}
		}
	}
	total := 0
	for _, n := range count {
		total += n
	}
	t.Logf("%d version texts: %v; %d different irregular ones", total, count, len(texts))
	want := map[advisory.Kind]int{
		advisory.EveryVersion: 202, advisory.OneBound: 118, advisory.TwoBounds: 17, advisory.Listed: 74, advisory.Irregular: 77,
	}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("counted %v, want %v", count, want)
	}
}
