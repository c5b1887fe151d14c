package feed

import (
	"fmt"
	"io"
	"path"
	"slices"

	"aceso/internal/format/cve"
	"aceso/internal/format/nvd"
	"aceso/internal/format/osv"
	"aceso/internal/value/fault"
)

// osv reads every ecosystem of the OSV input, each a source of its own.
func (b *builder) osv() error {
	if b.in.OSV == "" {
		return nil
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
		if len(b.in.Ecosystems) > 0 && !slices.Contains(b.in.Ecosystems, name) {
			continue
		}
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

// nvd reads pages of the API 2.0, feeds 1.1, and overrides.
func (b *builder) nvd() error {
	return b.streams("nvd", b.in.NVD, nvd.Decode)
}

func (b *builder) cve() error {
	return b.streams("cve", b.in.CVE, cve.Decode)
}

// lists are files among the records of the CVE list that are none.
var lists = map[string]bool{"delta.json": true, "deltaLog.json": true, "recent_activities.json": true}

// streams reads files that hold one record, one a line, or a list of them.
func (b *builder) streams(name string, files []string, decode decoder) error {
	if len(files) == 0 {
		return nil
	}
	t := b.begin(name)
	err := b.records(t, decode, func(put func(string, []byte) error) error {
		for _, f := range files {
			err := documents(f, t.sum, func(doc string, in io.Reader) error {
				if lists[path.Base(doc)] {
					return nil
				}
				n := 0
				return nvd.Scan(in, func(data []byte) error {
					n++
					return put(fmt.Sprintf("%s, record %d", doc, n), data)
				})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.end(t)
	return nil
}
