package serve

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/account"
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

// setCookie gives the browser a cookie that no script reads and that other
// sites can't send along; an empty value takes it back.
func (s *Server) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
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

// A Sitting is the session by which a request came, and how long it may last.
type Sitting struct {
	account.Session
	Limits account.Limits
	Zone   string // of time, of the person; "" for the organisation's
}

// SittingOf returns the session of a request; its Digest is empty where there is none.
func SittingOf(r *http.Request) Sitting {
	s, _ := r.Context().Value(sessionKey).(Sitting)
	return s
}

// whoAsks finds the actor: by token on the faces for programs, by session on pages.
func (s *Server) whoAsks(r *http.Request) (org.Actor, Sitting, error) {
	face := RouteOf(r.Context()).Face
	if token := sentToken(r); token != "" && face != Page {
		a, err := s.byToken(r.Context(), secret.Secret(token))
		return a, Sitting{}, err
	}
	c, err := r.Cookie(s.cookie())
	if err != nil || c.Value == "" {
		return org.Actor{}, Sitting{}, nil
	}
	a, session, err := s.bySession(r.Context(), secret.Digest(secret.Secret(c.Value)))
	if now := s.DB.Now(); err == nil && session.Digest != "" && now.Sub(session.Seen) > time.Minute && attended(r) {
		session.Seen = now
		err = s.DB.Update(r.Context(), func(tx *store.Tx) error { return tx.SeeSession(r.Context(), session.Digest, session.Org, now) })
	}
	return a, session, err
}

// attended tells whether somebody asked, and not a page that renews itself:
// that must not keep a session alive beside which nobody sits.
func attended(r *http.Request) bool {
	return !RouteOf(r.Context()).Unattended && r.Header.Get(unattendedHeader) == ""
}

// unattendedHeader marks what a page asks by itself.
const unattendedHeader = "X-Unattended"

func (s *Server) byToken(ctx context.Context, token secret.Secret) (org.Actor, error) {
	refused := fault.New(fault.Unsigned, "this API token is not valid: it is unknown, expired or revoked").Helped("make a new one under People and tokens")
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
	var a standing
	if err == nil { // not within the transaction: it opens its own, and connections are few
		a, err = s.actor(ctx, t.Person, t.Org)
	}
	if fault.Is(err, fault.NotFound) {
		return a.Actor, refused
	}
	if err != nil {
		return a.Actor, err
	}
	if a.policy.Requires(a.Roles, now) && !t.Strong {
		if err := s.hasFactor(ctx, a.Actor); err != nil {
			return org.Actor{}, err
		}
	}
	a.Token, a.Scope = t.ID, t.Scope
	if now.Sub(t.Used) > time.Minute {
		err = s.DB.In(t.Org).Update(ctx, func(tx *store.Tx) error { return tx.SeeToken(ctx, t, now) })
	}
	return a.Actor, err
}

// hasFactor refuses the token of somebody who lacks the second factor that
// their organisation requires: a token is no way around it.
func (s *Server) hasFactor(ctx context.Context, a org.Actor) error {
	return s.DB.View(ctx, func(tx *store.Tx) error {
		has, err := account.HasFactor(ctx, tx, a.Person)
		if err == nil && !has {
			err = fault.New(fault.Forbidden, "the organisation of this token requires a second factor, and %s has set up none", a.Name).Helped("sign in with a browser and set one up: the token counts again then")
		}
		return err
	})
}

// bySession finds who has the session with that digest. Nobody has one that
// outlived its limits, or that showed less than their organisation requires.
func (s *Server) bySession(ctx context.Context, digest string) (org.Actor, Sitting, error) {
	var session account.Session
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		session, err = tx.Session(ctx, digest)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return org.Actor{}, Sitting{}, nil
	}
	if err != nil {
		return org.Actor{}, Sitting{}, err
	}
	a, err := s.actor(ctx, session.Person, session.Org)
	if fault.Is(err, fault.NotFound) {
		return org.Actor{}, Sitting{}, nil
	}
	if err != nil {
		return org.Actor{}, Sitting{}, err
	}
	now, limits := s.DB.Now(), a.policy.LimitsOf(a.Roles)
	a.Strong = session.Proof.Strong()
	if !session.Live(limits, now) || a.policy.Requires(a.Roles, now) && !a.Strong {
		return org.Actor{}, Sitting{}, nil
	}
	return a.Actor, Sitting{session, limits, a.person.Zone}, nil
}

