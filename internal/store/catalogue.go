package store

import (
	"context"
	"fmt"
	"strings"

	"aceso/internal/domain/product"
	"aceso/internal/value/fault"
)

// A ProductRow is a release in the list of products, with the names of its
// model and line and the counts of what it is made of.
type ProductRow struct {
	Line    product.Line
	Model   product.Model
	Release product.Release // without an ID when the model has no release yet
	SBOM    string          // id of its current bill of materials; "" when there is none
	Counts  Counts
}

// ProductFilter says which releases are asked for.
type ProductFilter struct {
	Line, Model string // id; "" for all
	Name        string // exactly the model's
	State       product.State
	Except      product.State // left out; "" for none
	Text        string        // contained in the names of line, model, manufacturer, aliases, or the version
	Sort        string        // name (the default), version, changed; with "-" before it falling
}

var productSorts = map[string][]string{
	"name":    {"m.name", "r.version", "r.id"},
	"version": {"r.version", "m.name", "r.id"},
	"changed": {"r.changed_at", "r.id"},
}

const releaseOfModel = `release r JOIN model m ON m.org = r.org AND m.id = r.model JOIN line l ON l.org = m.org AND l.id = m.line`

// Releases returns releases with their models and lines.
func (tx *Tx) Releases(ctx context.Context, f ProductFilter, p Page) (Slice[ProductRow], error) {
	none := Slice[ProductRow]{}
	w := tx.in("r.org")
	if f.Line != "" {
		w.and("m.line = $%d", f.Line)
	}
	if f.Model != "" {
		w.and("r.model = $%d", f.Model)
	}
	if f.Name != "" {
		w.and("m.name = $%d", f.Name)
	}
	if f.State != "" {
		w.and("r.state = $%d", string(f.State))
	}
	if f.Except != "" {
		w.and("r.state <> $%d", string(f.Except))
	}
	w.has(f.Text, "l.name", "m.name", "m.manufacturer", "m.aliases", "m.dis", "r.version")
	total, err := tx.total(ctx, releaseOfModel, w)
	if err != nil {
		return none, fmt.Errorf("count releases: %w", err)
	}
	by, falling := strings.CutPrefix(f.Sort, "-")
	if by == "" {
		by = "name"
	}
	columns := productSorts[by]
	if columns == nil {
		return none, fault.New(fault.Invalid, "releases can't be sorted by %q", by).Helped("sort by name, version or changed")
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, scanProductRow, `SELECT `+prefixed("l", lineColumns)+`, `+prefixed("m", modelColumns)+`, `+prefixed("r", releaseColumns)+`,
		coalesce((SELECT s.id FROM sbom s WHERE s.org = r.org AND s.release = r.id AND s.is_current = 1), '')
		FROM `+releaseOfModel+` WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	if err != nil {
		return none, fmt.Errorf("list releases: %w", err)
	}
	out := cut(rows, p, func(r ProductRow) []any {
		return pick(map[string]any{"m.name": r.Model.Name, "r.version": r.Release.Version, "r.id": r.Release.ID, "r.changed_at": when(r.Release.Changed)}, columns)
	})
	out.Total = total
	ids := make([]string, len(out.Rows))
	for i, r := range out.Rows {
		ids[i] = r.Release.ID
	}
	counts, err := tx.ReleaseCounts(ctx, ids)
	if err != nil {
		return none, err
	}
	for i := range out.Rows {
		out.Rows[i].Counts = counts[out.Rows[i].Release.ID]
	}
	return out, nil
}

func scanProductRow(r row) (ProductRow, error) {
	var p ProductRow
	l, m, v := &p.Line, &p.Model, &p.Release
	err := r.Scan(&l.ID, &l.Name, &l.Note, &l.Rev, at{&l.Created}, at{&l.Changed},
		&m.ID, &m.Line, &m.Name, &m.Manufacturer, texts{&m.DIs}, &m.Class, &m.Code, texts{&m.Connects}, texts{&m.Aliases}, &m.Note, &m.Rev, at{&m.Created}, at{&m.Changed},
		&v.ID, &v.Model, &v.Version, &v.State, &v.Dates.GeneralAvailability, &v.Dates.EndOfSales, &v.Dates.EndOfSecuritySupport, &v.Dates.EndOfLife,
		&v.Note, &v.Rev, at{&v.Created}, at{&v.Changed}, &p.SBOM)
	return p, err
}

// prefixed puts the name of a table before each column.
func prefixed(table, columns string) string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = table + "." + strings.TrimSpace(n)
	}
	return strings.Join(names, ", ")
}

// Models returns models by name, with or without releases.
func (tx *Tx) Models(ctx context.Context, line, text string, p Page) (Slice[product.Model], error) {
	none := Slice[product.Model]{}
	w := tx.in("org")
	if line != "" {
		w.and("line = $%d", line)
	}
	w.has(text, "name", "manufacturer", "aliases", "dis")
	total, err := tx.total(ctx, "model", w)
	if err != nil {
		return none, fmt.Errorf("count models: %w", err)
	}
	columns := []string{"name", "id"}
	values, err := p.after(2)
	if err != nil {
		return none, err
	}
	w.behind(columns, false, values)
	rows, err := list(ctx, tx, scanModel, `SELECT `+modelColumns+` FROM model WHERE `+w.String()+w.order(columns, false, p), w.args...)
	if err != nil {
		return none, fmt.Errorf("list models: %w", err)
	}
	out := cut(rows, p, func(m product.Model) []any { return []any{m.Name, m.ID} })
	out.Total = total
	return out, nil
}

// ReleasesOf returns all releases of a model, newest first.
func (tx *Tx) ReleasesOf(ctx context.Context, model string) ([]product.Release, error) {
	return list(ctx, tx, scanRelease, `SELECT `+releaseColumns+` FROM release WHERE org = $1 AND model = $2 ORDER BY id DESC`, tx.org, model)
}

// ReleasesWith returns the releases whose current bill of materials has a component.
func (tx *Tx) ReleasesWith(ctx context.Context, component int64, p Page) (Slice[ProductRow], error) {
	w := tx.in("r.org")
	w.and("r.no IN (SELECT rc.release FROM release_component rc WHERE rc.org = $1 AND rc.component = $%d)", component)
	total, err := tx.total(ctx, "release r", w)
	if err != nil {
		return Slice[ProductRow]{}, err
	}
	columns := productSorts["name"]
	values, err := p.after(len(columns))
	if err != nil {
		return Slice[ProductRow]{}, err
	}
	w.behind(columns, false, values)
	rows, err := list(ctx, tx, scanProductRow, `SELECT `+prefixed("l", lineColumns)+`, `+prefixed("m", modelColumns)+`, `+prefixed("r", releaseColumns)+`,
		coalesce((SELECT s.id FROM sbom s WHERE s.org = r.org AND s.release = r.id AND s.is_current = 1), '')
		FROM `+releaseOfModel+` WHERE `+w.String()+w.order(columns, false, p), w.args...)
	out := cut(rows, p, func(r ProductRow) []any { return []any{r.Model.Name, r.Release.Version, r.Release.ID} })
	out.Total = total
	return out, err
}
