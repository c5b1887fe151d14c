package spdx

import (
	"path"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/check"
)

// finish judges the document and turns it into what the rest of the program
// knows.
func (d *raw) finish() (*sbom.Document, check.Problems) {
	doc := &sbom.Document{
		Format: sbom.SPDX, Version: strings.TrimPrefix(d.spdxVersion, "SPDX-"), Encoding: d.encoding,
		Serial: d.namespace, Name: d.name,
	}
	doc.Created, _ = parseTime(d.created)
	for _, c := range d.creators {
		switch kind, name := agent(c); {
		case name == "" || unsaid(name):
		case kind == "Tool":
			doc.Tools = append(doc.Tools, tool(name))
		default:
			doc.Authors = append(doc.Authors, name)
			if doc.Contact == "" {
				doc.Contact = mail(c)
			}
		}
	}
	n := notes{prefix: "spdx-" + versionOf(d.spdxVersion) + "-"}
	lint(d, &n)
	p := newParts(len(d.packages))
	for i := range d.packages {
		c := d.packages[i].component()
		if text, ok := d.texts[c.Licence]; ok {
			c.Licence = text
		}
		p.add(d.packages[i].id, d.packages[i].at.path(""), c)
	}
	described := d.described()
	if len(described) == 0 && len(p.components) > 1 {
		n.warn("relationships", "11.1", "no DESCRIBES relationship says what the document is about")
	}
	aside := d.addFiles(p, &n, p.one(described) >= 0, described)
	d.connect(p, aside)
	p.document(doc, p.one(described))
	if doc.Subject == nil && len(doc.Components) == 0 {
		n.warn("packages", "no-packages", "the document lists nothing that could be checked")
	}
	return doc, n.all()
}

// addFiles makes components of the files of a document that has no packages,
// and says so. Otherwise they are counted only: a device image has a hundred
// thousand of them, and no weakness is published for a file. Only a file that
// is what the document is about becomes a component beside packages.
// It returns the identifiers that stand for no component.
func (d *raw) addFiles(p *parts, n *notes, hasSubject bool, described []string) map[string]bool {
	aside := make(map[string]bool, len(d.files)+len(d.others)+1)
	aside[d.id] = true
	for _, o := range d.others {
		aside[o.id] = true
	}
	if len(d.files) == 0 {
		return aside
	}
	only := len(d.packages) == 0
	if only {
		n.warn("files", "only-files", "the document lists %d files and no package; they are taken as components, though nothing is known about them by name", len(d.files))
	} else {
		n.warn("files", "files", "%d files are listed beside the packages; they are counted and not checked", len(d.files))
	}
	for _, f := range d.files {
		if only || !hasSubject && len(described) == 1 && f.id == described[0] {
			p.add(f.id, f.at.path(""), sbom.Component{Kind: "file", Name: f.name, Hashes: hashesOf(f.checksums)})
		} else {
			aside[f.id] = true
		}
	}
	return aside
}

// connect makes edges of the relationships between packages. Those from or to
// a file, or the document itself, say nothing about what needs what.
func (d *raw) connect(p *parts, aside map[string]bool) {
	for _, r := range d.relationships {
		rel := relations[r.kind]
		from, to := r.from, r.to
		if rel.need == '<' {
			from, to = to, from
		}
		if rel.need == 0 {
			continue
		}
		if to == "NONE" || unsaid(to) {
			p.needsNone(from, to == "NONE")
			continue
		}
		if aside[to] {
			continue
		}
		p.need(from, to, rel.scope)
	}
}

