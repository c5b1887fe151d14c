package app

import (
	"context"
	"errors"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/worker"
)

// How often the program looks after itself.
const (
	lookAtBundle  = 5 * time.Second // another process, or a person, may have put one in place
	tidyEvery     = time.Hour
	countEvery    = time.Minute // what changed goes into the counts of the day
	reckonEvery   = 10 * time.Second
	wakeEvery     = 10 * time.Minute
	breachEvery   = time.Minute    // a deadline that ran out is told of at once
	lookAnewEvery = 24 * time.Hour // the database at its own tables
	keepReplies   = 7 * 24 * time.Hour
	keepJobs      = 30 * 24 * time.Hour
	keepTouches   = 180 * 24 * time.Hour
	keepHalf      = 24 * time.Hour // of files that were begun and never finished
)

// startWork starts what happens though nobody waits, and returns what stops it.
func (a *App) startWork(ctx context.Context) (stop func() error, err error) {
	w, err := worker.New(ctx, worker.Options{DB: a.DB, Bundle: a.desk.bundle, Log: a.Log, Tasks: []worker.Task{
		{Name: "checkpoint", Lane: worker.Bulk, Every: checkpointEvery, Start: true, Run: a.Checkpoint},
		{Name: "tidy", Lane: worker.Bulk, Every: tidyEvery, Start: true, Run: a.Tidy},
		{Name: "count", Lane: worker.Bulk, Every: countEvery, Start: true, Run: a.count},
		{Name: "mark", Lane: worker.Bulk, Every: lookAnewEvery, Start: true, Run: worker.Mark(a.DB)},
		{Name: "reckon-support", Lane: worker.Bulk, Every: reckonEvery, Start: true, Run: a.reckonSupport},
		{Name: "freshness", Lane: worker.Bulk, Every: wakeEvery, Start: true, Run: a.noteFreshness},
		{Name: "wake", Lane: worker.Bulk, Every: wakeEvery, Start: true, Run: worker.Wake(a.DB)},
		{Name: "breaches", Lane: worker.Bulk, Every: breachEvery, Start: true, Run: worker.Breaches(a.DB, a.Log)},
		{Name: "look-anew", Lane: worker.Bulk, Every: lookAnewEvery, Run: a.lookAnew},
	}})
	if err != nil {
		return nil, err
	}
	a.desk.swapped = w.NewBundle
	if err := a.desk.refresh(ctx); err != nil {
		a.Log.WarnContext(ctx, "the vulnerability data can't be opened", "error", err)
	}
	ended := make(chan error, 1)
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	go func() { ended <- w.Run(working) }()
	go a.watchBundle(working)
	if every, ok := a.Config.every(); ok {
		go a.renew(working, every)
	}
	return func() error {
		cancel()
		return <-ended
	}, nil
}

// watchBundle opens the bundle again when its file changes.
func (a *App) watchBundle(ctx context.Context) {
	for tick := time.NewTicker(lookAtBundle); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
			if err := a.desk.refresh(ctx); err != nil {
				a.Log.WarnContext(ctx, "the vulnerability data can't be opened", "error", err)
			}
		}
	}
}

// renew fetches the sources at the start and then again and again.
func (a *App) renew(ctx context.Context, every time.Duration) {
	for {
		a.renewOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// renewNow fetches the sources because a person asks for it. It goes on when
// they leave the page.
func (a *App) renewNow(ctx context.Context, who org.Actor) error {
	if err := who.May(org.ManageIntel); err != nil {
		return err
	}
	if err := a.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return tx.Note(ctx, who, "intel.renewal-asked", "", nil) }); err != nil {
		return err
	}
	go a.renewOnce(context.WithoutCancel(ctx))
	return nil
}

func (a *App) renewOnce(ctx context.Context) {
	_, failed, err := SyncBundle(ctx, a.Config, nil)
	switch {
	case err != nil && ctx.Err() == nil:
		a.desk.fail(err)
		a.Log.WarnContext(ctx, "the vulnerability data could not be renewed", "error", err)
	case err == nil && !failed:
		a.desk.problem.Store(nil)
	}
}

// count brings the counts of today, from which the charts are drawn, up to date.
func (a *App) count(ctx context.Context) error {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		var due bool
		if err := a.DB.In(o.ID).View(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.TrendIsDue(ctx)
			return err
		}); err != nil {
			return err
		}
		for due && ctx.Err() == nil {
			if err := a.DB.In(o.ID).Update(ctx, func(tx *store.Tx) (err error) {
				due, err = tx.CountTrend(ctx)
				return err
			}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// lookAnew does once a day what goes over whole tables.
func (a *App) lookAnew(ctx context.Context) error {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		if err := a.DB.In(o.ID).Update(ctx, func(tx *store.Tx) error { return tx.ThinTrend(ctx) }); err != nil {
			return err
		}
	}
	return a.DB.Tidy(ctx)
}

// Tidy deletes what nobody needs any more: ended sessions, old replies, old
// jobs, and files that were left half-written.
func (a *App) Tidy(ctx context.Context) error {
	now, half := a.DB.Now(), time.Now().Add(-keepHalf)
	if err := errors.Join(a.blobs.Sweep(half), intel.Sweep(a.Config.Data, half)); err != nil {
		return err
	}
	if err := a.DB.Update(ctx, func(tx *store.Tx) error {
		return errors.Join(tx.ForgetSpent(ctx), tx.ForgetOldTries(ctx, now.Add(-account.Forgotten)))
	}); err != nil {
		return err
	}
	orgs, err := a.organisations(ctx)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		if err := a.DB.In(o.ID).Update(ctx, func(tx *store.Tx) error {
			policy, err := tx.SignInPolicy(ctx)
			if err != nil {
				return err
			}
			longest := policy.Longest()
			if err := tx.ForgetSessions(ctx, now.Add(-longest.Whole-account.Known), now.Add(-longest.Idle-account.Known)); err != nil {
				return err
			}
			if _, err := tx.ForgetReplies(ctx, now.Add(-keepReplies)); err != nil {
				return err
			}
			if err := tx.ForgetTouches(ctx, now.Add(-keepTouches)); err != nil {
				return err
			}
			if err := tx.ForgetDrafts(ctx, now); err != nil {
				return err
			}
			_, err = tx.ForgetJobs(ctx, now.Add(-keepJobs))
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
