package store

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/vuln"
)

// NoteFreshness keeps how the sources of the intelligence stand today, for the
// whole installation. What was worse on the same day stays.
func (tx *Tx) NoteFreshness(ctx context.Context, sources []vuln.Source) error {
	today := dayNumber(dayOf(tx.now))
	before, err := tx.Freshness(ctx, tx.now)
	if err != nil {
		return err
	}
	worst := map[string]vuln.DayOfSource{}
	for _, d := range before {
		worst[d.Source] = d
	}
	for _, s := range sources {
		now := s.Stand(tx.now)
		if w, seen := worst[s.Name]; seen && w.Stand.Worse(now) == w.Stand {
			continue
		}
		_, err := tx.exec(ctx, `INSERT INTO intel_day (day, source, stand, as_of, fetched_at, problem) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (day, source) DO UPDATE SET stand = excluded.stand, as_of = excluded.as_of, fetched_at = excluded.fetched_at, problem = excluded.problem`,
			today, s.Name, string(now), when(s.AsOf), when(s.Fetched), s.Problem)
		if err != nil {
			return fmt.Errorf("keep how fresh %s is: %w", s.Name, err)
		}
	}
	return nil
}

// Freshness returns how each source stood on each day that somebody looked,
// since a day, in the order of days and names.
func (tx *Tx) Freshness(ctx context.Context, since time.Time) ([]vuln.DayOfSource, error) {
	all, err := list(ctx, tx, func(r row) (vuln.DayOfSource, error) {
		var d vuln.DayOfSource
		err := r.Scan(onDay{&d.Day}, &d.Source, &d.Stand, at{&d.AsOf}, at{&d.Fetched}, &d.Problem)
		return d, err
	}, `SELECT day, source, stand, as_of, fetched_at, problem FROM intel_day WHERE day >= $1 ORDER BY day, source`, dayNumber(dayOf(since)))
	if err != nil {
		return nil, fmt.Errorf("find how fresh the sources were: %w", err)
	}
	return all, nil
}
