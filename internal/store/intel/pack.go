package intel

import (
	"encoding/binary"
	"math"
	"time"
)

// A packer writes numbers and texts one behind the other.
type packer struct{ b []byte }

func (p *packer) num(n uint64) { p.b = binary.AppendUvarint(p.b, n) }

func (p *packer) str(s string) {
	p.num(uint64(len(s)))
	p.b = append(p.b, s...)
}

func (p *packer) list(list []string) {
	p.num(uint64(len(list)))
	for _, s := range list {
		p.str(s)
	}
}

// when writes a time to the second; zero is none.
func (p *packer) when(t time.Time) {
	if t.IsZero() || t.Unix() < 0 {
		p.num(0)
		return
	}
	p.num(uint64(t.Unix()) + 1)
}

func (p *packer) float(f float64) { p.b = binary.LittleEndian.AppendUint64(p.b, math.Float64bits(f)) }

// An unpacker reads what a packer wrote. Texts are parts of one string, so
// that reading a list costs no allocation a text. After the first impossible
// length everything reads as empty and bad is set.
type unpacker struct {
	s   string
	bad bool
}

func (u *unpacker) num() uint64 {
	var n uint64
	for i := 0; i < len(u.s) && i < binary.MaxVarintLen64; i++ {
		c := u.s[i]
		if c < 0x80 {
			u.s = u.s[i+1:]
			return n | uint64(c)<<(7*i)
		}
		n |= uint64(c&0x7f) << (7 * i)
	}
	u.fail()
	return 0
}

// count reads how many things follow, of which each takes so many bytes at least:
// a length that was made up must not fill the memory.
func (u *unpacker) count(least int) int {
	n := u.num()
	if n > uint64(len(u.s)/least) {
		u.fail()
		return 0
	}
	return int(n)
}

func (u *unpacker) str() string {
	n := u.count(1)
	s := u.s[:n]
	u.s = u.s[n:]
	return s
}

func (u *unpacker) list() []string {
	n := u.count(1)
	if n == 0 {
		return nil
	}
	list := make([]string, n)
	for i := range list {
		list[i] = u.str()
	}
	return list
}

func (u *unpacker) when() time.Time {
	n := u.num()
	if n == 0 || n > 1<<40 {
		return time.Time{}
	}
	return time.Unix(int64(n-1), 0).UTC()
}

func (u *unpacker) float() float64 {
	if len(u.s) < 8 {
		u.fail()
		return 0
	}
	var n uint64
	for i := range 8 {
		n |= uint64(u.s[i]) << (8 * i)
	}
	u.s = u.s[8:]
	return math.Float64frombits(n)
}

func (u *unpacker) fail() { u.s, u.bad = "", true }
