package cyclonedx

import "aceso/internal/format/intake"

func (x xmlBill) metadata() {
	x.each(func(e intake.Element) {
		x.known(ofMetadata, e.Name)
		switch e.Name {
		case "timestamp":
			x.doc.Created = x.time(x.Text())
		case "lifecycles":
			x.list("lifecycle", func(intake.Element) { x.lifecycle() })
		case "tools":
			x.tools()
		case "authors":
			x.list("author", func(intake.Element) { x.bill.author(x.contact()) })
		case "component":
			p := x.subject()
			x.part(e, p)
			x.doc.Subject = p.Component
		case "manufacture":
			x.doc.Supplier = first(x.doc.Supplier, x.organisation(new(string)))
		case "manufacturer":
			x.maker(x.organisation(&x.address[0]))
		case "supplier":
			x.doc.Supplier = first(x.organisation(&x.address[2]), x.doc.Supplier)
		case "licenses":
			var l licences
			x.licences(&l)
		case "properties":
			x.properties(nil)
		case "distributionConstraints":
			x.each(func(e intake.Element) {
				if e.Name == "tlp" {
					x.word(tlp, "TLP classification", x.Text())
				}
			})
		}
	})
}

func (x xmlBill) lifecycle() {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "phase":
			phase := x.Text()
			x.word(phases, "life cycle phase", phase)
			x.doc.Phases = append(x.doc.Phases, phase)
		case "name":
			x.doc.Phases = append(x.doc.Phases, x.Text())
		}
	})
}

// tools takes both forms: tool until 1.4, components and services since 1.5.
func (x xmlBill) tools() {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "tool":
			x.oneTool(e)
		case "components", "services":
			x.each(x.oneTool)
		}
	})
}

func (x xmlBill) oneTool(e intake.Element) {
	var vendor, name, version string
	if ref, ok := e.Lookup("bom-ref"); ok {
		x.ref(ref)
	}
	x.each(func(e intake.Element) {
		switch e.Name {
		case "vendor":
			vendor = x.Text()
		case "name":
			name = x.Text()
		case "version":
			version = x.Text()
		case "hashes":
			x.hashes(nil)
		}
	})
	x.tool(vendor, name, version)
}

func (x xmlBill) contact() (name, email string) {
	x.each(func(e intake.Element) {
		switch e.Name {
		case "name":
			name = x.Text()
		case "email":
			email = x.Text()
		}
	})
	return name, email
}

// organisation returns its name, and tells where it is reached: by mail, or
// else on the web.
func (x xmlBill) organisation(address *string) string {
	var name, mail, web string
	x.each(func(e intake.Element) {
		switch e.Name {
		case "name":
			name = x.Text()
		case "url":
			web = first(web, x.Text())
		case "contact":
			_, text := x.contact()
			mail = first(mail, text)
		}
	})
	*address = first(mail, web)
	return name
}
