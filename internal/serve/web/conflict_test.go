package web_test

import (
	"regexp"
	"testing"
)

func TestAChangeThatComesTooLateShowsBothSidesAndLosesNothing(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	rev := func(page string) string {
		return regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(page)[1]
	}
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "class", "IIb", "rev", "0")
	_, form, _ := s.visit(model + "/edit")
	line := regexp.MustCompile(`<option value="([0-9a-f-]{36})" selected`).FindStringSubmatch(form)[1]
	seen := rev(form)
	s.post(model, "name", "Aurelia IP-200", "line", line, "class", "IIb", "note", "theirs", "rev", seen)
	status, page, _ := s.post(model, "name", "Aurelia IP-200", "line", line, "class", "IIa", "note", "mine", "connects", "Wi-Fi\nUSB", "rev", seen)
	if status != 412 {
		t.Errorf("a stale change: %d", status)
	}
	want(t, "the model", page, "Somebody changed it meanwhile", "was saved by Dele Okoro just now", "theirs", "mine", "What differs", "other fields say the same", ">Wi-Fi\nUSB</textarea>", `value="IIa"`, `<a class="btn" href="`+model+`">Keep what is saved`)
	if now := rev(page); now == seen {
		t.Error("saving once more would be stale again")
	}
	_, page, at := s.post(model, "name", "Aurelia IP-200", "line", line, "class", "IIa", "note", "mine", "rev", rev(page))
	if want(t, "after keeping mine", page, "IIa", "mine"); at != model {
		t.Errorf("keeping mine ends at %s", at)
	}
	if _, _, at := s.post(model, "name", "Aurelia IP-200", "line", line, "class", "IIa", "note", "mine", "rev", seen); at != model {
		t.Errorf("a stale change that says the same ends at %s", at)
	}

	_, _, release := s.post(model+"/releases", "version", "4.2.0", "state", "in work", "rev", "0")
	_, form, _ = s.visit(release + "/edit")
	s.post(release, "version", "4.2.0", "state", "released", "available", "2026-03-09", "rev", rev(form))
	status, page, _ = s.post(release, "version", "4.2.0", "state", "in work", "note", "mine", "end_of_life", "2034-06-30", "rev", rev(form))
	if want(t, "the release", page, "2026-03-09", "2034-06-30", "released: with customers", "in work: not with customers"); status != 412 {
		t.Errorf("a stale change of a release: %d", status)
	}

	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ = s.visit("/findings")
	one := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(page)
	_, page, _ = s.visit(one)
	seen = rev(page)
	s.post(one+"/note", "note", "what Tomas wrote", "rev", seen, "back", one)
	for _, c := range []struct {
		path, field, value string
		words              []string
	}{
		{"/note", "note", "what I wrote", []string{"what Tomas wrote", ">what I wrote</textarea>", `name="back" value="` + one}},
		{"/state", "to", "in review", []string{"in review", "new"}},
	} {
		status, page, _ = s.post(one+c.path, c.field, c.value, "rev", seen, "back", one)
		if status != 412 {
			t.Errorf("%s: %d", c.path, status)
		}
		want(t, c.path, page, c.words...)
		if _, _, at := s.post(one+c.path, c.field, c.value, "rev", rev(page), "back", one); at != one {
			t.Errorf("%s, kept: ends at %s", c.path, at)
		}
	}
}
