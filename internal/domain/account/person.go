package account

import (
	"context"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// ChangeName keeps what the actor is called and in which time zone they live.
func ChangeName(ctx context.Context, tx PersonTx, who org.Actor, version int64, name, zone string) error {
	p, err := tx.Person(ctx, who.Person)
	if err != nil {
		return err
	}
	was := p
	if p, err = p.Call(name, zone); err != nil {
		return err
	}
	p.Version = version
	if err := tx.ChangePerson(ctx, p); err != nil {
		return err
	}
	changed := map[string]any{}
	if was.Name != p.Name {
		changed["name"] = map[string]string{"old": was.Name, "new": p.Name}
	}
	if was.Zone != p.Zone {
		changed["zone"] = map[string]string{"old": was.Zone, "new": p.Zone}
	}
	return tx.Note(ctx, who, "person.changed", p.ID, changed)
}

// PasswordTx is what changing a password asks of a transaction.
type PasswordTx interface {
	PersonTx
	EndOtherSessions(ctx context.Context, person, but string) (int, error)
	Tell(ctx context.Context, person, text string) error
}

// ChangePassword keeps another password, given as its hash, of an actor whose
// old one, also given as its hash, was just found right. All sessions but the
// one in use end, unless they are kept.
func ChangePassword(ctx context.Context, tx PasswordTx, who org.Actor, old, hash, session string, keep bool) error {
	p, err := tx.Person(ctx, who.Person)
	if err != nil {
		return err
	}
	if p.Password != old {
		return fault.New(fault.Conflict, "your password was changed meanwhile").Helped("sign in with the new one")
	}
	p.Password = hash
	if err := tx.ChangePerson(ctx, p); err != nil {
		return err
	}
	ended := 0
	if !keep {
		if ended, err = tx.EndOtherSessions(ctx, who.Person, session); err != nil {
			return err
		}
	}
	return tx.Note(ctx, who, "person.password-changed", p.ID, map[string]any{"sessions_ended": ended})
}
