package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/match"
)

// An UncheckedReason is a cause for which components in use could not be
// checked, with how far it reaches.
type UncheckedReason struct {
	Checked  match.Checked // NotCheckable, or Waiting for those not matched yet: these have no cause
	Cause    string        // what PartFilter.Cause takes
	Parts    int           // distinct components
	Releases int           // whose current bill of materials has one of them
}

// Unchecked is every answer that says nothing: the filter of what could not be checked.
var Unchecked = []match.Checked{match.NotCheckable, Waiting}

// UncheckedReasons tells why components could not be checked, most of them
// first. Of the filter, Checked is not looked at: it is Unchecked. The sum of
// Parts is NotCheckable and Waiting of the Counts.
func (tx *Tx) UncheckedReasons(ctx context.Context, f PartFilter) ([]UncheckedReason, error) {
	f.Checked = Unchecked
	w, err := tx.partsWhere(ctx, f)
	if err != nil {
		return nil, err
	}
	rows, err := list(ctx, tx, func(r row) (UncheckedReason, error) {
		var u UncheckedReason
		err := r.Scan(&u.Checked, &u.Cause, &u.Parts, &u.Releases)
		if u.Checked == "" {
			u.Checked = Waiting
		}
		return u, err
	}, `
		SELECT c.checked, c.cause, count(DISTINCT c.no), count(DISTINCT rc.release)
		FROM (SELECT no, checked, cause FROM component WHERE `+w.String()+`) AS c
		JOIN release_component rc ON rc.org = $1 AND rc.component = c.no
		GROUP BY c.checked, c.cause`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("count what could not be checked: %w", err)
	}
	slices.SortFunc(rows, func(a, b UncheckedReason) int {
		if a.Parts != b.Parts {
			return b.Parts - a.Parts
		}
		return strings.Compare(a.Cause, b.Cause)
	})
	return rows, nil
}

// PartReleases tells of each component, by its number, in how many releases'
// current bills of materials it is.
func (tx *Tx) PartReleases(ctx context.Context, components []int64) (map[int64]int, error) {
	out := make(map[int64]int, len(components))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var n int
		err := r.Scan(&no, &n)
		out[no] = n
		return struct{}{}, err
	}, `SELECT component, count(*) FROM release_component WHERE org = $1 AND `+tx.among("component", 2)+` GROUP BY component`, tx.org, listed(tx, components))
	if err != nil {
		return nil, fmt.Errorf("count the releases of components: %w", err)
	}
	return out, nil
}

// A Place is a release that has a component in its current bill of materials.
type Place struct{ Release, Model, Version string } // id of the release, name of its model

// PartPlaces tells of each component, by its number, where it is: the newest
// releases first, and no more than so many of each.
func (tx *Tx) PartPlaces(ctx context.Context, components []int64, most int) (map[int64][]Place, error) {
	out := make(map[int64][]Place, len(components))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var p Place
		err := r.Scan(&no, &p.Release, &p.Model, &p.Version)
		out[no] = append(out[no], p)
		return struct{}{}, err
	}, `
		SELECT component, id, name, version FROM (
			SELECT rc.component, r.id, m.name, r.version, r.no, row_number() OVER (PARTITION BY rc.component ORDER BY r.no DESC) AS nth
			FROM release_component rc
			JOIN release r ON r.org = rc.org AND r.no = rc.release
			JOIN model m ON m.org = r.org AND m.id = r.model
			WHERE rc.org = $1 AND `+tx.among("rc.component", 2)+`) AS placed
		WHERE nth <= $3
		ORDER BY component, no DESC`, tx.org, listed(tx, components), most)
	if err != nil {
		return nil, fmt.Errorf("find the releases of components: %w", err)
	}
	return out, nil
}

// causeOf returns a reason without its details. Matching puts these behind a
// semicolon: "version missing; 3 weaknesses are known of it".
func causeOf(reason string) string {
	cause, _, _ := strings.Cut(reason, ";")
	return strings.TrimSpace(cause)
}
