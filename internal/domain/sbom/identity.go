package sbom

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// Identity returns the component with nothing but what a match rests on. Two
// components of the same identity, in whatever documents, share every finding.
func (c Component) Identity() Component {
	cpes := slices.Clone(c.CPEs)
	slices.Sort(cpes)
	return Component{
		Kind: c.Kind, Supplier: c.Supplier, Group: c.Group, Name: c.Name, Version: c.Version,
		PURL: c.PURL, CPEs: slices.Compact(cpes), Distro: c.Distro, Source: c.Source, SourceVersion: c.SourceVersion,
	}
}

// Fingerprint returns a text of 32 characters that stands for the identity.
func (c Component) Fingerprint() string {
	h := sha256.New()
	put := func(s string) {
		var size [4]byte
		binary.BigEndian.PutUint32(size[:], uint32(len(s)))
		h.Write(size[:])
		h.Write([]byte(s))
	}
	i := c.Identity()
	for _, s := range []string{i.Kind, i.Supplier, i.Group, i.Name, i.Version, i.PURL, i.Distro, i.Source, i.SourceVersion} {
		put(s)
	}
	for _, s := range i.CPEs {
		put(s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
