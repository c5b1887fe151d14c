package version

import (
	"strings"
	"unicode/utf8"

	"github.com/google/osv-scalibr/semantic"

	"aceso/internal/value/fault"
)

// maxText bounds a version: real ones stay below a hundred bytes, and reading
// longer ones costs more than they are worth.
const maxText = 512

// An order is how the versions of one or more ecosystems follow each other.
// It is either the library's or one of our own.
type order struct {
	name   string
	clean  func(text string) string // takes off what is no part of the version
	check  func(text string) bool   // tells whether the text can be placed at all
	real   func(text string) bool   // tells a version from a mere name that the order places too; nil: any
	most   int                      // how many numbers a plain version of it may have; 0: it has none
	padded bool                     // 1.0 is 1.0.0
	builds bool                     // "-r4" is a build number

	library func(text string) (semantic.Version, error) // the library's reading
	compare func(a, b string) (d int, ok bool)          // our own comparison
}

// The orders.
var (
	semver    = &order{name: "semver", clean: withoutV, check: digitFirst, most: 3, padded: true, compare: compareSemver}
	golang    = &order{name: "Go", clean: goRelease, check: digitFirst, most: 3, padded: true, compare: compareSemver}
	bitnami   = &order{name: "Bitnami", clean: withoutRevision, check: digitFirst, most: 3, padded: true, compare: compareSemver}
	pub       = &order{name: "Pub", clean: withoutV, check: digitFirst, most: 3, padded: true, library: lib(semantic.ParsePubVersion)}
	nuget     = &order{name: "NuGet", clean: withoutV, check: digitFirst, most: 4, padded: true, library: lib(semantic.ParseNuGetVersion)}
	maven     = &order{name: "Maven", clean: withoutFinal, check: anything, real: hasDigit, most: maxPlain, padded: true, library: lib(semantic.ParseMavenVersion)}
	pypi      = &order{name: "PyPI", check: anything, real: isPEP440, most: maxPlain, padded: true, library: liberr(semantic.ParsePyPIVersion)}
	gem       = &order{name: "RubyGems", clean: cleanGem, check: digitFirst, most: maxPlain, padded: true, library: lib(semantic.ParseRubyGemsVersion)}
	packagist = &order{name: "Packagist", clean: withoutV, check: anything, real: digitFirst, most: maxPlain, library: lib(semantic.ParsePackagistVersion)}
	cran      = &order{name: "CRAN", check: digitFirst, most: maxPlain, library: liberr(semantic.ParseCRANVersion)}
	hackage   = &order{name: "Hackage", check: digitFirst, most: maxPlain, library: liberr(semantic.ParseHackageVersion)}
	alpine    = &order{name: "Alpine", check: anything, real: digitFirst, most: maxPlain, padded: true, builds: true, library: liberr(semantic.ParseAlpineVersion)}
	debian    = &order{name: "Debian", check: debianText, compare: compareDebian}
	opam      = &order{name: "opam", check: anything, compare: compareOpam}
	rpm       = &order{name: "rpm", check: anything, real: hasDigit, compare: compareRPM}
	alpm      = &order{name: "alpm", check: anything, compare: compareALPM}
	gentoo    = &order{name: "gentoo", check: digitFirst, compare: compareGentoo}
	conan     = &order{name: "conan", check: anything, compare: compareConan}
	openssl   = &order{name: "openssl", check: digitFirst, compare: compareOpenSSL}
	generic   = &order{name: "generic", clean: cleanGeneric, check: isGeneric, most: maxPlain, padded: true, compare: compareGeneric}
	intdot    = &order{name: "intdot", check: isIntdot, compare: compareIntdot}
	datetime  = &order{name: "datetime", check: isDatetime, compare: compareDatetime}
	lexical   = &order{name: "lexicographic", check: anything, compare: compareLexical}
)

