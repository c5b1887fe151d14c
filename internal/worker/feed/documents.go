package feed

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// documents calls fn with every document in a file or folder: the entries of
// a zip or tar archive, the files of a folder, or the file itself, unpacked.
// What it reads from the disk goes through sum as well.
func documents(path string, sum hash.Hash, fn func(name string, in io.Reader) error) error {
	stat, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "there is no file %s", path)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	if stat.IsDir() {
		return folder(path, sum, fn)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	defer f.Close()
	if err := addFile(sum, f); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return within(path, unpack(filepath.Base(path), f, stat.Size(), fn))
}

// folder reads all files below a folder that look like documents, by name.
func folder(path string, sum hash.Hash, fn func(string, io.Reader) error) error {
	var files []string
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && readable(p) {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	slices.Sort(files)
	for _, f := range files {
		if err := documents(f, sum, fn); err != nil {
			return err
		}
	}
	return nil
}

func readable(name string) bool {
	if strings.HasPrefix(filepath.Base(name), ".") {
		return false
	}
	for _, end := range []string{".json", ".jsonl", ".csv", ".zip", ".gz", ".zst"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func addFile(sum hash.Hash, f *os.File) error {
	one := sha256.New()
	if _, err := io.Copy(one, f); err != nil {
		return err
	}
	sum.Write(one.Sum(nil))
	_, err := f.Seek(0, io.SeekStart)
	return err
}

// within says in which file a fault is.
func within(path string, err error) error {
	if f := fault.Of(err); f != nil {
		c := *f
		c.Text = strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "."), ".part") + ": " + f.Text
		return &c
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// unpack opens an archive or a packed file of any of the kinds that feeds are
// published in.
func unpack(name string, f *os.File, size int64, fn func(string, io.Reader) error) error {
	var magic [4]byte
	n, _ := f.ReadAt(magic[:], 0)
	if bytes.HasPrefix(magic[:n], []byte("PK\x03\x04")) || bytes.HasPrefix(magic[:n], []byte("PK\x05\x06")) {
		return intake.Zip(&readAhead{in: f}, size, intake.Feed, func(name string, in io.Reader) error {
			if strings.HasSuffix(name, ".zip") {
				return nested(in, fn)
			}
			if !readable(name) {
				return nil
			}
			return fn(name, in)
		})
	}
	in, err := intake.Open(f, intake.Feed)
	if err != nil {
		return err
	}
	defer in.Close()
	buf := bufio.NewReaderSize(in, 64<<10)
	if head, _ := buf.Peek(512); intake.IsTar(head) {
		return intake.Tar(buf, intake.Feed, func(name string, in io.Reader) error {
			if !readable(name) {
				return nil
			}
			return fn(name, in)
		})
	}
	return fn(name, buf)
}

// nested reads a zip inside a zip, as the CVE list's baseline is published.
// Its end must be known before its beginning can be read, so it goes to a
// temporary file first.
func nested(in io.Reader, fn func(string, io.Reader) error) error {
	f, err := os.CreateTemp("", ".aceso-nested-*")
	if err != nil {
		return fmt.Errorf("unpack an archive in an archive: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	size, err := io.Copy(f, in)
	if err != nil {
		return err
	}
	return intake.Zip(&readAhead{in: f}, size, intake.Feed, func(name string, in io.Reader) error {
		if !readable(name) || strings.HasSuffix(name, ".zip") {
			return nil
		}
		return fn(name, in)
	})
}

// A readAhead reads a file by position in large steps. The entries of a feed's
// archive are small and lie one behind the other: asking the disk for each
// costs more than unpacking it.
type readAhead struct {
	in  io.ReaderAt
	off int64
	buf []byte
}

const aheadSize = 1 << 20

// ReadAt is for one reader at a time.
func (r *readAhead) ReadAt(p []byte, off int64) (int, error) {
	if len(p) >= aheadSize {
		return r.in.ReadAt(p, off)
	}
	if off < r.off || off+int64(len(p)) > r.off+int64(len(r.buf)) {
		if r.buf == nil {
			r.buf = make([]byte, 0, aheadSize)
		}
		n, err := r.in.ReadAt(r.buf[:aheadSize], off)
		r.off, r.buf = off, r.buf[:n]
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
	}
	n := copy(p, r.buf[off-r.off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
