package store

import (
	"cmp"
	"context"
	"fmt"

	"aceso/internal/domain/match"
)

// A NameGroup is the components of one name that could not be checked: what
// one name rule would settle at once.
type NameGroup struct {
	Group, Name string
	Supplier    string // one of theirs
	Cause       string // one of theirs; Causes tells how many there are
	Causes      int
	Parts       int // distinct components
	Versions    int
	Releases    int // whose current bill of materials has one
	Key         string
}

// nameOrders are what names can be sorted by.
var nameOrders = orders{
	"releases": {"g.spread", "g.name", "g.grp"}, "name": {"g.name", "g.grp"}, "supplier": {"g.supplier", "g.name", "g.grp"}, "cause": {"g.cause", "g.name", "g.grp"},
	"causes": {"g.causes", "g.name", "g.grp"}, "parts": {"g.parts", "g.name", "g.grp"}, "versions": {"g.versions", "g.name", "g.grp"},
}

// NameGroups returns the components that could not be checked, grouped by
// name, those in most releases first when no order is said. Of the filter,
// Checked is not looked at: what waits for its first check is left out.
func (tx *Tx) NameGroups(ctx context.Context, f PartFilter, p Page) (Slice[NameGroup], error) {
	f.Checked = []match.Checked{match.NotCheckable}
	w, err := tx.partsWhere(ctx, f)
	if err != nil {
		return Slice[NameGroup]{}, err
	}
	return stretch(ctx, tx, query[NameGroup]{
		noun: "names", columns: "g.grp, g.name, g.supplier, g.cause, g.causes, g.parts, g.versions, g.spread, g.key",
		from: `(SELECT c.grp, c.name, max(c.supplier) AS supplier, min(c.cause) AS cause, count(DISTINCT c.cause) AS causes, count(DISTINCT c.no) AS parts,
				count(DISTINCT c.version) AS versions, count(DISTINCT rc.release) AS spread, min(c.key) AS key
			FROM (SELECT no, grp, name, version, supplier, cause, key FROM component WHERE ` + w.String() + `) AS c
			JOIN release_component rc ON rc.org = $1 AND rc.component = c.no
			GROUP BY c.grp, c.name) AS g`,
		where: &where{conds: []string{"g.parts > 0"}, args: w.args}, orders: nameOrders, sort: cmp.Or(f.Sort, "-releases"),
		scan: func(r row) (NameGroup, error) {
			var g NameGroup
			err := r.Scan(&g.Group, &g.Name, &g.Supplier, &g.Cause, &g.Causes, &g.Parts, &g.Versions, &g.Releases, &g.Key)
			return g, err
		},
	}, p)
}

// PartsHolding returns components in use whose texts hold one of the pieces,
// by number, at most so many, and whether there are more. "" is held by all.
func (tx *Tx) PartsHolding(ctx context.Context, pieces []string, most int) (parts []Part, more bool, err error) {
	seen := map[int64]bool{}
	for _, piece := range pieces {
		w, err := tx.partsWhere(ctx, PartFilter{Text: piece})
		if err != nil {
			return nil, false, err
		}
		rows, err := list(ctx, tx, scanPart, `SELECT `+partAll+` FROM component WHERE `+w.String()+fmt.Sprintf(` ORDER BY no LIMIT $%d`, w.arg(most+1)), w.args...)
		if err != nil {
			return nil, false, fmt.Errorf("find the components of a name: %w", err)
		}
		more = more || len(rows) > most
		for _, p := range rows[:min(len(rows), most)] {
			if !seen[p.No] {
				seen[p.No] = true
				parts = append(parts, p)
			}
		}
	}
	return parts, more, nil
}

// ReleasesHolding counts the releases whose current bill of materials has one of
// these components.
func (tx *Tx) ReleasesHolding(ctx context.Context, components []int64) (int, error) {
	n, err := scanNumber(tx.queryRow(ctx, `SELECT count(DISTINCT release) FROM release_component WHERE org = $1 AND `+tx.among("component", 2), tx.org, listed(tx, components)))
	if err != nil {
		return 0, fmt.Errorf("count releases: %w", err)
	}
	return int(n), nil
}
