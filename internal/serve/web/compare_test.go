package web_test

import (
	"strings"
	"testing"
)

// pair brings two releases of one model with their parts lists: the newer has
// no busybox any more, another motor-control, and one part more.
func (s *site) pair() (older, newer string) {
	s.Helper()
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	_, _, older = s.post(model+"/releases", "version", "4.2.0", "state", "released", "rev", "0")
	_, _, newer = s.post(model+"/releases", "version", "4.3.0", "state", "in work", "rev", "0")
	s.upload("/import", "file", "old.json", pumpSBOM, "into", "release:"+strings.TrimPrefix(older, "/releases/"))
	next := strings.Replace(pumpSBOM, `{"type":"library","name":"busybox"`, `{"type":"library","name":"=toybox"`, 1)
	next = strings.ReplaceAll(next, "busybox:busybox", "toybox:toybox")
	next = strings.Replace(next, `"name":"image","bom-ref":"i","version":"1"`, `"name":"image","bom-ref":"i","version":"2"`, 1)
	s.upload("/import", "file", "new.json", next, "into", "release:"+strings.TrimPrefix(newer, "/releases/"))
	s.matched(s.orgID())
	return older, newer
}

func TestAComparisonTellsWhatCameAndWent(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	older, newer := s.pair()
	from := strings.TrimPrefix(older, "/releases/")
	_, page, _ := s.visit(newer)
	want(t, "the release", page, newer+"/compare")
	_, page, _ = s.visit(newer + "/compare")
	want(t, "before a release is chosen", page, "What changed in Aurelia IP-200 4.3.0", `<option value="`+from+`">4.2.0`)
	if strings.Contains(page, "Findings gone") {
		t.Error("an answer stands there before the question")
	}
	_, page, _ = s.visit(newer + "/compare?with=" + from)
	want(t, "the comparison", page, "1 finding gone, none new.", "1 part added, 1 removed, 1 changed; 1 the same.", "CVE-2022-48174", "busybox 1.34.1", "=toybox", "compare.csv?with="+from)
	_, page, _ = s.visit(newer + "/compare?with=" + strings.TrimPrefix(newer, "/releases/"))
	want(t, "a release and itself", page, "Nothing differs")
	_, table, _ := s.visit(newer + "/compare.csv?with=" + from)
	want(t, "the table", table, "change,part,field,before,after,severity,data as of", "lost,busybox,CVE-2022-48174,1.34.1,,unknown", "changed,image,version,1,2", "added,'=toybox,version,,1.34.1", "removed,busybox,version,1.34.1,")
	for path, status := range map[string]int{
		newer + "/compare?with=none": 404, newer + "/compare.csv?with=none": 404, "/releases/none/compare?with=" + from: 404, newer + "/compare.csv": 404,
	} {
		if got, _, _ := s.visit(path); got != status {
			t.Errorf("%s: %d, want %d", path, got, status)
		}
	}
}

func TestAReleaseWithNothingToCompareSaysSo(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	_, _, release := s.post(model+"/releases", "version", "4.2.0", "state", "released", "rev", "0")
	_, page, _ := s.visit(release + "/compare")
	want(t, "alone", page, "There is no other release with a parts list to compare with")
}

func TestABillOfMaterialsLeavesInTheFormThatIsAsked(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	older, _ := s.pair()
	for format, words := range map[string][]string{"cyclonedx": {`"bomFormat"`, "busybox", "cpe:2.3:a:busybox"}, "spdx": {"SPDX-2.3", "busybox"}} {
		r, err := s.http.Get(s.url + older + "/sbom?format=" + format)
		if err != nil {
			t.Fatal(err)
		}
		if head := r.Header.Get("Content-Disposition"); !strings.HasPrefix(head, "attachment") || !strings.Contains(head, `"Aurelia_IP-200-4.2.0.`) {
			t.Errorf("%s: sent as %q", format, head)
		}
		status, body, _ := s.read(r, nil)
		if status != 200 {
			t.Errorf("%s: %d", format, status)
		}
		want(t, format, body, words...)
	}
	if status, page, _ := s.visit(older + "/sbom?format=word"); status != 422 || !strings.Contains(page, "data-problem") {
		t.Errorf("a format that is none: %d", status)
	}
	_, _, model := s.post("/products", "name", "Empty", "rev", "0")
	_, _, empty := s.post(model+"/releases", "version", "1", "state", "in work", "rev", "0")
	if status, _, _ := s.visit(empty + "/sbom?format=cyclonedx"); status != 404 {
		t.Errorf("a release without a parts list: %d", status)
	}
}

func TestATableHoldsWhatItsPageShows(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	older, _ := s.pair()
	for path, c := range map[string]struct {
		rows int
		word string
	}{
		older + "/parts.csv":           {3, "busybox,1.34.1"},
		older + "/parts.csv?q=busybox": {1, "busybox,1.34.1"},
		"/findings.csv?release=" + strings.TrimPrefix(older, "/releases/"): {1, "CVE-2022-48174"},
		"/findings.csv?severity=critical":                                  {0, "Weakness,Part"},
		"/findings.csv?state=closed":                                       {0, "Weakness"},
		"/unchecked.csv?q=image":                                           {2, "image,1"},
	} {
		r, err := s.http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		if head := r.Header.Get("Content-Disposition"); !strings.Contains(head, ".csv") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/csv") {
			t.Errorf("%s: sent as %q %q", path, head, r.Header.Get("Content-Type"))
		}
		_, table, _ := s.read(r, nil)
		if strings.Count(table, "\n") != c.rows+1 || !strings.Contains(table, c.word) {
			t.Errorf("%s: want %d rows with %q: %s", path, c.rows, c.word, table)
		}
	}
	if status, _, _ := s.visit("/releases/none/parts.csv"); status != 404 {
		t.Errorf("the parts of no release: %d", status)
	}
}
