package ident

import "strings"

// codenames gives the release number of a distribution's code name.
var codenames = map[string]string{
	"buzz": "Debian:1.1", "rex": "Debian:1.2", "bo": "Debian:1.3", "hamm": "Debian:2.0", "slink": "Debian:2.1",
	"potato": "Debian:2.2", "woody": "Debian:3.0", "sarge": "Debian:3.1", "etch": "Debian:4.0", "lenny": "Debian:5.0",
	"squeeze": "Debian:6.0", "wheezy": "Debian:7", "jessie": "Debian:8", "stretch": "Debian:9", "buster": "Debian:10",
	"bullseye": "Debian:11", "bookworm": "Debian:12", "trixie": "Debian:13", "forky": "Debian:14", "duke": "Debian:15",
	"sid": "Debian:sid", "unstable": "Debian:sid",

	"trusty": "Ubuntu:14.04", "utopic": "Ubuntu:14.10", "vivid": "Ubuntu:15.04", "wily": "Ubuntu:15.10",
	"xenial": "Ubuntu:16.04", "yakkety": "Ubuntu:16.10", "zesty": "Ubuntu:17.04", "artful": "Ubuntu:17.10",
	"bionic": "Ubuntu:18.04", "cosmic": "Ubuntu:18.10", "disco": "Ubuntu:19.04", "eoan": "Ubuntu:19.10",
	"focal": "Ubuntu:20.04", "groovy": "Ubuntu:20.10", "hirsute": "Ubuntu:21.04", "impish": "Ubuntu:21.10",
	"jammy": "Ubuntu:22.04", "kinetic": "Ubuntu:22.10", "lunar": "Ubuntu:23.04", "mantic": "Ubuntu:23.10",
	"noble": "Ubuntu:24.04", "oracular": "Ubuntu:24.10", "plucky": "Ubuntu:25.04", "questing": "Ubuntu:25.10",
}

// rolling names the distributions whose records carry no release.
var rolling = map[string]bool{"Chainguard": true, "Wolfi": true, "MinimOS": true, "CleanStart": true, "Echo": true}

// Distro returns the OSV ecosystem with the release that the package was
// built for, such as "Debian:12", "Alpine:v3.18" or "AlmaLinux:9", as the
// qualifiers distro and distro_name tell it. "" means they don't tell: then
// a distribution's statement about one release can't be placed. A rolling
// distribution is its own release: "Wolfi".
func (p PURL) Distro() string {
	e, release := p.release()
	switch {
	case rolling[e]:
		return e
	case e == "" || release == "":
		return ""
	}
	return e + ":" + release
}

// release reads the distribution and its release from namespace and qualifiers.
func (p PURL) release() (ecosystem, release string) {
	switch p.Type {
	case "deb", "apk", "rpm":
		ecosystem = distributions[p.Namespace]
	case "alpine":
		ecosystem = "Alpine"
	default:
		return "", ""
	}
	if p.Namespace != "" && ecosystem == "" {
		return "", ""
	}
	for _, key := range [...]string{"distro", "distro_name"} {
		e, r := ParseDistro(p.Qualifiers[key], ecosystem)
		if e == "" || ecosystem != "" && e != ecosystem {
			continue
		}
		ecosystem = e
		if r != "" {
			return e, r
		}
	}
	return ecosystem, ""
}

// ParseDistro reads a distribution as tools write it: "debian-12.4",
// "debian-bookworm", "bookworm", "alpine-3.18.4", "ubuntu-22.04", "rhel-8.10",
// "Alpine:v3.18". A bare release, "12", belongs to the ecosystem named second.
// What can't be read is "".
func ParseDistro(text, ecosystem string) (name, release string) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return "", ""
	}
	if named, ok := codenames[text]; ok {
		name, release, _ = strings.Cut(named, ":")
		return name, release
	}
	id, rest := splitDistro(text)
	name = distributions[id]
	if id == "" {
		name = ecosystem
	}
	if name == "" {
		return "", ""
	}
	return name, releaseOf(name, rest)
}

