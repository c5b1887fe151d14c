package intel

import (
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/zeebo/xxh3"

	"aceso/internal/domain/vuln"
)

// blockSize is how much text is packed together: larger blocks pack better,
// smaller ones open faster.
const blockSize = 64 << 10

// maxBlock bounds what a block may unpack to.
const maxBlock = 64 << 20

// A textWriter packs texts into blocks and tells of each finished block where
// it is and whose texts are in it.
type textWriter struct {
	out  io.Writer
	off  int64
	enc  *zstd.Encoder
	raw  packer
	keys []string
	pack []byte
	done func(e entry, keys []string) error
}

func newTextWriter(out io.Writer, off int64, done func(entry, []string) error) (*textWriter, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	return &textWriter{out: out, off: off, enc: enc, done: done}, nil
}

// add keeps what only a reader of the whole record needs.
func (w *textWriter) add(r *vuln.Record) error {
	if r.Details == "" && len(r.Links) == 0 {
		return nil
	}
	key := textKey(r.Source, r.ID)
	var body packer
	body.b = make([]byte, 0, len(r.Details)+64*len(r.Links)+8)
	body.str(r.Details)
	body.num(uint64(len(r.Links)))
	for _, l := range r.Links {
		body.str(l.Kind)
		body.str(l.URL)
	}
	w.raw.str(key)
	w.raw.num(uint64(len(body.b)))
	w.raw.b = append(w.raw.b, body.b...)
	w.keys = append(w.keys, key)
	if len(w.raw.b) >= blockSize {
		return w.flush()
	}
	return nil
}

func (w *textWriter) flush() error {
	if len(w.keys) == 0 {
		return nil
	}
	w.pack = w.enc.EncodeAll(w.raw.b, w.pack[:0])
	if _, err := w.out.Write(w.pack); err != nil {
		return err
	}
	e := entry{kind: text, off: w.off, length: len(w.pack), sum: xxh3.Hash(w.pack)}
	w.off += int64(len(w.pack))
	err := w.done(e, w.keys)
	w.raw.b, w.keys = w.raw.b[:0], w.keys[:0]
	return err
}

// findText reads the texts of one record from its unpacked block. Of two
// records of one id the later one counts.
func findText(block string, key string, r *vuln.Record) bool {
	u := unpacker{s: block}
	found := ""
	for len(u.s) > 0 {
		is, body := u.str() == key, u.str()
		if is {
			found = body
		}
	}
	if found == "" || u.bad {
		return false
	}
	body := unpacker{s: found}
	r.Details = body.str()
	if n := body.count(2); n > 0 {
		r.Links = make([]vuln.Link, n)
	}
	for i := range r.Links {
		r.Links[i].Kind, r.Links[i].URL = body.str(), body.str()
	}
	return !body.bad
}
