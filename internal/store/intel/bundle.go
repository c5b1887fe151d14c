package intel

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/zeebo/xxh3"

	"aceso/internal/domain/match"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// A Bundle is an open bundle. Any number of goroutines may ask it at once.
type Bundle struct {
	file  *os.File
	in    *sealed // the same file, for all that answers rest on
	head  fileHead
	m     *manifest
	note  []byte
	index table
	epss  table
	feeds map[string]vuln.Source
	zstd  *zstd.Decoder

	covers []string // in order
}

var _ match.Intel = (*Bundle)(nil)

// Open opens the bundle at path and checks its head, its manifest and the
// fences of its index. What lies behind these is checked when it is read.
func Open(path string) (*Bundle, error) {
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return nil, fault.New(fault.NotFound, "there is no vulnerability bundle at %s", path).
			Helped("make one with \"aceso intel build\" or \"intel sync\"")
	}
	if err != nil {
		return nil, fmt.Errorf("open the vulnerability bundle: %w", err)
	}
	b, err := open(f)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return b, nil
}

func open(f *os.File) (*Bundle, error) {
	stat, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the vulnerability bundle: %w", err)
	}
	b := &Bundle{file: f, feeds: map[string]vuln.Source{}}
	if b.head, err = readFileHead(f, stat.Size()); err != nil {
		return nil, err
	}
	if b.m, b.note, err = readManifest(f, b.head); err != nil {
		return nil, err
	}
	if err := b.readBlocks(); err != nil {
		return nil, err
	}
	if err := b.readFences(); err != nil {
		return nil, err
	}
	for _, s := range b.m.Sources {
		b.feeds[s.Name] = s
	}
	b.covers = b.m.info().Coverage()
	b.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxBlock))
	if err != nil {
		return nil, fmt.Errorf("open the vulnerability bundle: %w", err)
	}
	return b, nil
}

