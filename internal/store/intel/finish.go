package intel

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// Finish groups the records by weakness, writes what is left to write and
// puts the bundle in place.
func (w *Writer) Finish() (vuln.Info, error) {
	defer w.Abort() // a file in place has another name and stays
	if err := w.texts.flush(); err != nil {
		return vuln.Info{}, fmt.Errorf("write the texts of the bundle: %w", err)
	}
	w.out.end("texts")
	w.names.settle()
	ids, err := w.group()
	if err != nil {
		return vuln.Info{}, err
	}
	entries, err := w.writeBlobs(ids)
	if err != nil {
		return vuln.Info{}, fmt.Errorf("write the entries of the bundle: %w", err)
	}
	w.out.end("blobs")
	if err := w.writeTables(entries); err != nil {
		return vuln.Info{}, fmt.Errorf("write the index of the bundle: %w", err)
	}
	return w.seal()
}

// A pair says that a record speaks of a weakness; both are numbers.
type pair struct{ weakness, record uint32 }

// group files every weakness with the heads of its records, and every other
// name with the weaknesses behind it. It returns the ids of the weaknesses by
// their numbers.
func (w *Writer) group() (map[uint32]string, error) {
	var pairs []pair
	for rec := range w.records {
		for _, weakness := range w.names.of(uint32(rec)) {
			pairs = append(pairs, pair{weakness, uint32(rec)})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.weakness, b.weakness), cmp.Compare(a.record, b.record))
	})
	ids := map[uint32]string{}
	for len(pairs) > 0 {
		n := 1
		for n < len(pairs) && pairs[n].weakness == pairs[0].weakness {
			n++
		}
		id, err := w.putWeakness(pairs[:n])
		if err != nil {
			return nil, err
		}
		ids[pairs[0].weakness] = id
		pairs = pairs[n:]
	}
	w.m.Weaknesses = len(ids)
	return ids, nil
}

// A spoken is one record of a weakness, while it is being filed.
type spoken struct {
	source, id, head string
	record           uint32
}

