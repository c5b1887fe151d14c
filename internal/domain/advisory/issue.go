package advisory

import (
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/sign"
	"aceso/internal/value/fault"
)

// A Stage is where an advisory of our own stands. A published edition is never
// edited: hospitals may have acted on it, so a correction is a new edition.
type Stage string

// The stages.
const (
	Writing    Stage = "draft"
	InReview   Stage = "in review"
	Published  Stage = "published"
	Superseded Stage = "superseded" // another advisory says it now
	Withdrawn  Stage = "withdrawn"  // it should not have been said
)

// Stages is every stage, in the order that pages show.
var Stages = []Stage{Writing, InReview, Published, Superseded, Withdrawn}

// Moves is every move there is, and the permission it takes. Signed moves take
// an electronic signature too.
var Moves = []struct {
	From, To Stage
	Needs    org.Permission
	Signed   bool
}{
	{Writing, InReview, org.WriteAdvisory, true},
	{InReview, Writing, org.WriteAdvisory, false},
	{InReview, Published, org.PublishAdvisory, true},
	{Published, Writing, org.WriteAdvisory, false}, // a correction; the last edition stays public
	{Published, Superseded, org.PublishAdvisory, true},
	{Published, Withdrawn, org.PublishAdvisory, true},
}

// An Issue is an advisory of our own, over all its editions.
type Issue struct {
	ID, Org string
	Number  string // the document's id, the same for all editions: LF-SA-2026-0001
	Stage   Stage
	Content Advisory // as it is being written; tracking is filled in at publication
	Patient Notice   // what patients read
	Change  string   // what is new in the edition that is being written
	Edition int      // of the last one published; 0 before the first
	First   time.Time
	Last    time.Time
	By      string // number of the advisory that superseded it
	Why     string // it was withdrawn
	Author  string // id of who wrote last
	Writer  string // name
	Rev     int64
	Created time.Time
	Changed time.Time
}

// A Notice is what a patient or carer reads, in plain words (FDA, best
// practices for communicating cybersecurity vulnerabilities to patients, 2021):
// risks and benefits, what to do, and what nobody knows yet.
type Notice struct {
	Says    string // what it is about
	Do      string // what to do
	Dont    string // what not to do
	Unknown string // what we do not know yet
	Call    string // whom to ask
}

// Text is the whole notice.
func (n Notice) Text() string {
	var parts []string
	for _, p := range []string{n.Says, n.Do, n.Dont, n.Unknown, n.Call} {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "\n\n")
}

// An Edition is one published revision of an advisory: the bytes as the world
// has them.
type Edition struct {
	Org, Issue string
	Number     string
	Edition    int
	Title      string
	TLP        string // WHITE, GREEN, AMBER, RED
	Status     Status
	Stage      Stage // of the issue since
	First      time.Time
	At         time.Time // released
	File       string    // name: lf-sa-2026-0001.json
	Document   []byte    // CSAF
	SHA256     string    // hexadecimal
	SHA512     string
	Signature  []byte // OpenPGP, armoured, detached
	Content    Advisory
	Patient    Notice
}

// Open tells whether everybody may read it (TLP 1.0 and 2.0: WHITE and CLEAR,
// and GREEN within the community, which the open feed does not hold).
func (e *Edition) Open() bool { return e.TLP == "WHITE" || e.TLP == "CLEAR" }

// NumberOf writes the number of an advisory.
func NumberOf(prefix string, year, n int) string {
	return prefix + "-SA-" + strconv.Itoa(year) + "-" + leading(n)
}

func leading(n int) string {
	text := strconv.Itoa(n)
	return strings.Repeat("0", max(0, 4-len(text))) + text
}

// Next returns the advisory as its next edition says it: with version, dates,
// status and history. self is the address that it will have.
func (i *Issue) Next(now time.Time, self string) Advisory {
	a := i.Content
	a.ID, a.Version, a.Status = i.Number, strconv.Itoa(i.Edition+1), Final
	a.Released, a.Revised = i.First, now
	if a.Released.IsZero() {
		a.Released = now
	}
	summary := strings.TrimSpace(i.Change)
	if i.Edition == 0 {
		summary = "First edition."
	}
	a.Revisions = append(a.Revisions[:len(a.Revisions):len(a.Revisions)], Revision{Date: now, Version: a.Version, Summary: summary})
	a.References = nil
	if self != "" {
		a.References = append(a.References, Reference{Summary: "This advisory", URL: self, Self: true})
	}
	for _, r := range i.Content.References {
		if !r.Self {
			a.References = append(a.References, r)
		}
	}
	return a
}

// SignedAs is what signatures cover: the text, and nothing of the hour at
// which it will be published.
func (i *Issue) SignedAs() sign.Document {
	return sign.Document{
		Kind: "advisory", ID: i.ID, Title: i.Number + " " + i.Content.Title, Author: i.Author,
		Content: map[string]any{"number": i.Number, "edition": i.Edition + 1, "content": i.Content, "patient": i.Patient, "change": i.Change},
	}
}

func (i *Issue) move(to Stage, who org.Actor) error {
	for _, m := range Moves {
		if m.From == i.Stage && m.To == to {
			if err := who.May(m.Needs); err != nil {
				return err
			}
			i.Stage = to
			return nil
		}
	}
	return fault.New(fault.Conflict, "advisory %s is %s, and can't become %s", i.Number, i.Stage, to)
}

// missing lists what an advisory lacks before somebody reviews it.
func (i *Issue) missing() []string {
	c := &i.Content
	said := 0
	for _, w := range c.Weaknesses {
		said += len(w.Says)
	}
	var out []string
	for _, lack := range []struct {
		lacks bool
		what  string
	}{
		{strings.TrimSpace(c.Title) == "", "a title"},
		{strings.TrimSpace(summaryOf(c)) == "", "a summary"},
		{c.Publisher.Name == "" || c.Publisher.Namespace == "", "who publishes it"},
		{len(c.Products) == 0, "the products that it is about"},
		{len(c.Weaknesses) == 0, "a weakness"},
		{said == 0, "how a product stands to a weakness"},
		{c.TLP == "", "with whom it may be shared (TLP)"},
		{i.Edition > 0 && strings.TrimSpace(i.Change) == "", "what is new in this edition"},
	} {
		if lack.lacks {
			out = append(out, lack.what)
		}
	}
	return out
}

func summaryOf(a *Advisory) string {
	for _, n := range a.Notes {
		if n.Kind == "summary" {
			return n.Text
		}
	}
	return ""
}
