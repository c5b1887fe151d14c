package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/match"
	"aceso/internal/value/fault"
)

const aliasColumns = `id, name, vendor, patterns, ecosystem, package, cpe, kept_by, kept_at, undone_at, batch`

func scanAlias(r row) (match.Alias, error) {
	var a match.Alias
	err := r.Scan(&a.ID, &a.Name, &a.Vendor, texts{&a.Patterns}, &a.Ecosystem, &a.Package, &a.CPE, &a.Who, at{&a.When}, at{&a.Undone}, &a.Batch)
	return a, err
}

// Alias returns a name rule, in force or undone.
func (tx *Tx) Alias(ctx context.Context, id string) (*match.Alias, error) {
	a, err := one(tx.queryRow(ctx, `SELECT `+aliasColumns+` FROM alias WHERE org = $1 AND id = $2`, tx.org, id), scanAlias, "there is no name rule %s", id)
	return &a, err
}

// Aliases returns all name rules, the newest first, the undone ones too.
func (tx *Tx) Aliases(ctx context.Context) ([]match.Alias, error) {
	return list(ctx, tx, scanAlias, `SELECT `+aliasColumns+` FROM alias WHERE org = $1 ORDER BY id DESC`, tx.org)
}

// AliasBatch returns the name rules that came in with one file.
func (tx *Tx) AliasBatch(ctx context.Context, batch string) ([]match.Alias, error) {
	all, err := list(ctx, tx, scanAlias, `SELECT `+aliasColumns+` FROM alias WHERE org = $1 AND batch = $2 AND batch <> '' ORDER BY id`, tx.org, batch)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "there is no file of name rules %s", batch)
	}
	return all, err
}

// SaveAlias keeps a name rule, new or undone. What it says is never changed.
func (tx *Tx) SaveAlias(ctx context.Context, a *match.Alias) error {
	_, err := tx.exec(ctx, `
		INSERT INTO alias (org, `+aliasColumns+`) VALUES `+marks(1, 12)+`
		ON CONFLICT (org, id) DO UPDATE SET undone_at = excluded.undone_at`,
		tx.org, a.ID, a.Name, a.Vendor, packed(a.Patterns), a.Ecosystem, a.Package, a.CPE, a.Who, when(a.When), when(a.Undone), a.Batch)
	if err != nil {
		return fmt.Errorf("keep name rule %s: %w", a.ID, err)
	}
	return nil
}

var _ match.Tx = (*Tx)(nil)
