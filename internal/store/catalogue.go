package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"aceso/internal/domain/product"
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
	Seek        Seek          // what somebody searches by
	Sort        string        // one of productOrders, with "-" before it falling; name when not said
}

// productOrders are what releases can be sorted by.
var productOrders = orders{
	"name":      {"m.name", "r.version", "r.id"},
	"version":   {"r.version", "m.name", "r.id"},
	"changed":   {"r.changed_at", "r.id"},
	"state":     {"r.state", "r.id"},
	"available": {"r.general_availability", "r.id"},
	"sales":     {"r.end_of_sales", "r.id"},
	"support":   {"r.end_of_security_support", "r.id"},
	"life":      {"r.end_of_life", "r.id"},
	"affected":  {affectedParts, "r.id"},
	"unchecked": {uncheckedParts, "r.id"},
}

// productColumns is what scanProductRow reads.
var productColumns = prefixed("l", lineColumns) + `, ` + prefixed("m", modelColumns) + `, ` + prefixed("r", releaseColumns) + `,
	coalesce((SELECT s.id FROM sbom s WHERE s.org = r.org AND s.release = r.id AND s.is_current = 1), '')`

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
	if err := tx.seek(ctx, w, atRelease, f.Seek, wordsOfReleases); err != nil {
		return none, err
	}
	w.has(f.Text, "l.name", "m.name", "m.manufacturer", "m.aliases", "m.dis", "r.version")
	out, err := stretch(ctx, tx, query[ProductRow]{noun: "releases", columns: productColumns, from: releaseOfModel, where: w, orders: productOrders, sort: cmp.Or(f.Sort, "name"), scan: scanProductRow}, p)
	if err != nil {
		return none, err
	}
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
	return tx.ModelsBy(ctx, ModelFilter{Line: line, Text: text}, p)
}

// ModelFilter says which models are asked for.
type ModelFilter struct {
	Line string // id; "" for any
	Text string // contained in name, manufacturer, aliases or a device identifier
	Seek Seek   // what somebody searches by
}

// ModelsBy returns models by name, with or without releases.
func (tx *Tx) ModelsBy(ctx context.Context, f ModelFilter, p Page) (Slice[product.Model], error) {
	none := Slice[product.Model]{}
	w := tx.in("m.org")
	if f.Line != "" {
		w.and("m.line = $%d", f.Line)
	}
	w.has(f.Text, "m.name", "m.manufacturer", "m.aliases", "m.dis")
	if err := tx.seek(ctx, w, atModel, f.Seek, wordsOfModels); err != nil {
		return none, err
	}
	total, err := tx.total(ctx, "model m", w)
	if err != nil {
		return none, fmt.Errorf("count models: %w", err)
	}
	columns := []string{"m.name", "m.id"}
	values, err := p.after(2)
	if err != nil {
		return none, err
	}
	w.behind(columns, false, values)
	rows, err := list(ctx, tx, scanModel, `SELECT `+modelColumns+` FROM model m WHERE `+w.String()+w.order(columns, false, p), w.args...)
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
	return stretch(ctx, tx, query[ProductRow]{noun: "releases", columns: productColumns, from: releaseOfModel, where: w, orders: productOrders, sort: "name", scan: scanProductRow}, p)
}
