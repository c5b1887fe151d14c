// Package store keeps and finds; it never decides. It holds all SQL, one text
// for SQLite and PostgreSQL, a file a noun. View and Update are the only doors.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"aceso/internal/value/fault"
)

// A DB is the open database and the blobs beside it.
type DB struct {
	dialect dialect
	write   *sql.DB // SQLite: one connection
	read    *sql.DB
	now     func() time.Time
	url     string

	turn    sync.Mutex   // SQLite: whose Update runs
	waiting atomic.Int32 // how many wait for their turn
	group   *group       // the transaction that the running Updates share

	lexicons lexicons

	heard chan struct{} // closed and renewed whenever something was committed
	ear   sync.Mutex
}

// Options tell Open what differs from the usual.
type Options struct {
	Now  func() time.Time // the clock of transactions; time.Now when nil
	AsIs bool             // change nothing: refuse tables of another version instead of bringing them up to date
}

// Open opens the database at the address, "postgres://…" or the path of a
// SQLite file, and brings its tables up to date.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	open := openSQLite
	if OnServer(address) {
		open = openPostgres
	} else if scheme, _, ok := strings.Cut(address, "://"); ok {
		return nil, fault.New(fault.Invalid, "there is no database by %s://", scheme).Helped("write postgres://USER@HOST/NAME, or the path of a SQLite file")
	}
	db, err := open(ctx, address)
	if err != nil {
		return nil, err
	}
	db.now, db.url, db.heard = o.Now, address, make(chan struct{})
	if err := db.migrate(ctx, o.AsIs); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// OnServer tells whether an address is that of a PostgreSQL server.
func OnServer(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Close ends all connections. What is under way is waited for.
func (db *DB) Close() error {
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	return err
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Now returns the time by the clock that transactions use.
func (db *DB) Now() time.Time { return db.now().UTC() }

// Engine names the database for people: "SQLite" or "PostgreSQL".
func (db *DB) Engine() string { return db.dialect.name }

// In returns the door for one organisation: every query through it is about
// that organisation and no other.
func (db *DB) In(org string) Door { return Door{db: db, org: org} }

// A Door opens transactions for one organisation.
type Door struct {
	db  *DB
	org string
}

// View runs fn in a read-only transaction.
func (d Door) View(ctx context.Context, fn func(*Tx) error) error { return d.db.view(ctx, d.org, fn) }

// Update runs fn in a transaction that is committed, with an fsync, when fn returns nil.
func (d Door) Update(ctx context.Context, fn func(*Tx) error) error {
	return d.db.update(ctx, d.org, fn)
}

// View runs fn in a read-only transaction that belongs to no organisation:
// what is kept for one can't be reached through it.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error { return db.view(ctx, "", fn) }

// Update runs fn in a transaction that belongs to no organisation.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error { return db.update(ctx, "", fn) }

func (db *DB) view(ctx context.Context, org string, fn func(*Tx) error) error {
	sqlTx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: db.dialect.viewIsolation})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer sqlTx.Rollback()
	return fn(&Tx{db: db, sql: sqlTx, org: org, now: db.now().UTC()})
}

func (db *DB) update(ctx context.Context, org string, fn func(*Tx) error) error {
	fn, committed := along(ctx, fn)
	var err error
	if db.dialect.oneWriter {
		err = db.updateInTurn(ctx, org, fn)
	} else {
		err = db.updateAlone(ctx, org, fn)
	}
	if err == nil {
		committed()
		db.tell()
	}
	return err
}

// updateAlone runs fn in a transaction of its own.
func (db *DB) updateAlone(ctx context.Context, org string, fn func(*Tx) error) error {
	sqlTx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to write: %w", err)
	}
	defer sqlTx.Rollback()
	tx := &Tx{db: db, sql: sqlTx, org: org, now: db.now().UTC(), writable: true}
	if err := tx.lockOrg(ctx); err != nil {
		return fmt.Errorf("wait for the other writers of the organisation: %w", err)
	}
	if err := fn(tx); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// lockOrg makes writers of the organisation go one after the other until the
// end of the transaction: all of them come to the end of its log anyway. It is
// the first lock that a transaction takes, so that no two wait for each other.
func (tx *Tx) lockOrg(ctx context.Context) error {
	if tx.org == "" {
		return nil
	}
	_, err := tx.exec(ctx, `SELECT id FROM org WHERE id = $1`+tx.db.dialect.lockRow, tx.org)
	return err
}

// Committed returns a channel that is closed at the next commit by this
// process: whoever follows the log waits on it beside a timer.
func (db *DB) Committed() <-chan struct{} {
	db.ear.Lock()
	defer db.ear.Unlock()
	return db.heard
}

func (db *DB) tell() {
	db.ear.Lock()
	defer db.ear.Unlock()
	close(db.heard)
	db.heard = make(chan struct{})
}

// A Tx is a transaction, for one organisation or for none. Its methods stand
// in the files of their nouns.
type Tx struct {
	db       *DB
	sql      *sql.Tx
	org      string
	now      time.Time
	writable bool
	numbered numbered
	tallies  map[string][]heap // what was counted of findings, by the query; never in one that writes
}

// Now returns the time at which the transaction began: one clock for all it writes.
func (tx *Tx) Now() time.Time { return tx.now }

// Org returns the organisation that this transaction is about, or "".
func (tx *Tx) Org() string { return tx.org }

// exec runs a statement that returns no rows and returns how many it changed.
func (tx *Tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if err := clean(args); err != nil {
		return 0, err
	}
	res, err := tx.sql.ExecContext(tx.steady(ctx), query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (tx *Tx) queryRow(ctx context.Context, query string, args ...any) row {
	if err := clean(args); err != nil {
		return refusedRow{err}
	}
	return tx.sql.QueryRowContext(tx.steady(ctx), query, args...)
}

// list runs a query and scans each row with scan.
func list[T any](ctx context.Context, tx *Tx, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	return listOf(ctx, tx, 0, scan, query, args...)
}

// listOf is list for about so many rows.
func listOf[T any](ctx context.Context, tx *Tx, about int, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	if err := clean(args); err != nil {
		return nil, err
	}
	rows, err := tx.sql.QueryContext(tx.steady(ctx), query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		if out == nil && about > 0 {
			out = make([]T, 0, about)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// row is what a scan function reads: one row of many, or the only one.
type row interface{ Scan(...any) error }

// one scans a single row and says what is missing when there is none.
func one[T any](r row, scan func(row) (T, error), missing string, args ...any) (T, error) {
	v, err := scan(r)
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.New(fault.NotFound, missing, args...)
	}
	return v, err
}

// steady keeps an asker who hangs up from interrupting a statement of a
// transaction that others share: SQLite would roll all of it back.
func (tx *Tx) steady(ctx context.Context) context.Context {
	if tx.writable && tx.db.dialect.oneWriter {
		return context.WithoutCancel(ctx)
	}
	return ctx
}
