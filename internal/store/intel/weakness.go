package intel

import (
	"encoding/binary"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// Weakness returns the group that goes by this name, or nil: its names, what
// each record says in short, its scores, whether it is exploited and how
// likely. Details and Links are left out, which makes it cheap; InFull has
// them. Where a name stands for several weaknesses, as that of a
// distribution's advisory may, it is the first of Weaknesses.
func (b *Bundle) Weakness(name string) (*vuln.Weakness, error) {
	name = ident.WeaknessID(name)
	w, err := b.weakness(name)
	if w != nil || err != nil {
		return w, err
	}
	ids, err := b.behind(name)
	if len(ids) == 0 || err != nil {
		return nil, err
	}
	return b.weakness(ids[0])
}

// Weaknesses returns every group that goes by this name, as Weakness does.
func (b *Bundle) Weaknesses(name string) ([]*vuln.Weakness, error) {
	name = ident.WeaknessID(name)
	w, err := b.weakness(name)
	if err != nil {
		return nil, err
	}
	if w != nil {
		return []*vuln.Weakness{w}, nil
	}
	ids, err := b.behind(name)
	if err != nil {
		return nil, err
	}
	var out []*vuln.Weakness
	for _, id := range ids {
		w, err := b.weakness(id)
		if err != nil {
			return nil, err
		}
		if w != nil {
			out = append(out, w)
		}
	}
	return out, nil
}

// InFull returns what Weakness does, with the details and links of every
// record, for a person who looks at it.
func (b *Bundle) InFull(name string) (*vuln.Weakness, error) {
	w, err := b.Weakness(name)
	if w == nil || err != nil {
		return w, err
	}
	for i := range w.Records {
		if err := b.addTexts(&w.Records[i]); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// behind returns the ids of the weaknesses that have this other name.
func (b *Bundle) behind(id string) ([]string, error) {
	ids, err := b.names(string(name) + id)
	ident.SortWeaknessIDs(ids)
	return ids, err
}

func (b *Bundle) weakness(id string) (*vuln.Weakness, error) {
	u, err := b.blob(string(Weakness) + id)
	if u == nil || err != nil {
		return nil, err
	}
	w, feeds := unpackWeakness(u)
	if u.bad {
		return nil, damaged("the weakness %q can't be read", id)
	}
	for i, f := range feeds {
		w.Records[i].Fetched = b.feeds[f].Fetched
	}
	w.EPSS, err = b.Probability(id)
	return w, err
}

// Probability returns the EPSS estimate for a CVE, also for one on which the
// bundle has nothing else, or nil when there is none.
func (b *Bundle) Probability(cve string) (*vuln.Probability, error) {
	number, ok := cveNumber(cve)
	if !ok {
		return nil, nil
	}
	var p *vuln.Probability
	err := b.epss.find(number, func(e []byte) (bool, error) {
		p = &vuln.Probability{
			Score:      float64(binary.LittleEndian.Uint32(e[8:])) / epssUnit,
			Percentile: float64(binary.LittleEndian.Uint32(e[12:])) / epssUnit,
			Date:       b.m.EPSSDate,
		}
		return true, nil
	})
	return p, err
}

// addTexts reads details and links of a record from its block.
func (b *Bundle) addTexts(r *vuln.Record) error {
	key := textKey(r.Source, r.ID)
	return b.index.find(hashKey(key), func(raw []byte) (bool, error) {
		e := readEntry(raw)
		if e.kind != text {
			return false, nil
		}
		packed, err := b.read(e)
		if err != nil {
			return false, err
		}
		block, err := b.zstd.DecodeAll([]byte(packed.s), nil)
		if err != nil {
			return false, damaged("the texts of %s can't be unpacked (%v)", r.ID, err)
		}
		return findText(string(block), key, r), nil
	})
}

// Support returns the support dates of a product's release cycles, by the
// name that endoflife.date gives it, or none.
func (b *Bundle) Support(product string) ([]vuln.Support, error) {
	u, err := b.blob(string(support) + product)
	if u == nil || err != nil {
		return nil, err
	}
	out := make([]vuln.Support, u.count(8))
	for i := range out {
		if l := u.list(); len(l) == 7 {
			out[i] = vuln.Support{Product: l[0], Cycle: l[1], Released: l[2], EndOfLife: l[3], Maintained: l[4], Extended: l[5], Latest: l[6]}
		}
	}
	if u.bad {
		return nil, damaged("the support dates of %q can't be read", product)
	}
	return out, nil
}
