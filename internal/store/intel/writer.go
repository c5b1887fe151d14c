package intel

import (
	"encoding/binary"
	"path/filepath"
	"slices"
	"time"

	"github.com/zeebo/xxh3"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// Options are what a new bundle is made with.
type Options struct {
	Made   time.Time // the moment that the bundle tells; the caller's clock
	Signer string    // a signing key of GenerateKey; "" leaves the bundle unsigned
	Memory int       // bytes to collect before temporary files are used; 0 is 64 MiB
}

// A Writer builds a bundle in bounded memory: of each record it holds some
// dozens of bytes, all else goes to the file or to temporary files beside it.
// The file appears under its name, whole, when Finish returns.
type Writer struct {
	path  string
	opts  Options
	out   *output
	texts *textWriter
	spill spill
	names naming

	heads   tail // packed heads of the records, in order of arrival
	records []headPlace

	seen   map[uint64]seen // by source and id
	kev    map[uint64]vuln.Exploited
	epss   []byte
	date   string // of the EPSS model run
	m      manifest
	dict   dictionary
	scrap  packer
	groups map[string][]vuln.Statement
	order  []string
}

type headPlace struct {
	off    int64
	length uint32
	mute   bool // its statements are replaced by those of an override
}

type seen struct {
	record   uint32
	modified int64
}

// Create starts a bundle at path. Finish or Abort must follow.
func Create(path string, opts Options) (*Writer, error) {
	if opts.Memory == 0 {
		opts.Memory = 64 << 20
	}
	if opts.Signer != "" {
		if _, err := signer(opts.Signer); err != nil {
			return nil, err
		}
	}
	dir := filepath.Dir(path)
	out, err := newOutput(dir)
	if err != nil {
		return nil, err
	}
	w := &Writer{
		path: path, opts: opts, out: out, spill: spill{dir: dir, limit: opts.Memory}, heads: tail{dir: dir, limit: opts.Memory / 4},
		seen: map[uint64]seen{}, kev: map[uint64]vuln.Exploited{}, groups: map[string][]vuln.Statement{},
		m: manifest{Made: opts.Made.UTC(), Covered: true},
	}
	if w.texts, err = newTextWriter(out, out.off, w.putBlock); err != nil {
		w.Abort()
		return nil, err
	}
	return w, nil
}

// putBlock files where the texts of a finished block are.
func (w *Writer) putBlock(e entry, keys []string) error {
	var p packer
	p.num(uint64(e.off))
	p.num(uint64(e.length))
	p.b = binary.LittleEndian.AppendUint64(p.b, e.sum)
	for _, k := range keys {
		if err := w.spill.put(k, p.b); err != nil {
			return err
		}
	}
	return nil
}

// Add takes what one source says. Of two records with the same source and id
// the one modified last stays; Add tells whether this one does.
func (w *Writer) Add(feed string, r *vuln.Record) (bool, error) {
	key := xxh3.HashString(r.Source + unit + r.ID)
	old, twice := w.seen[key]
	if twice && r.Modified.Unix() <= old.modified {
		return false, nil
	}
	n := w.names.add(r)
	if twice {
		w.names.says[old.record].dead = true
	}
	w.seen[key] = seen{n, r.Modified.Unix()}
	p := packer{w.scrap.b[:0]}
	packHead(&p, feed, r)
	w.scrap = p
	off, err := w.heads.append(p.b)
	if err != nil {
		return false, err
	}
	w.records = append(w.records, headPlace{off: off, length: uint32(len(p.b))})
	if err := w.texts.add(r); err != nil {
		return false, err
	}
	if !r.Withdrawn.IsZero() || r.State == vuln.Rejected {
		return true, nil // it claims nothing any more
	}
	return true, w.addStatements(n, r.Says)
}

// addStatements files a record's statements under the packages and products
// that they name.
func (w *Writer) addStatements(n uint32, list []vuln.Statement) error {
	w.order = w.order[:0]
	for i := range list {
		s := &list[i]
		key := ""
		switch {
		case s.CPE != "":
			part, vendor, product := splitCPE(s.CPE)
			if product == "" || product == "*" || product == "null" {
				continue
			}
			key = productKey(part, vendor, product)
		case s.Package != "" && s.Ecosystem != "":
			key = string(Package) + ident.Key(s.Ecosystem, s.Package)
		default:
			continue
		}
		if len(w.groups[key]) == 0 {
			w.order = append(w.order, key)
		}
		w.groups[key] = append(w.groups[key], *s)
	}
	for _, key := range w.order {
		p := packer{w.scrap.b[:0]}
		p.num(uint64(n))
		packStatements(&p, &w.dict, w.groups[key])
		w.scrap = p
		delete(w.groups, key)
		if err := w.spill.put(key, p.b); err != nil {
			return err
		}
	}
	return nil
}

// Exploited notes an entry of the catalogue of exploited weaknesses.
func (w *Writer) Exploited(cve string, e vuln.Exploited) { w.kev[hashKey(cve)] = e }

// Probability notes an EPSS estimate.
func (w *Writer) Probability(cve string, score, percentile float64) {
	n, ok := cveNumber(cve)
	if !ok {
		return
	}
	w.epss = binary.LittleEndian.AppendUint64(w.epss, n)
	w.epss = binary.LittleEndian.AppendUint32(w.epss, uint32(score*epssUnit+0.5))
	w.epss = binary.LittleEndian.AppendUint32(w.epss, uint32(percentile*epssUnit+0.5))
}

// ProbabilityDate notes the date of the model run that all estimates are of.
func (w *Writer) ProbabilityDate(date string) { w.date = date }

// Support notes the support dates of a product's release cycles.
func (w *Writer) Support(product string, list []vuln.Support) error {
	var p packer
	p.num(uint64(len(list)))
	for _, s := range list {
		p.list([]string{s.Product, s.Cycle, s.Released, s.EndOfLife, s.Maintained, s.Extended, s.Latest})
	}
	return w.spill.put(string(support)+product, p.b)
}

// Source notes a feed that was read, how fresh it is and what it covers.
func (w *Writer) Source(s vuln.Source) { w.m.Sources = append(w.m.Sources, s) }

// Abort removes what was written so far.
func (w *Writer) Abort() {
	w.spill.close()
	w.heads.close()
	w.out.remove()
}

const (
	epssSize = 16
	epssUnit = 1e9
)

// sortEPSS puts the estimates in order and keeps the last of each CVE.
func sortEPSS(in []byte) []byte {
	list := make([][epssSize]byte, len(in)/epssSize)
	for i := range list {
		copy(list[i][:], in[i*epssSize:])
	}
	number := func(e [epssSize]byte) uint64 { return binary.LittleEndian.Uint64(e[:]) }
	slices.SortStableFunc(list, func(a, b [epssSize]byte) int {
		switch x, y := number(a), number(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	out := in[:0]
	for i, e := range list {
		if i+1 < len(list) && number(list[i+1]) == number(e) {
			continue
		}
		out = append(out, e[:]...)
	}
	return out
}
