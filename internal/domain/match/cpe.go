package match

import (
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// holdCPE holds a component's platform name against a statement's: the version
// by ranges or by the name itself, then every other attribute (NISTIR 7696, "Name
// Matching"), then what it must run on.
func holdCPE(p *product, st *vuln.Statement, target *ident.CPE, s *subject, doc *surroundings) (h hold, condition string) {
	h = holdVersion(p, st, target)
	if h.answer == no {
		return h, ""
	}
	a, condition := holdAttributes(&p.cpe, target, s, doc)
	if a == yes {
		a, condition = holdConditions(st, target, s, doc)
	}
	if a == no {
		return hold{}, ""
	}
	if a < h.answer {
		h.answer = a
	}
	return h, condition
}

// holdVersion holds the version and update of a component against a statement.
func holdVersion(p *product, st *vuln.Statement, target *ident.CPE) hold {
	if len(st.Ranges) > 0 || len(st.Versions) > 0 {
		return within(st, p.version)
	}
	switch target.Version {
	case "*", "":
		return hold{answer: yes}
	case "-":
		// NVD writes "-" where it knows no version: it says nothing about this one.
		if p.cpe.Version == "-" && p.version == "" {
			return hold{answer: yes}
		}
		return hold{answer: unsure, snag: saysUnknown}
	}
	if p.version == "" {
		return hold{answer: unsure, snag: noVersion}
	}
	full := target.Version
	specific := target.Update != "*" && target.Update != "-" && target.Update != ""
	if specific {
		full += target.Update
	}
	if same(p.version, full) {
		return hold{answer: yes, listed: true}
	}
	if specific && p.plain && same(p.version, target.Version) && !earlier(target.Update) {
		// The statement is about 7.4p1, and the component says 7.4 only.
		return hold{answer: unsure, snag: noUpdate}
	}
	return hold{}
}

// earlier tells whether an update level is one before the release: a component
// that says 1.0 is not 1.0-rc1.
func earlier(update string) bool {
	switch strings.Trim(strings.ToLower(update), "0123456789._-") {
	case "alpha", "a", "beta", "b", "rc", "cr", "pre", "preview", "dev", "snapshot", "milestone", "m", "nightly", "test":
		return true
	}
	return false
}

// ecosystemWords are the target software that NVD writes for the packages of
// an ecosystem.
var ecosystemWords = map[string]string{
	"node.js": "npm", "nodejs": "npm", "npm": "npm", "python": "PyPI", "pypi": "PyPI", "ruby": "RubyGems", "rubygems": "RubyGems",
	"rust": "crates.io", "go": "Go", "golang": "Go", "maven": "Maven", "java": "Maven", ".net": "NuGet", "asp.net": "NuGet",
	".net_framework": "NuGet", "composer": "Packagist", "perl": "CPAN", "nuget": "NuGet", "hackage": "Hackage",
}

// platformWords are the target software that names a platform.
var platformWords = map[string]string{
	"windows": "windows", "linux": "linux", "linux_kernel": "linux", "unix": "linux", "debian": "linux", "ubuntu": "linux", "macos": "macos",
	"mac_os": "macos", "mac_os_x": "macos", "android": "android", "iphone_os": "ios", "ios": "ios", "ipados": "ios", "watchos": "ios",
}

// holdAttributes holds the attributes behind the update level. What the
// statement leaves open ("*") or empty ("-") fits everything; what it names and
// the component does not is a condition.
func holdAttributes(have, want *ident.CPE, s *subject, doc *surroundings) (answer, string) {
	a, condition := holdTarget(have.TargetSW, want.TargetSW, s, doc)
	if a == no {
		return no, ""
	}
	for _, x := range [...]struct{ have, want, what string }{
		{have.SWEdition, want.SWEdition, "edition"},
		{have.Edition, want.Edition, "edition"},
		{have.TargetHW, want.TargetHW, "hardware"},
		{have.Other, want.Other, "variant"},
	} {
		switch {
		case free(x.want), strings.EqualFold(x.have, x.want), x.want == "lts":
		case !free(x.have):
			return no, ""
		case a == yes:
			a, condition = unsure, "it is the "+strings.ReplaceAll(x.want, "_", " ")+" "+x.what
		}
	}
	return a, condition
}

func free(v string) bool { return v == "" || v == "*" || v == "-" }

// holdTarget holds the software that a product is made for: a plug-in is not
// the library of the same name.
func holdTarget(have, want string, s *subject, doc *surroundings) (answer, string) {
	have, want = strings.ToLower(have), strings.ToLower(want)
	if free(want) || have == want {
		return yes, ""
	}
	if !free(have) {
		return no, ""
	}
	if platform := platformWords[want]; platform != "" {
		switch {
		case !doc.known():
			return unsure, "it runs on " + strings.ReplaceAll(want, "_", " ")
		case doc.platform == platform:
			return yes, ""
		}
		return no, ""
	}
	if ecosystem := ecosystemWords[want]; ecosystem != "" {
		for i := range s.packages {
			switch p := &s.packages[i]; {
			case p.ecosystem == ecosystem:
				return yes, ""
			case !p.guessed && !isDistribution(p.ecosystem):
				return no, ""
			}
		}
		return unsure, "it is the package for " + want
	}
	// A plug-in for WordPress, Jenkins and the like is no package of an ecosystem, except Jenkins' and Drupal's own.
	for i := range s.packages {
		p := &s.packages[i]
		if !p.guessed && !(p.ecosystem == "Maven" && want == "jenkins") && p.ecosystem != "Packagist" {
			return no, ""
		}
	}
	return unsure, "it is the plug-in for " + strings.ReplaceAll(want, "_", " ")
}

// holdConditions asks for each second condition of the statement whether it is
// met in the document. One that is not met there may still be so in the world,
// since a parts list seldom names what the parts run on: the answer is then that nobody
// can tell, never that all is well.
func holdConditions(st *vuln.Statement, target *ident.CPE, s *subject, doc *surroundings) (answer, string) {
	out, condition := yes, ""
	for i := range st.With {
		a, words := holdCondition(st.With[i].AnyOf, target, s, doc)
		if a == no {
			return no, ""
		}
		if a < out {
			out, condition = a, words
		}
	}
	return out, condition
}

func holdCondition(anyOf []string, target *ident.CPE, s *subject, doc *surroundings) (answer, string) {
	out, words, alternatives := no, "", 0
	for _, text := range anyOf {
		want, err := ident.ParseCPE(text)
		if err != nil {
			out = max(out, unsure)
			continue
		}
		switch a := doc.holds(&want, target, s); a {
		case yes:
			return yes, ""
		case unsure:
			out = unsure
			if alternatives++; words == "" {
				words = plainName(&want)
			}
		}
	}
	if out == no && len(anyOf) > 0 {
		return no, ""
	}
	if alternatives > 1 {
		words += " or another of " + count(alternatives)
	}
	if words == "" {
		words = "a platform that can't be read"
	}
	return unsure, "it runs on or with " + words
}

// holds tells whether a condition is met: by a component of the document, by
// the device that a firmware is for, or by the platform that the document shows.
func (d *surroundings) holds(want, target *ident.CPE, s *subject) answer {
	vendor, name := strings.ToLower(want.Vendor), strings.ToLower(want.Product)
	if want.Part == "h" && vendor == target.Vendor && (name+"_firmware" == target.Product || strings.TrimSuffix(target.Product, "_firmware") == name) {
		return yes
	}
	for _, have := range d.present[vendor+":"+name] {
		if free(want.Version) || same(have.Version, want.Version) {
			return yes
		}
	}
	if want.Part == "o" {
		platform := platformOf(vendor + " " + name)
		if platform != "" && d.known() && platform != d.platform {
			return no
		}
		if platform != "" && platform == d.platform && name == "linux_kernel" && free(want.Version) {
			return yes
		}
	}
	return unsure
}

// plainName writes a platform name for people: "microsoft windows 7".
func plainName(c *ident.CPE) string {
	out := strings.ReplaceAll(c.Vendor+" "+c.Product, "_", " ")
	if c.Vendor == c.Product || free(c.Vendor) {
		out = strings.ReplaceAll(c.Product, "_", " ")
	}
	if !free(c.Version) {
		out += " " + c.Version
	}
	return out
}

// confirms tells whether the purl of a package of an ecosystem bears out a
// platform name: many tools guess it from the name alone, and "php" may be
// a small npm package.
func confirms(s *subject, target *ident.CPE) bool {
	if ecosystemWords[strings.ToLower(target.TargetSW)] != "" {
		return true
	}
	space := strings.ToLower(s.purl.Namespace)
	if space == "" {
		return false
	}
	for part := range strings.FieldsFuncSeq(space, func(r rune) bool { return r == '.' || r == '/' || r == '-' || r == '@' }) {
		if part == target.Vendor || part == target.Product {
			return true
		}
	}
	return false
}

// readCPE reads the CPE 2.3 of a statement. Nearly all are plain, and thousands are read for one
// document, so that the full reader is asked only where something is escaped.
func readCPE(text string) (ident.CPE, bool) {
	const prefix = "cpe:2.3:"
	if strings.HasPrefix(text, prefix) && strings.IndexByte(text, '\\') < 0 {
		var part [11]string
		rest, n := text[len(prefix):], 0
		for ; n < 11; n++ {
			var more bool
			part[n], rest, more = strings.Cut(rest, ":")
			if !more {
				n++
				break
			}
		}
		if n == 11 && rest == "" {
			return ident.CPE{
				Part: part[0], Vendor: part[1], Product: part[2], Version: part[3], Update: part[4], Edition: part[5],
				Language: part[6], SWEdition: part[7], TargetSW: part[8], TargetHW: part[9], Other: part[10],
			}, true
		}
	}
	c, err := ident.LooseCPE(text)
	return c, err == nil
}