func (w *Writer) putWeakness(pairs []pair) (string, error) {
	weakness := pairs[0].weakness
	var list []spoken
	var names []string
	add := func(name string) {
		if i, ok := w.names.nodes[hashKey(name)]; ok && (i == weakness || slices.Contains(w.names.leads(i), weakness)) &&
			!slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, p := range pairs {
		place := w.records[p.record]
		b := slices.Grow(w.scrap.b[:0], int(place.length))[:place.length]
		w.scrap.b = b
		if err := w.heads.readAt(b, place.off); err != nil {
			return "", err
		}
		var r vuln.Record
		head := string(b)
		unpackNames(&unpacker{s: head}, &r)
		list = append(list, spoken{r.Source, r.ID, head, p.record})
		if !slices.Contains(names, r.ID) {
			names = append(names, r.ID)
		}
		for _, a := range r.Aliases {
			add(a)
		}
		for _, a := range r.Upstream {
			add(a)
		}
	}
	ident.SortWeaknessIDs(names)
	if len(names) == 0 {
		return "", errors.New("a weakness of the bundle has no name")
	}
	slices.SortStableFunc(list, func(a, b spoken) int {
		return cmp.Or(cmp.Compare(a.source, b.source), ident.CompareWeaknessIDs(a.id, b.id))
	})
	w.mute(list)
	return names[0], w.fileWeakness(names, list)
}

// mute silences the statements of a record where an override of the same id
// speaks in its place.
func (w *Writer) mute(list []spoken) {
	for _, o := range list {
		if of, is := strings.CutSuffix(o.source, "-override"); is {
			for _, s := range list {
				if s.source == of && s.id == o.id {
					w.records[s.record].mute = true
				}
			}
		}
	}
}

func (w *Writer) fileWeakness(names []string, list []spoken) error {
	id := names[0]
	heads := make([]string, len(list))
	for i, s := range list {
		heads[i] = s.head
	}
	var kev *vuln.Exploited
	if e, ok := w.kev[hashKey(id)]; ok {
		kev = &e
	}
	p := packer{w.scrap.b[:0]}
	packWeakness(&p, id, names, kev, heads)
	w.scrap = p
	if err := w.spill.put(string(Weakness)+id, p.b); err != nil {
		return err
	}
	for _, n := range names[1:] {
		if err := w.spill.put(string(name)+n, []byte(id)); err != nil {
			return err
		}
	}
	return nil
}

// writeBlobs writes one blob for each key and returns the packed index.
func (w *Writer) writeBlobs(ids map[uint32]string) ([]byte, error) {
	var index []byte
	products := newVendorList()
	keep := func(hash uint64, key string, bodies []string) error {
		if Kind(key[0]) == text {
			index = textEntry(hash, bodies).append(index)
			w.m.Entries++
			return nil
		}
		body, err := w.blob(key, bodies, ids)
		if err != nil || body == nil {
			return err
		}
		if _, err := w.out.Write(body); err != nil {
			return err
		}
		e := entry{hash: hash, kind: Kind(key[0]), off: w.out.off - int64(len(body)), length: len(body), sum: xxh3.Hash(body)}
		index = e.append(index)
		w.m.Entries++
		if e.kind == Product {
			products.add(key)
		}
		return nil
	}
	if err := w.spill.each(keep); err != nil {
		return nil, err
	}
	// Which vendors a product's name has is known only now; these few keys
	// are merged into the order of the others.
	first := len(index)
	if err := products.file(&w.spill); err != nil {
		return nil, err
	}
	if err := w.spill.each(keep); err != nil {
		return nil, err
	}
	return mergeEntries(index[:first], index[first:]), nil
}

// textEntry points straight at the block that holds a record's texts. Of two
// records of one id the later one counts.
func textEntry(hash uint64, bodies []string) entry {
	u := unpacker{s: bodies[len(bodies)-1]}
	e := entry{hash: hash, kind: text, off: int64(u.num()), length: int(u.num())}
	e.sum = binary.LittleEndian.Uint64([]byte(u.s))
	return e
}

// blob puts together what was filed under one key; nil when nothing is left of it.
func (w *Writer) blob(key string, bodies []string, ids map[uint32]string) ([]byte, error) {
	p := packer{w.scrap.b[:0]}
	defer func() { w.scrap.b = p.b }()
	p.str(key)
	switch Kind(key[0]) {
	case Package, Product:
		list := w.statements(bodies, ids)
		if len(list) == 0 {
			return nil, nil
		}
		w.m.Keys++
		w.m.Statements += len(list)
		packStatements(&p, &w.dict, list)
	case Weakness:
		w.m.Keys++
		p.b = append(p.b, bodies[0]...)
	case name, vendors:
		slices.Sort(bodies)
		p.list(slices.Compact(bodies))
	default:
		p.b = append(p.b, bodies[len(bodies)-1]...)
	}
	if len(p.b) > maxBlob {
		return nil, fmt.Errorf("there is more to say of %q than fits", key[1:])
	}
	return p.b, nil
}

// statements unpacks what records said under one key and says it of each
// weakness that the record is about.
func (w *Writer) statements(bodies []string, ids map[uint32]string) []vuln.Statement {
	var out []vuln.Statement
	for _, b := range bodies {
		u := unpacker{s: b}
		rec := uint32(u.num())
		if w.names.says[rec].dead || w.records[rec].mute {
			continue
		}
		list := unpackStatements(&u)
		for _, weakness := range w.names.of(rec) {
			for _, s := range list {
				s.Weakness = ids[weakness]
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b vuln.Statement) int {
		return cmp.Or(ident.CompareWeaknessIDs(a.Weakness, b.Weakness), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Record, b.Record))
	})
	return out
}

// writeTables writes the index, the estimates, where their pages begin, and the
// hashes of all blocks before them.
func (w *Writer) writeTables(index []byte) error {
	fences, err := writeTable(w.out, entrySize, index)
	if err != nil {
		return err
	}
	w.out.end("index")
	w.epss = sortEPSS(w.epss)
	w.m.EPSS = len(w.epss) / epssSize
	more, err := writeTable(w.out, epssSize, w.epss)
	if err != nil {
		return err
	}
	w.out.end("epss")
	var b []byte
	for _, f := range append(fences, more...) {
		b = binary.LittleEndian.AppendUint64(b, f)
	}
	if _, err := w.out.Write(b); err != nil {
		return err
	}
	w.out.end("fences")
	w.out.blocks.close()
	w.out.quick.close()
	w.m.Sums = w.out.quick.sums
	if _, err := w.out.Write(w.out.blocks.sums); err != nil {
		return err
	}
	w.out.end("blocks")
	return nil
}

// seal writes manifest and note, and publishes the file.
func (w *Writer) seal() (vuln.Info, error) {
	w.m.Sections, w.m.Records, w.m.EPSSDate = w.out.sections, len(w.records), w.date
	w.m.ID = w.m.contents()
	text, err := w.m.bytes()
	if err != nil {
		return vuln.Info{}, fmt.Errorf("write the manifest of the bundle: %w", err)
	}
	h := fileHead{manifestOff: w.out.off, manifestLen: len(text), manifestSum: sha256.Sum256(text)}
	signed, err := sign(w.opts.Signer, w.m.ID, h.manifestSum)
	if err != nil {
		return vuln.Info{}, err
	}
	h.noteLen = len(signed)
	for _, b := range [][]byte{text, signed} {
		if _, err := w.out.Write(b); err != nil {
			return vuln.Info{}, fmt.Errorf("write the manifest of the bundle: %w", err)
		}
	}
	h.size = w.out.off
	if err := w.out.publish(w.path, h); err != nil {
		return vuln.Info{}, err
	}
	return w.m.info(), nil
}
