package intel

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// Everything between the head and the section "blocks" is hashed in blocks,
// whose hashes are that section. Its own hash is in the manifest, and the
// signature is over that: so whatever is read can be held against what was
// signed, without reading the rest. The check sums of pages and entries tell
// damage; only this tells tampering.

// hashedSize of 8 KiB costs 5 µs a block that is read for the first time, and
// four bytes of hashes a kilobyte.
const hashedSize = 8 << 10

// A hasher hashes what passes in blocks.
type hasher struct {
	sum  hash.Hash
	n    int // bytes in the block that is not full yet
	sums []byte
}

func (h *hasher) add(p []byte) {
	for len(p) > 0 {
		part := p[:min(len(p), hashedSize-h.n)]
		h.sum.Write(part)
		if h.n += len(part); h.n == hashedSize {
			h.close()
		}
		p = p[len(part):]
	}
}

// close ends the block that is not full yet.
func (h *hasher) close() {
	if h.n > 0 {
		h.sums = h.sum.Sum(h.sums)
		h.sum.Reset()
		h.n = 0
	}
}

// hashed counts the blocks of a stretch.
func hashed(length int64) int64 { return (length + hashedSize - 1) / hashedSize }

// A sealed file gives only bytes whose block has the hash that it should.
// A bundle of an older version has no hashes of blocks, and is read as it is.
type sealed struct {
	in   io.ReaderAt
	end  int64 // of the last block; the first begins behind the head
	sums []byte
	seen []atomic.Bool
}

func newSealed(in io.ReaderAt, end int64, sums []byte) *sealed {
	return &sealed{in: in, end: end, sums: sums, seen: make([]atomic.Bool, len(sums)/sha256.Size)}
}

// ReadAt checks each block the first time that something in it is read.
func (s *sealed) ReadAt(p []byte, off int64) (int, error) {
	if len(s.seen) == 0 || len(p) == 0 {
		return s.in.ReadAt(p, off)
	}
	if off < headSize || off+int64(len(p)) > s.end {
		return 0, errors.New("it lies outside of what is hashed")
	}
	for i := (off - headSize) / hashedSize; i <= (off+int64(len(p))-1-headSize)/hashedSize; i++ {
		if err := s.check(int(i)); err != nil {
			return 0, err
		}
	}
	return s.in.ReadAt(p, off)
}

var blockBuffers = sync.Pool{New: func() any { return new([hashedSize]byte) }}

func (s *sealed) check(i int) error {
	if s.seen[i].Load() {
		return nil
	}
	buf := blockBuffers.Get().(*[hashedSize]byte)
	defer blockBuffers.Put(buf)
	return s.checkRun(i, i+1, buf[:])
}

// checkRun checks some blocks that lie together, with one read.
func (s *sealed) checkRun(from, to int, buf []byte) error {
	off := headSize + int64(from)*hashedSize
	run := buf[:min(int64(to-from)*hashedSize, s.end-off)]
	if _, err := s.in.ReadAt(run, off); err != nil {
		return err
	}
	for i := from; i < to; i++ {
		block := run[:min(hashedSize, len(run))]
		run = run[len(block):]
		if sum := sha256.Sum256(block); !bytes.Equal(sum[:], s.sums[i*sha256.Size:(i+1)*sha256.Size]) {
			return errors.New("it has another hash")
		}
		s.seen[i].Store(true)
	}
	return nil
}

// atOnce is how many blocks are read together when all are.
const atOnce = 64

// all checks every block, on all processors.
func (s *sealed) all() error {
	workers := runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			buf := make([]byte, atOnce*hashedSize)
			last := len(s.seen) * (w + 1) / workers
			for i := len(s.seen) * w / workers; i < last && errs[w] == nil; i += atOnce {
				errs[w] = s.checkRun(i, min(i+atOnce, last), buf)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
