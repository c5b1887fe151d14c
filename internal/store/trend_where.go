package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/support"
)

// A Weight is how likely and how severe a weakness is that is open somewhere.
type Weight struct {
	ID     string
	EPSS   float64
	Rated  bool
	Score  float64
	Scored bool
	KEV    bool
}

// weighed is how many weaknesses are weighed at most.
const weighed = 50_000

// Weights returns what is open in a release ("" for all that is in use), each
// weakness once: the exploited ones first, then the likeliest.
func (tx *Tx) Weights(ctx context.Context, release string) ([]Weight, error) {
	w := tx.in("org")
	w.conds = append(w.conds, "live > 0")
	if release != "" {
		inner, err := tx.findingsWhere(ctx, FindingFilter{Release: release, States: Live})
		if err != nil {
			return nil, err
		}
		w = inner.over("org = $1", "id IN (SELECT finding.weakness FROM finding WHERE "+inner.String()+")")
	}
	all, err := list(ctx, tx, func(r row) (Weight, error) {
		var one Weight
		err := r.Scan(&one.ID, said{&one.EPSS, &one.Rated}, said{&one.Score, &one.Scored}, flag{&one.KEV})
		return one, err
	}, `
		SELECT id, epss, score, kev FROM weakness WHERE `+w.String()+`
		ORDER BY kev DESC, epss DESC, score DESC, id LIMIT `+fmt.Sprint(weighed), w.args...)
	if err != nil {
		return nil, fmt.Errorf("weigh what is open: %w", err)
	}
	return all, nil
}

// A WeakShare is how much of what is known to be weak lies in parts of one kind.
type WeakShare struct {
	Kind            string // "" where nobody says
	Parts           int    // that are weak, or may be
	Affected, MayBe int    // weaknesses of these
}

// WeakBySupplier returns in parts of which suppliers weaknesses are, most first.
func (tx *Tx) WeakBySupplier(ctx context.Context, release string) ([]WeakShare, error) {
	return tx.weakBy(ctx, release, "supplier", "component")
}

// WeakBySupport is the same by how the parts are supported: Kind is a support.Stand.
func (tx *Tx) WeakBySupport(ctx context.Context, release string) ([]WeakShare, error) {
	stand := "CASE stand"
	for i, s := range support.Stands {
		stand += fmt.Sprintf(" WHEN %d THEN '%s'", i, s)
	}
	return tx.weakBy(ctx, release, stand+" ELSE '' END", supportedParts)
}

func (tx *Tx) weakBy(ctx context.Context, release, kind, from string) ([]WeakShare, error) {
	w, err := tx.partsWhere(ctx, PartFilter{Release: release})
	if err != nil {
		return nil, err
	}
	w.conds = append(w.conds, "used = 1", "affected + untold > 0") // as the index has it
	all, err := list(ctx, tx, func(r row) (WeakShare, error) {
		var s WeakShare
		err := r.Scan(&s.Kind, &s.Parts, &s.Affected, &s.MayBe)
		return s, err
	}, `
		SELECT `+kind+`, count(*), sum(affected), sum(untold) FROM `+from+` WHERE `+w.String()+`
		GROUP BY 1 ORDER BY sum(affected + untold) DESC, 1`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("count where weaknesses are: %w", err)
	}
	return all, nil
}
