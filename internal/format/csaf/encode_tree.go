package csaf

import (
	"slices"

	"aceso/internal/domain/advisory"
)

type (
	jsonTree struct {
		Branches  []*jsonBranch      `json:"branches,omitempty"`
		Names     []jsonProduct      `json:"full_product_names,omitempty"`
		Groups    []jsonGroup        `json:"product_groups,omitempty"`
		Relations []jsonRelationship `json:"relationships,omitempty"`
	}
	jsonBranch struct {
		Branches []*jsonBranch `json:"branches,omitempty"`
		Category string        `json:"category"`
		Name     string        `json:"name"`
		Product  *jsonProduct  `json:"product,omitempty"`
	}
	jsonProduct struct {
		Name   string      `json:"name"`
		ID     string      `json:"product_id"`
		Helper *jsonHelper `json:"product_identification_helper,omitempty"`
	}
	jsonHelper struct {
		CPE     string   `json:"cpe,omitempty"`
		Models  []string `json:"model_numbers,omitempty"`
		PURL    string   `json:"purl,omitempty"`
		SBOMs   []string `json:"sbom_urls,omitempty"`
		Serials []string `json:"serial_numbers,omitempty"`
		SKUs    []string `json:"skus,omitempty"`
	}
	jsonGroup struct {
		ID       string   `json:"group_id"`
		Products []string `json:"product_ids"`
		Summary  string   `json:"summary,omitempty"`
	}
	jsonRelationship struct {
		Category string      `json:"category"`
		Product  jsonProduct `json:"full_product_name"`
		Of       string      `json:"product_reference"`
		In       string      `json:"relates_to_product_reference"`
	}
)

// treeOf builds the product tree; nil where there is no product.
func treeOf(a *advisory.Advisory) *jsonTree {
	if len(a.Products) == 0 {
		return nil
	}
	t := &jsonTree{}
	root := &jsonBranch{}
	for i := range a.Products {
		p := &a.Products[i]
		full := jsonProduct{Name: p.Name, ID: p.ID, Helper: helperFor(p.Helper)}
		way := wayOf(p)
		switch {
		case p.Part != nil:
			t.Relations = append(t.Relations, jsonRelationship{p.Part.Kind, full, p.Part.Of, p.Part.In})
		case len(way) == 0:
			t.Names = append(t.Names, full)
		default:
			root.put(way, full)
		}
	}
	t.Branches = root.Branches
	for _, g := range a.Groups {
		t.Groups = append(t.Groups, jsonGroup{g.ID, g.Products, g.Summary})
	}
	return t
}

// wayOf is the way to a product from the root: who makes it, its families, its
// name, its version, and what else stood on the way.
func wayOf(p *advisory.Product) []advisory.Branch {
	var way []advisory.Branch
	add := func(kind, name string) {
		if name != "" {
			way = append(way, advisory.Branch{Kind: kind, Name: name})
		}
	}
	add("vendor", p.Vendor)
	for _, f := range p.Families {
		add("product_family", f)
	}
	add("product_name", p.Model)
	if p.Range {
		add("product_version_range", p.Version)
	} else {
		add("product_version", p.Version)
	}
	return append(way, p.Others...)
}

// put hangs a product under the branch that it belongs to, which is made where
// it is not there yet. A branch holds a product or branches, never both: a
// second product of the same way gets a branch of its own.
func (b *jsonBranch) put(way []advisory.Branch, full jsonProduct) {
	step, last := way[0], len(way) == 1
	at := slices.IndexFunc(b.Branches, func(x *jsonBranch) bool {
		return x.Category == step.Kind && x.Name == step.Name && !last && x.Product == nil
	})
	if at < 0 {
		b.Branches = append(b.Branches, &jsonBranch{Category: step.Kind, Name: step.Name})
		at = len(b.Branches) - 1
	}
	if last {
		b.Branches[at].Product = &full
		return
	}
	b.Branches[at].put(way[1:], full)
}

func helperFor(h *advisory.Helper) *jsonHelper {
	if h == nil {
		return nil
	}
	return &jsonHelper{CPE: h.CPE, Models: h.Models, PURL: h.PURL, SBOMs: h.SBOMs, Serials: h.Serials, SKUs: h.SKUs}
}
