package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/product"
	"aceso/internal/value/fault"
)

const lineColumns = `id, name, note, rev, created_at, changed_at`

func scanLine(r row) (product.Line, error) {
	var l product.Line
	err := r.Scan(&l.ID, &l.Name, &l.Note, &l.Rev, at{&l.Created}, at{&l.Changed})
	return l, err
}

// Line returns a product line.
func (tx *Tx) Line(ctx context.Context, id string) (product.Line, error) {
	return one(tx.queryRow(ctx, `SELECT `+lineColumns+` FROM line WHERE org = $1 AND id = $2`, tx.org, id), scanLine, "there is no product line %s", id)
}

// LineNamed returns the product line of that name.
func (tx *Tx) LineNamed(ctx context.Context, name string) (product.Line, error) {
	return one(tx.queryRow(ctx, `SELECT `+lineColumns+` FROM line WHERE org = $1 AND name = $2`, tx.org, name), scanLine, "there is no product line %q", name)
}

// Lines returns all product lines by name.
func (tx *Tx) Lines(ctx context.Context) ([]product.Line, error) {
	return list(ctx, tx, scanLine, `SELECT `+lineColumns+` FROM line WHERE org = $1 ORDER BY name`, tx.org)
}

// CreateLine keeps a new line and refuses a second of the same name.
func (tx *Tx) CreateLine(ctx context.Context, l product.Line) error {
	return tx.create(ctx, fault.New(fault.Conflict, "there is a product line %q already", l.Name),
		`INSERT INTO line (org, `+lineColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		tx.org, l.ID, l.Name, l.Note, l.Rev, when(l.Created), when(l.Changed))
}

// SaveLine keeps a changed line.
func (tx *Tx) SaveLine(ctx context.Context, l *product.Line) error {
	err := tx.free(ctx, fault.New(fault.Conflict, "there is a product line %q already", l.Name),
		`SELECT count(*) FROM line WHERE org = $1 AND name = $2 AND id <> $3`, tx.org, l.Name, l.ID)
	if err != nil {
		return err
	}
	return tx.save(ctx, "line", l.ID, &l.Rev,
		`UPDATE line SET rev = rev + 1, name = $4, note = $5, changed_at = $6 WHERE org = $1 AND id = $2 AND rev = $3`,
		l.Name, l.Note, when(l.Changed))
}

const modelColumns = `id, line, name, manufacturer, dis, class, code, connects, aliases, note, rev, created_at, changed_at`

func scanModel(r row) (product.Model, error) {
	var m product.Model
	err := r.Scan(&m.ID, &m.Line, &m.Name, &m.Manufacturer, texts{&m.DIs}, &m.Class, &m.Code, texts{&m.Connects}, texts{&m.Aliases}, &m.Note,
		&m.Rev, at{&m.Created}, at{&m.Changed})
	return m, err
}

// Model returns a model.
func (tx *Tx) Model(ctx context.Context, id string) (product.Model, error) {
	return one(tx.queryRow(ctx, `SELECT `+modelColumns+` FROM model WHERE org = $1 AND id = $2`, tx.org, id), scanModel, "there is no model %s", id)
}

// ModelNamed returns the oldest model of that name.
func (tx *Tx) ModelNamed(ctx context.Context, name string) (product.Model, error) {
	return one(tx.queryRow(ctx, `SELECT `+modelColumns+` FROM model WHERE org = $1 AND name = $2 ORDER BY id LIMIT 1`, tx.org, name), scanModel, "there is no model %q", name)
}

// CreateModel keeps a new model and refuses a second of the same name in its line.
func (tx *Tx) CreateModel(ctx context.Context, m product.Model) error {
	return tx.create(ctx, fault.New(fault.Conflict, "there is a model %q in this line already", m.Name),
		`INSERT INTO model (org, `+modelColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
		tx.org, m.ID, m.Line, m.Name, m.Manufacturer, packed(m.DIs), m.Class, m.Code, packed(m.Connects), packed(m.Aliases), m.Note, m.Rev, when(m.Created), when(m.Changed))
}

// SaveModel keeps a changed model.
func (tx *Tx) SaveModel(ctx context.Context, m *product.Model) error {
	err := tx.free(ctx, fault.New(fault.Conflict, "there is a model %q in this line already", m.Name),
		`SELECT count(*) FROM model WHERE org = $1 AND line = $2 AND name = $3 AND id <> $4`, tx.org, m.Line, m.Name, m.ID)
	if err != nil {
		return err
	}
	return tx.save(ctx, "model", m.ID, &m.Rev, `
		UPDATE model SET rev = rev + 1, line = $4, name = $5, manufacturer = $6, dis = $7, class = $8, code = $9, connects = $10, aliases = $11, note = $12, changed_at = $13
		WHERE org = $1 AND id = $2 AND rev = $3`,
		m.Line, m.Name, m.Manufacturer, packed(m.DIs), m.Class, m.Code, packed(m.Connects), packed(m.Aliases), m.Note, when(m.Changed))
}

