package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// Turn brings a case into another state, with a word to those inside.
func Turn(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, to State, why string) (Case, error) {
	if to == Closed {
		return Case{}, fault.New(fault.Invalid, "a case is closed with its outcome").Helped("say how it ended")
	}
	return change(ctx, tx, who, id, rev, "case.turned", func(c *Case) (any, error) {
		old := c.State
		if err := c.move(to, who); err != nil {
			return nil, err
		}
		if old == Closed {
			c.Outcome, c.Same = "", ""
		}
		return map[string]any{"old": old, "new": to, "why": strings.TrimSpace(why)}, nil
	})
}

// Close ends a case with its outcome. A complaint that nobody investigated
// says why (21 CFR 820.35(a)).
func Close(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, how Outcome, why string) (Case, error) {
	return change(ctx, tx, who, id, rev, "case.closed", func(c *Case) (any, error) {
		why = strings.TrimSpace(why)
		switch {
		case !slices.ContainsFunc(Outcomes, func(o struct {
			Outcome Outcome
			Tells   string
		},
		) bool {
			return o.Outcome == how
		}):
			return nil, fault.New(fault.Invalid, "%.40q is no outcome of a case", how)
		case how == Duplicate:
			return nil, fault.New(fault.Invalid, "a duplicate is joined with the case that it is one of")
		case why == "" || len(why) > maxText:
			return nil, fault.New(fault.Invalid, "say why it is closed")
		case c.Kind == Complaint && c.Handling.Investigated == "":
			return nil, fault.New(fault.Invalid, "nobody has said whether the complaint was investigated").Helped("say so, and if not, why not (21 CFR 820.35)")
		}
		if err := c.move(Closed, who); err != nil {
			return nil, err
		}
		c.Outcome = how
		return map[string]any{"outcome": how, "why": why}, nil
	})
}

// Join says that a case is a duplicate of another, which goes on for both.
func Join(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, same string) (Case, error) {
	other, err := seen(ctx, tx, who, same, org.WorkCases)
	if err != nil {
		return Case{}, err
	}
	if other.Same != "" || other.ID == id {
		return Case{}, fault.New(fault.Conflict, "%s is no case of its own", other.Number).Helped("join it with the one that goes on")
	}
	return change(ctx, tx, who, id, rev, "case.joined", func(c *Case) (any, error) {
		if c.State == Received {
			if err := c.move(Acknowledged, who); err != nil {
				return nil, err
			}
		}
		if err := c.move(Closed, who); err != nil {
			return nil, err
		}
		c.Outcome, c.Same = Duplicate, other.ID
		return map[string]any{"with": other.ID, "number": other.Number}, tx.SaveLink(ctx, link(who, c, Link{Kind: "case", About: other.ID, Title: other.Number, URL: "/cases/" + other.ID, Why: "duplicate"}, tx.Now()))
	})
}

// A Member tells whether somebody works in the organisation of the transaction.
type Member interface {
	Membership(ctx context.Context, person string) (org.Membership, error)
}

// Assign gives a case to a person who may work on cases; "" for nobody.
func Assign(ctx context.Context, tx interface {
	Tx
	Member
}, who org.Actor, id string, rev int64, person string,
) (Case, error) {
	if person != "" {
		m, err := tx.Membership(ctx, person)
		if err != nil {
			return Case{}, err
		}
		if !(org.Actor{Org: m.Org, Person: person, Roles: m.Roles}).Allowed(org.WorkCases) {
			return Case{}, fault.New(fault.Invalid, "this person may not work on cases").Helped("choose somebody else, or give them a role that may")
		}
	}
	return change(ctx, tx, who, id, rev, "case.assigned", func(c *Case) (any, error) {
		old := c.Owner
		c.Owner = person
		return map[string]string{"old": old, "new": person}, nil
	})
}

// Edit changes what is known of a case. What was told first stays as it was.
func Edit(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, in Case) (Case, error) {
	return change(ctx, tx, who, id, rev, "case.edited", func(c *Case) (any, error) {
		old := *c
		c.Kind, c.Title, c.Impact, c.Device, c.Reporter, c.Handling = in.Kind, in.Title, in.Impact, in.Device, in.Reporter, in.Handling
		c.Embargo, c.Planned, c.Parties = in.Embargo, in.Planned, words(in.Parties)
		if c.Reporter.Anonymous {
			c.Reporter.Credit = ""
		}
		if err := c.tidy(tx.Now()); err != nil {
			return nil, err
		}
		return changed(&old, c), nil
	})
}

