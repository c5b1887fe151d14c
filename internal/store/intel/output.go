package intel

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"os"
	"path/filepath"
)

// An output is the new file while it is written: under a temporary name, one
// section after the other, each hashed as it passes.
type output struct {
	file     *os.File
	buf      *bufio.Writer
	off      int64
	start    int64
	sum      hash.Hash
	blocks   hasher
	quick    summer
	sections []section
}

func newOutput(dir string) (*output, error) {
	f, err := os.CreateTemp(dir, ".intel-new-*")
	if err != nil {
		return nil, fmt.Errorf("make the new bundle: %w", err)
	}
	o := &output{file: f, buf: bufio.NewWriterSize(f, 1<<20), sum: sha256.New(), blocks: hasher{sum: sha256.New()}, off: headSize}
	if _, err := o.buf.Write(make([]byte, headSize)); err != nil { // its place; it is written last
		o.remove()
		return nil, err
	}
	o.begin()
	return o, nil
}

func (o *output) Write(p []byte) (int, error) {
	o.sum.Write(p)
	o.blocks.add(p)
	o.quick.add(p)
	n, err := o.buf.Write(p)
	o.off += int64(n)
	return n, err
}

func (o *output) begin() {
	o.start = o.off
	o.sum.Reset()
}

// end closes the section that is being written and begins the next one.
func (o *output) end(name string) {
	o.sections = append(o.sections, section{
		Name: name, Off: o.start, Len: o.off - o.start, SHA256: hex.EncodeToString(o.sum.Sum(nil)),
	})
	o.begin()
}

// publish writes the head, makes sure that all is on the disk, and gives the
// file its name.
func (o *output) publish(path string, h fileHead) error {
	if err := o.buf.Flush(); err != nil {
		return fmt.Errorf("write the new bundle: %w", err)
	}
	if _, err := o.file.WriteAt(h.bytes(), 0); err != nil {
		return fmt.Errorf("write the head of the new bundle: %w", err)
	}
	if err := o.file.Chmod(0o600); err != nil {
		return fmt.Errorf("write the new bundle: %w", err)
	}
	if err := o.file.Sync(); err != nil {
		return fmt.Errorf("write the new bundle: %w", err)
	}
	if err := o.file.Close(); err != nil {
		return fmt.Errorf("write the new bundle: %w", err)
	}
	return rename(o.file.Name(), path)
}

// rename gives a file its name and makes sure that the name is on the disk.
func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("put the bundle in place: %w", err)
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return fmt.Errorf("put the bundle in place: %w", err)
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil {
		return fmt.Errorf("put the bundle in place: %w", err)
	}
	return nil
}

func (o *output) remove() {
	_ = o.file.Close()
	_ = os.Remove(o.file.Name())
}
