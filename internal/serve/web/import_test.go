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
