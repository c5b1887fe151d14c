package advisory

import (
	"slices"
	"strings"
)

// A Product is one thing that an advisory speaks of, taken out of the tree it
// stood in: what its branches said of it, from the root to the leaf.
type Product struct {
	ID   string
	Name string // the full name, as the publisher writes it

	Vendor   string   // "" when the tree names none
	Families []string // product families on the way
	Model    string   // the branch of kind product_name
	Version  string   // text of the version, or of a range of them
	Range    bool     // Version came as a range (branch kind product_version_range)
	Others   []Branch // patch level, architecture, … on the way

	Helper *Helper // nil when none is given
	Part   *Part   // for a product that is two others together
}

// A Branch is one step of the tree on the way to a product.
type Branch struct{ Kind, Name string }

// A Helper names the product in other systems.
type Helper struct {
	CPE     string
	PURL    string
	Models  []string // model numbers; "*" and "?" stand for parts
	Serials []string // serial numbers; the same
	SKUs    []string
	SBOMs   []string // where its bill of materials lies
}

// A Part says that a product is a component within another.
type Part struct {
	Kind string // default_component_of, installed_on, …
	Of   string // id of the component
	In   string // id of what it is in or on
}

// Texts returns every text that may hold the product's name, without doubles.
func (p Product) Texts() []string {
	var all []string
	add := func(s string) {
		s = strings.TrimSpace(s)
		for _, have := range all {
			if have == s {
				return
			}
		}
		if s != "" {
			all = append(all, s)
		}
	}
	add(p.Model)
	add(p.Name)
	for _, f := range p.Families {
		add(f)
	}
	return all
}

// A Claim is everything an advisory says of one product, over all weaknesses.
type Claim struct {
	Product  *Product
	Affected []string // names of the weaknesses it has
	Clear    []string // of those it does not have, or no longer
	Open     []string // of those under investigation
}

// Claims returns what is said of each product, in the order of the tree.
// Products that no weakness speaks of are left out.
func (a *Advisory) Claims() []Claim {
	at := make(map[string]int, len(a.Products))
	all := make([]Claim, len(a.Products))
	for i := range a.Products {
		all[i].Product = &a.Products[i]
		if _, twice := at[a.Products[i].ID]; !twice {
			at[a.Products[i].ID] = i
		}
	}
	for _, w := range a.Weaknesses {
		for _, s := range w.Says {
			i, known := at[s.Product]
			if !known {
				continue
			}
			switch c := &all[i]; {
			case s.Standing.Affected():
				c.Affected = append(c.Affected, w.Name())
			case s.Standing.Clear():
				c.Clear = append(c.Clear, w.Name())
			case s.Standing == UnderInvestigation:
				c.Open = append(c.Open, w.Name())
			}
		}
	}
	said := all[:0]
	for _, c := range all {
		if len(c.Affected)+len(c.Clear)+len(c.Open) > 0 {
			said = append(said, c)
		}
	}
	return said
}

// Remedies returns what the users of a product can do about a weakness, in
// the order of the document.
func (a *Advisory) Remedies(w Weakness, product string) []Remedy {
	var all []Remedy
	for _, r := range w.Remedies {
		if slices.Contains(r.Products, product) || slices.ContainsFunc(r.Groups, func(id string) bool { return a.inGroup(id, product) }) {
			all = append(all, r)
		}
	}
	return all
}

func (a *Advisory) inGroup(id, product string) bool {
	return slices.ContainsFunc(a.Groups, func(g Group) bool { return g.ID == id && slices.Contains(g.Products, product) })
}

// Product returns the product with that id, or nil.
func (a *Advisory) Product(id string) *Product {
	for i := range a.Products {
		if a.Products[i].ID == id {
			return &a.Products[i]
		}
	}
	return nil
}
