package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"aceso/internal/format/intake"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// What a backup may hold. How large it is, is its owner's affair; a manifest
// is read as a whole.
var (
	backupLimits   = intake.Limits{Bytes: 16 << 40, Unpacked: 64 << 40}
	manifestLimits = intake.Limits{Bytes: 1 << 30, Unpacked: 1 << 30, Depth: 8, Text: 4096}
	backupNames    = regexp.MustCompile(`^(aceso\.db|aceso\.toml|intel/current\.intel|keys/[A-Za-z0-9][A-Za-z0-9._-]*|blobs/[0-9a-f]{2}/[0-9a-f]{62})$`)
)

// VerifyBackup reads a whole backup: every file against its hash, every
// organisation's log computed anew against its checkpoints and the manifest,
// and every file that the database speaks of. It needs room for the database
// in the folder of temporary files.
func VerifyBackup(ctx context.Context, file string) (*Manifest, error) {
	work, err := os.MkdirTemp("", "aceso-verify-")
	if err != nil {
		return nil, fmt.Errorf("verify the backup: %w", err)
	}
	defer os.RemoveAll(work)
	m, err := unpack(ctx, file, work, func(name string) bool { return name == databaseName || strings.HasPrefix(name, "keys/") })
	if err != nil {
		return nil, err
	}
	return m, m.holds(ctx, work, filepath.Join(work, databaseName))
}

// RestoreBackup verifies a backup, unpacks it into a new data folder, puts the
// database where the configuration says, and verifies the logs there.
func RestoreBackup(ctx context.Context, file string, c Config) (m *Manifest, notes []string, err error) {
	if left, err := os.ReadDir(c.Data); err == nil && len(left) > 0 {
		return nil, nil, fault.New(fault.Conflict, "the folder %s is not empty", c.Data).Helped("name a new one with --data")
	}
	if _, err := VerifyBackup(ctx, file); err != nil {
		return nil, nil, err
	}
	if err := c.private(); err != nil {
		return nil, nil, err
	}
	m, err = unpack(ctx, file, c.Data, func(string) bool { return true })
	if err == nil && c.Database != "" {
		err = moveDatabase(ctx, filepath.Join(c.Data, databaseName), c.Database)
	}
	if err == nil {
		err = m.holds(ctx, c.Data, c.address())
	}
	if err != nil {
		return nil, nil, errors.Join(err, empty(c.Data))
	}
	after, err := LoadConfig(map[string]any{"data": c.Data})
	if err != nil {
		return m, []string{"aceso.toml of the backup can't be used as it is: " + err.Error()}, nil
	}
	if after.Database != c.Database {
		notes = append(notes, fmt.Sprintf("the configuration names the database %q and this was restored to %q: set database before the server starts", redacted(after.Database), redacted(c.Database)))
	}
	return m, notes, nil
}

// redacted is a database's address without its password.
func redacted(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "(hidden)"
	}
	return u.Redacted()
}

