package csaf

import (
	"regexp"
	"slices"
	"strings"
)

// The optional tests: what a valid document should not do without good reason (6.2).

// unusedProduct: every product that is defined is used (6.2.1).
func unusedProduct(v *view, ps *problems) {
	if v.profile(informationalProfile) {
		return
	}
	used := make(map[string]bool, len(v.references))
	for _, r := range v.references {
		used[r.id] = true
	}
	for _, p := range v.products {
		if !used[p.id] {
			ps.add(p.path+"/product_id", "the product %q is defined and never used", shorten(p.id))
		}
	}
}

var affectedKinds = []string{"first_affected", "known_affected", "last_affected"}

// missingRemediation: affected products and those under investigation have a
// remediation, if only "none available" (6.2.2).
func missingRemediation(v *view, ps *problems) {
	for i := range v.vulns {
		said := map[string]bool{}
		v.mark(said, v.vulns[i].list("remediations"), "")
		for _, kind := range append(affectedKinds[:3:3], "under_investigation") {
			v.eachUnmarked(i, kind, said, ps, "there is no remediation for %q")
		}
	}
}

// missingScore: affected products have a score (6.2.3).
func missingScore(v *view, ps *problems) {
	for i := range v.vulns {
		said := map[string]bool{}
		scores := v.vulns[i].list("scores")
		for j := range scores {
			for _, id := range scores[j].strs("products") {
				said[id] = true
			}
		}
		for _, kind := range affectedKinds {
			v.eachUnmarked(i, kind, said, ps, "there is no score for %q")
		}
	}
}

// buildInHistory: revisions carry no build metadata (6.2.4).
func buildInHistory(v *view, ps *problems) {
	for _, r := range v.history() {
		if r.version.build != "" {
			ps.add(r.path+"/number", "revision %s carries the build metadata %q", r.version.text, r.version.build)
		}
	}
}

// olderInitialDate: the first release is not older than the first revision (6.2.5).
func olderInitialDate(v *view, ps *problems) {
	all := v.history()
	date, ok := readTime(v.tracking.str("initial_release_date"))
	if ok && len(all) > 0 && date.Before(all[0].date) {
		ps.add("/document/tracking/initial_release_date", "it is older than the oldest revision, %s", all[0].date.Format("2006-01-02T15:04:05.999Z07:00"))
	}
}

// olderCurrentDate: the current release is not older than the last revision (6.2.6).
func olderCurrentDate(v *view, ps *problems) {
	all := v.history()
	date, ok := readTime(v.tracking.str("current_release_date"))
	if ok && len(all) > 0 && date.Before(all[len(all)-1].date) {
		ps.add("/document/tracking/current_release_date", "it is older than the newest revision, %s", all[len(all)-1].date.Format("2006-01-02T15:04:05.999Z07:00"))
	}
}

// missingInvolvementDate: involvements have a date (6.2.7).
func missingInvolvementDate(v *view, ps *problems) {
	for i := range v.vulns {
		items := v.vulns[i].list("involvements")
		for j := range items {
			if !items[j].has("date") {
				ps.add(index(index("/vulnerabilities", i)+"/involvements", j), "the involvement has no date")
			}
		}
	}
}

// onlyHash: a weak algorithm does not stand alone (6.2.8, 6.2.9).
func onlyHash(algorithm string) func(*view, *problems) {
	return func(v *view, ps *problems) {
		eachHashes(v, func(hashes []node, path string) {
			if len(hashes) > 0 && !slices.ContainsFunc(hashes, func(n node) bool { return n.str("algorithm") != algorithm }) {
				ps.add(path, "%s is the only hash of the file", algorithm)
			}
		})
	}
}

// missingTLP: the document has a TLP label (6.2.10).
func missingTLP(v *view, ps *problems) {
	switch label := v.document.at("distribution", "tlp").str("label"); label {
	case "AMBER", "GREEN", "RED", "WHITE":
	case "":
		ps.add("/document/distribution/tlp/label", "the document has no TLP label")
	default:
		ps.add("/document/distribution/tlp/label", "%q is no TLP label", shorten(label))
	}
}

// fileName is the name that a document's file must have (CSAF 2.0, 5.1).
func fileName(id string) string {
	return notInFileName.ReplaceAllString(strings.ToLower(id), "_") + ".json"
}

var notInFileName = regexp.MustCompile(`[^+\-a-z0-9]+`)

// missingCanonicalURL: one reference is the document's own address (6.2.11).
func missingCanonicalURL(v *view, ps *problems) {
	want := "/" + fileName(v.tracking.str("id"))
	refs := v.document.list("references")
	if !slices.ContainsFunc(refs, func(n node) bool {
		return n.str("category") == "self" && strings.HasPrefix(n.str("url"), "https://") && strings.HasSuffix(n.str("url"), want)
	}) {
		ps.add("/document/references", "no reference of category self has an https URL that ends with %s", shorten(want))
	}
}

