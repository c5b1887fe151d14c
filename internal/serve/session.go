package serve

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// cookie is the name of the session cookie. With TLS it carries the prefix
// that binds it to this very host (RFC 6265bis, 4.1.3.2).
func (s *Server) cookie() string {
	if s.TLS {
		return "__Host-aceso"
	}
	return "aceso"
}

func sentToken(r *http.Request) string {
	if key := r.Header.Get("X-Api-Key"); key != "" {
		return key
	}
	scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") { // RFC 9110, 11.1
		return strings.TrimSpace(bearer)
	}
	return ""
}

// whoAsks finds the actor: by token on the faces for programs, by session on pages.
func (s *Server) whoAsks(r *http.Request) (org.Actor, org.Session, error) {
	face := RouteOf(r.Context()).Face
	if token := sentToken(r); token != "" && face != Page {
		a, err := s.byToken(r.Context(), secret.Secret(token))
		return a, org.Session{}, err
	}
	c, err := r.Cookie(s.cookie())
	if err != nil || c.Value == "" {
		return org.Actor{}, org.Session{}, nil
	}
	return s.bySession(r.Context(), secret.Secret(c.Value))
}

func (s *Server) byToken(ctx context.Context, token secret.Secret) (org.Actor, error) {
	refused := fault.New(fault.Unsigned, "this API token is not valid: it is unknown, expired or revoked").Helped("make a new one under People and tokens")
	var a org.Actor
	var t org.Token
	now := s.DB.Now()
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		if t, err = tx.TokenByDigest(ctx, secret.Digest(token)); err != nil {
			return err
		}
		if !t.Live(now) {
			return refused
		}
		return nil
	})
	if err == nil { // not within the transaction: it opens its own, and connections are few
		a, err = s.actor(ctx, t.Person, t.Org)
	}
	if fault.Is(err, fault.NotFound) {
		return a, refused
	}
	if err != nil {
		return a, err
	}
	a.Token, a.Scope = t.ID, t.Scope
	if now.Sub(t.Used) > time.Minute {
		err = s.DB.In(t.Org).Update(ctx, func(tx *store.Tx) error { return tx.SeeToken(ctx, t, now) })
	}
	return a, err
}

func (s *Server) bySession(ctx context.Context, key secret.Secret) (org.Actor, org.Session, error) {
	var session org.Session
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		session, err = tx.Session(ctx, secret.Digest(key))
		return err
	})
	now := s.DB.Now()
	if fault.Is(err, fault.NotFound) || err == nil && !session.Live(now) {
		return org.Actor{}, org.Session{}, nil
	}
	if err != nil {
		return org.Actor{}, session, err
	}
	a, err := s.actor(ctx, session.Person, session.Org)
	if fault.Is(err, fault.NotFound) {
		return org.Actor{}, org.Session{}, nil
	}
	if err == nil && now.Sub(session.Seen) > time.Minute {
		err = s.DB.Update(ctx, func(tx *store.Tx) error { return tx.SeeSession(ctx, session.Digest, session.Org, now) })
	}
	return a, session, err
}

// actor returns the person as they act in that organisation. Somebody who is
// disabled, or not a member any more, is nobody.
func (s *Server) actor(ctx context.Context, person, orgID string) (org.Actor, error) {
	var a org.Actor
	err := s.DB.In(orgID).View(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, person)
		if err != nil {
			return err
		}
		if p.Disabled {
			return fault.New(fault.NotFound, "this account is closed")
		}
		m, err := tx.Membership(ctx, person)
		if err != nil {
			return err
		}
		a = org.Actor{Org: orgID, Person: p.ID, Name: p.Name, Roles: m.Roles}
		return nil
	})
	return a, err
}

// SignIn checks a name and a password and starts a session. Whether the
// account exists can be told neither from the answer nor from its time.
func (s *Server) SignIn(w http.ResponseWriter, r *http.Request, email string, password secret.Secret) error {
	ctx, folded := r.Context(), org.FoldEmail(email)
	if err := s.limits.signIn(folded, s.Address(r)); err != nil {
		return err
	}
	var p org.Person
	var in []org.Membership
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		if p, err = tx.PersonByEmail(ctx, folded); err != nil {
			return err
		}
		in, err = tx.MembershipsOf(ctx, p.ID)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if ok := secret.PasswordIs(password, p.Password); !ok || p.Disabled || len(in) == 0 {
		s.limits.failed(folded, s.Address(r))
		return fault.New(fault.Unsigned, "the address or the password is not right")
	}
	s.limits.succeeded(folded)
	return s.Begin(w, r, p.ID, in[0].Org)
}

