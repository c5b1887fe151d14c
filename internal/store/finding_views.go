package store

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
)

// FindingViews counts what the ready-made views of a list of findings show:
// all of them are of what is not closed.
type FindingViews struct {
	All, NewToday, Exploited, Mine, Nobodys, Snoozed, CannotTell int
}

// FindingViews counts within what a filter spans: a release, a model, a
// component, a weakness, or all. today is when the day began.
func (tx *Tx) FindingViews(ctx context.Context, within FindingFilter, person string, today time.Time) (FindingViews, error) {
	span := FindingFilter{Model: within.Model, Release: within.Release, Component: within.Component, Weakness: within.Weakness, States: Live}
	var out FindingViews
	for _, v := range []struct {
		n      *int
		narrow func(*FindingFilter)
	}{
		{&out.All, func(*FindingFilter) {}},
		{&out.NewToday, func(f *FindingFilter) { f.Opened = today }},
		{&out.Exploited, func(f *FindingFilter) { f.KEV = true }},
		{&out.Mine, func(f *FindingFilter) { f.Owner = person }},
		{&out.Nobodys, func(f *FindingFilter) { f.Owner = Nobody }},
		{&out.Snoozed, func(f *FindingFilter) { f.States = []finding.State{finding.Snoozed} }},
		{&out.CannotTell, func(f *FindingFilter) { f.Match = match.CannotTell }},
	} {
		f := span
		v.narrow(&f)
		n, err := tx.countFindings(ctx, f, span.counted())
		if err != nil {
			return out, fmt.Errorf("count the views of findings: %w", err)
		}
		*v.n = n
	}
	return out, nil
}

// countFindings counts what a filter shows. Of the whole organisation it is
// counted already how many were opened on a day.
func (tx *Tx) countFindings(ctx context.Context, f FindingFilter, whole bool) (int, error) {
	if whole && !f.Opened.IsZero() {
		n, err := scanNumber(tx.queryRow(ctx, `SELECT CAST(coalesce(sum(n), 0) AS bigint) FROM finding_age WHERE org = $1 AND day >= $2`, tx.org, f.Opened.UTC().Format(time.DateOnly)))
		return int(n), err
	}
	return tx.findingsTotal(ctx, f)
}
