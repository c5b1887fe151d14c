package serve

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// SSO is single sign-on by OpenID Connect: the authorization code flow with
// PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700).
type SSO struct {
	Issuer, Client string
	Secret         func() (string, error) // of the client; "" for a public one
	Name           string                 // of the provider, as people call it
	Org            string                 // id or name of the organisation that the provider keeps members of
	Claim          string                 // that lists a person's groups
	Roles          map[string][]org.Role  // what a group gives
	HTTP           *http.Client           // the house's way out
	Log            *slog.Logger

	mu       sync.Mutex
	provider *oidc.Provider
}

// ssoLife is how long somebody may take at the provider.
const ssoLife = 10 * time.Minute

// An errand is what a browser keeps while its person is at the provider. It is
// worth nothing to anybody else: the code that comes back is of use only with it.
type errand struct {
	State, Nonce, Verifier string
	Next                   string // page to open after
	Connect                string // id of the person who connects an account; "" to sign in
}

func (s *Server) errandCookie() string { return s.cookie() + "-sso" }

// discover asks the provider for its endpoints and keys, once. A redirect of
// that question is refused: it would let whoever answers name another issuer.
func (o *SSO) discover(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	p, err := oidc.NewProvider(o.with(context.WithoutCancel(ctx)), o.Issuer) // its keys are fetched later with the same context
	if err != nil {
		o.Log.WarnContext(ctx, "the provider of single sign-on does not answer as it should", "issuer", o.Issuer, "error", err)
		return nil, fault.New(fault.Unavailable, "%s does not answer as it should, so nobody can sign in through it now", o.Name).
			Helped("try again later, or sign in with a password if you have one here; an administrator finds the cause in the server's log")
	}
	o.provider = p
	return p, nil
}

// with lets the library ask through the house's own client, without redirects.
func (o *SSO) with(ctx context.Context) context.Context {
	c := *o.HTTP
	c.CheckRedirect = func(*http.Request, []*http.Request) error {
		return errors.New("the provider redirects, which it must not")
	}
	return oidc.ClientContext(ctx, &c)
}

func (o *SSO) flow(p *oidc.Provider, site string) (*oauth2.Config, error) {
	secret, err := o.Secret()
	if err != nil {
		return nil, err
	}
	return &oauth2.Config{ClientID: o.Client, ClientSecret: secret, Endpoint: p.Endpoint(), RedirectURL: site + "/sign-in/sso/back", Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}, nil
}

// ToProvider returns the address of the provider's own sign-in, and has the
// browser keep what it needs on the way back. connect is the person who wants
// to connect an account there, and "" for who wants to sign in.
func (s *Server) ToProvider(w http.ResponseWriter, r *http.Request, site, next, connect string) (string, error) {
	if s.SSO == nil {
		return "", errNoSSO
	}
	p, err := s.SSO.discover(r.Context())
	if err != nil {
		return "", err
	}
	flow, err := s.SSO.flow(p, site)
	if err != nil {
		return "", err
	}
	e := errand{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: next, Connect: connect}
	text, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	// Lax, and not Strict: the way back comes from another site.
	http.SetCookie(w, &http.Cookie{Name: s.errandCookie(), Value: base64.RawURLEncoding.EncodeToString(text), Path: "/", HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode, MaxAge: int(ssoLife / time.Second)})
	return flow.AuthCodeURL(e.State, oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier)), nil
}

var errNoSSO = fault.New(fault.NotFound, "single sign-on is not set up here").Helped("sign in with your password")

// BackFromProvider ends what ToProvider began, and returns the page to
// open next.
func (s *Server) BackFromProvider(w http.ResponseWriter, r *http.Request, site string) (next string, err error) {
	if s.SSO == nil {
		return "", errNoSSO
	}
	var e errand
	if c, err := r.Cookie(s.errandCookie()); err == nil {
		text, err := base64.RawURLEncoding.DecodeString(c.Value)
		if err != nil || json.Unmarshal(text, &e) != nil {
			e = errand{}
		}
	}
	http.SetCookie(w, &http.Cookie{Name: s.errandCookie(), Path: "/", HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode, MaxAge: -1})
	if state := r.FormValue("state"); e.State == "" || subtle.ConstantTimeCompare([]byte(state), []byte(e.State)) != 1 {
		return "", fault.New(fault.Invalid, "this is not the way back of a sign-in that began in this browser").Helped("begin again; it must end in the same browser within ten minutes")
	}
	if said := r.FormValue("error"); said != "" {
		return "", fault.New(fault.Forbidden, "%s did not sign you in (%.60q)", s.SSO.Name, said).Helped("try again, or ask whoever keeps that account")
	}
	c, err := s.SSO.claims(r.Context(), site, r.FormValue("code"), e)
	if err != nil {
		return "", err
	}
	if e.Connect != "" {
		return e.Next, s.connect(r, e.Connect, c)
	}
	m, err := s.enter(r.Context(), c)
	if err != nil {
		return "", err
	}
	return e.Next, s.Begin(w, r, m.Person, m.Org)
}

