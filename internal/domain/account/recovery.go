package account

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// RecoveryCodes is how many codes a list has, for when the app or the key is
// lost. Each lets its owner in once.
const RecoveryCodes = 10

// newRecovery returns a list of codes and the digests that are kept of them.
// One has 120 random bits, so that a plain digest does (ASVS 5.0, 6.5.2).
func newRecovery() (shown []secret.Secret, kept []string) {
	for range RecoveryCodes {
		raw := make([]byte, 15)
		rand.Read(raw) // never fails, as of Go 1.24
		text := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
		var groups []string
		for len(text) > 0 {
			groups, text = append(groups, text[:4]), text[4:]
		}
		code := secret.Secret(strings.Join(groups, "-"))
		shown, kept = append(shown, code), append(kept, recoveryDigest(code.Reveal()))
	}
	return shown, kept
}

// recoveryDigest is under what a code is kept, however it is typed: hyphens,
// spaces and capitals make no difference.
func recoveryDigest(code string) string {
	code = strings.ToLower(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, code))
	return secret.Digest(secret.Secret("recovery " + code))
}

// NewRecovery makes another list of recovery codes; the old one ends.
func NewRecovery(ctx context.Context, tx FactorTx, who org.Actor) ([]secret.Secret, error) {
	has, err := HasFactor(ctx, tx, who.Person)
	if err != nil {
		return nil, err
	}
	if !has {
		return nil, fault.New(fault.Conflict, "recovery codes are for when a second factor is lost, and none is set up").Helped("set one up: the codes come with it")
	}
	shown, kept := newRecovery()
	if err := tx.SaveRecovery(ctx, who.Person, kept); err != nil {
		return nil, err
	}
	return shown, tx.Note(ctx, who, "person.recovery-made", who.Person, nil)
}

// firstRecovery makes the list that comes with the first second factor.
func firstRecovery(ctx context.Context, tx FactorTx, who org.Actor) ([]secret.Secret, error) {
	left, err := tx.RecoveryLeft(ctx, who.Person)
	if err != nil || left > 0 {
		return nil, err
	}
	return NewRecovery(ctx, tx, who)
}

// UseRecovery takes a recovery code, once, and tells its owner how many are left.
func UseRecovery(ctx context.Context, tx FactorTx, who org.Actor, code string) error {
	good, err := tx.UseRecovery(ctx, who.Person, recoveryDigest(code))
	if err != nil {
		return err
	}
	if !good {
		return wrongCode
	}
	left, err := tx.RecoveryLeft(ctx, who.Person)
	if err != nil {
		return err
	}
	text := "A recovery code of yours was used to sign in."
	switch left {
	case 0:
		text += " It was the last one: make a new list."
	case 1:
		text += " One is left: make a new list."
	}
	if err := tx.Tell(ctx, who.Person, text); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.recovery-used", who.Person, map[string]any{"left": left})
}

// UseEither takes what somebody typed as a second factor: six digits are a
// code of the app, everything else a recovery code.
func UseEither(ctx context.Context, tx FactorTx, box *secret.Box, who org.Actor, typed string) (Way, error) {
	if digits := strings.Join(strings.Fields(typed), ""); len(digits) <= 8 && strings.Trim(digits, "0123456789") == "" {
		return ByCode, UseCode(ctx, tx, box, who.Person, digits)
	}
	return ByRecovery, UseRecovery(ctx, tx, who, typed)
}

// ResetFactor takes a member's second factors away, for when all are lost: an
// administrator does it after making sure by another way who asks. The person
// is told at the next sign-in, and every session of theirs ends.
func ResetFactor(ctx context.Context, tx FactorTx, who org.Actor, person, reason string) error {
	if err := who.May(org.ManagePeople); err != nil {
		return err
	}
	if who.Token != "" {
		return fault.New(fault.Forbidden, "a token can't take a second factor away").Helped("sign in to do it, or use aceso user reset-factor on the server")
	}
	if who.Person == person {
		return fault.New(fault.Conflict, "you can't reset your own second factor").Helped("change it under your name, Account; when it is lost, ask another administrator")
	}
	in, err := tx.AnyMembershipsOf(ctx, person)
	if err != nil {
		return err
	}
	if _, err := tx.AnyMembership(ctx, person); err != nil {
		return err
	}
	if len(in) > 1 && !who.System {
		return fault.New(fault.Conflict, "this person works for another organisation here too, whose door it would open").
			Helped("they use a recovery code, or whoever runs the server does it with aceso user reset-factor")
	}
	return reset(ctx, tx, who, person, reason)
}

func reset(ctx context.Context, tx FactorTx, who org.Actor, person, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 500 {
		return fault.New(fault.Invalid, "a reset names its reason, in 1 to 500 characters").Helped("write how you made sure who asks, such as: telephone lost, seen in person")
	}
	has, err := HasFactor(ctx, tx, person)
	if err != nil {
		return err
	}
	if !has {
		return fault.New(fault.Conflict, "there is no second factor to reset")
	}
	if err := tx.DropCodeApp(ctx, person); err != nil {
		return err
	}
	keys, err := tx.Passkeys(ctx, person)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if err := tx.DropPasskey(ctx, person, k.ID); err != nil {
			return err
		}
	}
	if err := tx.SaveRecovery(ctx, person, nil); err != nil {
		return err
	}
	if _, err := tx.EndOtherSessions(ctx, person, ""); err != nil {
		return err
	}
	if err := tx.Tell(ctx, person, who.Name+" reset your second factor: "+reason+". If you did not ask for that, tell an administrator now."); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.factor-reset", person, map[string]any{"reason": reason})
}
