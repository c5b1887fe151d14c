package csaf

import "regexp"

// The informative tests: hints at what could be better (6.3).

// onlyCVSS2: a CVSS 2 score does not stand alone (6.3.1).
func onlyCVSS2(v *view, ps *problems) {
	for i := range v.vulns {
		scores := v.vulns[i].list("scores")
		newer := map[string]bool{} // products that another item rates with CVSS 3
		for j := range scores {
			if scores[j].has("cvss_v3") {
				for _, id := range scores[j].strs("products") {
					newer[id] = true
				}
			}
		}
		for j := range scores {
			if !scores[j].has("cvss_v2") || scores[j].has("cvss_v3") {
				continue
			}
			for _, id := range scores[j].strs("products") {
				if !newer[id] {
					ps.add(index(index("/vulnerabilities", i)+"/scores", j), "CVSS 2 is the only score of the product %q", shorten(id))
				}
			}
		}
	}
}

// usesCVSS30: CVSS 3 is 3.1 (6.3.2).
func usesCVSS30(v *view, ps *problems) {
	eachRating(v, func(_ int, r rating) {
		if !r.two && r.node.str("version") == "3.0" {
			ps.add(r.path+"/version", "CVSS 3.0 is used; 3.1 is the better one")
		}
	})
}

// missingCVE: each vulnerability has a CVE (6.3.3).
func missingCVE(v *view, ps *problems) {
	for i := range v.vulns {
		if !v.vulns[i].has("cve") {
			ps.add(index("/vulnerabilities", i)+"/cve", "the vulnerability has no CVE")
		}
	}
}

// missingCWE: each vulnerability has a CWE (6.3.4).
func missingCWE(v *view, ps *problems) {
	for i := range v.vulns {
		if !v.vulns[i].has("cwe") {
			ps.add(index("/vulnerabilities", i)+"/cwe", "the vulnerability has no CWE")
		}
	}
}

// shortHash: hashes have 256 bits at least (6.3.5).
func shortHash(v *view, ps *problems) {
	eachHashes(v, func(hashes []node, path string) {
		for i := range hashes {
			if value := hashes[i].str("value"); value != "" && len(value) < 64 {
				ps.add(index(path, i)+"/value", "the hash has %d digits; 64 are the least that is safe", len(value))
			}
		}
	})
}

// branchCategories: the way to a product in branches names vendor, product
// name and product version, in this order (6.3.9).
func branchCategories(v *view, ps *problems) {
	want := [...]string{"vendor", "product_name", "product_version"}
	for _, p := range v.products {
		if p.way == nil {
			continue
		}
		next := 0
		for _, b := range p.way {
			if next < len(want) && b.str("category") == want[next] {
				next++
			}
		}
		if next < len(want) {
			ps.add(p.path, "on the way to the product %q there is no branch of kind %s", shorten(p.id), want[next])
		}
	}
}

// usesVersionRange: branches name versions, not ranges (6.3.10).
func usesVersionRange(v *view, ps *problems) {
	for _, b := range v.branches {
		if b.node.str("category") == "product_version_range" {
			ps.add(b.path+"/category", "the branch %q is a range of versions", shorten(b.node.str("name")))
		}
	}
}

var leadingV = regexp.MustCompile(`^[vV][0-9]`)

// versionWithV: versions do not begin with a v (6.3.11).
func versionWithV(v *view, ps *problems) {
	for _, b := range v.branches {
		if b.node.str("category") == "product_version" && leadingV.MatchString(b.node.str("name")) {
			ps.add(b.path+"/name", "the version %q begins with a v", shorten(b.node.str("name")))
		}
	}
}
