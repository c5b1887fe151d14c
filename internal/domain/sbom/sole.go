package sbom

// OfItself makes the subject the only part of a document that lists none
// beside it: an SPDX document may describe one package and nothing else, and a
// CycloneDX one may name its subject by package URL or CPE. Such a document is
// about one part, and not about none.
func (d *Document) OfItself() {
	s := d.Subject
	if s == nil || len(d.Components) > 0 {
		return
	}
	if d.Format == SPDX || s.PURL != "" || len(s.CPEs) > 0 {
		d.Components = []Component{*s}
	}
}

// Sole tells whether the subject is the only part: where one is written, the
// other is.
func (d *Document) Sole() bool {
	return d.Subject != nil && len(d.Components) == 1 && d.Components[0].Ref == d.Subject.Ref
}
