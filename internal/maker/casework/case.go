// Package casework holds what a maker hears about its devices, from the first
// word of a stranger, a customer or a technician to the closed case (ISO/IEC
// 30111; QMSR, 21 CFR 820.35).
package casework

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// A Kind is what somebody told.
type Kind string

// The kinds.
const (
	Vulnerability Kind = "vulnerability" // something that an attacker could use
	Complaint     Kind = "complaint"     // a device did not do what it should (21 CFR 820.3)
	Service       Kind = "service"       // a service record that needs a look (21 CFR 820.35(b))
	Feedback      Kind = "feedback"      // a wish, a question, praise
)

// Kinds is every kind, with what it is in words.
var Kinds = []struct {
	Kind Kind
	Is   string
}{
	{Vulnerability, "a weakness that an attacker could use"},
	{Complaint, "a device that did not do what it should"},
	{Service, "something that service found"},
	{Feedback, "a wish, a question, or other feedback"},
}

// A Way is how it came in.
type Way string

// The ways.
const (
	Page   Way = "page" // the public page
	Mail   Way = "mail"
	Phone  Way = "phone"
	Letter Way = "letter"
	Visit  Way = "service visit"
	Own    Way = "own test"
)

// Ways is every way, in the order that pages show.
var Ways = []Way{Page, Mail, Phone, Letter, Visit, Own}

// A State is where a case stands.
type State string

// The states, in their order.
const (
	Received     State = "received"
	Acknowledged State = "acknowledged"
	Verified     State = "verified" // we could see it ourselves
	Triaged      State = "triaged"  // weighed, and it is known what to do
	Fixing       State = "fixing"
	Advised      State = "advised" // users were told
	Closed       State = "closed"
)

// States is every state, in the order that pages show.
var States = []State{Received, Acknowledged, Verified, Triaged, Fixing, Advised, Closed}

// Moves is every move there is.
var Moves = []struct {
	From, To State
	Needs    org.Permission
}{
	{Received, Acknowledged, org.WorkCases},
	{Acknowledged, Verified, org.WorkCases},
	{Acknowledged, Triaged, org.WorkCases}, // feedback and complaints need no verifying
	{Verified, Triaged, org.WorkCases},
	{Triaged, Fixing, org.WorkCases},
	{Fixing, Advised, org.WorkCases},
	{Triaged, Advised, org.WorkCases}, // there is no fix, and users must know
	{Acknowledged, Closed, org.WorkCases},
	{Verified, Closed, org.WorkCases},
	{Triaged, Closed, org.WorkCases},
	{Fixing, Closed, org.WorkCases},
	{Advised, Closed, org.WorkCases},
	{Closed, Acknowledged, org.WorkCases}, // there is news
	{Fixing, Triaged, org.WorkCases},
}

// An Outcome is why a case was closed.
type Outcome string

// The outcomes.
const (
	Remedied   Outcome = "remedied"
	Answered   Outcome = "answered"
	NotOurs    Outcome = "not ours"
	NoWeakness Outcome = "no weakness"
	Duplicate  Outcome = "duplicate"
	Silent     Outcome = "reporter silent"
	Routed     Outcome = "handed over"
)

// Outcomes is every outcome, with what it tells the reporter.
var Outcomes = []struct {
	Outcome Outcome
	Tells   string
}{
	{Remedied, "It was remedied."},
	{Answered, "It was answered."},
	{NotOurs, "It is not about a product of ours; we told you whose it is where we know."},
	{NoWeakness, "We could not find that it can be used to do harm, and told you why."},
	{Duplicate, "Somebody else told us of the same; we go on under that number."},
	{Silent, "We asked, and did not hear from you. Write whenever you like: the case opens again."},
	{Routed, "We handed it to those who can act on it."},
}

// A Reporter is who told. Every field may be empty: nobody must say who they are.
type Reporter struct {
	Name, Organisation, Address, Phone, Mail string
	Credit                                   string // the name to thank by; "" for none
	Anonymous                                bool   // must not be named anywhere
}

// A Device is which device it is about, as far as somebody said.
type Device struct {
	Model    string // id of a model of ours; "" while nobody knows which
	Said     string // product as the reporter wrote it
	Version  string
	UDI      string // whole carrier or device identifier, as entered
	Serial   string
	Lot      string
	OtherIDs string // UPC and what else is on the label
}

// Handling is what a complaint or a service record must tell (21 CFR 820.35).
type Handling struct {
	Investigated  string // yes, no; "" while nobody has decided
	Justification string // why not
	Correction    string // correction or corrective action
	Reply         string // what the complainant was told
	Serviced      time.Time
	Servicer      string
	ServiceDone   string
	TestData      string
	CAPA          string // number in the quality system
	Harm          string // what happened to a patient or user; "" for nothing known
}

