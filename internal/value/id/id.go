// Package id makes the identifiers of our records: UUIDv7 text, which sorts by
// the time of making, and a short form for what stands in every key.
package id

import (
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// New returns a fresh identifier.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid tells whether the text is a UUID in its lower-case form.
func Valid(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}

// UUID returns the text when it is a UUID, and else one that follows from it.
func UUID(s string) string {
	if Valid(s) {
		return s
	}
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("aceso:"+s)).String()
}

// letters are those of base32hex (RFC 4648, 7), small: they sort as their values do.
const letters = "0123456789abcdefghijklmnopqrstuv"

// shortSince is the moment from which short identifiers count their time.
var shortSince = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

var lastShort atomic.Int64

// Short returns a fresh identifier of eight letters, which sorts by the time
// of making: its milliseconds, and never the same twice in one process. It is
// for the few records of a whole installation whose name stands in every key.
func Short() string {
	n := time.Since(shortSince).Milliseconds()
	for {
		last := lastShort.Load()
		n = max(n, last+1)
		if lastShort.CompareAndSwap(last, n) {
			break
		}
	}
	out := []byte("00000000")
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = letters[n&31]
		n >>= 5
	}
	return string(out)
}
