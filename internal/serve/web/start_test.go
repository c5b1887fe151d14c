package web_test

import "testing"

func TestTheFirstStepsFollowFromWhatExistsAndTodayLeadsToThem(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, page, _ := s.visit("/")
	want(t, "Today of a new installation", page, "Finish the first steps", `href="/start"`)
	_, page, _ = s.visit("/start")
	want(t, "the first steps", page, "steps left; the next: Weakness data", `href="/intelligence"`, `href="/import"`, `href="/ci"`, `href="/people"`)
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ = s.visit("/start")
	want(t, "with data", page, "done", "the next: Your first product") // what was only looked at is no product
}

func TestTheLinesForABuildNameThisServer(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, page, _ := s.visit("/ci")
	want(t, "the lines", page, s.url+"/api/v1/bom", "secrets.ACESO_TOKEN", "stage(", "parts-list:", "X-Api-Key")
}
