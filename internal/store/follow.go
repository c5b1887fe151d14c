package store

import (
	"context"
	"database/sql"
	"fmt"

	"aceso/internal/domain/record"
)

// Unread returns the organisations whose logs a follower has not read to the end.
func (tx *Tx) Unread(ctx context.Context, follower string) ([]string, error) {
	return list(ctx, tx, scanText, `
		SELECT o.id FROM org o LEFT JOIN log_cursor c ON c.org = o.id AND c.follower = $1
		WHERE o.log_size > coalesce(c.seq, 0) ORDER BY o.id`, follower)
}

// HoldCursor returns the place from which a follower reads on, and keeps every
// other process from reading on for it until the transaction ends.
func (tx *Tx) HoldCursor(ctx context.Context, follower string) (int64, error) {
	if _, err := tx.exec(ctx, `INSERT INTO log_cursor (org, follower, seq) VALUES ($1, $2, 0) ON CONFLICT (org, follower) DO NOTHING`, tx.org, follower); err != nil {
		return 0, fmt.Errorf("hold the cursor of %s: %w", follower, err)
	}
	return one(tx.queryRow(ctx, `SELECT seq FROM log_cursor WHERE org = $1 AND follower = $2`+tx.db.dialect.lockRow, tx.org, follower), scanNumber, "there is no cursor of %s", follower)
}

// EntriesFrom returns up to n entries of the log from a place on, oldest first.
func (tx *Tx) EntriesFrom(ctx context.Context, from int64, n int) ([]record.Entry, error) {
	return list(ctx, tx, func(r row) (record.Entry, error) {
		leaf, err := scanText(r)
		if err != nil {
			return record.Entry{}, err
		}
		return record.Read([]byte(leaf))
	}, `SELECT leaf FROM log_entry WHERE org = $1 AND seq >= $2 ORDER BY seq LIMIT $3`, tx.org, from, n)
}

// SQL returns the transaction as the driver knows it, for the library that
// queues jobs and for nobody else: a job is queued in the transaction that
// moves the cursor past its cause, or not at all.
func (tx *Tx) SQL() *sql.Tx { return tx.sql }

// Pool returns the connections that write, for the library that queues jobs
// and for nobody else, and the address for a listener: "" with SQLite.
func (db *DB) Pool() (write *sql.DB, listen string) {
	if db.dialect.oneWriter {
		return db.write, ""
	}
	return db.write, db.url
}
