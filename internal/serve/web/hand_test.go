package web_test

import (
	"regexp"
	"strings"
	"testing"
)

// A list is written row by row: what is wrong is told beside its cell, nothing
// is saved before the changes were shown, and who comes too late loses nothing.
func TestAPartsListIsKeptRowByRow(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "list.csv", "name,version,supplier\nzlib,1.3,A\nours,,redacted\n")
	_, page, _ := s.visit("/products")
	_, page, _ = s.visit(regexp.MustCompile(`/products/[0-9a-f-]{36}`).FindString(page))
	release := regexp.MustCompile(`/releases/[0-9a-f-]+`).FindString(page)
	value := func(page, name string) string {
		return regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)[1]
	}
	status, page, _ := s.visit(release + "/table")
	if status != 200 || value(page, "name-0") != "zlib" || value(page, "supplier-1") != "redacted" {
		t.Fatalf("the table: %d %s", status, page)
	}
	base := value(page, "base")
	rows := []string{"base", base, "rows", "3", "name-0", "zlib", "version-0", "1.3.1", "supplier-0", "A", "name-1", "ours", "version-1", "unknown", "supplier-1", "redacted", "name-2", "new", "version-2", "2", "purl-2", "no purl"}
	_, page, _ = s.post(release+"/table", append(rows, "do", "check")...)
	want(t, "a cell that is wrong", page, "This is no package URL", `aria-invalid="true"`, `value="no purl"`)
	if strings.Contains(page, `value="save"`) {
		t.Error("a faulty list can be saved")
	}
	rows[len(rows)-1] = "pkg:generic/new@2"
	_, page, _ = s.post(release+"/table", append(rows, "do", "save")...)
	want(t, "what would change", page, "1 part added, 0 removed, 2 changed", `value="save"`)
	seen := value(page, "seen")

	s.upload("/import", "file", "other.csv", "name,version\nzlib,9\n", "into", "release:"+strings.TrimPrefix(release, "/releases/"))
	status, page, _ = s.post(release+"/table", append(rows, "do", "save", "seen", seen)...)
	want(t, "who comes too late", page, "brought another list, other.csv", `value="pkg:generic/new@2"`)
	if status != 412 || value(page, "base") == base {
		t.Errorf("who comes too late: %d", status)
	}
	rows[1] = value(page, "base")
	_, page, at := s.post(release+"/table", append(rows, "do", "save", "seen", value(page, "seen"))...)
	if !strings.HasPrefix(at, "/imports/") {
		t.Fatalf("saved, and at %s: %s", at, page)
	}
	_, page, _ = s.visit(release + "/table")
	if value(page, "version-0") != "1.3.1" || value(page, "version-1") != "unknown" || value(page, "name-2") != "new" {
		t.Error("another list than was saved")
	}
	_, page, _ = s.post(release+"/table", "base", "", "rows", "1", "name-0", "a", "do", "paste", "paste", "b\t2\tunknown\nc\t3\t")
	if value(page, "name-1") != "b" || value(page, "supplier-1") != "unknown" || value(page, "name-2") != "c" {
		t.Errorf("pasted: %s", page)
	}
}

func TestAListByHandTakesThePlaceOfAToolsOnlyWhenSomebodySaysSo(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	_, _, at := s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit(at)
	release := regexp.MustCompile(`/releases/[0-9a-f-]+`).FindString(page)
	field := func(page, name string) string {
		return regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)[1]
	}
	_, page, _ = s.visit(release + "/table")
	rows := []string{"base", field(page, "base"), "rows", "1", "name-0", "zlib", "version-0", "1"}
	_, page, _ = s.post(release+"/table", append(rows, "do", "check")...)
	status, page, _ := s.post(release+"/table", append(rows, "do", "save", "seen", field(page, "seen"))...)
	if status != 409 || !strings.Contains(page, "made by a tool") {
		t.Errorf("without a word: %d", status)
	}
	if _, _, at := s.post(release+"/table", append(rows, "do", "save", "seen", field(page, "seen"), "anyway", "yes")...); !strings.HasPrefix(at, "/imports/") {
		t.Errorf("with it: at %s", at)
	}
}
