// Package deed holds what somebody did so that it can be taken back: to one
// record or to many, with how each was before and after. A deed stays on
// record for good; it can be taken back for a day. What was signed or published
// is no deed: it is superseded, never undone.
package deed

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// Undoable is how long after it was done a deed can be taken back.
const Undoable = 24 * time.Hour

// Fresh is how long a deed is told of on every page, with its undo beside it.
const Fresh = 10 * time.Second

// Inline is how many records are changed while somebody waits, chosen to stay
// below two seconds; that is not measured. More are the work of a job.
const Inline = 2000

// A Kind is what was done, as the log calls it: "finding.assigned".
type Kind string

// A State is where a deed stands.
type State string

// The states of a deed.
const (
	Doing   State = "doing"   // a job is at it
	Done    State = "done"    //
	Undoing State = "undoing" // a job takes it back
	Undone  State = "undone"  // what nobody had changed since is as it was before
)

// Moves is every move there is, from and to. What is still being done can be
// taken back only once its job has ended, however it did.
var Moves = [][2]State{
	{Doing, Done},
	{Doing, Undoing},
	{Doing, Undone},
	{Done, Undoing},
	{Done, Undone},
	{Undoing, Undoing}, // taken up again after its job was cancelled
	{Undoing, Undone},
}

// A Deed is what somebody did.
type Deed struct {
	ID   string
	Kind Kind
	Text string    // for people: "Gave 12 findings to Dele Okoro"
	Who  org.Actor // their organisation, id, name and token; no more of them is kept
	At   time.Time

	State State
	Asked int       // records that it was to change
	Done  int       // that it changed
	Left  int       // that it left alone
	Back  int       // that are as they were before
	Kept  int       // that taking it back left alone
	By    org.Actor // who took it back
	Turn  time.Time // when State changed last

	Job   string // that is or was at it; "" for none
	Plan  Marks  // what is still to be done, in the words of its noun; nil when it was done at once
	Place int64  // up to where, in the order of its noun
}

// A Step is what a deed did to one record.
type Step struct {
	No     int64  // place in the deed, from 1
	Record string // its id
	Label  string // what people call it: "CVE-2022-48174 in busybox 1.34.1"
	Was    Marks  // what was changed of it, before
	Became Marks  // and after
	Left   string // why it was left alone; "" when it was changed
	Back   Result // what taking it back did
	Kept   string // why that left it alone, or a part of it
	Entry  int64  // of the log, that tells of it
}

// Touches tells whether a step changed a value: its own, or of a state what
// belongs to it.
func (s *Step) Touches(name string) bool {
	_, ok := s.Became[name]
	if name == "state" {
		_, until := s.Became["until"]
		_, because := s.Became["because"]
		ok = ok || until || because
	}
	return ok
}

// Marks are values of a record that people can change, by name. A value that
// does not stand there was not changed.
type Marks map[string]string

// A Result is what taking a deed back did to one record.
type Result string

// The results; "" while nobody took it back.
const (
	Restored Result = "restored"
	Kept     Result = "kept"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	Now() time.Time
	Deed(ctx context.Context, id string) (Deed, error)
	SaveDeed(context.Context, Deed) error
	// AddSteps keeps what a deed did to further records. It is called before the
	// log is told: its next entry is the one that tells of them.
	AddSteps(ctx context.Context, deed string, steps []Step) error
	// SaveSteps keeps what taking it back did, after the log was told.
	SaveSteps(ctx context.Context, deed string, steps []Step) error
	// Steps returns up to n steps behind a place, in order.
	Steps(ctx context.Context, deed string, after int64, n int) ([]Step, error)
}

// Move brings a deed into another state.
func (d *Deed) Move(to State, now time.Time) error {
	for _, m := range Moves {
		if m == [2]State{d.State, to} {
			d.State, d.Turn = to, now
			return nil
		}
	}
	return fault.New(fault.Conflict, "a deed that is %s can't become %s", d.State, to)
}

// May tells whether it can still be taken back, and why not. Who may do what
// was done may take it back: that is asked of its noun.
func (d *Deed) May(now time.Time) error {
	switch {
	case d.State == Undone:
		return fault.New(fault.Conflict, "%s has taken this back already, at %s", d.By.Name, d.Turn.UTC().Format("15:04 on 2006-01-02"))
	case now.Sub(d.At) >= Undoable:
		return fault.New(fault.Conflict, "this was done more than a day ago and can't be taken back as a whole any more").Helped("change what is not right by hand: its history says how it was")
	case d.Done == 0 && d.State != Doing:
		return fault.New(fault.Conflict, "nothing was changed, so there is nothing to take back")
	}
	return nil
}

// Until is when it can be taken back no more.
func (d *Deed) Until() time.Time { return d.At.Add(Undoable) }

// One keeps what was done to a single record, in one step.
func One(ctx context.Context, tx Tx, who org.Actor, id string, kind Kind, text string, s Step) (Deed, error) {
	s.No = 1
	d := Deed{ID: id, Kind: kind, Text: text, Who: who, At: tx.Now(), State: Done, Asked: 1, Done: 1, Turn: tx.Now()}
	if err := tx.SaveDeed(ctx, d); err != nil {
		return d, fmt.Errorf("keep what was done: %w", err)
	}
	return d, tx.AddSteps(ctx, d.ID, []Step{s})
}

// Differ returns what changed from one state of a record's marks to another.
func Differ(before, after Marks) (was, became Marks) {
	for name, value := range after {
		if before[name] != value {
			if was == nil {
				was, became = Marks{}, Marks{}
			}
			was[name], became[name] = before[name], value
		}
	}
	return was, became
}
