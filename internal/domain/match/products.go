package match

import (
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// lookProduct holds the component against everything said of a platform name.
func (f *search) lookProduct(p *product) error {
	part := p.cpe.Part
	if part != "a" && part != "o" && part != "h" {
		part = "*"
	}
	found, err := f.byProduct(part, vendorKey(p.cpe.Vendor), p.cpe.Product)
	if err != nil {
		return err
	}
	f.addProducts(p, found)
	switch {
	case !f.intel.Covers(vuln.Products):
		f.keep(f.uncovered(vuln.Products))
	case len(found) > 0:
		f.looked = true
	default:
		f.keep(fmt.Sprintf("the bundle knows no product %s; a name rule would help", strings.Trim(p.cpe.Vendor+":"+p.cpe.Product, "*:")))
	}
	return nil
}

// vendorKey is the vendor to look up: "*" where the name leaves it open.
func vendorKey(vendor string) string {
	if vendor == "" || vendor == "-" || strings.Contains(vendor, "*") {
		return "*"
	}
	return vendor
}

// addProducts holds the component against the statements on a product's name.
// Where its own name leaves the vendor open and several have such a product,
// only a sign of the vendor makes one of them the right one.
func (f *search) addProducts(p *product, found []vuln.Statement) {
	var vendors []string
	open := vendorKey(p.cpe.Vendor) == "*"
	targets := make([]ident.CPE, len(found))
	for i := range found {
		t, ok := readCPE(found[i].CPE)
		if !ok {
			continue
		}
		targets[i] = t
	}
	if open {
		vendors = vendorsOf(found, targets)
	}
	for i := range found {
		st, t := &found[i], &targets[i]
		if t.Product == "" {
			continue
		}
		c := claim{weakness: st.Weakness, st: st, product: p, rank: byPlatform}
		if st.Source == "cve" {
			c.rank = byName
		}
		c.hold, c.condition = holdCPE(p, st, t, f.s, f.doc)
		if c.hold.answer != no {
			if open && !f.s.madeBy(t, vendors) {
				c.open = "its CPE leaves the vendor open, and " + list(insert(slices.Clone(vendors), t.Vendor), 4) + " have a product of that name"
				c.settle = "who makes it: a CPE with a vendor, or a name rule"
			} else if held := f.heldPackage(); held != "" && p.rule == "cpe" && !confirms(f.s, t) {
				c.open = "the sources for " + held + " say nothing of it"
				c.settle = "whether " + t.Vendor + ":" + t.Product + " is this very package, without a patch of its own"
			} else if held == "" && p.rule == "cpe" && f.s.hasPURL && f.s.isSystem() {
				c.open = "a distribution may have mended it without a new version, and nothing here speaks for " + f.s.distribution()
				c.settle = "the distribution's word on it"
			}
		}
		f.add(c)
	}
}

// vendorsOf lists who has a product of the name. CVE 5 writes vendors as its
// authors please, in many spellings: it counts only where nobody else speaks.
func vendorsOf(found []vuln.Statement, targets []ident.CPE) []string {
	var kept, loose []string
	for i := range found {
		switch {
		case targets[i].Product == "":
		case found[i].Source == "cve":
			loose = insert(loose, targets[i].Vendor)
		default:
			kept = insert(kept, targets[i].Vendor)
		}
	}
	if len(kept) == 0 {
		return loose
	}
	return kept
}

// heldPackage names the ecosystem of the component's package if the bundle
// holds its sources: they are nearer to it than a platform name.
func (f *search) heldPackage() string {
	for i := range f.s.packages {
		p := &f.s.packages[i]
		if p.rule != "alias" && !p.guessed && f.covers(p) {
			return p.ecosystem
		}
	}
	return ""
}

// madeBy tells whether a product whose vendor the component leaves open is meant:
// it is the only one of that name, or something else points to its vendor.
func (s *subject) madeBy(t *ident.CPE, vendors []string) bool {
	if len(vendors) == 1 && vendors[0] == t.Vendor {
		return true
	}
	for _, sign := range []string{t.Product, s.c.Supplier, s.c.Group, s.purl.Namespace} {
		if related(sign, t.Vendor) {
			return true
		}
	}
	return false
}
