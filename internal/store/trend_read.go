package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/product"
	"aceso/internal/domain/trend"
	"aceso/internal/value/fault"
)

// Trend returns how a release stood ("" for all that is in use) day by day from
// a day on, with the last day before it; the last one is how it stands at this
// moment. Days without a change are left out.
func (tx *Tx) Trend(ctx context.Context, release string, from time.Time) ([]trend.Day, error) {
	no := int64(everyRelease)
	if release != "" {
		var err error
		if no, err = tx.releaseNo(ctx, release); err != nil {
			return nil, err
		}
	}
	by, err := tx.trends(ctx, []int64{no}, from)
	if err != nil {
		return nil, err
	}
	now, err := tx.standing(ctx, release)
	if err != nil {
		return nil, err
	}
	since, err := tx.happened(ctx, release)
	if err != nil {
		return nil, err
	}
	days := by[no]
	if n := len(days); n > 0 {
		since = since.Plus(days[n-1].Counts)
		if days[n-1].On == dayOf(tx.now) {
			days = days[:n-1]
		}
	}
	now.Opened, now.Shut = since.Opened, since.Shut
	return append(days, trend.Day{On: dayOf(tx.now), Counts: now}), nil
}

// Trends returns the kept days of several releases, by their ids, from a day on
// with the last one before it.
func (tx *Tx) Trends(ctx context.Context, releases []string, from time.Time) (map[string][]trend.Day, error) {
	numbers := map[int64]string{}
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var id string
		err := r.Scan(&no, &id)
		numbers[no] = id
		return struct{}{}, err
	}, `SELECT no, id FROM release WHERE org = $1 AND `+tx.among("id", 2), tx.org, listed(tx, releases))
	if err != nil {
		return nil, fmt.Errorf("find releases: %w", err)
	}
	by, err := tx.trends(ctx, slices.Sorted(maps.Keys(numbers)), from)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]trend.Day, len(by))
	for no, days := range by {
		out[numbers[no]] = days
	}
	return out, nil
}

func (tx *Tx) trends(ctx context.Context, numbers []int64, from time.Time) (map[int64][]trend.Day, error) {
	out := map[int64][]trend.Day{}
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var d trend.Day
		var text string
		err := r.Scan(&no, onDay{&d.On}, flag{&d.Derived}, &text)
		if err == nil {
			d.Counts, err = trend.Unpack(text)
		}
		out[no] = append(out[no], d)
		return struct{}{}, err
	}, `
		SELECT release, day, derived, counts FROM trend
		WHERE org = $1 AND `+tx.among("release", 2)+`
			AND day >= coalesce((SELECT max(day) FROM trend b WHERE b.org = trend.org AND b.release = trend.release AND b.day < $3), $3)
		ORDER BY release, day`, tx.org, listed(tx, numbers), dayNumber(dayOf(from)))
	if err != nil {
		return nil, fmt.Errorf("read the counts: %w", err)
	}
	return out, nil
}

// TrendSince returns the first day on which a release ("" for all) was
// counted; "" when it never was.
func (tx *Tx) TrendSince(ctx context.Context, release string) (string, error) {
	no := int64(everyRelease)
	if release != "" {
		var err error
		if no, err = tx.releaseNo(ctx, release); err != nil {
			return "", err
		}
	}
	days, err := list(ctx, tx, func(r row) (day string, err error) {
		err = r.Scan(onDay{&day})
		return day, err
	}, `SELECT day FROM trend WHERE org = $1 AND release = $2 AND derived = 0 ORDER BY day LIMIT 1`, tx.org, no)
	if err != nil || len(days) == 0 {
		return "", err
	}
	return days[0], nil
}

// Ages counts the live findings of a release ("" for all) by the day on which
// they were opened and by severity; whether they are affected or nobody can
// tell makes no difference.
func (tx *Tx) Ages(ctx context.Context, release string) ([]trend.Aged, error) {
	scan := func(r row) (trend.Aged, error) {
		var a trend.Aged
		err := r.Scan(&a.Opened, rank{&a.Severity}, &a.N)
		return a, err
	}
	if release == "" {
		return list(ctx, tx, scan, `SELECT day, severity_rank, n FROM finding_age WHERE org = $1 AND n > 0 ORDER BY day, severity_rank`, tx.org)
	}
	w, err := tx.findingsWhere(ctx, FindingFilter{Release: release, States: Live})
	if err != nil {
		return nil, err
	}
	return list(ctx, tx, scan, `SELECT substr(opened_at, 1, 10) AS day, severity_rank, count(*) FROM finding WHERE `+w.String()+` GROUP BY day, severity_rank ORDER BY day, severity_rank`, w.args...)
}

