package intel

import (
	"aceso/internal/domain/vuln"
)

// A posting is the list of statements under one key. Its texts stand once in
// a dictionary, and so do its lists of versions: the statements on one package
// share most of both.

var (
	schemes = []vuln.Scheme{vuln.Semver, vuln.Ecosystem, vuln.Git, vuln.Generic}
	says    = []vuln.Says{vuln.Affected, vuln.NotAffected, vuln.Unknown}
)

// Flags of a packed range, above the two bits of its scheme.
const (
	hasIntroduced = 1 << (2 + iota)
	hasFixed
	hasLast
	introducedEx
)

// A dictionary numbers texts and lists in the order of their first use.
type dictionary struct {
	texts map[string]uint64
	order []string
	lists map[string]uint64
	runs  packer // the lists, as counts and numbers of texts
	count uint64
	key   []byte
}

func (d *dictionary) text(s string) uint64 {
	if n, ok := d.texts[s]; ok {
		return n
	}
	n := uint64(len(d.order))
	d.texts[s] = n
	d.order = append(d.order, s)
	return n
}

// list returns the number of a list, counted from 1; an empty list is 0.
func (d *dictionary) list(list []string) uint64 {
	if len(list) == 0 {
		return 0
	}
	p := packer{d.key[:0]}
	p.num(uint64(len(list)))
	for _, s := range list {
		p.num(d.text(s))
	}
	d.key = p.b
	if n, ok := d.lists[string(p.b)]; ok {
		return n
	}
	d.count++
	d.lists[string(p.b)] = d.count
	d.runs.b = append(d.runs.b, p.b...)
	return d.count
}

func (d *dictionary) reset() {
	// A map that was large once stays as slow to clear as it was large.
	if d.texts == nil || len(d.order) > 1024 {
		d.texts, d.lists = map[string]uint64{}, map[string]uint64{}
	}
	clear(d.texts)
	clear(d.lists)
	d.order, d.runs.b, d.count = d.order[:0], d.runs.b[:0], 0
}

// packStatements writes the statements with their dictionary before them.
func packStatements(p *packer, d *dictionary, list []vuln.Statement) {
	d.reset()
	var body packer
	for i := range list {
		packStatement(&body, d, &list[i])
	}
	p.num(uint64(len(d.order)))
	for _, s := range d.order {
		p.str(s)
	}
	p.num(d.count)
	p.b = append(p.b, d.runs.b...)
	p.num(uint64(len(list)))
	p.b = append(p.b, body.b...)
}

func packStatement(p *packer, d *dictionary, s *vuln.Statement) {
	for _, t := range [...]string{s.Weakness, s.Source, s.Record, s.Ecosystem, s.Package, s.CPE} {
		p.num(d.text(t))
	}
	p.num(uint64(max(0, indexOf(says, s.Says))))
	p.num(d.list(s.Versions))
	p.num(uint64(len(s.Ranges)))
	for _, r := range s.Ranges {
		flags := uint64(max(0, indexOf(schemes, r.Scheme)))
		if r.Introduced != "" {
			flags |= hasIntroduced
		}
		if r.Fixed != "" {
			flags |= hasFixed
		}
		if r.LastAffected != "" {
			flags |= hasLast
		}
		if r.IntroducedEx {
			flags |= introducedEx
		}
		p.num(flags)
		for _, t := range [...]string{r.Introduced, r.Fixed, r.LastAffected} {
			if t != "" {
				p.num(d.text(t))
			}
		}
	}
	p.num(uint64(len(s.With)))
	for _, w := range s.With {
		p.num(d.list(w.AnyOf))
	}
}

func indexOf[T comparable](list []T, x T) int {
	for i, y := range list {
		if x == y {
			return i
		}
	}
	return -1
}

// unpackStatements reads a posting. Lists are shared between the statements
// with their capacity cut, so that appending to one copies it.
func unpackStatements(u *unpacker) []vuln.Statement {
	texts := make([]string, u.count(1))
	for i := range texts {
		texts[i] = u.str()
	}
	text := func() string {
		if n := u.num(); n < uint64(len(texts)) {
			return texts[n]
		}
		u.fail()
		return ""
	}
	lists := make([][]string, u.count(1))
	for i := range lists {
		list := make([]string, u.count(1))
		for j := range list {
			list[j] = text()
		}
		lists[i] = list
	}
	list := func() []string {
		n := u.num()
		if n == 0 {
			return nil
		}
		if n > uint64(len(lists)) {
			u.fail()
			return nil
		}
		return lists[n-1]
	}
	out := make([]vuln.Statement, u.count(9))
	for i := range out {
		unpackStatement(u, &out[i], text, list)
	}
	if u.bad {
		return nil
	}
	return out
}

func unpackStatement(u *unpacker, s *vuln.Statement, text func() string, list func() []string) {
	s.Weakness, s.Source, s.Record = text(), text(), text()
	s.Ecosystem, s.Package, s.CPE = text(), text(), text()
	if n := u.num(); n < uint64(len(says)) {
		s.Says = says[n]
	}
	s.Versions = list()
	if n := u.count(1); n > 0 {
		s.Ranges = make([]vuln.Range, n)
	}
	for j := range s.Ranges {
		r, flags := &s.Ranges[j], u.num()
		r.Scheme, r.IntroducedEx = schemes[flags&3], flags&introducedEx != 0
		if flags&hasIntroduced != 0 {
			r.Introduced = text()
		}
		if flags&hasFixed != 0 {
			r.Fixed = text()
		}
		if flags&hasLast != 0 {
			r.LastAffected = text()
		}
	}
	if n := u.count(1); n > 0 {
		s.With = make([]vuln.With, n)
	}
	for j := range s.With {
		s.With[j].AnyOf = list()
	}
}
