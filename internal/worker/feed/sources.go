package feed

import (
	"fmt"
	"io"
	"os"

	"aceso/internal/format/osv"
	"aceso/internal/value/fault"
)

// osv reads every ecosystem of the OSV input, each a source of its own.
func (b *builder) osv() error {
	if b.in.OSV == "" {
		return nil
	}
	if stat, err := os.Stat(b.in.OSV); err == nil && !stat.IsDir() {
		return b.osvFrom("osv:"+b.in.Named[b.in.OSV], b.in.OSV)
	}
	found, names, err := folders(b.in.OSV)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fault.New(fault.Invalid, "the folder %s holds no OSV records", b.in.OSV).
			Helped("give a folder with ECOSYSTEM/all.zip in it")
	}
	for _, name := range names {
		if err := b.osvFrom("osv:"+name, found[name]); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) osvFrom(name, path string) error {
	t := b.begin(name)
	err := b.records(t, osv.Decode, func(put func(string, []byte) error) error {
		var buf []byte
		return documents(path, t.sum, func(name string, in io.Reader) error {
			var err error
			if buf, err = readInto(buf[:0], in); err != nil {
				return err
			}
			return put(name, buf)
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.end(t)
	return nil
}

// readInto appends everything to buf, so that a million small documents need
// no million buffers. How much there may be was settled by who opened in.
func readInto(buf []byte, in io.Reader) ([]byte, error) {
	for {
		if cap(buf)-len(buf) < 512 {
			buf = append(buf, make([]byte, max(4096, cap(buf)))...)[:len(buf)]
		}
		n, err := in.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
	}
}

func (b *builder) nvd() error { return nil }
func (b *builder) cve() error { return nil }