// missingLanguage: the document says its language (6.2.12).
func missingLanguage(v *view, ps *problems) {
	if v.document.str("lang") == "" {
		ps.add("/document/lang", "the document does not say its language")
	}
}

// unsortedKeys: members stand in alphabetical order (6.2.13).
func unsortedKeys(v *view, ps *problems) { sortedBelow(v.root, "", ps) }

func sortedBelow(n *node, path string, ps *problems) {
	for i := range n.kids {
		at := ""
		if n.kind == '[' {
			at = index(path, i)
		} else {
			at = member(path, n.keys[i])
			if i > 0 && n.keys[i] < n.keys[i-1] {
				ps.add(at, "%q stands behind %q", shorten(n.keys[i]), shorten(n.keys[i-1]))
			}
		}
		if len(n.kids[i].kids) > 0 {
			sortedBelow(&n.kids[i], at, ps)
		}
	}
}

// privateLanguage: no language is one of private use (6.2.14).
func privateLanguage(v *view, ps *problems) {
	eachLanguage(v, func(tag, path string) {
		if part := privatePart(tag); part != "" {
			ps.add(path, "%q is reserved for private use", shorten(part))
		}
	})
}

// defaultLanguage: no language is i-default (6.2.15).
func defaultLanguage(v *view, ps *problems) {
	eachLanguage(v, func(tag, path string) {
		if strings.EqualFold(tag, "i-default") {
			ps.add(path, "i-default says no language")
		}
	})
}

// missingHelper: products can be told by more than a name (6.2.16).
func missingHelper(v *view, ps *problems) {
	for _, p := range v.products {
		if !p.node.has("product_identification_helper") {
			ps.add(p.path, "the product %q has no identification helper", shorten(p.id))
		}
	}
}

var cveShape = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,}$`)

// cveAmongIDs: a CVE stands in cve, not among the ids (6.2.17).
func cveAmongIDs(v *view, ps *problems) {
	for i := range v.vulns {
		ids := v.vulns[i].list("ids")
		for j := range ids {
			if text := ids[j].str("text"); cveShape.MatchString(text) {
				ps.add(index(index("/vulnerabilities", i)+"/ids", j), "%s is a CVE and belongs into cve", text)
			}
		}
	}
}

var versShape = regexp.MustCompile(`^vers:[a-z.\-+][a-z0-9.\-+]*/.+`)

// rangeWithoutVers: ranges of versions are written as vers (6.2.18).
func rangeWithoutVers(v *view, ps *problems) {
	for _, b := range v.branches {
		if b.node.str("category") == "product_version_range" && !versShape.MatchString(b.node.str("name")) {
			ps.add(b.path+"/name", "%q is no vers", shorten(b.node.str("name")))
		}
	}
}

// scoreOfFixed: where a product is fixed, its environmental score is 0 (6.2.19).
func scoreOfFixed(v *view, ps *problems) {
	fixed, of := map[string]bool{}, -1
	eachRating(v, func(vuln int, r rating) {
		if vuln != of {
			clear(fixed)
			of = vuln
			status := v.vulns[vuln].get("product_status")
			for _, id := range append(status.strs("first_fixed"), status.strs("fixed")...) {
				fixed[id] = true
			}
		}
		for _, id := range r.item.strs("products") {
			if fixed[id] && !r.environmentZero() {
				ps.add(r.path, "the product %q is fixed, and the environmental score is not 0", shorten(id))
			}
		}
	})
}

// environmentZero computes the environmental score from the vector and the
// properties beside it.
func (r rating) environmentZero() bool {
	if said, ok := r.node.num("environmentalScore"); ok && said > 0 {
		return false
	}
	vector := r.node.str("vectorString")
	codes := vectorCodes(vector)
	for _, m := range r.metrics {
		if codes[m.code] != "" {
			continue
		}
		for code, word := range m.words {
			if word == r.node.str(m.property) {
				vector += "/" + m.code + ":" + code
			}
		}
	}
	if r.two {
		vector = completeVector2(vector)
	}
	all, ok := compute(r.version(), vector)
	return ok && all.environmental == 0
}

// completeVector2 puts a CVSS 2 vector in order and fills the groups that are
// there in part, since the calculator wants groups whole.
func completeVector2(vector string) string {
	codes := vectorCodes(vector)
	var parts []string
	for i, m := range metrics2 {
		code := codes[m.code]
		if code == "" && i >= 6 {
			code = "ND"
		}
		if code != "" {
			parts = append(parts, m.code+":"+code)
		}
	}
	return strings.Join(parts, "/")
}

// additionalProperties: the document has nothing that the schema does not know (6.2.20).
func additionalProperties(v *view, ps *problems) { *ps = v.unknown }
