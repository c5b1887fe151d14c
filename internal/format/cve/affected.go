package cve

import (
	"net/url"
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/nvd"
)

type affected struct {
	Vendor     string    `json:"vendor"`
	Product    string    `json:"product"`
	Collection string    `json:"collectionURL"`
	Package    string    `json:"packageName"`
	CPEs       []string  `json:"cpes"`
	Default    string    `json:"defaultStatus"`
	Versions   []version `json:"versions"`
}

// collections gives the OSV ecosystem of the package registries that records
// name.
var collections = map[string]string{
	"registry.npmjs.org": "npm", "www.npmjs.com": "npm", "npmjs.com": "npm",
	"pypi.org": "PyPI", "pypi.python.org": "PyPI", "pypi.io": "PyPI",
	"repo.maven.apache.org": "Maven", "repo1.maven.org": "Maven", "mvnrepository.com": "Maven", "central.sonatype.com": "Maven",
	"crates.io": "crates.io", "rubygems.org": "RubyGems", "www.nuget.org": "NuGet", "nuget.org": "NuGet", "api.nuget.org": "NuGet",
	"packagist.org": "Packagist", "repo.packagist.org": "Packagist", "pkg.go.dev": "Go", "proxy.golang.org": "Go",
	"hex.pm": "Hex", "repo.hex.pm": "Hex", "pub.dev": "Pub", "hackage.haskell.org": "Hackage", "cran.r-project.org": "CRAN",
}

// statements turns what a container calls affected into statements: a product
// by its CPE names, a package by its registry, else a product by vendor and
// product as they stand, written as a CPE of any part.
func statements(list []affected, id string) []vuln.Statement {
	placed := map[string]bool{} // products of which versions are told, not only commits
	for i := range list {
		if list[i].places() {
			placed[list[i].name()] = true
		}
	}
	var out []vuln.Statement
	for i := range list {
		s := list[i].spread()
		if s.onlyCommits && placed[list[i].name()] {
			continue
		}
		out = append(out, said(list[i].targets(), &s, id)...)
	}
	return out
}

// additions turns what another party calls affected into statements. Of
// versions that the numbering authority places itself its word is taken, under
// the names that the other party gives (CVE CNA Rules, 5.1.2: the CNA has the
// authority for what it publishes): a note on one version or a commit must not
// make every other version affected.
func additions(list, cna []affected, id string) []vuln.Statement {
	list = gather(list)
	var own []affected
	var out []vuln.Statement
	done := map[string]bool{}
	for i := range list {
		first := authority(cna, &list[i])
		if len(first) == 0 {
			own = append(own, list[i])
			continue
		}
		for _, t := range list[i].targets() {
			if _, version, ok := nvd.AnyVersion(t.CPE); !ok || version != "" || done[t.CPE] {
				continue
			}
			done[t.CPE] = true
			for _, a := range first {
				s := a.spread()
				out = append(out, said([]vuln.Statement{t}, &s, id)...)
			}
		}
	}
	return append(out, statements(own, id)...)
}

// gather makes one entry of those on the same product that name exceptions to
// "affected": alone, each would call the others' exceptions affected.
func gather(list []affected) []affected {
	var out []affected
	at := map[string]int{}
	for _, a := range list {
		key := a.name() + "\x1f" + a.Collection
		if i, ok := at[key]; ok && a.Default == "affected" {
			out[i].Versions = append(slices.Clone(out[i].Versions), a.Versions...)
			for _, c := range a.CPEs {
				if !slices.Contains(out[i].CPEs, c) {
					out[i].CPEs = append(slices.Clone(out[i].CPEs), c)
				}
			}
			continue
		}
		if a.Default == "affected" {
			at[key] = len(out)
		}
		out = append(out, a)
	}
	return out
}

// authority returns the entries of the numbering authority that place the
// versions of the product that another party speaks of: those of its name, or
// all where the authority speaks of one product of this vendor only.
func authority(cna []affected, of *affected) []*affected {
	var same, all []*affected
	names := map[string]bool{}
	for i := range cna {
		a := &cna[i]
		if attribute(a.Vendor) == "" || attribute(a.Vendor) != attribute(of.Vendor) {
			continue
		}
		names[a.name()] = true
		if !a.places() {
			continue
		}
		all = append(all, a)
		if attribute(a.Product) == attribute(of.Product) {
			same = append(same, a)
		}
	}
	if len(same) == 0 && len(names) == 1 {
		return all
	}
	return same
}

// places tells whether versions are told, not only commits.
func (a *affected) places() bool {
	s := a.spread()
	return len(s.affected.Ranges)+len(s.affected.Versions)+len(s.safe.Ranges) > 0
}

// said returns what an entry says of each of its targets.
func said(targets []vuln.Statement, s *spread, id string) []vuln.Statement {
	var out []vuln.Statement
	for _, target := range targets {
		for _, claim := range s.claims() {
			claim.Source, claim.Record = "cve", id
			claim.Ecosystem, claim.Package, claim.CPE = target.Ecosystem, target.Package, target.CPE
			if claim.Package != "" {
				claim.Ranges = inEcosystem(claim.Ranges)
			}
			out = append(out, claim)
		}
	}
	return out
}

func (a *affected) name() string {
	return strings.ToLower(a.Vendor + "\x1f" + a.Product + "\x1f" + a.Package)
}

// targets returns whom the entry speaks of: statements without a claim.
func (a *affected) targets() []vuln.Statement {
	var out []vuln.Statement
	for _, c := range a.CPEs {
		name, version, ok := nvd.AnyVersion(c)
		if !ok {
			continue
		}
		t := vuln.Statement{CPE: name}
		if version != "" && len(a.Versions) == 0 {
			t.CPE = c
		}
		if !slices.ContainsFunc(out, func(o vuln.Statement) bool { return o.CPE == t.CPE }) {
			out = append(out, t)
		}
	}
	if len(out) > 0 {
		return out
	}
	if eco := ecosystem(a.Collection); eco != "" && a.Package != "" {
		return []vuln.Statement{{Ecosystem: eco, Package: a.Package}}
	}
	if vendor, product := attribute(a.Vendor), attribute(a.Product); vendor != "" && product != "" {
		return []vuln.Statement{{CPE: "cpe:2.3:*:" + vendor + ":" + product + ":*:*:*:*:*:*:*:*"}}
	}
	return nil
}

func ecosystem(collection string) string {
	if u, err := url.Parse(collection); err == nil {
		return collections[strings.ToLower(u.Hostname())]
	}
	return ""
}

// attribute writes a name as CPE does: small letters, underscores for blanks,
// a backslash before other signs. CPE knows ASCII only (NISTIR 7695, 5.3.2):
// what is not, such as a trade mark, is left out. "n/a" is no name.
func attribute(name string) string {
	name = strings.Map(func(c rune) rune {
		if c > 0x7e || c < ' ' && c != '\t' && c != '\n' {
			return -1
		}
		return c
	}, strings.ToLower(name))
	name = strings.Join(strings.Fields(name), "_")
	switch name {
	case "", "n/a", "na", "unknown", "unspecified", "-", "*":
		return ""
	}
	var b strings.Builder
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-') {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// inEcosystem says that bounds compare as the package's registry orders them.
func inEcosystem(list []vuln.Range) []vuln.Range {
	out := slices.Clone(list)
	for i := range out {
		if out[i].Scheme == vuln.Generic {
			out[i].Scheme = vuln.Ecosystem
		}
	}
	return out
}
