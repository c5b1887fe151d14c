package ident

import (
	"net/url"
	"strings"
)

// codenames gives the release number of a distribution's code name.
var codenames = map[string]string{
	"buzz": "Debian:1.1", "rex": "Debian:1.2", "bo": "Debian:1.3", "hamm": "Debian:2.0", "slink": "Debian:2.1",
	"potato": "Debian:2.2", "woody": "Debian:3.0", "sarge": "Debian:3.1", "etch": "Debian:4.0", "lenny": "Debian:5.0",
	"squeeze": "Debian:6.0", "wheezy": "Debian:7", "jessie": "Debian:8", "stretch": "Debian:9", "buster": "Debian:10",
	"bullseye": "Debian:11", "bookworm": "Debian:12", "trixie": "Debian:13", "forky": "Debian:14", "duke": "Debian:15",

	"trusty": "Ubuntu:14.04", "utopic": "Ubuntu:14.10", "vivid": "Ubuntu:15.04", "wily": "Ubuntu:15.10",
	"xenial": "Ubuntu:16.04", "yakkety": "Ubuntu:16.10", "zesty": "Ubuntu:17.04", "artful": "Ubuntu:17.10",
	"bionic": "Ubuntu:18.04", "cosmic": "Ubuntu:18.10", "disco": "Ubuntu:19.04", "eoan": "Ubuntu:19.10",
	"focal": "Ubuntu:20.04", "groovy": "Ubuntu:20.10", "hirsute": "Ubuntu:21.04", "impish": "Ubuntu:21.10",
	"jammy": "Ubuntu:22.04", "kinetic": "Ubuntu:22.10", "lunar": "Ubuntu:23.04", "mantic": "Ubuntu:23.10",
	"noble": "Ubuntu:24.04", "oracular": "Ubuntu:24.10", "plucky": "Ubuntu:25.04", "questing": "Ubuntu:25.10",
}

// Distro returns the OSV ecosystem with the release that the package was
// built for, such as "Debian:12", "Alpine:v3.18" or "AlmaLinux:9", as the
// qualifiers distro and distro_name tell it. "" means they don't tell: then
// a distribution's statement about one release can't be placed.
func (p PURL) Distro() string {
	e, release := p.release()
	if e == "" || release == "" {
		return ""
	}
	return e + ":" + release
}

// release reads the distribution and its release from the qualifiers.
func (p PURL) release() (ecosystem, release string) {
	for _, key := range [...]string{"distro", "distro_name"} {
		if text := p.Qualifiers[key]; text != "" {
			e, r := ParseDistro(text, p.Namespace)
			if e != "" && r != "" {
				return e, r
			}
			if e != "" {
				ecosystem = e
			}
		}
	}
	return ecosystem, ""
}

// ParseDistro reads a distribution as tools write it: "debian-12.4",
// "debian-bookworm", "bookworm", "alpine-3.18.4", "ubuntu-22.04", "rhel-8.10".
// A bare release, "12", belongs to the distribution named second. What it
// can't read is "".
func ParseDistro(text, namespace string) (ecosystem, release string) {
	text = strings.ToLower(strings.TrimSpace(text))
	if e, ok := codenames[text]; ok {
		ecosystem, release, _ = strings.Cut(e, ":")
		return ecosystem, release
	}
	name, rest := splitDistro(text)
	if name == "" {
		name = strings.ToLower(namespace)
	}
	ecosystem = distributions[name]
	if ecosystem == "" {
		return "", ""
	}
	if e, ok := codenames[rest]; ok {
		if bare, r, _ := strings.Cut(e, ":"); bare == ecosystem {
			return ecosystem, r
		}
		return ecosystem, ""
	}
	return ecosystem, releaseOf(ecosystem, rest)
}

