package web_test

import (
	"context"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	"aceso/internal/store"
	"aceso/internal/value/calendar"
)

// do changes the site's organisation as who has set it up.
func (s *site) do(do func(context.Context, *store.Tx, org.Actor) error) {
	s.Helper()
	who, ctx := s.who(), s.Context()
	if err := s.db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return do(ctx, tx, who) }); err != nil {
		s.Fatal(err)
	}
}

// heard keeps cases that differ in everything, each with a clock of its own.
func (s *site) heard() {
	s.Helper()
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		for i, title := range []string{"=HYPERLINK(\"x\")", "A pump that stops", "@ward 4"} {
			c, _, err := casework.Enter(ctx, tx, who, casework.Case{
				Kind: []casework.Kind{casework.Vulnerability, casework.Complaint, casework.Service}[i], Way: casework.Phone, Title: title, Text: "It was seen on ward 4.",
				Device: casework.Device{Said: []string{"IP-200", "", "+IP-400"}[i], Version: "4.2.0"}, Received: tx.Now().Add(-time.Duration(i) * time.Hour), Reporter: casework.Reporter{Name: "Kim"},
			}, "LF", nil)
			if err != nil {
				return err
			}
			if i == 1 {
				if c, err = casework.Turn(ctx, tx, who, c.ID, c.Rev, casework.Acknowledged, ""); err != nil {
					return err
				}
			}
			if _, err := clock.Set(ctx, tx, who, c.About(), "-answer "+title, calendar.Span{N: 3 - i, Unit: calendar.Days}, tx.Now(), ""); err != nil {
				return err
			}
		}
		return nil
	})
}
