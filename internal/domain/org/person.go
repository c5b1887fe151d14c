package org

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// A Person can sign in. Which organisations they work in, and with which
// roles, is their Memberships.
type Person struct {
	ID       string
	Email    string // as they wrote it; two that fold alike are one account
	Name     string
	Password string // argon2id hash; "" for nobody can sign in with one
	Created  time.Time
	Disabled bool
	Zone     string // of time, as the IANA names it; "" for the organisation's
	Version  int64
}

// A Membership is a person's roles in an organisation.
type Membership struct {
	Org    string
	Person string
	Roles  []Role
	Locked time.Time // since when an administrator keeps them out; zero for not
}

// FoldEmail returns the form under which an address is looked up: case, width
// and white space make no difference.
func FoldEmail(email string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(email)))
}

// NewPerson checks what was entered and returns a person that can be kept.
func NewPerson(email, name string, password secret.Secret, at time.Time) (Person, error) {
	p, err := NewMember(email, name, at)
	if err != nil {
		return Person{}, err
	}
	p.Password, err = NewPassword(password, email, name)
	return p, err
}

// NewMember checks what was entered and returns a person without a password,
// who can't sign in before choosing one.
func NewMember(email, name string, at time.Time) (Person, error) {
	email, name = strings.TrimSpace(email), strings.TrimSpace(name)
	if !isAddress(email) {
		return Person{}, fault.New(fault.Invalid, "%q is not an e-mail address", email).Helped("write it like dele@larkfield.example")
	}
	if err := checkName(name); err != nil {
		return Person{}, err
	}
	return Person{ID: id.New(), Email: email, Name: name, Created: at, Version: 1}, nil
}

func isAddress(email string) bool {
	a, err := mail.ParseAddress(email)
	return err == nil && a.Address == email && len(email) <= 254
}

func checkName(name string) error {
	if n := utf8.RuneCountInString(name); n == 0 || n > 200 {
		return fault.New(fault.Invalid, "a person has a name of 1 to 200 characters")
	}
	return nil
}

// Call returns the person under another name and in another time zone.
func (p Person) Call(name, zone string) (Person, error) {
	p.Name, p.Zone = strings.TrimSpace(name), strings.TrimSpace(zone)
	if err := checkName(p.Name); err != nil {
		return p, err
	}
	if !isZone(p.Zone) {
		return p, fault.New(fault.Invalid, "there is no time zone %.60q", p.Zone).Helped("write it like Europe/Lisbon, or leave it empty")
	}
	return p, nil
}

// NewPassword checks a new password and returns its hash. about is what can be
// known of its owner. It takes long on
// purpose, so it is called outside transactions.
func NewPassword(password secret.Secret, about ...string) (string, error) {
	if err := CheckPassword(password, about...); err != nil {
		return "", err
	}
	return secret.HashPassword(password)
}

// PeopleTx is what the use cases about people ask of a transaction.
type PeopleTx interface {
	Log
	Organisation(context.Context) (Organisation, error)
	SaveOrganisation(context.Context, Organisation) error
	PersonByEmail(ctx context.Context, folded string) (Person, error)
	Person(ctx context.Context, id string) (Person, error)
	AddPerson(context.Context, Person) error
	ChangePerson(context.Context, Person) error
	AnyMembership(ctx context.Context, person string) (Membership, error) // locked ones too
	LockMembership(context.Context, Membership) error
	Members(context.Context) ([]Member, error)
	SaveMembership(context.Context, Membership) error
	EndMembership(ctx context.Context, person string) error
	EndSessions(ctx context.Context, person string) error
}

// Log is what a use case asks of its transaction to note what it did. It has
// the shape of record.Log, which stands above this package.
type Log interface {
	Now() time.Time
	Note(ctx context.Context, who Actor, what, about string, data any) error
}

// A Member is a person with their roles in one organisation.
type Member struct {
	Person
	Roles    []Role
	SignedIn time.Time // last in this organisation; zero for never
	Locked   time.Time // since when an administrator keeps them out; zero for not
}

// CheckRoles tells which of the roles does not exist, or that there is none.
func CheckRoles(roles []Role) error {
	if len(roles) == 0 {
		return fault.New(fault.Invalid, "a member has at least one role")
	}
	for _, r := range roles {
		if !slices.Contains(Roles(), r) {
			return fault.New(fault.Invalid, "there is no role %q", r)
		}
	}
	return nil
}

// Invite gives a person roles in the actor's organisation. Somebody who is
// new gets an account with this password; for a known address the password is
// left alone and the answer is the same, so that nobody learns who has an account elsewhere.
func Invite(ctx context.Context, tx PeopleTx, who Actor, p Person, roles []Role) (Person, error) {
	if err := who.May(ManagePeople); err != nil {
		return Person{}, err
	}
	if err := CheckRoles(roles); err != nil {
		return Person{}, err
	}
	known, err := tx.PersonByEmail(ctx, FoldEmail(p.Email))
	switch {
	case err == nil:
		p = known
	case fault.Is(err, fault.NotFound):
		if err := tx.AddPerson(ctx, p); err != nil {
			return Person{}, err
		}
	default:
		return Person{}, err
	}
	if _, err := tx.AnyMembership(ctx, p.ID); err == nil {
		return Person{}, fault.New(fault.Conflict, "%s is a member already", p.Email).Helped("change their roles instead")
	} else if !fault.Is(err, fault.NotFound) {
		return Person{}, err
	}
	if err := tx.SaveMembership(ctx, Membership{Org: who.Org, Person: p.ID, Roles: roles}); err != nil {
		return Person{}, err
	}
	return p, tx.Note(ctx, who, "person.invited", p.ID, map[string]any{"name": p.Name, "roles": roles})
}

// ChangeRoles gives a member other roles. The last administrator keeps that role.
func ChangeRoles(ctx context.Context, tx PeopleTx, who Actor, person string, roles []Role) error {
	if err := who.May(ManagePeople); err != nil {
		return err
	}
	if err := CheckRoles(roles); err != nil {
		return err
	}
	old, err := tx.AnyMembership(ctx, person)
	if err != nil {
		return err
	}
	if !slices.Contains(roles, Administrator) {
		if err := notLastAdministrator(ctx, tx, person); err != nil {
			return err
		}
	}
	if err := tx.SaveMembership(ctx, Membership{Org: who.Org, Person: person, Roles: roles}); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.roles-changed", person, map[string]any{"old": old.Roles, "new": roles})
}

// Remove ends a membership, and with it every session and token of that
// person in this organisation, at once.
func Remove(ctx context.Context, tx PeopleTx, who Actor, person string) error {
	if err := who.May(ManagePeople); err != nil {
		return err
	}
	old, err := tx.AnyMembership(ctx, person)
	if err != nil {
		return err
	}
	if err := notLastAdministrator(ctx, tx, person); err != nil {
		return err
	}
	if err := tx.EndMembership(ctx, person); err != nil {
		return err
	}
	if err := tx.EndSessions(ctx, person); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.removed", person, map[string]any{"roles": old.Roles})
}

func notLastAdministrator(ctx context.Context, tx PeopleTx, person string) error {
	members, err := tx.Members(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.ID != person && slices.Contains(m.Roles, Administrator) && m.Locked.IsZero() {
			return nil
		}
	}
	for _, m := range members {
		if m.ID == person && slices.Contains(m.Roles, Administrator) {
			return fault.New(fault.Conflict, "%s is the last administrator", m.Name).Helped("give somebody else the role first")
		}
	}
	return nil
}
