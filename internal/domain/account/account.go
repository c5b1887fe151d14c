// Package account holds how a person proves who they are and for how long
// that counts: sessions, second factors, what an organisation asks of who
// signs in, and how guessing is slowed down.
package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
)

// A Way is one means by which somebody has shown who they are.
type Way string

// The ways.
const (
	ByPassword Way = "password"
	ByCode     Way = "code"          // of an app (RFC 6238)
	ByRecovery Way = "recovery code" // of the list for when the app is lost
	ByKey      Way = "security key"  // a passkey that was touched and asked its owner for nothing
	ByPasskey  Way = "passkey"       // one that verified its owner by PIN, finger or face: two factors at once
	ByProvider Way = "single sign-on"
	ByVouched  Way = "single sign-on with a second factor" // as the provider says
	ByLink     Way = "link"                                // of the demonstration, printed on its console
)

// A Proof is by which means, and when, somebody has shown who they are.
type Proof struct {
	Ways []Way
	At   time.Time
}

// Strong tells whether two factors were shown. The demonstration's link counts
// as much: nobody but who started it has it, and its people have nothing else.
func (p Proof) Strong() bool {
	has := func(any ...Way) bool {
		return slices.ContainsFunc(p.Ways, func(w Way) bool { return slices.Contains(any, w) })
	}
	return has(ByPasskey, ByVouched, ByLink) || has(ByPassword, ByProvider) && has(ByCode, ByRecovery, ByKey)
}

// With returns the proof with one more way.
func (p Proof) With(w Way, at time.Time) Proof {
	return Proof{append(slices.Clone(p.Ways), w), at}
}

// String is the proof in words: "password and code".
func (p Proof) String() string {
	words := make([]string, len(p.Ways))
	for i, w := range p.Ways {
		words[i] = string(w)
	}
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// Fresh is how long a proof is good for acts that could hurt: making a token,
// letting somebody in, changing a second factor.
const Fresh = 10 * time.Minute

// FreshAt tells whether the proof is young enough for such an act.
func (p Proof) FreshAt(now time.Time) bool {
	age := now.Sub(p.At)
	return age >= 0 && age < Fresh
}

// Log is what a use case asks of its transaction to note what it did.
type Log = org.Log

// PersonTx reads and changes a person.
type PersonTx interface {
	Log
	Person(ctx context.Context, id string) (org.Person, error)
	ChangePerson(context.Context, org.Person) error
}
