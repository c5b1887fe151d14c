package org

import (
	"context"

	"aceso/internal/value/fault"
)

// LikingTx is what keeping somebody's own keys asks of a transaction.
type LikingTx interface {
	Log
	KeysOf(ctx context.Context, person string) (map[string]string, error)
	SaveKeys(ctx context.Context, person string, chosen map[string]string) error
}

// Bounds of what is kept of somebody's keys.
const (
	maxKeys   = 200
	maxKeyLen = 64 // bytes, of a name and of what is pressed
)

// KeepKeys keeps what a person presses instead of the usual keys, by the name
// of what it does; "" for nothing. It replaces what was chosen before. Which
// names there are is up to the face that has the keys.
func KeepKeys(ctx context.Context, tx LikingTx, who Actor, chosen map[string]string) error {
	if who.Person == "" || who.Token != "" {
		return fault.New(fault.Forbidden, "keys belong to a person who is signed in").Helped("sign in to change yours")
	}
	if len(chosen) > maxKeys {
		return fault.New(fault.Invalid, "there are no more than %d keys to choose", maxKeys)
	}
	for name, press := range chosen {
		if name == "" || len(name) > maxKeyLen || len(press) > maxKeyLen {
			return fault.New(fault.Invalid, "%.20q for %.20q is no key", press, name)
		}
	}
	old, err := tx.KeysOf(ctx, who.Person)
	if err != nil {
		return err
	}
	if err := tx.SaveKeys(ctx, who.Person, chosen); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.keys-chosen", who.Person, map[string]any{"old": old, "new": chosen})
}
