package spdx

import (
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
)

// A reader walks a JSON document of SPDX 2 or 3. Which of them it is shows
// only by the names of the members, in whatever order they come.
type reader struct {
	*intake.JSONWalk
	data  []byte
	lim   intake.Limits
	words map[string]string // texts that come again and again, kept once
	raw   raw
	graph graph
	is2   bool // an SPDX 2 version was stated
	is3   bool // a context or a graph was there

	listed3 bool // and elements are listed in a graph; else the document is one element
}

func newReader(data []byte, lim intake.Limits) (*reader, error) {
	w, err := intake.WalkJSON(data, lim)
	if err != nil {
		return nil, err
	}
	w.Tolerate = true
	return &reader{JSONWalk: w, data: data, lim: lim, words: map[string]string{}, raw: raw{texts: map[string]string{}}, graph: newGraph()}, nil
}

// decodeJSON reads SPDX 2 JSON and SPDX 3 JSON-LD.
func decodeJSON(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	r, err := newReader(data, lim)
	if err != nil {
		return nil, nil, err
	}
	return r.decode("json")
}

// decode reads to the end and makes a document of what was read.
func (r *reader) decode(encoding string) (*sbom.Document, check.Problems, error) {
	r.document()
	if err := r.Close(); err != nil {
		return nil, nil, err
	}
	switch {
	case r.is3 && !r.listed3:
		return r.alone(encoding)
	case r.is3:
		r.graph.encoding = encodingLD(encoding)
		doc, problems := r.graph.finish()
		return doc, append(r.Problems, problems...), nil
	case r.is2:
		r.raw.encoding = encoding
		doc, problems := r.raw.finish()
		return doc, append(r.Problems, problems...), nil
	}
	return nil, nil, notSPDX()
}

// alone reads a document that is one SPDX 3 element with whatever stands
// inside it, and not a list of them.
func (r *reader) alone(encoding string) (*sbom.Document, check.Problems, error) {
	again, err := newReader(r.data, r.lim)
	if err != nil {
		return nil, nil, err
	}
	again.graph.encoding, again.graph.context, again.is3 = encodingLD(encoding), r.graph.context, true
	again.element()
	if err := again.Close(); err != nil {
		return nil, nil, err
	}
	doc, problems := again.graph.finish()
	return doc, append(again.Problems, problems...), nil
}

func encodingLD(encoding string) string {
	if encoding == "json" {
		return "json-ld"
	}
	return encoding
}

func (r *reader) document() {
	r.Object(func(key string) {
		switch key {
		case "@context":
			r.is3 = true
			r.graph.context = r.contexts()
		case "@graph":
			r.is3, r.listed3 = true, true
			r.Array(func(int) { r.element() })
		case "spdxVersion":
			r.raw.spdxVersion = r.String()
			r.is2 = true
		case "creationInfo":
			if r.Kind() == '{' && !r.is3 {
				r.creationInfo()
			}
		default:
			r.member(key)
		}
	})
}

// member reads a member of an SPDX 2 document.
func (r *reader) member(key string) {
	d := &r.raw
	switch key {
	case "SPDXID":
		d.id = r.String()
	case "name":
		d.name = r.String()
	case "dataLicense":
		d.dataLicense = r.String()
	case "documentNamespace":
		d.namespace = r.String()
	case "documentDescribes":
		d.describes = append(d.describes, r.Strings()...)
	case "packages":
		r.Array(func(i int) { r.pkg(i) })
	case "files":
		r.Array(func(i int) { r.file(i) })
	case "relationships":
		r.Array(func(i int) { r.relationship(i) })
	case "externalDocumentRefs":
		r.Array(func(int) {
			r.ids("externalDocumentId", func(id string) { d.externalDocs = append(d.externalDocs, id) })
		})
	case "snippets":
		r.listed("snippets", "SPDXID")
	case "hasExtractedLicensingInfos":
		r.Array(func(i int) { r.extracted(i) })
	case "$schema", "annotations", "comment", "revieweds":
	default:
		r.unknown(key)
	}
}

// listed reads a list of which only the identifiers matter here.
func (r *reader) listed(list, idKey string) {
	r.Array(func(i int) {
		r.ids(idKey, func(id string) {
			r.raw.others = append(r.raw.others, rawID{place{list: list, index: i}, id})
		})
	})
}

// extracted reads a licence that is not on the list. Of those that Encode made
// of a text, the text is kept.
func (r *reader) extracted(i int) {
	var id, text string
	r.Object(func(key string) {
		switch key {
		case "licenseId":
			id = r.String()
		case "extractedText":
			text = r.word()
		}
	})
	r.raw.others = append(r.raw.others, rawID{place{list: "hasExtractedLicensingInfos", index: i}, id})
	if strings.HasPrefix(id, ownText) {
		r.raw.texts[id] = text
	}
}

// ids reads one string member of an object.
func (r *reader) ids(idKey string, fn func(id string)) {
	r.Object(func(key string) {
		if key == idKey {
			fn(r.String())
		}
	})
}

