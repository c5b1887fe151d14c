package intel

import (
	"bytes"
	"encoding/binary"
	"errors"
	"iter"
)

// errStop ends a walk that nobody follows any more.
var errStop = errors.New("stop")

// Keys gives every package, product and weakness, in no order that means
// anything.
func (b *Bundle) Keys() iter.Seq2[Key, error] {
	return func(yield func(Key, error) bool) {
		err := b.index.walk(func(raw []byte) error {
			e := readEntry(raw)
			if !told(e.kind) {
				return nil
			}
			k, err := b.key(e)
			if !yield(k, err) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Key{}, err)
		}
	}
}

// told tells whether keys of that kind are of use outside.
func told(k Kind) bool { return k == Package || k == Product || k == Weakness }

func (b *Bundle) key(e entry) (Key, error) {
	u, err := b.read(e)
	if err != nil {
		return Key{}, err
	}
	return readKey(u.str()), nil
}

// Changed returns the packages, products and weaknesses of which the two
// bundles say different things, or of which only one says anything. Daily
// EPSS estimates are no change: they are looked up when they are shown.
func Changed(before, after *Bundle) ([]Key, error) {
	var out []Key
	note := func(b *Bundle, raw []byte) error {
		e := readEntry(raw)
		if !told(e.kind) {
			return nil
		}
		k, err := b.key(e)
		out = append(out, k)
		return err
	}
	x, y := newCursor(before), newCursor(after)
	for {
		p, err := x.peek()
		if err != nil {
			return nil, err
		}
		q, err := y.peek()
		if err != nil {
			return nil, err
		}
		if p == nil && q == nil {
			return out, nil
		}
		switch d := compareEntries(p, q); {
		case d < 0:
			err = note(before, p)
			x.next()
		case d > 0:
			err = note(after, q)
			y.next()
		default:
			if !bytes.Equal(p[20:], q[20:]) {
				err = note(after, q)
			}
			x.next()
			y.next()
		}
		if err != nil {
			return nil, err
		}
	}
}

// compareEntries orders packed entries by hash and kind; nil comes last.
func compareEntries(p, q []byte) int {
	switch {
	case p == nil:
		return 1
	case q == nil:
		return -1
	}
	a, b := binary.LittleEndian.Uint64(p), binary.LittleEndian.Uint64(q)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return int(p[15]) - int(q[15])
}

// A cursor reads the index entry by entry.
type cursor struct {
	t    *table
	p    int
	buf  []byte
	page []byte
}

func newCursor(b *Bundle) *cursor { return &cursor{t: &b.index, buf: make([]byte, pageSize)} }

// peek returns the entry at the cursor, or nil behind the last one.
func (c *cursor) peek() ([]byte, error) {
	for len(c.page) == 0 {
		if c.p == len(c.t.fences) {
			return nil, nil
		}
		var err error
		if c.page, err = c.t.page(c.p, c.buf); err != nil {
			return nil, err
		}
		c.p++
	}
	return c.page[:entrySize], nil
}

func (c *cursor) next() { c.page = c.page[entrySize:] }
