package sbom

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"aceso/internal/value/ident"
)

// Key names the identity of a component: whatever document they come from, two
// components with the same key get the same answer from matching, so that it
// is computed and held once. It covers all that matching reads: package URL,
// CPEs, name, version, supplier, distribution and source package, each in its
// canonical form. It is 32 hexadecimal characters, stable between releases.
func (c Component) Key() string {
	h := sha256.New()
	put := func(texts ...string) {
		for _, t := range texts {
			h.Write([]byte(t))
			h.Write([]byte{0})
		}
	}
	put("1", canonicalPURL(c.PURL))
	put(canonicalCPEs(c.CPEs)...)
	put("", folded(c.Group), folded(c.Name), c.Version, folded(c.Supplier), c.Distro, c.Source, c.SourceVersion)
	if c.Kind == "operating-system" { // matched by name and release, unlike a library of that name
		put(c.Kind)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// unmatched are the qualifiers that say where a package's file lies, and
// nothing about which weaknesses are in it.
var unmatched = []string{"checksum", "download_url", "vcs_url", "repository_url", "file_name", "package-id", "arch", "classifier", "type"}

// canonicalPURL returns the canonical text without what matching doesn't read,
// or the text as it stood where it is no package URL.
func canonicalPURL(text string) string {
	p, err := ident.ParsePURL(text)
	if err != nil {
		return text
	}
	if slices.ContainsFunc(unmatched, func(q string) bool { return p.Qualifiers[q] != "" }) {
		kept := make(map[string]string, len(p.Qualifiers))
		for k, v := range p.Qualifiers {
			if !slices.Contains(unmatched, k) {
				kept[k] = v
			}
		}
		p.Qualifiers = kept
	}
	p.Subpath = ""
	return p.String()
}

func canonicalCPEs(cpes []string) []string {
	if len(cpes) == 0 {
		return nil
	}
	all := make([]string, len(cpes))
	for i, text := range cpes {
		if cpe, err := ident.ParseCPE(text); err == nil {
			all[i] = cpe.String()
		} else {
			all[i] = text
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// folded returns a name as people would call it the same.
func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
