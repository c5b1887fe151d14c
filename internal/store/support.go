package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/value/fault"
)

const statementColumns = `id, lineage, version, level, ends, reason, evidence, who, said_at, undone_at, undone_by`

func scanStatement(r row) (support.Statement, error) {
	s := support.Statement{Source: support.Person}
	err := r.Scan(&s.ID, &s.Lineage, &s.Version, &s.Level, &s.End, &s.Reason, &s.Evidence, &s.Who, at{&s.At}, at{&s.Undone}, &s.UndoneBy)
	return s, err
}

// SupportStatement returns what a person said of a part, in force or undone.
func (tx *Tx) SupportStatement(ctx context.Context, id string) (*support.Statement, error) {
	s, err := one(tx.queryRow(ctx, `SELECT `+statementColumns+` FROM support_statement WHERE org = $1 AND id = $2`, tx.org, id), scanStatement, "there is no statement %s", id)
	return &s, err
}

// SupportStatements returns what people said of parts of these lineages, the
// newest first, the undone ones too.
func (tx *Tx) SupportStatements(ctx context.Context, lineages []string) ([]support.Statement, error) {
	all, err := list(ctx, tx, scanStatement, `SELECT `+statementColumns+` FROM support_statement WHERE org = $1 AND `+tx.among("lineage", 2)+` ORDER BY id DESC`, tx.org, listed(tx, lineages))
	if err != nil {
		return nil, fmt.Errorf("find what is said of parts: %w", err)
	}
	return all, nil
}

// SaveSupportStatement keeps a statement, new or undone. What it says is never changed.
func (tx *Tx) SaveSupportStatement(ctx context.Context, s *support.Statement) error {
	_, err := tx.exec(ctx, `
		INSERT INTO support_statement (org, `+statementColumns+`) VALUES `+marks(1, 12)+`
		ON CONFLICT (org, id) DO UPDATE SET undone_at = excluded.undone_at, undone_by = excluded.undone_by`,
		tx.org, s.ID, s.Lineage, s.Version, string(s.Level), s.End, s.Reason, s.Evidence, s.Who, when(s.At), when(s.Undone), s.UndoneBy)
	return err
}

// SupplierSupport tells what the current bills of materials say of components,
// by their numbers.
func (tx *Tx) SupplierSupport(ctx context.Context, components []int64) (map[int64][]support.Statement, error) {
	out := make(map[int64][]support.Statement, len(components))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no int64
		var level, ends string
		var from support.Statement
		if err := r.Scan(&no, &level, &ends, &from.From, at{&from.At}); err != nil {
			return struct{}{}, err
		}
		if s, ok := support.Read(support.Subject{}, level, ends); ok {
			s.From, s.At = from.From, from.At
			out[no] = append(out[no], s)
		}
		return struct{}{}, nil
	}, `
		SELECT said.component, said.level, said.ends, s.file, s.imported_at
		FROM supplier_support said
		JOIN sbom s ON s.org = said.org AND s.id = said.sbom AND s.is_current = 1
		WHERE said.org = $1 AND `+tx.among("said.component", 2)+`
		ORDER BY s.imported_at DESC, s.id, said.level, said.ends`, tx.org, listed(tx, components))
	if err != nil {
		return nil, fmt.Errorf("find what suppliers say of parts: %w", err)
	}
	return out, nil
}

// saveSaid keeps what a document says of its components' support.
func (tx *Tx) saveSaid(ctx context.Context, id string, d *sbom.Document) error {
	type said struct{ key, level, ends string }
	var all []said
	var keys []string
	contextOf := match.Contexts(d)
	seen := map[said]bool{}
	for i := range d.Components {
		c := &d.Components[i]
		if _, ok := support.OfDocument(c); !ok {
			continue
		}
		one := said{partKey(c, contextOf), c.SupportLevel, c.EndOfSupport}
		if !seen[one] {
			seen[one] = true
			all, keys = append(all, one), append(keys, one.key)
		}
	}
	numbers, err := tx.componentNumbers(ctx, keys)
	if err != nil {
		return err
	}
	err = tx.insertMany(ctx, "supplier_support (org, component, sbom, level, ends)", 5, len(all), func(i int) []any {
		return []any{tx.org, numbers[all[i].key], id, all[i].level, all[i].ends}
	}, "ON CONFLICT DO NOTHING")
	if err != nil {
		return fmt.Errorf("keep what the document says of support: %w", err)
	}
	return nil
}

const planColumns = `id, lineage, version, name, text, due, owner, state, by_name, rev, created_at, changed_at`

func scanPlan(r row) (support.Plan, error) {
	var p support.Plan
	err := r.Scan(&p.ID, &p.Lineage, &p.Version, &p.Name, &p.Text, &p.Due, &p.Owner, &p.State, &p.By, &p.Rev, at{&p.Created}, at{&p.Changed})
	return p, err
}

// Plan returns a replacement plan.
func (tx *Tx) Plan(ctx context.Context, id string) (*support.Plan, error) {
	p, err := one(tx.queryRow(ctx, `SELECT `+planColumns+` FROM replacement_plan WHERE org = $1 AND id = $2`, tx.org, id), scanPlan, "there is no plan %s", id)
	return &p, err
}

// Plans returns the replacement plans for parts of these lineages, the newest first.
func (tx *Tx) Plans(ctx context.Context, lineages []string) ([]support.Plan, error) {
	all, err := list(ctx, tx, scanPlan, `SELECT `+planColumns+` FROM replacement_plan WHERE org = $1 AND `+tx.among("lineage", 2)+` ORDER BY id DESC`, tx.org, listed(tx, lineages))
	if err != nil {
		return nil, fmt.Errorf("find the plans for parts: %w", err)
	}
	return all, nil
}

// SavePlan keeps a plan, new or changed upon the version before its own.
func (tx *Tx) SavePlan(ctx context.Context, p *support.Plan) error {
	return tx.create(ctx, fault.New(fault.Stale, "the plan was changed meanwhile"), `
		INSERT INTO replacement_plan (org, `+planColumns+`) VALUES `+marks(1, 13)+`
		ON CONFLICT (org, id) DO UPDATE SET text = excluded.text, due = excluded.due, owner = excluded.owner, state = excluded.state,
			by_name = excluded.by_name, rev = excluded.rev, changed_at = excluded.changed_at
		WHERE replacement_plan.rev = excluded.rev - 1`,
		tx.org, p.ID, p.Lineage, p.Version, p.Name, p.Text, p.Due, p.Owner, string(p.State), p.By, p.Rev, when(p.Created), when(p.Changed))
}

// mostNamed is how many parts of one name are looked through.
const mostNamed = 500

// PartsNamed returns the components in use with a name, by version.
func (tx *Tx) PartsNamed(ctx context.Context, name string) ([]Part, error) {
	return list(ctx, tx, scanPart, `SELECT `+partAll+` FROM component WHERE org = $1 AND name = $2 AND used = 1 ORDER BY version, no LIMIT $3`, tx.org, name, mostNamed)
}

var _ support.Tx = (*Tx)(nil)
