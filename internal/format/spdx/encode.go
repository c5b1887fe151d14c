package spdx

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/domain/sbom"
)

// The JSON form of SPDX 2.3, as far as it is written.
type (
	outDocument struct {
		ID            string            `json:"SPDXID"`
		Version       string            `json:"spdxVersion"`
		DataLicense   string            `json:"dataLicense"`
		Name          string            `json:"name"`
		Namespace     string            `json:"documentNamespace"`
		Creation      outCreation       `json:"creationInfo"`
		Packages      []outPackage      `json:"packages,omitempty"`
		Relationships []outRelationship `json:"relationships,omitempty"`
		Licences      []outLicence      `json:"hasExtractedLicensingInfos,omitempty"`
	}
	outCreation struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	}
	outPackage struct {
		ID           string          `json:"SPDXID"`
		Name         string          `json:"name"`
		Version      string          `json:"versionInfo,omitempty"`
		Supplier     string          `json:"supplier,omitempty"`
		Download     string          `json:"downloadLocation"`
		Analyzed     bool            `json:"filesAnalyzed"`
		Checksums    []outChecksum   `json:"checksums,omitempty"`
		Licence      string          `json:"licenseDeclared"`
		File         string          `json:"packageFileName,omitempty"`
		Concluded    string          `json:"licenseConcluded"`
		Copyright    string          `json:"copyrightText"`
		Description  string          `json:"description,omitempty"`
		Purpose      string          `json:"primaryPackagePurpose,omitempty"`
		ValidUntil   string          `json:"validUntilDate,omitempty"`
		ExternalRefs []outRef        `json:"externalRefs,omitempty"`
		Annotations  []outAnnotation `json:"annotations,omitempty"`
	}
	outChecksum struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	}
	outRef struct {
		Category string `json:"referenceCategory"`
		Type     string `json:"referenceType"`
		Locator  string `json:"referenceLocator"`
	}
	outAnnotation struct {
		Date    string `json:"annotationDate"`
		Type    string `json:"annotationType"`
		By      string `json:"annotator"`
		Comment string `json:"comment"`
	}
	outRelationship struct {
		From string `json:"spdxElementId"`
		Type string `json:"relationshipType"`
		To   string `json:"relatedSpdxElement"`
	}
	outLicence struct {
		ID   string `json:"licenseId"`
		Text string `json:"extractedText"`
		Name string `json:"name"`
	}
)

const (
	documentID = "SPDXRef-DOCUMENT"
	annotator  = "Tool: Aceso"
	timeForm   = "2006-01-02T15:04:05Z"
)

// Encode writes a document as SPDX 2.3 JSON. What SPDX 2.3 has no field for
// travels as annotations, which Decode understands; statements about
// weaknesses don't travel at all, since readers of SPDX 2.3 would not see
// them: send those as VEX. The same document gives the same bytes.
func Encode(doc *sbom.Document) ([]byte, error) {
	e := encoder{doc: doc, ids: map[string]string{}, taken: map[string]bool{documentID: true}, licences: map[string]string{}}
	e.created = doc.Created.UTC().Format(timeForm)
	if doc.Created.IsZero() {
		e.created = time.Unix(0, 0).UTC().Format(timeForm)
	}
	out := e.document()
	data, err := json.Marshal(out, json.Deterministic(true), jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return nil, fmt.Errorf("write SPDX: %w", err)
	}
	return append(data, '\n'), nil
}

// An encoder gives out identifiers while it writes.
type encoder struct {
	doc      *sbom.Document
	created  string
	ids      map[string]string // Ref to SPDXID
	taken    map[string]bool
	licences map[string]string // a licence's text to its LicenseRef
	texts    []outLicence
}

func (e *encoder) document() outDocument {
	d := e.doc
	out := outDocument{
		ID: documentID, Version: "SPDX-2.3", DataLicense: "CC0-1.0", Name: d.Name, Namespace: e.namespace(),
		Creation: outCreation{Created: e.created, Creators: e.creators()},
	}
	parts := d.Components
	if d.Subject != nil && !d.Sole() {
		parts = append([]sbom.Component{*d.Subject}, parts...)
	}
	for i := range parts {
		e.id(parts[i].Ref)
	}
	for i := range parts {
		out.Packages = append(out.Packages, e.pkg(&parts[i]))
	}
	if out.Name == "" {
		out.Name = e.name()
	}
	out.Relationships = e.relationships(parts)
	out.Licences = e.texts
	return out
}

// name is what a document without a name is called: like its subject.
func (e *encoder) name() string {
	if s := e.doc.Subject; s != nil && s.Name != "" {
		return strings.TrimSpace(s.FullName() + " " + s.Version)
	}
	return "bill of materials"
}

