package serve

import (
	"context"
	"slices"

	"aceso/internal/domain/support"
	"aceso/internal/store"
)

// A HorizonCount is what loses support before a device that holds it, in numbers.
type HorizonCount struct {
	Outlived  int  // parts
	Over      int  // of those, whose support has ended
	Year      int  // of those, that end within twelve months
	Unplanned int  // of those, without a plan that is not done
	Endless   int  // releases in use that state no end
	Behind    bool // something is being reckoned: the counts may still grow
}

// HorizonCounts counts for the product or release of a filter, whatever else it asks.
func HorizonCounts(ctx context.Context, tx *store.Tx, asked store.HorizonFilter) (c HorizonCount, err error) {
	for to, f := range map[*int]store.HorizonFilter{&c.Outlived: {}, &c.Over: {When: "ended"}, &c.Year: {When: "year"}, &c.Unplanned: {Plan: "none"}} {
		f.Model, f.Release = asked.Model, asked.Release
		if *to, err = tx.HorizonTotal(ctx, f); err != nil {
			return c, err
		}
	}
	if c.Endless, err = tx.Endless(ctx, asked.Model); err != nil {
		return c, err
	}
	_, upto, err := tx.SupportRound(ctx)
	c.Behind = upto >= 0
	return c, err
}

// PlansOf are the plans of parts whose support ends, in their order: the newest
// of each; nil where there is none.
func PlansOf(ctx context.Context, tx *store.Tx, rows []store.HorizonRow) ([]*support.Plan, error) {
	lineages := make([]string, len(rows))
	for i := range rows {
		lineages[i] = rows[i].Lineage
	}
	plans, err := tx.Plans(ctx, lineages)
	out := make([]*support.Plan, len(rows))
	for i := range rows {
		of := support.SubjectOf(&rows[i].Part.Component)
		if at := slices.IndexFunc(plans, func(p support.Plan) bool { return p.Covers(of) }); at >= 0 {
			out[i] = &plans[at]
		}
	}
	return out, err
}