// described lists what the document says it is about, each once.
func (d *raw) described() []string {
	var all []string
	all = append(all, d.describes...)
	for _, r := range d.relationships {
		switch {
		case (r.kind == "DESCRIBES" || r.kind == "DESCRIBE") && r.from == d.id: // the second is an error of Trivy's
			all = append(all, r.to)
		case r.kind == "DESCRIBED_BY" && r.to == d.id:
			all = append(all, r.from)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// component turns a package into what the rest of the program knows.
func (p *rawPackage) component() sbom.Component {
	c := sbom.Component{
		Name: p.name, Version: said(p.version), Supplier: said(party(p.supplier), party(p.originator)), Kind: kinds[p.purpose],
		Licence: said(p.concluded, p.declared), Copyright: said(p.copyright), Hashes: hashesOf(p.checksums),
		Description: said(p.description, p.summary), EndOfSupport: day(p.validUntil),
	}
	if c.Licence == "NONE" && !unsaid(p.declared) { // none was found in the files, but one is declared
		c.Licence = p.declared
	}
	if c.Copyright == "NONE" {
		c.Copyright = ""
	}
	p.more(&c)
	if strings.HasPrefix(p.id, "SPDXRef-OperatingSystem") { // Trivy, before there were purposes
		c.Kind = "operating-system"
	}
	for _, r := range p.refs {
		switch r.kind {
		case "purl":
			addPURL(&c, r.locator)
		case "cpe23Type", "cpe22Type":
			addCPE(&c, r.locator)
		}
	}
	remark(&c, p.remarks)
	return c
}

// more takes over what the quality of a document is judged by: who is reached
// how, what the licence rests on, and what nobody is said to know.
func (p *rawPackage) more(c *sbom.Component) {
	if c.Contact = mail(p.originator); c.Contact == "" {
		c.Contact = mail(p.supplier)
	}
	if p.file != "" {
		c.Delivered = &sbom.Delivered{File: path.Base(p.file)}
	}
	switch {
	case c.Licence == "":
	case c.Licence == p.concluded:
		c.Ground = "concluded"
	default:
		c.Ground = "declared"
	}
	for _, f := range [...]struct {
		name, kept string
		told       []string
	}{
		{"supplier", c.Supplier, []string{p.supplier, p.originator}},
		{"version", c.Version, []string{p.version}},
		{"licence", c.Licence, []string{p.concluded, p.declared}},
	} {
		if f.kept == "" && slices.Contains(f.told, "NOASSERTION") {
			c.SetUnknown(f.name)
		}
	}
}

// addPURL keeps the first package URL: a component has one.
func addPURL(c *sbom.Component, purl string) {
	if c.PURL == "" {
		c.PURL = strings.TrimSpace(purl)
	}
}

func addCPE(c *sbom.Component, cpe string) {
	if cpe = strings.TrimSpace(cpe); cpe != "" && !slices.Contains(c.CPEs, cpe) {
		c.CPEs = append(c.CPEs, cpe)
	}
}

func hashesOf(sums []rawChecksum) []sbom.Hash {
	if len(sums) == 0 {
		return nil
	}
	all := make([]sbom.Hash, 0, len(sums))
	for _, s := range sums {
		name := s.algorithm
		if h, ok := hashes[name]; ok {
			name = h.name
		}
		if s.value != "" {
			all = append(all, sbom.Hash{Algorithm: name, Value: strings.ToLower(s.value)})
		}
	}
	return all
}

// parseTime reads the form of SPDX 2.3, 6.9. Where the zone is missing it is
// UTC, as the specification says; the rule tells that it is missing.
func parseTime(s string) (time.Time, bool) {
	for _, form := range [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), form == time.RFC3339 && strings.HasSuffix(s, "Z")
		}
	}
	return time.Time{}, false
}

// day cuts a time to its date, and leaves anything else as it stood.
func day(s string) string {
	if t, _ := parseTime(s); !t.IsZero() {
		return t.Format(time.DateOnly)
	}
	return said(s)
}

// versionOf returns the version for a rule's name: 2.2 stays 2.2, anything
// that is not known is judged as 2.3.
func versionOf(spdxVersion string) string {
	if spdxVersion == "SPDX-2.2" {
		return "2.2"
	}
	return "2.3"
}
