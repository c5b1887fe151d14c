package match

import (
	"strings"

	"aceso/internal/value/ident"
)

// released are the distributions whose statements hold for one release.
// false: they roll, and have none.
var released = map[string]bool{
	"Debian": true, "Ubuntu": true, "Alpine": true, "AlmaLinux": true, "Rocky Linux": true, "Red Hat": true,
	"SUSE": true, "openSUSE": true, "Mageia": true, "openEuler": true, "Photon OS": true, "Azure Linux": true,
	"Alpaquita": true, "BellSoft Hardened Containers": true,
	"Wolfi": false, "Chainguard": false, "MinimOS": false, "Echo": false, "CleanStart": false,
}

// isDistribution tells whether an ecosystem is a Linux distribution.
func isDistribution(ecosystem string) bool {
	_, ok := released[ecosystem]
	return ok
}

// isSystem tells whether the purl names a package of a Linux distribution.
func (s *subject) isSystem() bool {
	switch s.purl.Type {
	case "deb", "rpm", "apk", "alpine", "alpm", "ebuild", "opkg", "ipk":
		return true
	}
	return false
}

// distribution names the purl's distribution for people.
func (s *subject) distribution() string {
	if s.purl.Namespace != "" {
		return s.purl.Namespace
	}
	return "a distribution that the component does not name (pkg:" + s.purl.Type + ")"
}

// addSystem looks at the packages of a distribution that the purl stands for:
// Debian, Ubuntu, Alpine and SUSE speak of source packages, the relatives of
// Red Hat of binary ones.
func (s *subject) addSystem(ecosystem string, doc *surroundings) {
	release, found := s.release(ecosystem)
	if ecosystem == "" {
		ecosystem, _, _ = strings.Cut(release, ":")
	}
	if ecosystem == "" {
		return
	}
	binary := ident.NormalName(ecosystem, s.purl.Name)
	p := pkg{ecosystem: ecosystem, name: binary, version: s.purlVersion(), release: release, found: found, rule: "distribution"}
	source, version := s.source()
	source = ident.NormalName(ecosystem, source)
	if source == "" {
		if known := knownSource(ecosystem, binary); known != "" && known != binary {
			q := p
			q.name, q.source, q.by = known, true, "the source that "+ecosystem+" builds "+binary+" from"
			s.packages = append(s.packages, q)
			if s.purl.Type == "deb" {
				return
			}
		} else if s.purl.Type == "deb" && known == "" && !doc.sources {
			// Tools that tell sources do so where the names differ; this one
			// tells none anywhere, so the name may be that of a binary only.
			p.guessed = true
		}
	}
	if source == "" || source == binary {
		if version != "" {
			p.version = version
		}
		s.packages = append(s.packages, p)
		return
	}
	q := p
	q.name, q.version, q.source = source, version, true
	s.packages = append(s.packages, q)
	if s.purl.Type == "rpm" || s.purl.Type == "apk" { // AlmaLinux, Rocky and Red Hat name binaries; Wolfi both
		s.packages = append(s.packages, p)
	}
}

// source is the source package as the purl tells it, or the document.
func (s *subject) source() (name, version string) {
	if name, version = s.purl.Source(); name != "" || s.c.Source == "" {
		return name, version
	}
	if _, ok := usable(s.c.SourceVersion); ok {
		return s.c.Source, s.c.SourceVersion
	}
	return s.c.Source, s.purlVersion()
}

// release finds the release the package was built for: told by the purl, by
// the document, or by its own version.
func (s *subject) release(ecosystem string) (release, found string) {
	fits := func(r string) bool {
		bare, rest, _ := strings.Cut(r, ":")
		return r != "" && rest != "" && (ecosystem == "" || bare == ecosystem)
	}
	if r := s.purl.Distro(); fits(r) {
		return r, ""
	}
	if fits(s.c.Distro) {
		return s.c.Distro, ""
	}
	if r := releaseInVersion(ecosystem, s.purl.Type, s.purl.Version); fits(r) {
		return r, "its version is of that release"
	}
	return "", ""
}

