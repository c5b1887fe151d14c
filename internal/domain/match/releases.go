package match

import (
	"fmt"

	"aceso/internal/domain/vuln"
)

// lookReleases holds a distribution's package against the statements on its
// release, or on all of them where nobody says which it is.
func (f *search) lookReleases(p *pkg, found []vuln.Statement) {
	if p.release == "" {
		f.rely(p, len(found) > 0)
		f.addUnplaced(p, found)
		return
	}
	spoken := false
	for i := range found {
		if sameRelease(found[i].Ecosystem, p.release) {
			spoken = true
			f.addPackage(p, &found[i])
		}
	}
	f.rely(p, spoken)
}

// rely tells whether silence on a distribution's package means something, and
// notes why not.
func (f *search) rely(p *pkg, spoken bool) {
	switch covered := f.covers(p); {
	case !covered && p.release != "" && len(f.intel.Releases(p.ecosystem)) > 0:
		f.keep("no " + p.release + " feed in this bundle, which covers " + list(f.intel.Releases(p.ecosystem), 4) + "; one that covers it would settle it")
	case !covered:
		f.keep(f.uncovered(p.ecosystem))
	case spoken || !p.guessed:
		f.looked = true
	default:
		f.keep(fmt.Sprintf("%s speaks of source packages, and nothing tells the source of %s", p.ecosystem, p.name))
	}
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
