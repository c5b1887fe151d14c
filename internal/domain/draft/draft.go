// Package draft holds what somebody typed into a form and has not sent, or
// sent when their session had ended: it is theirs alone, for a while, and no
// record of anything. So it stands in no log, and holds no password and no file.
package draft

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A Why says how a draft came to be kept.
type Why string

// The reasons.
const (
	Typing Why = "typing" // it is being written
	Ended  Why = "ended"  // it was sent, and the session had ended
)

// A Draft is a form that is filled in and not sent.
type Draft struct {
	ID     string
	Action string // path that the form is sent to
	Page   string // path, with its query, of the page that the form stands on
	What   string // in words, for a list: "note on a finding"
	Start  string // the first words of the longest text in it
	Why    Why
	Fields url.Values
	Size   int // bytes that the fields take

	Saved, Expires time.Time
}

// Limits: of one draft, and of all drafts of a person in an organisation.
const (
	MaxBytes  = 8 << 20
	MaxAll    = 32 << 20
	MaxDrafts = 50
	MaxPath   = 2000 // bytes of an address
	maxStart  = 120  // characters
)

// How long a draft is kept. What arrived with a session that had ended was
// sent by a browser that nobody vouches for any more: a working day.
const (
	Life      = 7 * 24 * time.Hour
	EndedLife = 24 * time.Hour
)

// Tx is what this package asks of a transaction.
type Tx interface {
	Now() time.Time
	Draft(ctx context.Context, person, id string) (Draft, error)
	Drafts(ctx context.Context, person string) ([]Draft, error)
	SaveDraft(ctx context.Context, person string, d Draft) error
	DropDraft(ctx context.Context, person, id string) error
}

// Keep keeps a draft of the person, or keeps it as it is now. Where the person
// has too many, the oldest make room. A draft in which nothing is left is dropped.
func Keep(ctx context.Context, tx Tx, who org.Actor, d Draft) (Draft, error) {
	if err := own(who); err != nil {
		return d, err
	}
	d.Fields = Plain(d.Fields)
	if d.ID == "" {
		d.ID = id.New()
	}
	if err := d.check(); err != nil {
		return d, err
	}
	d.Saved = tx.Now()
	d.Expires, d.Start, d.Size = d.Saved.Add(life(d.Why)), start(d.Fields), len(d.Fields.Encode())
	if d.Size > MaxBytes {
		return d, fault.New(fault.TooLarge, "what was written takes more than %d MB, the limit of a draft", MaxBytes>>20).Helped("send it now, or in parts")
	}
	if err := makeRoom(ctx, tx, who, d); err != nil {
		return d, err
	}
	return d, tx.SaveDraft(ctx, who.Person, d)
}

// Read returns a draft of the person's own. One whose time has come is gone.
func Read(ctx context.Context, tx Tx, who org.Actor, id string) (Draft, error) {
	if err := own(who); err != nil {
		return Draft{}, err
	}
	d, err := tx.Draft(ctx, who.Person, id)
	if err == nil && !tx.Now().Before(d.Expires) {
		err = fault.New(fault.NotFound, "there is no draft %s", id)
	}
	if f := fault.Of(err); f != nil && f.Kind == fault.NotFound {
		return Draft{}, f.Helped("it was sent or thrown away, its time is over, or somebody else wrote it: see your drafts for what there is")
	}
	return d, err
}

// List returns the person's drafts without their fields, the newest first.
func List(ctx context.Context, tx Tx, who org.Actor) ([]Draft, error) {
	if who.Person == "" || who.Token != "" {
		return nil, nil
	}
	all, err := tx.Drafts(ctx, who.Person)
	return slices.DeleteFunc(all, func(d Draft) bool { return !tx.Now().Before(d.Expires) }), err
}

// Drop throws a draft away; there is no harm in one that is not there.
func Drop(ctx context.Context, tx Tx, who org.Actor, id string) error {
	if err := own(who); err != nil {
		return err
	}
	return tx.DropDraft(ctx, who.Person, id)
}

// own refuses programs: a draft belongs to a person before a page.
func own(who org.Actor) error {
	if who.Person == "" || who.Token != "" {
		return fault.New(fault.Unsigned, "a draft belongs to somebody who is signed in").Helped("sign in")
	}
	return nil
}

func life(w Why) time.Duration {
	if w == Ended {
		return EndedLife
	}
	return Life
}

func (d Draft) check() error {
	wrong := func(text string) error {
		return fault.New(fault.Invalid, "this can't be kept as a draft: %s", text).Helped("open the form anew")
	}
	switch {
	case !id.Valid(d.ID):
		return wrong("its id is none")
	case !local(d.Action) || !local(d.Page):
		return wrong("it belongs to no page here")
	case d.Why != Typing && d.Why != Ended:
		return wrong("nobody knows why")
	case len(d.Fields) == 0:
		return wrong("nothing is written in it")
	}
	return nil
}

// local tells whether a text is the path of a page of ours.
func local(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && len(path) <= MaxPath && !strings.ContainsAny(path, "\\\r\n\t")
}

// makeRoom drops the oldest drafts until the new one fits. The list is the
// newest first.
func makeRoom(ctx context.Context, tx Tx, who org.Actor, d Draft) error {
	all, err := tx.Drafts(ctx, who.Person)
	if err != nil {
		return err
	}
	many, size := 1, d.Size
	for _, old := range all {
		if old.ID == d.ID {
			continue
		}
		if many++; many <= MaxDrafts && size+old.Size <= MaxAll {
			size += old.Size
			continue
		}
		if err := tx.DropDraft(ctx, who.Person, old.ID); err != nil {
			return err
		}
	}
	return nil
}

// secrets are words in the name of a field that is never kept.
var secrets = []string{"password", "secret", "token", "passkey", "otp", "proof"}

// Plain returns the fields that may be kept: no secret, and none of those that
// begin with an underscore, which are about the form itself.
func Plain(in url.Values) url.Values {
	out := url.Values{}
	for name, values := range in {
		lower := strings.ToLower(name)
		if name == "key" || strings.HasPrefix(name, "_") || slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(lower, s) }) {
			continue
		}
		out[name] = slices.Clone(values)
	}
	return out
}

// start is how the longest text begins, on one line. A text of several words
// says more than a longer one of one, and what only programs read says nothing.
func start(fields url.Values) string {
	best := ""
	better := func(a, b string) bool { // whether a says more than b
		if words := strings.Contains(a, " "); words != strings.Contains(b, " ") {
			return words
		}
		return len(a) > len(b) || len(a) == len(b) && a < b
	}
	for _, values := range fields {
		for _, v := range values {
			v = strings.Join(strings.Fields(v), " ")
			if !id.Valid(v) && !strings.HasPrefix(v, "/") && better(v, best) {
				best = v
			}
		}
	}
	if utf8.RuneCountInString(best) <= maxStart {
		return best
	}
	return strings.TrimSpace(string([]rune(best)[:maxStart])) + " …"
}
