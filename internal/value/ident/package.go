package ident

import "strings"

// ecosystems gives the OSV ecosystem of the package types that have exactly
// one (OSV schema, "Defined ecosystems").
var ecosystems = map[string]string{
	"bioconductor":  "Bioconductor",
	"bitnami":       "Bitnami",
	"cargo":         "crates.io",
	"composer":      "Packagist",
	"conan":         "ConanCenter",
	"cran":          "CRAN",
	"gem":           "RubyGems",
	"githubactions": "GitHub Actions",
	"golang":        "Go",
	"hackage":       "Hackage",
	"hex":           "Hex",
	"julia":         "Julia",
	"maven":         "Maven",
	"npm":           "npm",
	"nuget":         "NuGet",
	"opam":          "opam",
	"pub":           "Pub",
	"pypi":          "PyPI",
	"swift":         "SwiftURL",
	// vscode-extension is what the specification says, vscode what older tools write.
	"vscode":           "VSCode",
	"vscode-extension": "VSCode",
}

// distributions gives the OSV ecosystem of a distribution by the namespace of
// its deb, apk and rpm packages, or by the id in its distro qualifier.
//
// CentOS is not in it: no database speaks for its versions, and those of Red
// Hat hold for some of them only.
var distributions = map[string]string{
	"almalinux":           "AlmaLinux",
	"alma":                "AlmaLinux",
	"alpaquita":           "Alpaquita",
	"alpine":              "Alpine",
	"azl":                 "Azure Linux",
	"azurelinux":          "Azure Linux",
	"bellsoft":            "BellSoft Hardened Containers",
	"chainguard":          "Chainguard",
	"cleanstart":          "CleanStart",
	"debian":              "Debian",
	"echo":                "Echo",
	"mageia":              "Mageia",
	"mariner":             "Azure Linux",
	"minimos":             "MinimOS",
	"openeuler":           "openEuler",
	"opensuse":            "openSUSE",
	"photon":              "Photon OS",
	"photon os":           "Photon OS",
	"red hat":             "Red Hat",
	"redhat":              "Red Hat",
	"rhel":                "Red Hat",
	"rocky":               "Rocky Linux",
	"rocky linux":         "Rocky Linux",
	"rocky-linux":         "Rocky Linux",
	"rockylinux":          "Rocky Linux",
	"sled":                "SUSE",
	"sles":                "SUSE",
	"suse":                "SUSE",
	"ubuntu":              "Ubuntu",
	"wolfi":               "Wolfi",
	"opensuse-leap":       "openSUSE",
	"opensuse-tumbleweed": "openSUSE",
}

// Package returns the OSV ecosystem, without a release, and the package's name
// as NormalName writes it. It is not ok where no such ecosystem is known to
// stand for the package: then nothing can be looked up by it.
func (p PURL) Package() (ecosystem, name string, ok bool) {
	switch p.Type {
	case "deb", "apk", "rpm", "alpine":
		ecosystem = p.distribution()
	case "github":
		// Only these owners publish nothing but actions; any other repository
		// may hold anything, and calling it clean would be a guess.
		if p.Namespace == "actions" {
			ecosystem = "GitHub Actions"
		}
	default:
		ecosystem = ecosystems[p.Type]
	}
	if ecosystem == "" || p.Name == "" {
		return "", "", false
	}
	return ecosystem, NormalName(ecosystem, p.osvName(ecosystem)), true
}

// distribution returns the ecosystem of a distribution's package, by its
// namespace, else by its qualifiers. The type alpine is what tools wrote before
// apk was defined.
func (p PURL) distribution() string {
	e, _ := p.release()
	return e
}

// osvName joins namespace and name as OSV does in that ecosystem.
func (p PURL) osvName(ecosystem string) string {
	switch {
	case p.Namespace == "":
		return p.Name
	case ecosystem == "Maven":
		return p.Namespace + ":" + p.Name
	case ecosystem == "VSCode":
		return p.Namespace + "." + p.Name
	case p.Type == "deb", p.Type == "apk", p.Type == "rpm", p.Type == "alpine",
		ecosystem == "ConanCenter", ecosystem == "Hex", ecosystem == "RubyGems", ecosystem == "Bitnami":
		return p.Name
	}
	return p.Namespace + "/" + p.Name
}

// NormalName returns the form of a package's name under which two spellings
// of one package are the same text. It is made for looking up; what people
// are shown is the name as it stood.
func NormalName(ecosystem, name string) string {
	ecosystem, _, _ = strings.Cut(ecosystem, ":")
	switch ecosystem {
	case "PyPI":
		return pep503(name)
	case "crates.io":
		// crates.io refuses a second crate that differs in case or in - and _ only.
		return strings.ReplaceAll(strings.ToLower(name), "_", "-")
	case "SwiftURL":
		name = strings.ToLower(name)
		if _, rest, ok := strings.Cut(name, "://"); ok {
			name = rest
		}
		return strings.TrimSuffix(strings.TrimSuffix(name, "/"), ".git")
	case "Go", "NuGet", "Packagist", "Hex", "Pub", "GitHub Actions", "Bitnami", "ConanCenter", "VSCode",
		"Debian", "Ubuntu", "Alpine", "Wolfi", "Chainguard", "MinimOS", "Alpaquita", "Echo":
		// Go's paths do know case, but the package URL of one has lost it.
		return strings.ToLower(name)
	}
	return name
}

// Key returns the text under which an index keeps a package: the ecosystem
// without its release, a slash, and the normal name.
func Key(ecosystem, name string) string {
	bare, _, _ := strings.Cut(ecosystem, ":")
	return bare + "/" + NormalName(bare, name)
}

// pep503 lowers the name and turns each run of '-', '_' and '.' into one '-'
// (PEP 503, "Normalized Names").
func pep503(name string) string {
	clean := true
	for i := 0; i < len(name) && clean; i++ {
		c := name[i]
		clean = c != '_' && c != '.' && (c < 'A' || c > 'Z') && (c != '-' || i == 0 || name[i-1] != '-')
	}
	if clean {
		return name
	}
	var b strings.Builder
	run := false
	for _, c := range strings.ToLower(name) {
		if c == '-' || c == '_' || c == '.' {
			run = true
			continue
		}
		if run {
			b.WriteByte('-')
			run = false
		}
		b.WriteRune(c)
	}
	if run {
		b.WriteByte('-')
	}
	return b.String()
}
