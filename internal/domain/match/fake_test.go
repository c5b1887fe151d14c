package match

import (
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// memory is a bundle made of records that a test writes down.
type memory struct {
	packages   map[string][]vuln.Statement
	products   []vuln.Statement
	weaknesses map[string]*vuln.Weakness
	info       vuln.Info
}

// bundle groups records by their names as the real one does.
func bundle(records ...vuln.Record) *memory {
	m := &memory{packages: map[string][]vuln.Statement{}, weaknesses: map[string]*vuln.Weakness{}, info: vuln.Info{ID: "test", Covered: true}}
	for _, r := range records {
		names := append([]string{r.ID}, r.Aliases...)
		var w *vuln.Weakness
		for _, n := range names {
			if g := m.weaknesses[n]; g != nil {
				w = g
			}
		}
		if w == nil {
			w = &vuln.Weakness{}
		}
		for _, n := range names {
			w.Names = insert(w.Names, n)
		}
		ident.SortWeaknessIDs(w.Names)
		w.ID = ident.BestName(w.Names)
		bare := r
		bare.Says = nil
		w.Records = append(w.Records, bare)
		for _, n := range w.Names {
			m.weaknesses[n] = w
		}
	}
	for _, r := range records {
		if r.Source == "nvd" {
			m.covers(vuln.Products)
		}
		for _, st := range r.Says {
			st.Weakness, st.Source, st.Record = m.weaknesses[r.ID].ID, r.Source, r.ID
			if st.Says == "" {
				st.Says = vuln.Affected
			}
			if st.CPE != "" {
				m.products = append(m.products, st)
				continue
			}
			bareName, _, _ := strings.Cut(st.Ecosystem, ":")
			m.covers(bareName)
			m.covers(st.Ecosystem)
			key := ident.Key(st.Ecosystem, st.Package)
			m.packages[key] = append(m.packages[key], st)
		}
	}
	return m
}

func (m *memory) ByPackage(ecosystem, name string) ([]vuln.Statement, error) {
	return m.packages[ident.Key(ecosystem, name)], nil
}

func (m *memory) ByProduct(part, vendor, product string) ([]vuln.Statement, error) {
	var out []vuln.Statement
	for _, st := range m.products {
		c, _ := ident.ParseCPE(st.CPE)
		if (part == "*" || c.Part == "*" || c.Part == part) && c.Product == product && (vendor == "*" || c.Vendor == vendor) {
			out = append(out, st)
		}
	}
	return out, nil
}

func (m *memory) Weakness(name string) (*vuln.Weakness, error) { return m.weaknesses[name], nil }
func (m *memory) Covers(what string) bool                      { return m.info.Covers(what) }
func (m *memory) Releases(ecosystem string) []string           { return m.info.Releases(ecosystem) }
func (m *memory) Info() vuln.Info                              { return m.info }

// covers adds a source that speaks of the whole of it.
func (m *memory) covers(what string) {
	name := "osv:" + what
	if what == vuln.Products {
		name = "nvd"
	}
	m.info.Sources = append(m.info.Sources, vuln.Source{Name: name, Records: 1, Covers: []string{what}})
}

// without leaves everything that is said of it in the bundle, as if it had
// been said in passing by the feed of something else.
func (m *memory) without(what string) *memory {
	m.info.Sources = slices.DeleteFunc(m.info.Sources, func(s vuln.Source) bool { return slices.Contains(s.Covers, what) })
	return m
}

// osv writes an OSV record on one package.
func osv(id, ecosystem, name string, ranges ...vuln.Range) vuln.Record {
	return vuln.Record{Source: "osv", ID: id, Says: []vuln.Statement{{Ecosystem: ecosystem, Package: name, Ranges: ranges}}}
}

// nvd writes an NVD record on one platform name.
func nvd(id, cpe string, ranges ...vuln.Range) vuln.Record {
	return vuln.Record{Source: "nvd", ID: id, Says: []vuln.Statement{{CPE: cpe, Ranges: ranges}}}
}

func also(r vuln.Record, names ...string) vuln.Record {
	r.Aliases = names
	return r
}

func before(fixed string) vuln.Range {
	return vuln.Range{Scheme: vuln.Ecosystem, Introduced: "0", Fixed: fixed}
}

func from(introduced, fixed string) vuln.Range {
	return vuln.Range{Scheme: vuln.Ecosystem, Introduced: introduced, Fixed: fixed}
}

func generic(introduced, fixed string) vuln.Range {
	return vuln.Range{Scheme: vuln.Generic, Introduced: introduced, Fixed: fixed}
}

// component makes a component of a purl, with its name and version.
func component(purl string) sbom.Component {
	p, err := ident.ParsePURL(purl)
	if err != nil {
		panic(err)
	}
	return sbom.Component{Ref: purl, Name: p.Name, Version: p.Version, PURL: purl}
}

// told writes a result as a test states it: "matched", or for each match
// "CVE-1 affected".
func told(r Result) string {
	out := []string{string(r.Checked)}
	for _, m := range r.Matches {
		out = append(out, m.Weakness+" "+string(m.State))
	}
	return strings.Join(out, ", ")
}

// hold runs one component against one bundle.
func check(t *testing.T, intel Intel, c sbom.Component, rules ...Alias) Result {
	t.Helper()
	a, err := NewAliases(rules)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Component(c, intel, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Matches {
		if m.Why == "" || m.Rule == "" || m.Source == "" || m.Record == "" || len(m.Names) == 0 {
			t.Errorf("a match must say why, by which rule and from where: %+v", m)
		}
		if (m.State == CannotTell) != (m.Settle != "") {
			t.Errorf("what can't be told, and only that, says what would settle it: %+v", m)
		}
	}
	if (r.Checked == NotCheckable) != (r.Reason != "") {
		t.Errorf("what is not checkable, and only that, has a reason: %+v", r)
	}
	return r
}