// unknown notes a member that SPDX 2 does not have. It is skipped: what it
// says is lost, and the sender should know. Only for the older form; there,
// unlike in JSON-LD, nothing may be added (official schema, additionalProperties).
func (r *reader) unknown(key string) {
	if !r.is3 {
		r.Problem("spdx-2-unknown-field", "SPDX 2 has no field %.60q here; it is not read", key)
	}
}

func (r *reader) creationInfo() {
	r.raw.hasCreationInfo = true
	r.Object(func(key string) {
		switch key {
		case "created":
			r.raw.created = r.String()
		case "creators":
			r.raw.creators = r.Strings()
		case "comment", "licenseListVersion":
		default:
			r.unknown(key)
		}
	})
}

func (r *reader) pkg(i int) {
	if len(r.raw.packages) >= r.lim.Components {
		r.Fail(intake.Exceeded("components", int64(r.lim.Components)))
		return
	}
	p := rawPackage{at: place{list: "packages", index: i}}
	if r.Object(func(key string) { r.packageMember(&p, key) }) {
		r.raw.packages = append(r.raw.packages, p)
	}
}

func (r *reader) packageMember(p *rawPackage, key string) {
	switch key {
	case "SPDXID":
		p.id = r.word()
	case "name":
		p.name = r.String()
	case "versionInfo":
		p.version = r.String()
	case "supplier":
		p.supplier = r.word()
	case "originator":
		p.originator = r.word()
	case "downloadLocation":
		p.download = r.word()
	case "filesAnalyzed":
		p.filesAnalyzed = r.boolean()
	case "licenseConcluded":
		p.concluded = r.word()
	case "licenseDeclared":
		p.declared = r.word()
	case "copyrightText":
		p.copyright = r.word()
	case "description":
		p.description = r.String()
	case "summary":
		p.summary = r.String()
	case "comment":
		p.remarks = append(p.remarks, r.String())
	case "primaryPackagePurpose":
		p.purpose = r.word()
	case "validUntilDate":
		p.validUntil = r.String()
	case "releaseDate":
		p.releaseDate = r.String()
	case "builtDate":
		p.builtDate = r.String()
	case "checksums":
		p.checksums = r.checksums()
	case "externalRefs":
		r.Array(func(int) { r.externalRef(p) })
	case "packageVerificationCode":
		p.verificationCode = true
	case "hasFiles":
		p.hasFiles = true
	case "annotations":
		r.Array(func(int) { r.annotation(p) })
	case "packageFileName":
		p.file = r.String()
	case "attributionTexts", "homepage", "licenseComments", "licenseInfoFromFiles", "sourceInfo":
	default:
		r.unknown(key)
	}
}

func (r *reader) file(i int) {
	f := rawFile{at: place{list: "files", index: i}}
	if r.Object(func(key string) {
		switch key {
		case "SPDXID":
			f.id = r.word()
		case "fileName":
			f.name = r.String()
		case "checksums":
			f.checksums = r.checksums()
		}
	}) {
		r.raw.files = append(r.raw.files, f)
	}
}

func (r *reader) checksums() []rawChecksum {
	var all []rawChecksum
	r.Array(func(int) {
		var c rawChecksum
		if r.Object(func(key string) {
			switch key {
			case "algorithm":
				c.algorithm = r.word()
			case "checksumValue":
				c.value = r.String()
			default:
				r.unknown(key)
			}
		}) {
			all = append(all, c)
		}
	})
	return all
}

func (r *reader) externalRef(p *rawPackage) {
	var e rawRef
	if r.Object(func(key string) {
		switch key {
		case "referenceCategory":
			e.category = r.word()
		case "referenceType":
			e.kind = r.word()
		case "referenceLocator":
			e.locator = r.String()
		case "comment":
		default:
			r.unknown(key)
		}
	}) {
		p.refs = append(p.refs, e)
	}
}

// annotation keeps a comment that may say more than SPDX has fields for.
func (r *reader) annotation(p *rawPackage) {
	r.Object(func(key string) {
		if key == "comment" {
			p.remarks = append(p.remarks, r.String())
		}
	})
}

func (r *reader) relationship(i int) {
	if len(r.raw.relationships) >= r.lim.Edges {
		r.Fail(intake.Exceeded("edges", int64(r.lim.Edges)))
		return
	}
	e := rawRelationship{at: place{list: "relationships", index: i}}
	if r.Object(func(key string) {
		switch key {
		case "spdxElementId":
			e.from = r.word()
		case "relationshipType":
			e.kind = r.word()
		case "relatedSpdxElement":
			e.to = r.word()
		case "comment":
		default:
			r.unknown(key)
		}
	}) {
		r.raw.relationships = append(r.raw.relationships, e)
	}
}

// boolean reads true or false as a word; "" for anything else.
func (r *reader) boolean() string {
	switch v, ok := r.Bool(); {
	case !ok:
		return ""
	case v:
		return "true"
	}
	return "false"
}

// word reads a string that is likely to come again: identifiers that
// relationships name, licences, NOASSERTION. It is kept once.
func (r *reader) word() string {
	if r.Kind() != '"' {
		return r.String()
	}
	text := r.Raw()
	if word, ok := r.words[string(text)]; ok {
		return word
	}
	word := r.Unquote(text)
	if len(text) <= 200 && len(r.words) < 1<<20 {
		r.words[string(text)] = word
	}
	return word
}
