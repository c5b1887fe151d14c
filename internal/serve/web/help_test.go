package web_test

import (
	"regexp"
	"strings"
	"testing"

	"aceso/internal/domain/org"
)

// TestHelpStandsAtTheSamePlaceOfEachPage holds WCAG 2.2, 3.2.6: between the
// state of the data and the person's menu, before the content.
func TestHelpStandsAtTheSamePlaceOfEachPage(t *testing.T) {
	s := newSite(t)
	place := regexp.MustCompile(`(?s)<header class="top">.*<details class="menu help".*</details>.*</header>\s*<main`)
	for _, path := range []string{"/sign-in", "/set-up?key=x", "/help", "/glossary", "/nowhere", "/shared?key=x"} {
		if _, page, _ := s.visit(path); !place.MatchString(page) {
			t.Errorf("%s, to a stranger, has no help at its place", path)
		}
	}
	s.setUp()
	place = regexp.MustCompile(`(?s)<span class="fresh.*<details class="menu help".*</details><details class="menu"><summary>.*<main`)
	for _, path := range []string{"/", "/products", "/products/new", "/import", "/findings", "/unchecked", "/names", "/intelligence", "/log", "/people", "/tokens", "/drafts", "/help", "/glossary", "/nowhere"} {
		_, page, _ := s.visit(path)
		if !place.MatchString(page) {
			t.Errorf("%s has no help at its place", path)
		}
		if n := strings.Count(page, "data-help"); n != 1 {
			t.Errorf("%s has help %d times", path, n)
		}
	}
	_, page, _ := s.post("/products", "name", "")
	want(t, "a refused form", page, "Says what kind of device it is")
}

func TestTheGlossaryFindsAWordAndTeachesWhereThereIsNone(t *testing.T) {
	s := newSite(t)
	_, page, _ := s.visit("/glossary?q=vulnerability")
	want(t, "a word", page, `id="weakness"`, "Also: vulnerability")
	if strings.Contains(page, `id="kev"`) && !strings.Contains(page, "weak") {
		t.Error("it finds all words")
	}
	_, page, _ = s.visit("/glossary?q=blockchain")
	want(t, "no word", page, "No word like that", `href="/glossary"`)
}

// TestTheTourGoesOverPagesThatAreThere walks it by its own links, for whoever
// takes it.
func TestTheTourGoesOverPagesThatAreThere(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	tour := func(who string, fewest int) {
		t.Helper()
		at, stops := "/tour", 0
		for at != "" && stops < 20 {
			status, page, here := s.visit(at)
			stops++
			if status != 200 || !strings.Contains(page, `class="tour"`) {
				t.Errorf("%s, stop %d: %d at %s", who, stops, status, here)
			}
			if strings.Contains(strings.ReplaceAll(page, `"/tour`, ""), "tour=") {
				t.Errorf("%s: links of %s carry the tour away", who, here)
			}
			at = ""
			if next := regexp.MustCompile(`<a class="btn btn-primary slight" href="(/tour/[a-z]+)"`).FindStringSubmatch(page); next != nil {
				at = next[1]
			} else {
				want(t, who+"'s last stop", page, ">Done</a>")
			}
		}
		if stops < fewest {
			t.Errorf("%s sees %d stops", who, stops)
		}
	}
	tour("the first administrator, without any product", 8)
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	tour("the first administrator", 9)
	for role, fewest := range map[org.Role]int{org.Auditor: 7, org.Procurement: 5, org.Trainee: 1} {
		s.as(role)
		tour(string(role), fewest)
	}
	if status, page, _ := s.visit("/tour/nowhere"); status != 404 || !strings.Contains(page, "/tour") {
		t.Errorf("a stop that does not exist: %d", status)
	}
}
