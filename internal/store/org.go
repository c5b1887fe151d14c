package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/org"
)

// SaveOrganisation keeps a new organisation.
func (tx *Tx) SaveOrganisation(ctx context.Context, o org.Organisation) error {
	_, err := tx.exec(ctx, `INSERT INTO org (id, name, side, created_at, zone, contact) VALUES ($1, $2, $3, $4, $5, $6)`, o.ID, o.Name, string(o.Side), when(o.Created), o.Zone, o.Contact)
	if err != nil {
		return fmt.Errorf("keep organisation %s: %w", o.ID, err)
	}
	return nil
}

func scanOrganisation(r row) (org.Organisation, error) {
	var o org.Organisation
	err := r.Scan(&o.ID, &o.Name, &o.Side, at{&o.Created}, &o.Zone, &o.Contact, &o.Rev)
	return o, err
}

// ChangeOrganisation keeps another name, zone or contact of the transaction's
// organisation, when nobody changed it meanwhile.
func (tx *Tx) ChangeOrganisation(ctx context.Context, o org.Organisation) error {
	n, err := tx.exec(ctx, `UPDATE org SET name = $3, zone = $4, contact = $5, rev = rev + 1 WHERE id = $1 AND rev = $2`, tx.org, o.Rev, o.Name, o.Zone, o.Contact)
	if err != nil {
		return fmt.Errorf("keep organisation %s: %w", o.ID, err)
	}
	if n == 0 {
		now, err := tx.Organisation(ctx)
		if err != nil {
			return err
		}
		return stale("organisation", o.Rev, now.Rev)
	}
	return nil
}

// Organisation returns the organisation of this transaction.
func (tx *Tx) Organisation(ctx context.Context) (org.Organisation, error) {
	return one(tx.queryRow(ctx, `SELECT id, name, side, created_at, zone, contact, rev FROM org WHERE id = $1`, tx.org), scanOrganisation, "there is no such organisation")
}

// Organisations returns all organisations. Only jobs and the first start ask for it.
func (tx *Tx) Organisations(ctx context.Context) ([]org.Organisation, error) {
	return list(ctx, tx, scanOrganisation, `SELECT id, name, side, created_at, zone, contact, rev FROM org ORDER BY id`)
}
