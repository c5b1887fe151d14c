package ident

import (
	"strings"

	"aceso/internal/value/fault"
)

// The library of the design reads CPE names too freely (it takes "???", "**"
// and an unescaped quotation mark) and is no longer kept, so they are read
// here; the tests hold every name of the NVD against it.

// A CPE is a platform name (NISTIR 7695). Each attribute holds plain text in
// lower case, "*" for any value, or "-" for not applicable. Unescaped "*" and
// "?" at its ends are wildcards; where text itself has one of these, a backslash,
// or is a lone hyphen, it keeps its backslash.
type CPE struct {
	Part, Vendor, Product, Version, Update, Edition, Language string
	SWEdition, TargetSW, TargetHW, Other                      string
}

// parts returns the attributes in the order of the formatted string.
func (c *CPE) parts() [11]*string {
	return [11]*string{
		&c.Part, &c.Vendor, &c.Product, &c.Version, &c.Update, &c.Edition, &c.Language,
		&c.SWEdition, &c.TargetSW, &c.TargetHW, &c.Other,
	}
}

const (
	formatted = "cpe:2.3:"
	uri       = "cpe:/"
	maxCPE    = 2048
)

// ParseCPE reads a CPE 2.3 formatted string or a CPE 2.2 URI as the standard
// has them.
func ParseCPE(s string) (CPE, error) { return readCPE(s, false) }

// LooseCPE reads a CPE name that ParseCPE refuses, where it can be read in one
// way only: with blanks around it or in it, characters that should be escaped, or
// attributes missing at its end.
func LooseCPE(s string) (CPE, error) {
	if c, err := readCPE(s, false); err == nil {
		return c, nil
	}
	return readCPE(strings.Join(strings.Fields(s), "_"), true)
}

func readCPE(s string, loose bool) (CPE, error) {
	var c CPE
	var problem string
	switch {
	case len(s) > maxCPE:
		problem = "it is too long"
	case hasPrefixFold(s, formatted):
		problem = c.readFormatted(s[len(formatted):], loose)
	case hasPrefixFold(s, uri):
		problem = c.readURI(s[len(uri):], loose)
	default:
		problem = "it begins with neither cpe:2.3: nor cpe:/"
	}
	if problem == "" && c.Part != "a" && c.Part != "o" && c.Part != "h" && c.Part != "*" && c.Part != "-" {
		problem = "its part is none of a, o and h"
	}
	if problem == "" && !loose && !isLanguage(c.Language) {
		problem = "its language is no language tag"
	}
	if problem != "" {
		return CPE{}, fault.New(fault.Invalid, "%.200q is no CPE name: %s", s, problem)
	}
	return c, nil
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// readFormatted reads the attributes behind "cpe:2.3:" and returns what is
// wrong with them.
func (c *CPE) readFormatted(s string, loose bool) string {
	parts := c.parts()
	n := 0
	for at := 0; ; n++ {
		if n == len(parts) {
			return "it has more than 11 attributes"
		}
		end := at
		for end < len(s) && s[end] != ':' {
			if s[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end, len(s))
		value, problem := unbind(s[at:end], loose)
		if problem != "" {
			return problem
		}
		*parts[n] = value
		if end == len(s) {
			break
		}
		at = end + 1
	}
	if n++; n < len(parts) && !loose {
		return "it has fewer than 11 attributes"
	}
	for ; n < len(parts); n++ {
		*parts[n] = "*"
	}
	return ""
}

// unbind reads one attribute of a formatted string (NISTIR 7695, 6.2): wildcards
// at its ends, and between them at least one character.
func unbind(s string, loose bool) (value, problem string) {
	switch {
	case s == "" && loose:
		return "*", ""
	case s == "*" || s == "-":
		return s, ""
	case s == "":
		return "", "an attribute is empty"
	}
	if plainAttribute(s) {
		return strings.ToLower(s), ""
	}
	from, to := wildcards(s)
	if from >= to {
		return "", "an attribute holds nothing but wildcards"
	}
	var b strings.Builder
	b.WriteString(s[:from])
	for i := from; i < to; i++ {
		ch := s[i]
		switch {
		case ch == '\\':
			if i++; i == to || !special(s[i]) && !(loose && free(s[i])) {
				return "", "a backslash stands before what it can't escape"
			}
			if s[i] == '*' || s[i] == '?' || s[i] == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(s[i])
		case free(ch):
			b.WriteByte(lowerByte(ch))
		case loose && special(ch) && ch != '*' && ch != '?':
			b.WriteByte(ch)
		case ch == '*' || ch == '?':
			return "", "a wildcard stands inside an attribute"
		default:
			return "", "an attribute holds a character that must be escaped or can't be in it"
		}
	}
	b.WriteString(s[to:])
	if value = b.String(); value == "-" {
		return `\-`, ""
	}
	return value, ""
}

// wildcards returns where the text between the wildcards begins and ends.
func wildcards(s string) (from, to int) {
	to = len(s)
	if s[0] == '*' {
		from = 1
	} else {
		for from < to && s[from] == '?' {
			from++
		}
	}
	escaped := func(at int) bool { // an odd number of backslashes before it
		n := 0
		for n < at-from && s[at-1-n] == '\\' {
			n++
		}
		return n%2 == 1
	}
	if to > from && s[to-1] == '*' && !escaped(to-1) {
		return from, to - 1
	}
	for to > from && s[to-1] == '?' && !escaped(to-1) {
		to--
	}
	return from, to
}

// plainAttribute tells whether the text is letters, digits, '.', '_' and '-' only.
func plainAttribute(s string) bool {
	for i := 0; i < len(s); i++ {
		if !free(s[i]) {
			return false
		}
	}
	return true
}

// free tells what stands for itself in a formatted string.
func free(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_'
}

// special tells what must be escaped in a formatted string: all other printable
// characters of ASCII.
func special(c byte) bool { return c > ' ' && c < 0x7f && !free(c) }

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// isLanguage allows a language with a region (NISTIR 7695, 5.3.3.3: RFC 5646).
func isLanguage(s string) bool {
	if s == "*" || s == "-" {
		return true
	}
	language, region, ok := strings.Cut(s, "-")
	letters := strings.Trim(language, "abcdefghijklmnopqrstuvwxyz") == ""
	if !letters || len(language) < 2 || len(language) > 3 {
		return false
	}
	return !ok || len(region) == 2 && strings.Trim(region, "abcdefghijklmnopqrstuvwxyz") == "" || len(region) == 3 && digits(region) == 3
}

// String returns the name as a CPE 2.3 formatted string.
func (c CPE) String() string {
	var b strings.Builder
	b.WriteString("cpe:2.3")
	for _, part := range c.parts() {
		b.WriteByte(':')
		bind(&b, *part)
	}
	return b.String()
}

// bind writes one attribute; an empty one stands for any value.
func bind(b *strings.Builder, s string) {
	if s == "" {
		s = "*"
	}
	if s == `\-` { // the formatted string has no other way to write it
		b.WriteString(s)
		return
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			b.WriteByte(c)
			i++
			b.WriteByte(s[i])
		case c == '\\' || special(c) && c != '*' && c != '?':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
}
