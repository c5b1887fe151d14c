package cyclonedx

import (
	"fmt"
	"io"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"aceso/internal/domain/sbom"
)

// Encode writes a document as CycloneDX 1.6 in JSON, whatever format it came
// in. What the document does not say is left out, never made up; a component
// without a type becomes a library, since the format asks for one.
func Encode(w io.Writer, doc *sbom.Document) error {
	return write(w, toBOM(doc))
}

func write(w io.Writer, bom *cdx.BOM) error {
	e := cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false)
	if err := e.EncodeVersion(bom, cdx.SpecVersion1_6); err != nil {
		return fmt.Errorf("write CycloneDX: %w", err)
	}
	return nil
}

func toBOM(doc *sbom.Document) *cdx.BOM {
	bom := cdx.NewBOM()
	if serialNumber.MatchString(doc.Serial) {
		bom.SerialNumber = doc.Serial
	}
	bom.Version = max(doc.Revision, 1)
	bom.Metadata = toMetadata(doc)

	children := make(map[string][]int, len(doc.Components))
	inside := make(map[string]bool, len(doc.Components))
	for i := range doc.Components {
		inside[doc.Components[i].Ref] = true
	}
	for i := range doc.Components {
		parent := doc.Components[i].Parent
		if !inside[parent] {
			parent = "" // nested in the subject, or in nothing that is here
		}
		children[parent] = append(children[parent], i)
	}
	n := nester{doc: doc, children: children, placed: make([]bool, len(doc.Components))}
	if doc.Sole() {
		n.placed[0] = true // it stands in the metadata, and no reference may stand twice
	}
	top := n.under("", 0)
	for i, placed := range n.placed { // those that are nested in each other in a circle
		if !placed {
			top = append(top, toComponent(&doc.Components[i]))
		}
	}
	bom.Components = &top
	bom.Dependencies = toDependencies(doc.Edges, doc.Leaves)
	bom.Compositions = toCompositions(doc.Extents)
	bom.Vulnerabilities = toStatements(doc.Statements)
	return bom
}

// deepest is how deep components are nested when written: more than that, and
// few could read the document again.
const deepest = 40

// A nester puts components into those that they are nested in.
type nester struct {
	doc      *sbom.Document
	children map[string][]int
	placed   []bool
}

func (n *nester) under(ref string, depth int) []cdx.Component {
	all := make([]cdx.Component, 0, len(n.children[ref]))
	for _, i := range n.children[ref] {
		if n.placed[i] || depth > deepest {
			continue
		}
		n.placed[i] = true
		c := toComponent(&n.doc.Components[i])
		if own := n.doc.Components[i].Ref; own != "" {
			if nested := n.under(own, depth+1); len(nested) > 0 {
				c.Components = &nested
			}
		}
		all = append(all, c)
	}
	return all
}

func toMetadata(doc *sbom.Document) *cdx.Metadata {
	m := &cdx.Metadata{}
	if !doc.Created.IsZero() {
		m.Timestamp = doc.Created.UTC().Format(time.RFC3339)
	}
	var lifecycles []cdx.Lifecycle
	for _, phase := range doc.Phases {
		if _, known := phases[phase]; known {
			lifecycles = append(lifecycles, cdx.Lifecycle{Phase: cdx.LifecyclePhase(phase)})
		} else {
			lifecycles = append(lifecycles, cdx.Lifecycle{Name: phase})
		}
	}
	m.Lifecycles = list(lifecycles)
	var authors []cdx.OrganizationalContact
	for _, name := range doc.Authors {
		authors = append(authors, cdx.OrganizationalContact{Name: name})
	}
	m.Authors = list(authors)
	var tools []cdx.Component
	for _, name := range doc.Tools {
		tools = append(tools, cdx.Component{Type: cdx.ComponentTypeApplication, Name: name})
	}
	if len(tools) > 0 {
		m.Tools = &cdx.ToolsChoice{Components: &tools}
	}
	if doc.Supplier != "" {
		m.Supplier = &cdx.OrganizationalEntity{Name: doc.Supplier}
	}
	if doc.Subject != nil {
		c := toComponent(doc.Subject)
		m.Component = &c
	}
	return m
}

func toComponent(c *sbom.Component) cdx.Component {
	out := cdx.Component{
		BOMRef: c.Ref, Type: cdx.ComponentTypeLibrary, Group: c.Group, Name: c.Name, Version: c.Version,
		PackageURL: c.PURL, Copyright: c.Copyright, Description: c.Description,
	}
	if minor, known := kinds[c.Kind]; known && minor <= 6 {
		out.Type = cdx.ComponentType(c.Kind)
	}
	if _, known := scopes[c.Scope]; known {
		out.Scope = cdx.Scope(c.Scope)
	}
	if c.Supplier != "" {
		out.Supplier = &cdx.OrganizationalEntity{Name: c.Supplier}
	}
	toAddress(&out, c.Contact)
	if len(c.CPEs) > 0 {
		out.CPE = c.CPEs[0]
	}
	if c.SWID != "" {
		out.SWID = &cdx.SWID{TagID: c.SWID, Name: c.Name}
	}
	out.Licenses = toLicences(c.Licence, cdx.LicenseAcknowledgement(c.Ground))
	out.Hashes = toHashes(c.Hashes)
	out.Properties = toProperties(c)
	return out
}

