package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Snapshot writes the whole database, as it stands at one moment, into a new
// SQLite file: whatever database it comes from, a backup has one form. Others
// go on reading and writing meanwhile.
func (db *DB) Snapshot(ctx context.Context, file string) error {
	if db.dialect.oneWriter {
		if _, err := db.write.ExecContext(ctx, "VACUUM INTO $1", file); err != nil {
			return fmt.Errorf("copy the database: %w", err)
		}
		return os.Chmod(file, 0o600)
	}
	to, err := Open(ctx, file, Options{Now: db.now})
	if err != nil {
		return err
	}
	defer to.Close()
	if _, err := Copy(ctx, db, to); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if _, err := to.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if err := to.Close(); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return os.Chmod(file, 0o600)
}

// Integrity asks the database whether it is whole and returns its version.
// What it finds wrong is in problems.
func (db *DB) Integrity(ctx context.Context) (version string, problems []string, err error) {
	if !db.dialect.oneWriter {
		err := db.read.QueryRowContext(ctx, "SHOW server_version").Scan(&version)
		return version, nil, err
	}
	if err := db.read.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return "", nil, err
	}
	rows, err := db.read.QueryContext(ctx, "PRAGMA integrity_check(20)")
	if err != nil {
		return version, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return version, nil, err
		}
		if text != "ok" {
			problems = append(problems, text)
		}
	}
	return version, problems, rows.Err()
}

// BlobHashes returns the hashes of all files that any organisation holds.
func (db *DB) BlobHashes(ctx context.Context) ([]string, error) {
	var out []string
	err := db.View(ctx, func(tx *Tx) error {
		var err error
		out, err = list(ctx, tx, func(r row) (string, error) {
			var hash string
			err := r.Scan(&hash)
			return hash, err
		}, `SELECT DISTINCT hash FROM blob ORDER BY hash`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read which files there are: %w", err)
	}
	return out, nil
}

// BlobPath is where a blob lies inside the folder of blobs.
func BlobPath(hash string) string { return filepath.Join(hash[:2], hash[2:]) }
