package storetest

import (
	"context"
	"errors"
	"testing"

	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// TestACancelledJobStaysCancelled though whoever works on it keeps how far it is.
func TestACancelledJobStaysCancelled(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Administrator)
		var running job.Job
		update := func(fn func(*store.Tx) error) error { return db.In(who.Org).Update(ctx, fn) }
		if err := update(func(tx *store.Tx) error {
			j, err := job.Ask(ctx, tx, who, job.Rematch, "b")
			if err != nil {
				return err
			}
			if err := j.Move(job.Running, tx.Now()); err != nil {
				return err
			}
			running = j
			if err := tx.SaveJob(ctx, j); err != nil {
				return err
			}
			_, err = job.Cancel(ctx, tx, who, j.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		running.Done = 7
		if err := update(func(tx *store.Tx) error { return tx.SaveJob(ctx, running) }); !errors.Is(err, job.Stopped) {
			t.Errorf("whoever works on it goes on: %v", err)
		}
		if err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			all, err := tx.JobsBy(ctx, store.JobFilter{States: []job.State{job.Cancelled, job.Failed}, Lane: job.Bulk}, store.Page{})
			if err != nil || all.Total != 1 || all.Rows[0].Done != 0 {
				t.Errorf("%+v %v", all, err)
			}
			none, err := tx.JobsBy(ctx, store.JobFilter{Lane: job.Waited}, store.Page{})
			if err != nil || none.Total != 0 {
				t.Errorf("%+v %v", none, err)
			}
			counts, err := tx.JobCounts(ctx)
			if err != nil || len(counts) != 1 || counts[0].N != 1 || counts[0].State != job.Cancelled {
				t.Errorf("%+v %v", counts, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := update(func(tx *store.Tx) error {
			_, err := job.Retry(ctx, tx, who, running.ID)
			return err
		}); err != nil {
			t.Errorf("tried again: %v", err)
		}
	})
}
