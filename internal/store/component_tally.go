package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"aceso/internal/domain/match"
)

// An alike is a number of components that every count takes for alike.
type alike struct {
	checked          match.Checked
	affected, untold int64
	n                int64
}

func scanAlike(r row) (alike, error) {
	var a alike
	err := r.Scan(&a.checked, &a.affected, &a.untold, &a.n)
	return a, err
}

// add counts components that are alike where countedParts would.
func (c *Counts) add(a alike) {
	n := int(a.n)
	c.Total += n
	switch {
	case a.affected > 0:
		c.Affected += n
	case a.checked == "":
		c.Waiting += n
	case a.checked == match.NotCheckable:
		c.NotCheckable += n
	case a.untold > 0:
		c.Untold += n
	default:
		c.Clean += n
	}
}

// answers returns how those in use of some components are answered, by number.
func (tx *Tx) answers(ctx context.Context, numbers []int64) (map[int64]alike, error) {
	out := make(map[int64]alike, len(numbers))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var a alike
		err := r.Scan(&no, &a.checked, &a.affected, &a.untold)
		out[no] = alike{a.checked, min(a.affected, 1), min(a.untold, 1), 0}
		return struct{}{}, err
	}, `SELECT no, checked, affected, untold FROM component WHERE org = $1 AND used = 1 AND `+tx.among("no", 2), tx.org, listed(tx, numbers))
	if err != nil {
		return nil, fmt.Errorf("read the answers of components: %w", err)
	}
	return out, nil
}

// recounted lets change write components of these numbers, and keeps count of
// those in use.
func (tx *Tx) recounted(ctx context.Context, numbers []int64, change func() error) error {
	before, err := tx.alikes(ctx, numbers)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := tx.alikes(ctx, numbers)
	if err != nil {
		return err
	}
	sums := map[alike]int64{}
	for i, all := range [][]alike{before, after} {
		for _, a := range all {
			n := a.n
			a.n = 0
			sums[a] += n * int64(2*i-1)
		}
	}
	return tx.countAlike(ctx, sums)
}

// countAlike adds to how many components in use are answered alike; a sum below
// zero takes away.
func (tx *Tx) countAlike(ctx context.Context, sums map[alike]int64) error {
	var changed []alike
	for a, n := range sums {
		if a.n = n; n != 0 {
			changed = append(changed, a)
		}
	}
	slices.SortFunc(changed, func(a, b alike) int { // the same order everywhere, so that no two wait for each other
		return cmp.Or(cmp.Compare(a.checked, b.checked), cmp.Compare(a.affected, b.affected), cmp.Compare(a.untold, b.untold))
	})
	err := tx.insertMany(ctx, `component_tally (org, checked, affected, untold, n)`, 5, len(changed), func(i int) []any {
		a := changed[i]
		return []any{tx.org, string(a.checked), a.affected, a.untold, a.n}
	}, `ON CONFLICT (org, checked, affected, untold) DO UPDATE SET n = component_tally.n + excluded.n`)
	if err != nil {
		return fmt.Errorf("count components: %w", err)
	}
	return nil
}

// alikes counts those in use of some components.
func (tx *Tx) alikes(ctx context.Context, numbers []int64) ([]alike, error) {
	all, err := list(ctx, tx, scanAlike, `
		SELECT checked, CASE WHEN affected > 0 THEN 1 ELSE 0 END AS affected_any, CASE WHEN untold > 0 THEN 1 ELSE 0 END AS untold_any, count(*)
		FROM component WHERE org = $1 AND used = 1 AND `+tx.among("no", 2)+`
		GROUP BY checked, affected_any, untold_any`, tx.org, listed(tx, numbers))
	if err != nil {
		return nil, fmt.Errorf("count components: %w", err)
	}
	return all, nil
}
