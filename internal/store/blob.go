package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// Blobs are files in a folder, each named by the SHA-256 of its bytes. They
// are shared by all organisations; whose a blob is stands in the database.
type Blobs struct{ dir string }

// OpenBlobs opens the folder and makes it when it is missing.
func OpenBlobs(dir string) (*Blobs, error) {
	if err := os.MkdirAll(filepath.Join(dir, "new"), 0o700); err != nil {
		return nil, fmt.Errorf("open the folder of blobs: %w", err)
	}
	return &Blobs{dir: dir}, nil
}

// Put keeps what r holds, at most limit bytes. When it returns, the bytes and
// their name are on disk.
func (b *Blobs) Put(r io.Reader, limit int64) (record.Blob, error) {
	f, err := os.CreateTemp(filepath.Join(b.dir, "new"), "blob-")
	if err != nil {
		return record.Blob{}, fmt.Errorf("keep a file: %w", err)
	}
	defer os.Remove(f.Name()) // gone already when it was renamed
	defer f.Close()
	h := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit+1))
	if err != nil {
		return record.Blob{}, fmt.Errorf("keep a file: %w", err)
	}
	if size > limit {
		return record.Blob{}, fault.New(fault.TooLarge, "the file is larger than the limit of %d bytes", limit)
	}
	blob := record.Blob{Hash: hex.EncodeToString(h.Sum(nil)), Size: size}
	if err := f.Sync(); err != nil {
		return record.Blob{}, fmt.Errorf("keep a file: %w", err)
	}
	path := b.path(blob.Hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return record.Blob{}, fmt.Errorf("keep a file: %w", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != size || !b.holds(blob.Hash) {
		if err := os.Rename(f.Name(), path); err != nil {
			return record.Blob{}, fmt.Errorf("keep a file: %w", err)
		}
	}
	// Also a name that was there: whoever wrote it may have been stopped before this.
	for _, dir := range []string{filepath.Dir(path), b.dir} {
		if err := syncDir(dir); err != nil {
			return record.Blob{}, fmt.Errorf("keep a file: %w", err)
		}
	}
	return blob, nil
}

// Sweep removes what was begun before a time and never became a blob: whoever
// wrote it was killed.
func (b *Blobs) Sweep(before time.Time) error {
	left, err := os.ReadDir(filepath.Join(b.dir, "new"))
	if err != nil {
		return fmt.Errorf("look for half-written files: %w", err)
	}
	for _, e := range left {
		if info, err := e.Info(); err != nil || !info.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(filepath.Join(b.dir, "new", e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove a half-written file: %w", err)
		}
	}
	return nil
}

// holds tells whether the blob is there and unharmed.
func (b *Blobs) holds(hash string) bool {
	r, err := b.Open(hash)
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err == nil
}

// Open reads a blob. Its bytes are verified: where they are not those of the
// name, the last Read gives a fault of kind Unverified instead of io.EOF.
func (b *Blobs) Open(hash string) (io.ReadCloser, error) {
	if len(hash) != 2*sha256.Size {
		return nil, fault.New(fault.NotFound, "there is no file %s", hash)
	}
	if _, err := hex.DecodeString(hash); err != nil {
		return nil, fault.New(fault.NotFound, "there is no file %s", hash)
	}
	f, err := os.Open(b.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "the file %s is missing from the folder of blobs", hash).Helped("bring it back from a backup")
	}
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return &verified{File: f, want: hash, sum: sha256.New()}, nil
}

func (b *Blobs) path(hash string) string { return filepath.Join(b.dir, hash[:2], hash[2:]) }

// verified reads a file and compares its hash at the end.
type verified struct {
	*os.File
	want string
	sum  hash.Hash
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.File.Read(p)
	v.sum.Write(p[:n])
	if err == io.EOF && hex.EncodeToString(v.sum.Sum(nil)) != v.want {
		return n, fault.New(fault.Unverified, "the file %s does not hold the bytes that it is named for", v.want).Helped("bring it back from a backup")
	}
	return n, err
}

// WriteTo keeps io.Copy from going around Read.
func (v *verified) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{v})
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// SaveBlob notes that the organisation holds a blob. The name of its first arrival stays.
func (tx *Tx) SaveBlob(ctx context.Context, b record.Blob) error {
	if b.At.IsZero() {
		b.At = tx.now
	}
	_, err := tx.exec(ctx, `INSERT INTO blob (org, hash, size, name, media, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org, hash) DO NOTHING`,
		tx.org, b.Hash, b.Size, b.Name, b.Media, when(b.At))
	if err != nil {
		return fmt.Errorf("note the file %s: %w", b.Hash, err)
	}
	return nil
}

// Blob returns what is known of a blob that the organisation holds. Nothing
// is opened from the folder before this was asked.
func (tx *Tx) Blob(ctx context.Context, hash string) (record.Blob, error) {
	return one(tx.queryRow(ctx, `SELECT hash, size, name, media, at FROM blob WHERE org = $1 AND hash = $2`, tx.org, hash), func(r row) (record.Blob, error) {
		var b record.Blob
		err := r.Scan(&b.Hash, &b.Size, &b.Name, &b.Media, at{&b.At})
		return b, err
	}, "there is no file %s", hash)
}
