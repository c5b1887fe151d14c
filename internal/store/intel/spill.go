package intel

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
)

// A spill collects what belongs to each key, in any order, and gives it back
// key by key in the order of their hashes. It holds a bounded amount in
// memory: the rest lies in temporary files, one for each range of hashes.
type spill struct {
	dir     string
	limit   int // bytes in memory before they go to the files
	held    int
	buckets [spillBuckets]bucket
}

const spillBuckets = 64

type bucket struct {
	mem  []byte
	file *os.File
}

// A piece is one thing that was put under a key.
type piece struct {
	hash uint64
	key  string // its first byte is the kind
	body string
	seq  int
}

func hashKey(key string) uint64 { return xxh3.HashString(key) }

// put files a body under a key.
func (s *spill) put(key string, body []byte) error {
	hash := hashKey(key)
	b := &s.buckets[hash>>58]
	before := len(b.mem)
	b.mem = binary.LittleEndian.AppendUint64(b.mem, hash)
	p := packer{b.mem}
	p.str(key)
	p.num(uint64(len(body)))
	b.mem = append(p.b, body...)
	if s.held += len(b.mem) - before; s.held > s.limit {
		return s.flush()
	}
	return nil
}

func (s *spill) flush() error {
	for i := range s.buckets {
		b := &s.buckets[i]
		if len(b.mem) == 0 {
			continue
		}
		if b.file == nil {
			f, err := os.CreateTemp(s.dir, ".intel-spill-*")
			if err != nil {
				return fmt.Errorf("make a temporary file for the bundle: %w", err)
			}
			b.file = f
		}
		if _, err := b.file.Write(b.mem); err != nil {
			return fmt.Errorf("write a temporary file for the bundle: %w", err)
		}
		b.mem = b.mem[:0]
	}
	s.held = 0
	return nil
}

// each calls fn with all pieces of one key after the other, keys in the order
// of their hashes, pieces of a key in the order in which they were put.
func (s *spill) each(fn func(hash uint64, key string, bodies []string) error) error {
	for i := range s.buckets {
		list, err := s.buckets[i].read()
		if err != nil {
			return err
		}
		s.buckets[i].close()
		slices.SortFunc(list, func(a, b piece) int {
			return cmp.Or(cmp.Compare(a.hash, b.hash), strings.Compare(a.key, b.key), a.seq-b.seq)
		})
		var bodies []string
		for len(list) > 0 {
			n := 1
			for n < len(list) && list[n].key == list[0].key {
				n++
			}
			bodies = bodies[:0]
			for _, p := range list[:n] {
				bodies = append(bodies, p.body)
			}
			if err := fn(list[0].hash, list[0].key, bodies); err != nil {
				return err
			}
			list = list[n:]
		}
	}
	return nil
}

func (b *bucket) read() ([]piece, error) {
	var all strings.Builder
	all.Grow(len(b.mem))
	if b.file != nil {
		if _, err := b.file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		if _, err := io.Copy(&all, bufio.NewReader(b.file)); err != nil {
			return nil, fmt.Errorf("read a temporary file of the bundle: %w", err)
		}
	}
	all.Write(b.mem)
	u := unpacker{s: all.String()}
	var list []piece
	for len(u.s) >= 8 {
		hash := binary.LittleEndian.Uint64([]byte(u.s[:8]))
		u.s = u.s[8:]
		list = append(list, piece{hash: hash, key: u.str(), body: u.str(), seq: len(list)})
	}
	if u.bad {
		return nil, errors.New("a temporary file of the bundle was changed while it was in use")
	}
	return list, nil
}

func (b *bucket) close() {
	b.mem = nil
	if b.file != nil {
		_ = b.file.Close()
		_ = os.Remove(b.file.Name())
		b.file = nil
	}
}

func (s *spill) close() {
	for i := range s.buckets {
		s.buckets[i].close()
	}
}
