package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/org"
)

// SaveOrganisation keeps a new organisation.
func (tx *Tx) SaveOrganisation(ctx context.Context, o org.Organisation) error {
	_, err := tx.exec(ctx, `INSERT INTO org (id, name, side, created_at) VALUES ($1, $2, $3, $4)`, o.ID, o.Name, string(o.Side), when(o.Created))
	if err != nil {
		return fmt.Errorf("keep organisation %s: %w", o.ID, err)
	}
	return nil
}

func scanOrganisation(r row) (org.Organisation, error) {
	var o org.Organisation
	err := r.Scan(&o.ID, &o.Name, &o.Side, at{&o.Created})
	return o, err
}

// Organisation returns the organisation of this transaction.
func (tx *Tx) Organisation(ctx context.Context) (org.Organisation, error) {
	return one(tx.queryRow(ctx, `SELECT id, name, side, created_at FROM org WHERE id = $1`, tx.org), scanOrganisation, "there is no such organisation")
}

// Organisations returns all organisations. Only jobs and the first start ask for it.
func (tx *Tx) Organisations(ctx context.Context) ([]org.Organisation, error) {
	return list(ctx, tx, scanOrganisation, `SELECT id, name, side, created_at FROM org ORDER BY id`)
}