// whole returns the bytes of a section, held against its hash.
func (b *Bundle) whole(name string) ([]byte, error) {
	s := b.m.section(name)
	raw := make([]byte, s.Len)
	if _, err := b.file.ReadAt(raw, s.Off); err != nil {
		return nil, damaged("the section %q can't be read (%v)", name, err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != s.SHA256 {
		return nil, damaged("the section %q has another hash", name)
	}
	return raw, nil
}

func (b *Bundle) readBlocks() error {
	s := b.m.section("blocks")
	if s.Off < 0 { // an older version wrote it
		b.in = newSealed(b.file, 0, nil)
		return nil
	}
	sums, err := b.whole("blocks")
	b.in = newSealed(b.file, s.Off, sums)
	return err
}

// Size returns the length of the file in bytes.
func (b *Bundle) Size() int64 { return b.head.size }

// Check reads the whole file and holds all of it against its hashes, also
// what nobody has asked for yet.
func (b *Bundle) Check() error {
	if len(b.in.seen) == 0 {
		return b.checkSections()
	}
	if err := b.in.all(); err != nil {
		return damaged("a block can't be read: %v", err)
	}
	return nil
}

// Unharmed reads the whole file and holds it against its check sums: that
// finds damage at a tenth of Check's price, and no tampering. What somebody
// asks for is held against what was signed in any case.
func (b *Bundle) Unharmed() error {
	if len(b.m.Sums) == 0 || len(b.in.seen) == 0 {
		return b.Check() // an older version wrote it
	}
	if err := sumsHold(b.file, b.in.end, b.m.Sums); err != nil {
		return damaged("a stretch of it can't be read: %v", err)
	}
	return nil
}

func (b *Bundle) readFences() error {
	raw, err := b.whole("fences")
	if err != nil {
		return err
	}
	fences := make([]uint64, len(raw)/8)
	for i := range fences {
		fences[i] = binary.LittleEndian.Uint64(raw[i*8:])
	}
	n := pages(entrySize, b.m.Entries)
	b.index = table{in: b.in, off: b.m.section("index").Off, size: entrySize, count: b.m.Entries, fences: fences[:n]}
	b.epss = table{in: b.in, off: b.m.section("epss").Off, size: epssSize, count: b.m.EPSS, fences: fences[n:]}
	return nil
}

// Close gives the file back. A bundle that is let go without Close gives it
// back when nobody reads from it any more.
func (b *Bundle) Close() error { return b.file.Close() }

// Info says what the bundle rests on.
func (b *Bundle) Info() vuln.Info { return b.m.info() }

// Covers tells whether a source that was read speaks of the whole of it.
func (b *Bundle) Covers(what string) bool {
	_, ok := slices.BinarySearch(b.covers, what)
	return ok
}

// Releases returns the releases of a distribution that are covered, by their
// OSV names: "Debian:11", "Debian:12".
func (b *Bundle) Releases(distribution string) []string {
	from, _ := slices.BinarySearch(b.covers, distribution+":")
	to := from
	for to < len(b.covers) && strings.HasPrefix(b.covers[to], distribution+":") {
		to++
	}
	return slices.Clone(b.covers[from:to])
}

// ByPackage returns the statements about a package of an OSV ecosystem, of
// all its releases.
func (b *Bundle) ByPackage(ecosystem, name string) ([]vuln.Statement, error) {
	return b.statements(string(Package) + ident.Key(ecosystem, name))
}

// ByProduct returns the statements whose CPE names this product. A part or
// vendor of "*" asks for any. Statements that name no part are among the
// answers to every part.
func (b *Bundle) ByProduct(part, vendor, product string) ([]vuln.Statement, error) {
	vendor, product = plain(vendor), plain(product)
	parts := []string{part, "*"}
	if part == "*" || part == "" {
		parts = []string{"a", "o", "h", "*"}
	}
	var out []vuln.Statement
	for _, p := range parts {
		of := []string{vendor}
		if vendor == "*" || vendor == "" {
			var err error
			if of, err = b.names(vendorsKey(p, product)); err != nil {
				return nil, err
			}
		}
		for _, v := range of {
			list, err := b.statements(productKey(p, v, product))
			if err != nil {
				return nil, err
			}
			if out == nil {
				out = list
			} else {
				out = append(out, list...)
			}
		}
	}
	return out, nil
}

func (b *Bundle) statements(key string) ([]vuln.Statement, error) {
	u, err := b.blob(key)
	if u == nil || err != nil {
		return nil, err
	}
	list := unpackStatements(u)
	if u.bad {
		return nil, damaged("the statements on %q can't be read", key[1:])
	}
	return list, nil
}

func (b *Bundle) names(key string) ([]string, error) {
	u, err := b.blob(key)
	if u == nil || err != nil {
		return nil, err
	}
	list := u.list()
	if u.bad {
		return nil, damaged("the entry %q can't be read", key[1:])
	}
	return list, nil
}

// find returns the index entry of a key; ok is false when there is none. The
// blob, which begins with the key, tells two keys of one hash apart.
func (b *Bundle) blob(key string) (*unpacker, error) {
	var out *unpacker
	err := b.index.find(hashKey(key), func(raw []byte) (bool, error) {
		e := readEntry(raw)
		if e.kind != Kind(key[0]) || e.kind == text {
			return false, nil
		}
		u, err := b.read(e)
		if err != nil {
			return false, err
		}
		if u.str() != key {
			return false, nil
		}
		out = u
		return true, nil
	})
	return out, err
}

// read returns the bytes behind an entry, checked.
func (b *Bundle) read(e entry) (*unpacker, error) {
	if e.off < headSize || e.length > maxBlob || e.off+int64(e.length) > b.head.size {
		return nil, damaged("its index points outside of it")
	}
	raw := make([]byte, e.length)
	if _, err := b.in.ReadAt(raw, e.off); err != nil && (err != io.EOF || e.length > 0) {
		return nil, damaged("an entry can't be read (%v)", err)
	}
	if xxh3.Hash(raw) != e.sum {
		return nil, damaged("an entry has another check sum")
	}
	return &unpacker{s: string(raw)}, nil
}

// Bytes reads the whole file as it is, to carry it elsewhere.
func (b *Bundle) Bytes() io.Reader { return io.NewSectionReader(b.file, 0, b.head.size) }
