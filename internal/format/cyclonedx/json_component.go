package cyclonedx

import "aceso/internal/domain/sbom"

// component reads a component that is kept, with those nested in it.
func (j jsonBill) component(parent *part) {
	if j.Kind() != '{' {
		j.Object(func(string) {}) // tells that it is none
		return
	}
	j.part(j.keep(parent))
}

// part reads a component, and those that are nested in it.
func (j jsonBill) part(p *part) {
	j.Object(func(name string) { j.member(p, name) })
	j.done(p)
}

func (j jsonBill) member(p *part, name string) {
	j.known(ofComponent, name)
	switch name {
	case "type":
		p.hasType, p.Kind = true, j.String()
		j.word(kinds, "component type", p.Kind)
	case "bom-ref":
		p.Ref = j.ref(j.String())
	case "name":
		p.hasName, p.Name = j.Kind() != 'n', j.String()
	case "group":
		p.Group = j.String()
	case "version":
		p.hasVersion, p.Version = true, j.String()
	case "versionRange":
		p.versionRange = true
	case "isExternal":
		p.external, _ = j.Bool()
	case "supplier":
		p.supplier = j.organisation(&p.address[2])
	case "manufacturer":
		p.manufacturer = j.organisation(&p.address[0])
	case "authors":
		j.Array(func(int) {
			_, mail := j.contact()
			p.address[1] = first(p.address[1], mail)
		})
	case "publisher":
		p.publish = j.String()
	case "description":
		p.Description = j.String()
	case "scope":
		p.Scope = j.String()
		j.word(scopes, "scope", p.Scope)
	case "hashes":
		j.hashes(p.Component)
	case "licenses":
		j.licences(&p.licences)
	case "copyright":
		p.Copyright = j.String()
	case "cpe":
		if cpe := j.String(); cpe != "" {
			p.CPEs = append(p.CPEs, cpe)
		}
	case "purl":
		p.PURL = j.String()
	case "swid":
		p.SWID = j.swid()
	case "omniborId", "swhid":
		p.Other = append(p.Other, j.Strings()...)
	case "externalReferences":
		j.Array(func(int) { j.reference(p) })
	case "pedigree":
		j.pedigree()
	case "releaseNotes":
		j.releaseNotes()
	case "properties":
		j.properties(p.Component)
	case "components":
		j.Array(func(int) { j.component(p) })
	}
}

func (j jsonBill) hashes(c *sbom.Component) {
	j.Array(func(int) {
		var algorithm, value string
		j.Object(func(name string) {
			switch name {
			case "alg":
				algorithm = j.String()
			case "content":
				value = j.String()
			}
		})
		j.hash(c, algorithm, value)
	})
}

// reference keeps the digests of what the component is distributed as. All
// else that is said of other places is not kept.
func (j jsonBill) reference(p *part) {
	var kind string
	var hashes []sbom.Hash
	j.Object(func(name string) {
		switch {
		case name == "type":
			kind = j.String()
		case name == "hashes" && (kind == "" || isDistribution(kind)):
			hashes = j.digests()
		}
	})
	p.distributed(kind, hashes)
}

// digests reads digests whose rules nobody here holds.
func (j jsonBill) digests() []sbom.Hash {
	var all []sbom.Hash
	j.Array(func(int) {
		var h sbom.Hash
		j.Object(func(name string) {
			switch name {
			case "alg":
				h.Algorithm = j.String()
			case "content":
				h.Value, _ = digest(j.String())
			}
		})
		all = append(all, h)
	})
	return all
}

func (j jsonBill) licences(to *licences) {
	j.Array(func(int) {
		var l licence
		j.Object(func(name string) {
			switch name {
			case "license":
				j.licenceObject(&l)
			case "expression":
				l.hasExpression, l.expression = true, j.String()
			case "acknowledgement":
				l.ground = j.String()
			case "bom-ref":
				j.ref(j.String())
			}
		})
		j.licence(to, l)
	})
	j.licencesDone(to)
}

func (j jsonBill) licenceObject(l *licence) {
	j.Object(func(name string) {
		switch name {
		case "id":
			l.hasID, l.id = true, j.String()
		case "name":
			l.hasName, l.name = true, j.String()
		case "acknowledgement":
			l.ground = j.String()
		case "bom-ref":
			j.ref(j.String())
		case "text":
			j.attachment()
		case "properties":
			j.properties(nil)
		}
	})
}

// attachment holds the rules of a text that travels inside.
func (j jsonBill) attachment() {
	hasContent := false
	j.Object(func(name string) {
		switch name {
		case "encoding":
			j.word(encodings, "encoding", j.String())
		case "content":
			hasContent = true
		}
	})
	if !hasContent {
		j.Problem("cyclonedx-required", "the text has no content")
	}
}

func (j jsonBill) swid() string {
	var id string
	var hasID, hasName bool
	j.Object(func(name string) {
		switch name {
		case "tagId":
			hasID, id = true, j.String()
		case "name":
			hasName = true
		case "text":
			j.attachment()
		}
	})
	if !hasID || !hasName {
		j.Problem("cyclonedx-required", "the swid has no tagId or no name")
	}
	return id
}

// pedigree is not kept: ancestors are not in the product. Its patches have
// rules to hold.
func (j jsonBill) pedigree() {
	j.Object(func(name string) {
		if name == "patches" {
			j.Array(func(int) { j.patch() })
		}
	})
}

func (j jsonBill) patch() {
	hasType := false
	j.Object(func(name string) {
		switch name {
		case "type":
			hasType = true
			j.word(patchTypes, "patch type", j.String())
		case "resolves":
			j.Array(func(int) { j.issue() })
		}
	})
	if !hasType {
		j.Problem("cyclonedx-required", "the patch has no type")
	}
}

func (j jsonBill) issue() {
	hasType := false
	j.Object(func(name string) {
		if name == "type" {
			hasType = true
			j.word(issueTypes, "issue type", j.String())
		}
	})
	if !hasType {
		j.Problem("cyclonedx-required", "the issue has no type")
	}
}

func (j jsonBill) releaseNotes() {
	j.Object(func(name string) {
		switch name {
		case "resolves":
			j.Array(func(int) { j.issue() })
		case "properties":
			j.properties(nil)
		}
	})
}
