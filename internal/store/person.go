package store

import (
	"context"
	"fmt"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// Note appends an entry made of its parts: org stands below record and can't name it.
func (tx *Tx) Note(ctx context.Context, who org.Actor, what, about string, data any) error {
	return tx.Append(ctx, record.Entry{What: what, About: about, Who: who, Data: data})
}

const personColumns = `person.id, person.email, person.name, person.password, person.created_at, person.disabled, person.version, person.zone`

func scanPerson(r row) (org.Person, error) {
	var p org.Person
	err := r.Scan(&p.ID, &p.Email, &p.Name, &p.Password, at{&p.Created}, &p.Disabled, &p.Version, &p.Zone)
	return p, err
}

// AddPerson keeps a new person.
func (tx *Tx) AddPerson(ctx context.Context, p org.Person) error {
	_, err := tx.exec(ctx, `
		INSERT INTO person (id, email, folded, name, password, created_at, disabled, version, zone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.ID, p.Email, org.FoldEmail(p.Email), p.Name, p.Password, when(p.Created), p.Disabled, p.Version, p.Zone)
	if err != nil {
		return fmt.Errorf("keep person %s: %w", p.ID, err)
	}
	return nil
}

// ChangePerson keeps a changed person, when nobody changed it meanwhile. The
// version given is the one that was read.
func (tx *Tx) ChangePerson(ctx context.Context, p org.Person) error {
	n, err := tx.exec(ctx, `
		UPDATE person SET email = $3, folded = $4, name = $5, password = $6, disabled = $7, zone = $8, version = $2 + 1
		WHERE id = $1 AND version = $2`,
		p.ID, p.Version, p.Email, org.FoldEmail(p.Email), p.Name, p.Password, p.Disabled, p.Zone)
	if err != nil {
		return fmt.Errorf("keep person %s: %w", p.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "this person was changed meanwhile").Helped("look again and repeat your change")
	}
	return nil
}

// PersonByEmail returns the person with that folded address.
func (tx *Tx) PersonByEmail(ctx context.Context, folded string) (org.Person, error) {
	return one(tx.queryRow(ctx, `SELECT `+personColumns+` FROM person WHERE folded = $1`, folded), scanPerson, "nobody has this address")
}

// Person returns the person with that id.
func (tx *Tx) Person(ctx context.Context, id string) (org.Person, error) {
	return one(tx.queryRow(ctx, `SELECT `+personColumns+` FROM person WHERE id = $1`, id), scanPerson, "there is no such person")
}

// roleList is how roles and permissions lie in a column: joined by commas.
func roleList[T ~string](in []T) string {
	out := make([]string, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return strings.Join(out, ",")
}

func roleSlice[T ~string](s string) []T {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	out := make([]T, len(parts))
	for i, v := range parts {
		out[i] = T(v)
	}
	return out
}

// SaveMembership keeps a person's roles in the transaction's organisation.
func (tx *Tx) SaveMembership(ctx context.Context, m org.Membership) error {
	if m.Org != tx.org {
		return fmt.Errorf("keep a membership: it is of organisation %q and the transaction of %q", m.Org, tx.org)
	}
	_, err := tx.exec(ctx, `
		INSERT INTO membership (org, person, roles) VALUES ($1, $2, $3)
		ON CONFLICT (org, person) DO UPDATE SET roles = excluded.roles`, tx.org, m.Person, roleList(m.Roles))
	if err != nil {
		return fmt.Errorf("keep a membership: %w", err)
	}
	return nil
}

// SignedIn notes when a person last came into the organisation.
func (tx *Tx) SignedIn(ctx context.Context, person string) error {
	_, err := tx.exec(ctx, `UPDATE membership SET signed_in_at = $3 WHERE org = $1 AND person = $2`, tx.org, person, when(tx.now))
	return err
}

// EndMembership takes a person out of the organisation and revokes their tokens in it.
func (tx *Tx) EndMembership(ctx context.Context, person string) error {
	if _, err := tx.exec(ctx, `DELETE FROM membership WHERE org = $1 AND person = $2`, tx.org, person); err != nil {
		return fmt.Errorf("end a membership: %w", err)
	}
	_, err := tx.exec(ctx, `UPDATE token SET revoked_at = $3 WHERE org = $1 AND person = $2 AND revoked_at = ''`, tx.org, person, when(tx.now))
	if err != nil {
		return fmt.Errorf("revoke the tokens of a former member: %w", err)
	}
	return nil
}

// LockMembership keeps since when a member is kept out of the organisation.
func (tx *Tx) LockMembership(ctx context.Context, m org.Membership) error {
	_, err := tx.exec(ctx, `UPDATE membership SET locked_at = $3 WHERE org = $1 AND person = $2`, tx.org, m.Person, when(m.Locked))
	return err
}

const membershipColumns = `org, person, roles, locked_at`

func scanMembership(r row) (org.Membership, error) {
	var m org.Membership
	var roles string
	err := r.Scan(&m.Org, &m.Person, &roles, at{&m.Locked})
	m.Roles = roleSlice[org.Role](roles)
	return m, err
}

// Membership returns a person's roles in the transaction's organisation. One
// that is locked is none: who asks by what right somebody acts can't forget it.
func (tx *Tx) Membership(ctx context.Context, person string) (org.Membership, error) {
	return one(tx.queryRow(ctx, `SELECT `+membershipColumns+` FROM membership WHERE org = $1 AND person = $2 AND locked_at = ''`, tx.org, person), scanMembership, "this person is not a member")
}

// AnyMembership returns a membership that may be locked.
func (tx *Tx) AnyMembership(ctx context.Context, person string) (org.Membership, error) {
	return one(tx.queryRow(ctx, `SELECT `+membershipColumns+` FROM membership WHERE org = $1 AND person = $2`, tx.org, person), scanMembership, "this person is not a member")
}

// MembershipsOf returns every organisation that a person may come into. It is
// asked when somebody signs in or changes hats, before an organisation is chosen.
func (tx *Tx) MembershipsOf(ctx context.Context, person string) ([]org.Membership, error) {
	return list(ctx, tx, scanMembership, `SELECT `+membershipColumns+` FROM membership WHERE person = $1 AND locked_at = '' ORDER BY org`, person)
}

// AnyMembershipsOf returns every organisation that a person belongs to, also
// where they are locked.
func (tx *Tx) AnyMembershipsOf(ctx context.Context, person string) ([]org.Membership, error) {
	return list(ctx, tx, scanMembership, `SELECT `+membershipColumns+` FROM membership WHERE person = $1 ORDER BY org`, person)
}

// Members returns the people of the organisation by name.
func (tx *Tx) Members(ctx context.Context) ([]org.Member, error) {
	return list(ctx, tx, func(r row) (org.Member, error) {
		var m org.Member
		var roles string
		err := r.Scan(&m.ID, &m.Email, &m.Name, &m.Password, at{&m.Created}, &m.Disabled, &m.Version, &m.Zone, &roles, at{&m.SignedIn}, at{&m.Locked})
		m.Roles = roleSlice[org.Role](roles)
		return m, err
	}, `SELECT `+personColumns+`, membership.roles, membership.signed_in_at, membership.locked_at FROM membership JOIN person ON person.id = membership.person
		WHERE membership.org = $1 ORDER BY person.name, person.id`, tx.org)
}
