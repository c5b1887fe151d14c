// Package secret makes and checks what only one party may know: passwords,
// tokens and keys. A Secret never prints.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"runtime"
	"strings"

	"github.com/alexedwards/argon2id"
)

// A Secret is text that must not reach a log, an error or a page.
type Secret string

// String hides the text.
func (Secret) String() string { return "(secret)" }

// GoString hides the text from %#v.
func (Secret) GoString() string { return "(secret)" }

// MarshalText hides the text from encoders.
func (Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

// Reveal returns the text for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// New returns a random text of n bytes of entropy, safe in addresses.
func New(n int) Secret {
	b := make([]byte, n)
	rand.Read(b) // never fails, as of Go 1.24
	return Secret(base64.RawURLEncoding.EncodeToString(b))
}

// Word returns a random text of n bytes of entropy in small letters and digits
// alone, for what people compare by eye.
func Word(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// Digest returns the SHA-256 in hex under which a random token is kept. It is
// no good for passwords, which are guessable: see HashPassword.
func Digest(s Secret) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Equal compares in a time that tells nothing of where the two differ.
func Equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// Cost is what one password hash takes: OWASP Password Storage, argon2id with
// 64 MiB. Tests lower it.
var Cost = &argon2id.Params{Memory: 64 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// turns bounds how many hashes run at once, so that a storm of sign-ins can't
// take all memory: each holds 64 MiB.
var turns = make(chan struct{}, max(2, runtime.NumCPU()))

// HashPassword returns the argon2id hash of a password, with its parameters.
func HashPassword(password Secret) (string, error) {
	turns <- struct{}{}
	defer func() { <-turns }()
	hash, err := argon2id.CreateHash(password.Reveal(), Cost)
	if err != nil {
		return "", fmt.Errorf("hash a password: %w", err)
	}
	return hash, nil
}

// PasswordIs tells whether the password has that hash. An empty hash takes as
// long as any other and is never right, so that an unknown name can't be told
// from a wrong password by the clock.
func PasswordIs(password Secret, hash string) bool {
	turns <- struct{}{}
	defer func() { <-turns }()
	if hash == "" {
		argon2id.CreateHash(password.Reveal(), Cost)
		return false
	}
	ok, err := argon2id.ComparePasswordAndHash(password.Reveal(), hash)
	return err == nil && ok
}
