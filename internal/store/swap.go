package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/vuln"
)

const swapColumns = `id, at, bundle, made_at, weaknesses, before_bundle, before_made_at, before_weaknesses, counted, differ, sources`

func scanSwap(r row) (vuln.Swap, error) {
	var s vuln.Swap
	var counted int64
	var sources string
	err := r.Scan(&s.ID, at{&s.At}, &s.Bundle, at{&s.Made}, &s.Weaknesses, &s.Before, at{&s.BeforeMade}, &s.BeforeWeaknesses, &counted, &s.Differ, &sources)
	if err != nil {
		return s, err
	}
	s.Counted = counted > 0
	if err := json.Unmarshal([]byte(sources), &s.Sources); err != nil {
		return s, fmt.Errorf("read what changed with the bundle %s: %w", s.Bundle, err)
	}
	return s, nil
}

// SaveSwap notes that a bundle came into use.
func (tx *Tx) SaveSwap(ctx context.Context, s vuln.Swap) error {
	sources, err := json.Marshal(s.Sources)
	if err != nil {
		return err
	}
	counted := 0
	if s.Counted {
		counted = 1
	}
	_, err = tx.exec(ctx, `INSERT INTO intel_swap (`+swapColumns+`) VALUES `+marks(1, 11), s.ID, when(s.At), s.Bundle, when(s.Made), s.Weaknesses, s.Before, when(s.BeforeMade), s.BeforeWeaknesses, counted, s.Differ, string(sources))
	return err
}

// Swaps returns the newest swaps of the bundle, the newest first.
func (tx *Tx) Swaps(ctx context.Context, most int) ([]vuln.Swap, error) {
	return list(ctx, tx, scanSwap, `SELECT `+swapColumns+` FROM intel_swap ORDER BY id DESC LIMIT $1`, most)
}

// Swap returns one swap of the bundle.
func (tx *Tx) Swap(ctx context.Context, id string) (vuln.Swap, error) {
	return one(tx.queryRow(ctx, `SELECT `+swapColumns+` FROM intel_swap WHERE id = $1`, id), scanSwap, "no bundle came into use as %s", id)
}

// SaveTouch notes what a bundle did to the findings of a component.
func (tx *Tx) SaveTouch(ctx context.Context, t vuln.Touch) error {
	_, err := tx.exec(ctx, `
		INSERT INTO bundle_touch (org, bundle, component, at, opened, closed, untold, changed, names) VALUES `+marks(1, 9)+`
		ON CONFLICT (org, bundle, component) DO UPDATE SET at = excluded.at, opened = excluded.opened, closed = excluded.closed,
			untold = excluded.untold, changed = excluded.changed, names = excluded.names`,
		tx.org, t.Bundle, t.Component, when(tx.now), t.Opened, t.Closed, t.Untold, t.Changed, strings.Join(t.Names, " "))
	return err
}

// A Touched component is one whose findings a bundle changed.
type Touched struct {
	vuln.Touch
	Part     Part
	Releases int // that have it now
}

// touchOrders are what they can be sorted by.
var touchOrders = orders{
	"opened": {"t.opened", "t.component"}, "closed": {"t.closed", "t.component"}, "untold": {"t.untold", "t.component"}, "changed": {"t.changed", "t.component"},
	"name": {"c.name", "c.version", "t.component"}, "version": {"c.version", "c.name", "t.component"}, "purl": {"c.purl", "t.component"}, "names": {"t.names", "t.component"}, "releases": {"c.releases", "t.component"},
}

// Touches returns the components whose findings a bundle changed, those with
// the most new ones first when no order is said.
func (tx *Tx) Touches(ctx context.Context, bundle, sort string, p Page) (Slice[Touched], error) {
	w := tx.in("t.org")
	w.and("t.bundle = $%d", bundle)
	return stretch(ctx, tx, query[Touched]{
		noun: "parts", columns: `t.component, t.opened, t.closed, t.untold, t.changed, t.names, c.grp, c.name, c.version, c.purl, c.releases`,
		from: "bundle_touch t JOIN component c ON c.org = t.org AND c.key = t.component", where: w, orders: touchOrders, sort: cmp.Or(sort, "-opened"),
		scan: func(r row) (Touched, error) {
			t := Touched{Touch: vuln.Touch{Bundle: bundle}}
			var names string
			c := &t.Part.Component
			err := r.Scan(&t.Component, &t.Opened, &t.Closed, &t.Untold, &t.Changed, &names, &c.Group, &c.Name, &c.Version, &c.PURL, &t.Releases)
			t.Part.Key, t.Names = t.Component, strings.Fields(names)
			return t, err
		},
	}, p)
}

// A TouchedRelease is a release that has parts whose findings a bundle changed.
type TouchedRelease struct {
	Release, Model, Version         string
	Parts                           int
	Opened, Closed, Untold, Changed int
}

// TouchedReleases returns the releases that a bundle touched, at most 200,
// those with the most new findings first.
func (tx *Tx) TouchedReleases(ctx context.Context, bundle string) ([]TouchedRelease, error) {
	return list(ctx, tx, func(r row) (TouchedRelease, error) {
		var t TouchedRelease
		err := r.Scan(&t.Release, &t.Model, &t.Version, &t.Parts, &t.Opened, &t.Closed, &t.Untold, &t.Changed)
		return t, err
	}, `
		SELECT r.id, m.name, r.version, count(*), sum(t.opened), sum(t.closed), sum(t.untold), sum(t.changed)
		FROM bundle_touch t
		JOIN component c ON c.org = t.org AND c.key = t.component
		JOIN release_component rc ON rc.org = c.org AND rc.component = c.no
		JOIN release r ON r.org = rc.org AND r.no = rc.release
		JOIN model m ON m.org = r.org AND m.id = r.model
		WHERE t.org = $1 AND t.bundle = $2
		GROUP BY r.id, m.name, r.version
		ORDER BY sum(t.opened) DESC, m.name, r.version, r.id LIMIT 200`, tx.org, bundle)
}

// TouchTotals sums what bundles did to the findings of the organisation.
func (tx *Tx) TouchTotals(ctx context.Context, bundles []string) (map[string]TouchSum, error) {
	out := map[string]TouchSum{}
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var bundle string
		var s TouchSum
		err := r.Scan(&bundle, &s.Parts, &s.Opened, &s.Closed, &s.Untold, &s.Changed)
		out[bundle] = s
		return struct{}{}, err
	}, `SELECT bundle, count(*), sum(opened), sum(closed), sum(untold), sum(changed) FROM bundle_touch WHERE org = $1 AND `+tx.among("bundle", 2)+` GROUP BY bundle`, tx.org, listed(tx, bundles))
	return out, err
}

// A TouchSum is what a bundle did to all findings of an organisation.
type TouchSum struct{ Parts, Opened, Closed, Untold, Changed int }

// ForgetTouches drops what bundles did before a time.
func (tx *Tx) ForgetTouches(ctx context.Context, before time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM bundle_touch WHERE org = $1 AND at < $2`, tx.org, when(before))
	return err
}