// claims takes the code to the provider and holds what comes back against the
// errand: signature, issuer, audience, time and nonce.
func (o *SSO) claims(ctx context.Context, site, code string, e errand) (org.Claims, error) {
	refused := func(err error) error {
		o.Log.WarnContext(ctx, "an answer of single sign-on was refused", "issuer", o.Issuer, "error", err)
		return fault.New(fault.Unverified, "what %s answered does not hold, so it signs nobody in", o.Name).Helped("begin again; if it happens again, tell an administrator: the server's log says why")
	}
	p, err := o.discover(ctx)
	if err != nil {
		return org.Claims{}, err
	}
	flow, err := o.flow(p, site)
	if err != nil {
		return org.Claims{}, err
	}
	got, err := flow.Exchange(o.with(ctx), code, oauth2.VerifierOption(e.Verifier))
	if err != nil {
		return org.Claims{}, refused(err)
	}
	raw, ok := got.Extra("id_token").(string)
	if !ok {
		return org.Claims{}, refused(errors.New("there is no ID token"))
	}
	token, err := p.Verifier(&oidc.Config{ClientID: o.Client}).Verify(o.with(ctx), raw)
	if err != nil {
		return org.Claims{}, refused(err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(e.Nonce)) != 1 {
		return org.Claims{}, refused(errors.New("the nonce is another"))
	}
	if token.Subject == "" {
		return org.Claims{}, refused(errors.New("there is no subject"))
	}
	said := map[string]any{}
	if err := token.Claims(&said); err != nil {
		return org.Claims{}, refused(err)
	}
	if len(token.Audience) > 1 && said["azp"] != o.Client { // OpenID Connect Core 1.0, 3.1.3.7
		return org.Claims{}, refused(fmt.Errorf("the authorized party is %v", said["azp"]))
	}
	text := func(name string) string {
		s, _ := said[name].(string)
		return strings.TrimSpace(s)
	}
	return org.Claims{Issuer: token.Issuer, Subject: token.Subject, Email: text("email"), Name: or(text("name"), text("email")), Roles: o.roles(said[o.Claim])}, nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// roles are what the groups of a claim give, in the order of the table of roles.
func (o *SSO) roles(claim any) []org.Role {
	groups, _ := claim.([]any)
	if one, ok := claim.(string); ok {
		groups = []any{one}
	}
	var out []org.Role
	for _, role := range org.Roles() {
		if slices.ContainsFunc(groups, func(g any) bool {
			name, _ := g.(string)
			return slices.Contains(o.Roles[name], role)
		}) {
			out = append(out, role)
		}
	}
	return out
}

// keeps returns the id of the organisation that the provider keeps members of.
func (s *Server) keeps(ctx context.Context) (string, error) {
	var all []org.Organisation
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		all, err = tx.Organisations(ctx)
		return err
	})
	if err != nil {
		return "", err
	}
	for _, o := range all {
		if o.ID == s.SSO.Org || o.Name == s.SSO.Org || s.SSO.Org == "" && len(all) == 1 {
			return o.ID, nil
		}
	}
	return "", fault.New(fault.Unavailable, "single sign-on names no organisation that is here").Helped("an administrator of the server sets sso.org to its name")
}

func (s *Server) enter(ctx context.Context, c org.Claims) (org.Membership, error) {
	orgID, err := s.keeps(ctx)
	if err != nil {
		return org.Membership{}, err
	}
	var m org.Membership
	err = s.DB.In(orgID).Update(ctx, func(tx *store.Tx) error {
		m, err = org.Enter(ctx, tx, orgID, c)
		return err
	})
	if errors.Is(err, org.ErrNoRoleLeft) {
		left := s.DB.In(orgID).Update(ctx, func(tx *store.Tx) error { return org.Leave(ctx, tx, orgID, m.Person, c.Issuer) })
		return m, errors.Join(err, left)
	}
	return m, err
}

// connect adds the account to whoever began; they must still be signed in.
func (s *Server) connect(r *http.Request, person string, c org.Claims) error {
	ctx, who := r.Context(), Actor(r)
	if who.Person != person {
		return fault.New(fault.Unsigned, "you were signed out meanwhile").Helped("sign in and connect the account again")
	}
	return s.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return org.Connect(ctx, tx, who, c) })
}
