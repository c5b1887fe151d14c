package csaf

import (
	"slices"
	"strings"
	"unicode"
)

// The mandatory tests about the document's category and its profile (CSAF 2.0, 4).

const (
	baseProfile          = "csaf_base"
	incidentProfile      = "csaf_security_incident_response"
	informationalProfile = "csaf_informational_advisory"
	advisoryProfile      = "csaf_security_advisory"
	vexProfile           = "csaf_vex"
)

var otherProfiles = []string{incidentProfile, informationalProfile, advisoryProfile, vexProfile}

// prohibitedCategory: a document of the base profile does not call itself
// like another one (6.1.26).
func prohibitedCategory(v *view, ps *problems) {
	if v.category == "" || v.profile(baseProfile) || v.profile(otherProfiles...) {
		return
	}
	if strings.HasPrefix(strings.ToLower(v.category), "csaf_") {
		ps.add("/document/category", "%q begins with csaf_, which is reserved", shorten(v.category))
		return
	}
	for _, p := range otherProfiles {
		if squeeze(v.category) == squeeze(strings.TrimPrefix(p, "csaf_")) || squeeze(v.category) == squeeze(p) {
			ps.add("/document/category", "%q is the name of the profile %s", shorten(v.category), p)
		}
	}
}

// squeeze takes case, blanks, dashes and underscores away.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || unicode.Is(unicode.Pd, r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// profileNotes: there is a note that tells what it is about (6.1.27.1).
func profileNotes(v *view, ps *problems) {
	if !v.profile(informationalProfile, incidentProfile) {
		return
	}
	notes := v.document.list("notes")
	if !slices.ContainsFunc(notes, func(n node) bool {
		return slices.Contains([]string{"description", "details", "general", "summary"}, n.str("category"))
	}) {
		ps.add("/document/notes", "no note is a description, details, general or summary")
	}
}

// profileReferences: there is a reference to somewhere else (6.1.27.2).
func profileReferences(v *view, ps *problems) {
	if !v.profile(informationalProfile, incidentProfile) {
		return
	}
	refs := v.document.list("references")
	// A reference without a category is external (3.1.10.1).
	if !slices.ContainsFunc(refs, func(n node) bool { return n.str("category") == "external" || !n.has("category") }) {
		ps.add("/document/references", "no reference is external")
	}
}

// profileNoVulnerabilities: an informational advisory has none (6.1.27.3).
func profileNoVulnerabilities(v *view, ps *problems) {
	if v.profile(informationalProfile) && v.root.get("vulnerabilities") != nil {
		ps.add("/vulnerabilities", "an informational advisory has no vulnerabilities")
	}
}

// profileProductTree: there is a product tree (6.1.27.4).
func profileProductTree(v *view, ps *problems) {
	if v.profile(advisoryProfile, vexProfile) && v.tree == nil {
		ps.add("/product_tree", "the product tree is missing")
	}
}

// profileVulnerabilities: there are vulnerabilities (6.1.27.11).
func profileVulnerabilities(v *view, ps *problems) {
	if v.profile(advisoryProfile, vexProfile) && v.root.get("vulnerabilities") == nil {
		ps.add("/vulnerabilities", "the vulnerabilities are missing")
	}
}

// profileVulnerabilityNotes: each vulnerability has notes (6.1.27.5).
func profileVulnerabilityNotes(v *view, ps *problems) {
	if v.profile(advisoryProfile, vexProfile) {
		eachLacking(v, ps, "notes")
	}
}

// profileProductStatus: each vulnerability says which products it concerns (6.1.27.6).
func profileProductStatus(v *view, ps *problems) {
	if v.profile(advisoryProfile) {
		eachLacking(v, ps, "product_status")
	}
}

func eachLacking(v *view, ps *problems, name string) {
	for i := range v.vulns {
		if v.vulns[i].get(name) == nil {
			ps.add(index("/vulnerabilities", i)+"/"+name, "the vulnerability has no %s", name)
		}
	}
}

// profileVEXStatus: each vulnerability has one of the four VEX states (6.1.27.7).
func profileVEXStatus(v *view, ps *problems) {
	if !v.profile(vexProfile) {
		return
	}
	for i := range v.vulns {
		status := v.vulns[i].get("product_status")
		if !status.has("fixed") && !status.has("known_affected") && !status.has("known_not_affected") && !status.has("under_investigation") {
			ps.add(index("/vulnerabilities", i)+"/product_status",
				"none of fixed, known_affected, known_not_affected and under_investigation is there")
		}
	}
}

// profileVulnerabilityID: each vulnerability has an id (6.1.27.8).
func profileVulnerabilityID(v *view, ps *problems) {
	if !v.profile(vexProfile) {
		return
	}
	for i := range v.vulns {
		if !v.vulns[i].has("cve") && !v.vulns[i].has("ids") {
			ps.add(index("/vulnerabilities", i), "the vulnerability has neither cve nor ids")
		}
	}
}

// profileImpact: each product that is not affected has its reason, in a flag
// or as a threat of kind impact (6.1.27.9).
func profileImpact(v *view, ps *problems) {
	if !v.profile(vexProfile) {
		return
	}
	for i := range v.vulns {
		said := map[string]bool{}
		v.mark(said, v.vulns[i].list("flags"), "")
		v.mark(said, v.vulns[i].list("threats"), "impact")
		v.eachUnmarked(i, "known_not_affected", said, ps, "there is no impact statement for %q")
	}
}

// profileAction: each affected product has a remediation (6.1.27.10).
func profileAction(v *view, ps *problems) {
	if !v.profile(vexProfile) {
		return
	}
	for i := range v.vulns {
		said := map[string]bool{}
		v.mark(said, v.vulns[i].list("remediations"), "")
		v.eachUnmarked(i, "known_affected", said, ps, "there is no action statement for %q")
	}
}

// mark notes the products that items speak of, those of one category if given.
func (v *view) mark(said map[string]bool, items []node, category string) {
	for i := range items {
		if category != "" && items[i].str("category") != category {
			continue
		}
		for _, id := range v.covered(&items[i]) {
			said[id] = true
		}
	}
}

// eachUnmarked tells of the products of a status that nothing was said about.
func (v *view) eachUnmarked(vuln int, kind string, said map[string]bool, ps *problems, text string) {
	for j, id := range v.vulns[vuln].get("product_status").strs(kind) {
		if !said[id] {
			ps.add(index(index("/vulnerabilities", vuln)+"/product_status/"+kind, j), text, shorten(id))
		}
	}
}
