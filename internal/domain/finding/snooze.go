package finding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// A Snooze sets a finding aside until a day, for a reason. It is counted as
// before, and comes back by itself: on that day, or as soon as what is known
// of it is not what it was.
type Snooze struct {
	Until   string // a day, 2026-12-02: it is back when that day begins, by UTC
	Because string
}

// Limits of a snooze.
const (
	MostDays   = 366
	mostReason = 2000 // bytes
)

// ready tidies a snooze and tells what is wrong with it.
func (s *Snooze) ready(now time.Time) error {
	s.Until, s.Because = strings.TrimSpace(s.Until), strings.TrimSpace(s.Because)
	day, err := time.Parse(time.DateOnly, s.Until)
	switch {
	case err != nil:
		return fault.New(fault.Invalid, "%.40q is no day to come back on", s.Until).Helped("write it like %s", now.UTC().AddDate(0, 0, 14).Format(time.DateOnly))
	case !day.After(now.UTC()):
		return fault.New(fault.Invalid, "%s is not ahead: a finding is snoozed until a day to come", s.Until).Helped("choose tomorrow or later")
	case day.After(now.UTC().AddDate(0, 0, MostDays)):
		return fault.New(fault.Invalid, "a finding is snoozed for a year at most").Helped("choose an earlier day: it can be snoozed again then")
	case s.Because == "":
		return fault.New(fault.Invalid, "a snooze says why").Helped("name what you wait for: a test, a fix, an answer")
	case len(s.Because) > mostReason:
		return fault.New(fault.Invalid, "the reason of a snooze has at most %d characters", mostReason)
	}
	return nil
}

// snooze sets the finding aside, or changes until when and why it is.
func (f *Finding) snooze(s Snooze, who org.Actor, now time.Time) error {
	if was := f.State; was != Snoozed {
		if err := f.move(Snoozed, who, now); err != nil {
			return err
		}
		f.Was = was
	}
	f.Until, f.Because = s.Until, s.Because
	return nil
}

// wake ends a snooze: the finding stands where it stood before.
func (f *Finding) wake(who org.Actor, now time.Time) error {
	if f.State != Snoozed {
		return nil
	}
	return f.move(f.Was, who, now)
}

// news says what is known of a finding now that was not before; "" for nothing
// that a snooze would have to end for. Estimates change daily and are none.
func news(before, after *Finding) string {
	switch {
	case after.KEV && !before.KEV:
		return "it is known to be exploited now"
	case before.Match != after.Match && after.Match == match.CannotTell:
		return "nobody can tell any more whether it is affected"
	case before.Match != after.Match:
		return "it is known to be affected now"
	case before.Severity != after.Severity:
		return fmt.Sprintf("its severity is %s now, and was %s", after.Severity, before.Severity)
	case before.Scored != after.Scored || before.Score != after.Score:
		return "its score is another one now"
	case !slices.Equal(before.Fixed, after.Fixed):
		return "other versions are said to mend it now"
	case before.KEV && !after.KEV:
		return "it is not listed as exploited any more"
	}
	return ""
}

// wake ends the snooze of a finding of which something else is known now.
func (c *Change) wake(tx Tx, who org.Actor, before, f *Finding) error {
	why := news(before, f)
	if f.State != Snoozed || why == "" {
		return nil
	}
	if err := f.wake(who, tx.Now()); err != nil {
		return err
	}
	c.Woken = append(c.Woken, f.Weakness)
	c.because(f.Weakness, why)
	return nil
}

// Sleepers finds snoozed findings whose day has come.
type Sleepers interface {
	record.Log
	SnoozedUntil(ctx context.Context, day string, n int) ([]Finding, error)
	SaveHands(ctx context.Context, fs []*Finding) error
}

// WakeDue wakes up to n findings whose day has come, and tells how many. who
// is the program.
func WakeDue(ctx context.Context, tx Sleepers, who org.Actor, n int) (int, error) {
	due, err := tx.SnoozedUntil(ctx, tx.Now().UTC().Format(time.DateOnly), n)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	woken := make([]*Finding, len(due))
	for i := range due {
		f := &due[i]
		told := record.Entry{What: "finding.woken", About: f.ID, Who: who, Data: map[string]string{"old": string(f.State), "new": string(f.Was), "until": f.Until, "because": f.Because}}
		if err := f.wake(who, tx.Now()); err != nil {
			return 0, err
		}
		if err := tx.Append(ctx, told); err != nil {
			return 0, err
		}
		woken[i] = f
	}
	return len(woken), tx.SaveHands(ctx, woken)
}
