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
)

// A State is where a job stands.
type State string

// The states of a job.
const (
	Queued  State = "queued"  // waits for its turn, also between two tries
	Running State = "running" //
	Done    State = "done"    // ended well
	Failed  State = "failed"  // parked: no more tries by itself
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

// Retry queues a failed job again because a person asks for it.
func Retry(ctx context.Context, tx Tx, who org.Actor, id string) (Job, error) {
	if err := who.May(org.ImportSBOM); err != nil {
		return Job{}, err
	}
	j, err := tx.Job(ctx, id)
	if err != nil {
		return Job{}, err
	}
	if j.State != Failed {
		return Job{}, fault.New(fault.Conflict, "the job is %s; only a failed one is tried again", j.State)
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
			case Done, Failed:
				j.Ended = now
			case Queued:
				j.Ended = time.Time{}
			}
			return nil
		}
	}
	return fault.New(fault.Conflict, "a job that is %s can't become %s", j.State, to)
}
