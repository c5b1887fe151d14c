package cyclonedx

import (
	"slices"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
)

// A place is where in a document the reading stands. Both walks are one.
type place interface {
	Path() string
	Problem(rule, format string, args ...any)
	Warn(rule, format string, args ...any)
	Fail(err error)
	Read() (done, all int)
}

// A bill is a document while it is being read.
type bill struct {
	place
	lim   intake.Limits
	minor int // the version whose rules hold: 6 for 1.6
	xml   bool
	doc   *sbom.Document

	nested []nesting // components, and what they are nested in
	spare  []*part   // that are done with

	address [3]string // where the document's manufacturer, author and supplier are reached

	properties map[string]bool // for each name of a property that came: whether it is of use here
}

// wants tells whether the value of a property is of use here.
func (b *bill) wants(name string) bool {
	wanted, seen := b.properties[name]
	if !seen {
		wanted = sbom.IsProperty(name)
		if len(b.properties) < 1024 {
			b.properties[name] = wanted
		}
	}
	return wanted
}

// A nesting says that a component stands in another; both are indexes.
type nesting struct{ part, in int }

// A part is a component while it is being read: what the rules ask for beside
// what is kept.
type part struct {
	*sbom.Component
	at                              int   // among the document's components; -1 for its subject
	parent                          *part // that it is nested in
	hasType, hasName, hasVersion    bool
	versionRange, external          bool
	supplier, manufacturer, publish string
	licences                        licences
	address                         [3]string // where its manufacturer, author and supplier are reached
}

// keep adds a component to the document, before those that are nested in it.
func (b *bill) keep(parent *part) *part {
	at := len(b.doc.Components)
	if b.lim.Components > 0 && at >= b.lim.Components {
		b.Fail(intake.Exceeded("components", int64(b.lim.Components)))
	}
	if at == cap(b.doc.Components) {
		b.makeRoom()
		for p := parent; p != nil && p.at >= 0; p = p.parent { // they lie elsewhere now
			p.Component = &b.doc.Components[p.at]
		}
	}
	b.doc.Components = b.doc.Components[:at+1]
	if parent != nil {
		b.nested = append(b.nested, nesting{at, parent.at})
	}
	p := &part{}
	if n := len(b.spare); n > 0 {
		p, b.spare = b.spare[n-1], b.spare[:n-1]
		*p = part{licences: p.licences.empty()}
	}
	p.Component, p.at, p.parent = &b.doc.Components[at], at, parent
	return p
}

// makeRoom makes room for more components: for as many as the rest of the
// text may hold, by what those so far took of it, and at least for half as
// many again.
func (b *bill) makeRoom() {
	n := len(b.doc.Components)
	want := max(16, n+n/2)
	if read, all := b.Read(); n >= 16 && read > 0 {
		want = max(want, n+int(float64(n)*float64(all-read)/float64(read)*1.02)+16)
	}
	if b.lim.Components > 0 {
		want = max(n+1, min(want, b.lim.Components))
	}
	b.doc.Components = append(make([]sbom.Component, 0, want), b.doc.Components...)
}

// subject returns the part of what the document is about.
func (b *bill) subject() *part { return &part{Component: &sbom.Component{}, at: -1} }

// done completes a component when all of it was read, after its rules.
func (b *bill) done(p *part) {
	b.checkPart(p)
	p.Supplier = first(p.supplier, p.manufacturer, p.publish)
	p.Contact = first(p.address[:]...)
	p.Licence, p.Ground = p.licences.text(), p.licences.ground()
	p.Path = b.Path()
	if p.Ref == "" {
		p.Ref = "#" + p.Path // nothing points to it, but others are nested in it
	}
	if p.at >= 0 {
		b.spare = append(b.spare, p)
	}
}

// ref returns the bom-ref that stands where the walk is, after its rule. That
// no two are the same is for the linter to tell.
func (b *bill) ref(ref string) string {
	if ref == "" && (b.xml || b.minor >= 5) {
		b.Problem("cyclonedx-ref", "bom-ref is empty")
	}
	return ref
}

