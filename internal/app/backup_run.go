package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"time"

	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A BackupRun is what was done with a backup, to be noted where it belongs.
type BackupRun struct {
	Kind  store.BackupKind
	File  string
	Began time.Time
	About *Manifest // nil when it could not be read
	Wrong error
}

// The kinds of run that the command line notes.
const (
	BackedUp = store.BackedUp
	Verified = store.Verified
	Drilled  = store.Drilled
	Restored = store.Restored
)

// NoteBackup notes in an installation what was done with a backup. A backup of
// another installation is not noted: it would say something of this one.
func NoteBackup(ctx context.Context, c Config, r BackupRun) error {
	db, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	if r.About != nil {
		own, err := (&App{DB: db}).organisations(ctx)
		if err != nil {
			return err
		}
		known := len(own) == 0 && len(r.About.Organisations) == 0
		for _, o := range own {
			known = known || slices.ContainsFunc(r.About.Organisations, func(l BackupLog) bool { return l.ID == o.ID })
		}
		if !known {
			return fault.New(fault.Conflict, "the backup is of another installation than %s", c.Data)
		}
	}
	b := store.BackupRun{ID: id.New(), Kind: r.Kind, At: time.Now(), Took: time.Since(r.Began), File: filepath.Base(r.File), By: whoRuns(), Version: Version}
	if info, err := os.Stat(r.File); err == nil {
		b.Size = info.Size()
	}
	if r.About != nil {
		b.Made = r.About.Made
	}
	if r.Wrong != nil {
		b.Problem = r.Wrong.Error()
	}
	return db.Update(ctx, func(tx *store.Tx) error { return tx.AddBackupRun(ctx, b) })
}

// openThere opens a database that must be there, and changes no table of it.
func openThere(ctx context.Context, c Config) (*store.DB, error) {
	if _, err := os.Stat(c.address()); c.Database == "" && err != nil {
		return nil, fault.New(fault.NotFound, "there is no database %s", c.address()).Helped("name the data folder with --data")
	}
	return store.Open(ctx, c.address(), store.Options{AsIs: true})
}

// whoRuns names the account that runs this command.
func whoRuns() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username + " (command line)"
	}
	return "command line"
}

// BackupRuns returns what was done with backups of an installation, the newest first.
func BackupRuns(ctx context.Context, c Config) ([]store.BackupRun, error) {
	db, err := openThere(ctx, c)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var out []store.BackupRun
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.BackupRuns(ctx, 500)
		return err
	})
	return out, err
}

// DrillBackup restores a backup into a folder that is dropped again: nothing
// else shows that a restore would work. in is where the folder is made; "" for
// that of temporary files.
func DrillBackup(ctx context.Context, file, in string) (*Manifest, error) {
	work, err := os.MkdirTemp(in, "aceso-drill-")
	if err != nil {
		return nil, fault.New(fault.Invalid, "a folder for the drill can't be made: %v", errors.Unwrap(err))
	}
	m, _, err := RestoreBackup(ctx, file, Config{Data: filepath.Join(work, "data")})
	if gone := os.RemoveAll(work); gone != nil {
		err = errors.Join(err, fmt.Errorf("drop what the drill restored: %w", gone))
	}
	return m, err
}
