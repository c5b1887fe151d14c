package account

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A Passkey is a key pair of which the private half never leaves a person's
// device (WebAuthn). What we keep of it is no secret.
type Passkey struct {
	ID      string // of the credential, base64url
	Person  string
	Name    string
	Made    time.Time
	Used    time.Time // zero when never
	Alone   bool      // verified its owner when it was made: good for signing in by itself
	Data    []byte    // the credential as the library keeps it, JSON
	Regress time.Time // when its counter went back, as a copied key's would; zero for never
}

// MostPasskeys is how many one person can have.
const MostPasskeys = 20

func passkeyName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 100 {
		return "", fault.New(fault.Invalid, "a passkey has a name of 1 to 100 characters").Helped("name it for the device that holds it")
	}
	return name, nil
}

// KeepPasskey keeps a passkey that was just made. It returns the recovery
// codes that come with the first second factor.
func KeepPasskey(ctx context.Context, tx FactorTx, who org.Actor, k Passkey) ([]secret.Secret, error) {
	var err error
	if k.Name, err = passkeyName(k.Name); err != nil {
		return nil, err
	}
	has, err := tx.Passkeys(ctx, who.Person)
	if err != nil {
		return nil, err
	}
	if len(has) >= MostPasskeys {
		return nil, fault.New(fault.Conflict, "you have %d passkeys, which is as many as one person can have", len(has)).Helped("remove one that you don't use")
	}
	k.Person, k.Made = who.Person, tx.Now()
	if err := tx.AddPasskey(ctx, k); err != nil {
		return nil, err
	}
	if err := tx.Note(ctx, who, "person.passkey-added", who.Person, map[string]any{"name": k.Name}); err != nil {
		return nil, err
	}
	return firstRecovery(ctx, tx, who)
}

// RenamePasskey gives one of the actor's passkeys another name.
func RenamePasskey(ctx context.Context, tx FactorTx, who org.Actor, id, name string) error {
	k, err := ownPasskey(ctx, tx, who, id)
	if err != nil {
		return err
	}
	was := k.Name
	if k.Name, err = passkeyName(name); err != nil {
		return err
	}
	if err := tx.ChangePasskey(ctx, k); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.passkey-renamed", who.Person, map[string]any{"old": was, "new": k.Name})
}

// DropPasskey removes one of the actor's passkeys, when something is left that
// the organisation asks for.
func DropPasskey(ctx context.Context, tx FactorTx, who org.Actor, id string) error {
	k, err := ownPasskey(ctx, tx, who, id)
	if err != nil {
		return err
	}
	if err := tx.DropPasskey(ctx, who.Person, id); err != nil {
		return err
	}
	if err := stillEnough(ctx, tx, who); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.passkey-removed", who.Person, map[string]any{"name": k.Name})
}

func ownPasskey(ctx context.Context, tx FactorTx, who org.Actor, id string) (Passkey, error) {
	k, err := tx.Passkey(ctx, id)
	if err == nil && k.Person != who.Person || fault.Is(err, fault.NotFound) {
		return k, fault.New(fault.NotFound, "you have no such passkey").Helped("look at the list again")
	}
	return k, err
}

// UsePasskey notes that a passkey answered, with what the library keeps of it
// now. A counter that went back may come from a copy of the key: the answer
// counts, since some devices never count, and its owner is told.
func UsePasskey(ctx context.Context, tx FactorTx, who org.Actor, k Passkey, wentBack bool) error {
	k.Used = tx.Now()
	if wentBack {
		k.Regress = tx.Now()
		if err := tx.Tell(ctx, who.Person, "The passkey "+k.Name+" counted backwards, as a copy of it would. If you know of no copy, remove it and make another."); err != nil {
			return err
		}
		if err := tx.Note(ctx, who, "person.passkey-counted-back", who.Person, map[string]any{"name": k.Name}); err != nil {
			return err
		}
	}
	return tx.ChangePasskey(ctx, k)
}
