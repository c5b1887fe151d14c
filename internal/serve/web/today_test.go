package web_test

import (
	"context"
	"strings"
	"testing"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/calendar"
)

func TestTodayPutsALateDeadlineFirstAndSaysWhatIsQuiet(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit("/")
	want(t, "a quiet day", page, "no deadline is late or within two weeks", "everybody who told you something had an answer", "no job failed")
	who := org.Program(s.orgID())
	if err := s.db.In(who.Org).Update(context.Background(), func(tx *store.Tx) error {
		_, err := clock.Set(context.Background(), tx, who, clock.About{Kind: "plan", ID: "p", Title: "Replace BusyBox", URL: "/products"}, "Tell the customers", calendar.Span{N: 10, Unit: calendar.Days}, tx.Now().AddDate(0, 0, -13), "UTC")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	_, page, _ = s.visit("/")
	want(t, "a late day", page, "Replace BusyBox: Tell the customers", "days late")
	if strings.Index(page, "Tell the customers") > strings.Index(page, "busybox") && strings.Contains(page, "busybox") || strings.Contains(page, "no deadline is late") {
		t.Error("the late deadline does not stand first, or is called quiet")
	}
}
