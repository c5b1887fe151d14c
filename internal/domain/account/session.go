package account

import (
	"context"
	"slices"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// A Session is a signed-in browser. Only the digest of its secret is kept.
type Session struct {
	ID      string // to name it by; the digest changes with each new secret
	Digest  string
	Person  string
	Org     string // the organisation that the person works in at the moment
	Created time.Time
	Seen    time.Time
	Proof   Proof
	Address string // from which it began
	Agent   string // what the browser called itself then
}

// NewSession returns a session and the secret that the browser keeps.
func NewSession(person, orgID string, p Proof, now time.Time) (Session, secret.Secret) {
	s := secret.New(32)
	return Session{ID: id.New(), Digest: secret.Digest(s), Person: person, Org: orgID, Created: now, Seen: now, Proof: p}, s
}

// Ends is when the session ends if nobody comes, and when it ends in any case.
func (s Session) Ends(l Limits) (idle, whole time.Time) {
	idle, whole = s.Seen.Add(l.Idle), s.Created.Add(l.Whole)
	if whole.Before(idle) {
		idle = whole
	}
	return idle, whole
}

// Known is for how long after its end a session is still known: it lets nobody
// in, but tells whose form arrived.
const Known = 24 * time.Hour

// Live tells whether the session still lets somebody in.
func (s Session) Live(l Limits, now time.Time) bool {
	idle, _ := s.Ends(l)
	return now.Before(idle)
}

// SessionTx is what the use cases about sessions ask of a transaction.
type SessionTx interface {
	Log
	SessionsOf(ctx context.Context, person string) ([]Session, error)
	EndSessionByID(ctx context.Context, person, session string) (bool, error)
	EndOtherSessions(ctx context.Context, person, but string) (int, error)
	EndSessions(ctx context.Context, person string) error
	AnyMembership(ctx context.Context, person string) (org.Membership, error)
}

// EndOwn ends one session of the actor's own, wherever it works.
func EndOwn(ctx context.Context, tx SessionTx, who org.Actor, session string) error {
	ended, err := tx.EndSessionByID(ctx, who.Person, session)
	if err != nil {
		return err
	}
	if !ended {
		return fault.New(fault.NotFound, "you have no such session").Helped("look at the list again: it may have ended already")
	}
	return tx.Note(ctx, who, "person.session-ended", who.Person, map[string]any{"session": session})
}

// EndOthers ends every session of the actor but the one that is in use.
func EndOthers(ctx context.Context, tx SessionTx, who org.Actor, but string) error {
	n, err := tx.EndOtherSessions(ctx, who.Person, but)
	if err != nil || n == 0 {
		return err
	}
	return tx.Note(ctx, who, "person.sessions-ended", who.Person, map[string]any{"count": n})
}

// EndOf ends every session of a member in the actor's organisation.
func EndOf(ctx context.Context, tx SessionTx, who org.Actor, person string) error {
	if err := who.May(org.ManagePeople); err != nil {
		return err
	}
	if _, err := tx.AnyMembership(ctx, person); err != nil {
		return err
	}
	if err := tx.EndSessions(ctx, person); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.sessions-ended", person, nil)
}

// EndOneOf ends one session of a member in the actor's organisation.
func EndOneOf(ctx context.Context, tx SessionTx, who org.Actor, person, session string) error {
	if err := who.May(org.ManagePeople); err != nil {
		return err
	}
	if _, err := tx.AnyMembership(ctx, person); err != nil {
		return err
	}
	all, err := tx.SessionsOf(ctx, person)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(s Session) bool { return s.ID == session && s.Org == who.Org }) {
		return fault.New(fault.NotFound, "this person has no such session").Helped("look at the list again: it may have ended already")
	}
	if _, err := tx.EndSessionByID(ctx, person, session); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.session-ended", person, map[string]any{"session": session})
}
