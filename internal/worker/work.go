package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"aceso/internal/domain/job"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// errLater is how a job says that it has not ended and goes on at its next turn.
var errLater = errors.New("goes on later")

// work does one turn of a job and keeps its state. It may run twice for the
// same job, after a crash: what was done is found done.
func (w *Worker) work(ctx context.Context, r *river.Job[work]) error {
	j, err := w.begin(ctx, r.Args)
	if fault.Is(err, fault.NotFound) {
		return river.JobCancel(err)
	}
	if err != nil || !j.Processing() {
		return err
	}
	until, cancel := context.WithTimeout(ctx, slice)
	defer cancel()
	switch err = w.do(until, r.Args.Org, &j); {
	case errors.Is(err, job.Stopped):
		return nil
	case err == nil:
		return w.end(ctx, r.Args.Org, j, job.Done, "")
	case errors.Is(err, errLater) || until.Err() != nil:
		if err := w.end(context.WithoutCancel(ctx), r.Args.Org, j, job.Queued, ""); err != nil {
			return err
		}
		return river.JobSnooze(0)
	case r.Attempt >= r.MaxAttempts:
		w.Log.ErrorContext(ctx, "a job is parked", "job", j.ID, "kind", j.Kind, "about", j.About, "error", err)
		return errors.Join(err, w.end(ctx, r.Args.Org, j, job.Failed, reason(err)))
	default:
		w.Log.WarnContext(ctx, "a job is tried again", "job", j.ID, "kind", j.Kind, "try", r.Attempt, "error", err)
		return errors.Join(err, w.end(ctx, r.Args.Org, j, job.Queued, reason(err)+"; it is tried again by itself"))
	}
}

// do does what the job is for.
func (w *Worker) do(ctx context.Context, o string, j *job.Job) error {
	switch j.Kind {
	case job.MatchSBOM:
		return w.matchSBOM(ctx, o, j)
	case job.Rematch, job.Rename:
		return w.rematch(ctx, o, j)
	case job.Act, job.TakeBack:
		return w.act(ctx, o, j)
	}
	return fault.New(fault.Invalid, "nobody here knows how to %s", j.Kind)
}

// begin marks a job as running. One that ended already is returned as it is.
func (w *Worker) begin(ctx context.Context, a work) (job.Job, error) {
	var j job.Job
	err := w.DB.In(a.Org).Update(ctx, func(tx *store.Tx) (err error) {
		if j, err = tx.Job(ctx, a.Job); err != nil || !j.Processing() {
			return err
		}
		if err := j.Move(job.Running, tx.Now()); err != nil {
			return err
		}
		return tx.SaveJob(ctx, j)
	})
	if err != nil {
		return j, fmt.Errorf("begin job %s: %w", a.Job, err)
	}
	return j, nil
}

// end keeps where a turn of a job left it.
func (w *Worker) end(ctx context.Context, o string, j job.Job, to job.State, problem string) error {
	err := w.DB.In(o).Update(ctx, func(tx *store.Tx) error {
		now, err := tx.Job(ctx, j.ID)
		if err != nil {
			return err
		}
		if now.State == job.Cancelled {
			return job.Stopped
		}
		if err := j.Move(to, tx.Now()); err != nil {
			return err
		}
		j.Problem = problem
		return tx.SaveJob(ctx, j)
	})
	if errors.Is(err, job.Stopped) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("end job %s: %w", j.ID, err)
	}
	return nil
}

// reason tells people why a job failed; what is not meant for them stays in the log.
func reason(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Error()
	}
	return "something went wrong on our side"
}

// enough tells whether a slice of time is over, so that a job goes on later.
func enough(ctx context.Context) error {
	if deadline, ok := ctx.Deadline(); ctx.Err() != nil || ok && time.Until(deadline) < time.Second {
		return errLater
	}
	return nil
}
