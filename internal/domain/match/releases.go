package match

import (
	"fmt"

	"aceso/internal/domain/vuln"
)

// lookReleases holds a distribution's package against the statements on its
// release, or on all of them where nobody says which it is.
func (f *search) lookReleases(p *pkg, found []vuln.Statement) error {
	if p.release == "" {
		if len(found) > 0 || !p.guessed {
			f.looked = true
		} else {
			f.keep(fmt.Sprintf("%s speaks of source packages, and nothing tells the source of %s", p.ecosystem, p.name))
		}
		f.addUnplaced(p, found)
		return nil
	}
	spoken := false
	for i := range found {
		if sameRelease(found[i].Ecosystem, p.release) {
			spoken = true
			f.addPackage(p, &found[i])
		}
	}
	switch {
	case spoken:
		f.looked = true
	case !f.holdsRelease(p.release):
		f.keep("the bundle holds nothing for " + p.release + others(found))
	case p.guessed:
		f.keep(fmt.Sprintf("%s speaks of source packages, and nothing tells the source of %s", p.ecosystem, p.name))
	default:
		f.looked = true
	}
	return nil
}

// others names the releases that something is known of.
func others(found []vuln.Statement) string {
	var names []string
	for i := range found {
		names = insert(names, found[i].Ecosystem)
	}
	if len(names) == 0 {
		return ""
	}
	return "; of this package it knows " + list(names, 4)
}

// addUnplaced holds a package whose release nobody tells against every
// release: where all that speak agree, the release does not matter.
func (f *search) addUnplaced(p *pkg, found []vuln.Statement) {
	groups := map[string][]claim{} // by weakness and record
	var order []string
	for i := range found {
		st := &found[i]
		c := claim{weakness: st.Weakness, st: st, pkg: p, rank: byDistribution}
		if isAnswer(st.Record) {
			c.rank = byAnswer
		}
		c.hold = adjust(p, within(st, p.version), p.version, f.doc)
		key := st.Weakness + "\x00" + st.Record
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], c)
	}
	for _, key := range order {
		f.add(unplaced(groups[key]))
	}
}

// unplaced joins what the releases say of one weakness.
func unplaced(all []claim) claim {
	var in, out, other []string
	first := all[0]
	for _, c := range all {
		a := c.hold.answer
		if c.st.Says == vuln.NotAffected && a == yes {
			a = no
		}
		switch a {
		case yes:
			in = insert(in, c.st.Ecosystem)
		case no:
			out = insert(out, c.st.Ecosystem)
		default:
			other = insert(other, c.st.Ecosystem)
		}
		if c.hold.answer > first.hold.answer {
			first = c
		}
	}
	switch {
	case len(in) == 0:
	case len(out) == 0 && len(other) == 0:
		first.releases = "in " + list(in, 6) + ", all releases that it speaks of"
	default:
		first.open = first.st.Record + " calls it affected in " + list(in, 6)
		if len(out) > 0 {
			first.open += " and not in " + list(out, 6)
		}
		if len(other) > 0 {
			first.open += " and can't be placed in " + list(other, 6)
		}
		first.open += ", and nothing tells the release"
		first.settle = "the release of " + first.pkg.ecosystem + " that it was built for"
	}
	return first
}
