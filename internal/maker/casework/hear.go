package casework

import (
	"context"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	Case(ctx context.Context, id string) (Case, error)
	SaveCase(context.Context, *Case) error
	NextCase(ctx context.Context, year int) (int, error) // the next number of a year, taken for good
	AddMessage(context.Context, Message) error
	Links(ctx context.Context, about string) ([]Link, error)
	SaveLink(context.Context, Link) error
	DropLink(ctx context.Context, id string) error
}

// A Side is who a message is for.
type Side string

// The sides. What is inside never reaches the reporter.
const (
	In     Side = "in"     // from the reporter
	Out    Side = "out"    // to the reporter
	Inside Side = "inside" // among the firm's own people
)

// A Message is one of a case.
type Message struct {
	ID, Org, Case string
	At            time.Time
	Side          Side
	Who           string // name
	Person        string // id; "" for the reporter
	Text          string
	Via           Way
	Files         []File
	Ref           string // Message-ID of a mail; "" for others
}

// A File is one that came with a message. It is kept apart and never served as
// a page; whoever opens it is told so.
type File struct {
	record.Blob
	Cleared bool // somebody looked at it and found it harmless
}

// Limits of what a stranger can send at once (assurance plan, A6.3).
const (
	MaxFiles     = 20
	MaxFileBytes = 50 << 20 // of all files of one message
)

// Hear keeps what a stranger told. The secret opens the reporter's own page,
// and is returned this one time. prefix begins the number: "LF".
func Hear(ctx context.Context, tx Tx, firm string, c Case, prefix string, files []File) (Case, secret.Secret, error) {
	who := org.Program(firm)
	c.Received = tx.Now()
	return open(ctx, tx, who, c, prefix, files)
}

// Enter keeps what came by telephone, letter, service or in another way that
// no program sees; Received is the moment at which the firm learned of it.
func Enter(ctx context.Context, tx Tx, who org.Actor, c Case, prefix string, files []File) (Case, secret.Secret, error) {
	if err := who.May(org.EnterCases); err != nil {
		return Case{}, "", err
	}
	if c.Received.IsZero() {
		c.Received = tx.Now()
	}
	return open(ctx, tx, who, c, prefix, files)
}

func open(ctx context.Context, tx Tx, who org.Actor, c Case, prefix string, files []File) (Case, secret.Secret, error) {
	if err := c.tidy(tx.Now()); err != nil {
		return Case{}, "", err
	}
	if len(files) > MaxFiles {
		return Case{}, "", fault.New(fault.TooLarge, "more than %d files", MaxFiles).Helped("put them into one archive, or send the rest in a second message")
	}
	n, err := tx.NextCase(ctx, c.Received.UTC().Year())
	if err != nil {
		return Case{}, "", err
	}
	link := secret.New(24)
	c.ID, c.Org, c.Number, c.State, c.Outcome, c.Rev = id.New(), who.Org, numberOf(prefix, c.Received.UTC().Year(), n), Received, "", 0
	c.Digest, c.Changed = secret.Digest(link), tx.Now()
	if err := tx.SaveCase(ctx, &c); err != nil {
		return Case{}, "", err
	}
	first := Message{ID: id.New(), Org: who.Org, Case: c.ID, At: c.Received, Side: In, Who: c.Reporter.Name, Text: c.Text, Via: c.Way, Files: files}
	if err := tx.AddMessage(ctx, first); err != nil {
		return Case{}, "", err
	}
	return c, link, tx.Append(ctx, record.Entry{What: "case.received", About: c.ID, Who: who, Data: map[string]any{
		"number": c.Number, "kind": c.Kind, "way": c.Way, "received": c.Received.UTC().Format(record.Stamp), "files": hashes(files), "private": c.Private,
	}})
}

func hashes(files []File) []string {
	out := make([]string, len(files))
	for i, f := range files {
		out[i] = f.Hash
	}
	return out
}

// Say adds a message of the firm: to the reporter, or among its own people.
func Say(ctx context.Context, tx Tx, who org.Actor, id string, side Side, text string, files []File) (Case, error) {
	if side != Out && side != Inside {
		return Case{}, fault.New(fault.Invalid, "a message is to the reporter or stays inside")
	}
	return message(ctx, tx, who, id, Message{Side: side, Who: who.Name, Person: who.Person, Text: text, Via: Page, Files: files})
}

// Reply adds a message of the reporter, by the secret link or by mail. A
// closed case opens again: there is news.
func Reply(ctx context.Context, tx Tx, firm, id, text string, via Way, ref string, files []File) (Case, error) {
	return message(ctx, tx, org.Program(firm), id, Message{Side: In, Text: text, Via: via, Files: files, Ref: ref})
}

func message(ctx context.Context, tx Tx, who org.Actor, about string, m Message) (Case, error) {
	c, err := seen(ctx, tx, who, about, org.WorkCases)
	if err != nil {
		return Case{}, err
	}
	m.Text = strings.TrimSpace(m.Text)
	switch {
	case m.Text == "" && len(m.Files) == 0:
		return Case{}, fault.New(fault.Invalid, "there is nothing in the message")
	case len(m.Text) > maxText:
		return Case{}, fault.New(fault.TooLarge, "a message has at most %d characters", maxText).Helped("attach the rest as a file")
	case len(m.Files) > MaxFiles:
		return Case{}, fault.New(fault.TooLarge, "more than %d files", MaxFiles)
	}
	m.ID, m.Org, m.Case, m.At = id.New(), who.Org, c.ID, tx.Now()
	if m.Side == In {
		m.Who = c.Reporter.Name
		if c.State == Closed {
			if err := c.move(Acknowledged, who); err != nil {
				return Case{}, err
			}
			c.Outcome = ""
		}
	}
	if err := tx.AddMessage(ctx, m); err != nil {
		return Case{}, err
	}
	c.Changed = tx.Now()
	if err := tx.SaveCase(ctx, &c); err != nil {
		return Case{}, err
	}
	return c, tx.Append(ctx, record.Entry{What: "case.message", About: c.ID, Who: who, Data: map[string]any{"number": c.Number, "message": m.ID, "side": m.Side, "files": hashes(m.Files)}})
}

// seen returns a case that the asker may see and has a permission for. One that
// they may not see is not there for them.
func seen(ctx context.Context, tx Tx, who org.Actor, id string, needs org.Permission) (Case, error) {
	if err := who.May(needs); err != nil {
		return Case{}, err
	}
	c, err := tx.Case(ctx, id)
	if err != nil {
		return Case{}, err
	}
	if !c.Sees(who) {
		return Case{}, fault.New(fault.NotFound, "there is no case %s", id)
	}
	return c, nil
}
