package cyclonedx

import (
	"strconv"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
)

// dependencyGraph is the name space of the extension that 1.1 documents carry
// their dependencies in.
const dependencyGraph = "http://cyclonedx.org/schema/ext/dependency-graph/1.0"

// lists are the elements that come more than once.
var lists = map[string]bool{
	"component": true, "service": true, "dependency": true, "vulnerability": true, "hash": true, "license": true, "reference": true,
	"property": true, "tool": true, "author": true, "patch": true, "issue": true, "target": true, "citation": true, "lifecycle": true,
}

// xmlBill walks a CycloneDX document in XML.
type xmlBill struct {
	*bill
	*intake.XMLWalk
}

func (b *bill) readXML(data []byte) (check.Problems, error) {
	w, err := intake.WalkXML(data, b.lim)
	if err != nil {
		return nil, err
	}
	w.Lists = lists
	b.place = w
	x := xmlBill{b, w}
	x.document()
	return w.Problems, w.Close()
}

// Both halves know these; the walk's are meant.
func (x xmlBill) Path() string { return x.XMLWalk.Path() }

func (x xmlBill) Problem(rule, format string, args ...any) { x.XMLWalk.Problem(rule, format, args...) }
func (x xmlBill) Warn(rule, format string, args ...any)    { x.XMLWalk.Warn(rule, format, args...) }
func (x xmlBill) Fail(err error)                           { x.XMLWalk.Fail(err) }
func (x xmlBill) Read() (done, all int)                    { return x.XMLWalk.Read() }

// each reads the children of the open element that are CycloneDX's own;
// elements of other name spaces may stand anywhere and are skipped.
func (x xmlBill) each(fn func(e intake.Element)) {
	x.Children(func(e intake.Element) {
		if e.Space == x.Root.Space {
			fn(e)
		}
	})
}

// list reads children of one name, and tells of any other.
func (x xmlBill) list(name string, fn func(e intake.Element)) {
	x.each(func(e intake.Element) {
		if e.Name != name {
			x.Problem("cyclonedx-unknown", "the element %s does not belong here", check.Short(e.Name))
			return
		}
		fn(e)
	})
}

func (x xmlBill) document() {
	if serial, ok := x.Root.Lookup("serialNumber"); ok {
		x.known(ofDocument, "serialNumber")
		x.serial(serial)
	}
	if text, ok := x.Root.Lookup("version"); ok {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			x.Problem("cyclonedx-version", "the version of the document is %q and no whole number", check.Short(text))
		} else {
			x.revision(n)
		}
	}
	hasComponents := false
	x.Children(func(e intake.Element) {
		if e.Space == dependencyGraph && e.Name == "dependencies" {
			x.dependencies()
		}
		if e.Space != x.Root.Space {
			return
		}
		x.known(ofDocument, e.Name)
		switch e.Name {
		case "metadata":
			x.metadata()
		case "components":
			hasComponents = true
			x.list("component", func(e intake.Element) { x.component(e, nil) })
		case "services":
			x.list("service", x.service)
		case "dependencies":
			x.dependencies()
		case "compositions":
			x.list("composition", func(intake.Element) { x.composition() })
		case "vulnerabilities":
			x.list("vulnerability", x.vulnerability)
		case "citations":
			x.list("citation", func(intake.Element) { x.citation() })
		case "properties":
			x.properties(nil)
		}
	})
	if !hasComponents && x.minor <= 1 {
		x.Problem("cyclonedx-required", "the document has no components, which CycloneDX asks for before 1.2")
	}
}

func (x xmlBill) service(e intake.Element) {
	if ref, ok := e.Lookup("bom-ref"); ok {
		x.doc.OtherRefs = append(x.doc.OtherRefs, x.ref(ref))
	}
	hasName := false
	x.each(func(e intake.Element) {
		x.known(ofService, e.Name)
		switch e.Name {
		case "name":
			hasName = true
		case "data":
			x.dataFlows()
		case "licenses":
			var l licences
			x.licences(&l)
		case "properties":
			x.properties(nil)
		case "services":
			x.list("service", x.service)
		}
	})
	if !hasName {
		x.Problem("cyclonedx-required", "the service has no name")
	}
}

// dataFlows takes classification with its flow (until 1.4 the only form) and
// dataflow, which holds one.
func (x xmlBill) dataFlows() {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "classification":
			x.word(flows, "data flow", e.Attr("flow"))
		case "dataflow":
			x.dataFlows()
		}
	})
}

func (x xmlBill) dependencies() {
	x.Children(func(e intake.Element) {
		if e.Name == "dependency" {
			x.dependency(e, "")
		}
	})
}

// dependency reads what an element needs. Deeper levels, which the extension
// allows, are read the same way.
func (x xmlBill) dependency(e intake.Element, from string) {
	ref := e.Attr("ref")
	if ref == "" {
		x.Problem("cyclonedx-required", "the dependency has no ref")
	} else if from != "" {
		x.edge(from, ref)
	}
	before := len(x.doc.Edges)
	x.Children(func(e intake.Element) {
		if e.Name == "dependency" {
			x.dependency(e, ref)
		}
	})
	if ref != "" && from == "" {
		x.leaf(ref, before)
	}
}

// composition keeps how whole the document is about what is needed.
func (x xmlBill) composition() {
	var c sbom.Extent
	x.each(func(e intake.Element) {
		switch e.Name {
		case "aggregate":
			c.How = x.Text()
		case "assemblies", "dependencies":
			x.each(func(e intake.Element) {
				if ref := e.Attr("ref"); ref != "" {
					c.Refs = append(c.Refs, ref)
				}
			})
		}
	})
	x.extent(c)
}

func (x xmlBill) citation() {
	seen := map[string]int{}
	x.each(func(e intake.Element) { seen[e.Name]++ })
	if seen["attributedTo"] > 1 || seen["process"] > 1 {
		x.Problem("cyclonedx-required", "the citation has attributedTo or process more than once")
	}
	if seen["attributedTo"] == 0 && seen["process"] == 0 {
		x.Problem("cyclonedx-required", "the citation has neither attributedTo nor process")
	}
	if (seen["pointers"] > 0) == (seen["expressions"] > 0) {
		x.Problem("cyclonedx-required", "the citation has either pointers or expressions, and here are both or none")
	}
	if seen["timestamp"] == 0 {
		x.Problem("cyclonedx-required", "the citation has no timestamp")
	}
}

func (x xmlBill) properties(c *sbom.Component) {
	x.list("property", func(e intake.Element) {
		name, ok := e.Lookup("name")
		if !ok {
			x.Problem("cyclonedx-required", "the property has no name")
		}
		if c != nil && x.wants(name) {
			c.SetProperty(name, x.Text())
		}
	})
}
