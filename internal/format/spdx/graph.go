package spdx

import (
	"strings"

	"aceso/internal/format/intake"
)

// A graph is an SPDX 3 document as it stood: elements that name each other by
// identifier. Only what a bill of materials needs is kept of each.
type graph struct {
	encoding      string
	context       []string
	creations     []creation
	documents     []collection // SpdxDocument; there should be one
	sboms         []collection // software_Sbom, software_Bom, Bundle
	packages      []rawElement
	files         []rawElement
	agents        map[string]string // id to name: Person, Organization, SoftwareAgent, Agent, Tool
	addresses     map[string]string // of agents: mail, or else web
	licences      map[string]licence
	expressions   map[string]string // id of a licence to its text, once it was asked for
	weaknesses    map[string]string // id to CVE
	relationships []rawLink
	ids           map[string]bool // of every element
	imports       map[string]bool // of elements in other documents
	elements      []kindAt        // type and id of every element, for the rules
}

// A rawElement is a package, a file, or what else an element may become; it is
// filled from whatever members come, before its type is certain.
type rawElement struct {
	at       place
	id, kind string

	name, version, purl, purpose, copyright, supplier string
	description, summary, comment                     string
	validUntil, creationInfo                          string
	originators, levels, purposes                     []string
	identifiers                                       []identifier
	sums                                              []rawChecksum

	expression string     // of a licence
	members    []string   // of a set of licences
	links      rawLink    // of a relationship
	group      collection // of a document or a bill
	made       creation   // of a CreationInfo
}

type identifier struct{ kind, text string }

// A rawLink is a relationship, also one of the VEX kinds.
type rawLink struct {
	at                place
	kind, from, scope string
	whole             string // completeness
	class             string // type of the element: Relationship, security_Vex…
	to                []string
	justification     string
	impact            string
	action            string
	status            string
	withdrawn         string
}

// A collection is a document or a bill of materials.
type collection struct {
	at                     place
	id, name, creationInfo string
	roots, sbomTypes       []string
}

// A creation says who made elements, when, and by which version of SPDX.
type creation struct {
	at                   place
	id, version, created string
	by, using            []string
}

type kindAt struct {
	at               place
	id, kind, author string // author: the creationInfo that it names
}

type licence struct {
	kind, text string
	members    []string
}

// contexts reads @context: an address, or a list of them.
func (r *reader) contexts() []string {
	if r.Kind() == '"' {
		return []string{r.String()}
	}
	var all []string
	if r.Kind() == '[' {
		r.Array(func(int) {
			if r.Kind() == '"' {
				all = append(all, r.String())
			}
		})
	}
	return all
}

func newGraph() graph {
	return graph{
		agents: map[string]string{}, addresses: map[string]string{}, licences: map[string]licence{}, expressions: map[string]string{}, weaknesses: map[string]string{},
		ids: map[string]bool{}, imports: map[string]bool{},
	}
}

// element reads one element, or an object that stands in an element's place,
// and returns its identifier. JSON-LD lets an element stand wherever it is
// named.
func (r *reader) element() string {
	e := rawElement{at: r.place()}
	if !r.Object(func(key string) { r.elementMember(&e, key) }) {
		return ""
	}
	if e.id == "" {
		e.id = "_:" + e.at.path("")
	}
	r.keep(&e)
	return e.id
}

// place is where the walk is, in the form that parts share.
func (r *reader) place() place { return place{list: r.Path(), index: -1} }

// ref reads the identifier of an element, or the element itself.
func (r *reader) ref() string {
	if r.Kind() == '{' {
		return r.element()
	}
	return r.word()
}

// refs reads a list of identifiers. One alone may stand without brackets in
// JSON-LD, though the SPDX schema wants them.
func (r *reader) refs() []string {
	if r.Kind() != '[' {
		r.Problem("spdx-3-list", "a list belongs here, even of one")
		return []string{r.ref()}
	}
	var all []string
	r.Array(func(int) {
		if k := r.Kind(); k != '"' && k != '{' {
			_ = r.String() // notes what is wrong
			return
		}
		all = append(all, r.ref())
	})
	return all
}

// elementMember reads one member of an element, whatever its type is.
func (r *reader) elementMember(e *rawElement, key string) {
	switch key {
	case "spdxId", "@id":
		e.id = r.word()
	case "type", "@type":
		e.kind = r.word()
	case "creationInfo":
		e.creationInfo = r.ref()
	case "name":
		e.name = r.String()
	case "summary":
		e.summary = r.String()
	case "description":
		e.description = r.String()
	case "comment":
		e.comment = r.String()
	case "externalIdentifier":
		r.Array(func(int) { r.identifier(e) })
	case "externalIdentifiers": // an error of some generators; the identifiers are worth having
		r.Problem("spdx-3-unknown-property", "the property is called externalIdentifier")
		r.Array(func(int) { r.identifier(e) })
	case "verifiedUsing":
		r.Array(func(int) { r.hash(e) })
	case "from", "to", "relationshipType", "scope", "completeness":
		r.linkMember(&e.links, key)
	case "rootElement":
		e.group.roots = r.refs()
	case "software_sbomType":
		e.group.sbomTypes = r.Strings()
	case "import":
		r.Array(func(int) { r.ids("externalSpdxId", func(id string) { r.graph.imports[id] = true }) })
	case "specVersion", "created", "createdBy", "createdUsing":
		r.creationMember(&e.made, key)
	default:
		if !r.artifactMember(e, key) && !r.licenceMember(e, key) {
			r.vexMember(&e.links, key)
		}
	}
}

