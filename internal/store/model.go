package store

import (
	"cmp"
	"context"
	"strings"
)

// A ModelRow is a model with its newest release.
type ModelRow struct {
	ProductRow
	Releases int // how many it has
}

// modelOfNewest are models with the newest release of each, if there is one.
const modelOfNewest = `model m JOIN line l ON l.org = m.org AND l.id = m.line LEFT JOIN release r ON r.org = m.org AND r.id =
	(SELECT n.id FROM release n WHERE n.org = m.org AND n.model = m.id ORDER BY n.created_at DESC, n.id DESC LIMIT 1)`

const (
	releasesOfModel = `(SELECT count(*) FROM release n WHERE n.org = m.org AND n.model = m.id)`
	affectedParts   = `(SELECT count(*) FROM release_component rc JOIN component c ON c.org = rc.org AND c.no = rc.component WHERE rc.org = r.org AND rc.release = r.no AND c.affected > 0)`
	uncheckedParts  = `(SELECT count(*) FROM release_component rc JOIN component c ON c.org = rc.org AND c.no = rc.component WHERE rc.org = r.org AND rc.release = r.no AND c.affected = 0 AND c.checked = 'not_checkable')`
	currentList     = `coalesce((SELECT s.id FROM sbom s WHERE s.org = r.org AND s.release = r.id AND s.is_current = 1), '')`
)

// modelColumnsOfNewest is what scanProductRow reads, with nothing for a release
// that is not there.
var modelColumnsOfNewest = prefixed("l", lineColumns) + ", " + prefixed("m", modelColumns) + ", " + releaseOrNone() + ", " + currentList

func releaseOrNone() string {
	names := strings.Split(releaseColumns, ", ")
	for i, n := range names {
		none := "''"
		if n == "rev" {
			none = "0"
		}
		names[i] = "coalesce(r." + n + ", " + none + ")"
	}
	return strings.Join(names, ", ")
}

// modelOrders are what models can be sorted by.
var modelOrders = orders{
	"line": {"l.name", "m.name", "m.id"}, "name": {"m.name", "m.id"}, "manufacturer": {"m.manufacturer", "m.name", "m.id"}, "class": {"m.class", "m.name", "m.id"}, "udi": {"m.dis", "m.id"},
	"release": {"coalesce(r.version, '')", "m.id"}, "state": {"coalesce(r.state, '')", "coalesce(r.end_of_security_support, '')", "m.id"}, "releases": {releasesOfModel, "m.id"},
	"affected": {affectedParts, "m.id"}, "unchecked": {uncheckedParts, "m.id"},
}

// ModelRows returns models with the newest release of each and its counts.
func (tx *Tx) ModelRows(ctx context.Context, line, text, sort string, p Page) (Slice[ModelRow], error) {
	w := tx.in("m.org")
	if line != "" {
		w.and("m.line = $%d", line)
	}
	w.has(text, "l.name", "m.name", "m.manufacturer", "m.aliases", "m.dis")
	out, err := stretch(ctx, tx, query[ModelRow]{
		noun: "models", columns: modelColumnsOfNewest + ", " + releasesOfModel, from: modelOfNewest, where: w, orders: modelOrders, sort: cmp.Or(sort, "line"),
		scan: func(r row) (ModelRow, error) {
			var m ModelRow
			many := []any{&m.Releases}
			row, err := scanProductRow(behind{r, many})
			m.ProductRow = row
			return m, err
		},
	}, p)
	if err != nil {
		return out, err
	}
	var ids []string
	for _, m := range out.Rows {
		ids = append(ids, m.Release.ID)
	}
	counts, err := tx.ReleaseCounts(ctx, ids)
	for i := range out.Rows {
		out.Rows[i].Counts = counts[out.Rows[i].Release.ID]
	}
	return out, err
}

// behind reads more columns behind those that a scan function asks for.
type behind struct {
	row
	more []any
}

func (b behind) Scan(dest ...any) error { return b.row.Scan(append(dest, b.more...)...) }

// ModelsWithoutList counts models whose newest release has no parts list.
func (tx *Tx) ModelsWithoutList(ctx context.Context) (int, error) {
	w := tx.in("m.org")
	w.and(currentList + " = ''")
	return tx.total(ctx, modelOfNewest, w)
}