// Restrict makes a case private to some people, or opens it. Whoever does it stays in.
func Restrict(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, private bool, members []string) (Case, error) {
	return change(ctx, tx, who, id, rev, "case.restricted", func(c *Case) (any, error) {
		c.Private, c.Members = private, words(members)
		if private && !slices.Contains(c.Members, who.Person) {
			c.Members = append(c.Members, who.Person)
		}
		if len(c.Members) > maxParty {
			return nil, fault.New(fault.Invalid, "a case has at most %d members", maxParty)
		}
		return map[string]any{"private": private, "members": c.Members}, nil
	})
}

// A Link joins a case with a record: a finding, a weakness, a CAPA, another case.
type Link struct {
	ID, Org string
	Case    string // id
	Kind    string // "finding", "weakness", "capa", "case", "advisory"
	About   string // id of the record, or its number in another system
	Title   string
	URL     string // path of its page; "" for what is elsewhere
	Why     string
	By      string
	At      time.Time
}

// linkKinds are what a case can be joined with.
var linkKinds = []string{"finding", "weakness", "capa", "case", "advisory", "assessment", "remediation"}

// Connect links a case with a record.
func Connect(ctx context.Context, tx Tx, who org.Actor, about string, l Link) (Link, error) {
	c, err := seen(ctx, tx, who, about, org.WorkCases)
	if err != nil {
		return Link{}, err
	}
	l.About, l.Title = strings.TrimSpace(l.About), strings.TrimSpace(l.Title)
	if !slices.Contains(linkKinds, l.Kind) || l.About == "" || len(l.About) > maxField || len(l.Title) > maxField {
		return Link{}, fault.New(fault.Invalid, "a case is linked with a %s, by its id or number", strings.Join(linkKinds, ", "))
	}
	there, err := tx.Links(ctx, c.ID)
	if err != nil {
		return Link{}, err
	}
	for _, old := range there {
		if old.Kind == l.Kind && old.About == l.About {
			return old, nil
		}
	}
	l = link(who, &c, l, tx.Now())
	if err := tx.SaveLink(ctx, l); err != nil {
		return Link{}, err
	}
	return l, tx.Append(ctx, record.Entry{What: "case.linked", About: c.ID, Who: who, Data: map[string]string{"kind": l.Kind, "with": l.About, "title": l.Title}})
}

func link(who org.Actor, c *Case, l Link, now time.Time) Link {
	l.ID, l.Org, l.Case, l.By, l.At = id.New(), who.Org, c.ID, who.Name, now
	return l
}

// Part takes a link away.
func Part(ctx context.Context, tx Tx, who org.Actor, about, id string) error {
	c, err := seen(ctx, tx, who, about, org.WorkCases)
	if err != nil {
		return err
	}
	there, err := tx.Links(ctx, c.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(there, func(l Link) bool { return l.ID == id })
	if at < 0 {
		return fault.New(fault.NotFound, "the case has no such link")
	}
	if err := tx.DropLink(ctx, id); err != nil {
		return err
	}
	return tx.Append(ctx, record.Entry{What: "case.unlinked", About: c.ID, Who: who, Data: map[string]string{"kind": there[at].Kind, "with": there[at].About}})
}

// change is what all work on a case has in common.
func change(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, what string, do func(*Case) (any, error)) (Case, error) {
	c, err := seen(ctx, tx, who, id, org.WorkCases)
	if err != nil {
		return Case{}, err
	}
	if c.Rev != rev {
		return Case{}, fault.New(fault.Stale, "this case was changed meanwhile: you saw version %d and it is at %d now", rev, c.Rev).Helped("look at what changed and make your change again")
	}
	data, err := do(&c)
	if err != nil {
		return Case{}, err
	}
	c.Changed = tx.Now()
	if err := tx.SaveCase(ctx, &c); err != nil {
		return Case{}, err
	}
	return c, tx.Append(ctx, record.Entry{What: what, About: c.ID, Who: who, Data: data})
}

// changed tells which fields an edit changed. The names of people stay out of
// the log: it can't be taken back.
func changed(old, now *Case) map[string]any {
	out := map[string]any{}
	note := func(field string, was, is any) {
		if was != is {
			out[field] = map[string]any{"old": was, "new": is}
		}
	}
	note("kind", old.Kind, now.Kind)
	note("title", old.Title, now.Title)
	note("device", old.Device, now.Device)
	note("handling", old.Handling, now.Handling)
	note("embargo", stamp(old.Embargo), stamp(now.Embargo))
	note("planned", stamp(old.Planned), stamp(now.Planned))
	note("credit", old.Reporter.Credit, now.Reporter.Credit)
	note("anonymous", old.Reporter.Anonymous, now.Reporter.Anonymous)
	return out
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(record.Stamp)
}

// words trims each text and leaves out the empty and the repeated ones.
func words(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
