package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// How long things that let somebody in are good for (ASVS 5.0, 7.3).
const (
	LinkLife     = 30 * time.Minute
	MaxTokenLife = 366 * 24 * time.Hour
)

// A Link lets somebody in once: to set up the first organisation or to sign
// in to the demonstration, printed on the console of whoever starts the
// program; or to choose a password, handed over by an administrator.
type Link struct {
	Digest  string
	Purpose string // SetUpLink, AnotherLink, SignInLink or JoinLink
	Person  string // for SignInLink and JoinLink
	Org     string
	Expires time.Time
	Used    time.Time
}

// The purposes of a link.
const (
	SetUpLink   = "set-up"  // the first organisation; of no use once there is one
	AnotherLink = "another" // one more organisation, asked for at the console
	SignInLink  = "sign-in"
	JoinLink    = "join" // a member chooses a password
)

// NewLink returns a link and its secret.
func NewLink(purpose, person, org string, now time.Time) (Link, secret.Secret) {
	s := secret.New(24)
	return Link{Digest: secret.Digest(s), Purpose: purpose, Person: person, Org: org, Expires: now.Add(LinkLife)}, s
}

// A Token lets a program in, for one person, one organisation and some of the
// person's permissions, until it expires. Only its digest is kept.
type Token struct {
	ID      string
	Org     string
	Person  string
	Name    string
	Start   string // the first characters, so that people can tell tokens apart
	Digest  string
	Scope   []Permission
	Created time.Time
	Expires time.Time
	Used    time.Time // zero when never
	Revoked time.Time // zero when not
	Strong  bool      // made by somebody who had shown a second factor
}

// Live tells whether the token still lets somebody in.
func (t Token) Live(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires) }

// TokenPrefix starts every API token, so that scanners for leaked secrets know it.
const TokenPrefix = "aceso_"

// AccessTx is what the use cases about tokens ask of a transaction.
type AccessTx interface {
	Log
	AddToken(context.Context, Token) error
	Token(ctx context.Context, id string) (Token, error)
	RevokeToken(ctx context.Context, id string, at time.Time) error
}

// MakeToken makes an API token with some of the actor's own permissions and
// returns it with its secret, which is shown once and kept nowhere.
func MakeToken(ctx context.Context, tx AccessTx, who Actor, name string, scope []Permission, life time.Duration) (Token, secret.Secret, error) {
	if err := who.May(ManageOwnTokens); err != nil {
		return Token{}, "", err
	}
	if who.Token != "" {
		return Token{}, "", fault.New(fault.Forbidden, "a token can't make tokens").Helped("sign in to make one")
	}
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 100 {
		return Token{}, "", fault.New(fault.Invalid, "a token has a name of 1 to 100 characters").Helped("name it for where it will be used")
	}
	if len(scope) == 0 {
		return Token{}, "", fault.New(fault.Invalid, "a token needs at least one permission")
	}
	for _, p := range scope {
		if !slices.Contains(Permissions, p) {
			return Token{}, "", fault.New(fault.Invalid, "there is no permission %q", p)
		}
		if err := who.May(p); err != nil {
			return Token{}, "", err
		}
	}
	if life <= 0 || life > MaxTokenLife {
		return Token{}, "", fault.New(fault.Invalid, "a token lives from a day to a year")
	}
	public, now := secret.Word(5), tx.Now()
	whole := secret.Secret(TokenPrefix + public + "_" + secret.New(24).Reveal())
	t := Token{ID: id.New(), Org: who.Org, Person: who.Person, Name: name, Start: TokenPrefix + public, Digest: secret.Digest(whole), Scope: scope, Created: now, Expires: now.Add(life), Strong: who.Strong}
	if err := tx.AddToken(ctx, t); err != nil {
		return Token{}, "", err
	}
	return t, whole, tx.Note(ctx, who, "token.made", t.ID, map[string]any{"name": name, "scope": scope, "expires": t.Expires})
}

// RevokeToken ends a token at once: one's own, or anybody's for who manages people.
func RevokeToken(ctx context.Context, tx AccessTx, who Actor, id string) error {
	t, err := tx.Token(ctx, id)
	if err != nil {
		return err
	}
	if t.Person != who.Person {
		if err := who.May(ManagePeople); err != nil {
			return fault.New(fault.NotFound, "there is no token %s", id)
		}
	} else if err := who.May(ManageOwnTokens); err != nil {
		return err
	}
	if !t.Revoked.IsZero() {
		return nil
	}
	if err := tx.RevokeToken(ctx, id, tx.Now()); err != nil {
		return err
	}
	return tx.Note(ctx, who, "token.revoked", id, map[string]any{"name": t.Name})
}
