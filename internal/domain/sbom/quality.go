package sbom

// Quality counts what a document says of its components: the baseline of
// NTIA's minimum elements (2021) and of the FDA premarket guidance 2026, V.A.4.
type Quality struct {
	Components int

	WithSupplier   int
	WithVersion    int
	WithIdentifier int // package URL or CPE: what can be looked up without a person
	WithHash       int
	WithLicence    int
	WithSupport    int // level or end of support

	Subject bool // it says what it is about
	Author  bool // and who made it, or what tool
	Time    bool // and when
	Edges   bool // and what needs what
}

// Quality counts the document. The subject is not one of its own components.
func (d *Document) Quality() Quality {
	q := Quality{
		Components: len(d.Components),
		Subject:    d.Subject != nil,
		Author:     len(d.Authors) > 0 || len(d.Tools) > 0,
		Time:       !d.Created.IsZero(),
		Edges:      len(d.Edges) > 0,
	}
	for i := range d.Components {
		c := &d.Components[i]
		count := func(n *int, yes bool) {
			if yes {
				*n++
			}
		}
		count(&q.WithSupplier, said(c.Supplier))
		count(&q.WithVersion, said(c.Version))
		count(&q.WithIdentifier, said(c.PURL) || len(c.CPEs) > 0)
		count(&q.WithHash, len(c.Hashes) > 0)
		count(&q.WithLicence, said(c.Licence))
		count(&q.WithSupport, said(c.SupportLevel) || said(c.EndOfSupport))
	}
	return q
}

// Share returns how many of a hundred components a count is, rounded down, so
// that 100 means all of them. Without components it is 0: nothing was said.
func (q Quality) Share(count int) int {
	if q.Components == 0 {
		return 0
	}
	return count * 100 / q.Components
}

// said tells whether a field holds more than the word that it holds nothing
// (SPDX 2.3, 7.5: NOASSERTION).
func said(text string) bool {
	return text != "" && text != "NOASSERTION" && text != "NONE" && !IsRedacted(text)
}