const releaseColumns = `id, model, version, state, general_availability, end_of_sales, end_of_security_support, end_of_life, note, rev, created_at, changed_at`

func scanRelease(r row) (product.Release, error) {
	var l product.Release
	err := r.Scan(&l.ID, &l.Model, &l.Version, &l.State, &l.Dates.GeneralAvailability, &l.Dates.EndOfSales, &l.Dates.EndOfSecuritySupport, &l.Dates.EndOfLife,
		&l.Note, &l.Rev, at{&l.Created}, at{&l.Changed})
	return l, err
}

// Release returns a release.
func (tx *Tx) Release(ctx context.Context, id string) (product.Release, error) {
	return one(tx.queryRow(ctx, `SELECT `+releaseColumns+` FROM release WHERE org = $1 AND id = $2`, tx.org, id), scanRelease, "there is no release %s", id)
}

// ReleaseOf returns the release of a model by its version.
func (tx *Tx) ReleaseOf(ctx context.Context, model, version string) (product.Release, error) {
	return one(tx.queryRow(ctx, `SELECT `+releaseColumns+` FROM release WHERE org = $1 AND model = $2 AND version = $3`, tx.org, model, version),
		scanRelease, "this model has no release %q", version)
}

// CreateRelease keeps a new release and refuses a second of the same version.
func (tx *Tx) CreateRelease(ctx context.Context, l product.Release) error {
	return tx.create(ctx, fault.New(fault.Conflict, "this model has a release %q already", l.Version), `
		INSERT INTO release (org, no, `+releaseColumns+`)
		SELECT $1, (SELECT coalesce(max(no), 0) + 1 FROM release WHERE org = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
		WHERE NOT EXISTS (SELECT 1 FROM release WHERE org = $1 AND model = $3 AND version = $4)`,
		tx.org, l.ID, l.Model, l.Version, string(l.State), string(l.Dates.GeneralAvailability), string(l.Dates.EndOfSales), string(l.Dates.EndOfSecuritySupport), string(l.Dates.EndOfLife),
		l.Note, l.Rev, when(l.Created), when(l.Changed))
}

// SaveRelease keeps a changed release.
func (tx *Tx) SaveRelease(ctx context.Context, l *product.Release) error {
	err := tx.free(ctx, fault.New(fault.Conflict, "this model has a release %q already", l.Version),
		`SELECT count(*) FROM release WHERE org = $1 AND model = $2 AND version = $3 AND id <> $4`, tx.org, l.Model, l.Version, l.ID)
	if err != nil {
		return err
	}
	return tx.save(ctx, "release", l.ID, &l.Rev, `
		UPDATE release SET rev = rev + 1, version = $4, state = $5, general_availability = $6, end_of_sales = $7, end_of_security_support = $8, end_of_life = $9, note = $10, changed_at = $11
		WHERE org = $1 AND id = $2 AND rev = $3`,
		l.Version, string(l.State), string(l.Dates.GeneralAvailability), string(l.Dates.EndOfSales), string(l.Dates.EndOfSecuritySupport), string(l.Dates.EndOfLife), l.Note, when(l.Changed))
}

// releaseNo returns a release's short number.
func (tx *Tx) releaseNo(ctx context.Context, id string) (int64, error) {
	return one(tx.queryRow(ctx, `SELECT no FROM release WHERE org = $1 AND id = $2`, tx.org, id), scanNumber, "there is no release %s", id)
}

func scanNumber(r row) (int64, error) {
	var n int64
	err := r.Scan(&n)
	return n, err
}

func scanText(r row) (string, error) {
	var s string
	err := r.Scan(&s)
	return s, err
}

// create runs an INSERT that does nothing where such a record exists: then
// taken is the error. Writers of one organisation take turns.
func (tx *Tx) create(ctx context.Context, taken *fault.Fault, query string, args ...any) error {
	n, err := tx.exec(ctx, query, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return taken
	}
	return nil
}

// free runs a query that counts the records in the way of a change.
func (tx *Tx) free(ctx context.Context, taken *fault.Fault, query string, args ...any) error {
	n, err := scanNumber(tx.queryRow(ctx, query, args...))
	if err != nil {
		return err
	}
	if n > 0 {
		return taken
	}
	return nil
}

// save runs an UPDATE of one record whose first arguments are organisation, id
// and the rev that the change was made upon, and refuses a stale one.
func (tx *Tx) save(ctx context.Context, table, id string, rev *int64, query string, args ...any) error {
	n, err := tx.exec(ctx, query, append([]any{tx.org, id, *rev}, args...)...)
	if err != nil {
		return fmt.Errorf("save %s %s: %w", table, id, err)
	}
	if n == 1 {
		*rev++
		return nil
	}
	has, err := one(tx.queryRow(ctx, `SELECT rev FROM `+table+` WHERE org = $1 AND id = $2`, tx.org, id), scanNumber, "there is no %s %s", table, id)
	if err != nil {
		return err
	}
	return stale(table, *rev, has)
}

var _ product.Tx = (*Tx)(nil)
