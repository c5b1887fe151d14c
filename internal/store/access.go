package store

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// AddLink keeps a new one-time link.
func (tx *Tx) AddLink(ctx context.Context, l org.Link) error {
	_, err := tx.exec(ctx, `INSERT INTO link (digest, purpose, person, org, expires, used) VALUES ($1, $2, $3, $4, $5, $6)`,
		l.Digest, l.Purpose, l.Person, l.Org, when(l.Expires), when(l.Used))
	if err != nil {
		return fmt.Errorf("keep a link: %w", err)
	}
	return nil
}

// Link returns the one-time link with that digest.
func (tx *Tx) Link(ctx context.Context, digest string) (org.Link, error) {
	return one(tx.queryRow(ctx, `SELECT digest, purpose, person, org, expires, used FROM link WHERE digest = $1`, digest), func(r row) (org.Link, error) {
		var l org.Link
		err := r.Scan(&l.Digest, &l.Purpose, &l.Person, &l.Org, at{&l.Expires}, at{&l.Used})
		return l, err
	}, "this link is not known")
}

// UseLink marks a link as used. Of two who try at once, one gets a conflict.
func (tx *Tx) UseLink(ctx context.Context, digest string, now time.Time) error {
	n, err := tx.exec(ctx, `UPDATE link SET used = $2 WHERE digest = $1 AND used = '' AND expires > $2`, digest, when(now))
	if err != nil {
		return fmt.Errorf("use a link: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "this link was used or has expired").Helped("ask for a new one where you got it")
	}
	return nil
}

// EndLinks ends the links of a person for a purpose that were not used yet.
func (tx *Tx) EndLinks(ctx context.Context, purpose, person string, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE link SET used = $4 WHERE org = $1 AND purpose = $2 AND person = $3 AND used = ''`, tx.org, purpose, person, when(now))
	return err
}

const tokenColumns = `id, org, person, name, start, digest, scope, created_at, expires, used_at, revoked_at, strong`

func scanToken(r row) (org.Token, error) {
	var t org.Token
	var scope string
	err := r.Scan(&t.ID, &t.Org, &t.Person, &t.Name, &t.Start, &t.Digest, &scope, at{&t.Created}, at{&t.Expires}, at{&t.Used}, at{&t.Revoked}, &t.Strong)
	t.Scope = roleSlice[org.Permission](scope)
	return t, err
}

// AddToken keeps a new API token.
func (tx *Tx) AddToken(ctx context.Context, t org.Token) error {
	_, err := tx.exec(ctx, `INSERT INTO token (`+tokenColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		t.ID, tx.org, t.Person, t.Name, t.Start, t.Digest, roleList(t.Scope), when(t.Created), when(t.Expires), when(t.Used), when(t.Revoked), t.Strong)
	if err != nil {
		return fmt.Errorf("keep a token: %w", err)
	}
	return nil
}

// Token returns a token of the organisation.
func (tx *Tx) Token(ctx context.Context, id string) (org.Token, error) {
	return one(tx.queryRow(ctx, `SELECT `+tokenColumns+` FROM token WHERE org = $1 AND id = $2`, tx.org, id), scanToken, "there is no token %s", id)
}

// TokenByDigest returns the token with that digest, of whichever
// organisation: it is how a program says who it is.
func (tx *Tx) TokenByDigest(ctx context.Context, digest string) (org.Token, error) {
	return one(tx.queryRow(ctx, `SELECT `+tokenColumns+` FROM token WHERE digest = $1`, digest), scanToken, "this token is not known")
}

// Tokens returns the tokens of one person in the organisation, or of
// everybody when person is empty, newest first.
func (tx *Tx) Tokens(ctx context.Context, person string) ([]org.Token, error) {
	return list(ctx, tx, scanToken, `SELECT `+tokenColumns+` FROM token WHERE org = $1 AND ($2 = '' OR person = $2) ORDER BY id DESC`, tx.org, person)
}

// RevokeToken ends a token.
func (tx *Tx) RevokeToken(ctx context.Context, id string, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE token SET revoked_at = $3 WHERE org = $1 AND id = $2 AND revoked_at = ''`, tx.org, id, when(now))
	return err
}

// SeeToken notes that a token was used.
func (tx *Tx) SeeToken(ctx context.Context, t org.Token, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE token SET used_at = $3 WHERE org = $1 AND id = $2`, t.Org, t.ID, when(now))
	return err
}

var (
	_ org.PeopleTx = (*Tx)(nil)
	_ org.AccessTx = (*Tx)(nil)
)
