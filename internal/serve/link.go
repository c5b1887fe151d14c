package serve

import (
	"context"
	"net/http"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/secret"
)

// byLink is the proof of whoever brings a one-time link to sign in with.
func (s *Server) byLink() account.Proof {
	return account.Proof{Ways: []account.Way{account.ByLink}, At: s.DB.Now()}
}

// UseLink lets in whoever brings a one-time link for signing in.
func (s *Server) UseLink(w http.ResponseWriter, r *http.Request, key secret.Secret) error {
	link, err := s.spend(r.Context(), key)
	if err != nil {
		return err
	}
	return s.Begin(w, r, link.Person, link.Org, s.byLink())
}

// UseLinkAs spends a one-time link and goes on as another member: what the
// demonstration offers, and no other server.
func (s *Server) UseLinkAs(w http.ResponseWriter, r *http.Request, key secret.Secret, as org.Membership) error {
	if _, err := s.spend(r.Context(), key); err != nil {
		return err
	}
	return s.Begin(w, r, as.Person, as.Org, s.byLink())
}

// PutOn goes on as another person of the demonstration.
func (s *Server) PutOn(w http.ResponseWriter, r *http.Request, as org.Membership) error {
	return s.Begin(w, r, as.Person, as.Org, s.byLink())
}

// spend uses up a link that signs in.
func (s *Server) spend(ctx context.Context, key secret.Secret) (org.Link, error) {
	var link org.Link
	err := s.DB.Update(ctx, func(tx *store.Tx) error {
		var err error
		if link, err = org.LiveLink(ctx, tx, secret.Digest(key), org.SignInLink); err != nil {
			return err
		}
		return tx.UseLink(ctx, link.Digest, tx.Now())
	})
	return link, err
}

// Join keeps the password that a member chose by a link, and signs them in as
// far as that goes: a second factor is asked for all the same.
func (s *Server) Join(w http.ResponseWriter, r *http.Request, key, password secret.Secret) (Step, error) {
	ctx, digest := r.Context(), secret.Digest(key)
	var link org.Link
	var p org.Person
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		link, p, err = org.Joining(ctx, tx, digest)
		return err
	})
	if err != nil {
		return In, err
	}
	hash, err := org.NewPassword(password, p.Email, p.Name)
	if err != nil {
		return In, err
	}
	err = s.DB.In(link.Org).Update(ctx, func(tx *store.Tx) error {
		if _, err := org.Join(ctx, tx, digest, hash); err != nil {
			return err
		}
		p, err = tx.Person(ctx, link.Person)
		return err
	})
	if err != nil {
		return In, err
	}
	return s.admit(w, r, p, link.Org, account.Proof{Ways: []account.Way{account.ByPassword}, At: s.DB.Now()}, "/")
}