// Begin starts a session for a person who has shown who they are. An older
// session of the same browser ends (ASVS 5.0, 7.2.4).
func (s *Server) Begin(w http.ResponseWriter, r *http.Request, person, orgID string) error {
	ctx := r.Context()
	session, key := org.NewSession(person, orgID, s.DB.Now())
	err := s.DB.In(orgID).Update(ctx, func(tx *store.Tx) error {
		if c, err := r.Cookie(s.cookie()); err == nil {
			if err := tx.EndSession(ctx, secret.Digest(secret.Secret(c.Value))); err != nil {
				return err
			}
		}
		p, err := tx.Person(ctx, person)
		if err != nil {
			return err
		}
		m, err := tx.Membership(ctx, person)
		if err != nil {
			return err
		}
		if err := tx.AddSession(ctx, session); err != nil {
			return err
		}
		return tx.Note(ctx, org.Actor{Org: orgID, Person: p.ID, Name: p.Name, Roles: m.Roles}, "person.signed-in", p.ID, nil)
	})
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Value: key.Reveal(), Path: "/", HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode, MaxAge: int(org.SessionWhole / time.Second)})
	return nil
}

// SignOut ends the session of the request and clears what the browser keeps.
func (s *Server) SignOut(w http.ResponseWriter, r *http.Request) error {
	session, _ := r.Context().Value(sessionKey).(org.Session)
	err := s.DB.Update(r.Context(), func(tx *store.Tx) error { return tx.EndSession(r.Context(), session.Digest) })
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: s.cookie(), Path: "/", HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode, MaxAge: -1})
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return nil
}

// Switch lets a person who works in several organisations change to another.
func (s *Server) Switch(r *http.Request, orgID string) error {
	ctx, who := r.Context(), Actor(r)
	session, _ := ctx.Value(sessionKey).(org.Session)
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		in, err := tx.MembershipsOf(ctx, who.Person)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(in, func(m org.Membership) bool { return m.Org == orgID }) {
			return fault.New(fault.NotFound, "you don't work in that organisation")
		}
		return tx.SeeSession(ctx, session.Digest, orgID, tx.Now())
	})
}

// UseLink lets in whoever brings a one-time link for signing in.
func (s *Server) UseLink(w http.ResponseWriter, r *http.Request, key secret.Secret) error {
	link, err := s.spend(r.Context(), key)
	if err != nil {
		return err
	}
	return s.Begin(w, r, link.Person, link.Org)
}

// UseLinkAs spends a one-time link and goes on as another member: what the
// demonstration offers, and no other server.
func (s *Server) UseLinkAs(w http.ResponseWriter, r *http.Request, key secret.Secret, as org.Membership) error {
	if _, err := s.spend(r.Context(), key); err != nil {
		return err
	}
	return s.Begin(w, r, as.Person, as.Org)
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

// Join keeps the password that a member chose by a link, and signs them in.
func (s *Server) Join(w http.ResponseWriter, r *http.Request, key, password secret.Secret) error {
	ctx, digest := r.Context(), secret.Digest(key)
	var link org.Link
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		link, _, err = org.Joining(ctx, tx, digest)
		return err
	})
	if err != nil {
		return err
	}
	hash, err := org.NewPassword(password)
	if err != nil {
		return err
	}
	err = s.DB.In(link.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := org.Join(ctx, tx, digest, hash)
		return err
	})
	if err != nil {
		return err
	}
	return s.Begin(w, r, link.Person, link.Org)
}

// stillMay tells whether whoever began a request may go on with it: a session
// that ended, a role that was taken away or a token that was revoked ends what
// streams to them. It is not counted as being there.
func (s *Server) stillMay(r *http.Request) error {
	route := RouteOf(r.Context())
	if sentToken(r) != "" && route.Face != Page {
		a, err := s.byToken(r.Context(), secret.Secret(sentToken(r)))
		if err != nil {
			return err
		}
		return permit(a, route.Needs)
	}
	was, _ := r.Context().Value(sessionKey).(org.Session)
	var now org.Session
	err := s.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		now, err = tx.Session(r.Context(), was.Digest)
		return err
	})
	if err != nil {
		return err
	}
	if !now.Live(s.DB.Now()) || now.Org != was.Org {
		return fault.New(fault.Unsigned, "the session has ended")
	}
	a, err := s.actor(r.Context(), now.Person, now.Org)
	if err != nil {
		return err
	}
	return permit(a, route.Needs)
}
