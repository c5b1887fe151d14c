package intel

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

// Folder returns where the bundles of a data folder are.
func Folder(dir string) string { return filepath.Join(dir, "intel") }

// Path returns the file of the bundle in use.
func Path(dir string) string { return filepath.Join(Folder(dir), "current.intel") }

// PreviousPath returns the file of the bundle that was in use before.
func PreviousPath(dir string) string { return filepath.Join(Folder(dir), "previous.intel") }

// Current opens the bundle in use in a data folder.
func Current(dir string) (*Bundle, error) { return Open(Path(dir)) }

// Place puts a finished file of the same file system in use, in one step:
// whoever opens the bundle gets the old one or the new one, and a crash leaves
// one of them. The old one stays beside it.
func Place(dir, file string) error {
	if err := os.Remove(PreviousPath(dir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("put the bundle in place: %w", err)
	}
	if err := os.Link(Path(dir), PreviousPath(dir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("keep the previous bundle: %w", err)
	}
	return rename(file, Path(dir))
}

// Verify reads the whole file and holds every section against its hash and
// the signature against the trusted public keys.
func Verify(path string, trusted []string) (vuln.Info, vuln.Signature, error) {
	b, err := Open(path)
	if err != nil {
		return vuln.Info{}, vuln.Signature{}, err
	}
	defer b.Close()
	sig, err := b.Signature(trusted)
	if err != nil {
		return vuln.Info{}, sig, err
	}
	return b.Info(), sig, b.checkSections()
}

// checkSections reads every section and holds it against its hash.
func (b *Bundle) checkSections() error {
	for _, s := range b.m.Sections {
		h := sha256.New()
		if _, err := io.Copy(h, io.NewSectionReader(b.file, s.Off, s.Len)); err != nil {
			return damaged("the section %q can't be read (%v)", s.Name, err)
		}
		if hex.EncodeToString(h.Sum(nil)) != s.SHA256 {
			return damaged("the section %q has another hash", s.Name)
		}
	}
	return nil
}

// Signature says who signed the bundle, and whether that is one of those whose
// keys are trusted.
func (b *Bundle) Signature(trusted []string) (vuln.Signature, error) {
	return checkNote(b.note, b.m.ID, b.head.manifestSum, trusted)
}

// Pack writes a bundle in the form for transport, compressed by zstd.
func Pack(path string, out io.Writer) error {
	in, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read the bundle: %w", err)
	}
	defer in.Close()
	enc, err := zstd.NewWriter(out, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("compress the bundle: %w", err)
	}
	if _, err := io.Copy(enc, in); err != nil {
		return fmt.Errorf("compress the bundle: %w", err)
	}
	if err := enc.Close(); err != nil {
		return fmt.Errorf("compress the bundle: %w", err)
	}
	return nil
}

// A Holder serves the bundle in use to many readers and follows its file. A
// reader asks for the bundle once for a piece of work and keeps it to the end
// of that: two answers of one page rest on one bundle. A bundle that was
// replaced gives its file back when its last reader has let go of it.
type Holder struct {
	path string
	now  atomic.Pointer[held]
	one  sync.Mutex // of Refresh
}

type held struct {
	bundle *Bundle
	stat   os.FileInfo
}

// NewHolder follows the bundle in use in a data folder. There may be none yet.
func NewHolder(dir string) *Holder { return &Holder{path: Path(dir)} }

// Bundle returns the bundle in use, or nil while there is none.
func (h *Holder) Bundle() *Bundle {
	if now := h.now.Load(); now != nil {
		return now.bundle
	}
	return nil
}

// Refresh opens the file again when it is another one than before. It returns
// what was open before, nil at first, and what is now; both are nil when
// nothing changed. An error leaves what was open in use.
func (h *Holder) Refresh() (before, after *Bundle, err error) {
	h.one.Lock()
	defer h.one.Unlock()
	stat, err := os.Stat(h.path)
	if errors.Is(err, os.ErrNotExist) {
		if h.now.Load() != nil {
			return nil, nil, fault.New(fault.Unavailable, "the vulnerability bundle is gone from %s", h.path).
				Helped("the one that was open stays in use; put it back, or build one")
		}
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("look at the vulnerability bundle: %w", err)
	}
	old := h.now.Load()
	if old != nil && os.SameFile(old.stat, stat) && old.stat.ModTime().Equal(stat.ModTime()) && old.stat.Size() == stat.Size() {
		return nil, nil, nil
	}
	b, err := Open(h.path)
	if err != nil {
		return nil, nil, err
	}
	if stat, err = b.file.Stat(); err != nil {
		_ = b.Close()
		return nil, nil, fmt.Errorf("look at the vulnerability bundle: %w", err)
	}
	h.now.Store(&held{b, stat})
	if old == nil {
		return nil, b, nil
	}
	return old.bundle, b, nil
}
