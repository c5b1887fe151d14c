// Package response is what a hospital does about an advisory: which of its
// units are affected, and what follows from it.
//
// Whether a unit is affected is answered with three values. Advisories name
// products by free text, inventories too, so that most of the work is to tell
// whether two names mean the same; where that is not sure the answer is
// "cannot tell", with what a person would have to confirm. A weak likeness of
// names alone is never an answer, in neither direction.
package response

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"aceso/internal/domain/advisory"
	"aceso/internal/domain/match"
	"aceso/internal/hospital/fleet"
)

// An Answer says how one unit stands to an advisory. Its JSON shape is stable.
type Answer struct {
	Tag    string      `json:"tag"`
	State  match.State `json:"state"`
	Why    string      `json:"why"`
	Settle string      `json:"settle"` // for cannot_tell: what would settle it
}

// An Alias is what a person has confirmed once: that the inventory's name and
// the advisory's mean the same product, or that they don't. Without Model and
// Product it speaks of the companies alone.
type Alias struct {
	Manufacturer, Model string // as the inventory writes them
	Vendor, Product     string // as advisories write them
	Same                bool
}

// Affected answers for one unit. For many, make a Reading once.
func Affected(a *advisory.Advisory, u fleet.Unit, aliases []Alias) Answer {
	return Read(a, aliases).Affected(u)
}

// A Reading is an advisory prepared for being held against many units.
type Reading struct {
	targets []target
	named   string // what the advisory names, for reasons
	aliases map[aliasKey]bool
	makers  map[string]*maker // by the inventory's text
	known   map[[3]string][]hit
}

// A target is one product that the advisory says something of.
type target struct {
	claim    advisory.Claim
	vendor   *vendor // one for all targets of it
	label    string  // what to call it in reasons
	models   []model
	listed   []model // models that the version text names
	versions advisory.Versions
	helper   *advisory.Helper
	needs    string // what must be installed on the unit for the claim to hold; "" is nothing
}

type aliasKey struct{ manufacturer, model, vendor, product string }

// Read prepares an advisory and what was confirmed about names.
func Read(a *advisory.Advisory, aliases []Alias) *Reading {
	r := &Reading{
		aliases: make(map[aliasKey]bool, len(aliases)),
		makers:  map[string]*maker{},
		known:   map[[3]string][]hit{},
	}
	for _, al := range aliases {
		r.aliases[aliasKey{plain(al.Manufacturer), plain(al.Model), plain(al.Vendor), plain(al.Product)}] = al.Same
	}
	ids := make(map[string]*advisory.Product, len(a.Products))
	for i := range a.Products {
		ids[a.Products[i].ID] = &a.Products[i]
	}
	vendors := map[string]*vendor{}
	for _, c := range a.Claims() {
		r.targets = append(r.targets, makeTarget(a, c, ids, vendors))
	}
	r.named = listNames(r.targets)
	return r
}

// versionInName finds a version at the end of a product's name: "IntelliSpace Portal 8.0.x".
var versionInName = regexp.MustCompile(`^(.*\S)\s+[vV]?(\d+(?:\.(?:\d+|[xX]))+)$`)

func makeTarget(a *advisory.Advisory, c advisory.Claim, ids map[string]*advisory.Product, vendors map[string]*vendor) target {
	p := c.Product
	t := target{claim: c, helper: p.Helper}
	if p.Part != nil && p.Model == "" { // a component in a product: the unit is the product
		if in := ids[p.Part.In]; in != nil {
			if of := ids[p.Part.Of]; of != nil && p.Part.Kind != "default_component_of" {
				t.needs = of.Name
			}
			p = in
		}
	}
	vendorText := p.Vendor
	if vendorText == "" && a.Publisher.Kind == "vendor" {
		vendorText = a.Publisher.Name
	}
	if t.vendor = vendors[vendorText]; t.vendor == nil {
		t.vendor = readVendor(vendorText)
		vendors[vendorText] = t.vendor
	}
	name := p.Model
	if name == "" {
		name = nameAlone(p)
	}
	t.label = strings.TrimSpace(t.vendor.text + " " + name)
	if strings.HasPrefix(plain(name), plain(t.vendor.text)) {
		t.label = name
	}
	t.versions = advisory.ReadVersions(p.Version)
	if p.Version == "" && p.Part == nil { // no branch says which versions: then it is all of them
		t.versions = advisory.Versions{Text: "all versions", All: true}
	}
	if m := versionInName.FindStringSubmatch(name); m != nil {
		t.models = append(t.models, readModel(m[1], t.vendor))
		if t.versions.All {
			t.versions = advisory.ReadVersions(m[2])
		}
	}
	t.models = append(t.models, readModel(name, t.vendor))
	for _, family := range p.Families {
		t.models = append(t.models, readModel(family+" "+name, t.vendor))
	}
	for _, part := range t.versions.Loose {
		t.listed = append(t.listed, readModel(part, t.vendor))
	}
	for _, s := range t.versions.Spans {
		if s.Low == s.High {
			t.listed = append(t.listed, readModel(s.Low, t.vendor))
		}
	}
	return t
}

// nameAlone takes the version away from a product's full name.
func nameAlone(p *advisory.Product) string {
	name := p.Name
	if at := strings.LastIndex(name, p.Version); p.Version != "" && at > 0 {
		name = name[:at]
	}
	if before, _, found := strings.Cut(name, ": "); found {
		name = before
	}
	return strings.TrimSpace(name)
}

// listNames writes the products of an advisory for a reason, at most three.
func listNames(targets []target) string {
	var names []string
	seen := map[string]bool{}
	for _, t := range targets {
		if !seen[t.label] {
			seen[t.label] = true
			names = append(names, t.label)
		}
	}
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + fmt.Sprintf(" and %d more", len(names)-3)
	}
	return strings.Join(names, ", ")
}

// globbed tells whether a helper's number, in which * and ? stand for parts,
// means this one (CSAF 2.0, 3.1.3.3.4 and 3.1.3.3.6).
func globbed(patterns []string, number string) bool {
	for _, p := range patterns {
		if ok, err := path.Match(strings.ToLower(strings.NewReplacer("[", `\[`, "/", "|").Replace(p)), strings.ToLower(strings.ReplaceAll(number, "/", "|"))); err == nil && ok {
			return true
		}
	}
	return false
}
