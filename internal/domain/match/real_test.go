package match_test

import (
	"archive/zip"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
)

// TestRealDocuments holds every readable document of the corpus against the
// bundle: each component has an answer, each answer its grounds.
func TestRealDocuments(t *testing.T) {
	b := testkit.CorpusBundle(t)
	checked, reasons, states := map[match.Checked]int{}, map[string]int{}, map[match.State]int{}
	rules := map[string]int{}
	documents := 0
	for _, name := range []string{"sbom/real.zip", "sbom/medical.zip", "sbom/coherent-redhat-2023.zip"} {
		z, err := zip.OpenReader(testkit.Corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			if strings.HasSuffix(f.Name, "/") || strings.Contains(f.Name, "csaf/") || strings.Contains(f.Name, "cve/") || f.UncompressedSize64 > 12<<20 {
				continue
			}
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(r)
			r.Close()
			if err != nil {
				t.Fatal(err)
			}
			doc, _, err := bom.Decode(data, intake.SBOM)
			if err != nil {
				continue // the decoders' own tests say which and why
			}
			documents++
			results, err := match.Document(doc, b, nil)
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			for i, r := range results {
				checked[r.Checked]++
				if r.Checked == match.NotCheckable {
					if r.Reason == "" {
						t.Errorf("%s: %s is not checkable without a reason", f.Name, doc.Components[i].Name)
					}
					reasons[kindOf(r.Reason)]++
				}
				for _, m := range r.Matches {
					states[m.State]++
					rules[m.Rule+" "+m.Source+" "+string(m.State)]++
					if m.Why == "" || m.Rule == "" || m.Source == "" || m.Record == "" || (m.State == match.CannotTell) != (m.Settle != "") {
						t.Errorf("%s: %s: %+v lacks its grounds", f.Name, doc.Components[i].Name, m)
					}
				}
			}
		}
		z.Close()
	}
	t.Logf("%d documents: %v; matches %v, by rule and source %v", documents, checked, states, rules)
	for _, r := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int { return reasons[b] - reasons[a] })[:min(25, len(reasons))] {
		t.Logf("%6d %s", reasons[r], r)
	}
}

// kindOf leaves out of a reason what differs from component to component.
func kindOf(reason string) string {
	for _, cut := range []string{"knows no product", "nothing tells the source of"} {
		if at := strings.Index(reason, cut); at >= 0 {
			return reason[:at+len(cut)] + " …"
		}
	}
	return strings.TrimLeft(reason, "0123456789")
}
