// Package sbom holds what a release is made of: the bill of materials as it
// arrived, its components, how they hang together, and what is wrong with it.
package sbom

import "time"

// A Format is the family that a bill of materials was written in.
type Format string

// The formats that are read.
const (
	CycloneDX Format = "CycloneDX"
	SPDX      Format = "SPDX"
	List      Format = "list" // a hand-kept table, CSV or XLSX
)

// A Document is a bill of materials as it was understood, whatever its format.
type Document struct {
	Format   Format
	Version  string // of the format: "1.6", "2.3", "3.0.1"; "" for a list
	Encoding string // "json", "xml", "tag-value", "yaml", "json-ld", "csv", "xlsx"

	Serial   string    // serialNumber or documentNamespace; identifies the document over its revisions
	Revision int       // of the same serial; 0 when not said
	Name     string    // the document's own name
	Created  time.Time // zero when not said
	Authors  []string  // persons and organisations that made it
	Contact  string    // e-mail or web address of one of them
	Tools    []string  // "name version" of what made it
	Supplier string    // of the whole document's subject
	Phases   []string  // CycloneDX lifecycle phases, SPDX 3 sbomType: build, pre-build ...

	Subject    *Component  // what the document is about; nil when not said
	Components []Component // without the subject; nested ones are listed too, with Parent set
	Edges      []Edge      // dependencies, by Ref
	Leaves     []string    // refs that are said to need nothing
	Extents    []Extent    // how whole the dependencies are said to be
	Statements []Statement // VEX that travels inside
	OtherRefs  []string    // refs of what is no component and may yet be an edge's end: services
}

// A Component is one part, third-party or own.
type Component struct {
	Ref    string // the document's own id: bom-ref, SPDXID, spdxId, row number
	Parent string // Ref of the component it is nested in
	Path   string // where it stands in the document: components[3].components[0], packages[7], row 12

	Kind     string // library, application, operating-system, firmware, device, file ...: CycloneDX words
	Supplier string
	Contact  string // e-mail or web address of who made it
	Group    string // CycloneDX group, Maven groupId, npm scope
	Name     string // without the group
	Version  string

	PURL   string   // as it stood in the document
	CPEs   []string // 2.2 or 2.3, as they stood
	SWID   string   // tag id (ISO/IEC 19770-2)
	Other  []string // what else identifies it: OmniBOR, Software Heritage
	Distro string   // "Debian:12", "Alpine:v3.18": the OSV ecosystem with release, when the document says it
	Scope  string   // required, optional, excluded; "" when not said

	Source        string // a distribution's source package that this was built from, when the document says it
	SourceVersion string

	Hashes      []Hash
	Licence     string // SPDX expression, or the text that stood there
	Ground      string // of the licence: concluded, declared; "" when not said
	Copyright   string
	Description string
	Delivered   *Delivered // the file it comes as; nil when nothing is said of one

	SupportLevel string   // FDA premarket guidance 2026, V.A.4: level of support
	EndOfSupport string   // the same: date, or what stood there
	Redacted     []string // fields the author withholds on purpose
	Unknown      []string // fields that the author says nobody knows: NOASSERTION
}

// Delivered is the file that a component comes as, in the words of BSI
// TR-03183-2 version 2.1.0, 5.2.2. "" where nothing is said.
type Delivered struct {
	File       string // its name, without folders
	Executable string // executable, non-executable
	Archive    string // archive, no archive
	Structured string // structured, unstructured
	Hashes     []Hash
}

// An Extent says how whole a document is about what some components need.
type Extent struct {
	How  string   // complete, incomplete, unknown: the words of the format
	Refs []string // of the components; none means all of them
}

// A Hash is a digest of the component's bytes.
type Hash struct{ Algorithm, Value string } // "SHA-256", lower-case hex

// An Edge says that From needs To. Both are Refs; To may name nothing in the document.
type Edge struct{ From, To string }

// A Statement is an embedded VEX statement, kept with the words of its format.
type Statement struct {
	Weakness      string   // id: CVE-2022-48174
	Refs          []string // components it speaks of
	Status        string   // not_affected, affected, fixed, under_investigation
	Justification string
	Detail        string
}

// FullName returns group and name together, as people write them: "org.apache:log4j"
// for Maven is left to the purl; here it is group/name.
func (c Component) FullName() string {
	if c.Group == "" {
		return c.Name
	}
	return c.Group + "/" + c.Name
}