// artifactMember reads the members of packages and files.
func (r *reader) artifactMember(e *rawElement, key string) bool {
	switch key {
	case "software_packageVersion":
		e.version = r.String()
	case "software_packageUrl":
		e.purl = r.String()
	case "software_additionalPurpose":
		e.purposes = r.Strings()
	case "software_primaryPurpose":
		e.purpose = r.word()
	case "software_copyrightText":
		e.copyright = r.word()
	case "suppliedBy":
		e.supplier = r.ref()
	case "originatedBy":
		e.originators = r.refs()
	case "supportLevel":
		e.levels = r.Strings()
	case "validUntilTime":
		e.validUntil = r.String()
	default:
		return false
	}
	return true
}

func (r *reader) licenceMember(e *rawElement, key string) bool {
	switch key {
	case "simplelicensing_licenseExpression":
		e.expression = r.word()
	case "expandedlicensing_member":
		e.members = r.refs()
	case "expandedlicensing_subjectLicense", "expandedlicensing_subjectExtendableLicense":
		e.members = append([]string{r.ref()}, e.members...)
	case "expandedlicensing_subjectAddition":
		e.members = append(e.members, r.ref())
	default:
		return false
	}
	return true
}

func (r *reader) linkMember(l *rawLink, key string) {
	switch key {
	case "from":
		l.from = r.ref()
	case "to":
		l.to = r.refs()
	case "relationshipType":
		l.kind = r.word()
	case "scope":
		l.scope = r.word()
	case "completeness":
		l.whole = r.word()
	}
}

func (r *reader) vexMember(l *rawLink, key string) {
	switch key {
	case "security_justificationType":
		l.justification = r.word()
	case "security_impactStatement":
		l.impact = r.word()
	case "security_actionStatement":
		l.action = r.word()
	case "security_statusNotes":
		l.status = r.word()
	case "security_withdrawnTime":
		l.withdrawn = r.String()
	}
}

func (r *reader) creationMember(c *creation, key string) {
	switch key {
	case "specVersion":
		c.version = r.String()
	case "created":
		c.created = r.String()
	case "createdBy":
		c.by = r.refs()
	case "createdUsing":
		c.using = r.refs()
	}
}

func (r *reader) identifier(e *rawElement) {
	var i identifier
	if r.Object(func(key string) {
		switch key {
		case "externalIdentifierType":
			i.kind = r.word()
		case "identifier":
			i.text = r.String()
		}
	}) {
		e.identifiers = append(e.identifiers, i)
	}
}

func (r *reader) hash(e *rawElement) {
	var s rawChecksum
	if r.Object(func(key string) {
		switch key {
		case "algorithm":
			s.algorithm = r.word()
		case "hashValue":
			s.value = r.String()
		}
	}) && s.algorithm != "" {
		e.sums = append(e.sums, s)
	}
}

// keep files an element under what it turned out to be.
func (r *reader) keep(e *rawElement) {
	g := &r.graph
	switch {
	case g.ids[e.id] && e.kind != "CreationInfo":
		r.Problem("spdx-3-unique-id", "the identifier %.100s is used more than once", e.id)
	default:
		g.ids[e.id] = true
	}
	g.elements = append(g.elements, kindAt{e.at, e.id, e.kind, e.creationInfo})
	switch class := classes[e.kind]; class {
	case classCreation:
		e.made.at, e.made.id = e.at, e.id
		g.creations = append(g.creations, e.made)
	case classDocument, classBill:
		e.group.at, e.group.id, e.group.name, e.group.creationInfo = e.at, e.id, e.name, e.creationInfo
		if class == classDocument {
			g.documents = append(g.documents, e.group)
		} else {
			g.sboms = append(g.sboms, e.group)
		}
	case classPackage:
		if len(g.packages) >= r.lim.Components {
			r.Fail(intake.Exceeded("components", int64(r.lim.Components)))
			return
		}
		g.packages = append(g.packages, *e)
	case classFile:
		g.files = append(g.files, *e)
	case classAgent:
		g.agents[e.id] = withoutMail(e.name)
		g.addresses[e.id] = e.address()
	case classLicence:
		text := e.expression
		if text == "" {
			text = e.name
		}
		g.licences[e.id] = licence{e.kind, text, e.members}
	case classWeakness:
		g.weaknesses[e.id] = e.weakness()
	case classLink:
		if len(g.relationships) >= r.lim.Edges {
			r.Fail(intake.Exceeded("edges", int64(r.lim.Edges)))
			return
		}
		e.links.at, e.links.class = e.at, e.kind
		g.relationships = append(g.relationships, e.links)
	}
}

// address returns how an agent is reached: by mail, or else on the web.
func (e *rawElement) address() string {
	web := ""
	for _, i := range e.identifiers {
		switch {
		case i.kind == "email":
			return i.text
		case web == "" && (strings.HasPrefix(i.text, "https://") || strings.HasPrefix(i.text, "http://")):
			web = i.text
		}
	}
	if web == "" {
		return mail(e.name)
	}
	return web
}

// weakness returns the identifier that the rest of the world uses.
func (e *rawElement) weakness() string {
	for _, want := range [...]string{"cve", "securityOther"} {
		for _, i := range e.identifiers {
			if i.kind == want && i.text != "" {
				return i.text
			}
		}
	}
	if e.name != "" {
		return e.name
	}
	return e.id
}