// A standing is a person as they act in an organisation, and what it asks of
// who signs in.
type standing struct {
	org.Actor
	person org.Person
	policy account.Policy
}

// actor returns how a person stands in that organisation. Somebody who is
// disabled, or not a member any more, is nobody.
func (s *Server) actor(ctx context.Context, person, orgID string) (standing, error) {
	var a standing
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
		a.Actor, a.person = org.Actor{Org: orgID, Person: p.ID, Name: p.Name, Roles: m.Roles}, p
		a.policy, err = tx.SignInPolicy(ctx)
		return err
	})
	return a, err
}

// Begin starts a session for a person who has shown all that is asked of them.
// An older session of the same browser ends (ASVS 5.0, 7.2.4).
func (s *Server) Begin(w http.ResponseWriter, r *http.Request, person, orgID string, proof account.Proof) error {
	ctx := r.Context()
	session, key := account.NewSession(person, orgID, proof, s.DB.Now())
	session.Address, session.Agent = s.Address(r), textOf(r.UserAgent(), 300)
	var longest time.Duration
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
		policy, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		longest = policy.LimitsOf(m.Roles).Whole
		if err := tx.ForgetTries(ctx, account.AccountKey(p.Email)); err != nil {
			return err
		}
		if err := tx.SignedIn(ctx, person); err != nil {
			return err
		}
		if err := tx.AddSession(ctx, session); err != nil {
			return err
		}
		return tx.Note(ctx, org.Actor{Org: orgID, Person: p.ID, Name: p.Name, Roles: m.Roles}, "person.signed-in", p.ID, map[string]any{"by": proof.String(), "from": session.Address})
	})
	if err != nil {
		return err
	}
	s.rightFrom(r)
	s.setCookie(w, s.cookie(), key.Reveal(), longest)
	s.setCookie(w, s.halfCookie(), "", 0)
	return nil
}

// textOf is what somebody sent, as text that can be kept: valid, without
// control characters, and no longer than n bytes.
func textOf(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '�' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.ToValidUTF8(s[:min(len(s), n)], "")
}

// SignOut ends the session of the request and clears what the browser keeps.
func (s *Server) SignOut(w http.ResponseWriter, r *http.Request) error {
	digest := SittingOf(r).Digest
	err := s.DB.Update(r.Context(), func(tx *store.Tx) error { return tx.EndSession(r.Context(), digest) })
	if err != nil {
		return err
	}
	s.setCookie(w, s.cookie(), "", 0)
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return nil
}

// Switch lets a person who works in several organisations change to another.
// Where that one requires more than was shown, the rest is asked first.
func (s *Server) Switch(w http.ResponseWriter, r *http.Request, orgID string) (Step, error) {
	ctx, who, sitting := r.Context(), Actor(r), SittingOf(r)
	var p org.Person
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		in, err := tx.MembershipsOf(ctx, who.Person)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(in, func(m org.Membership) bool { return m.Org == orgID }) {
			return fault.New(fault.NotFound, "you don't work in that organisation")
		}
		p, err = tx.Person(ctx, who.Person)
		return err
	})
	if err != nil {
		return In, err
	}
	step, err := s.missing(ctx, p, orgID, sitting.Proof)
	if err != nil {
		return In, err
	}
	if step != In {
		return step, s.wait(w, halfway{Person: p.ID, Version: p.Version, Org: orgID, Proof: sitting.Proof, Step: step, Next: "/"})
	}
	return In, s.DB.Update(ctx, func(tx *store.Tx) error { return tx.SeeSession(ctx, sitting.Digest, orgID, tx.Now()) })
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
	was := SittingOf(r)
	a, now, err := s.bySession(r.Context(), was.Digest)
	if err != nil {
		return err
	}
	if now.Digest == "" || now.Org != was.Org {
		return fault.New(fault.Unsigned, "the session has ended")
	}
	return permit(a, route.Needs)
}
