package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"aceso/internal/domain/trend"
)

// How much CountTrend does in one transaction: others write in between.
const (
	shiftsAtOnce = 50 // components; any of them may be in every release
	dueAtOnce    = 5  // releases that are counted whole
)

// everyRelease is the number under which the whole organisation is counted.
const everyRelease = 0

// CountTrend brings today's counts up to date with what changed since it was
// called last, and tells whether there is more to do. It costs what changed:
// nothing is counted whole but releases whose parts are others.
func (tx *Tx) CountTrend(ctx context.Context) (more bool, err error) {
	if more, err = tx.takeShifts(ctx); err != nil || more {
		return more, err
	}
	due, err := list(ctx, tx, func(r row) (shift, error) {
		var s shift
		err := r.Scan(&s.component, &s.Opened, &s.Shut)
		return s, err
	}, `SELECT release, opened, shut FROM trend_due WHERE org = $1 ORDER BY release LIMIT $2`, tx.org, dueAtOnce+1)
	if err != nil {
		return false, fmt.Errorf("find the releases that are to be counted: %w", err)
	}
	for i, d := range due {
		if i == dueAtOnce {
			return true, nil
		}
		if err := tx.countRelease(ctx, d.component, d.Counts); err != nil {
			return false, err
		}
	}
	return false, tx.countWhole(ctx)
}

// TrendIsDue tells whether CountTrend has anything to do.
func (tx *Tx) TrendIsDue(ctx context.Context) (bool, error) {
	n, err := scanNumber(tx.queryRow(ctx, `
		SELECT CASE WHEN EXISTS (SELECT 1 FROM trend_shift WHERE org = $1) OR EXISTS (SELECT 1 FROM trend_due WHERE org = $1)
			OR NOT EXISTS (SELECT 1 FROM trend WHERE org = $1 AND release = 0) THEN 1 ELSE 0 END`, tx.org))
	return n > 0, err
}

// takeShifts adds what changed in some components to the counts of their
// releases, and tells whether there are more of them.
func (tx *Tx) takeShifts(ctx context.Context) (more bool, err error) {
	some, err := list(ctx, tx, scanNumber, `SELECT component FROM trend_shift WHERE org = $1 AND component > 0 ORDER BY component LIMIT $2`, tx.org, shiftsAtOnce+1)
	if err != nil || len(some) == 0 {
		return false, err
	}
	more = len(some) > shiftsAtOnce
	last := some[min(len(some), shiftsAtOnce)-1]
	shifts, err := tx.shiftsByRelease(ctx, last)
	if err != nil {
		return false, err
	}
	if shifts, err = tx.keepForDue(ctx, shifts); err != nil {
		return false, err
	}
	before, err := tx.lastCounts(ctx, slices.Sorted(maps.Keys(shifts)))
	if err != nil {
		return false, err
	}
	for release, c := range shifts {
		last, known := before[release]
		if !known { // it was never counted
			delete(shifts, release)
			if err := tx.dueToCount(ctx, release); err != nil {
				return false, err
			}
			continue
		}
		shifts[release] = last.Plus(c)
	}
	if err := tx.saveCounts(ctx, shifts); err != nil {
		return false, err
	}
	_, err = tx.exec(ctx, `DELETE FROM trend_shift WHERE org = $1 AND component > 0 AND component <= $2`, tx.org, last)
	return more, err
}

// shiftsByRelease sums what changed in components up to a number over the
// releases that have them.
func (tx *Tx) shiftsByRelease(ctx context.Context, last int64) (map[int64]trend.Counts, error) {
	out := map[int64]trend.Counts{}
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var release int64
		var c trend.Counts
		err := r.Scan(append([]any{&release}, shiftFields(&c)...)...)
		if c != (trend.Counts{}) {
			out[release] = c
		}
		return struct{}{}, err
	}, `
		SELECT rc.release, `+summed+` FROM trend_shift s CROSS JOIN release_component rc
		WHERE s.org = $1 AND s.component > 0 AND s.component <= $2 AND rc.org = s.org AND rc.component = s.component
		GROUP BY rc.release`, tx.org, last)
	if err != nil {
		return nil, fmt.Errorf("find whose counts changed: %w", err)
	}
	return out, nil
}

// keepForDue takes those releases out that will be counted whole, and notes
// what happened to their findings.
func (tx *Tx) keepForDue(ctx context.Context, shifts map[int64]trend.Counts) (map[int64]trend.Counts, error) {
	due, err := list(ctx, tx, scanNumber, `SELECT release FROM trend_due WHERE org = $1`, tx.org)
	if err != nil {
		return nil, err
	}
	due = slices.DeleteFunc(due, func(release int64) bool { _, ok := shifts[release]; return !ok })
	err = tx.repeat(ctx, `UPDATE trend_due SET opened = opened + $3, shut = shut + $4 WHERE org = $1 AND release = $2`, len(due), func(i int) []any {
		c := shifts[due[i]]
		return []any{tx.org, due[i], c.Opened, c.Shut}
	})
	for _, release := range due {
		delete(shifts, release)
	}
	return shifts, err
}

// lastCounts returns the newest counts of releases. One that has none is left out.
func (tx *Tx) lastCounts(ctx context.Context, releases []int64) (map[int64]trend.Counts, error) {
	out := make(map[int64]trend.Counts, len(releases))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var release int64
		var text string
		err := r.Scan(&release, &text)
		if err == nil {
			out[release], err = trend.Unpack(text)
		}
		return struct{}{}, err
	}, `
		SELECT t.release, t.counts FROM (SELECT release, max(day) AS day FROM trend WHERE org = $1 AND `+tx.among("release", 2)+` GROUP BY release) newest
		JOIN trend t ON t.org = $1 AND t.release = newest.release AND t.day = newest.day`, tx.org, listed(tx, releases))
	if err != nil {
		return nil, fmt.Errorf("read the counts: %w", err)
	}
	return out, nil
}

