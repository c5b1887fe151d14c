package ident

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/package-url/packageurl-go"

	"aceso/internal/value/fault"
)

// A PURL is a package URL (ECMA-427): the name of a package in the words of
// the package manager it comes from. Its parts are decoded and normalised as
// its type's definition asks.
type PURL struct {
	Type       string
	Namespace  string
	Name       string
	Version    string
	Qualifiers map[string]string // keys in lower case; nil when there are none
	Subpath    string
}

// ParsePURL reads a package URL and normalises it. It mends what tools get
// wrong without changing what is named: letter case of scheme, type and
// qualifier keys, slashes too many, blanks around it.
func ParsePURL(s string) (PURL, error) {
	s = strings.TrimSpace(s)
	if len(s) > maxText {
		return PURL{}, fault.New(fault.Invalid, "a package URL of %d bytes is longer than %d", len(s), maxText)
	}
	u, err := packageurl.FromString(s)
	if err != nil {
		return PURL{}, fault.New(fault.Invalid, "%q is no package URL: %v", s, err)
	}
	return fromLibrary(u, s)
}

// StrictPURL reads a package URL and refuses what the standard does not allow
// and ParsePURL mends: qualifier keys with a capital, blanks around it. Of a
// key only the first letter counts, since the standard's own suite refuses
// "Platform" and takes "repositorY_url".
func StrictPURL(s string) (PURL, error) {
	p, err := ParsePURL(s)
	if err != nil {
		return PURL{}, err
	}
	if s != strings.TrimSpace(s) {
		return PURL{}, fault.New(fault.Invalid, "%q has blanks around the package URL", s)
	}
	query, _, _ := strings.Cut(s, "#")
	_, query, _ = strings.Cut(query, "?")
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if pair != "" && pair[0] >= 'A' && pair[0] <= 'Z' {
			return PURL{}, fault.New(fault.Invalid, "%q writes the qualifier %q with a capital", s, pair)
		}
	}
	return p, nil
}

// NewPURL makes a package URL of its parts, normalised and checked as
// ParsePURL does.
func NewPURL(p PURL) (PURL, error) {
	u := p.library()
	if err := u.Normalize(); err != nil {
		return PURL{}, fault.New(fault.Invalid, "no package URL can be made of %s %q: %v", p.Type, p.Name, err)
	}
	return fromLibrary(u, p.Name)
}

// fromLibrary takes over what the library read and mends what it leaves undone.
func fromLibrary(u packageurl.PackageURL, s string) (PURL, error) {
	p := PURL{Type: u.Type, Namespace: u.Namespace, Name: u.Name, Version: u.Version, Subpath: withoutEmpty(u.Subpath)}
	if len(u.Qualifiers) > 0 {
		p.Qualifiers = u.Qualifiers.Map()
	}
	if p.Type == "git" {
		p.splitGit()
	}
	p.lower()
	for _, part := range [...]string{p.Namespace, p.Name, p.Version, p.Subpath} {
		if !plainText(part) {
			return PURL{}, fault.New(fault.Invalid, "%q is no package URL: it holds control characters or broken UTF-8", s)
		}
	}
	for _, v := range p.Qualifiers {
		if !plainText(v) {
			return PURL{}, fault.New(fault.Invalid, "%q is no package URL: a qualifier holds control characters or broken UTF-8", s)
		}
	}
	return p, nil
}

// splitGit parts host from path: the name of a git package is the whole path
// on the host (git-definition.json).
func (p *PURL) splitGit() {
	if host, path, ok := strings.Cut(p.Namespace, "/"); ok {
		p.Namespace, p.Name = host, path+"/"+p.Name
	}
	if p.Namespace == "github" || p.Namespace == "github.com" {
		p.Name = strings.ToLower(p.Name)
	}
}

// lowered names the parts that a type's definition calls case-insensitive and
// the library leaves alone.
var lowered = map[string]struct{ namespace, name, version bool }{
	"hex":              {namespace: true, name: true},
	"luarocks":         {namespace: true, name: true},
	"oci":              {name: true, version: true},
	"otp":              {name: true},
	"pub":              {name: true},
	"pypi":             {version: true},
	"vscode-extension": {namespace: true, name: true, version: true},
	"yocto":            {namespace: true},
}

func (p *PURL) lower() {
	l, ok := lowered[p.Type]
	if !ok {
		return
	}
	if l.namespace {
		p.Namespace = strings.ToLower(p.Namespace)
	}
	if l.name {
		p.Name = strings.ToLower(p.Name)
	}
	if l.version {
		p.Version = strings.ToLower(p.Version)
	}
	if p.Type == "pub" {
		p.Name = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, p.Name)
	}
}

// String returns the canonical text.
func (p PURL) String() string {
	u := p.library()
	return u.ToString()
}

// library returns the parts as the library holds them.
func (p PURL) library() packageurl.PackageURL {
	u := packageurl.PackageURL{Type: p.Type, Namespace: p.Namespace, Name: p.Name, Version: p.Version, Subpath: p.Subpath}
	if len(p.Qualifiers) > 0 {
		u.Qualifiers = packageurl.QualifiersFromMap(p.Qualifiers)
	}
	if i := strings.LastIndexByte(p.Name, '/'); p.Type == "git" && i > 0 && p.Namespace != "" {
		u.Namespace, u.Name = p.Namespace+"/"+p.Name[:i], p.Name[i+1:]
	}
	return u
}

// withoutEmpty drops the empty segments of a path.
func withoutEmpty(path string) string {
	if !strings.Contains(path, "//") {
		return path
	}
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	return strings.Join(parts, "/")
}

// plainText tells whether the text is UTF-8 without control characters.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == 0x7f {
			return false
		} else if c >= utf8.RuneSelf {
			return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
		}
	}
	return true
}
