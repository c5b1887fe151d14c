package cyclonedx

import (
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
)

// jsonBill walks a CycloneDX document in JSON.
type jsonBill struct {
	*bill
	*intake.JSONWalk
	fine *[objects]uint64 // the members, by their numbers, that were found to belong there
}

// readJSON fills the bill from JSON. Data behind the document is a problem,
// not the end.
func (b *bill) readJSON(data []byte) (check.Problems, error) {
	w, err := intake.WalkJSON(data, b.lim)
	if err != nil {
		return nil, err
	}
	w.Tolerate = true
	b.place = w
	j := jsonBill{b, w, new([objects]uint64)}
	j.document()
	return w.Problems, w.Close()
}

// Both halves know these; the walk's are meant.
func (j jsonBill) Path() string { return j.JSONWalk.Path() }

func (j jsonBill) Problem(rule, format string, args ...any) {
	j.JSONWalk.Problem(rule, format, args...)
}
func (j jsonBill) Warn(rule, format string, args ...any) { j.JSONWalk.Warn(rule, format, args...) }
func (j jsonBill) Fail(err error)                        { j.JSONWalk.Fail(err) }
func (j jsonBill) Read() (done, total int)               { return j.JSONWalk.Read() }

// known checks the name of the member that was read last. One that belonged
// there before does so again.
func (j jsonBill) known(of object, name string) {
	bit := uint64(0) // of one that is not numbered
	if nth := j.Nth(); nth >= 0 && nth < 64 {
		bit = 1 << nth
	}
	if j.fine[of]&bit == 0 && j.bill.known(of, name) {
		j.fine[of] |= bit
	}
}

func (j jsonBill) document() {
	var hasFormat, hasVersion, hasRevision bool
	j.Object(func(name string) {
		j.known(ofDocument, name)
		switch name {
		case "bomFormat":
			hasFormat = true
			if text := j.String(); text != "CycloneDX" {
				j.Problem("cyclonedx-format", "bomFormat is %q and must be CycloneDX", check.Short(text))
			}
		case "specVersion":
			hasVersion = true
			j.specVersion(j.String())
		case "serialNumber":
			j.serial(j.String())
		case "version":
			if n, ok := j.Int(); ok {
				hasRevision = true
				j.revision(n)
			}
		case "metadata":
			j.metadata()
		case "components":
			j.Array(func(int) { j.component(nil) })
		case "services":
			j.Array(func(int) { j.service() })
		case "dependencies":
			j.Array(func(int) { j.dependency() })
		case "compositions":
			j.Array(func(int) { j.composition() })
		case "vulnerabilities":
			j.Array(func(int) { j.vulnerability() })
		case "citations":
			j.Array(func(int) { j.citation() })
		case "properties":
			j.properties(nil)
		}
	})
	if !hasFormat {
		j.Problem("cyclonedx-required", "the document has no bomFormat")
	}
	if !hasVersion {
		j.Problem("cyclonedx-required", "the document has no specVersion")
	}
	if !hasRevision && j.minor <= 4 {
		j.Problem("cyclonedx-required", "the document has no version, which CycloneDX asks for before 1.5")
	}
}

// specVersion was read ahead of everything else; here only its rule is held.
func (j jsonBill) specVersion(text string) {
	switch text {
	case "1.2", "1.3", "1.4", "1.5", "1.6", "1.7":
	case "1.0", "1.1":
		j.Problem("cyclonedx-version", "CycloneDX %s has no JSON form", text)
	default:
		j.Problem("cyclonedx-version", "CycloneDX %q is not known yet; it is read as 1.%d", check.Short(text), newest)
	}
}

func (j jsonBill) service() {
	hasName := false
	j.Object(func(name string) {
		j.known(ofService, name)
		switch name {
		case "bom-ref":
			j.doc.OtherRefs = append(j.doc.OtherRefs, j.ref(j.String()))
		case "name":
			hasName = j.Kind() == '"'
		case "data":
			j.Array(func(int) { j.dataFlow() })
		case "licenses":
			var l licences
			j.licences(&l)
		case "properties":
			j.properties(nil)
		case "services":
			j.Array(func(int) { j.service() })
		}
	})
	if !hasName {
		j.Problem("cyclonedx-required", "the service has no name")
	}
}

func (j jsonBill) dataFlow() {
	var hasFlow, hasClass bool
	j.Object(func(name string) {
		switch name {
		case "flow":
			hasFlow = true
			j.word(flows, "data flow", j.String())
		case "classification":
			hasClass = true
		}
	})
	if !hasFlow || !hasClass {
		j.Problem("cyclonedx-required", "the data has no flow or no classification")
	}
}

func (j jsonBill) dependency() {
	ref := ""
	var on []string // only where they stand before the ref
	before := len(j.doc.Edges)
	j.Object(func(name string) {
		switch {
		case name == "ref":
			ref = j.String()
		case name == "dependsOn" && ref == "":
			on = j.Strings()
		case name == "dependsOn":
			j.Array(func(int) {
				if to := j.String(); to != "" {
					j.edge(ref, to)
				}
			})
		}
	})
	if ref == "" {
		j.Problem("cyclonedx-required", "the dependency has no ref")
		return
	}
	for _, to := range on {
		j.edge(ref, to)
	}
	j.leaf(ref, before)
}

// composition keeps how whole the document is about what is needed.
func (j jsonBill) composition() {
	var x sbom.Extent
	j.Object(func(name string) {
		switch name {
		case "aggregate":
			x.How = j.String()
		case "assemblies", "dependencies":
			x.Refs = append(x.Refs, j.Strings()...)
		}
	})
	j.extent(x)
}

// citation holds who is said to have found something, which is not kept.
func (j jsonBill) citation() {
	seen := map[string]bool{}
	j.Object(func(name string) { seen[name] = true })
	if !seen["attributedTo"] && !seen["process"] {
		j.Problem("cyclonedx-required", "the citation has neither attributedTo nor process")
	}
	if seen["pointers"] == seen["expressions"] {
		j.Problem("cyclonedx-required", "the citation has either pointers or expressions, and here are both or none")
	}
	if !seen["timestamp"] {
		j.Problem("cyclonedx-required", "the citation has no timestamp")
	}
}

// properties reads names and values into c, or only holds their rule.
func (j jsonBill) properties(c *sbom.Component) {
	j.Array(func(int) {
		var own, value string
		hasName := false
		j.Object(func(name string) {
			switch name {
			case "name":
				hasName, own = true, j.String()
			case "value":
				if c != nil && (own == "" || j.wants(own)) {
					value = j.String()
				}
			}
		})
		if !hasName && j.minor >= 6 {
			j.Problem("cyclonedx-required", "the property has no name")
		}
		if c != nil {
			c.SetProperty(own, value)
		}
	})
}
