package cyclonedx

func (j jsonBill) metadata() {
	j.Object(func(name string) {
		j.known(ofMetadata, name)
		switch name {
		case "timestamp":
			if text := j.String(); text != "" {
				j.doc.Created = j.time(text)
			}
		case "lifecycles":
			j.Array(func(int) { j.lifecycle() })
		case "tools":
			j.tools()
		case "authors":
			j.Array(func(int) { j.bill.author(j.contact()) })
		case "component":
			if j.Kind() == '{' {
				p := j.subject()
				j.part(p)
				j.doc.Subject = p.Component
			} else {
				j.Object(func(string) {}) // tells that it is none
			}
		case "manufacture":
			j.doc.Supplier = first(j.doc.Supplier, j.organisation(nil))
		case "manufacturer":
			j.maker(j.organisation(&j.address[0]))
		case "supplier":
			j.doc.Supplier = first(j.organisation(&j.address[2]), j.doc.Supplier)
		case "licenses":
			var l licences
			j.licences(&l)
		case "properties":
			j.properties(nil)
		case "distributionConstraints":
			j.Object(func(name string) {
				if name == "tlp" {
					j.word(tlp, "TLP classification", j.String())
				}
			})
		}
	})
}

func (j jsonBill) lifecycle() {
	var phase, own string
	j.Object(func(name string) {
		switch name {
		case "phase":
			phase = j.String()
			j.word(phases, "life cycle phase", phase)
		case "name":
			own = j.String()
		}
	})
	if text := first(phase, own); text != "" {
		j.doc.Phases = append(j.doc.Phases, text)
	}
}

// tools takes both forms: a list until 1.4, an object with components and
// services since 1.5.
func (j jsonBill) tools() {
	one := func(int) {
		var vendor, own, version string
		j.Object(func(name string) {
			switch name {
			case "vendor":
				vendor = j.String()
			case "name":
				own = j.String()
			case "version":
				version = j.String()
			case "bom-ref":
				j.ref(j.String())
			case "hashes":
				j.hashes(nil)
			}
		})
		j.tool(vendor, own, version)
	}
	if j.Kind() == '[' {
		j.Array(one)
		return
	}
	j.Object(func(name string) {
		if name == "components" || name == "services" {
			j.Array(one)
		}
	})
}

func (j jsonBill) contact() (name, email string) {
	j.Object(func(key string) {
		switch key {
		case "name":
			name = j.String()
		case "email":
			email = j.String()
		case "bom-ref":
			j.ref(j.String())
		}
	})
	return name, email
}

// organisation returns its name, and tells where it is reached unless address
// is nil: by mail, or else on the web.
func (j jsonBill) organisation(address *string) string {
	var own, mail, web string
	j.Object(func(name string) {
		switch {
		case name == "name":
			own = j.String()
		case name == "url" && address != nil:
			j.Array(func(int) { web = first(web, j.String()) })
		case name == "contact" && address != nil:
			j.Array(func(int) {
				_, text := j.contact()
				mail = first(mail, text)
			})
		case name == "bom-ref":
			j.ref(j.String())
		}
	})
	if address != nil {
		*address = first(mail, web)
	}
	return own
}
