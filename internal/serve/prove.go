package serve

import (
	"context"
	"net/http"
	"slices"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// The fields with which a form says again who sends it. They stand beside
// what it is about, so that nothing that was entered is lost.
const (
	PasswordField = "proof-password"
	CodeField     = "proof-code"
)

// StepUp lets somebody with a session do what could hurt: when they last
// showed who they are less than ten minutes ago (account.Fresh), or show it
// now in the form of the request. Otherwise it asks for that (fault.Unproven).
//
// A route that is marked Fresh is stepped up before its handler runs. What has
// to be shown each time, however lately it was, as by a signature (21 CFR
// 11.200(a)(1)), calls Prove instead.
func (s *Server) StepUp(w http.ResponseWriter, r *http.Request) error {
	sitting, now := SittingOf(r), s.DB.Now()
	if sitting.Digest == "" || sitting.Proof.FreshAt(now) {
		return nil
	}
	if RouteOf(r.Context()).Face == Page && sentForm(w, r) && (r.PostFormValue(PasswordField) != "" || r.PostFormValue(CodeField) != "") {
		proof, err := s.Prove(r, secret.Secret(r.PostFormValue(PasswordField)), r.PostFormValue(CodeField))
		if err != nil {
			return unproven(err)
		}
		return s.renew(w, r, proof)
	}
	ways, err := s.Ways(r.Context(), Actor(r).Person)
	if err != nil {
		return err
	}
	if ways == (Ways{}) && slices.Contains(sitting.Proof.Ways, account.ByLink) { // of the demonstration: there is nothing to ask for
		return nil
	}
	return fault.New(fault.Unproven, "this asks again who you are: you last showed it more than %d minutes ago", int(account.Fresh/time.Minute))
}

// unproven lets the page that asks for a proof say what was wrong with it.
func unproven(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Unsigned && f.Kind != fault.TooMany {
		return err
	}
	out := fault.New(fault.Unproven, "%s", f.Text).After(f.Wait)
	if f.Fix != "" {
		out = out.Helped("%s", f.Fix)
	}
	return out
}

// sentForm reads the form of a request that is no file.
func sentForm(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	return r.ParseForm() == nil
}

// Ways are by what a person can show again who they are.
type Ways struct {
	Password, App, Keys, Provider bool
}

// Ways returns by what a person can show again who they are.
func (s *Server) Ways(ctx context.Context, person string) (Ways, error) {
	var out Ways
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, person)
		if err != nil {
			return err
		}
		keys, err := tx.Passkeys(ctx, person)
		if err != nil {
			return err
		}
		_, err = tx.CodeApp(ctx, person)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		out = Ways{Password: p.Password != "", App: err == nil, Keys: len(keys) > 0}
		if s.SSO != nil {
			out.Provider, err = tx.HasIdentity(ctx, person, s.SSO.Issuer)
			return err
		}
		return nil
	})
	return out, err
}

// Prove checks that whoever sends a request is the person whose session it is,
// by their password or by a code of their app. It counts as a try to sign in.
// A password suffices, since the session began with all that was asked.
func (s *Server) Prove(r *http.Request, password secret.Secret, code string) (account.Proof, error) {
	ctx, who := r.Context(), Actor(r)
	if password == "" && code == "" {
		return account.Proof{}, fault.New(fault.Invalid, "nothing was entered that shows who you are")
	}
	if err := s.tryFrom(r); err != nil {
		return account.Proof{}, err
	}
	var p org.Person
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		p, err = tx.Person(ctx, who.Person)
		return err
	})
	if err != nil {
		return account.Proof{}, err
	}
	if err := s.chargeSomebody(r, p); err != nil {
		return account.Proof{}, err
	}
	way := account.ByPassword
	switch {
	case password != "":
		if !secret.PasswordIs(password, p.Password) {
			s.missed(r, account.ByPassword, p.ID)
			return account.Proof{}, fault.New(fault.Invalid, "that is not your password")
		}
	default:
		err := s.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			way = account.ByCode
			return account.UseCode(ctx, tx, s.Box, who.Person, code)
		})
		if err != nil {
			return account.Proof{}, err
		}
	}
	return account.Proof{Ways: []account.Way{way}, At: s.DB.Now()}, s.right(r, p)
}

// right takes the tries of somebody back who has proven who they are.
func (s *Server) right(r *http.Request, p org.Person) error {
	s.rightFrom(r)
	return s.DB.Update(r.Context(), func(tx *store.Tx) error {
		return tx.ForgetTries(r.Context(), account.AccountKey(p.Email))
	})
}

// renew gives the session of a request another secret and a new proof (ASVS
// 5.0, 7.2.4). What it showed before stays shown.
func (s *Server) renew(w http.ResponseWriter, r *http.Request, proof account.Proof) error {
	sitting := SittingOf(r)
	now, key := sitting.Session, secret.New(32)
	now.Digest, now.Seen = secret.Digest(key), s.DB.Now()
	for _, way := range proof.Ways {
		if !slices.Contains(now.Proof.Ways, way) {
			now.Proof = now.Proof.With(way, proof.At)
		}
	}
	now.Proof.At = proof.At
	err := s.DB.Update(r.Context(), func(tx *store.Tx) error { return tx.RenewSession(r.Context(), sitting.Digest, now) })
	if err != nil {
		return err
	}
	_, whole := now.Ends(sitting.Limits)
	s.setCookie(w, s.cookie(), key.Reveal(), whole.Sub(s.DB.Now()))
	*r = *r.WithContext(context.WithValue(r.Context(), sessionKey, Sitting{now, sitting.Limits, sitting.Zone})) // the handler goes on with it
	return nil
}

// provedElsewhere renews the session of somebody who went to the provider to
// show anew who they are: as the same person, and just now.
func (s *Server) provedElsewhere(w http.ResponseWriter, r *http.Request, person string, c said) error {
	who, now := Actor(r), s.DB.Now()
	if who.Person != person {
		return fault.New(fault.Unsigned, "you were signed out meanwhile").Helped("sign in again")
	}
	var known org.Identity
	err := s.DB.View(r.Context(), func(tx *store.Tx) error {
		var err error
		known, err = tx.Identity(r.Context(), c.Issuer, c.Subject)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && known.Person != who.Person {
		return fault.New(fault.Forbidden, "that account of %s is not yours here", s.SSO.Name).Helped("sign out there, and sign in with your own")
	}
	if err != nil {
		return err
	}
	if age := now.Sub(c.at); c.at.IsZero() || age > ssoLife || age < -time.Minute {
		return fault.New(fault.Unverified, "%s does not say that you signed in there just now", s.SSO.Name).Helped("sign out there and try again; if that does not help, sign out here and in again")
	}
	return s.renew(w, r, account.Proof{Ways: []account.Way{c.way()}, At: now})
}
