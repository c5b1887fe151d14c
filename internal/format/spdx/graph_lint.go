package spdx

import (
	"regexp"
	"slices"
	"strings"
)

// semver is the form of specVersion. SPDX 3.0.1, Core, SemVer.
var semver = regexp.MustCompile(`^3\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// lintGraph holds an SPDX 3 document against the rules of its model. A rule's
// name is that of the class and the property in the specification.
func lintGraph(g *graph, n *notes) {
	if !slices.ContainsFunc(g.context, contextVersion.MatchString) {
		n.add("@context", "context", "the context does not name https://spdx.org/rdf/3.0.1/spdx-context.jsonld")
	}
	switch len(g.documents) {
	case 1:
	case 0:
		n.add("@graph", "SpdxDocument", "no SpdxDocument says what belongs to the document")
	default:
		n.add("@graph", "SpdxDocument", "%d elements claim to be the SpdxDocument", len(g.documents))
	}
	for _, d := range slices.Concat(g.documents, g.sboms) {
		lintRoots(g, d, n)
	}
	for _, c := range g.creations {
		lintCreation3(g, c, n)
	}
	lintElements(g, n)
	for i := range g.packages {
		lintPackage3(g, &g.packages[i], n)
	}
	for i := range g.relationships {
		lintLink(g, &g.relationships[i], n)
	}
}

func (g *graph) exists(id string) bool {
	return g.ids[id] || g.imports[id] || individual(id) && id != "" || outsideLicence(id) != "NOASSERTION" ||
		strings.HasSuffix(id, "NoAssertionLicense")
}

func lintRoots(g *graph, d collection, n *notes) {
	for _, id := range d.roots {
		if !g.exists(id) {
			n.add(d.at.path("rootElement"), "rootElement", "nothing in the document has the identifier %.120q", id)
		}
	}
}

// lintCreation3 checks a CreationInfo. SPDX 3.0.1, Core, CreationInfo.
func lintCreation3(g *graph, c creation, n *notes) {
	switch {
	case c.version == "":
		n.add(c.at.path("specVersion"), "CreationInfo-specVersion", "nothing says which version of SPDX this is")
	case !semver.MatchString(c.version):
		n.add(c.at.path("specVersion"), "CreationInfo-specVersion", "%.40q is no version of SPDX 3", c.version)
	case !strings.HasPrefix(c.version, "3.0."):
		n.add(c.at.path("specVersion"), "CreationInfo-specVersion", "SPDX %.40s is newer than what is known; it was read as 3.0.1", c.version)
	}
	if len(c.by) == 0 {
		n.add(c.at.path("createdBy"), "CreationInfo-createdBy", "nobody is named as the creator")
	}
	for _, id := range slices.Concat(c.by, c.using) {
		if !g.exists(id) {
			n.add(c.at.path("createdBy"), "CreationInfo-createdBy", "nothing in the document has the identifier %.120q", id)
		}
	}
	if _, ok := parseTime(c.created); !ok {
		n.add(c.at.path("created"), "CreationInfo-created", "the time of creation is %.40q, which is not of the form 2026-01-31T12:00:00Z", c.created)
	}
}

// lintElements checks what every element must have. SPDX 3.0.1, Core, Element.
func lintElements(g *graph, n *notes) {
	made := make(map[string]bool, len(g.creations))
	for _, c := range g.creations {
		made[c.id] = true
	}
	for _, e := range g.elements {
		switch class := classes[e.kind]; {
		case e.kind == "":
			n.add(e.at.path("type"), "type", "the element has no type")
		case class == classUnknown && !strings.Contains(e.kind, ":"): // a class of an extension has a prefix or an address
			n.add(e.at.path("type"), "type", "SPDX 3.0 has no class %.80q, or none that may be used as such", e.kind)
		case class == classCreation || class == classOther && !elemental[e.kind] || class == classUnknown:
			continue
		}
		switch {
		case strings.HasPrefix(e.id, "_:"):
			n.add(e.at.path("spdxId"), "spdxId", "the element has no spdxId")
		case !strings.Contains(e.id, ":"):
			n.add(e.at.path("spdxId"), "spdxId", "the identifier %.100q is no absolute IRI", e.id)
		}
		switch {
		case e.author == "":
			n.add(e.at.path("creationInfo"), "Element-creationInfo", "the element names no creationInfo")
		case !made[e.author] && !g.imports[e.author]:
			n.add(e.at.path("creationInfo"), "Element-creationInfo", "nothing in the document has the identifier %.120q", e.author)
		}
	}
}

// elemental are the elements among what is not needed here; the rest of those
// are no elements but values.
var elemental = map[string]bool{"Annotation": true, "build_Build": true, "software_Snippet": true, "IndividualElement": true}

// lintPackage3 checks a package. SPDX 3.0.1, Software, Package and SoftwareArtifact.
func lintPackage3(g *graph, e *rawElement, n *notes) {
	if e.name == "" {
		n.add(e.at.path("name"), "Package-name", "the package has no name")
	}
	if _, ok := kinds3[e.purpose]; !ok && e.purpose != "" {
		n.add(e.at.path("software_primaryPurpose"), "SoftwarePurpose", "%.60q is no purpose that SPDX knows", e.purpose)
	}
	if e.purl != "" && !strings.HasPrefix(e.purl, "pkg:") {
		n.add(e.at.path("software_packageUrl"), "Package-packageUrl", "%.100q is no package URL", e.purl)
	}
	if _, ok := parseTime(e.validUntil); !ok && e.validUntil != "" {
		n.add(e.at.path("validUntilTime"), "Artifact-validUntilTime", "%.40q is not of the form 2026-01-31T12:00:00Z", e.validUntil)
	}
	if e.supplier != "" && !g.exists(e.supplier) {
		n.add(e.at.path("suppliedBy"), "Artifact-suppliedBy", "nothing in the document has the identifier %.120q", e.supplier)
	}
	for _, i := range e.identifiers {
		lintIdentifier(e.at, i, n)
	}
	lintHashes3(e, n)
}

// identifierKinds is the ExternalIdentifierType vocabulary, with the form that
// each begins with where it has one.
var identifierKinds = map[string]string{
	"cpe22": "cpe:/", "cpe23": "cpe:2.3:", "packageUrl": "pkg:", "cve": "CVE-",
	"email": "", "gitoid": "", "other": "", "securityOther": "", "swhid": "", "swid": "", "urlScheme": "",
}

func lintIdentifier(at place, i identifier, n *notes) {
	form, ok := identifierKinds[i.kind]
	switch {
	case !ok:
		n.add(at.path("externalIdentifier"), "ExternalIdentifierType", "%.60q is no type of identifier that SPDX knows", i.kind)
	case i.text == "":
		n.add(at.path("externalIdentifier"), "ExternalIdentifier-identifier", "an external identifier is empty")
	case !strings.HasPrefix(i.text, form):
		n.add(at.path("externalIdentifier"), "ExternalIdentifier-identifier", "%.100q is no %s: it does not begin with %s", i.text, i.kind, form)
	}
}

func lintHashes3(e *rawElement, n *notes) {
	for _, s := range e.sums {
		name, ok := hashes3[s.algorithm]
		if !ok {
			n.add(e.at.path("verifiedUsing"), "HashAlgorithm", "%.40q is no hash algorithm that SPDX knows", s.algorithm)
			continue
		}
		if h := hashes[name]; s.value == "" || h.digits > 0 && len(s.value) != h.digits {
			n.add(e.at.path("verifiedUsing"), "Hash-hashValue", "the %s value has %d hex digits instead of %d", s.algorithm, len(s.value), h.digits)
		}
	}
}

// lintLink checks a relationship. SPDX 3.0.1, Core, Relationship.
func lintLink(g *graph, l *rawLink, n *notes) {
	if _, ok := relations3[l.kind]; !ok {
		n.add(l.at.path("relationshipType"), "RelationshipType", "%.60q is no type of relationship that SPDX knows", l.kind)
	}
	if !g.exists(l.from) {
		n.add(l.at.path("from"), "Relationship-from", "nothing in the document has the identifier %.120q", l.from)
	}
	if len(l.to) == 0 {
		n.add(l.at.path("to"), "Relationship-to", "the relationship leads to nothing")
	}
	for _, id := range l.to {
		if !g.exists(id) {
			n.add(l.at.path("to"), "Relationship-to", "nothing in the document has the identifier %.120q", id)
		}
	}
}
