package finding

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// maxNote bounds a note, in bytes.
const maxNote = 10_000

// An Act is what a person wants to do to one finding or to many. What is left
// empty stays as it is.
type Act struct {
	Owner  *string // a person's id; "" for nobody
	Note   *string // instead of the one that is there
	To     State   // InReview or Open
	Snooze *Snooze
	Wake   bool // end a snooze

	name string // of the owner, for people
}

// The kinds of act, as the log calls them.
const (
	Assigned deed.Kind = "finding.assigned"
	Noted    deed.Kind = "finding.noted"
	Turned   deed.Kind = "finding.turned"
	SetAside deed.Kind = "finding.snoozed"
	Woken    deed.Kind = "finding.woken"
	Changed  deed.Kind = "finding.changed" // several of these at once
)

// Kinds are all kinds of act on findings.
var Kinds = []deed.Kind{Assigned, Noted, Turned, SetAside, Woken, Changed}

// kinds are the kinds of what the act does.
func (a *Act) kinds() []deed.Kind {
	var out []deed.Kind
	for _, k := range []struct {
		is   bool
		kind deed.Kind
	}{{a.Owner != nil, Assigned}, {a.Note != nil, Noted}, {a.To != "", Turned}, {a.Snooze != nil, SetAside}, {a.Wake, Woken}} {
		if k.is {
			out = append(out, k.kind)
		}
	}
	return out
}

// Kind is how the log calls the act.
func (a *Act) Kind() deed.Kind {
	if kinds := a.kinds(); len(kinds) == 1 {
		return kinds[0]
	}
	return Changed
}

// People knows who works in the organisation of the transaction.
type People interface {
	Membership(ctx context.Context, person string) (org.Membership, error)
	Person(ctx context.Context, id string) (org.Person, error)
}

// ready tidies the act and tells what is wrong with it.
func (a *Act) ready(ctx context.Context, tx People, now time.Time) error {
	if len(a.kinds()) == 0 {
		return fault.New(fault.Invalid, "nothing is to be changed").Helped("name an owner, a note, a state or a snooze")
	}
	if a.Note != nil {
		note := strings.TrimSpace(*a.Note)
		if a.Note = &note; len(note) > maxNote {
			return fault.New(fault.Invalid, "a note has at most %d characters", maxNote)
		}
	}
	if to := a.To; to != "" && to != InReview && to != Open {
		return fault.New(fault.Invalid, "nobody brings a finding to %q by hand", to).Helped("take it up (in review), put it back (open), or snooze it until a day")
	}
	if a.Snooze != nil {
		s := *a.Snooze
		if a.Snooze = &s; a.To != "" || a.Wake {
			return fault.New(fault.Invalid, "a finding is snoozed, or brought into another state: not both at once")
		}
		if err := s.ready(now); err != nil {
			return err
		}
	}
	if a.Wake && a.To != "" {
		return fault.New(fault.Invalid, "a finding is woken, or brought into another state: not both at once")
	}
	return a.find(ctx, tx)
}

// find reads who is to have the findings, and whether they may work on them.
func (a *Act) find(ctx context.Context, tx People) error {
	if a.Owner == nil || *a.Owner == "" {
		a.name = "nobody"
		return nil
	}
	m, err := tx.Membership(ctx, *a.Owner)
	if err != nil {
		return err
	}
	if !(org.Actor{Org: m.Org, Person: m.Person, Roles: m.Roles}).Allowed(org.WorkFindings) {
		return fault.New(fault.Invalid, "this person may not work on findings").Helped("choose somebody else, or give them a role that may")
	}
	p, err := tx.Person(ctx, *a.Owner)
	a.name = p.Name
	return err
}

// apply does the act to a finding. Where it is so already, nothing changes.
func (a *Act) apply(f *Finding, who org.Actor, now time.Time) error {
	g := *f
	if a.Owner != nil {
		g.Owner = *a.Owner
	}
	if a.Note != nil {
		g.Note = *a.Note
	}
	var err error
	switch {
	case a.Snooze != nil:
		err = g.snooze(*a.Snooze, who, now)
	case a.Wake:
		err = g.wake(who, now)
	case a.To == "" || a.To == g.State || a.To == Open && g.State == Reopened:
	default:
		err = g.move(a.To, who, now)
	}
	if err == nil {
		*f = g
	}
	return err
}

// say tells what the act did to something, for people.
func (a *Act) say(what string) string {
	switch a.Kind() {
	case Assigned:
		return "Gave " + what + " to " + a.name
	case Noted:
		if *a.Note == "" {
			return "Took the note from " + what
		}
		return "Wrote a note on " + what
	case Turned:
		if a.To == InReview {
			return "Took up " + what
		}
		return "Put back " + what
	case SetAside:
		day, _ := time.Parse(time.DateOnly, a.Snooze.Until) // it was checked
		return "Snoozed " + what + " until " + day.Format("2 Jan 2006")
	case Woken:
		return "Woke " + what
	}
	return "Changed " + what
}

// counted names a number of findings.
func counted(n int) string {
	if n == 1 {
		return "1 finding"
	}
	return fmt.Sprintf("%d findings", n)
}

// marks is the act as a deed's plan keeps it.
func (a *Act) marks() deed.Marks {
	m := deed.Marks{}
	if a.Owner != nil {
		m["owner"] = *a.Owner
	}
	if a.Note != nil {
		m["note"] = *a.Note
	}
	if a.To != "" {
		m["to"] = string(a.To)
	}
	if a.Snooze != nil {
		m["until"], m["because"] = a.Snooze.Until, a.Snooze.Because
	}
	if a.Wake {
		m["wake"] = "yes"
	}
	return m
}

// actOf reads what marks kept.
func actOf(m deed.Marks) Act {
	a := Act{To: State(m["to"]), Wake: m["wake"] != ""}
	if owner, ok := m["owner"]; ok {
		a.Owner = &owner
	}
	if note, ok := m["note"]; ok {
		a.Note = &note
	}
	if until, ok := m["until"]; ok {
		a.Snooze = &Snooze{Until: until, Because: m["because"]}
	}
	return a
}

// hand is what people put on a finding, as deeds keep it.
func (f *Finding) hand() deed.Marks {
	return deed.Marks{
		"state": string(f.State), "was": string(f.Was), "owner": f.Owner, "note": f.Note,
		"until": f.Until, "because": f.Because, "turned": f.Turned.UTC().Format(record.Stamp),
	}
}
