package web

import (
	"context"
	"time"

	"aceso/internal/domain/agenda"
	"aceso/internal/domain/clock"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	view "aceso/internal/serve/web/view/today"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// clocksShown is how many deadlines have a line of their own; the others have one together.
const clocksShown = 3

// clockNeeds are the deadlines that are late or close.
func clockNeeds(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	found, err := tx.Clocks(ctx, store.ClockFilter{Sees: who, States: []clock.State{clock.Running}, Before: frame.Now.Add(agenda.Far)}, store.Page{Limit: clocksShown})
	if err != nil {
		return nil, err
	}
	var out []view.Need
	for _, c := range found.Rows {
		why := c.Source
		if c.Overdue(frame.Now) {
			why = "It ran out on " + ui.Day(c.Late) + ". " + why
		}
		out = append(out, view.Need{Kind: agenda.Deadline, Verb: c.About.Title + ": " + c.Title, Why: why, URL: local(c.About.URL), Due: c.Late, Reason: "due " + c.Due.String()})
	}
	if more := found.Total - len(out); more > 0 {
		last := out[len(out)-1]
		out = append(out, view.Need{Kind: agenda.Deadline, Verb: "See " + ui.Count(more, "more deadline", "more deadlines"), Why: "They run out within two weeks.", URL: "/clocks", Due: last.Due, Reason: "or later"})
	}
	return out, nil
}

// caseNeeds are what somebody told us and had no word for.
func caseNeeds(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	if !who.Allowed(org.WorkCases) {
		return nil, nil
	}
	found, err := tx.Cases(ctx, store.CaseFilter{Sees: who, States: []casework.State{casework.Received}, Sort: "received"}, store.Page{Limit: 1})
	if err != nil || found.Total == 0 {
		return nil, err
	}
	c := found.Rows[0]
	need := view.Need{Kind: agenda.Unheard, Verb: "Acknowledge " + c.Number + ": " + c.Title, Why: "Whoever told you waits for a first word.", URL: "/cases/" + c.ID, Clock: "told " + ui.Ago(c.Received, frame.Now)}
	if found.Total > 1 {
		need.Verb, need.URL = "Acknowledge "+ui.Count(found.Total, "case", "cases")+", the oldest "+c.Number, "/cases?state=received"
		need.Why = "Those who told you wait for a first word. The oldest: " + c.Title + "."
	}
	return []view.Need{need}, nil
}

// wokenNeeds are findings that are back: matching finds them again, or the day
// came until which they were set aside.
func wokenNeeds(ctx context.Context, tx *store.Tx, _ org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	var out []view.Need
	back, err := tx.Findings(ctx, store.FindingFilter{States: []finding.State{finding.Reopened}, Sort: "-turned"}, store.Page{Limit: 1})
	if err != nil {
		return nil, err
	}
	if back.Total > 0 {
		out = append(out, view.Need{Kind: agenda.Woken, Verb: "Look again at " + ui.Count(back.Total, "finding that came back", "findings that came back"), Why: "They were closed, and matching finds them again.", URL: "/findings?q=is%3Aback", Clock: "since " + ui.Day(back.Rows[0].Turned)})
	}
	woken, err := tx.Entries(ctx, store.EntryFilter{What: "finding.woken", Limit: 100})
	n := 0
	for n < len(woken) && frame.Now.Sub(woken[n].At) < newsFor {
		n++
	}
	if n == 1 {
		out = append(out, view.Need{Kind: agenda.Woken, Verb: "Go on with a finding that was set aside", Why: "The day has come until which it was.", URL: "/findings/" + woken[0].About, Clock: "woken " + ui.Ago(woken[0].At, frame.Now)})
	} else if n > 1 {
		out = append(out, view.Need{Kind: agenda.Woken, Verb: "Go on with " + ui.Number(n) + " findings that were set aside", Why: "The day has come until which they were.", URL: "/findings?q=turned%3A%3E%3D-2d+is%3Aopen", Clock: "woken since " + ui.Day(frame.Now.Add(-newsFor))})
	}
	return out, err
}

// jobNeeds are jobs that failed and wait for a person.
func jobNeeds(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	failed, err := tx.Jobs(ctx, job.Failed, store.Page{Limit: 3})
	var out []view.Need
	others := failed.Total
	for _, j := range failed.Rows {
		if j.Kind == job.MatchSBOM {
			others--
			out = append(out, view.Need{Kind: agenda.Broken, Verb: "See why a parts list could not be checked", Why: ui.Upper(j.Problem) + ".", URL: "/imports/" + j.About, Due: frame.Now, Reason: "failed " + ui.Ago(j.Ended, frame.Now)})
		}
	}
	if others > 0 && who.Allowed(org.ReadSystem) {
		out = append(out, view.Need{Kind: agenda.Broken, Verb: "See why " + ui.Count(others, "job", "jobs") + " failed", Why: "What they were to do is not done.", URL: "/jobs?tab=failed", Due: frame.Now, Reason: "nothing runs again by itself"})
	}
	return out, err
}

// tokenSoon is how long before its end Today speaks of a token.
const tokenSoon = 14 * 24 * time.Hour

// tokenNeeds are this person's own tokens that soon let nobody in any more.
func tokenNeeds(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	all, err := tx.Tokens(ctx, who.Person)
	var out []view.Need
	for _, t := range all {
		if t.Live(frame.Now) && t.Expires.Sub(frame.Now) < tokenSoon && !t.Used.IsZero() && len(out) < 2 {
			out = append(out, view.Need{Kind: agenda.Ending, Verb: "Replace the API token “" + t.Name + "”", Why: "What uses it, a build for one, is refused from then on.", URL: "/tokens", Due: t.Expires, Reason: "it ends"})
		}
	}
	return out, err
}