// derive keeps what the findings' own dates tell of the time before a release
// ("" for all) was first counted, and returns it as it is at the end, and
// whether there was any such time. Of a release it is told from the day on when
// its bill of materials arrived: which parts it had before, nobody knows.
func (tx *Tx) derive(ctx context.Context, release string, no int64) (trend.Counts, bool, error) {
	start := ""
	if release != "" {
		s, err := tx.CurrentSBOM(ctx, release)
		if fault.Is(err, fault.NotFound) || err == nil && dayOf(s.Imported) == dayOf(tx.now) {
			return trend.Counts{}, false, nil
		} else if err != nil {
			return trend.Counts{}, false, err
		}
		start = dayOf(s.Imported)
	}
	moves, err := tx.turns(ctx, release)
	if err != nil || len(moves) == 0 {
		return trend.Counts{}, false, err
	}
	days, last := history(moves, start, dayOf(tx.now), trend.Weekly.Began(tx.now.Add(-TrendDaily)))
	return last, true, tx.saveDays(ctx, len(days), func(i int) (int64, trend.Day) { return no, days[i] })
}

// turns sums by day what changed in the counts, as far as the findings' dates
// tell: when they were opened, and when those were closed that are.
func (tx *Tx) turns(ctx context.Context, release string) (map[string]trend.Counts, error) {
	w, err := tx.findingsWhere(ctx, FindingFilter{Release: release})
	if err != nil {
		return nil, err
	}
	out := map[string]trend.Counts{}
	_, err = list(ctx, tx, func(r row) (struct{}, error) {
		var closed string
		h := heap{used: 1}
		err := r.Scan(&h.day, &closed, &h.says, &h.rank, &h.kev, &h.n)
		live := h
		live.state = finding.Open
		out[h.day] = out[h.day].Plus(heap{}.become(live))
		if closed != "" {
			h.state = finding.Closed
			out[closed] = out[closed].Plus(live.become(h))
		}
		return struct{}{}, err
	}, `
		SELECT substr(opened_at, 1, 10) AS opened, CASE WHEN state = 'closed' THEN substr(turned_at, 1, 10) ELSE '' END AS shut, says, severity_rank, kev, count(*)
		FROM finding WHERE `+w.String()+` GROUP BY opened, shut, says, severity_rank, kev`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("read the dates of findings: %w", err)
	}
	return out, nil
}

// history adds up what changed until yesterday, and thins it out as ThinTrend
// does. What happened before start counts as what was there on that day.
func history(moves map[string]trend.Counts, start, today string, daily time.Time) (days []trend.Day, last trend.Counts) {
	put := func(on string) {
		if n := len(days); n > 0 && (days[n-1].On == on || on < dayOf(daily) && weekOf(days[n-1].On) == weekOf(on)) {
			days = days[:n-1]
		}
		days = append(days, trend.Day{On: on, Counts: last, Derived: true})
	}
	begun := start == ""
	for _, day := range slices.Sorted(maps.Keys(moves)) {
		if !begun && day > start {
			begun = true
			last = last.Standing()
			put(start)
		}
		last = last.Plus(moves[day])
		if begun && day < today {
			put(day)
		}
	}
	if !begun {
		last = last.Standing()
		put(start)
	}
	return days, last
}

// weekOf is the number of the week that a day lies in.
func weekOf(day string) int64 { return (dayNumber(day) + 3) / 7 }

// TrendDaily is for how long the count of each day is kept; of the time before,
// the last one of each week is.
const TrendDaily = 92 * 24 * time.Hour

// ThinTrend drops the counts of days that were not the last of their week, where
// they are older than TrendDaily.
func (tx *Tx) ThinTrend(ctx context.Context) error {
	_, err := tx.exec(ctx, `
		DELETE FROM trend WHERE org = $1 AND day < $2
			AND EXISTS (SELECT 1 FROM trend l WHERE l.org = trend.org AND l.release = trend.release AND l.day > trend.day AND l.day < trend.day + 7 AND (l.day + 3) / 7 = (trend.day + 3) / 7)`,
		tx.org, dayNumber(dayOf(trend.Weekly.Began(tx.now.Add(-TrendDaily)))))
	if err != nil {
		return fmt.Errorf("thin out the counts: %w", err)
	}
	return nil
}

// A ReleaseOpen is a release with how it stood when it was counted last.
type ReleaseOpen struct {
	Release, Model, ModelName, Version string // ids and names
	State                              product.State
	Counts                             trend.Counts
}

// ReleasesOpen returns all releases that were counted (of a model, unless that
// is ""), those with the most open findings first.
func (tx *Tx) ReleasesOpen(ctx context.Context, model string) ([]ReleaseOpen, error) {
	w := tx.in("r.org")
	if model != "" {
		w.and("r.model = $%d", model)
	}
	all, err := list(ctx, tx, func(r row) (ReleaseOpen, error) {
		var one ReleaseOpen
		var text string
		err := r.Scan(&one.Release, &one.Model, &one.ModelName, &one.Version, &one.State, &text)
		if err == nil {
			one.Counts, err = trend.Unpack(text)
		}
		return one, err
	}, `
		SELECT r.id, r.model, m.name, r.version, r.state, t.counts
		FROM release r JOIN model m ON m.org = r.org AND m.id = r.model
		JOIN trend t ON t.org = r.org AND t.release = r.no AND t.day = (SELECT max(day) FROM trend n WHERE n.org = r.org AND n.release = r.no)
		WHERE `+w.String()+` ORDER BY r.no DESC`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("read the counts of releases: %w", err)
	}
	slices.SortStableFunc(all, func(a, b ReleaseOpen) int { return b.Counts.Open() - a.Counts.Open() })
	return all, nil
}
