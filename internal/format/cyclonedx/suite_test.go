package cyclonedx_test

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/cyclonedx/schema"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
)

// tarFiles calls fn for every file of a .tar.gz of the corpus.
func tarFiles(t testing.TB, name string, fn func(name string, data []byte)) {
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
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		fn(h.Name, data)
	}
}

// zipFiles calls fn for every file of a .zip of the corpus.
func zipFiles(t testing.TB, name string, fn func(name string, data []byte)) {
	t.Helper()
	z, err := zip.OpenReader(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		fn(f.Name, data)
	}
}

// unreachable names the cases of the official suite whose verdict can't be
// reached, with the reason.
var unreachable = map[string]string{}

// The verdict is in the file's name: valid-… must be read without an error,
// invalid-… refused or reported. (skip_invalid-… and informal-invalid-… are
// cases that the suite's own schemas let pass, and the standard's text doesn't.)
func TestOfficialConformanceSuite(t *testing.T) {
	passed, failed, skipped := 0, 0, 0
	tarFiles(t, "sbom/cyclonedx-conformance.tar.gz", func(name string, data []byte) {
		if strings.HasSuffix(name, ".textproto") {
			skipped++
			return
		}
		want := !strings.Contains(path.Base(name), "invalid-")
		doc, problems, err := cyclonedx.Decode(data, intake.SBOM)
		valid := err == nil && append(problems, sbom.Lint(doc)...).Valid()
		reason, known := unreachable[path.Base(name)]
		switch {
		case want && err != nil:
			failed++
			t.Errorf("%s: refused: %v", name, err)
		case valid == want:
			passed++
			if known {
				t.Errorf("%s: passes now, and is listed as unreachable: %s", name, reason)
			}
		case known:
			failed++
		default:
			failed++
			t.Errorf("%s: valid is %v, want %v\n%s%s", name, valid, want, problems, sbom.Lint(doc))
		}
		if err == nil && doc == nil {
			t.Errorf("%s: neither document nor error", name)
		}
	})
	t.Logf("passed %d, failed %d, skipped %d (Protocol Buffers as text: not a format that is read)", passed, failed, skipped)
}

// The official schemas give the same verdicts as this package's own rules, as
// far as a schema can tell.
func TestSchemaAgreesOnTheConformanceSuite(t *testing.T) {
	if !schema.Present() {
		t.Skip("the official schemas are not there: make assets copies them")
	}
	passed := 0
	tarFiles(t, "sbom/cyclonedx-conformance.tar.gz", func(name string, data []byte) {
		base := path.Base(name)
		if !strings.HasSuffix(name, ".json") || strings.HasPrefix(base, "skip_") || strings.HasPrefix(base, "informal-") {
			return
		}
		want := !strings.HasPrefix(base, "invalid-")
		problems, err := cyclonedx.CheckSchema(data, intake.SBOM)
		if got := err == nil && problems.Valid(); got != want {
			t.Errorf("%s: valid is %v, want %v\n%s", name, got, want, problems)
			return
		}
		passed++
	})
	t.Logf("passed %d", passed)
}
