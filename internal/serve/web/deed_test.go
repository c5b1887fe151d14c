package web_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// withFinding is the pages with one finding, and its path.
func withFinding(t *testing.T) (*site, string) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit("/findings")
	path := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(page)
	if path == "" {
		t.Fatal("there is no finding")
	}
	f := s.finding(path)
	f.KEV, f.Severity, f.Score, f.Scored = true, "critical", 9.8, true
	if err := s.db.In(s.orgID()).Update(t.Context(), func(tx *store.Tx) error { return tx.SaveFinding(t.Context(), &f) }); err != nil {
		t.Fatal(err)
	}
	return s, path
}

// hidden reads the value of a hidden input of a page.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no %s", name)
	}
	return m[1]
}

func TestManyAreChangedAfterAPreviewAndTakenBackAsOne(t *testing.T) {
	s, path := withFinding(t)
	soon := time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly)
	_, page, _ := s.visit("/findings?exploited=yes")
	want(t, "the list", page, `form="acts"`, `<form id="acts"`, `aria-current="page">Exploited <span class="count">1</span>`, `Nobody&#39;s <span class="count">1</span>`)
	scope := []string{"view", hidden(t, page, "view"), "asof", hidden(t, page, "asof"), "all", "1", "until", soon, "because", "", "because", "waits for a test"}
	_, page, at := s.post("/findings/preview", scope...)
	want(t, "the preview", page, "Snooze 1 finding until", "in 1 release.", "would change")
	if at != "/findings/preview" {
		t.Errorf("the preview leads to %s", at)
	}
	act := append([]string{"deed", hidden(t, page, "deed")}, scope...)
	_, page, at = s.post("/findings/act", act...)
	if at != "/findings?exploited=yes" {
		t.Errorf("afterwards at %s", at)
	}
	want(t, "the list afterwards", page, "snoozed", "Snoozed CVE-2022-48174 in busybox 1.34.1 until", `<button class="btn slight" data-press="undo">`, `Snoozed <span class="count">1</span>`, `All <span class="count">1</span>`)
	undo := regexp.MustCompile(`/deeds/[0-9a-f-]{36}/undo`).FindString(page)
	s.post("/findings/act", act...)
	_, page, _ = s.visit(path)
	want(t, "the finding", page, "Snoozed until <b>", "waits for a test", "End the snooze")
	_, page, _ = s.visit(strings.TrimSuffix(undo, "/undo"))
	want(t, "the deed", page, "Snoozed until:", "<ins>waits for a test</ins>", "1 changed")
	_, page, _ = s.visit("/deeds")
	want(t, "what was done", page, "Snoozed CVE-2022-48174", "Undo")
	if strings.Count(page, `class="row"`) != 1 {
		t.Error("the act was done more than once")
	}
	_, page, at = s.post(undo, "back", path)
	if at != path {
		t.Errorf("after the undo at %s", at)
	}
	want(t, "the finding again", page, "Taken back: Snoozed CVE-2022-48174", "Taken back: its snooze ended", "Snoozed until")
	if strings.Contains(page, "Snoozed until <b>") {
		t.Error("it is snoozed still")
	}
	if status, page, _ := s.post(undo, "back", path); status != 409 {
		t.Errorf("taken back twice: %d %s", status, page)
	}
}

func TestAnActThatCantBeIsToldOnItsPreview(t *testing.T) {
	s, path := withFinding(t)
	id := strings.TrimPrefix(path, "/findings/")
	for name, c := range map[string]struct {
		form   []string
		status int
		says   string
	}{
		"nothing chosen":      {[]string{"do-turn", "in review"}, 422, "No finding is chosen"},
		"a day that is past":  {[]string{"id", id, "until", "2020-01-01", "because", "x"}, 422, "is not ahead"},
		"no reason":           {[]string{"id", id, "until", time.Now().UTC().AddDate(0, 0, 3).Format(time.DateOnly)}, 422, "A snooze says why"},
		"closing by hand":     {[]string{"id", id, "do-turn", "closed"}, 422, "by hand"},
		"a moment of no list": {[]string{"id", id, "do-turn", "open", "asof", "yesterday"}, 422, "is no moment"},
		"a list of nothing":   {[]string{"all", "1", "view", "state=bar", "do-turn", "open"}, 422, "is no filter"},
		"a deed without name": {[]string{"id", id, "do-turn", "open", "deed", "mine"}, 422, "is no name"},
		"what is so already":  {[]string{"id", id, "do-turn", "open"}, 200, "there is nothing to do"},
	} {
		status, page, _ := s.post("/findings/preview", c.form...)
		if status != c.status || !strings.Contains(page, c.says) {
			t.Errorf("%s: %d, want %d with %q", name, status, c.status, c.says)
		}
	}
}

func TestAnActOnOneFindingLeadsToTheNextAndANoteStays(t *testing.T) {
	s, path := withFinding(t)
	// a second finding, behind the first
	if err := s.db.In(s.orgID()).Update(t.Context(), func(tx *store.Tx) error {
		f, err := tx.Finding(s.Context(), strings.TrimPrefix(path, "/findings/"))
		if err != nil {
			return err
		}
		f.ID, f.Weakness, f.Names, f.KEV = "0198c1aa-0000-7000-8000-000000000001", "CVE-2026-1", []string{"CVE-2026-1"}, false
		return tx.CreateFinding(s.Context(), f)
	}); err != nil {
		t.Fatal(err)
	}
	_, page, _ := s.visit(path + "?sort=-kev")
	second := "/findings/0198c1aa-0000-7000-8000-000000000001?sort=-kev"
	want(t, "the first", page, "Place 1 of 2: known to be exploited, critical, with a score of 9.8. It comes before the next because it is known to be exploited.", `name="back" value="`+second+`"`, `name="back" value="`+path+`?sort=-kev"`)
	_, page, at := s.post(path+"/snooze", "rev", hidden(t, page, "rev"), "back", second, "until", time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly), "because", "waits for a fix")
	if at != second {
		t.Errorf("after a snooze at %s", at)
	}
	want(t, "the second", page, "Place 2 of 2", "The one before it is known to be exploited.", `name="back" value="`+path+`?sort=-kev"`)
	_, page, at = s.visit("/findings?sort=-kev&open=first")
	if at != path+"?sort=-kev" {
		t.Errorf("the first of a page is %s", at)
	}
	want(t, "the first again", page, "snoozed")
	_, page, _ = s.post(path+"/state", "rev", hidden(t, page, "rev"), "back", path, "to", "wake")
	want(t, "woken", page, "Its snooze ended")
	if f := s.finding(path); f.State != finding.Open || f.Until != "" {
		t.Errorf("%+v", f)
	}
}

// finding reads the finding at a path.
func (s *site) finding(path string) (f finding.Finding) {
	s.Helper()
	if err := s.db.In(s.orgID()).View(s.Context(), func(tx *store.Tx) (err error) {
		f, err = tx.Finding(s.Context(), strings.TrimPrefix(path, "/findings/"))
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return f
}

func TestWhoMayNotWorkOnFindingsChoosesNone(t *testing.T) {
	s, path := withFinding(t)
	s.as(org.Auditor)
	for _, at := range []string{"/findings", path} {
		_, page, _ := s.visit(at)
		for _, not := range []string{`name="id"`, `class="bulk"`, `data-press="assign"`} {
			if strings.Contains(page, not) {
				t.Errorf("%s offers %s to an auditor", at, not)
			}
		}
	}
}
