// Package fault names the kinds of error that somebody outside can do something about.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// A Kind says what went wrong from the asker's point of view. Faces turn it
// into a status code or an exit code.
type Kind string

// The kinds of fault.
const (
	Invalid       Kind = "invalid"       // what was sent can't be used
	TooLarge      Kind = "too large"     // what was sent exceeds a stated limit
	NotFound      Kind = "not found"     // no such thing, or not for this asker
	Conflict      Kind = "conflict"      // its state, or somebody else's change, is in the way
	Unsigned      Kind = "not signed in" // nobody is known to be asking
	Forbidden     Kind = "forbidden"     // known, and not allowed
	Unproven      Kind = "unproven"      // known and allowed, and has to show again who they are
	TooMany       Kind = "too many"      // asked too often; later it may work
	Unavailable   Kind = "unavailable"   // a part of the system or the outside does not answer
	Stale         Kind = "stale"         // made upon a version that somebody changed meanwhile
	Unconditional Kind = "unconditional" // a change that does not name the version it is made upon
	Full          Kind = "full"          // there is no room left to write
	Unverified    Kind = "unverified"    // a signature, hash or log does not hold
)

// Fault is an error whose text may be shown to whoever asked. Its Fix, when
// there is one, says what would help.
type Fault struct {
	Kind Kind
	Text string
	Fix  string
	Wait time.Duration // after which it may work; zero when nobody can tell
}

// Error returns the text and, behind a semicolon, what would help.
func (f *Fault) Error() string {
	if f.Fix == "" {
		return f.Text
	}
	return f.Text + "; " + f.Fix
}

// New returns a fault with a text made as fmt.Sprintf makes it.
func New(kind Kind, format string, args ...any) *Fault {
	return &Fault{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// Helped returns a copy of the fault that also says what would help.
func (f *Fault) Helped(fix string, args ...any) *Fault {
	c := *f
	c.Fix = fmt.Sprintf(fix, args...)
	return &c
}

// After returns a copy of the fault that also says after what time it may work.
func (f *Fault) After(wait time.Duration) *Fault {
	c := *f
	c.Wait = wait
	return &c
}

// Of returns the fault inside err, or nil when there is none: then the text
// of err is for the log only.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// Is tells whether err carries a fault of that kind.
func Is(err error, kind Kind) bool {
	f := Of(err)
	return f != nil && f.Kind == kind
}
