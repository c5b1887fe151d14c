package match

import (
	"slices"
	"strings"
	"sync"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// A matcher holds the components of one document against one bundle. What it has looked
// up it keeps: many parts come from one source package.
type matcher struct {
	intel    Intel
	aliases  *Aliases
	doc      *surroundings
	shared   *groups
	packages map[string][]vuln.Statement
	products map[string][]vuln.Statement
	releases map[string]bool
	lacks    map[string]string // what is not covered, and why
}

// maxKept bounds what a matcher keeps of its look-ups: components that share a
// source stand near each other, and a large document must not fill the memory.
const maxKept = 512

// groups are the weaknesses that were read, shared by those who work on one document.
type groups struct {
	sync.Mutex
	read map[string]*vuln.Weakness
}

func newMatcher(intel Intel, aliases *Aliases, doc *surroundings, shared *groups) *matcher {
	return &matcher{
		intel: intel, aliases: aliases, doc: doc, shared: shared,
		packages: map[string][]vuln.Statement{}, products: map[string][]vuln.Statement{}, releases: map[string]bool{}, lacks: map[string]string{},
	}
}

// Component holds one component against everything the bundle knows, as if
// nothing were known of the document around it.
func Component(c sbom.Component, intel Intel, aliases *Aliases) (Result, error) {
	doc := sbom.Document{Components: []sbom.Component{c}}
	m := newMatcher(intel, aliases, survey(&doc), &groups{read: map[string]*vuln.Weakness{}})
	return m.component(&c)
}

func (m *matcher) component(c *sbom.Component) (Result, error) {
	f := search{matcher: m, s: newSubject(c, m.aliases, m.doc)}
	if len(f.s.packages) == 0 && len(f.s.products) == 0 {
		return Result{Checked: NotCheckable, Reason: f.s.reason()}, nil
	}
	if err := f.look(); err != nil {
		return Result{}, err
	}
	matches, err := f.merge()
	if err != nil {
		return Result{}, err
	}
	r := Result{Matches: matches}
	switch {
	case f.lacksVersion(matches):
		r.Checked = NotCheckable
		r.Reason = "version missing; " + counted(len(matches), "weakness is", "weaknesses are") + " known of it"
		if f.s.instead != "" {
			r.Reason = "has " + f.s.instead + " for a version; " + counted(len(matches), "weakness is", "weaknesses are") + " known of it"
		}
	case anyOpen(matches):
		r.Checked = Matched
	case f.looked:
		r.Checked = Clean
	default:
		r.Checked, r.Reason = NotCheckable, f.reason()
	}
	return r, nil
}

// reason says why nothing that was looked up can be relied on.
func (f *search) reason() string {
	all := append(append([]string{}, f.kept...), f.s.snags...)
	if len(all) == 0 {
		return f.s.reason()
	}
	return strings.Join(all, "; ")
}

// lacksVersion tells whether every answer is open for want of a version.
func (f *search) lacksVersion(matches []Match) bool {
	if f.s.version != "" || len(matches) == 0 {
		return false
	}
	for i := range matches {
		if matches[i].State != CannotTell {
			return false
		}
	}
	for i := range f.s.products {
		if f.s.products[i].version != "" {
			return false
		}
	}
	return true
}

// anyOpen tells whether some weakness is there or can't be told.
func anyOpen(matches []Match) bool {
	for i := range matches {
		if matches[i].State != NotAffected {
			return true
		}
	}
	return false
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

func (m *matcher) byPackage(ecosystem, name string) ([]vuln.Statement, error) {
	key := ecosystem + "/" + name
	if found, ok := m.packages[key]; ok {
		return found, nil
	}
	found, err := m.intel.ByPackage(ecosystem, name)
	if err == nil {
		if len(m.packages) >= maxKept {
			clear(m.packages)
		}
		m.packages[key] = found
	}
	return found, err
}

func (m *matcher) byProduct(part, vendor, product string) ([]vuln.Statement, error) {
	key := part + ":" + vendor + ":" + product
	if found, ok := m.products[key]; ok {
		return found, nil
	}
	found, err := m.intel.ByProduct(part, vendor, product)
	if err == nil {
		if len(m.products) >= maxKept {
			clear(m.products)
		}
		m.products[key] = found
	}
	return found, err
}

// holdsRelease tells whether the bundle covers a distribution's release.
func (m *matcher) holdsRelease(release string) bool {
	holds, ok := m.releases[release]
	if !ok {
		bare, _, _ := strings.Cut(release, ":")
		holds = slices.ContainsFunc(m.intel.Releases(bare), func(r string) bool { return sameRelease(r, release) })
		m.releases[release] = holds
	}
	return holds
}

func (m *matcher) weakness(name string) (*vuln.Weakness, error) {
	m.shared.Lock()
	w, ok := m.shared.read[name]
	m.shared.Unlock()
	if ok {
		return w, nil
	}
	w, err := m.intel.Weakness(name)
	if err != nil {
		return nil, err
	}
	m.shared.Lock()
	m.shared.read[name] = w
	m.shared.Unlock()
	return w, nil
}
