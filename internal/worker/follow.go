package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/store"
)

// Follower is the name of this reader of the log.
const Follower = "jobs"

// follow reads every organisation's log as it grows, until the context ends.
func (w *Worker) follow(ctx context.Context) {
	for ctx.Err() == nil {
		grown := w.DB.Committed()
		if err := w.catchUp(ctx); err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "the log can't be followed", "error", err)
			pause(ctx, time.Second)
			continue
		}
		select {
		case <-ctx.Done():
		case <-grown:
		case <-time.After(time.Second): // another process may have written
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// catchUp reads all logs to their ends.
func (w *Worker) catchUp(ctx context.Context) error {
	for {
		var orgs []string
		err := w.DB.View(ctx, func(tx *store.Tx) (err error) {
			orgs, err = tx.Unread(ctx, Follower)
			return err
		})
		if err != nil || len(orgs) == 0 {
			return err
		}
		for _, o := range orgs {
			if err := w.readOn(ctx, o); err != nil {
				return err
			}
		}
	}
}

// readOn reads the next entries of one log, queues what follows from them and
// moves the cursor, all in one transaction: each entry has its effect once.
func (w *Worker) readOn(ctx context.Context, o string) error {
	return w.DB.In(o).Update(ctx, func(tx *store.Tx) error {
		from, err := tx.HoldCursor(ctx, Follower)
		if err != nil {
			return err
		}
		entries, err := tx.EntriesFrom(ctx, from, 500)
		if err != nil || len(entries) == 0 {
			return err
		}
		for _, e := range entries {
			if err := w.heed(ctx, tx, e); err != nil {
				return fmt.Errorf("heed entry %d (%s): %w", e.Seq, e.What, err)
			}
		}
		return tx.SaveCursor(ctx, Follower, entries[len(entries)-1].Seq+1)
	})
}

// heed queues what follows from one entry of the log.
func (w *Worker) heed(ctx context.Context, tx *store.Tx, e record.Entry) error {
	switch e.What {
	case "sbom.imported", "sbom.chosen", "job.retried", "deed.begun", "deed.undo-begun":
		var data struct {
			Job string `json:"job"`
		}
		raw, _ := e.Data.(json.RawMessage)
		if err := json.Unmarshal(raw, &data); err != nil {
			return err
		}
		j, err := tx.Job(ctx, data.Job)
		if err != nil {
			return err
		}
		return w.enqueue(ctx, tx, j)
	case "alias.kept", "alias.undone", "alias.imported", "alias.batch-undone":
		j, err := job.Ask(ctx, tx, org.Program(tx.Org()), job.Rename, e.About)
		if err != nil {
			return err
		}
		return w.enqueue(ctx, tx, j)
	}
	return nil
}

// enqueue puts a job into its lane, in the transaction.
func (w *Worker) enqueue(ctx context.Context, tx *store.Tx, j job.Job) error {
	_, err := w.queue.InsertTx(context.WithoutCancel(ctx), tx.SQL(), work{Org: tx.Org(), Job: j.ID, Does: j.Kind}, &river.InsertOpts{Queue: string(laneOf(j.Kind))})
	if err != nil {
		return fmt.Errorf("queue job %s: %w", j.ID, err)
	}
	return nil
}