// A Case is one thing that was told, with all that came of it.
type Case struct {
	ID, Org  string
	Number   string // LF-2026-0007
	Kind     Kind
	State    State
	Outcome  Outcome // of a closed one
	Title    string
	Text     string // as it was told first
	Impact   string // what the reporter thinks it does
	Way      Way
	Device   Device
	Reporter Reporter
	Handling Handling
	Owner    string    // id of who looks after it
	Received time.Time // the moment of awareness
	Embargo  time.Time // nothing is published before; zero for none
	Wish     string    // what the reporter wrote about timing
	Private  bool      // only its members see it
	Members  []string  // ids; the owner is always one
	Parties  []string  // others who must know: co-ordinator, supplier, other makers
	Same     string    // id of the case that it is a duplicate of
	Planned  time.Time // when the fix is planned, as the reporter is told
	Digest   string    // of the secret of the reporter's link; the secret is nowhere
	Seen     time.Time // when the reporter last looked
	Rev      int64
	Changed  time.Time
}

// About names the case for others.
func (c *Case) About() clock.About {
	return clock.About{Kind: "case", ID: c.ID, Title: c.Number, URL: "/cases/" + c.ID}
}

// Sees tells whether somebody may see the case: a private one shows itself to
// its members alone, whatever their role.
func (c *Case) Sees(who org.Actor) bool {
	if !who.Allowed(org.ReadCases) {
		return false
	}
	return !c.Private || who.System || c.Owner == who.Person || slices.Contains(c.Members, who.Person)
}

// Status is what the reporter is told of how the case stands, in plain words.
func (c *Case) Status() string {
	switch c.State {
	case Received:
		return "received"
	case Acknowledged:
		return "being looked at"
	case Verified:
		return "confirmed"
	case Triaged, Fixing:
		if !c.Planned.IsZero() {
			return "fix planned for " + c.Planned.UTC().Format("2 January 2006")
		}
		return "confirmed, and being worked on"
	case Advised:
		return "published"
	}
	return "closed"
}

// Limits of what can be told.
const (
	maxTitle = 300
	maxText  = 20_000
	maxField = 500
	maxParty = 50
)

// tidy trims the case's texts and tells what is wrong with them.
func (c *Case) tidy(now time.Time) error {
	c.Title, c.Text, c.Impact = strings.TrimSpace(c.Title), strings.TrimSpace(c.Text), strings.TrimSpace(c.Impact)
	if c.Title == "" {
		c.Title = firstLine(c.Text)
	}
	switch {
	case !slices.ContainsFunc(Kinds, func(k struct {
		Kind Kind
		Is   string
	},
	) bool {
		return k.Kind == c.Kind
	}):
		return fault.New(fault.Invalid, "%.40q is no kind of case", c.Kind).Helped("choose vulnerability, complaint, service or feedback")
	case !slices.Contains(Ways, c.Way):
		return fault.New(fault.Invalid, "%.40q is no way in which something comes in", c.Way)
	case c.Text == "":
		return fault.New(fault.Invalid, "there is nothing in it").Helped("write what happened, or what could happen")
	case len(c.Title) > maxTitle || len(c.Text) > maxText || len(c.Impact) > maxText:
		return fault.New(fault.TooLarge, "a text is longer than %d characters", maxText).Helped("attach it as a file")
	case c.Received.After(now):
		return fault.New(fault.Invalid, "nothing is received in the future")
	case len(c.Parties) > maxParty || len(c.Members) > maxParty:
		return fault.New(fault.Invalid, "a case has at most %d parties and members", maxParty)
	}
	return c.fields()
}

// fields holds the short texts to one line and a length, and reads the UDI.
func (c *Case) fields() error {
	for name, text := range map[string]*string{
		"name": &c.Reporter.Name, "organisation": &c.Reporter.Organisation, "phone": &c.Reporter.Phone, "mail": &c.Reporter.Mail, "credit": &c.Reporter.Credit,
		"product": &c.Device.Said, "version": &c.Device.Version, "UDI": &c.Device.UDI, "serial number": &c.Device.Serial, "lot": &c.Device.Lot, "other identifiers": &c.Device.OtherIDs, "wish": &c.Wish,
	} {
		*text = strings.TrimSpace(*text)
		if len(*text) > maxField {
			return fault.New(fault.Invalid, "the %s is longer than %d characters", name, maxField)
		}
		if name != "wish" && strings.ContainsAny(*text, "\r\n") {
			return fault.New(fault.Invalid, "the %s is one line", name)
		}
	}
	if c.Device.UDI == "" || c.Way == Page || c.Way == Mail { // a stranger's slip is kept as it is, and looked at later
		return nil
	}
	if _, err := ident.ParseUDI(c.Device.UDI); err != nil {
		for _, issuer := range []string{"GS1", "HIBCC", "ICCBBA"} {
			if ident.CheckDI(issuer, c.Device.UDI) == nil {
				return nil
			}
		}
		return fault.New(fault.Invalid, "%.60q is no UDI: %v", c.Device.UDI, err).Helped("enter what is on the label, or leave it out and say so in the text")
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(line); len(runes) > 80 {
		line = strings.TrimSpace(string(runes[:79])) + "…"
	}
	return line
}

// numberOf writes a case's number.
func numberOf(prefix string, year, n int) string { return fmt.Sprintf("%s-%d-%04d", prefix, year, n) }

func (c *Case) move(to State, who org.Actor) error {
	for _, m := range Moves {
		if m.From == c.State && m.To == to {
			if err := who.May(m.Needs); err != nil {
				return err
			}
			c.State = to
			return nil
		}
	}
	return fault.New(fault.Conflict, "a case that is %s can't become %s", c.State, to)
}
