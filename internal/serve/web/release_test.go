package web_test

import (
	"strings"
	"testing"
)

func TestTwoWrongDatesAreBothToldBesideTheirInputs(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	status, page, _ := s.post(model+"/releases", "version", "4.2.0", "state", "in work", "available", "2026-03-09", "end_of_sales", "1800-01-01", "end_of_life", "2020-01-01", "note", "kept", "rev", "0")
	if status != 422 {
		t.Errorf("two wrong dates: %d", status)
	}
	want(t, "the form", page, "2 things need mending", "The year 1800 is hardly meant", "The end of life (2020-01-01) comes before general availability (2026-03-09)", "kept", `value="4.2.0"`)
	_, _, release := s.post(model+"/releases", "version", "4.2.0", "state", "in work", "end_of_life", "2034-06-30", "rev", "0")
	status, page, _ = s.post(release, "version", "4.2.0", "state", "in work", "end_of_sales", "soon", "end_of_security_support", "later", "rev", "1")
	if status != 422 {
		t.Errorf("two wrong dates of a release that is there: %d", status)
	}
	want(t, "the form", page, `&#34;soon&#34; is no date`, `&#34;later&#34; is no date`)
}

func TestADateToBeAnnouncedStaysSo(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	_, page, release := s.post(model+"/releases", "version", "4.3.0", "state", "in work", "announced", "available", "rev", "0")
	want(t, "the release", page, "to be announced")
	_, page, _ = s.visit(release + "/edit")
	want(t, "its form", page, `name="announced" value="available" checked`)
	_, page, _ = s.post(release, "version", "4.3.0", "state", "in work", "announced", "available", "note", "soon", "rev", "1")
	if want(t, "after a change", page, "to be announced"); strings.Count(page, "to be announced") != 1 {
		t.Error("another date became one to be announced")
	}
}
