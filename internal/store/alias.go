package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/match"
)

const aliasColumns = `id, name, vendor, patterns, ecosystem, package, cpe, kept_by, kept_at, undone_at`

func scanAlias(r row) (match.Alias, error) {
	var a match.Alias
	err := r.Scan(&a.ID, &a.Name, &a.Vendor, texts{&a.Patterns}, &a.Ecosystem, &a.Package, &a.CPE, &a.Who, at{&a.When}, at{&a.Undone})
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

// SaveAlias keeps a name rule, new or undone. What it says is never changed.
func (tx *Tx) SaveAlias(ctx context.Context, a *match.Alias) error {
	_, err := tx.exec(ctx, `
		INSERT INTO alias (org, `+aliasColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (org, id) DO UPDATE SET undone_at = excluded.undone_at`,
		tx.org, a.ID, a.Name, a.Vendor, packed(a.Patterns), a.Ecosystem, a.Package, a.CPE, a.Who, when(a.When), when(a.Undone))
	if err != nil {
		return fmt.Errorf("keep name rule %s: %w", a.ID, err)
	}
	return nil
}

var _ match.Tx = (*Tx)(nil)
