package cyclonedx

import (
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
)

// component reads a component that is kept, with those nested in it.
func (x xmlBill) component(e intake.Element, parent *part) { x.part(e, x.keep(parent)) }

// part reads a component, and those that are nested in it.
func (x xmlBill) part(e intake.Element, p *part) {
	if p.Kind, p.hasType = e.Lookup("type"); p.hasType {
		x.word(kinds, "component type", p.Kind)
	}
	if ref, ok := e.Lookup("bom-ref"); ok {
		p.Ref = x.ref(ref)
	}
	p.external = e.Attr("isExternal") == "true" || e.Attr("isExternal") == "1"
	x.each(func(e intake.Element) { x.member(p, e) })
	x.done(p)
}

func (x xmlBill) member(p *part, e intake.Element) {
	x.known(ofComponent, e.Name)
	switch e.Name {
	case "name":
		p.hasName, p.Name = true, x.Text()
	case "group":
		p.Group = x.Text()
	case "version":
		p.hasVersion, p.Version = true, x.Text()
	case "versionRange":
		p.versionRange = true
	case "supplier":
		p.supplier = x.organisation(&p.address[2])
	case "manufacturer":
		p.manufacturer = x.organisation(&p.address[0])
	case "authors":
		x.list("author", func(intake.Element) {
			_, mail := x.contact()
			p.address[1] = first(p.address[1], mail)
		})
	case "publisher":
		p.publish = x.Text()
	case "description":
		p.Description = x.Text()
	case "scope":
		p.Scope = x.Text()
		x.word(scopes, "scope", p.Scope)
	case "hashes":
		x.hashes(p.Component)
	case "licenses":
		x.licences(&p.licences)
	case "copyright":
		p.Copyright = x.Text()
	case "cpe":
		if cpe := x.Text(); cpe != "" {
			p.CPEs = append(p.CPEs, cpe)
		}
	case "purl":
		p.PURL = x.Text()
	case "swid":
		p.SWID = x.swid(e)
	case "omniborId", "swhid":
		if id := x.Text(); id != "" {
			p.Other = append(p.Other, id)
		}
	case "externalReferences":
		x.each(func(e intake.Element) { x.reference(e, p) })
	case "pedigree":
		x.pedigree()
	case "releaseNotes":
		x.releaseNotes()
	case "properties":
		x.properties(p.Component)
	case "components":
		x.list("component", func(e intake.Element) { x.component(e, p) })
	}
}

func (x xmlBill) hashes(c *sbom.Component) {
	x.list("hash", func(e intake.Element) { x.hash(c, e.Attr("alg"), x.Text()) })
}

// reference keeps the digests of what the component is distributed as.
func (x xmlBill) reference(e intake.Element, p *part) {
	kind := e.Attr("type")
	var hashes []sbom.Hash
	x.each(func(e intake.Element) {
		if e.Name == "hashes" && isDistribution(kind) {
			x.each(func(e intake.Element) {
				value, _ := digest(x.Text())
				hashes = append(hashes, sbom.Hash{Algorithm: e.Attr("alg"), Value: value})
			})
		}
	})
	p.distributed(kind, hashes)
}

func (x xmlBill) licences(to *licences) {
	x.each(func(e intake.Element) {
		l := licence{ground: e.Attr("acknowledgement")}
		if ref, ok := e.Lookup("bom-ref"); ok {
			x.ref(ref)
		}
		switch e.Name {
		case "license":
			x.licenceElement(&l)
		case "expression":
			l.hasExpression, l.expression = true, x.Text()
		case "expression-detailed":
			l.hasExpression, l.expression = true, e.Attr("expression")
		default:
			x.Problem("cyclonedx-unknown", "the element %s does not belong here", check.Short(e.Name))
			return
		}
		x.licence(to, l)
	})
	x.licencesDone(to)
}

func (x xmlBill) licenceElement(l *licence) {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "id":
			l.hasID, l.id = true, x.Text()
			l.ids++
		case "name":
			l.hasName, l.name = true, x.Text()
			l.names++
		case "text":
			if encoding, ok := e.Lookup("encoding"); ok {
				x.word(encodings, "encoding", encoding)
			}
		case "properties":
			x.properties(nil)
		}
	})
}

func (x xmlBill) swid(e intake.Element) string {
	id, hasID := e.Lookup("tagId")
	if _, hasName := e.Lookup("name"); !hasID || !hasName {
		x.Problem("cyclonedx-required", "the swid has no tagId or no name")
	}
	return id
}

// pedigree is not kept: ancestors are not in the product. Its patches have
// rules to hold.
func (x xmlBill) pedigree() {
	x.each(func(e intake.Element) {
		if e.Name == "patches" {
			x.list("patch", x.patch)
		}
	})
}

func (x xmlBill) patch(e intake.Element) {
	x.word(patchTypes, "patch type", e.Attr("type"))
	x.each(func(e intake.Element) {
		if e.Name == "resolves" {
			x.list("issue", x.issue)
		}
	})
}

func (x xmlBill) issue(e intake.Element) { x.word(issueTypes, "issue type", e.Attr("type")) }

func (x xmlBill) releaseNotes() {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "resolves":
			x.list("issue", x.issue)
		case "properties":
			x.properties(nil)
		}
	})
}

func (x xmlBill) vulnerability(e intake.Element) {
	var a analysis
	if ref, ok := e.Lookup("bom-ref"); ok {
		x.ref(ref)
	}
	x.each(func(e intake.Element) {
		switch e.Name {
		case "id":
			a.id = x.Text()
		case "recommendation":
			a.advice = x.Text()
		case "analysis":
			x.analysis(&a)
		case "affects":
			x.list("target", func(intake.Element) { x.target(&a) })
		case "properties":
			x.properties(nil)
		}
	})
	x.statement(a)
}

func (x xmlBill) analysis(a *analysis) {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "state":
			a.state = x.Text()
			x.word(states, "analysis state", a.state)
		case "justification":
			a.justification = x.Text()
			x.word(justifications, "justification", a.justification)
		case "responses":
			x.list("response", func(intake.Element) {
				text := x.Text()
				x.word(responses, "response", text)
				a.responses = append(a.responses, text)
			})
		case "detail":
			a.detail = x.Text()
		}
	})
}

func (x xmlBill) target(a *analysis) {
	ref := ""
	x.each(func(e intake.Element) {
		switch e.Name {
		case "ref":
			ref = x.Text()
		case "versions":
			x.each(func(intake.Element) {
				status := "affected" // the schema's default
				x.each(func(e intake.Element) {
					if e.Name == "status" {
						status = x.Text()
						x.word(affectedStatuses, "status", status)
					}
				})
				a.statuses = append(a.statuses, status)
			})
		}
	})
	if ref == "" {
		x.Problem("cyclonedx-required", "the affected part has no ref")
		return
	}
	a.refs = append(a.refs, ref)
}
