package web_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
)

// rematched holds busybox against another bundle.
func (s *site) rematched(bundle string, r match.Result) {
	s.Helper()
	ctx := context.Background()
	err := s.db.In(s.orgID()).Update(ctx, func(tx *store.Tx) error {
		parts, err := tx.PartsFrom(ctx, 0, 100)
		for _, p := range parts {
			if p.Component.Name == "busybox" && err == nil {
				_, err = finding.Rematch(ctx, tx, org.Program(s.orgID()), p.Key, held(bundle), r)
			}
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

func TestAFindingsHistoryTellsWhatMatchingDidAndPeople(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit("/findings")
	one := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(page)
	_, page, _ = s.visit(one)
	s.post(one+"/note", "note", "Not reachable.", "rev", regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(page)[1], "back", one)
	s.rematched("b2", match.Result{Checked: match.Clean})
	again := match.Result{Checked: match.Matched, Matches: []match.Match{{Weakness: "CVE-2022-48174", Names: []string{"CVE-2022-48174"}, State: match.Affected, Why: "again", Rule: "cpe", Source: "nvd", Record: "CVE-2022-48174", Feed: vuln.Products}}}
	s.rematched("b3", again)
	s.rematched("b4-nvd", match.Result{Checked: match.Clean})
	s.rematched("b5", again)
	_, page, _ = s.visit(one)
	history := page[strings.Index(page, "<h3>History</h3>"):]
	for _, line := range []string{"Its source is there again", "Nobody can tell any more", "no NVD feed in this bundle", "Came back: matching finds it again", "Closed: matching finds it no more", "Note", "Opened: matching found it"} {
		i := strings.Index(history, line)
		if i < 0 {
			t.Fatalf("the history does not say %q in its turn", line)
		}
		history = history[i:]
	}
	_, secret, _ := s.post("/tokens", "name", "x", "days", "30", "for", "read")
	token := regexp.MustCompile(`aceso_[0-9a-z]+_[0-9A-Za-z_-]+`).FindString(secret)
	status, body := s.program(token, "GET", "/api/v1"+one+"/history", "")
	if status != 200 || strings.Count(body, `"what"`) != 6 {
		t.Errorf("by REST: %d %s", status, body)
	}
	want(t, "by REST", body, `"what":"back"`, `"what":"lost"`, `"why":"no NVD feed in this bundle"`, `"what":"reopened"`, `"what":"closed"`, `"bundle":"b3"`, `"what":"noted","new":"Not reachable."`, `"what":"opened"`)
}
