package org

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// SetUpTx is what setting up the first organisation asks of a transaction.
type SetUpTx interface {
	Log
	Organisations(context.Context) ([]Organisation, error)
	Link(ctx context.Context, digest string) (Link, error)
	UseLink(ctx context.Context, digest string, at time.Time) error
	AddLink(context.Context, Link) error
	SaveOrganisation(context.Context, Organisation) error
	PersonByEmail(ctx context.Context, folded string) (Person, error)
	AddPerson(context.Context, Person) error
	SaveMembership(context.Context, Membership) error
}

// NewOrganisation checks what was entered and returns an organisation that can be kept.
func NewOrganisation(name string, side Side, at time.Time) (Organisation, error) {
	o := Organisation{ID: id.Short(), Name: strings.TrimSpace(name), Side: side, Created: at}
	return o, o.Check()
}

// MaySetUp tells why a link can't be used to set up an organisation, before
// anybody fills in a form for it.
func MaySetUp(ctx context.Context, tx SetUpTx, digest string) error {
	link, err := LiveLink(ctx, tx, digest, SetUpLink, AnotherLink)
	if err == nil && link.Purpose == AnotherLink {
		return nil
	}
	orgs, failed := tx.Organisations(ctx)
	if failed != nil {
		return failed
	}
	if len(orgs) > 0 && (err == nil || link.Purpose == SetUpLink) {
		return fault.New(fault.Conflict, "an organisation is set up already").Helped("sign in, or ask its administrator to let you in")
	}
	if f := fault.Of(err); f != nil && f.Fix == "" {
		if len(orgs) == 0 {
			return f.Helped("start Aceso again on its machine: it prints a new link, good once and for half an hour")
		}
		return f.Helped("sign in; for one more organisation, whoever runs Aceso prints a new link with aceso org add")
	}
	return err
}

// SetUp makes an organisation and its administrator for whoever brings the
// one-time link of the first start, or one that was asked for at the console.
// The transaction is the organisation's.
func SetUp(ctx context.Context, tx SetUpTx, digest string, o Organisation, first Person) error {
	if err := MaySetUp(ctx, tx, digest); err != nil {
		return err
	}
	if _, err := tx.PersonByEmail(ctx, FoldEmail(first.Email)); err == nil {
		return fault.New(fault.Conflict, "%s has an account already", first.Email).Helped("take another address; its owner can be invited once the organisation is set up")
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	if err := tx.UseLink(ctx, digest, tx.Now()); err != nil {
		return err
	}
	return found(ctx, tx, o, first)
}

// Begin makes the first organisation of a data folder and its administrator,
// without a password, for whoever works at the console. It returns the secret
// of the link with which the administrator chooses one.
func Begin(ctx context.Context, tx SetUpTx, o Organisation, first Person) (secret.Secret, error) {
	orgs, err := tx.Organisations(ctx)
	if err != nil {
		return "", err
	}
	if len(orgs) > 0 {
		return "", fault.New(fault.Conflict, "an organisation is set up already").Helped("start it with aceso serve; for one more organisation print a link with aceso org add")
	}
	if err := found(ctx, tx, o, first); err != nil {
		return "", err
	}
	link, key := NewLink(JoinLink, first.ID, o.ID, tx.Now())
	link.Expires = tx.Now().Add(JoinLife)
	return key, tx.AddLink(ctx, link)
}

// found keeps an organisation and its first person.
func found(ctx context.Context, tx SetUpTx, o Organisation, first Person) error {
	if err := tx.SaveOrganisation(ctx, o); err != nil {
		return err
	}
	if err := tx.AddPerson(ctx, first); err != nil {
		return err
	}
	m := Membership{Org: o.ID, Person: first.ID, Roles: firstRoles(o.Side)}
	if err := tx.SaveMembership(ctx, m); err != nil {
		return fmt.Errorf("set up %s: %w", o.Name, err)
	}
	who := Actor{Org: o.ID, Person: first.ID, Name: first.Name, Roles: m.Roles}
	return tx.Note(ctx, who, "organisation.set-up", o.ID, map[string]any{"name": o.Name, "side": o.Side})
}

// firstRoles lets the first person do the work too, not only administer it:
// in a small organisation they are one.
func firstRoles(s Side) []Role {
	if s == Hospital {
		return []Role{Administrator, Analyst}
	}
	return []Role{Administrator, Security}
}