// saveCounts keeps counts as those of today.
func (tx *Tx) saveCounts(ctx context.Context, counts map[int64]trend.Counts) error {
	releases := slices.Sorted(maps.Keys(counts))
	return tx.saveDays(ctx, len(releases), func(i int) (int64, trend.Day) {
		return releases[i], trend.Day{On: dayOf(tx.now), Counts: counts[releases[i]]}
	})
}

func (tx *Tx) saveDays(ctx context.Context, n int, day func(int) (int64, trend.Day)) error {
	err := tx.insertMany(ctx, "trend (org, release, day, derived, counts)", 5, n, func(i int) []any {
		release, d := day(i)
		return []any{tx.org, release, dayNumber(d.On), bit(d.Derived), d.Pack()}
	}, "ON CONFLICT (org, release, day) DO UPDATE SET derived = excluded.derived, counts = excluded.counts")
	if err != nil {
		return fmt.Errorf("keep the counts of a day: %w", err)
	}
	return nil
}

func dayOf(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// dayNumber is how the day of a count is kept: days since 1970-01-01. Such days
// have weeks that both databases can reckon with: (day + 3) / 7, from Monday.
func dayNumber(day string) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err) // days are made by dayOf
	}
	return t.Unix() / int64(24*60*60)
}

// onDay scans a column written by dayNumber.
type onDay struct{ day *string }

func (d onDay) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a day is kept as %T", v)
	}
	*d.day = dayOf(time.Unix(n*24*60*60, 0))
	return nil
}

// countRelease counts a release whole.
func (tx *Tx) countRelease(ctx context.Context, no int64, since trend.Counts) error {
	id, err := one(tx.queryRow(ctx, `SELECT id FROM release WHERE org = $1 AND no = $2`, tx.org, no), scanText, "there is no release %d", no)
	if err != nil {
		return err
	}
	before, err := tx.lastCounts(ctx, []int64{no})
	if err != nil {
		return err
	}
	last, known := before[no]
	if !known {
		var told bool
		if last, told, err = tx.derive(ctx, id, no); err != nil {
			return err
		} else if told {
			since = trend.Counts{} // the dates tell that too
		}
	}
	now, err := tx.standing(ctx, id)
	if err != nil {
		return err
	}
	now.Opened, now.Shut = last.Opened+since.Opened, last.Shut+since.Shut
	if err := tx.saveCounts(ctx, map[int64]trend.Counts{no: now}); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `DELETE FROM trend_due WHERE org = $1 AND release = $2`, tx.org, no)
	return err
}

// countWhole keeps how all that is in use stands, where that is new.
func (tx *Tx) countWhole(ctx context.Context) error {
	before, err := tx.lastCounts(ctx, []int64{everyRelease})
	if err != nil {
		return err
	}
	since, err := tx.happened(ctx, "")
	if err != nil {
		return err
	}
	last, known := before[everyRelease]
	if !known {
		var told bool
		if last, told, err = tx.derive(ctx, "", everyRelease); err != nil {
			return err
		} else if told {
			since = trend.Counts{} // the dates tell that too
		}
	}
	now, err := tx.standing(ctx, "")
	if err != nil {
		return err
	}
	now.Opened, now.Shut = last.Opened+since.Opened, last.Shut+since.Shut
	if known && now == last {
		return nil
	}
	if err := tx.saveCounts(ctx, map[int64]trend.Counts{everyRelease: now}); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `DELETE FROM trend_shift WHERE org = $1 AND component = 0`, tx.org)
	return err
}

// standing counts how a release stands at this moment; "" is all that is in use.
func (tx *Tx) standing(ctx context.Context, release string) (trend.Counts, error) {
	var c trend.Counts
	heaps, err := tx.heaps(ctx, FindingFilter{Release: release})
	if err != nil {
		return c, fmt.Errorf("count findings: %w", err)
	}
	for _, h := range heaps {
		c = c.Plus(h.standing())
	}
	parts, err := tx.AllCounts(ctx)
	if release != "" {
		var by map[string]Counts
		by, err = tx.ReleaseCounts(ctx, []string{release})
		parts = by[release]
	}
	c.Affected, c.MayBe, c.Clean, c.NotCheckable, c.Waiting = parts.Affected, parts.Untold, parts.Clean, parts.NotCheckable, parts.Waiting
	return c, err
}

// happened is what was noted to have happened to findings and was not added to
// the counts yet.
func (tx *Tx) happened(ctx context.Context, release string) (trend.Counts, error) {
	w := tx.in("org")
	w.conds = append(w.conds, "component = 0")
	if release != "" {
		w.conds[1] = "component > 0"
		w.and("component IN (SELECT rc.component FROM release_component rc WHERE rc.org = $1 AND rc.release = (SELECT no FROM release WHERE org = $1 AND id = $%d))", release)
	}
	return one(tx.queryRow(ctx, `SELECT coalesce(sum(opened), 0), coalesce(sum(shut), 0) FROM trend_shift WHERE `+w.String(), w.args...), func(r row) (trend.Counts, error) {
		var c trend.Counts
		err := r.Scan(&c.Opened, &c.Shut)
		return c, err
	}, "")
}
