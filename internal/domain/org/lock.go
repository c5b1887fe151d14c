package org

import (
	"context"
	"strings"
	"time"

	"aceso/internal/value/fault"
)

// ErrLocked is the refusal of a member whom an administrator keeps out.
var ErrLocked = fault.New(fault.Forbidden, "an administrator keeps this account out").Helped("ask an administrator of your organisation to unlock it")

// Lock keeps a member out until somebody unlocks them: every session ends at
// once, and no token of theirs counts meanwhile. Roles and what they did stay.
func Lock(ctx context.Context, tx PeopleTx, who Actor, person, reason string) error {
	if err := who.May(ManagePeople); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 500 {
		return fault.New(fault.Invalid, "a lock names its reason, in 1 to 500 characters").Helped("write it so that whoever unlocks knows what to look at first")
	}
	if who.Person == person {
		return fault.New(fault.Conflict, "you can't lock yourself out").Helped("another administrator can")
	}
	m, err := tx.AnyMembership(ctx, person)
	if err != nil {
		return err
	}
	if !m.Locked.IsZero() {
		return fault.New(fault.Conflict, "this member is locked already")
	}
	if err := notLastAdministrator(ctx, tx, person); err != nil {
		return err
	}
	m.Locked = tx.Now()
	if err := tx.LockMembership(ctx, m); err != nil {
		return err
	}
	if err := tx.EndSessions(ctx, person); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.locked", person, map[string]any{"reason": reason})
}

// Unlock lets a member in again who was kept out.
func Unlock(ctx context.Context, tx PeopleTx, who Actor, person string) error {
	if err := who.May(ManagePeople); err != nil {
		return err
	}
	m, err := tx.AnyMembership(ctx, person)
	if err != nil {
		return err
	}
	if m.Locked.IsZero() {
		return fault.New(fault.Conflict, "this member is not locked").Helped("look at what else keeps them out: wrong tries in a row, or a lost second factor")
	}
	since := m.Locked
	m.Locked = time.Time{}
	if err := tx.LockMembership(ctx, m); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.unlocked", person, map[string]any{"since": since})
}
