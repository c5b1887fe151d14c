package store

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/job"
)

// A Lag says how far what happens in the background is behind, over all organisations.
type Lag struct {
	Unfollowed int64     // entries of the logs that a follower has not read
	Unsigned   int64     // entries that no checkpoint covers
	Signed     time.Time // of the log whose newest checkpoint is oldest; zero when there is none
	Jobs       map[job.State]Backlog
}

// A Backlog are the jobs that have not ended, in one state.
type Backlog struct {
	Count  int64
	Oldest time.Time // when the first of them was asked for
}

// Lag returns how far the background is behind. It counts, and reads no record.
func (tx *Tx) Lag(ctx context.Context, follower string) (Lag, error) {
	lag, err := one(tx.queryRow(ctx, `
		SELECT
			(SELECT CAST(coalesce(sum(o.log_size - coalesce(c.seq, 0)), 0) AS bigint) FROM org o LEFT JOIN log_cursor c ON c.org = o.id AND c.follower = $1),
			(SELECT CAST(coalesce(sum(o.log_size - coalesce((SELECT max(k.size) FROM log_checkpoint k WHERE k.org = o.id), 0)), 0) AS bigint) FROM org o),
			coalesce((SELECT min(newest.at) FROM (SELECT max(k.at) AS at FROM log_checkpoint k GROUP BY k.org) AS newest), '')`, follower),
		func(r row) (Lag, error) {
			var l Lag
			err := r.Scan(&l.Unfollowed, &l.Unsigned, at{&l.Signed})
			return l, err
		}, "there is no log")
	if err != nil {
		return lag, fmt.Errorf("measure the lag of the logs: %w", err)
	}
	lag.Jobs = map[job.State]Backlog{job.Queued: {}, job.Running: {}}
	for state := range lag.Jobs {
		lag.Jobs[state], err = one(tx.queryRow(ctx, `SELECT count(*), coalesce(min(j.asked_at), '') FROM org o JOIN job j ON j.org = o.id AND j.state = $1`, string(state)),
			func(r row) (Backlog, error) {
				var w Backlog
				err := r.Scan(&w.Count, at{&w.Oldest})
				return w, err
			}, "there is no job")
		if err != nil {
			return lag, fmt.Errorf("count what waits: %w", err)
		}
	}
	return lag, nil
}
