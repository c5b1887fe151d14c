package match

import (
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// A claim is one statement held against one name of a component.
type claim struct {
	weakness  string
	st        *vuln.Statement
	pkg       *pkg     // how it was found: one of the two
	product   *product // ditto
	rank      rank
	hold      hold
	explicit  bool   // "no" because the source says so, not because the version lies outside
	condition string // holds only if this is so
	open      string // why a clear hold is no clear answer
	settle    string // what would settle that
	releases  string // the releases that differ, or that agree
}

// A rank is how near a source is to the very component: where two disagree,
// the nearer one is believed. Who builds a package from patched sources knows better
// than the range of versions that its maker published.
type rank int8

const (
	byName         rank = iota + 1 // CVE 5: a vendor's and a product's name as its author wrote it
	byPlatform                     // NVD: platform names and ranges
	byPackage                      // OSV: the package of an ecosystem
	byAnswer                       // a distribution's advisory, which answers several weaknesses together
	byDistribution                 // a distribution's word on one weakness
)

// A search is the work on one component: what was found, and what kept from looking.
type search struct {
	*matcher
	s       *subject
	claims  []claim // yes and unsure
	against []claim // no
	looked  bool    // something that can be relied on was looked up
	kept    []string
}

// look holds the component against everything that is known under its names.
func (f *search) look() error {
	for i := range f.s.packages {
		if err := f.lookPackage(&f.s.packages[i]); err != nil {
			return err
		}
	}
	for i := range f.s.products {
		if err := f.lookProduct(&f.s.products[i]); err != nil {
			return err
		}
	}
	return nil
}

func (f *search) lookPackage(p *pkg) error {
	if !f.intel.HasEcosystem(p.ecosystem) {
		f.keep("the bundle holds nothing for " + p.ecosystem)
		return nil
	}
	found, err := f.byPackage(p.ecosystem, p.name)
	if err != nil {
		return err
	}
	if isDistribution(p.ecosystem) && released[p.ecosystem] {
		return f.lookReleases(p, found)
	}
	if len(found) > 0 || !p.guessed {
		f.looked = true
	}
	for i := range found {
		f.addPackage(p, &found[i])
	}
	return nil
}

// addPackage holds the component against one statement on its package.
func (f *search) addPackage(p *pkg, st *vuln.Statement) {
	c := claim{weakness: st.Weakness, st: st, pkg: p, rank: byPackage}
	c.hold = within(st, p.version)
	if isDistribution(p.ecosystem) {
		c.rank = byDistribution
		if isAnswer(st.Record) {
			c.rank = byAnswer
		}
		c.hold = adjust(p, c.hold, p.version, f.doc)
	}
	f.add(c)
}

// add keeps a claim on the side that it speaks for.
func (f *search) add(c claim) {
	switch {
	case c.st.Says == vuln.NotAffected:
		switch c.hold.answer {
		case yes:
			c.hold.answer, c.explicit = no, true
			f.against = append(f.against, c)
		case unsure:
			f.claims = append(f.claims, c)
		}
		return
	case c.st.Says == vuln.Unknown && c.hold.answer == yes:
		c.hold.answer, c.hold.snag = unsure, saysUnknown
	case c.open != "" && c.hold.answer == yes:
		c.hold.answer = unsure
	}
	if c.hold.answer == no {
		f.against = append(f.against, c)
	} else {
		f.claims = append(f.claims, c)
	}
}

// isAnswer tells whether a record is a distribution's advisory, an answer to
// weaknesses that have their own names.
func isAnswer(record string) bool {
	switch ident.Family(record) {
	case "DSA", "DLA", "ELA", "DTSA", "USN", "LSN", "ALSA", "ALBA", "ALEA", "RHSA", "RHBA", "RHEA", "RLSA", "RXSA", "MGASA", "OESA",
		"openSUSE-SU", "SUSE-SU", "SUSE-RU", "SUSE-FU", "SUSE-OU", "PHSA", "AZL", "CGA", "ICSA", "ICSMA":
		return true
	}
	return false
}

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

func (f *search) lookProduct(p *product) error {
	if !f.hasProducts() {
		f.keep("the bundle holds nothing that is found by CPE")
		return nil
	}
	part := p.cpe.Part
	if part != "a" && part != "o" && part != "h" {
		part = "*"
	}
	found, err := f.byProduct(part, vendorKey(p.cpe.Vendor), p.cpe.Product)
	if err != nil {
		return err
	}
	known := len(found) > 0
	f.addProducts(p, found)
	if known {
		f.looked = true
	} else {
		f.keep(fmt.Sprintf("the bundle knows no product %s; a name rule would help", strings.Trim(p.cpe.Vendor+":"+p.cpe.Product, "*:")))
	}
	return nil
}

// vendorKey is the vendor to look up: "*" where the name leaves it open.
func vendorKey(vendor string) string {
	if vendor == "" || vendor == "-" || strings.Contains(vendor, "*") {
		return "*"
	}
	return vendor
}

// addProducts holds the component against the statements on a product's name.
// Where its own name leaves the vendor open and several have such a product,
// only a sign of the vendor makes one of them the right one.
func (f *search) addProducts(p *product, found []vuln.Statement) {
	var vendors []string
	open := vendorKey(p.cpe.Vendor) == "*"
	targets := make([]ident.CPE, len(found))
	for i := range found {
		t, ok := readCPE(found[i].CPE)
		if !ok {
			continue
		}
		targets[i] = t
	}
	if open {
		vendors = vendorsOf(found, targets)
	}
	for i := range found {
		st, t := &found[i], &targets[i]
		if t.Product == "" {
			continue
		}
		c := claim{weakness: st.Weakness, st: st, product: p, rank: byPlatform}
		if st.Source == "cve" {
			c.rank = byName
		}
		c.hold, c.condition = holdCPE(p, st, t, f.s, f.doc)
		if c.hold.answer != no {
			if open && !f.s.madeBy(t, vendors) {
				c.open = "its CPE leaves the vendor open, and " + list(insert(slices.Clone(vendors), t.Vendor), 4) + " have a product of that name"
				c.settle = "who makes it: a CPE with a vendor, or a name rule"
			} else if held := f.heldPackage(); held != "" && p.rule == "cpe" && !confirms(f.s, t) {
				c.open = "the sources for " + held + " say nothing of it"
				c.settle = "whether " + t.Vendor + ":" + t.Product + " is this very package, without a patch of its own"
			} else if held == "" && p.rule == "cpe" && f.s.hasPURL && f.s.isSystem() {
				c.open = "a distribution may have mended it without a new version, and nothing here speaks for " + f.s.distribution()
				c.settle = "the distribution's word on it"
			}
		}
		f.add(c)
	}
}

// vendorsOf lists who has a product of the name. CVE 5 writes vendors as its
// authors please, in many spellings: it counts only where nobody else speaks.
func vendorsOf(found []vuln.Statement, targets []ident.CPE) []string {
	var kept, loose []string
	for i := range found {
		switch {
		case targets[i].Product == "":
		case found[i].Source == "cve":
			loose = insert(loose, targets[i].Vendor)
		default:
			kept = insert(kept, targets[i].Vendor)
		}
	}
	if len(kept) == 0 {
		return loose
	}
	return kept
}

// heldPackage names the ecosystem of the component's package if the bundle
// holds its sources: they are nearer to it than a platform name.
func (f *search) heldPackage() string {
	for i := range f.s.packages {
		p := &f.s.packages[i]
		if p.rule != "alias" && !p.guessed && f.intel.HasEcosystem(p.ecosystem) {
			if released[p.ecosystem] && p.release != "" && !f.holdsRelease(p.release) {
				continue
			}
			return p.ecosystem
		}
	}
	return ""
}

// madeBy tells whether a product whose vendor the component leaves open is meant:
// it is the only one of that name, or something else points to its vendor.
func (s *subject) madeBy(t *ident.CPE, vendors []string) bool {
	if len(vendors) == 1 && vendors[0] == t.Vendor {
		return true
	}
	for _, sign := range []string{t.Product, s.c.Supplier, s.c.Group, s.purl.Namespace} {
		if related(sign, t.Vendor) {
			return true
		}
	}
	return false
}

// squash leaves the small letters and digits of a name.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

func (f *search) keep(reason string) { f.kept = insert(f.kept, reason) }
