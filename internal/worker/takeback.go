package worker

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A job that was running when its process was killed would wait until its
// time is over (rescue). Whoever starts takes it back at once. A kill is not
// the job's fault and does not count as a try.

// takeBack frees all running jobs: one process owns a SQLite database, and it
// has only just begun.
func takeBack(ctx context.Context, pool *sql.DB) error {
	_, err := pool.ExecContext(ctx, `UPDATE river_job SET state = 'available', attempt = max(attempt - 1, 0) WHERE state = 'running'`)
	return err
}

// takeBackFromDead frees the running jobs of processes that are gone. Over
// PostgreSQL there may be several processes. Each holds a lock under its id
// as long as it is connected, so that whose lock is free lives no more. The
// connection that is returned holds ours.
//
// Should the database restart, that lock is gone though we live on; then a
// job may run twice at once, which does no harm (see Worker.work).
func takeBackFromDead(ctx context.Context, p *pgxpool.Pool, own string) (*pgxpool.Conn, error) {
	c, err := p.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if err := takeBackOver(ctx, c, own); err != nil {
		c.Release()
		return nil, fmt.Errorf("take back the jobs of processes that are gone: %w", err)
	}
	return c, nil
}

func takeBackOver(ctx context.Context, c *pgxpool.Conn, own string) error {
	if _, err := c.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, own); err != nil {
		return err
	}
	rows, err := c.Query(ctx, `SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] FROM river_job WHERE state = 'running' AND attempted_by <> '{}'`)
	if err != nil {
		return err
	}
	owners, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, owner := range owners {
		_, err := c.Exec(ctx, `
			UPDATE river_job SET state = 'available', attempt = greatest(attempt - 1, 0)
			WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1
				AND (SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)))`, owner)
		if err != nil {
			return err
		}
	}
	return nil
}
