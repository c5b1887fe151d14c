package org

import (
	"context"
	"slices"
	"time"

	"aceso/internal/value/fault"
)

// An Identity is an account elsewhere by which a person signs in here. It is
// known by issuer and subject alone (OpenID Connect Core 1.0, 5.7): an address
// can be given to somebody else, a subject can't.
type Identity struct {
	Issuer  string
	Subject string
	Person  string
	Org     string // whose membership the provider keeps; "" for an account that was here before
	Created time.Time
}

// Claims are what a provider has said, verified, of who signs in.
type Claims struct {
	Issuer  string
	Subject string
	Email   string
	Name    string
	Roles   []Role // that the configuration gives for the provider's groups
}

// IdentityTx is what signing in through a provider asks of a transaction. It
// is the organisation's that the provider keeps members of.
type IdentityTx interface {
	Log
	Identity(ctx context.Context, issuer, subject string) (Identity, error)
	AddIdentity(context.Context, Identity) error
	Person(ctx context.Context, id string) (Person, error)
	PersonByEmail(ctx context.Context, folded string) (Person, error)
	AddPerson(context.Context, Person) error
	AnyMembership(ctx context.Context, person string) (Membership, error)
	MembershipsOf(ctx context.Context, person string) ([]Membership, error)
	SaveMembership(context.Context, Membership) error
	EndMembership(ctx context.Context, person string) error
	EndSessions(ctx context.Context, person string) error
}

// Enter lets in whoever a provider vouches for, and returns as which member of
// which organisation. Who was never here becomes a member when the provider's
// groups give them a role; their roles follow the groups at each sign-in. An
// account that was here before is entered only once its owner has connected
// it: that the address is the same proves nothing.
func Enter(ctx context.Context, tx IdentityTx, orgID string, c Claims) (Membership, error) {
	known, err := tx.Identity(ctx, c.Issuer, c.Subject)
	switch {
	case fault.Is(err, fault.NotFound):
		return admit(ctx, tx, orgID, c)
	case err != nil:
		return Membership{}, err
	}
	p, err := tx.Person(ctx, known.Person)
	if err != nil {
		return Membership{}, err
	}
	if p.Disabled {
		return Membership{}, fault.New(fault.Forbidden, "your account here is closed").Helped("ask an administrator")
	}
	if known.Org == orgID {
		return follow(ctx, tx, p, orgID, c)
	}
	in, err := tx.MembershipsOf(ctx, p.ID)
	if err != nil {
		return Membership{}, err
	}
	if len(in) == 0 {
		return Membership{}, noRole
	}
	return in[0], nil
}

var noRole = fault.New(fault.Forbidden, "the sign-in worked, but nothing here is open to you: none of your groups gives a role").
	Helped("ask whoever keeps the groups, or an administrator here, which group you need")

// admit makes a member of whoever was never here.
func admit(ctx context.Context, tx IdentityTx, orgID string, c Claims) (Membership, error) {
	if len(c.Roles) == 0 {
		return Membership{}, noRole
	}
	if _, err := tx.PersonByEmail(ctx, FoldEmail(c.Email)); err == nil {
		return Membership{}, fault.New(fault.Conflict, "%s has an account here already, which nobody has connected with this sign-in", c.Email).
			Helped("sign in with your password and connect it under your name, Single sign-on")
	} else if !fault.Is(err, fault.NotFound) {
		return Membership{}, err
	}
	p, err := NewMember(c.Email, c.Name, tx.Now())
	if err != nil {
		return Membership{}, fault.New(fault.Invalid, "the provider gives no address and name that can be kept: %v", err).Helped("have it send the claims email and name")
	}
	if err := tx.AddPerson(ctx, p); err != nil {
		return Membership{}, err
	}
	if err := tx.AddIdentity(ctx, Identity{c.Issuer, c.Subject, p.ID, orgID, tx.Now()}); err != nil {
		return Membership{}, err
	}
	m := Membership{Org: orgID, Person: p.ID, Roles: c.Roles}
	if err := tx.SaveMembership(ctx, m); err != nil {
		return m, err
	}
	return m, tx.Note(ctx, Actor{Org: orgID, Person: p.ID, Name: p.Name, Roles: m.Roles}, "person.admitted", p.ID, map[string]any{"by": c.Issuer, "roles": c.Roles})
}

// follow gives a member the roles that the provider's groups give now.
func follow(ctx context.Context, tx IdentityTx, p Person, orgID string, c Claims) (Membership, error) {
	m, err := tx.AnyMembership(ctx, p.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return m, err
	}
	here := err == nil
	if !m.Locked.IsZero() {
		return m, ErrLocked
	}
	if len(c.Roles) == 0 {
		// The member stays: to take somebody's last role away is an answer of its
		// own, and an error here would take it back.
		if here {
			return m, ErrNoRoleLeft
		}
		return m, noRole
	}
	if here && slices.Equal(m.Roles, c.Roles) {
		return m, nil
	}
	was := m.Roles
	m = Membership{Org: orgID, Person: p.ID, Roles: c.Roles}
	if err := tx.SaveMembership(ctx, m); err != nil {
		return m, err
	}
	return m, tx.Note(ctx, Program(orgID), "person.roles-changed", p.ID, map[string]any{"by": c.Issuer, "was": was, "roles": c.Roles})
}

// ErrNoRoleLeft tells that the provider's groups give a member no role any
// more: the caller lets them go, with Leave, and tells them.
var ErrNoRoleLeft = fault.New(fault.Forbidden, "your groups give you no role here any more").Helped("ask whoever keeps the groups, or an administrator here")

// Leave ends the membership of whoever a provider vouches for no more, and
// with it every session.
func Leave(ctx context.Context, tx IdentityTx, orgID, person, issuer string) error {
	if err := tx.EndMembership(ctx, person); err != nil {
		return err
	}
	if err := tx.EndSessions(ctx, person); err != nil {
		return err
	}
	return tx.Note(ctx, Program(orgID), "person.removed", person, map[string]any{"by": issuer})
}

// Connect lets a person who is signed in enter through a provider from now on.
func Connect(ctx context.Context, tx IdentityTx, who Actor, c Claims) error {
	known, err := tx.Identity(ctx, c.Issuer, c.Subject)
	if err == nil {
		if known.Person == who.Person {
			return nil
		}
		return fault.New(fault.Conflict, "this account of the provider belongs to somebody else here").Helped("sign out there, and sign in with your own")
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := tx.AddIdentity(ctx, Identity{Issuer: c.Issuer, Subject: c.Subject, Person: who.Person, Created: tx.Now()}); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.connected", who.Person, map[string]any{"by": c.Issuer})
}
