package serve

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// BackFromProvider ends what ToProvider began. It returns the page to open
// next, and what is still asked before.
func (s *Server) BackFromProvider(w http.ResponseWriter, r *http.Request, site string) (step Step, next string, err error) {
	if s.SSO == nil {
		return In, "", errNoSSO
	}
	e := s.errandOf(r)
	s.setCookie(w, s.errandCookie(), "", 0)
	if state := r.FormValue("state"); e.State == "" || subtle.ConstantTimeCompare([]byte(state), []byte(e.State)) != 1 {
		return In, "", fault.New(fault.Invalid, "this is not the way back of a sign-in that began in this browser").Helped("begin again; it must end in the same browser within ten minutes")
	}
	if said := r.FormValue("error"); said != "" {
		return In, "", fault.New(fault.Forbidden, "%s did not sign you in (%.60q)", s.SSO.Name, said).Helped("try again, or ask whoever keeps that account")
	}
	c, err := s.SSO.claims(r, site, e)
	if err != nil {
		return In, "", err
	}
	switch {
	case e.Connect != "":
		return In, e.Next, s.connect(r, e.Connect, c.Claims)
	case e.Prove != "":
		return In, e.Next, s.provedElsewhere(w, r, e.Prove, c)
	}
	m, err := s.enter(r.Context(), c.Claims)
	if err != nil {
		return In, "", err
	}
	var p org.Person
	if err := s.DB.View(r.Context(), func(tx *store.Tx) error {
		p, err = tx.Person(r.Context(), m.Person)
		return err
	}); err != nil {
		return In, "", err
	}
	step, err = s.admit(w, r, p, m.Org, account.Proof{Ways: []account.Way{c.way()}, At: s.DB.Now()}, e.Next)
	return step, e.Next, err
}

// errandOf is what the browser of a request was at the provider for; an empty
// one when it was not, or too long ago.
func (s *Server) errandOf(r *http.Request) errand {
	c, err := r.Cookie(s.errandCookie())
	if err != nil {
		return errand{}
	}
	var e errand
	text, err := s.Box.Open(c.Value, aboutErrand)
	if err != nil || json.Unmarshal(text, &e) != nil || !s.DB.Now().Before(e.Until) {
		return errand{}
	}
	return e
}

// said is what a provider said of who came, and how.
type said struct {
	org.Claims
	vouched bool      // two factors were shown there
	at      time.Time // when they last signed in there; zero when it was not said
}

func (c said) way() account.Way {
	if c.vouched {
		return account.ByVouched
	}
	return account.ByProvider
}

// claims takes the code to the provider and holds what comes back against the
// errand: signature, issuer, audience, time and nonce.
func (o *SSO) claims(r *http.Request, site string, e errand) (said, error) {
	ctx := r.Context()
	refused := func(err error) error {
		o.Log.WarnContext(ctx, "an answer of single sign-on was refused", "issuer", o.Issuer, "error", err)
		return fault.New(fault.Unverified, "what %s answered does not hold, so it signs nobody in", o.Name).Helped("begin again; if it happens again, tell an administrator: the server's log says why")
	}
	p, err := o.discover(ctx)
	if err != nil {
		return said{}, err
	}
	if err := o.mixedUp(p, r); err != nil {
		return said{}, refused(err)
	}
	flow, err := o.flow(p, site)
	if err != nil {
		return said{}, err
	}
	got, err := flow.Exchange(o.with(ctx), r.FormValue("code"), oauth2.VerifierOption(e.Verifier))
	if err != nil {
		return said{}, refused(err)
	}
	raw, ok := got.Extra("id_token").(string)
	if !ok {
		return said{}, refused(errors.New("there is no ID token"))
	}
	token, err := p.Verifier(&oidc.Config{ClientID: o.Client}).Verify(o.with(ctx), raw)
	if err != nil {
		return said{}, refused(err)
	}
	out, err := o.read(token, e)
	if err != nil {
		return said{}, refused(err)
	}
	return out, nil
}

// mixedUp refuses a way back that another provider sent somebody on (RFC 9207).
func (o *SSO) mixedUp(p *oidc.Provider, r *http.Request) error {
	var says struct {
		Names bool `json:"authorization_response_iss_parameter_supported"`
	}
	if err := p.Claims(&says); err != nil {
		return err
	}
	if iss := r.FormValue("iss"); iss != o.Issuer && (iss != "" || says.Names) {
		return fmt.Errorf("the way back is of the issuer %.100q", iss)
	}
	return nil
}

// read holds a token that is signed as it should be against the errand.
func (o *SSO) read(token *oidc.IDToken, e errand) (said, error) {
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(e.Nonce)) != 1 {
		return said{}, errors.New("the nonce is another")
	}
	if token.Subject == "" || len(token.Subject) > 255 { // OpenID Connect Core 1.0, 2
		return said{}, errors.New("there is no subject")
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return said{}, err
	}
	if azp, ok := claims["azp"]; (ok || len(token.Audience) > 1) && azp != o.Client { // OpenID Connect Core 1.0, 3.1.3.7
		return said{}, fmt.Errorf("the authorized party is %v", azp)
	}
	text := func(name string) string {
		s, _ := claims[name].(string)
		return strings.TrimSpace(s)
	}
	out := said{Claims: org.Claims{Issuer: token.Issuer, Subject: token.Subject, Email: text("email"), Name: or(text("name"), text("email")), Roles: o.roles(claims[o.Claim])}}
	out.vouched = slices.Contains(o.ACR, text("acr")) || slices.ContainsFunc(textsOf(claims["amr"]), func(m string) bool { return slices.Contains(o.AMR, m) })
	if at, ok := claims["auth_time"].(float64); ok {
		out.at = time.Unix(int64(at), 0)
	}
	return out, nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// textsOf reads a claim that is a text or a list of texts.
func textsOf(claim any) []string {
	if one, ok := claim.(string); ok {
		return []string{one}
	}
	list, _ := claim.([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// roles are what the groups of a claim give, in the order of the table of roles.
func (o *SSO) roles(claim any) []org.Role {
	groups := textsOf(claim)
	var out []org.Role
	for _, role := range org.Roles() {
		if slices.ContainsFunc(groups, func(g string) bool { return slices.Contains(o.Roles[g], role) }) {
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

// Keeps tells whether the provider keeps the members of an organisation.
func (s *Server) Keeps(ctx context.Context, orgID string) bool {
	kept, err := s.keeps(ctx)
	return err == nil && kept == orgID
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