// edge adds a dependency.
func (b *bill) edge(from, to string) {
	b.doc.Edges = append(b.doc.Edges, sbom.Edge{From: from, To: to})
	if b.lim.Edges > 0 && len(b.doc.Edges) > b.lim.Edges {
		b.Fail(intake.Exceeded("edges", int64(b.lim.Edges)))
	}
}

// leaf notes that a dependency was given and lists nothing: it had before as
// many edges as now.
func (b *bill) leaf(ref string, before int) {
	if len(b.doc.Edges) > before {
		return
	}
	b.doc.Leaves = append(b.doc.Leaves, ref)
	if b.lim.Edges > 0 && len(b.doc.Leaves) > b.lim.Edges {
		b.Fail(intake.Exceeded("dependencies", int64(b.lim.Edges)))
	}
}

// extent notes how whole the document says it is.
func (b *bill) extent(x sbom.Extent) {
	if x.How == "" || x.How == "not_specified" {
		return
	}
	b.doc.Extents = append(b.doc.Extents, x)
	if b.lim.Edges > 0 && len(b.doc.Extents) > b.lim.Edges {
		b.Fail(intake.Exceeded("compositions", int64(b.lim.Edges)))
	}
}

// maker adds the organisation that made the document (CycloneDX 1.6,
// metadata.manufacturer), which mostly made its subject too.
func (b *bill) maker(name string) {
	b.doc.Supplier = first(b.doc.Supplier, name)
	if name != "" {
		b.doc.Authors = append(b.doc.Authors, name)
	}
}

// distributed keeps digests of the file that a component is distributed as
// (BSI TR-03183-2 version 2.1.0, 8.2).
func (p *part) distributed(kind string, hashes []sbom.Hash) {
	hashes = slices.DeleteFunc(hashes, func(h sbom.Hash) bool { return h.Algorithm == "" || h.Value == "" })
	if !isDistribution(kind) || len(hashes) == 0 {
		return
	}
	if p.Delivered == nil {
		p.Delivered = &sbom.Delivered{}
	}
	p.Delivered.Hashes = append(p.Delivered.Hashes, hashes...)
}

func isDistribution(kind string) bool { return kind == "distribution" || kind == "distribution-intake" }

// tool adds what made the document.
func (b *bill) tool(vendor, name, version string) {
	if text := strings.Join(strings.Fields(vendor+" "+name+" "+version), " "); text != "" {
		b.doc.Tools = append(b.doc.Tools, text)
	}
}

// author adds who made the document.
func (b *bill) author(name, email string) {
	b.address[1] = first(b.address[1], email)
	if text := first(name, email); text != "" {
		b.doc.Authors = append(b.doc.Authors, text)
	}
}

// finish resolves what could only be known at the end.
func (b *bill) finish() {
	b.doc.Contact = first(b.address[:]...)
	for _, n := range b.nested {
		if n.in >= 0 {
			b.doc.Components[n.part].Parent = b.doc.Components[n.in].Ref
		} else {
			b.doc.Components[n.part].Parent = b.doc.Subject.Ref
		}
	}
	for i, s := range b.doc.Statements {
		for j, ref := range s.Refs {
			b.doc.Statements[i].Refs[j] = b.local(ref)
		}
	}
	if s := b.doc.Subject; s != nil {
		b.doc.Name = strings.TrimSpace(s.FullName() + " " + s.Version)
		b.doc.Supplier = first(b.doc.Supplier, s.Supplier)
	}
	b.doc.Derive()
}

// local takes a BOM-Link to this very document back to the plain ref
// (CycloneDX BOM-Link: urn:cdx:serial/version#ref).
func (b *bill) local(ref string) string {
	serial, isUUID := strings.CutPrefix(b.doc.Serial, "urn:uuid:")
	rest, isLink := strings.CutPrefix(ref, "urn:cdx:"+serial+"/")
	if !isUUID || !isLink {
		return ref
	}
	if _, own, ok := strings.Cut(rest, "#"); ok {
		return own
	}
	return ref
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
