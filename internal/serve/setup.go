package serve

import (
	"net/http"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/secret"
)

// SetUp makes the first organisation with its administrator, for whoever
// brings the one-time link of the first start, and signs them in.
func (s *Server) SetUp(w http.ResponseWriter, r *http.Request, key secret.Secret, o org.Organisation, first org.Person) error {
	ctx := r.Context()
	err := s.DB.In(o.ID).Update(ctx, func(tx *store.Tx) error {
		return org.SetUp(ctx, tx, secret.Digest(key), o, first)
	})
	if err != nil {
		return err
	}
	return s.Begin(w, r, first.ID, o.ID, account.Proof{Ways: []account.Way{account.ByPassword}, At: s.DB.Now()})
}