// splitDistro parts the distribution's id from its release.
func splitDistro(text string) (id, release string) {
	if digits(text) > 0 {
		return "", text
	}
	for at := len(text); at > 0; at = strings.LastIndexAny(text[:at], "-:@ _") {
		if distributions[text[:at]] == "" {
			continue
		}
		if at == len(text) {
			return text, releaseInID(text)
		}
		if release = releaseInID(text[:at]); release != "" {
			return text[:at], release
		}
		return text[:at], text[at+1:]
	}
	return text, ""
}

// releaseInID is for the ids of /etc/os-release that are a release by themselves.
func releaseInID(id string) string {
	if id == "opensuse-tumbleweed" {
		return "tumbleweed"
	}
	return ""
}

// SplitEcosystem parts an OSV ecosystem from its release and writes the
// release as Distro does, so that the two can be held against each other:
// "Ubuntu:22.04:LTS" is "Ubuntu" and "22.04", "Red Hat:rhel_eus:9.2::baseos" is
// "Red Hat" and "9", "SUSE:Linux Enterprise Server 15 SP4" is "SUSE" and "15.4".
func SplitEcosystem(s string) (ecosystem, release string) {
	ecosystem, release, _ = strings.Cut(s, ":")
	release = strings.ToLower(release)
	switch ecosystem {
	case "Ubuntu":
		release = strings.TrimSuffix(strings.TrimPrefix(release, "pro:"), ":lts")
	case "Red Hat":
		return ecosystem, redHatRelease(release)
	case "SUSE", "openSUSE":
		return ecosystem, suseRelease(release)
	case "Maven", "Packagist", "VSCode", "Root", "FreeBSD": // what follows is no release of a distribution
		return ecosystem, ""
	}
	return ecosystem, releaseOf(ecosystem, release)
}

// redHatRelease finds the major release in the rest of a CPE: the digits of an
// "el8" at its end, else the version of enterprise_linux or rhel.
func redHatRelease(cpe string) string {
	if at := strings.LastIndex(cpe, ":el"); at >= 0 {
		if n := digits(cpe[at+3:]); n > 0 {
			return cpe[at+3 : at+3+n]
		}
	}
	product, version, _ := strings.Cut(cpe, ":")
	if product == "enterprise_linux" || strings.HasPrefix(product, "rhel") {
		return version[:digits(version)]
	}
	if product != "" && digits(product) == len(product) {
		return product // as Distro writes it
	}
	return ""
}

// suseRelease reads "linux enterprise server 15 sp4" as 15.4 and "leap 15.4" as 15.4.
func suseRelease(name string) string {
	if strings.Contains(name, "tumbleweed") {
		return "tumbleweed"
	}
	words := strings.Fields(name)
	for i, w := range words {
		if digits(w) == 0 {
			continue
		}
		if i+1 < len(words) {
			if sp, ok := strings.CutPrefix(words[i+1], "sp"); ok && digits(sp) > 0 {
				return w + "." + sp[:digits(sp)]
			}
		}
		return w
	}
	return ""
}

// releaseOf cuts a version to what a release of that distribution is called.
func releaseOf(ecosystem, version string) string {
	if named, ok := codenames[version]; ok {
		if e, r, _ := strings.Cut(named, ":"); e == ecosystem {
			return r
		}
		return ""
	}
	if ecosystem == "openSUSE" || ecosystem == "SUSE" {
		return suseRelease(strings.ReplaceAll(version, "-", " "))
	}
	version = strings.TrimPrefix(version, "v")
	if digits(version) == 0 {
		return ""
	}
	first, rest, _ := strings.Cut(version, ".")
	second := rest[:digits(rest)]
	two := first
	if second != "" {
		two += "." + second
	}
	switch ecosystem {
	case "Debian":
		if len(first) == 1 && first < "7" { // 6.0 and before carried two numbers
			return two
		}
		return first[:digits(first)]
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
		return first[:digits(first)]
	case "Photon OS", "Azure Linux":
		if second == "" {
			return first + ".0"
		}
		return two
	}
	return version
}
