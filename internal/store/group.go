package store

import (
	"context"
	"database/sql"
	"fmt"
)

// A group is one SQLite transaction that several Updates share, each in a
// savepoint of its own, so that those who wait together pay for one fsync.
type group struct {
	tx   *sql.Tx
	size int
	done chan struct{} // closed when committed or not
	err  error         // of the commit, set before done is closed
}

// most bounds a group, so that the first of it does not wait for ever.
const most = 64

// updateInTurn runs fn when its turn comes and returns when the transaction
// that it shared is on disk.
func (db *DB) updateInTurn(ctx context.Context, org string, fn func(*Tx) error) error {
	db.waiting.Add(1)
	db.turn.Lock()
	db.waiting.Add(-1)

	g, err := db.join()
	if err != nil {
		db.turn.Unlock()
		return err
	}
	finished := false
	defer func() {
		if !finished { // fn panicked: the others of the group must not wait for it
			db.undo(g)
			db.leave(g)
		}
	}()
	err = ctx.Err()
	if err == nil {
		err = db.inSavepoint(g, org, fn)
	}
	finished = true
	db.leave(g)
	<-g.done
	if err != nil {
		return err
	}
	return g.err
}

// join returns the group whose turn it is, begun when there is none.
func (db *DB) join() (*group, error) {
	if db.group == nil {
		tx, err := db.write.BeginTx(context.Background(), nil)
		if err != nil {
			return nil, fmt.Errorf("begin to write: %w", err)
		}
		db.group = &group{tx: tx, done: make(chan struct{})}
	}
	db.group.size++
	return db.group, nil
}

// leave hands the group to the next who waits, or commits it when nobody does.
func (db *DB) leave(g *group) {
	if db.waiting.Load() == 0 || g.size >= most {
		if err := g.tx.Commit(); err != nil {
			g.err = fmt.Errorf("commit: %w", err)
			g.tx.Rollback()
		}
		db.group = nil
		close(g.done)
	}
	db.turn.Unlock()
}

func (db *DB) inSavepoint(g *group, org string, fn func(*Tx) error) error {
	if _, err := g.tx.Exec("SAVEPOINT one"); err != nil {
		return fmt.Errorf("begin to write: %w", err)
	}
	if err := fn(&Tx{db: db, sql: g.tx, org: org, now: db.now().UTC(), writable: true}); err != nil {
		db.undo(g)
		return err
	}
	if _, err := g.tx.Exec("RELEASE one"); err != nil {
		return fmt.Errorf("end a write: %w", err)
	}
	return nil
}

// undo takes back what one member of the group did. Should that fail, nothing
// of the group may be committed.
func (db *DB) undo(g *group) {
	if _, err := g.tx.Exec("ROLLBACK TO one"); err != nil {
		g.tx.Rollback()
		return
	}
	g.tx.Exec("RELEASE one")
}
