package store

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"

	"aceso/internal/value/fault"
)

// SQLite's codes for a file that is harmed, and for one that is something else.
const (
	sqliteCorrupt = 11
	sqliteNotADB  = 26
)

// Damaged tells whether an error says that the file of a database is harmed.
func Damaged(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqliteCorrupt || e.Code()&0xff == sqliteNotADB)
}

// empty refuses a database without our tables. Only reading tells: the library
// of migrations would make its own table first.
func (db *DB) empty(ctx context.Context) error {
	has := `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`
	if !db.dialect.oneWriter {
		has = `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'goose_db_version'`
	}
	var n int
	if err := db.read.QueryRowContext(ctx, has).Scan(&n); err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "the database has no tables of this program").Helped("name another, or start the server once, which makes them")
	}
	return nil
}

// A Character is how a PostgreSQL database keeps and orders text.
type Character struct {
	Version  int    // 150003 is 15.3
	Encoding string // UTF8
	Loose    int    // columns of text that are not ordered by bytes, COLLATE "C"
}

// Character asks a PostgreSQL database how it keeps text in the tables of ours
// (the queue's own are never listed by text); on SQLite, where
// there is but one way, ok is false.
func (db *DB) Character(ctx context.Context) (c Character, ok bool, err error) {
	if db.dialect.oneWriter {
		return c, false, nil
	}
	err = db.read.QueryRowContext(ctx, `
		SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
			(SELECT count(*) FROM information_schema.columns
			WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
			AND table_name NOT LIKE 'river\_%')`).Scan(&c.Version, &c.Encoding, &c.Loose)
	return c, true, err
}
