package intel

import (
	"encoding/binary"
	"io"
	"sort"
	"sync"

	"github.com/zeebo/xxh3"
)

// A table is a sorted list of entries of one size, kept in pages. An entry
// begins with the 64-bit number that it is sorted by, little end first. The
// last eight bytes of a page are the check sum of the others.
type table struct {
	in     io.ReaderAt
	off    int64
	size   int // of an entry
	count  int
	fences []uint64 // first number of each page
}

const (
	pageSize  = 4096
	pageSpace = pageSize - 8
)

func perPage(size int) int      { return pageSpace / size }
func pages(size, count int) int { return (count + perPage(size) - 1) / perPage(size) }

// writeTable writes the entries, which are sorted already, and returns the
// first number of each page.
func writeTable(out io.Writer, size int, entries []byte) ([]uint64, error) {
	var fences []uint64
	page := make([]byte, pageSize)
	for len(entries) > 0 {
		n := min(perPage(size)*size, len(entries))
		clear(page)
		copy(page, entries[:n])
		binary.LittleEndian.PutUint64(page[pageSpace:], xxh3.Hash(page[:pageSpace]))
		fences = append(fences, binary.LittleEndian.Uint64(page))
		if _, err := out.Write(page); err != nil {
			return nil, err
		}
		entries = entries[n:]
	}
	return fences, nil
}

var pageBuffers = sync.Pool{New: func() any { return new([pageSize]byte) }}

// page returns the entries of page i in buf, checked.
func (t *table) page(i int, buf []byte) ([]byte, error) {
	if _, err := t.in.ReadAt(buf[:pageSize], t.off+int64(i)*pageSize); err != nil {
		return nil, damaged("page %d of its index can't be read (%v)", i, err)
	}
	if xxh3.Hash(buf[:pageSpace]) != binary.LittleEndian.Uint64(buf[pageSpace:pageSize]) {
		return nil, damaged("page %d of its index has another check sum", i)
	}
	n := min(perPage(t.size), t.count-i*perPage(t.size))
	return buf[:n*t.size], nil
}

// find calls fn with each entry under that number until fn returns true.
func (t *table) find(number uint64, fn func(entry []byte) (bool, error)) error {
	buf := pageBuffers.Get().(*[pageSize]byte)
	defer pageBuffers.Put(buf)
	first := sort.Search(len(t.fences), func(i int) bool { return t.fences[i] >= number })
	for p := max(0, first-1); p < len(t.fences) && t.fences[p] <= number; p++ {
		page, err := t.page(p, buf[:])
		if err != nil {
			return err
		}
		n := len(page) / t.size
		at := func(i int) uint64 { return binary.LittleEndian.Uint64(page[i*t.size:]) }
		for i := sort.Search(n, func(i int) bool { return at(i) >= number }); i < n && at(i) == number; i++ {
			if done, err := fn(page[i*t.size : (i+1)*t.size]); done || err != nil {
				return err
			}
		}
	}
	return nil
}

// walk calls fn with every entry, in order.
func (t *table) walk(fn func(entry []byte) error) error {
	buf := make([]byte, pageSize)
	for p := range t.fences {
		page, err := t.page(p, buf)
		if err != nil {
			return err
		}
		for len(page) > 0 {
			if err := fn(page[:t.size]); err != nil {
				return err
			}
			page = page[t.size:]
		}
	}
	return nil
}

// An entry of the index: where the blob of a key is, and the check sum of its
// bytes, which is also what tells that a key has changed between two bundles.
type entry struct {
	hash   uint64
	kind   Kind
	off    int64
	length int
	sum    uint64
}

const entrySize = 28

func (e entry) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, e.hash)
	b = binary.LittleEndian.AppendUint64(b, uint64(e.off)|uint64(e.kind)<<56)
	b = binary.LittleEndian.AppendUint32(b, uint32(e.length))
	return binary.LittleEndian.AppendUint64(b, e.sum)
}

func readEntry(b []byte) entry {
	where := binary.LittleEndian.Uint64(b[8:])
	return entry{
		hash: binary.LittleEndian.Uint64(b), kind: Kind(where >> 56), off: int64(where & (1<<56 - 1)),
		length: int(binary.LittleEndian.Uint32(b[16:])), sum: binary.LittleEndian.Uint64(b[20:]),
	}
}

// cveNumber turns CVE-2021-44228 into a number that sorts as the id does.
func cveNumber(id string) (uint64, bool) {
	var year, n uint64
	if len(id) < 10 || len(id) > 24 || id[:4] != "CVE-" || id[8] != '-' {
		return 0, false
	}
	for i := 4; i < len(id); i++ {
		d := uint64(id[i] - '0')
		switch {
		case i == 8:
		case id[i] < '0' || id[i] > '9':
			return 0, false
		case i < 8:
			year = year*10 + d
		default:
			n = n*10 + d
		}
	}
	if n >= 1<<48 {
		return 0, false
	}
	return year<<48 | n, true
}
