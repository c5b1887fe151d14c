package intel

import (
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
	mem  [][]byte // chunks, each of whole pieces
	file *os.File
}

// chunkSize is how memory is taken: a bucket that grew in one slice would copy
// itself again and again.
const chunkSize = 64 << 10

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
	need := 8 + 2*binary.MaxVarintLen32 + len(key) + len(body)
	last := len(b.mem) - 1
	if last < 0 || cap(b.mem[last])-len(b.mem[last]) < need {
		b.mem = append(b.mem, make([]byte, 0, max(need, min(chunkSize, s.limit/spillBuckets))))
		last++
		s.held += cap(b.mem[last])
	}
	p := packer{binary.LittleEndian.AppendUint64(b.mem[last], hash)}
	p.str(key)
	p.num(uint64(len(body)))
	b.mem[last] = append(p.b, body...)
	if s.held > s.limit {
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
		for _, chunk := range b.mem {
			if _, err := b.file.Write(chunk); err != nil {
				return fmt.Errorf("write a temporary file for the bundle: %w", err)
			}
		}
		b.mem = nil
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
	size := 0
	for _, chunk := range b.mem {
		size += len(chunk)
	}
	if b.file != nil {
		stat, err := b.file.Stat()
		if err != nil {
			return nil, err
		}
		size += int(stat.Size())
	}
	all.Grow(size)
	if b.file != nil {
		if _, err := b.file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		if _, err := io.Copy(&all, b.file); err != nil {
			return nil, fmt.Errorf("read a temporary file of the bundle: %w", err)
		}
	}
	for _, chunk := range b.mem {
		all.Write(chunk)
	}
	u := unpacker{s: all.String()}
	list := make([]piece, 0, size/64)
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
