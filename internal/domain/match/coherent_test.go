package match_test

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
	"aceso/internal/worker/feed"
)

// TestCoherentSet works a set that belongs together from end to end: six bills
// of materials against the CVE and OSV records about them.
func TestCoherentSet(t *testing.T) {
	dir := t.TempDir()
	documents := map[string][]byte{}
	z, err := zip.OpenReader(testkit.Corpus(t, "sbom/coherent-redhat-2023.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(f.Name, "/")
		switch kind {
		case "spdx":
			documents[filepath.Base(f.Name)] = data
		case "osv", "cve":
			if err := os.MkdirAll(filepath.Join(dir, kind), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, kind, filepath.Base(f.Name)), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(dir, "set.intel")
	in := feed.Inputs{OSV: filepath.Join(dir, "osv"), CVE: []string{filepath.Join(dir, "cve")}, Made: testkit.CorpusMade, Fetched: testkit.CorpusMade}
	if _, err := feed.Build(context.Background(), in, nil, path); err != nil {
		t.Fatal(err)
	}
	b, err := intel.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var got []string
	for name, data := range documents {
		doc, _, err := bom.Decode(data, intake.SBOM)
		if err != nil {
			t.Fatal(name, err)
		}
		results, err := match.Document(doc, b, nil)
		if err != nil {
			t.Fatal(name, err)
		}
		for i, r := range results {
			for _, m := range r.Matches {
				t.Log(name, m.Weakness, m.Why)
				got = append(got, name+": "+doc.Components[i].Name+" "+doc.Components[i].Version+": "+m.Weakness+" "+string(m.State))
			}
		}
	}
	slices.Sort(got)
	// The other records are about products of one vendor by their names, and the other
	// documents list RPMs of a distribution that this set says nothing of.
	want := []string{
		"quarkus-bom-2.13.8.Final-redhat-00004.json: resteasy-reactive 2.13.8.Final-redhat-00004: CVE-2024-1726 affected",
		"quarkus-bom-2.13.8.Final-redhat-00004.json: vertx-core 4.3.4.redhat-00008: CVE-2024-1300 affected",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
