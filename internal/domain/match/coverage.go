package match

import (
	"slices"

	"aceso/internal/domain/vuln"
)

// covers tells whether a source was read that speaks of all packages of this
// kind: of its release, where its distribution speaks of releases.
func (m *matcher) covers(p *pkg) bool {
	if released[p.ecosystem] && p.release != "" {
		return m.holdsRelease(p.release)
	}
	return m.intel.Covers(p.ecosystem)
}

// uncovered says why nothing can be called clean of what no source covers, and
// what would settle it.
func (m *matcher) uncovered(what string) string {
	text, ok := m.lacks[what]
	if !ok {
		text = lacking(m.intel.Info(), what)
		m.lacks[what] = text
	}
	return text
}

func lacking(info vuln.Info, what string) string {
	if !info.Covered {
		return "the bundle was built by an older version, which did not note what it covers; one built anew would settle it"
	}
	feed, source, of := what, "osv:"+what, "OSV's "+what+" feed"
	if what == vuln.Products {
		feed, source, of = "NVD", "nvd", "the NVD's records"
	}
	at := slices.IndexFunc(info.Sources, func(s vuln.Source) bool { return s.Name == source })
	switch {
	case at < 0:
		return "no " + feed + " feed in this bundle; one built with " + of + " would settle it"
	case info.Sources[at].Limit != "":
		return "no " + feed + " feed in this bundle that can be relied on: it " + info.Sources[at].Limit
	case info.Sources[at].Problem != "":
		return "no " + feed + " feed in this bundle: " + info.Sources[at].Problem
	}
	return "no " + feed + " feed in this bundle: what was read under that name says nothing of it"
}
