package app

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
)

// A Manifest is the last file of a backup: what must be in it.
type Manifest struct {
	Aceso         string       `json:"aceso"` // "backup 1"
	Made          time.Time    `json:"made"`
	Version       string       `json:"version"`  // of the program
	Database      string       `json:"database"` // that it was taken from; in the backup it is SQLite
	Organisations []BackupLog  `json:"organisations"`
	Files         []BackupFile `json:"files"`
	Missing       []string     `json:"missing,omitempty"` // evidence that was missing or harmed already
}

// A BackupLog is how long an organisation's log is in a backup and what it holds.
type BackupLog struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Entries int64  `json:"entries"`
	Root    string `json:"root"`
}

// A BackupFile is a file of a backup.
type BackupFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const (
	backupForm   = "backup 1"
	manifestName = "manifest.json"
	databaseName = "aceso.db"
)

// CreateBackup writes everything in a data folder into one file, while a
// server runs on it or not. The database goes first: whatever it speaks of is
// in the folder of blobs by then, and nothing there ever changes.
func CreateBackup(ctx context.Context, c Config, to string) (*Manifest, error) {
	if _, err := os.Lstat(to); err == nil {
		return nil, fault.New(fault.Conflict, "%s is there already", to).Helped("name a new file: a backup is never overwritten")
	}
	// Beside the file, so that it can be renamed, and on a disk meant to be large.
	work, err := os.MkdirTemp(filepath.Dir(to), ".aceso-backup-")
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s can't be written: %v", to, errors.Unwrap(err))
	}
	defer os.RemoveAll(work)
	m := &Manifest{Aceso: backupForm, Made: time.Now().UTC().Truncate(time.Second), Version: Version}
	snapshot := filepath.Join(work, databaseName)
	held, err := m.snapshot(ctx, c, snapshot)
	if err != nil {
		return nil, err
	}
	part := filepath.Join(work, "backup")
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write the backup: %w", err)
	}
	defer f.Close()
	if err := m.pack(ctx, c, f, snapshot, held); err != nil {
		return nil, fmt.Errorf("write the backup: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the backup: %w", err)
	}
	return m, os.Rename(part, to)
}

// snapshot copies the database, notes where its logs end, and returns which
// files it speaks of.
func (m *Manifest) snapshot(ctx context.Context, c Config, file string) ([]string, error) {
	if c.Database == "" {
		if _, err := os.Stat(c.address()); err != nil {
			return nil, fault.New(fault.NotFound, "there is no database %s", c.address()).Helped("name the data folder with --data")
		}
	}
	db, err := store.Open(ctx, c.address(), store.Options{AsIs: true})
	if err != nil {
		return nil, err
	}
	m.Database = db.Engine()
	err = errors.Join(db.Snapshot(ctx, file), db.Close())
	if err != nil {
		return nil, err
	}
	if db, err = store.Open(ctx, file, store.Options{AsIs: true}); err != nil {
		return nil, err
	}
	held, err := db.BlobHashes(ctx)
	if err == nil {
		m.Organisations, err = logsOf(ctx, db)
	}
	return held, errors.Join(err, db.Close())
}

func logsOf(ctx context.Context, db *store.DB) ([]BackupLog, error) {
	a := &App{DB: db}
	orgs, err := a.organisations(ctx)
	if err != nil {
		return nil, err
	}
	out := []BackupLog{}
	for _, o := range orgs {
		l := BackupLog{ID: o.ID, Name: o.Name}
		if err := db.In(o.ID).View(ctx, func(tx *store.Tx) error {
			var err error
			if l.Entries, err = tx.LogSize(ctx); err != nil {
				return err
			}
			root, err := tx.LogRoot(ctx, l.Entries)
			l.Root = root.String()
			return err
		}); err != nil {
			return nil, fmt.Errorf("the log of %s: %w", o.Name, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// pack writes the archive, the manifest last.
func (m *Manifest) pack(ctx context.Context, c Config, to io.Writer, snapshot string, held []string) error {
	z, err := zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	defer z.Close()
	w := packer{ctx: ctx, m: m, tar: tar.NewWriter(z)}
	if err := w.file(databaseName, snapshot); err != nil {
		return err
	}
	for _, name := range []string{"aceso.toml", "intel/" + filepath.Base(intel.Path(c.Data))} {
		if err := w.file(name, filepath.Join(c.Data, filepath.FromSlash(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	keys, err := os.ReadDir(filepath.Join(c.Data, "keys"))
	if err != nil {
		return err
	}
	for _, k := range keys {
		if !k.Type().IsRegular() {
			continue
		}
		if err := w.file("keys/"+k.Name(), filepath.Join(c.Data, "keys", k.Name())); err != nil {
			return err
		}
	}
	for _, hash := range held {
		name := "blobs/" + filepath.ToSlash(store.BlobPath(hash))
		err := w.file(name, filepath.Join(c.Data, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) || err == nil && m.Files[len(m.Files)-1].SHA256 != hash {
			m.Missing = append(m.Missing, hash)
			continue
		}
		if err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if err := w.entry(manifestName, int64(len(text)), bytes.NewReader(text)); err != nil {
		return err
	}
	m.Files = m.Files[:len(m.Files)-1] // the manifest does not name itself
	return errors.Join(w.tar.Close(), z.Close())
}

// A packer puts files into the archive and notes them in the manifest.
type packer struct {
	ctx context.Context
	m   *Manifest
	tar *tar.Writer
}

func (p packer) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return p.entry(name, info.Size(), f)
}

func (p packer) entry(name string, size int64, r io.Reader) error {
	if err := p.tar.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o600, Size: size, ModTime: p.m.Made, Format: tar.FormatPAX}); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(p.tar, h), patient{p.ctx, r}, size); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p.m.Files = append(p.m.Files, BackupFile{name, size, hex.EncodeToString(h.Sum(nil))})
	return nil
}

// patient reads until the context ends.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// missing returns which of the files that a database speaks of are not in the backup.
func (m *Manifest) missing(held []string) []string {
	has := make(map[string]bool, len(m.Files))
	for _, f := range m.Files {
		has[f.Name] = f.Name == "blobs/"+f.SHA256[:2]+"/"+f.SHA256[2:]
	}
	return slices.DeleteFunc(held, func(hash string) bool { return has["blobs/"+filepath.ToSlash(store.BlobPath(hash))] })
}