// releaseInVersion reads the release out of a version that was made for it:
// 1.1.1n-0+deb11u3, 2.0.14.1+deb9u1, 4.4.20-4.el8_6.
func releaseInVersion(ecosystem, kind, version string) string {
	switch {
	case kind == "deb" && (ecosystem == "Debian" || ecosystem == ""):
		for _, mark := range []string{"+deb", "~deb", "-deb"} {
			if at := strings.LastIndex(version, mark); at >= 0 {
				rest := version[at+len(mark):]
				if n := lead(rest); n > 0 && n < len(rest) && rest[n] == 'u' {
					return "Debian:" + rest[:n]
				}
			}
		}
	case kind == "rpm" && (ecosystem == "AlmaLinux" || ecosystem == "Rocky Linux" || ecosystem == "Red Hat"):
		if at := strings.LastIndex(version, "el"); at > 0 && (version[at-1] == '.' || version[at-1] == '+' || version[at-1] == '_') {
			if n := lead(version[at+2:]); n > 0 {
				return ecosystem + ":" + version[at+2:at+2+n]
			}
		}
	}
	return ""
}

// sameRelease tells whether a statement's ecosystem, "Ubuntu:22.04:LTS", is about the
// release "Ubuntu:22.04". One without a release is about all.
func sameRelease(statement, release string) bool {
	if statement == release {
		return true
	}
	bare, have, ok := strings.Cut(statement, ":")
	if !ok {
		return true
	}
	_, want, _ := strings.Cut(release, ":")
	if bare == "Red Hat" {
		product, _, _ := strings.Cut(have, ":")
		if !strings.HasPrefix(product, "enterprise_linux") && !strings.HasPrefix(product, "rhel") {
			return false
		}
		major, _, _ := strings.Cut(figures(have), ".")
		first, _, _ := strings.Cut(figures(want), ".")
		return major == first
	}
	return figures(have) == figures(want)
}

// figures keeps the numbers of a release: "Linux Enterprise Server 15 SP3" is
// 15.3, "22.04:LTS" is 22.04.
func figures(release string) string {
	var b strings.Builder
	for i := 0; i < len(release); {
		n := lead(release[i:])
		if n == 0 {
			i++
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(release[i : i+n])
		i += n
	}
	return b.String()
}

// adjust answers for the peculiarities of a distribution's bound: rebuilds of a
// module for several minor releases, and epochs that a document leaves out.
func adjust(p *pkg, h hold, version string, doc *surroundings) hold {
	if h.rng == nil {
		return h
	}
	bound := h.rng.Fixed
	if bound == "" {
		bound = h.rng.LastAffected
	}
	if modular(bound) {
		return inModule(h, version, bound)
	}
	if h.answer != yes || doc.epochs || strings.Contains(version, ":") {
		return h
	}
	at := strings.IndexByte(bound, ':')
	if at <= 0 || lead(bound) != at || bound[:at] == "0" {
		return h
	}
	if d, ok := compare(h.rng.Scheme, p.ecosystem, bound[:at+1]+version, bound); ok && d >= 0 {
		return hold{answer: unsure, rng: h.rng, snag: noEpoch}
	}
	return h
}

// modular tells whether an RPM version belongs to a module stream.
func modular(version string) bool {
	return strings.Contains(version, ".module")
}

// inModule holds a version against a fix in a module: packages outside of
// modules are not meant, rebuilds for another minor release mend as well, and
// other streams follow their own fixes.
func inModule(h hold, version, bound string) hold {
	if h.answer != yes {
		return h
	}
	if !modular(version) {
		return hold{rng: h.rng}
	}
	v, _, _ := strings.Cut(version, ".module")
	b, _, _ := strings.Cut(bound, ".module")
	if d, ok := compare(h.rng.Scheme, "Red Hat", v, b); ok && d >= 0 {
		return hold{rng: h.rng}
	}
	if stream(v) != stream(b) {
		return hold{answer: unsure, rng: h.rng, snag: otherStream}
	}
	return h
}

// stream is the first number of the maker's version: what streams differ by.
func stream(version string) string {
	if _, rest, ok := strings.Cut(version, ":"); ok {
		version = rest
	}
	return version[:lead(version)]
}
