package account

import (
	"context"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// Tries are the wrong tries in a row to sign in to one account, whether there
// is such an account or not. Each makes the next wait longer, never for ever:
// nobody can be locked out by somebody else.
type Tries struct {
	Account string // AccountKey of the address
	Person  string // "" for none
	Failed  int
	Until   time.Time // before which no try counts
	Last    time.Time
}

// How guessing is slowed down.
const (
	FreeTries   = 5                // that cost nothing
	LongestWait = 15 * time.Minute // between two tries
	Forgotten   = 24 * time.Hour   // after which tries count anew
)

// AccountKey is under what tries of an address are counted: all its spellings
// fold to one (org.FoldEmail), and what somebody typed is not kept.
func AccountKey(email string) string {
	return secret.Digest(secret.Secret("account " + org.FoldEmail(email)))
}

// Next returns the tries with one more at a time.
func (t Tries) Next(now time.Time) Tries {
	if now.Sub(t.Last) > Forgotten {
		t.Failed = 0
	}
	t.Failed, t.Last = t.Failed+1, now
	t.Until = now.Add(Wait(t.Failed - FreeTries))
	return t
}

// Wait is how long the next try waits after this many beyond the free ones: a
// second, two, four, up to the longest.
func Wait(over int) time.Duration {
	if over < 0 {
		return 0
	}
	return min(LongestWait, time.Second<<min(over, 20))
}

// Held tells whether a try has to wait now.
func (t Tries) Held(now time.Time) bool { return now.Before(t.Until) }

// TriesTx is what counting tries asks of a transaction.
type TriesTx interface {
	Log
	Org() string
	Tries(ctx context.Context, account string) (Tries, error)
	SaveTries(context.Context, Tries) error
	ForgetTries(ctx context.Context, account string) error
}

// Charge counts a try before it is looked at, so that many at once are no more
// than one after the other; Succeeded takes it back. It refuses one that comes
// too early. Where the transaction is of an organisation, its log says when an
// account of a member begins to wait.
func Charge(ctx context.Context, tx TriesTx, account string, p org.Person, address string) error {
	was, err := tx.Tries(ctx, account)
	if err != nil {
		return err
	}
	if was.Held(tx.Now()) {
		return TooEarly(was.Until.Sub(tx.Now()))
	}
	was.Account, was.Person = account, p.ID
	now := was.Next(tx.Now())
	if err := tx.SaveTries(ctx, now); err != nil {
		return err
	}
	if tx.Org() == "" || p.ID == "" || now.Failed <= FreeTries {
		return nil
	}
	who := org.Program(tx.Org())
	return tx.Note(ctx, who, "person.held", p.ID, map[string]any{"name": p.Name, "tries": now.Failed - 1, "from": address})
}

// TooEarly is the refusal of a try that has to wait.
func TooEarly(wait time.Duration) error {
	return fault.New(fault.TooMany, "too many tries in a row").Helped("wait %s and try again", Seconds(wait)).After(wait)
}

// Lift lets a member try again at once.
func Lift(ctx context.Context, tx interface {
	TriesTx
	Person(ctx context.Context, id string) (org.Person, error)
	AnyMembership(ctx context.Context, person string) (org.Membership, error)
}, who org.Actor, person string,
) error {
	if err := who.May(org.ManagePeople); err != nil {
		return err
	}
	if _, err := tx.AnyMembership(ctx, person); err != nil {
		return err
	}
	p, err := tx.Person(ctx, person)
	if err != nil {
		return err
	}
	if err := tx.ForgetTries(ctx, AccountKey(p.Email)); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.freed", person, map[string]any{"name": p.Name})
}