// empty removes what a restore that failed had put into the folder.
func empty(dir string) error {
	left, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range left {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// moveDatabase puts the rows of a SQLite file into another database.
func moveDatabase(ctx context.Context, file, to string) error {
	if _, err := CopyDatabase(ctx, file, to); err != nil {
		return err
	}
	return os.Remove(file)
}

// CopyDatabase copies all rows from one database into another, empty one.
func CopyDatabase(ctx context.Context, from, to string) ([]store.Copied, error) {
	if !strings.Contains(from, "://") {
		if _, err := os.Stat(from); err != nil {
			return nil, fault.New(fault.NotFound, "there is no database %s", from)
		}
	}
	src, err := store.Open(ctx, from, store.Options{AsIs: true})
	if err != nil {
		return nil, err
	}
	defer src.Close()
	dst, err := store.Open(ctx, to, store.Options{})
	if err != nil {
		return nil, err
	}
	out, err := store.Copy(ctx, src, dst)
	return out, errors.Join(err, dst.Close())
}

// holds computes the logs in a database anew, by the key in the folder, and
// compares them with the manifest.
func (m *Manifest) holds(ctx context.Context, dir, address string) error {
	public, err := os.ReadFile(filepath.Join(dir, "keys", "log.pub"))
	if err != nil {
		return fault.New(fault.Unverified, "the backup does not hold the public key of the log")
	}
	by, err := note.NewVerifier(strings.TrimSpace(string(public)))
	if err != nil {
		return fault.New(fault.Unverified, "the public key of the log can't be read: %v", err)
	}
	db, err := store.Open(ctx, address, store.Options{})
	if err != nil {
		return fmt.Errorf("open the database of the backup: %w", err)
	}
	defer db.Close()
	_, problems, err := db.Integrity(ctx)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fault.New(fault.Unverified, "the database of the backup is harmed: %s", problems[0])
	}
	a := &App{DB: db, verifier: by}
	if _, err := a.VerifyLogs(ctx, ""); err != nil {
		return err
	}
	logs, err := logsOf(ctx, db)
	if err != nil {
		return err
	}
	if !slices.Equal(logs, m.Organisations) {
		return fault.New(fault.Unverified, "the logs in the backup are not those that its manifest names")
	}
	held, err := db.BlobHashes(ctx)
	if err != nil {
		return err
	}
	if missing := m.missing(held); len(missing) > 0 {
		return fault.New(fault.Unverified, "%d files that the database speaks of are missing or harmed, the first is %s", len(missing), missing[0]).
			Helped("take an older backup, or put them into the folder of blobs and make a new one")
	}
	return db.Close()
}

// unpack reads a backup to its end and compares every file with the manifest.
// Those that are wanted are written into the folder.
func unpack(ctx context.Context, file, dir string, wanted func(name string) bool) (*Manifest, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fault.New(fault.NotFound, "%s can't be opened: %v", file, errors.Unwrap(err))
	}
	defer f.Close()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("unpack the backup: %w", err)
	}
	defer root.Close()
	m, err := readArchive(patient{ctx, f}, root, wanted)
	if errors.Is(err, io.ErrUnexpectedEOF) && fault.Of(err) == nil {
		err = fault.New(fault.Invalid, "it ends too early")
	}
	if f := fault.Of(err); f != nil && f.Kind != fault.Unverified {
		return nil, fault.New(fault.Unverified, "the backup can't be read to its end: %v", f).Helped("take another copy of it")
	}
	return m, err
}

func readArchive(from io.Reader, root *os.Root, wanted func(string) bool) (*Manifest, error) {
	in, err := intake.Open(from, backupLimits)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var m *Manifest
	var found []BackupFile
	err = intake.Tar(in, backupLimits, func(name string, r io.Reader) error {
		if m != nil {
			return fault.New(fault.Unverified, "the backup goes on behind its manifest")
		}
		if name == manifestName {
			var err error
			m, err = readManifest(r)
			return err
		}
		if !backupNames.MatchString(name) {
			return fault.New(fault.Unverified, "the backup has a file %q, which no backup has", name)
		}
		f := BackupFile{Name: name}
		h := sha256.New()
		to := io.Writer(h)
		if wanted(name) {
			out, err := create(root, name)
			if err != nil {
				return err
			}
			defer out.Close()
			to = io.MultiWriter(h, out)
			if f.Size, err = io.Copy(to, r); err != nil {
				return err
			}
			if err := errors.Join(out.Sync(), out.Close()); err != nil {
				return err
			}
		} else if f.Size, err = io.Copy(to, r); err != nil {
			return err
		}
		f.SHA256 = hex.EncodeToString(h.Sum(nil))
		found = append(found, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil { // to the checksum at the end
		return nil, err
	}
	if m == nil {
		return nil, fault.New(fault.Unverified, "this is no whole backup: it has no manifest")
	}
	return m, m.compare(found)
}

func create(root *os.Root, name string) (*os.File, error) {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	return f, nil
}

func readManifest(r io.Reader) (*Manifest, error) {
	data, err := intake.Read(r, manifestLimits)
	if err != nil {
		return nil, err
	}
	m := new(Manifest)
	if err := intake.JSON(data, manifestLimits, m); err != nil {
		return nil, err
	}
	if m.Aceso != backupForm {
		return nil, fault.New(fault.Unverified, "this is not a backup that this program reads: it calls itself %q", m.Aceso)
	}
	return m, nil
}

// compare finds the first file that is not what the manifest says.
func (m *Manifest) compare(found []BackupFile) error {
	for i := range max(len(m.Files), len(found)) {
		switch {
		case i >= len(found):
			return fault.New(fault.Unverified, "the backup lacks %s", m.Files[i].Name)
		case i >= len(m.Files):
			return fault.New(fault.Unverified, "the backup has %s, which its manifest does not name", found[i].Name)
		case m.Files[i] != found[i]:
			return fault.New(fault.Unverified, "%s is not as the manifest says", found[i].Name)
		}
	}
	return nil
}
