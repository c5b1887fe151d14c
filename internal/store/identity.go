package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/org"
)

// Identity returns who signs in by an account at a provider.
func (tx *Tx) Identity(ctx context.Context, issuer, subject string) (org.Identity, error) {
	return one(tx.queryRow(ctx, `SELECT issuer, subject, person, org, created_at FROM identity WHERE issuer = $1 AND subject = $2`, issuer, subject), scanIdentity, "nobody here signs in by this account")
}

// AddIdentity keeps by which account at a provider somebody signs in.
func (tx *Tx) AddIdentity(ctx context.Context, i org.Identity) error {
	_, err := tx.exec(ctx, `INSERT INTO identity (issuer, subject, person, org, created_at) VALUES ($1, $2, $3, $4, $5)`, i.Issuer, i.Subject, i.Person, i.Org, when(i.Created))
	if err != nil {
		return fmt.Errorf("keep an account of %s: %w", i.Issuer, err)
	}
	return nil
}

// HasIdentity tells whether a person signs in by an account at a provider.
func (tx *Tx) HasIdentity(ctx context.Context, person, issuer string) (bool, error) {
	var n int
	err := tx.queryRow(ctx, `SELECT count(*) FROM identity WHERE person = $1 AND issuer = $2`, person, issuer).Scan(&n)
	return n > 0, err
}

func scanIdentity(r row) (org.Identity, error) {
	var i org.Identity
	err := r.Scan(&i.Issuer, &i.Subject, &i.Person, &i.Org, at{&i.Created})
	return i, err
}
