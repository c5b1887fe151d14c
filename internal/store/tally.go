package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
)

// A heap is a number of findings that every count takes for alike.
type heap struct {
	weakness string
	day      string // on which they were opened; "" where nobody asked
	used     int64
	state    finding.State
	says     match.State
	rank     int64
	kev      int64
	owned    int64
	n        int64
}

func scanHeap(r row) (heap, error) {
	var h heap
	err := r.Scan(&h.weakness, &h.day, &h.used, &h.state, &h.says, &h.rank, &h.kev, &h.owned, &h.n)
	return h, err
}

func heapOf(f *finding.Finding, used int64) heap {
	return heap{f.Weakness, when(f.Opened)[:len(time.DateOnly)], used, f.State, f.Match, int64(ranked(f.Severity)), int64(bit(f.KEV)), int64(bit(f.Owner != "")), 1}
}

func (h heap) times(n int64) heap {
	h.n *= n
	return h
}

// live is how much the heap adds to its weakness.
func (h heap) live() int64 {
	if h.used == 1 && h.state != finding.Closed {
		return h.n
	}
	return 0
}

// count adds heaps to what is counted; a heap below zero takes away.
func (tx *Tx) count(ctx context.Context, heaps []heap) error {
	sums, lives, ages := map[heap]int64{}, map[string]int64{}, map[aged]int64{}
	for _, h := range heaps {
		lives[h.weakness] += h.live()
		ages[aged{h.day, h.rank}] += h.live()
		key := h
		key.weakness, key.day, key.n = "", "", 0
		sums[key] += h.n
	}
	changed := make([]heap, 0, len(sums))
	for key, n := range sums {
		if key.n = n; n != 0 {
			changed = append(changed, key)
		}
	}
	err := tx.insertMany(ctx, `finding_tally (org, used, state, says, severity_rank, kev, owned, n)`, 8, len(changed), func(i int) []any {
		h := changed[i]
		return []any{tx.org, h.used, string(h.state), string(h.says), h.rank, h.kev, h.owned, h.n}
	}, `ON CONFLICT (org, used, state, says, severity_rank, kev, owned) DO UPDATE SET n = finding_tally.n + excluded.n`)
	if err != nil {
		return fmt.Errorf("count findings: %w", err)
	}
	var ids []string
	for id, n := range lives {
		if n != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	err = tx.repeat(ctx, `UPDATE weakness SET live = live + $3 WHERE org = $1 AND id = $2`, len(ids), func(i int) []any { return []any{tx.org, ids[i], lives[ids[i]]} })
	if err != nil {
		return fmt.Errorf("count the findings of weaknesses: %w", err)
	}
	return tx.countAges(ctx, ages)
}

// turnFindings marks the findings of components as in use or not, and counts them so.
func (tx *Tx) turnFindings(ctx context.Context, components []int64, to int64) error {
	which := `org = $1 AND used = $3 AND ` + tx.among("component", 2)
	heaps, err := list(ctx, tx, scanHeap, `
		SELECT weakness, substr(opened_at, 1, 10) AS day, used, state, says, severity_rank, kev, CASE WHEN owner = '' THEN 0 ELSE 1 END AS owned, count(*)
		FROM finding WHERE `+which+` GROUP BY weakness, day, used, state, says, severity_rank, kev, owned`, tx.org, listed(tx, components), 1-to)
	if err != nil || len(heaps) == 0 {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE finding SET used = 1 - used, facet = facet + 1 - 2 * used WHERE `+which, tx.org, listed(tx, components), 1-to); err != nil {
		return err
	}
	for _, h := range slices.Clone(heaps) {
		h.used = to
		heaps = append(heaps, h)
	}
	for i := range len(heaps) / 2 {
		heaps[i].n *= -1
	}
	return tx.count(ctx, heaps)
}

// counted tells whether a filter asks for nothing but what is counted already.
func (f *FindingFilter) counted() bool {
	return f.Model == "" && f.Release == "" && f.Component == "" && f.Weakness == "" && f.Text == "" && len(f.Seek.Terms) == 0 && f.Opened.IsZero() && (f.Owner == "" || f.Owner == Nobody)
}

// heaps returns the heaps that a filter asks for. They are counted once for
// all that a page wants of what its filter spans.
func (tx *Tx) heaps(ctx context.Context, f FindingFilter) ([]heap, error) {
	w := tx.in("finding.org")
	query, scan := `SELECT '', '', used, state, says, severity_rank, kev, owned, n FROM finding_tally WHERE org = $1 AND used = 1`, scanHeap
	if !f.counted() {
		if err := tx.findingsAmong(ctx, w, f); err != nil {
			return nil, err
		}
		query = `SELECT finding.facet, count(*) FROM finding WHERE ` + w.String() + fmt.Sprintf(` AND (finding.facet & %d) = %[1]d GROUP BY finding.facet`, facetUsed)
		scan = scanFacet
	}
	key := fmt.Sprint(query, w.args)
	all, known := tx.tallies[key]
	if !known {
		var err error
		if all, err = listOf(ctx, tx, 100, scan, query, w.args...); err != nil {
			return nil, err
		}
		if !tx.writable {
			if tx.tallies == nil {
				tx.tallies = map[string][]heap{}
			}
			tx.tallies[key] = all
		}
	}
	out := make([]heap, 0, len(all))
	for _, h := range all {
		if f.takes(h) {
			out = append(out, h)
		}
	}
	return out, nil
}

// takes tells whether a heap is among what the filter asks for.
func (f *FindingFilter) takes(h heap) bool {
	return (len(f.States) == 0 || slices.Contains(f.States, h.state)) &&
		(f.Match == "" || f.Match == h.says) &&
		(len(f.Severities) == 0 || slices.ContainsFunc(f.Severities, func(s string) bool { return int64(ranked(s)) == h.rank })) &&
		(!f.KEV || h.kev == 1) && (f.Owner == "" || h.owned == 0)
}
