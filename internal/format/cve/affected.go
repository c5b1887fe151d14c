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
		if s := list[i].spread(); len(s.affected.Ranges)+len(s.affected.Versions)+len(s.safe.Ranges) > 0 {
			placed[list[i].name()] = true
		}
	}
	var out []vuln.Statement
	for i := range list {
		a := &list[i]
		s := a.spread()
		if s.onlyCommits && placed[a.name()] {
			continue
		}
		for _, target := range a.targets() {
			for _, claim := range s.claims() {
				claim.Source, claim.Record = "cve", id
				claim.Ecosystem, claim.Package, claim.CPE = target.Ecosystem, target.Package, target.CPE
				if claim.Package != "" {
					claim.Ranges = inEcosystem(claim.Ranges)
				}
				out = append(out, claim)
			}
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