// ecosystems names the order of each OSV ecosystem and of each VERS scheme
// that has another name.
var ecosystems = map[string]*order{
	// Packages of languages.
	"Bioconductor": semver, "Bitnami": bitnami, "ConanCenter": conan, "CRAN": cran, "crates.io": semver, "GHC": semver,
	"GitHub Actions": semver, "Go": golang, "Hackage": hackage, "Hex": semver, "Julia": semver, "Kubernetes": golang,
	"Maven": maven, "npm": semver, "NuGet": nuget, "opam": opam, "Packagist": packagist, "Pub": pub, "PyPI": pypi,
	"RubyGems": gem, "SwiftURL": semver, "VSCode": semver, "Docker Hardened Images": semver,

	// Packages of distributions.
	"AlmaLinux": rpm, "Azure Linux": rpm, "Mageia": rpm, "openEuler": rpm, "openSUSE": rpm, "Photon OS": rpm,
	"Red Hat": rpm, "Rocky Linux": rpm, "SUSE": rpm,
	"Alpaquita": alpine, "Alpine": alpine, "BellSoft Hardened Containers": alpine, "Chainguard": alpine,
	"MinimOS": alpine, "Wolfi": alpine,
	"Debian": debian, "Echo": debian, "Ubuntu": debian,

	// Others.
	"Linux": generic, "generic": generic, "semver": semver,

	// VERS schemes.
	"alpine": alpine, "apk": alpine, "alpm": alpm, "arch": alpm, "bitnami": bitnami, "cargo": semver, "composer": packagist,
	"conan": conan, "cran": cran, "datetime": datetime, "deb": debian, "ebuild": gentoo, "gem": gem, "gentoo": gentoo,
	"golang": golang, "hackage": hackage, "hex": semver, "intdot": intdot, "julia": semver, "lexicographic": lexical,
	"maven": maven, "nginx": semver, "nuget": nuget, "openssl": openssl, "pub": pub, "pypi": pypi, "rpm": rpm, "swift": semver,
}

// find returns the order of an ecosystem, or nil.
func find(ecosystem string) *order {
	if o, ok := ecosystems[ecosystem]; ok {
		return o
	}
	name, release, _ := strings.Cut(ecosystem, ":")
	if name == "Root" && release != "" { // Root rebuilds others' packages: Root:Alpine:3.18
		return find(release)
	}
	return ecosystems[name]
}

// parse reads a version of the order; the ecosystem is for the message only.
func (o *order) parse(ecosystem, text string) (Version, error) {
	v := Version{text: strings.TrimSpace(text), order: o}
	if o.clean != nil {
		v.text = o.clean(v.text)
	}
	if o.most > 0 {
		if v.plain = readPlain(v.text, o.most, o.builds); v.plain.n > 0 {
			return v, nil
		}
	}
	if !placeable(v.text) || !o.check(v.text) {
		return Version{}, fault.New(fault.Invalid, "%.100q is no version that %s could place", text, ecosystem)
	}
	if o.library != nil {
		var err error
		if v.deep, err = o.library(v.text); err != nil {
			return Version{}, fault.New(fault.Invalid, "%.100q is no version that %s could place", text, ecosystem)
		}
	}
	return v, nil
}

// lib wraps a reader of the library that takes everything.
func lib[V semantic.Version](read func(string) V) func(string) (semantic.Version, error) {
	return func(text string) (semantic.Version, error) { return read(text), nil }
}

// liberr wraps a reader of the library that can refuse.
func liberr[V semantic.Version](read func(string) (V, error)) func(string) (semantic.Version, error) {
	return func(text string) (semantic.Version, error) { return read(text) }
}

// placeholders are what tools write when they don't know the version.
var placeholders = map[string]bool{
	"unknown": true, "(unknown)": true, "unspecified": true, "latest": true, "noassertion": true, "none": true, "null": true,
	"nil": true, "undefined": true, "n/a": true, "na": true, "(devel)": true, "*": true, "-": true, "any": true,
	"all": true, "release": true, "snapshot": true, "tbd": true, "?": true,
}

// placeable refuses what is no version in any order: nothing, a placeholder, a
// range, a property that was not filled in, an address.
func placeable(text string) bool {
	if text == "" || len(text) > maxText || !utf8.ValidString(text) || len(text) <= 13 && placeholders[strings.ToLower(text)] {
		return false
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c <= ' ', c == 0x7f:
			return false
		case strings.IndexByte("${}[](),<>|\"'\\=;@/", c) >= 0:
			return false
		}
	}
	return true
}

func anything(string) bool { return true }

func digitFirst(text string) bool { return isDigit(text[0]) }

func hasDigit(text string) bool { return strings.ContainsAny(text, "0123456789") }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// withoutV takes off the v of a tag: v1.2.3.
func withoutV(text string) string {
	if len(text) > 1 && (text[0] == 'v' || text[0] == 'V') && isDigit(text[1]) {
		return text[1:]
	}
	return text
}

// withoutFinal takes off a last qualifier that says nothing to Maven, so that
// 4.1.100.Final is as plain as it means to be (Maven POM reference, "Version
// order specification": "", final, ga and release are the same).
func withoutFinal(text string) string {
	at := strings.LastIndexAny(text, ".-")
	if at <= 0 || !isDigit(text[at-1]) {
		return text
	}
	switch strings.ToLower(text[at+1:]) {
	case "final", "release", "ga":
		return text[:at]
	}
	return text
}
