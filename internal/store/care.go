package store

import (
	"context"
	"fmt"
	"time"
)

// A BackupRun is one time that a backup was made, verified, tried or restored.
type BackupRun struct {
	ID      string
	Kind    BackupKind
	At      time.Time // when it ended
	Took    time.Duration
	Made    time.Time // when the backup was made that it is about; zero when that is not known
	File    string
	Size    int64  // of the backup in bytes
	Problem string // "" when all was well
	By      string
	Version string // of the program
}

// A BackupKind is what was done.
type BackupKind string

// The kinds.
const (
	BackedUp BackupKind = "backup"
	Verified BackupKind = "verify"
	Drilled  BackupKind = "drill"   // restored into a folder that was then dropped
	Restored BackupKind = "restore" // into this very installation
)

const backupColumns = `id, kind, at, took_ms, made_at, file, size, problem, by_name, version`

func scanBackup(r row) (BackupRun, error) {
	var b BackupRun
	var took int64
	err := r.Scan(&b.ID, &b.Kind, at{&b.At}, &took, at{&b.Made}, &b.File, &b.Size, &b.Problem, &b.By, &b.Version)
	b.Took = time.Duration(took) * time.Millisecond
	return b, err
}

// AddBackupRun notes what was done with a backup.
func (tx *Tx) AddBackupRun(ctx context.Context, b BackupRun) error {
	_, err := tx.exec(ctx, `INSERT INTO backup_run (`+backupColumns+`) VALUES `+marks(1, 10),
		b.ID, string(b.Kind), when(b.At), b.Took.Milliseconds(), when(b.Made), b.File, b.Size, b.Problem, b.By, b.Version)
	if err != nil {
		return fmt.Errorf("note the %s: %w", b.Kind, err)
	}
	return nil
}

// BackupRuns returns what was done with backups, the newest first.
func (tx *Tx) BackupRuns(ctx context.Context, most int) ([]BackupRun, error) {
	return list(ctx, tx, scanBackup, `SELECT `+backupColumns+` FROM backup_run ORDER BY id DESC LIMIT $1`, most)
}

// LastBackups returns the newest run of each kind that went well.
func (tx *Tx) LastBackups(ctx context.Context) (map[BackupKind]BackupRun, error) {
	out := map[BackupKind]BackupRun{}
	all, err := list(ctx, tx, scanBackup, `
		SELECT `+backupColumns+` FROM backup_run
		WHERE id IN (SELECT max(id) FROM backup_run WHERE problem = '' GROUP BY kind)`)
	for _, b := range all {
		out[b.Kind] = b
	}
	return out, err
}

// Size returns how large the database is, in bytes.
func (db *DB) Size(ctx context.Context) (int64, error) {
	query := `SELECT pg_database_size(current_database())`
	if db.dialect.oneWriter {
		query = `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
	}
	var n int64
	err := db.read.QueryRowContext(ctx, query).Scan(&n)
	return n, err
}

// Clock returns what time it is for the database; on SQLite, which has no
// clock of its own, that of this machine.
func (db *DB) Clock(ctx context.Context) (time.Time, error) {
	if db.dialect.oneWriter {
		return db.Now(), nil
	}
	var t time.Time
	err := db.read.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&t)
	return t.UTC(), err
}
