package spdx_test

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// inZip calls fn for every file of a zip archive of the corpus.
func inZip(t testing.TB, name string, fn func(name string, data []byte)) {
	t.Helper()
	z, err := zip.OpenReader(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		in.Close()
		fn(f.Name, data)
	}
}

// inTar does the same for a tar archive.
func inTar(t testing.TB, name string, fn func(name string, data []byte)) {
	t.Helper()
	file, err := os.Open(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			data, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			fn(h.Name, data)
		}
	}
}

// A tally counts what became of the documents of a suite.
type tally struct{ valid, usable, refused int }

// take decodes one document. A refused one must be among those that are
// expected to be, and say why and what to do.
func (c *tally) take(t *testing.T, name string, data []byte, refuse func(name string) bool) (components int) {
	t.Helper()
	doc, problems, err := spdx.Decode(data, intake.SBOM)
	switch {
	case err != nil && fault.Of(err) == nil:
		t.Errorf("%s: %v is no fault", name, err)
	case err != nil && (!refuse(name) || fault.Of(err).Fix == ""):
		t.Errorf("%s is refused: %v", name, err)
	case err == nil && refuse(name):
		t.Errorf("%s is read, and was thought to be unreadable", name)
	}
	switch {
	case err != nil:
		c.refused++
		return 0
	case problems.Valid():
		c.valid++
	default:
		c.usable++
	}
	if doc.Subject != nil {
		components++
	}
	return components + len(doc.Components)
}

func (c *tally) log(t *testing.T, suite string) {
	t.Logf("%s: %d without a broken rule, %d usable with problems, %d refused with a reason", suite, c.valid, c.usable, c.refused)
}

func none(string) bool { return false }

func TestExamplesOfTheSPDXProjectAreReadOrRefusedWithAReason(t *testing.T) {
	unreadable := map[string]bool{".xls": true, ".xlsx": true, ".xml": true, ".rdf": true}
	var c tally
	inZip(t, "sbom/spdx-examples.zip", func(name string, data []byte) {
		c.take(t, name, data, func(name string) bool { return unreadable[path.Ext(name)] })
	})
	c.log(t, "spdx-examples")
	if want := (tally{56, 5, 8}); c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
}

func TestEverySPDXDocumentFromTheWildIsUsable(t *testing.T) {
	counts := realCounts(t)
	var c tally
	inZip(t, "sbom/real.zip", func(name string, data []byte) {
		want, ok := counts[name]
		if !ok {
			return
		}
		if got := c.take(t, name, data, none); want > 0 && got != want {
			t.Errorf("%s has %d packages, read were %d", name, want, got)
		}
	})
	c.log(t, "real")
}

// realCounts returns the number of packages of every SPDX document of real.zip.
func realCounts(t *testing.T) map[string]int {
	t.Helper()
	file, err := os.Open(testkit.Corpus(t, "sbom/real-index.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, r := range rows[1:] {
		if strings.HasPrefix(r[1], "SPDX") || r[1] == "spdx-tv" || r[1] == "badjson" {
			counts[r[0]], _ = strconv.Atoi(r[2])
		}
	}
	return counts
}

func TestDocumentsThatLackOneThingAreRead(t *testing.T) {
	var c tally
	inTar(t, "sbom/quality-and-minimum-elements.tar.gz", func(name string, data []byte) {
		if strings.Contains(name, "spdx") {
			c.take(t, name, data, none)
		}
	})
	c.log(t, "quality-and-minimum-elements")
}

func TestTheCoherentSetIsRead(t *testing.T) {
	var c tally
	inZip(t, "sbom/coherent-redhat-2023.zip", func(name string, data []byte) {
		if strings.HasPrefix(name, "spdx/") {
			c.take(t, name, data, none)
		}
	})
	c.log(t, "coherent-redhat-2023")
	if want := (tally{6, 0, 0}); c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
}
