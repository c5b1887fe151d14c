package web_test

import (
	"regexp"
	"strings"
	"testing"
)

func TestFilesOfOneNameInScratchAreReleasesOfTheirOwn(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	_, page, first := s.upload("/import", "file", "bom.json", pumpSBOM)
	want(t, "the first", page, "bom.json")
	other := strings.ReplaceAll(pumpSBOM, "motor-control", "valve-control")
	_, _, second := s.upload("/import", "file", "bom.json", other)
	s.matched(s.orgID())
	_, a, _ := s.visit(first)
	_, b, _ := s.visit(second)
	releaseOf := regexp.MustCompile(`/releases/[0-9a-f-]{36}`)
	if releaseOf.FindString(a) == releaseOf.FindString(b) {
		t.Error("another content of the same name took the release of the first")
	}
	want(t, "the first, later", a, "3 parts: 1 affected", "Open Scratch bom.json<")
	want(t, "the second", b, "3 parts: 1 affected")
	if !regexp.MustCompile(`Open Scratch bom\.json \([0-9a-f]{8}\)<`).MatchString(b) {
		t.Error("the second does not tell itself from the first")
	}
	for at, content := range map[string]string{first: pumpSBOM, second: other} {
		if _, _, again := s.upload("/import", "file", "bom.json", content); again != at+"?again=yes" {
			t.Errorf("the same file again ends at %s, want %s", again, at)
		}
	}
}

func TestAnImportThatANewerOneReplacedSpeaksOfItself(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	_, _, release := s.post(model+"/releases", "version", "4.2.0", "state", "in work", "rev", "0")
	into := "release:" + strings.TrimPrefix(release, "/releases/")
	_, _, old := s.upload("/import", "file", "old.json", pumpSBOM, "into", into)
	_, _, newer := s.upload("/import", "file", "new.json", strings.ReplaceAll(pumpSBOM, `{"type":"library","name":"image","bom-ref":"i","version":"1"},`, ""), "into", into)
	s.matched(s.orgID())
	_, page, _ := s.visit(old)
	want(t, "the old one", page, "Parts list: old.json", "3 parts", "kept as it was", `href="`+newer+`">See the list in use`, "Download this one as it arrived")
	for _, word := range []string{"1 affected", "See the findings", "Name what could not be checked"} {
		if strings.Contains(page, word) {
			t.Errorf("the old import says %q of the newer one", word)
		}
	}
	_, page, _ = s.visit(newer)
	want(t, "the newer one", page, "2 parts: 1 affected", "See the findings")
}

func TestGuessedColumnsCanBeCorrectedFromTheKeptOriginal(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	_, _, first := s.upload("/import", "file", "soup.csv", "Component;Release;Vendor;Baseline\nzlib;rev 7;Gailly;1.2.11\nopenssl;rev 9;OpenSSL;3.0.5\n")
	s.matched(s.orgID())
	_, page, _ := s.visit(first)
	want(t, "the import", page, "was guessed from their heads", first+"/columns")
	_, page, _ = s.visit(first + "/columns")
	want(t, "the columns", page, "Baseline", "1.2.11 · 3.0.5", "rev 7 · rev 9", `<option value="version" selected>`, `name="column-3"`, `value=";" selected`)
	said := []string{"separator", ";", "header", "1", "column-0", "name", "column-1", "", "column-2", "supplier", "column-3", "version"}
	twice := append([]string{}, said...)
	twice[7] = "version"
	status, page, _ := s.post(first+"/columns", twice...)
	if want(t, "two columns of one kind", page, "two columns are said to hold version: B and D"[1:]); status != 422 || strings.Count(page, `<option value="version" selected>`) != 2 {
		t.Errorf("two columns of one kind: %d, or what was chosen is lost", status)
	}
	_, _, second := s.post(first+"/columns", said...)
	if second == first {
		t.Fatal("reading it in another way is not another import")
	}
	s.matched(s.orgID())
	_, page, _ = s.visit(second)
	want(t, "read again", page, "were read as somebody said", "2 parts")
	_, page, _ = s.visit(regexp.MustCompile(`/releases/[0-9a-f-]{36}`).FindString(page) + "?tab=parts")
	if want(t, "the parts", page, "1.2.11", "3.0.5"); strings.Contains(page, "rev 7") {
		t.Error("the release rests on the old reading")
	}
	_, page, _ = s.visit(first)
	want(t, "the first reading", page, "A newer parts list has taken the place")
	said[7], said[11] = "version", ""
	if _, _, at := s.post(first+"/columns", said...); at != first {
		t.Errorf("reading it as it was guessed ends at %s, want %s", at, first)
	}
	_, page, _ = s.visit(first)
	if strings.Contains(page, "taken the place") {
		t.Error("after going back to the guess the release rests on the other reading")
	}
	_, page, _ = s.visit(first + "/columns?header=0&separator=%3B")
	want(t, "seen without a head", page, "Component · zlib · openssl")
}

func TestATableThatExplainsNothingIsHeldAndAsked(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	plain := "4711;zlib;1.2.11\n4712;openssl;3.0.5\n"
	_, page, at := s.upload("/import", "file", "stock.csv", plain)
	if !strings.HasPrefix(at, "/import/columns?file=") {
		t.Fatalf("it ends at %s", at)
	}
	want(t, "the question", page, "No row of this table says", "stock.csv", "zlib · openssl")
	hash := regexp.MustCompile(`file=([0-9a-f]{64})`).FindStringSubmatch(at)[1]
	_, page, at = s.post("/import/columns", "file", hash, "into", "", "version", "", "separator", ";", "header", "0", "column-1", "name", "column-2", "version")
	if !strings.HasPrefix(at, "/imports/") {
		t.Errorf("it ends at %s", at)
	}
	want(t, "the import", page, "stock.csv", "2 parts")
	if status, page, _ := s.post("/import/columns", "file", hash, "separator", ";", "header", "0", "column-2", "version"); status != 422 || !strings.Contains(page, "which column holds the name") {
		t.Errorf("without a name: %d", status)
	}
	if status, _, _ := s.visit("/import/columns?file=" + strings.Repeat("0", 64)); status != 404 {
		t.Errorf("a file that is not here: %d", status)
	}
	_, _, bom := s.upload("/import", "file", "a.json", pumpSBOM)
	if status, page, _ := s.visit(bom + "/columns"); status != 422 || !strings.Contains(page, "is no table") {
		t.Errorf("the columns of a CycloneDX document: %d", status)
	}
}

func TestADisclosureStatementIsRefusedWithWhatItIs(t *testing.T) {
	s := newSite(t)
	s.setUp()
	status, page, at := s.upload("/import", "file", "mds2.csv", "Manufacturer Disclosure Statement for Medical Device Security -- MDS2;;\nQuestion ID;Question;Answer\nDOC-1;Manufacturer Name;Castellan\nMPII-1;Can this device display PII?;Yes\n")
	if status != 422 || at != "/import" {
		t.Errorf("it ends at %s with %d", at, status)
	}
	want(t, "the refusal", page, "This is a manufacturer disclosure statement (MDS2)", "lists no components", "Keep it with the device model", "data-problem")
}
