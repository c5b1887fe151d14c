package serve

import (
	"net/http"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// AddCode keeps an app that shows codes, of whoever is signed in. From then on
// the session has shown two factors.
func (s *Server) AddCode(w http.ResponseWriter, r *http.Request, o account.Offer, code string) ([]secret.Secret, error) {
	ctx, who := r.Context(), Actor(r)
	var codes []secret.Secret
	err := s.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		codes, err = account.KeepCodeApp(ctx, tx, s.Box, who, o, code)
		return err
	})
	if err != nil {
		return nil, err
	}
	return codes, s.renew(w, r, account.Proof{Ways: []account.Way{account.ByCode}, At: s.DB.Now()})
}

// ChangePassword keeps another password of whoever is signed in and knows the
// old one. Their other sessions end, unless they are kept.
func (s *Server) ChangePassword(w http.ResponseWriter, r *http.Request, old, now secret.Secret, keep bool) error {
	ctx, who := r.Context(), Actor(r)
	var p org.Person
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		p, err = tx.Person(ctx, who.Person)
		return err
	})
	if err != nil {
		return err
	}
	if p.Password == "" {
		return fault.New(fault.Conflict, "your account has no password here").Helped("you sign in by another way; an administrator can make a link to choose one")
	}
	proof, err := s.Prove(r, old, "")
	if err != nil {
		return err
	}
	hash, err := org.NewPassword(now, p.Email, p.Name)
	if err != nil {
		return err
	}
	err = s.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		return account.ChangePassword(ctx, tx, who, p.Password, hash, SittingOf(r).ID, keep)
	})
	if err != nil {
		return err
	}
	return s.renew(w, r, proof)
}

// Extend keeps the session of a request alive, and returns when it ends now
// if nobody comes.
func (s *Server) Extend(r *http.Request) (time.Time, error) {
	sitting, now := SittingOf(r), s.DB.Now()
	sitting.Seen = now
	err := s.DB.Update(r.Context(), func(tx *store.Tx) error {
		return tx.SeeSession(r.Context(), sitting.Digest, sitting.Org, now)
	})
	ends, _ := sitting.Ends(sitting.Limits)
	return ends, err
}
