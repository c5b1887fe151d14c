package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/trend"
)

// What changes in findings and answers is noted by component in the transaction
// that changes it, and added to the counts of the component's releases later
// (CountTrend): a part that five thousand releases have costs one row here.

// A shift is what changed in the counts of a component; of component 0, what
// happened in the whole organisation.
type shift struct {
	component int64
	trend.Counts
}

var shiftColumns = []string{
	"critical", "high", "unknown", "medium", "low", "none", "cannot_tell", "exploited", "closed",
	"affected", "may_be", "clean", "not_checkable", "waiting", "opened", "shut",
}

// shiftValues are the counts in the order of the columns.
func shiftValues(c trend.Counts) []any {
	return []any{
		c.Critical, c.High, c.Unknown, c.Medium, c.Low, c.None, c.CannotTell, c.Exploited, c.Closed,
		c.Affected, c.MayBe, c.Clean, c.NotCheckable, c.Waiting, c.Opened, c.Shut,
	}
}

// shiftFields are where these columns are scanned into.
func shiftFields(c *trend.Counts) []any {
	return []any{
		&c.Critical, &c.High, &c.Unknown, &c.Medium, &c.Low, &c.None, &c.CannotTell, &c.Exploited, &c.Closed,
		&c.Affected, &c.MayBe, &c.Clean, &c.NotCheckable, &c.Waiting, &c.Opened, &c.Shut,
	}
}

// summed are the columns as sums, of the table s.
var summed = "sum(s." + strings.Join(shiftColumns, "), sum(s.") + ")"

// standing is what a heap of findings adds to the counts of its components:
// nothing while no release has them.
func (h heap) standing() trend.Counts {
	var c trend.Counts
	n := int(h.n)
	switch {
	case h.used == 0:
		return c
	case h.state == finding.Closed:
		c.Closed = n
		return c
	case h.says == match.Affected:
		c.AddSeverity(severityOf(h.rank), n)
	default:
		c.CannotTell = n
	}
	if h.kev == 1 {
		c.Exploited = n
	}
	return c
}

// become is what changes when a heap turns into another; the zero heap is none.
func (h heap) become(fresh heap) trend.Counts {
	c := fresh.standing().Plus(h.standing().Times(-1))
	c.Opened, c.Shut = int(max(fresh.live()-h.live(), 0)), int(max(h.live()-fresh.live(), 0))
	return c
}

// one is what one component of these adds to the counts of its releases.
func (a alike) one() trend.Counts {
	a.n = 1
	var c Counts
	c.add(a)
	return trend.Counts{Affected: c.Affected, MayBe: c.Untold, Clean: c.Clean, NotCheckable: c.NotCheckable, Waiting: c.Waiting}
}

// shift notes what changed in the counts of components.
func (tx *Tx) shift(ctx context.Context, shifts []shift) error {
	sums := map[int64]trend.Counts{}
	for _, s := range shifts {
		if s.Counts != (trend.Counts{}) {
			sums[s.component] = sums[s.component].Plus(s.Counts)
			sums[0] = sums[0].Plus(trend.Counts{Opened: s.Opened, Shut: s.Shut})
		}
	}
	rows := make([]shift, 0, len(sums))
	for component, c := range sums {
		if c != (trend.Counts{}) {
			rows = append(rows, shift{component, c})
		}
	}
	slices.SortFunc(rows, func(a, b shift) int { return cmp.Compare(a.component, b.component) })
	more := make([]string, len(shiftColumns))
	for i, column := range shiftColumns {
		more[i] = column + " = trend_shift." + column + " + excluded." + column
	}
	err := tx.insertMany(ctx, "trend_shift (org, component, "+strings.Join(shiftColumns, ", ")+")", 2+len(shiftColumns), len(rows), func(i int) []any {
		return append([]any{tx.org, rows[i].component}, shiftValues(rows[i].Counts)...)
	}, "ON CONFLICT (org, component) DO UPDATE SET "+strings.Join(more, ", "))
	if err != nil {
		return fmt.Errorf("note what changed for the counts: %w", err)
	}
	return nil
}

// dueToCount notes that the parts of a release are others.
func (tx *Tx) dueToCount(ctx context.Context, release int64) error {
	if _, err := tx.exec(ctx, `INSERT INTO trend_due (org, release, opened, shut) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING`, tx.org, release); err != nil {
		return fmt.Errorf("note that a release is to be counted: %w", err)
	}
	return nil
}

// An aged is a day on which findings were opened, and their severity.
type aged struct {
	day  string
	rank int64
}

// countAges adds to how many live findings were opened on a day.
func (tx *Tx) countAges(ctx context.Context, ages map[aged]int64) error {
	days := make([]aged, 0, len(ages))
	for a, n := range ages {
		if n != 0 {
			days = append(days, a)
		}
	}
	slices.SortFunc(days, func(a, b aged) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.rank, b.rank)) })
	err := tx.insertMany(ctx, "finding_age (org, day, severity_rank, n)", 4, len(days), func(i int) []any {
		return []any{tx.org, days[i].day, days[i].rank, ages[days[i]]}
	}, "ON CONFLICT (org, day, severity_rank) DO UPDATE SET n = finding_age.n + excluded.n")
	if err != nil {
		return fmt.Errorf("count findings by age: %w", err)
	}
	return nil
}

// also is a row with columns more than its scan function knows.
type also struct {
	row
	more []any
}

func (a also) Scan(fields ...any) error { return a.row.Scan(append(fields, a.more...)...) }
