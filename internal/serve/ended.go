package serve

import (
	"net/http"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// Whose returns the member to whom the session of a request's browser belongs,
// or belonged until it ended: the zero actor when nobody knows. It lets nobody
// in; it tells only for whom a form that arrived too late can be kept.
func (s *Server) Whose(r *http.Request) (org.Actor, error) {
	c, err := r.Cookie(s.cookie())
	if err != nil || c.Value == "" {
		return org.Actor{}, nil
	}
	ctx := r.Context()
	var was account.Session
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		was, err = tx.Session(ctx, secret.Digest(secret.Secret(c.Value)))
		return err
	})
	var who standing
	if err == nil {
		who, err = s.actor(ctx, was.Person, was.Org)
	}
	if fault.Is(err, fault.NotFound) { // the session was revoked, the account closed, the membership ended
		return org.Actor{}, nil
	}
	return who.Actor, err
}
