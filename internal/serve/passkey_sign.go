package serve

import (
	"encoding/base64"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// AddKey keeps one more passkey of whoever is signed in, and returns the
// recovery codes that come with the first second factor.
func (s *Server) AddKey(w http.ResponseWriter, r *http.Request) ([]secret.Secret, error) {
	c, body, err := s.answered(w, r, AddKey)
	if err != nil {
		return nil, err
	}
	codes, way, err := s.newKey(r, c, body, Actor(r))
	if err != nil {
		return nil, err
	}
	return codes, s.renew(w, r, account.Proof{Ways: []account.Way{way}, At: s.DB.Now()})
}

// SetUpKey ends a sign-in by making the passkey that is required.
func (s *Server) SetUpKey(w http.ResponseWriter, r *http.Request) (codes []secret.Secret, next string, err error) {
	c, body, err := s.answered(w, r, SetUpKey)
	if err != nil {
		return nil, "", err
	}
	h, err := s.Half(r, SetUpFactor)
	if err != nil {
		return nil, "", err
	}
	codes, way, err := s.newKey(r, c, body, h.as())
	if err != nil {
		return nil, "", err
	}
	return codes, h.Next, s.Begin(w, r, h.Person.ID, h.half.Org, h.half.Proof.With(way, s.DB.Now()))
}

// ShowKey ends a sign-in with a passkey as the second factor.
func (s *Server) ShowKey(w http.ResponseWriter, r *http.Request) (next string, err error) {
	if err := s.tryFrom(r); err != nil {
		return "", err
	}
	c, body, err := s.answered(w, r, ShowKey)
	if err != nil {
		return "", err
	}
	h, err := s.Half(r, ShowFactor)
	if err != nil {
		return "", err
	}
	way, err := s.oldKey(r, c, body, h.as())
	if err != nil {
		return "", err
	}
	return h.Next, s.Begin(w, r, h.Person.ID, h.half.Org, h.half.Proof.With(way, s.DB.Now()))
}

// SignInByKey signs in whoever has a passkey that verified its owner. Wrong
// tries at the password don't make them wait: there is nothing to guess.
func (s *Server) SignInByKey(w http.ResponseWriter, r *http.Request) error {
	if err := s.tryFrom(r); err != nil {
		return err
	}
	c, body, err := s.answered(w, r, AloneKey)
	if err != nil {
		return err
	}
	who, err := s.ownerOf(r, body)
	if err != nil {
		return err
	}
	way, err := s.oldKey(r, c, body, who)
	if err != nil {
		return err
	}
	if way != account.ByPasskey {
		return wrongKey
	}
	return s.Begin(w, r, who.Person, who.Org, account.Proof{Ways: []account.Way{way}, At: s.DB.Now()})
}

// ownerOf finds whose passkey answers, as they would come in.
func (s *Server) ownerOf(r *http.Request, body []byte) (org.Actor, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(body)
	if err != nil {
		return org.Actor{}, s.unheld(r, err)
	}
	var who org.Actor
	err = s.DB.View(r.Context(), func(tx *store.Tx) error {
		k, err := tx.Passkey(r.Context(), base64.RawURLEncoding.EncodeToString(parsed.RawID))
		if err != nil {
			return err
		}
		p, err := tx.Person(r.Context(), k.Person)
		if err != nil {
			return err
		}
		in, err := tx.MembershipsOf(r.Context(), p.ID)
		if err == nil && (p.Disabled || len(in) == 0) {
			err = fault.New(fault.NotFound, "nobody who may come in")
		}
		if err == nil {
			who = org.Actor{Org: in[0].Org, Person: p.ID, Name: p.Name, Roles: in[0].Roles}
		}
		return err
	})
	if fault.Is(err, fault.NotFound) {
		s.missed(r, account.ByPasskey, "")
		err = wrongKey
	}
	return who, err
}

// ProveByKey lets whoever is signed in show again who they are by a passkey
// that verifies its owner.
func (s *Server) ProveByKey(w http.ResponseWriter, r *http.Request) error {
	c, body, err := s.answered(w, r, ProveKey)
	if err != nil {
		return err
	}
	way, err := s.oldKey(r, c, body, Actor(r))
	if err != nil {
		return err
	}
	if way != account.ByPasskey {
		return wrongKey
	}
	return s.renew(w, r, account.Proof{Ways: []account.Way{way}, At: s.DB.Now()})
}
