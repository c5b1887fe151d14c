package cli

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"aceso/internal/testkit"
)

// linted runs sbom lint --json on bytes and holds the answer's shape: the
// keys, the types, and that the exit code says what the answer says.
func linted(t *testing.T, name string, data []byte) lint {
	t.Helper()
	var out, talk bytes.Buffer
	code := Run(context.Background(), []string{"sbom", "lint", "--json", "-"}, Streams{In: bytes.NewReader(data), Out: &out, Err: &talk})
	var shape struct {
		Format, Version *string
		Usable, Valid   *bool
		Problems        *[]map[string]any
	}
	var keys map[string]any
	var answer lint
	for _, v := range []any{&shape, &keys, &answer} {
		if err := json.Unmarshal(out.Bytes(), v); err != nil {
			t.Fatalf("%s: %d, no JSON: %v: %.300s %.300s", name, code, err, out.String(), talk.String())
		}
	}
	if got := slices.Sorted(maps.Keys(keys)); !slices.Equal(got, []string{"format", "problems", "usable", "valid", "version"}) || shape.Problems == nil || *shape.Problems == nil {
		t.Errorf("%s: keys %v", name, got)
		return answer
	}
	for _, p := range *shape.Problems {
		for _, k := range []string{"path", "rule", "text"} {
			if s, ok := p[k].(string); !ok || s == "" && k != "path" {
				t.Errorf("%s: a problem without %s: %v", name, k, p)
			}
		}
	}
	if want := map[bool]int{true: exitOK, false: exitUnverified}[answer.Valid]; code != want || answer.Valid && !answer.Usable || !answer.Valid && len(answer.Problems) == 0 {
		t.Errorf("%s: ended with %d: %.300s", name, code, out.String())
	}
	if answer.Usable && (answer.Format == "" || answer.Version == "" && answer.Format != "list") {
		t.Errorf("%s is usable as %q %q", name, answer.Format, answer.Version)
	}
	return answer
}

// TestLintAnswersOnEveryFileOfTheCorpus in its one shape.
func TestLintAnswersOnEveryFileOfTheCorpus(t *testing.T) {
	for _, archive := range []string{"sbom/real.zip", "sbom/medical.zip", "sbom/cyclonedx-conformance.tar.gz", "sbom/spdx-examples.zip"} {
		t.Run(path.Base(archive), func(t *testing.T) {
			t.Parallel()
			files, usable, valid := 0, 0, 0
			each(t, archive, func(name string, data []byte) {
				files++
				answer := linted(t, name, data)
				if answer.Usable {
					usable++
				}
				if answer.Valid {
					valid++
				}
				// The official cases bear their verdict in their name; Protocol Buffers as text are not read.
				if base := path.Base(name); strings.HasSuffix(archive, "conformance.tar.gz") && path.Ext(base) != ".textproto" && answer.Valid != strings.HasPrefix(base, "valid-") {
					t.Errorf("%s is called valid: %v", name, answer.Valid)
				}
			})
			t.Logf("%d files: %d usable, %d of them valid", files, usable, valid)
		})
	}
}

// each calls fn with every file of an archive.
func each(t *testing.T, archive string, fn func(name string, data []byte)) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	file := testkit.Corpus(t, archive)
	if strings.HasSuffix(archive, ".zip") {
		z, err := zip.OpenReader(file)
		must(err)
		defer z.Close()
		for _, f := range z.File {
			if f.FileInfo().IsDir() {
				continue
			}
			r, err := f.Open()
			must(err)
			data, err := io.ReadAll(r)
			must(err)
			fn(f.Name, data)
		}
		return
	}
	f, err := os.Open(file)
	must(err)
	defer f.Close()
	packed, err := gzip.NewReader(f)
	must(err)
	for r := tar.NewReader(packed); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		must(err)
		if h.Typeflag == tar.TypeReg {
			data, err := io.ReadAll(r)
			must(err)
			fn(h.Name, data)
		}
	}
}

// TestLintAnswersOnWhatIsBroken: cut anywhere, deep, large, doubled, packed,
// or nothing at all.
func TestLintAnswersOnWhatIsBroken(t *testing.T) {
	good := `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{"type":"library","bom-ref":"a","name":"zlib","version":"1.3","purl":"pkg:generic/zlib@1.3"}],"dependencies":[{"ref":"a"}]}`
	if !linted(t, "the good one", []byte(good)).Valid {
		t.Fatal("the good one is not valid")
	}
	broken := map[string]string{
		"nothing": "", "blanks": " \n", "null": "null", "a list": "[]", "a byte": "\x00", "a mark": "\xef\xbb\xbf", "twice": good + good, "behind it": good + "x",
		"deep":      `{"bomFormat":"CycloneDX","specVersion":"1.6","components":` + strings.Repeat(`[{"components":`, 20_000) + strings.Repeat("}]", 20_000) + "}",
		"deep XML":  `<bom xmlns="http://cyclonedx.org/schema/bom/1.4">` + strings.Repeat("<a>", 20_000),
		"a DOCTYPE": `<!DOCTYPE bom [<!ENTITY a "b">]><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>`,
		"many":      `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[` + strings.Repeat("{},", 300_000) + "{}]}",
		"long":      strings.Replace(good, "zlib", strings.Repeat("z", 3<<20), 1),
		"a number":  strings.Replace(good, `"version":1,`, `"version":1e999,`, 1),
		"nulls":     strings.Replace(good, `[{"type"`, `[null,{"type"`, 1),
		"a circle":  strings.Replace(good, `{"ref":"a"}`, `{"ref":"a","dependsOn":["a"]}`, 1),
		"Latin-1":   strings.Replace(good, "zlib", "zl\xefb", 1),
		"gzip":      "\x1f\x8b", "zstd": "\x28\xb5\x2f\xfd", "a zip": "PK\x03\x04", "SPDX tags": "SPDXVersion: SPDX-2.3\nPackageName", "YAML": "spdxVersion: SPDX-2.3\npackages: &a [*a]\n",
	}
	for i := range good {
		broken[fmt.Sprintf("cut at %d", i)] = good[:i]
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		if answer := linted(t, name, []byte(broken[name])); answer.Valid && name != "Latin-1" && name != "a circle" && name != "long" {
			t.Errorf("%s is called valid", name)
		}
	}
}
