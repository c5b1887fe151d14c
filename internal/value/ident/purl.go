package ident

import (
	"strings"
	"unicode/utf8"

	"github.com/package-url/packageurl-go"

	"aceso/internal/value/fault"
)

// A PURL is a package URL (ECMA-427): the name of a package in the words of
// the package manager it comes from. Its parts are decoded and normalised.
type PURL struct {
	Type       string
	Namespace  string
	Name       string
	Version    string
	Qualifiers map[string]string // keys in lower case; nil when there are none
	Subpath    string
}

// ParsePURL reads a package URL and normalises it as its type asks.
func ParsePURL(s string) (PURL, error) {
	s = strings.TrimSpace(s)
	if len(s) > maxText {
		return PURL{}, fault.New(fault.Invalid, "a package URL of %d bytes is longer than %d", len(s), maxText)
	}
	if !utf8.ValidString(s) {
		return PURL{}, fault.New(fault.Invalid, "the package URL %q is not UTF-8", s)
	}
	u, err := packageurl.FromString(s)
	if err != nil {
		return PURL{}, fault.New(fault.Invalid, "%q is no package URL: %v", s, err)
	}
	p := PURL{Type: u.Type, Namespace: u.Namespace, Name: u.Name, Version: u.Version, Subpath: u.Subpath}
	if len(u.Qualifiers) > 0 {
		p.Qualifiers = u.Qualifiers.Map()
	}
	return p, nil
}

// String returns the canonical text.
func (p PURL) String() string {
	u := packageurl.PackageURL{Type: p.Type, Namespace: p.Namespace, Name: p.Name, Version: p.Version, Subpath: p.Subpath}
	if len(p.Qualifiers) > 0 {
		u.Qualifiers = packageurl.QualifiersFromMap(p.Qualifiers)
	}
	return u.ToString()
}
