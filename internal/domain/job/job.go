// Package job holds what the program does in the background for somebody: how
// far it is, and how it ended. The id is the token that an asker polls with.
package job

import (
	"context"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A Kind is what a job does.
type Kind string

// The kinds of job.
const (
	MatchSBOM Kind = "match sbom"  // hold the new components of one bill of materials against the bundle
	Rematch   Kind = "match again" // hold every component against a new bundle; About is the bundle
	Rename    Kind = "apply names" // hold components again after a name rule changed; About is the rule
	Act       Kind = "act on many" // do what somebody wants done to many records; About is the deed
	TakeBack  Kind = "take back"   // take such a deed back; About is the deed
)

// A State is where a job stands.
type State string

// Lane is where a kind of job stands in line: what stands in one lane never
// waits for what stands in another.
func (k Kind) Lane() string {
	switch k {
	case MatchSBOM, Act, TakeBack:
		return Waited
	}
	return Bulk
}

// The lanes of jobs.
const (
	Waited = "now"  // a person waits for it
	Bulk   = "bulk" // large work that nobody waits for
)

// Kinds is every kind of job.
var Kinds = []Kind{MatchSBOM, Rematch, Rename, Act, TakeBack}

// The states of a job.
const (
	Queued  State = "queued"  // waits for its turn, also between two tries
	Running State = "running" //
	Done    State = "done"    // ended well
	Failed  State = "failed"  // parked: no more tries by itself

	Cancelled State = "cancelled" // a person ended it, or set a failed one aside
)

// Moves is every move there is, from and to. A failed job is queued again only
// because a person asks for it.
var Moves = [][2]State{
	{Queued, Running},
	{Running, Done},
	{Running, Queued},
	{Running, Failed},
	{Queued, Failed},
	{Failed, Queued},
	{Running, Running}, // taken up again after a crash
	{Queued, Done},     // there was nothing to do
	{Queued, Cancelled},
	{Running, Cancelled},
	{Failed, Cancelled},
	{Cancelled, Queued},
}

// A Job is one piece of work in the background.
type Job struct {
	ID      string
	Kind    Kind
	About   string // id of the record it works on
	State   State
	Step    string // what it does now, in words
	Done    int    // of Total, in the unit of the step
	Total   int
	Problem string // why it failed or waits for another try, for people
	Tries   int
	By      string // name of who asked
	Asked   time.Time
	Started time.Time // of the first try; zero when it never ran
	Ended   time.Time // zero while it is under way
}

// Processing tells whether the job is still to end.
func (j Job) Processing() bool { return j.State == Queued || j.State == Running }

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	Job(ctx context.Context, id string) (Job, error)
	SaveJob(context.Context, Job) error
}

// Ask queues a job in the transaction of the use case that wants it.
func Ask(ctx context.Context, tx Tx, who org.Actor, kind Kind, about string) (Job, error) {
	j := Job{ID: id.New(), Kind: kind, About: about, State: Queued, By: who.Name, Asked: tx.Now()}
	return j, tx.SaveJob(ctx, j)
}

// Retry queues a job that failed or was cancelled again, because a person asks
// for it: who brings in parts lists, or looks after jobs.
func Retry(ctx context.Context, tx Tx, who org.Actor, id string) (Job, error) {
	if err := who.May(org.ImportSBOM); err != nil && !who.Allowed(org.ManageJobs) {
		return Job{}, err
	}
	j, err := tx.Job(ctx, id)
	if err != nil {
		return Job{}, err
	}
	if j.State != Failed && j.State != Cancelled {
		return Job{}, fault.New(fault.Conflict, "the job is %s; only one that failed or was cancelled is tried again", j.State)
	}
	if err := j.Move(Queued, tx.Now()); err != nil {
		return Job{}, err
	}
	j.Problem = ""
	if err := tx.SaveJob(ctx, j); err != nil {
		return Job{}, err
	}
	return j, tx.Append(ctx, record.Entry{What: "job.retried", About: j.ID, Who: who, Data: map[string]string{"job": j.ID}})
}

// Stopped is what keeping a job meets after somebody cancelled it: whoever
// works on it stops there.
var Stopped = fault.New(fault.Conflict, "somebody cancelled the job")

// Cancel ends a job that waits or runs, or sets a failed one aside. What it
// did so far stays; one that runs stops at its next step.
func Cancel(ctx context.Context, tx Tx, who org.Actor, id string) (Job, error) {
	j, err := tx.Job(ctx, id)
	if err != nil {
		return Job{}, err
	}
	if err := who.May(org.ManageJobs); err != nil {
		return Job{}, err
	}
	was := j.State
	if err := j.Move(Cancelled, tx.Now()); err != nil {
		return Job{}, fault.New(fault.Conflict, "the job is %s; only one that waits, runs or failed is cancelled", was)
	}
	if was != Failed {
		j.Problem = "cancelled by " + who.Name
	}
	if err := tx.SaveJob(ctx, j); err != nil {
		return Job{}, err
	}
	return j, tx.Append(ctx, record.Entry{What: "job.cancelled", About: j.ID, Who: who, Data: map[string]string{"job": j.ID, "kind": string(j.Kind), "was": string(was)}})
}

// Move brings a job into another state.
func (j *Job) Move(to State, now time.Time) error {
	for _, m := range Moves {
		if m == [2]State{j.State, to} {
			j.State = to
			switch to {
			case Running:
				j.Tries++
				if j.Started.IsZero() {
					j.Started = now
				}
			case Done, Failed, Cancelled:
				j.Ended = now
			case Queued:
				j.Ended = time.Time{}
			}
			return nil
		}
	}
	return fault.New(fault.Conflict, "a job that is %s can't become %s", j.State, to)
}
