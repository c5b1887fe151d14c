package spdx

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/check"
)

// finish judges the graph and turns it into what the rest of the program knows.
func (g *graph) finish() (*sbom.Document, check.Problems) {
	doc := &sbom.Document{Format: sbom.SPDX, Version: g.version(), Encoding: g.encoding}
	n := notes{prefix: "spdx-3-"}
	lintGraph(g, &n)
	g.describe(doc)
	p := newParts(len(g.packages))
	for i := range g.packages {
		p.add(g.packages[i].id, g.packages[i].at.path(""), g.component(&g.packages[i]))
	}
	roots := g.roots()
	g.addFiles(p, &n, roots)
	g.license(p)
	g.connect(p)
	g.deliver(p)
	doc.Extents = g.extents(p)
	doc.Statements = g.statements()
	doc.OtherRefs = slices.Sorted(maps.Keys(g.imports)) // what other documents hold
	p.document(doc, p.one(roots))
	if doc.Subject == nil && len(doc.Components) == 0 {
		n.warn("@graph", "no-packages", "the document lists nothing that could be checked")
	}
	return doc, n.all()
}

var contextVersion = regexp.MustCompile(`spdx\.org/rdf/v?([0-9.]+)/`)

// version returns the version of SPDX that the document says it is written in.
func (g *graph) version() string {
	for _, c := range g.creations {
		if c.version != "" {
			return c.version
		}
	}
	for _, c := range g.context {
		if m := contextVersion.FindStringSubmatch(c); m != nil {
			return m[1]
		}
	}
	return ""
}

// describe fills in what is said of the document itself: by the SpdxDocument,
// or where that is missing by the first bill of materials.
func (g *graph) describe(doc *sbom.Document) {
	var head collection
	if all := slices.Concat(g.documents, g.sboms); len(all) > 0 {
		head = all[0]
	}
	doc.Serial, doc.Name = head.id, head.name
	for _, s := range g.sboms {
		doc.Phases = append(doc.Phases, s.sbomTypes...)
		if doc.Name == "" {
			doc.Name = s.name
		}
	}
	made := g.creation(head.creationInfo)
	doc.Created, _ = parseTime(made.created)
	for _, id := range made.by {
		if name := g.agents[id]; name != "" {
			doc.Authors = append(doc.Authors, name)
		}
		if doc.Contact == "" {
			doc.Contact = g.addresses[id]
		}
	}
	for _, id := range made.using {
		if name := g.agents[id]; name != "" {
			doc.Tools = append(doc.Tools, tool(name))
		}
	}
}

// creation returns the CreationInfo with that id, or else the first.
func (g *graph) creation(id string) creation {
	for _, c := range g.creations {
		if c.id == id {
			return c
		}
	}
	if len(g.creations) > 0 {
		return g.creations[0]
	}
	return creation{}
}

// component turns a package into what the rest of the program knows.
func (g *graph) component(e *rawElement) sbom.Component {
	c := sbom.Component{
		Name: e.name, Version: said(e.version), Supplier: g.supplier(e), Kind: kinds3[e.purpose],
		PURL: e.purl, Copyright: said(e.copyright), Description: said(e.description, e.summary, e.comment),
		Hashes: hashes3Of(e.sums), EndOfSupport: day(e.validUntil),
		SupportLevel: strings.Join(slices.DeleteFunc(e.levels, func(l string) bool { return l == "noAssertion" }), ", "),
	}
	for _, id := range append(e.originators[:len(e.originators):len(e.originators)], e.supplier) {
		if c.Contact == "" {
			c.Contact = g.addresses[id]
		}
	}
	if c.SupportLevel == "" && len(e.levels) > 0 {
		c.SetUnknown("support level")
	}
	switch {
	case c.Kind != "":
	case e.kind == "ai_AIPackage":
		c.Kind = "machine-learning-model"
	case e.kind == "dataset_DatasetPackage":
		c.Kind = "data"
	}
	for _, i := range e.identifiers {
		switch i.kind {
		case "packageUrl", "packageURL", "purl":
			addPURL(&c, i.text)
		case "cpe22", "cpe23":
			addCPE(&c, i.text)
		case "swid":
			c.SWID = i.text
		case "gitoid", "swhid":
			c.Other = append(c.Other, i.text)
		}
	}
	return c
}

func (g *graph) supplier(e *rawElement) string {
	for _, id := range append([]string{e.supplier}, e.originators...) {
		if name := g.agents[id]; name != "" {
			return name
		}
	}
	return ""
}

func hashes3Of(sums []rawChecksum) []sbom.Hash {
	named := slices.Clone(sums)
	for i := range named {
		if name, ok := hashes3[named[i].algorithm]; ok {
			named[i].algorithm = name
		}
	}
	return hashesOf(named)
}

// roots lists what the document is about: the root elements of the document,
// with those of the bills among them, and what they are said to describe.
func (g *graph) roots() []string {
	bills := make(map[string][]string, len(g.sboms))
	for _, s := range g.sboms {
		bills[s.id] = s.roots
	}
	var roots []string
	start := slices.Concat(g.documents, g.sboms)
	for _, d := range start[:min(len(start), max(1, len(g.documents)))] {
		roots = append(roots, d.roots...)
	}
	for i := 0; i < len(roots); i++ { // bills come one level down, and are followed once
		if inner, ok := bills[roots[i]]; ok {
			roots = append(roots, inner...)
			delete(bills, roots[i])
		}
	}
	heads := make(map[string]bool, len(start))
	for _, d := range start {
		heads[d.id] = true
	}
	for _, l := range g.relationships {
		if l.kind == "describes" && heads[l.from] {
			roots = append(roots, l.to...)
		}
	}
	slices.Sort(roots)
	return slices.Compact(roots)
}

// addFiles does for SPDX 3 what raw.addFiles does for SPDX 2.
func (g *graph) addFiles(p *parts, n *notes, roots []string) {
	if len(g.files) == 0 {
		return
	}
	only := len(g.packages) == 0
	if only {
		n.warn("@graph", "only-files", "the document lists %d files and no package; they are taken as components, though nothing is known about them by name", len(g.files))
	} else {
		n.warn("@graph", "files", "%d files are listed beside the packages; they are counted and not checked", len(g.files))
	}
	subject := p.one(roots)
	for i := range g.files {
		f := &g.files[i]
		if only || subject < 0 && len(roots) == 1 && f.id == roots[0] {
			c := g.component(f)
			c.Kind = "file"
			p.add(f.id, f.at.path(""), c)
		}
	}
}

// connect makes edges of the relationships between components.
func (g *graph) connect(p *parts) {
	for _, l := range g.relationships {
		rel := relations3[l.kind]
		if rel.need == 0 {
			continue
		}
		scope := rel.scope
		if l.scope == "build" || l.scope == "development" || l.scope == "test" {
			scope = "excluded"
		}
		if len(l.to) == 0 && rel.need == '>' {
			p.needsNone(l.from, l.whole == "complete")
		}
		for _, to := range l.to {
			if individual(to) {
				p.needsNone(l.from, strings.HasSuffix(to, "NoneElement"))
			}
			if _, known := p.byID[to]; known || !g.ids[to] && !individual(to) {
				p.need(l.from, to, scope)
			}
		}
	}
}

// individual tells whether an identifier stands for "none" or "nobody says".
// SPDX 3.0.1, Core, Individuals.
func individual(id string) bool {
	return id == "" || strings.HasSuffix(id, "/NoneElement") || strings.HasSuffix(id, "/NoAssertionElement") ||
		id == "NoneElement" || id == "NoAssertionElement"
}
