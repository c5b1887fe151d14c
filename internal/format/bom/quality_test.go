package bom_test

import (
	"archive/zip"
	"io"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
)

// A sum is what a profile says of many documents.
type sum struct {
	documents, components int
	share                 float64
	whole                 int // documents that meet every rule
}

// TestRealDocumentsAreMeasured holds every document of the corpus against every
// profile: none may break it, and each report must add up.
func TestRealDocumentsAreMeasured(t *testing.T) {
	for _, set := range []string{"sbom/real.zip", "sbom/medical.zip"} {
		t.Run(set, func(t *testing.T) {
			sums, unread := map[string]*sum{}, 0
			each(t, set, func(name string, data []byte) {
				doc, _, err := bom.Decode(data, intake.SBOM)
				if err != nil {
					unread++
					t.Logf("not read: %s: %v", name, err)
					return
				}
				for _, p := range sbom.Profiles() {
					if sums[p.ID] == nil {
						sums[p.ID] = &sum{}
					}
					sums[p.ID].add(t, name, p.Measure(doc))
				}
			})
			for _, p := range sbom.Profiles() {
				s := sums[p.ID]
				t.Logf("%s: %d documents, %d components, mean share %.3f, %d meet every rule; %d files are no bill of materials or can't be used",
					p.ID, s.documents, s.components, s.share/float64(s.documents), s.whole, unread)
			}
		})
	}
}

func (s *sum) add(t *testing.T, name string, r sbom.Report) {
	share := r.Share()
	met, of := r.Met()
	if share < 0 || share > 1 || met > of || met == of && share != 1 {
		t.Errorf("%s: %s: share %v, %d of %d rules", name, r.Profile.ID, share, met, of)
	}
	for i := range r.Results {
		x := &r.Results[i]
		if x.Filled+len(x.Failing) != x.Asked || x.Missing() < 0 || x.Rule.PerComponent() && x.Asked != r.Components {
			t.Errorf("%s: %s does not add up: %d asked, %d filled, %d failing", name, x.Rule.ID, x.Asked, x.Filled, len(x.Failing))
		}
	}
	s.documents++
	s.components += r.Components
	s.share += share
	if met == of {
		s.whole++
	}
}

func each(t *testing.T, set string, fn func(name string, data []byte)) {
	t.Helper()
	z, err := zip.OpenReader(testkit.Corpus(t, set))
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
		r.Close()
		fn(f.Name, data)
	}
}

// TestKnownShares holds fixtures made by hand, whose shares were counted by
// hand, in three formats.
func TestKnownShares(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want map[string]int // percent by rule
	}{
		"CycloneDX": {`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"timestamp":"2026-03-01T12:00:00Z","lifecycles":[{"phase":"build"}],"component":{"type":"device","bom-ref":"p","name":"p"}},"components":[
 {"type":"library","bom-ref":"a","name":"a","version":"1","purl":"pkg:generic/a@1","supplier":{"name":"A"},"licenses":[{"license":{"id":"MIT"}}],"properties":[{"name":"End-of-Support","value":"2031-01-01"}]},
 {"type":"library","bom-ref":"b","name":"b","version":"1","supplier":{"name":"[REDACTED]"},"properties":[{"name":"End-of-Support","value":"unknown"}]},
 {"type":"library","bom-ref":"c","name":"c","version":"unknown"},{"type":"library","bom-ref":"d","name":"d"}],
 "dependencies":[{"ref":"p","dependsOn":["a","b","c"]},{"ref":"a"}]}`, map[string]int{
			"ntia-supplier": 25, "ntia-name": 100, "ntia-version": 50, "ntia-identifier": 25, "ntia-relationship": 75, "ntia-author": 0, "ntia-timestamp": 100,
			"cisa-licence": 25, "cisa-hash": 0, "cisa-context": 100, "cisa-tool": 0, "fda-end-of-support": 25, "fda-support-level": 0,
			"bsi-format": 100, "bsi-dependencies": 25, "bsi-distribution-licence": 25, "bsi-completeness": 0,
		}},
		"SPDX": {`{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","dataLicense":"CC0-1.0","documentNamespace":"https://x.example/1","creationInfo":{"created":"2026-01-31T12:00:00Z","creators":["Organization: X","Tool: syft-1.0"]},
 "packages":[{"SPDXID":"SPDXRef-p","name":"p","downloadLocation":"NONE"},
  {"SPDXID":"SPDXRef-a","name":"a","versionInfo":"1","supplier":"Organization: A","downloadLocation":"NONE","licenseConcluded":"MIT","checksums":[{"algorithm":"SHA512","checksumValue":"` + zeros128 + `"}]},
  {"SPDXID":"SPDXRef-b","name":"b","supplier":"NOASSERTION","downloadLocation":"NONE","licenseDeclared":"MIT"}],
 "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-p"},{"spdxElementId":"SPDXRef-p","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-a"}]}`, map[string]int{
			"ntia-supplier": 50, "ntia-version": 50, "ntia-identifier": 0, "ntia-relationship": 50, "ntia-author": 100, "cisa-tool": 100, "cisa-licence": 100, "cisa-hash": 50,
			"bsi-format": 0, "bsi-distribution-licence": 50, "bsi-hash": 50,
		}},
		"a table": {"name,version,supplier,purl\nzlib,1.3,zlib.net,pkg:generic/zlib@1.3\nown,,unknown,\n", map[string]int{
			"ntia-supplier": 50, "ntia-version": 50, "ntia-identifier": 50, "ntia-relationship": 0, "ntia-author": 0, "bsi-format": 0,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, _, err := bom.Decode([]byte(c.text), intake.SBOM)
			if err != nil {
				t.Fatal(err)
			}
			held := 0
			for _, p := range sbom.Profiles() {
				r := p.Measure(doc)
				for i := range r.Results {
					x := &r.Results[i]
					if want, ok := c.want[x.Rule.ID]; ok {
						held++
						if got := sbom.Percent(x.Share()); got != want {
							t.Errorf("%s: %d %%, want %d", x.Rule.ID, got, want)
						}
					}
				}
			}
			if held != len(c.want) {
				t.Errorf("%d of %d rules exist", held, len(c.want))
			}
		})
	}
}

const zeros128 = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
