// Package id makes the identifiers of our records: UUIDv7 text, which sorts by
// the time of making.
package id

import "github.com/google/uuid"

// New returns a fresh identifier.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid tells whether the text is a UUID in its lower-case form.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}
