package ident

import (
	"slices"
	"strings"
)

// families gives, by its lower-case prefix, the prefix of each family of
// weakness ids as its owner writes it (OSV schema, "id"; CVE; GHSA).
var families = func() map[string]string {
	m := map[string]string{}
	for _, f := range strings.Fields(`CVE GHSA GO RUSTSEC PYSEC PSF GSD OSV MAL HSEC RSEC DSA DLA ELA DTSA DEBIAN
		USN LSN UBUNTU ALPINE ALSA ALBA ALEA RHSA RHBA RHEA RLSA RXSA MGASA OESA openSUSE-SU SUSE-SU SUSE-RU
		SUSE-FU SUSE-OU PHSA AZL CGA BIT BELL CLEANSTART CLSA CURL DHI DRUPAL ECHO EEF FreeBSD JLSEC KUBE LBSEC
		MINI OSEC ROOT V8 ASB-A PUB-A ICSA ICSMA VU JVNDB EUVD`) {
		m[strings.ToLower(f)] = f
	}
	return m
}()

// Family returns the family of a weakness id, "CVE", "GHSA", "SUSE-SU", or ""
// when the text is not of a known one, or is no CVE or GHSA though it begins
// like one.
func Family(id string) string {
	switch { // nearly all are one of these
	case strings.HasPrefix(id, "CVE-") && isCVE(id[4:]):
		return "CVE"
	case strings.HasPrefix(id, "GHSA-") && isGHSA(id[5:]):
		return "GHSA"
	}
	for i := 0; i < len(id)-1; i++ {
		if id[i] != '-' { // a family's name may hold a hyphen itself
			continue
		}
		f, ok := families[strings.ToLower(id[:i])]
		if !ok {
			continue
		}
		if f == "CVE" && !isCVE(id[i+1:]) || f == "GHSA" && !isGHSA(id[i+1:]) {
			return ""
		}
		return f
	}
	return ""
}

// isCVE tells whether this is a year and at least four digits.
func isCVE(rest string) bool {
	year, number, _ := strings.Cut(rest, "-")
	return len(year) == 4 && digits(year) == 4 && len(number) >= 4 && digits(number) == len(number)
}

// isGHSA tells whether this is three groups of four letters or digits.
func isGHSA(rest string) bool {
	for i := range len(rest) {
		if (rest[i] == '-') != (i%5 == 4) || rest[i] != '-' && !alphanumeric(rest[i:i+1]) {
			return false
		}
	}
	return len(rest) == 14
}

// WeaknessID returns the id as its owner writes it: "cve-2021-44228" is
// CVE-2021-44228, a GHSA's letters are small. An id of no known family
// stays as it is, without blanks around it.
func WeaknessID(id string) string {
	id = strings.TrimSpace(id)
	f := Family(id)
	if f == "" {
		return id
	}
	rest := id[len(f):]
	switch f {
	case "GHSA", "CGA", "MINI":
		rest = strings.ToLower(rest)
	case "BIT", "DRUPAL", "ROOT", "ECHO", "DHI", "CLEANSTART", "OSV": // they hold names of packages
	default:
		rest = strings.ToUpper(rest)
	}
	if strings.HasPrefix(id, f) && strings.HasSuffix(id, rest) {
		return id
	}
	return f + rest
}

// BestName returns the id that a weakness goes by: its CVE, else its GHSA,
// else the first in natural order. The list may be empty.
func BestName(names []string) string {
	best := ""
	for _, n := range names {
		if best == "" || CompareWeaknessIDs(n, best) < 0 {
			best = n
		}
	}
	return best
}

// SortWeaknessIDs puts ids in the order of CompareWeaknessIDs, in place.
func SortWeaknessIDs(ids []string) { slices.SortFunc(ids, CompareWeaknessIDs) }

// CompareWeaknessIDs orders ids as people read them: CVE first, then GHSA,
// then the others by name, with numbers by their value.
func CompareWeaknessIDs(a, b string) int {
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return natural(a, b)
}

func rank(id string) int {
	switch {
	case strings.HasPrefix(id, "CVE-"):
		return 0
	case strings.HasPrefix(id, "GHSA-"):
		return 1
	}
	return 2
}

// natural compares texts with each run of digits taken as one number.
func natural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if n, m := digits(x), digits(y); n > 0 && m > 0 {
			p, q := strings.TrimLeft(x[:n], "0"), strings.TrimLeft(y[:m], "0")
			if len(p) != len(q) {
				return len(p) - len(q)
			}
			if d := strings.Compare(p, q); d != 0 {
				return d
			}
			x, y = x[n:], y[m:]
			continue
		}
		if x[0] != y[0] {
			return int(x[0]) - int(y[0])
		}
		x, y = x[1:], y[1:]
	}
	if d := len(x) - len(y); d != 0 {
		return d
	}
	return strings.Compare(a, b) // 007 and 7 must not be the same
}

// digits counts the digits at the start of s.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
