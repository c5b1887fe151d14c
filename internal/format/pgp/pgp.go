// Package pgp signs files with OpenPGP and checks such signatures, as CSAF
// asks of who publishes advisories (CSAF 2.0, 7.1.19).
package pgp

import (
	"fmt"
	"strings"
	"time"

	"github.com/ProtonMail/gopenpgp/v3/crypto"
	"github.com/ProtonMail/gopenpgp/v3/profile"

	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// maxKey bounds an armoured key, in bytes.
const maxKey = 64 << 10

// A Key can sign.
type Key struct{ key *crypto.Key }

// NewKey makes a key without a passphrase; who keeps it encrypts it.
func NewKey(name, mail string, now time.Time) (Key, error) {
	k, err := crypto.PGPWithProfile(profile.RFC4880()).KeyGeneration().AddUserId(name, mail).GenerationTime(now.Unix()).New().GenerateKey()
	if err != nil {
		return Key{}, fmt.Errorf("make a signing key: %w", err)
	}
	return Key{k}, nil
}

// ReadKey reads an armoured private key. One with a passphrase is opened by it.
func ReadKey(armoured, passphrase secret.Secret) (Key, error) {
	if len(armoured) > maxKey {
		return Key{}, fault.New(fault.TooLarge, "the key is larger than %d bytes", maxKey)
	}
	k, err := crypto.NewKeyFromArmored(armoured.Reveal())
	if err != nil {
		return Key{}, fault.New(fault.Invalid, "this is no OpenPGP key in armour").Helped("export it with gpg --export-secret-keys --armor")
	}
	if !k.IsPrivate() {
		return Key{}, fault.New(fault.Invalid, "this is a public key, and signing takes the private one")
	}
	locked, err := k.IsLocked()
	if err != nil {
		return Key{}, fmt.Errorf("look at a signing key: %w", err)
	}
	if locked {
		if k, err = k.Unlock([]byte(passphrase.Reveal())); err != nil {
			return Key{}, fault.New(fault.Invalid, "the passphrase does not open the key")
		}
	}
	return Key{k}, nil
}

// Armoured returns the private key as text.
func (k Key) Armoured() (secret.Secret, error) {
	text, err := k.key.Armor()
	return secret.Secret(text), err
}

// Public returns the public key as armoured text.
func (k Key) Public() (string, error) { return k.key.GetArmoredPublicKey() }

// Fingerprint names the key, in capital hexadecimal digits.
func (k Key) Fingerprint() string { return strings.ToUpper(k.key.GetFingerprint()) }

// Expires tells until when the key is good; ok is false for one that has no end.
func (k Key) Expires() (at time.Time, ok bool) {
	e := k.key.GetEntity()
	if e == nil {
		return at, false
	}
	sig, err := e.PrimarySelfSignature(time.Time{}, nil)
	if err != nil || sig == nil || sig.KeyLifetimeSecs == nil || *sig.KeyLifetimeSecs == 0 {
		return at, false
	}
	return e.PrimaryKey.CreationTime.Add(time.Duration(*sig.KeyLifetimeSecs) * time.Second), true
}

// Sign returns the detached signature of some bytes, armoured.
func (k Key) Sign(data []byte, now time.Time) ([]byte, error) {
	h, err := crypto.PGPWithProfile(profile.RFC4880()).Sign().SigningKey(k.key).Detached().SignTime(now.Unix()).New()
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return h.Sign(data, crypto.Armor)
}

// Verify tells whether a detached, armoured signature of some bytes is by one
// of the public keys, and good at a time.
func Verify(public []string, data, signature []byte, at time.Time) error {
	if len(signature) > maxKey {
		return fault.New(fault.TooLarge, "the signature is larger than %d bytes", maxKey)
	}
	ring, err := crypto.NewKeyRing(nil)
	if err != nil {
		return fmt.Errorf("check a signature: %w", err)
	}
	for _, text := range public {
		if len(text) > maxKey {
			return fault.New(fault.TooLarge, "the key is larger than %d bytes", maxKey)
		}
		k, err := crypto.NewKeyFromArmored(text)
		if err != nil {
			return fault.New(fault.Invalid, "a public key can't be read")
		}
		if k.IsPrivate() {
			return fault.New(fault.Invalid, "a private key is among the public ones")
		}
		if err := ring.AddKey(k); err != nil {
			return fmt.Errorf("check a signature: %w", err)
		}
	}
	h, err := crypto.PGP().Verify().VerificationKeys(ring).VerifyTime(at.Unix()).New()
	if err != nil {
		return fmt.Errorf("check a signature: %w", err)
	}
	result, err := h.VerifyDetached(data, signature, crypto.Armor)
	if err == nil {
		err = result.SignatureError()
	}
	if err != nil {
		return fault.New(fault.Unverified, "the signature is not good: %v", err)
	}
	return nil
}
