package store

import (
	"context"

	"aceso/internal/domain/sign"
	"aceso/internal/value/fault"
)

// Signatures returns all signatures on a record, of all its versions, the oldest first.
func (tx *Tx) Signatures(ctx context.Context, kind, about string) ([]sign.Signature, error) {
	return list(ctx, tx, func(r row) (sign.Signature, error) {
		s := sign.Signature{Org: tx.org, Kind: kind, About: about}
		err := r.Scan(&s.ID, &s.Title, &s.Rev, &s.Hash, &s.Meaning, &s.Person, &s.Name, texts{&s.Roles}, texts{&s.Proof}, at{&s.At}, &s.Conflict)
		return s, err
	}, `SELECT id, title, rev, hash, meaning, person, name, roles, proof, at, conflict FROM signature WHERE org = $1 AND kind = $2 AND about = $3 ORDER BY id`, tx.org, kind, about)
}

// AddSignature keeps a signature. None is ever changed.
func (tx *Tx) AddSignature(ctx context.Context, s sign.Signature) error {
	return tx.create(ctx, fault.New(fault.Conflict, "this signature is there already"), `
		INSERT INTO signature (org, id, kind, about, title, rev, hash, meaning, person, name, roles, proof, at, conflict) VALUES `+marks(1, 14),
		tx.org, s.ID, s.Kind, s.About, s.Title, s.Rev, s.Hash, string(s.Meaning), s.Person, s.Name, packed(s.Roles), packed(s.Proof), when(s.At), s.Conflict)
}

var _ sign.Tx = (*Tx)(nil)
