package sbom

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/value/ident"
)

// facts are what rules ask of a document as a whole, found in one walk.
type facts struct {
	*Document
	held     map[string]bool // refs that something needs or holds
	holds    map[string]bool // refs that are said to need or hold something, or nothing at all
	bounded  map[string]bool // refs of which it is said how whole their list is
	whole    bool            // it is said of all
	licences map[string]bool // texts that were judged before
}

func factsOf(d *Document) *facts {
	f := &facts{
		Document: d, held: make(map[string]bool, len(d.Components)), holds: make(map[string]bool, len(d.Components)),
		bounded: map[string]bool{}, licences: map[string]bool{},
	}
	for _, e := range d.Edges {
		if e.From != e.To {
			f.held[e.To], f.holds[e.From] = true, true
		}
	}
	for _, ref := range d.Leaves {
		f.holds[ref] = true
	}
	for i := range d.Components {
		if parent := d.Components[i].Parent; parent != "" {
			f.holds[parent] = true
		}
	}
	for _, x := range d.Extents {
		f.whole = f.whole || len(x.Refs) == 0
		for _, ref := range x.Refs {
			f.bounded[ref] = true
		}
	}
	return f
}

// text judges a field that holds a word or says why it does not.
func text(c *Component, field, value string) Answer {
	switch {
	case IsRedacted(value) || slices.Contains(c.Redacted, field):
		return Redacted
	case IsUnknown(value):
		return Unknown
	case said(strings.TrimSpace(value)):
		return Filled
	case slices.Contains(c.Unknown, field):
		return Unknown
	}
	return Missing
}

// said tells whether a field holds more than the word that it holds nothing
// (SPDX 2.3, 7.5: NOASSERTION).
func said(text string) bool {
	return text != "" && text != "NOASSERTION" && text != "NONE" && !IsRedacted(text)
}

func yes(so bool) Answer {
	if so {
		return Filled
	}
	return Missing
}

func supplier(_ *facts, c *Component) Answer  { return text(c, "supplier", c.Supplier) }
func named(_ *facts, c *Component) Answer     { return text(c, "name", c.Name) }
func versioned(_ *facts, c *Component) Answer { return text(c, "version", c.Version) }
func licensed(_ *facts, c *Component) Answer  { return text(c, "licence", c.Licence) }
func supported(_ *facts, c *Component) Answer { return text(c, "support level", c.SupportLevel) }
func hashed(_ *facts, c *Component) Answer    { return yes(len(c.Hashes) > 0) }

func identified(_ *facts, c *Component) Answer {
	if slices.ContainsFunc(c.CPEs, said) || said(c.SWID) || len(c.Other) > 0 {
		return Filled
	}
	if slices.Contains(c.Redacted, "cpe") {
		return Redacted
	}
	return text(c, "purl", c.PURL)
}

var aYear = regexp.MustCompile(`\b(19|20)[0-9]{2}\b`)

// supportEnds asks for a date. "Until the hardware's ends" is an answer, and
// says no date.
func supportEnds(_ *facts, c *Component) Answer {
	a := text(c, "end of support", c.EndOfSupport)
	if a == Filled && !aYear.MatchString(c.EndOfSupport) {
		return Unknown
	}
	return a
}

// included asks whether the component is part of anything. In a document that
// is about nothing in particular, a component that only needs others is what
// it is about.
func included(f *facts, c *Component) Answer {
	return yes(c.Parent != "" || f.held[c.Ref] || f.Subject == nil && f.holds[c.Ref])
}

func enumerated(f *facts, c *Component) Answer { return yes(f.holds[c.Ref]) }
func bounded(f *facts, c *Component) Answer    { return yes(f.whole || f.bounded[c.Ref]) }

func creatorReachable(_ *facts, c *Component) Answer { return yes(isAddress(c.Contact)) }

// isAddress tells whether a text is an e-mail or a web address.
func isAddress(text string) bool {
	name, host, mail := strings.Cut(text, "@")
	web := strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
	return !strings.ContainsAny(text, " \t\n") && (web && len(text) > len("https://") || mail && name != "" && strings.Contains(strings.Trim(host, "."), "."))
}

// distributed asks for a licence that is not merely the original one (BSI
// TR-03183-2, 6.1 and 8.2: acknowledgement "concluded").
func distributed(f *facts, c *Component) Answer {
	if c.Ground == "declared" {
		return Missing
	}
	known, judged := f.licences[c.Licence]
	if !judged {
		known = ident.IsLicence(c.Licence)
		f.licences[c.Licence] = known
	}
	return yes(known)
}

func filed(_ *facts, c *Component) Answer {
	if c.Kind == "file" && c.Delivered == nil {
		return yes(said(c.Name))
	}
	return yes(c.Delivered != nil && said(c.Delivered.File))
}

// deployedHash asks for the digest of what is deployed. CycloneDX has a place
// for it apart from the component's own digests; the others have not.
func deployedHash(f *facts, c *Component) Answer {
	var hashes []Hash
	switch {
	case c.Delivered != nil && len(c.Delivered.Hashes) > 0:
		hashes = c.Delivered.Hashes
	case f.Format != CycloneDX:
		hashes = c.Hashes
	}
	return yes(slices.ContainsFunc(hashes, func(h Hash) bool { return h.Algorithm == "SHA-512" }))
}

// property asks for one of the words that a property may have.
func property(of func(*Delivered) string, words ...string) func(*facts, *Component) Answer {
	return func(_ *facts, c *Component) Answer {
		return yes(c.Delivered != nil && slices.Contains(words, of(c.Delivered)))
	}
}

func authored(f *facts) Answer {
	for _, name := range f.Authors {
		if said(name) && !IsUnknown(name) {
			return Filled
		}
	}
	switch {
	case slices.ContainsFunc(f.Authors, IsRedacted):
		return Redacted
	case len(f.Authors) > 0:
		return Unknown
	}
	return Missing
}

func dated(f *facts) Answer  { return yes(!f.Created.IsZero()) }
func tooled(f *facts) Answer { return yes(slices.ContainsFunc(f.Tools, said)) }

func staged(f *facts) Answer {
	if len(f.Phases) > 0 && !slices.ContainsFunc(f.Phases, func(p string) bool { return !IsUnknown(p) }) {
		return Unknown
	}
	return yes(len(f.Phases) > 0)
}

func reachable(f *facts) Answer { return yes(isAddress(f.Contact)) }
func addressed(f *facts) Answer { return yes(f.Serial != "") }

// formatted holds BSI TR-03183-2, section 4: which formats, and how written.
func formatted(f *facts) Answer {
	var oldest string
	switch f.Format {
	case CycloneDX:
		oldest = "1.6"
	case SPDX:
		oldest = "3.0.1"
	default:
		return Missing
	}
	return yes(!older(f.Version, oldest) && slices.Contains([]string{"json", "xml", "json-ld"}, f.Encoding))
}

// older compares versions of numbers and dots.
func older(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range bs {
		n := 0
		if i < len(as) {
			n, _ = strconv.Atoi(as[i])
		}
		m, _ := strconv.Atoi(bs[i])
		if n != m {
			return n < m
		}
	}
	return false
}
