package match

import (
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
	found, err := f.byPackage(p.ecosystem, p.name)
	if err != nil {
		return err
	}
	if isDistribution(p.ecosystem) && released[p.ecosystem] {
		f.lookReleases(p, found)
		return nil
	}
	switch {
	case !f.intel.Covers(p.ecosystem):
		f.keep(f.uncovered(p.ecosystem))
	case len(found) > 0 || !p.guessed:
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
