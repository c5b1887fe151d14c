package org

import (
	"context"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// JoinLife is how long a link with which a member chooses a password is good
// for: it is handed over by people, not by machines.
const JoinLife = 3 * 24 * time.Hour

// JoinTx is what the use cases about joining ask of a transaction.
type JoinTx interface {
	Log
	Person(ctx context.Context, id string) (Person, error)
	Membership(ctx context.Context, person string) (Membership, error)
	AnyMembershipsOf(ctx context.Context, person string) ([]Membership, error) // locked ones too
	ChangePerson(context.Context, Person) error
	AddLink(context.Context, Link) error
	Link(ctx context.Context, digest string) (Link, error)
	UseLink(ctx context.Context, digest string, at time.Time) error
	EndLinks(ctx context.Context, purpose, person string, at time.Time) error
	EndSessions(ctx context.Context, person string) error
}

// MakeJoinLink makes the link with which a member chooses a password: the
// first one, or another when theirs is lost. An earlier one ends.
func MakeJoinLink(ctx context.Context, tx JoinTx, who Actor, person string) (Link, secret.Secret, error) {
	if err := who.May(ManagePeople); err != nil {
		return Link{}, "", err
	}
	if who.Token != "" {
		return Link{}, "", fault.New(fault.Forbidden, "a token can't let anybody in").Helped("sign in to make the link")
	}
	if _, err := tx.Membership(ctx, person); err != nil {
		return Link{}, "", err
	}
	if err := tx.EndLinks(ctx, JoinLink, person, tx.Now()); err != nil {
		return Link{}, "", err
	}
	link, key := NewLink(JoinLink, person, who.Org, tx.Now())
	link.Expires = tx.Now().Add(JoinLife)
	if err := tx.AddLink(ctx, link); err != nil {
		return Link{}, "", err
	}
	return link, key, tx.Note(ctx, who, "person.link-made", person, map[string]any{"expires": link.Expires})
}

// Joining returns who would choose a password with a link, and changes
// nothing. Of an account that another organisation uses too, no organisation
// can give the password away.
func Joining(ctx context.Context, tx JoinTx, digest string) (Link, Person, error) {
	link, err := LiveLink(ctx, tx, digest, JoinLink)
	if err != nil {
		return link, Person{}, err
	}
	p, err := tx.Person(ctx, link.Person)
	if err != nil {
		return link, p, err
	}
	in, err := tx.AnyMembershipsOf(ctx, p.ID)
	if err != nil {
		return link, p, err
	}
	member := false
	for _, m := range in {
		if m.Org != link.Org {
			return link, p, fault.New(fault.Conflict, "you have an account here already").Helped("sign in with the password that you have")
		}
		member = m.Locked.IsZero()
	}
	if !member || p.Disabled {
		return link, p, fault.New(fault.NotFound, "the membership that this link is for has ended, or is locked").Helped("ask an administrator of your organisation")
	}
	return link, p, nil
}

// Join keeps the password, given as its hash, that a member chose by a link.
// The transaction is the organisation's. Sessions with the old one end.
func Join(ctx context.Context, tx JoinTx, digest, hash string) (Person, error) {
	link, p, err := Joining(ctx, tx, digest)
	if err != nil {
		return p, err
	}
	if err := tx.UseLink(ctx, digest, tx.Now()); err != nil {
		return p, err
	}
	p.Password = hash
	if err := tx.ChangePerson(ctx, p); err != nil {
		return p, err
	}
	if err := tx.EndSessions(ctx, p.ID); err != nil {
		return p, err
	}
	return p, tx.Note(ctx, Actor{Org: link.Org, Person: p.ID, Name: p.Name}, "person.password-chosen", p.ID, nil)
}

// LinkTx is what looking at a link asks of a transaction.
type LinkTx interface {
	Now() time.Time
	Link(ctx context.Context, digest string) (Link, error)
}

// LiveLink returns a link that can be used for one of the purposes, and
// otherwise tells why not.
func LiveLink(ctx context.Context, tx LinkTx, digest string, purposes ...string) (Link, error) {
	link, err := tx.Link(ctx, digest)
	if err != nil {
		return link, err
	}
	fits := false
	for _, p := range purposes {
		fits = fits || link.Purpose == p
	}
	switch {
	case !fits:
		return link, fault.New(fault.NotFound, "this link is for something else")
	case !link.Used.IsZero():
		return link, fault.New(fault.Conflict, "this link was used already, or a newer one replaced it")
	case !tx.Now().Before(link.Expires):
		return link, fault.New(fault.Conflict, "this link has expired")
	}
	return link, nil
}
