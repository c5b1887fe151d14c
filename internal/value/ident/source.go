package ident

import (
	"net/url"
	"strings"
)

// FullVersion returns the version with the epoch qualifier before it, as rpm
// and deb compare it: "2:8.0.1-3.el9".
func (p PURL) FullVersion() string {
	e := p.Qualifiers["epoch"]
	if e == "" || p.Version == "" || p.Type != "rpm" && p.Type != "deb" || strings.Contains(p.Version, ":") || digits(e) != len(e) {
		return p.Version
	}
	return e + ":" + p.Version
}

// Source returns the source package that a binary package was built from, as
// the qualifiers upstream, source or src tell it: the distributions' statements
// speak of source packages. Where only its name is told, its version is that
// of the binary package. Both are "" where nothing is told.
func (p PURL) Source() (name, version string) {
	if a := p.Qualifiers["arch"]; a == "source" || a == "src" {
		return p.Name, p.FullVersion()
	}
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
	if e := p.Qualifiers["epoch"]; e != "" && digits(e) == len(e) && !strings.Contains(version, ":") {
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