// toLicences writes one id of the licence list as such, an expression as an
// expression, and any other text as a name.
func toLicences(text string, ground cdx.LicenseAcknowledgement) *cdx.Licenses {
	switch {
	case text == "" || text == "NOASSERTION" || text == "NONE":
		return nil
	case licenceIDs()[text]:
		return &cdx.Licenses{{License: &cdx.License{ID: text, Acknowledgement: ground}}}
	case isExpression(text):
		return &cdx.Licenses{{Expression: text}}
	}
	return &cdx.Licenses{{License: &cdx.License{Name: text, Acknowledgement: ground}}}
}

// isExpression tells whether every word is one of an SPDX licence expression
// (SPDX 2.3, annex D).
func isExpression(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '(' || r == ')' }) {
		switch {
		case word == "AND" || word == "OR" || word == "WITH":
		case licenceIDs()[strings.TrimSuffix(word, "+")]:
		case strings.HasPrefix(word, "LicenseRef-"), strings.HasPrefix(word, "DocumentRef-"):
		default:
			return false
		}
	}
	return true
}

func toHashes(hashes []sbom.Hash) *[]cdx.Hash {
	var all []cdx.Hash
	for _, h := range hashes {
		if _, ok := digest(h.Value); !ok {
			continue
		}
		name := strings.ReplaceAll(strings.ToUpper(h.Algorithm), "_", "-")
		for known, minor := range algorithms {
			if minor <= 6 && strings.ReplaceAll(strings.ToUpper(known), "-", "") == strings.ReplaceAll(name, "-", "") {
				all = append(all, cdx.Hash{Algorithm: cdx.HashAlgorithm(known), Value: h.Value})
			}
		}
	}
	return list(all)
}

// toProperties keeps what CycloneDX has no field for. Decode reads these names
// again.
func toProperties(c *sbom.Component) *[]cdx.Property {
	var all []cdx.Property
	add := func(name, value string) {
		if value != "" {
			all = append(all, cdx.Property{Name: name, Value: value})
		}
	}
	if d := c.Delivered; d != nil {
		add("bsi:component:filename", d.File)
		add("bsi:component:executable", d.Executable)
		add("bsi:component:archive", d.Archive)
		add("bsi:component:structured", d.Structured)
	}
	add("aceso:support-level", c.SupportLevel)
	add("aceso:end-of-support", c.EndOfSupport)
	add("aceso:src-name", c.Source)
	add("aceso:src-version", c.SourceVersion)
	for i, cpe := range c.CPEs {
		if i > 0 { // the field holds one
			add("aceso:cpe", cpe)
		}
	}
	return list(all)
}

func toDependencies(edges []sbom.Edge, leaves []string) *[]cdx.Dependency {
	var all []cdx.Dependency
	at := map[string]int{}
	seen := map[sbom.Edge]bool{}
	for _, e := range edges {
		if seen[e] || e.From == "" || e.To == "" {
			continue
		}
		seen[e] = true
		i, ok := at[e.From]
		if !ok {
			i = len(all)
			at[e.From] = i
			all = append(all, cdx.Dependency{Ref: e.From, Dependencies: &[]string{}})
		}
		*all[i].Dependencies = append(*all[i].Dependencies, e.To)
	}
	for _, ref := range leaves {
		if _, ok := at[ref]; !ok && ref != "" {
			at[ref] = len(all)
			all = append(all, cdx.Dependency{Ref: ref})
		}
	}
	return list(all)
}

// toStatements writes what is said of weaknesses. A status has one state, of
// the two or three that are read as it the plainest.
func toStatements(statements []sbom.Statement) *[]cdx.Vulnerability {
	var all []cdx.Vulnerability
	for _, s := range statements {
		v := cdx.Vulnerability{ID: s.Weakness, Analysis: &cdx.VulnerabilityAnalysis{State: states16[s.Status], Detail: s.Detail}}
		if _, known := justifications[s.Justification]; known {
			v.Analysis.Justification = cdx.ImpactAnalysisJustification(s.Justification)
		} else if s.Justification != "" {
			v.Analysis.Detail = strings.TrimSpace(s.Justification + ". " + s.Detail)
		}
		v.Affects = toAffects(s.Refs)
		all = append(all, v)
	}
	return list(all)
}

// states16 is vexStatus the other way round.
var states16 = map[string]cdx.ImpactAnalysisState{
	"fixed": cdx.IASResolved, "affected": cdx.IASExploitable,
	"under_investigation": cdx.IASInTriage, "not_affected": cdx.IASNotAffected,
}

func toAffects(refs []string) *[]cdx.Affects {
	var all []cdx.Affects
	for _, ref := range refs {
		if ref != "" {
			all = append(all, cdx.Affects{Ref: ref})
		}
	}
	return list(all)
}

// list returns nil for an empty list, which leaves the member out.
func list[T any](all []T) *[]T {
	if len(all) == 0 {
		return nil
	}
	return &all
}