// splitDistro parts the distribution's id from its release: the release begins
// with a digit or is a code name.
func splitDistro(text string) (name, release string) {
	if text != "" && text[0] >= '0' && text[0] <= '9' {
		return "", text
	}
	for i := 0; i < len(text)-1; i++ {
		if c := text[i]; c != '-' && c != ':' && c != '@' && c != ' ' && c != '_' {
			continue
		}
		next := text[i+1:]
		digit := next[0] >= '0' && next[0] <= '9' || next[0] == 'v' && len(next) > 1 && next[1] >= '0' && next[1] <= '9'
		if _, named := codenames[next]; digit || named {
			return text[:i], next
		}
	}
	return text, ""
}

// releaseOf cuts a version to what OSV calls a release of that distribution.
func releaseOf(ecosystem, version string) string {
	version = strings.TrimPrefix(version, "v")
	if version == "" || version[0] < '0' || version[0] > '9' {
		return ""
	}
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	two := first
	if second != "" {
		two += "." + second
	}
	switch ecosystem {
	case "Debian":
		if len(first) == 1 && first < "7" { // 6.0 and before carried two numbers
			return two
		}
		return first
	case "Alpine":
		if second == "" {
			return ""
		}
		return "v" + two
	case "Ubuntu":
		if second == "" {
			return ""
		}
		return two
	case "AlmaLinux", "Rocky Linux", "Red Hat", "Mageia":
		return first
	case "Photon OS", "Azure Linux":
		if second == "" {
			return first + ".0"
		}
		return two
	}
	return version
}

// FullVersion returns the version with the epoch qualifier before it, as rpm
// and deb compare it: "2:8.0.1-3.el9".
func (p PURL) FullVersion() string {
	e := p.Qualifiers["epoch"]
	if e == "" || p.Version == "" || p.Type != "rpm" && p.Type != "deb" || strings.Contains(p.Version, ":") {
		return p.Version
	}
	return e + ":" + p.Version
}

// Source returns the source package that a binary package was built from, as
// the qualifiers upstream, source or src tell it: the distributions' statements
// speak of source packages. Where only its name is told, its version is that
// of the binary package. Both are "" where nothing is told.
func (p PURL) Source() (name, version string) {
	for _, key := range [...]string{"upstream", "source", "src"} {
		if text := p.Qualifiers[key]; text != "" {
			return p.source(text)
		}
	}
	return "", ""
}

// source reads "openssl", "openssl@1.1.1n-1", "openssl (1.1.1n-1)" or
// "bash-5.1.8-6.el9.src.rpm".
func (p PURL) source(text string) (name, version string) {
	if strings.Contains(text, "%") { // encoded twice by some tools
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	text = strings.TrimSpace(text)
	if p.Type == "rpm" {
		if n, v, ok := srpm(text); ok {
			return n, p.withEpoch(v)
		}
	}
	if n, v, ok := strings.Cut(text, "@"); ok && n != "" {
		name, version = n, v
	} else if n, v, ok := strings.Cut(text, " "); ok {
		name, version = n, strings.Trim(v, "() ")
	} else {
		name = text
	}
	if version == "" {
		version = p.FullVersion()
		if p.Type == "deb" {
			version = withoutBinaryRebuild(version)
		}
	}
	return name, version
}

// srpm takes the file name of a source RPM apart: name-version-release.src.rpm.
func srpm(file string) (name, version string, ok bool) {
	base, ok := strings.CutSuffix(file, ".src.rpm")
	if !ok {
		base, ok = strings.CutSuffix(file, ".nosrc.rpm")
	}
	r := strings.LastIndexByte(base, '-')
	if !ok || r <= 0 {
		return "", "", false
	}
	v := strings.LastIndexByte(base[:r], '-')
	if v <= 0 {
		return "", "", false
	}
	return base[:v], base[v+1:], true
}

func (p PURL) withEpoch(version string) string {
	if e := p.Qualifiers["epoch"]; e != "" && !strings.Contains(version, ":") {
		return e + ":" + version
	}
	return version
}

// withoutBinaryRebuild drops the "+b1" of a binary package that was built again
// from the same source (Debian developers' reference, 5.10.2.1).
func withoutBinaryRebuild(version string) string {
	at := strings.LastIndex(version, "+b")
	if at < 0 || at+2 == len(version) || strings.Trim(version[at+2:], "0123456789") != "" {
		return version
	}
	return version[:at]
}