// namespace keeps a serial that can be one, and makes one of the content's
// hash otherwise: two documents never share it.
func (e *encoder) namespace() string {
	serial := e.doc.Serial
	if strings.Contains(serial, ":") && !strings.ContainsAny(serial, "# \t\r\n") {
		return serial
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %d %v %v %v", serial, e.doc.Name, e.doc.Revision, e.doc.Created, e.doc.Subject, e.doc.Components)
	return "urn:aceso:spdx:" + hex.EncodeToString(h.Sum(nil)[:16])
}

func (e *encoder) creators() []string {
	var all []string
	for _, a := range e.doc.Authors {
		all = append(all, "Organization: "+oneLine(a))
	}
	for _, t := range e.doc.Tools {
		all = append(all, "Tool: "+strings.ReplaceAll(oneLine(t), " ", "-"))
	}
	return append(slices.Clip(all), annotator)
}

// id returns the SPDXID of a Ref, which keeps its form where it has that form.
func (e *encoder) id(ref string) string {
	if id, ok := e.ids[ref]; ok {
		return id
	}
	base := ref
	if !wellFormed(ref) {
		base = "SPDXRef-" + strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
				return r
			}
			return '-'
		}, ref)
	}
	id := base
	for n := 2; e.taken[id] || id == "SPDXRef-"; n++ {
		id = base + "-" + strconv.Itoa(n+len(e.taken))
	}
	e.ids[ref], e.taken[id] = id, true
	return id
}

func (e *encoder) pkg(c *sbom.Component) outPackage {
	p := outPackage{
		ID: e.ids[c.Ref], Name: c.FullName(), Version: c.Version, Download: "NOASSERTION", Concluded: "NOASSERTION",
		Licence: e.licence(c.Licence), Copyright: c.Copyright, Description: c.Description, Purpose: purposes[c.Kind],
	}
	if c.Ground == "concluded" {
		p.Concluded, p.Licence = p.Licence, p.Concluded
	}
	if c.Delivered != nil {
		p.File = c.Delivered.File
	}
	if p.Name == "" {
		p.Name = "NOASSERTION"
	}
	if p.Copyright == "" {
		p.Copyright = "NOASSERTION"
	}
	if c.Supplier != "" {
		p.Supplier = "Organization: " + oneLine(c.Supplier)
		if strings.Contains(c.Contact, "@") {
			p.Supplier += " (" + oneLine(c.Contact) + ")"
		}
	} else if slices.Contains(c.Unknown, "supplier") {
		p.Supplier = "NOASSERTION"
	}
	if t, err := time.Parse(time.DateOnly, c.EndOfSupport); err == nil {
		p.ValidUntil = t.Format(timeForm)
	}
	for _, h := range c.Hashes {
		if algorithm, ok := algorithms[h.Algorithm]; ok {
			p.Checksums = append(p.Checksums, outChecksum{algorithm, h.Value})
		}
	}
	if c.PURL != "" {
		p.ExternalRefs = append(p.ExternalRefs, outRef{"PACKAGE-MANAGER", "purl", c.PURL})
	}
	for _, cpe := range c.CPEs {
		kind := "cpe23Type"
		if strings.HasPrefix(cpe, "cpe:/") {
			kind = "cpe22Type"
		}
		p.ExternalRefs = append(p.ExternalRefs, outRef{"SECURITY", kind, cpe})
	}
	p.Annotations = e.annotations(c, p)
	return p
}

// annotations carries what SPDX 2.3 has no field for.
func (e *encoder) annotations(c *sbom.Component, p outPackage) []outAnnotation {
	var lines []string
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, name+": "+oneLine(value))
		}
	}
	add(remarkLevel, c.SupportLevel)
	if p.ValidUntil == "" {
		add(remarkEnd, c.EndOfSupport)
	}
	add(remarkSource, c.Source)
	add(remarkSourceV, c.SourceVersion)
	if kinds[p.Purpose] != c.Kind {
		add(remarkKind, c.Kind)
	}
	add(remarkGroup, c.Group)
	add(remarkScope, c.Scope)
	add(remarkSWID, c.SWID)
	add(remarkRedacted, strings.Join(c.Redacted, ", "))
	if lines == nil {
		return nil
	}
	return []outAnnotation{{e.created, "OTHER", annotator, strings.Join(lines, "\n")}}
}

// relationships writes what the document is about and what needs what. Of
// several components without a subject, each is described.
func (e *encoder) relationships(parts []sbom.Component) []outRelationship {
	var all []outRelationship
	described := parts
	if e.doc.Subject != nil {
		described = parts[:1]
	}
	for _, c := range described {
		all = append(all, outRelationship{documentID, "DESCRIBES", e.ids[c.Ref]})
	}
	for _, c := range parts {
		if parent, ok := e.ids[c.Parent]; ok && c.Parent != c.Ref {
			all = append(all, outRelationship{parent, "CONTAINS", e.ids[c.Ref]})
		}
	}
	for _, d := range e.doc.Edges {
		from, ok := e.ids[d.From]
		to, known := e.ids[d.To]
		if ok && known { // an end that nothing has would make the document invalid
			all = append(all, outRelationship{from, "DEPENDS_ON", to})
		}
	}
	return all
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// purposes and algorithms are kinds and hashes the other way round.
var (
	purposes   = map[string]string{}
	algorithms = map[string]string{}
)

func init() {
	for purpose, kind := range kinds {
		if kind != "" && purpose != "OPERATING-SYSTEM" { // the other spelling is the one for JSON
			purposes[kind] = purpose
		}
	}
	for algorithm, h := range hashes {
		algorithms[h.name] = algorithm
	}
}
