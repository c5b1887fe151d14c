package spdx

import (
	"net/url"
	"slices"
	"strings"
)

// lint holds an SPDX 2 document against the rules of the specification. A
// rule's name is the clause of SPDX 2.3; 2.2 has the same ones.
func lint(d *raw, n *notes) {
	lintHead(d, n)
	ids := lintIDs(d, n)
	old := versionOf(d.spdxVersion) == "2.2"
	for i := range d.packages {
		lintPackage(&d.packages[i], old, n)
	}
	for i := range d.files {
		lintFile(&d.files[i], n)
	}
	lintRelationships(d, ids, n)
}

// lintHead checks the document itself. SPDX 2.3, clause 6.
func lintHead(d *raw, n *notes) {
	switch d.spdxVersion {
	case "SPDX-2.2", "SPDX-2.3":
	default:
		n.add("spdxVersion", "6.1", "the version is %.40q; SPDX-2.2 and SPDX-2.3 are read, and this was read as if it were 2.3", d.spdxVersion)
	}
	if d.dataLicense != "CC0-1.0" {
		n.add("dataLicense", "6.2", "the data licence must be CC0-1.0, not %.60q", d.dataLicense)
	}
	if d.id != "SPDXRef-DOCUMENT" {
		n.add("SPDXID", "6.3", "the document's own identifier must be SPDXRef-DOCUMENT, not %.60q", d.id)
	}
	if d.name == "" {
		n.add("name", "6.4", "the document has no name")
	}
	switch u, err := url.Parse(d.namespace); {
	case d.namespace == "":
		n.add("documentNamespace", "6.5", "the document has no namespace, which tells it from all others")
	case err != nil || u.Scheme == "":
		n.add("documentNamespace", "6.5", "the namespace %.100q is no absolute URI", d.namespace)
	case strings.Contains(d.namespace, "#"):
		n.add("documentNamespace", "6.5", "the namespace %.100q must not hold a #", d.namespace)
	}
	lintCreation(d, n)
}

func lintCreation(d *raw, n *notes) {
	if !d.hasCreationInfo {
		n.add("creationInfo", "6.8", "nothing says who made the document, and when")
		return
	}
	if len(d.creators) == 0 {
		n.add("creationInfo.creators", "6.8", "nobody is named as the document's creator")
	}
	for _, c := range d.creators {
		if kind, name := agent(c); kind == "" || name == "" {
			n.add("creationInfo.creators", "6.8", "%.100q does not begin with Person:, Organization: or Tool: and a name", c)
		}
	}
	if _, ok := parseTime(d.created); !ok {
		n.add("creationInfo.created", "6.9", "the time of creation is %.40q, which is not of the form 2026-01-31T12:00:00Z", d.created)
	}
}

// lintIDs looks that each identifier is there, well-formed and unique, and
// returns them all.
func lintIDs(d *raw, n *notes) map[string]bool {
	ids := make(map[string]bool, len(d.packages)+len(d.files)+len(d.others)+1)
	ids[d.id] = true
	note := func(at place, id, rule, what string) {
		switch {
		case id == "":
			n.add(at.path("SPDXID"), rule, "the %s has no SPDXID", what)
			return
		case ids[id]:
			n.add(at.path("SPDXID"), rule, "the identifier %.80s is used more than once", id)
		case !wellFormed(id):
			n.add(at.path("SPDXID"), rule, "the identifier %.80q is not SPDXRef- followed by letters, digits, dots and dashes", id)
		}
		ids[id] = true
	}
	for i := range d.packages {
		note(d.packages[i].at, d.packages[i].id, "7.2", "package")
	}
	for i := range d.files {
		note(d.files[i].at, d.files[i].id, "8.2", "file")
	}
	for _, o := range d.others {
		ids[o.id] = true
	}
	return ids
}

// wellFormed tells whether an identifier has its form. SPDX 2.3, 6.3 and 7.2.
func wellFormed(id string) bool {
	rest, ok := strings.CutPrefix(id, "SPDXRef-")
	if !ok || rest == "" {
		return false
	}
	for i := 0; i < len(rest); i++ {
		c := rest[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-') {
			return false
		}
	}
	return true
}

// lintPackage checks one package. SPDX 2.3, clause 7.
func lintPackage(p *rawPackage, old bool, n *notes) {
	if p.name == "" {
		n.add(p.at.path("name"), "7.1", "the package has no name")
	}
	lintParty(p.at.path, "supplier", p.supplier, "7.5", n)
	lintParty(p.at.path, "originator", p.originator, "7.6", n)
	if p.download == "" {
		n.add(p.at.path("downloadLocation"), "7.7", "the package states no download location, not even NOASSERTION")
	}
	if p.filesAnalyzed == "false" && (p.verificationCode || p.hasFiles) {
		n.add(p.at.path("filesAnalyzed"), "7.8", "the package's files were not analysed, so it can list no files and no verification code")
	}
	if old {
		lintOldPackage(p, n)
	} else {
		lintNewPackage(p, n)
	}
	lintChecksums(p.checksums, p.at, "7.10", n)
	for _, r := range p.refs {
		lintRef(p.at, r, n)
	}
}

// lintOldPackage checks what 2.2 demanded and 2.3 no longer does.
func lintOldPackage(p *rawPackage, n *notes) {
	if p.purpose+p.releaseDate+p.builtDate+p.validUntil != "" {
		n.add(p.at.path(""), "7.24", "the purpose of a package and its dates came with SPDX 2.3, and this says it is 2.2")
	}
	for _, f := range [...]struct{ text, field, rule string }{
		{p.concluded, "licenseConcluded", "7.13"}, {p.declared, "licenseDeclared", "7.15"}, {p.copyright, "copyrightText", "7.17"},
	} {
		if f.text == "" {
			n.add(p.at.path(f.field), f.rule, "the package states no %s, which SPDX 2.2 demands, not even NOASSERTION", f.field)
		}
	}
}

// lintNewPackage checks what came with 2.3.
func lintNewPackage(p *rawPackage, n *notes) {
	json := p.at.line == 0
	if _, ok := kinds[p.purpose]; !ok && p.purpose != "" || json && p.purpose == "OPERATING-SYSTEM" {
		n.add(p.at.path("primaryPackagePurpose"), "7.24", "%.60q is no purpose that SPDX knows", p.purpose)
	}
	for _, f := range [...]struct{ text, field, rule string }{
		{p.releaseDate, "releaseDate", "7.25"}, {p.builtDate, "builtDate", "7.26"}, {p.validUntil, "validUntilDate", "7.27"},
	} {
		if _, ok := parseTime(f.text); !ok && f.text != "" {
			n.add(p.at.path(f.field), f.rule, "%.40q is not of the form 2026-01-31T12:00:00Z", f.text)
		}
	}
}

func lintParty(path func(string) string, field, text, rule string, n *notes) {
	if unsaid(text) {
		return
	}
	if kind, name := agent(text); kind == "" || kind == "Tool" || name == "" {
		n.add(path(field), rule, "%.100q is neither NOASSERTION nor Person: or Organization: and a name", text)
	}
}

func lintChecksums(sums []rawChecksum, at place, rule string, n *notes) {
	for _, s := range sums {
		h, ok := hashes[s.algorithm]
		switch {
		case !ok:
			n.add(at.path("checksums"), rule, "%.40q is no checksum algorithm that SPDX knows", s.algorithm)
		case s.value == "" || strings.Trim(s.value, "0123456789abcdefABCDEF") != "":
			n.add(at.path("checksums"), rule, "the %s value %.80q is not written in hex digits", s.algorithm, s.value)
		case h.digits > 0 && len(s.value) != h.digits:
			n.add(at.path("checksums"), rule, "the %s value has %d hex digits instead of %d", s.algorithm, len(s.value), h.digits)
		}
	}
}

// lintRef checks an external reference. SPDX 2.3, 7.21 and Annex F.
func lintRef(at place, r rawRef, n *notes) {
	if !categories[r.category] {
		n.add(at.path("externalRefs"), "7.21", "%.60q is no category of an external reference", r.category)
	}
	if r.kind == "" || r.locator == "" {
		n.add(at.path("externalRefs"), "7.21", "an external reference needs a type and a locator")
		return
	}
	form := map[string]string{"purl": "pkg:", "cpe23Type": "cpe:2.3:", "cpe22Type": "cpe:/"}[r.kind]
	if !strings.HasPrefix(r.locator, form) {
		n.add(at.path("externalRefs"), "7.21", "%.100q is no %s: it does not begin with %s", r.locator, r.kind, form)
	}
}

// lintFile checks one file. SPDX 2.3, clause 8.
func lintFile(f *rawFile, n *notes) {
	if f.name == "" {
		n.add(f.at.path("fileName"), "8.1", "the file has no name")
	}
	sha1 := slices.ContainsFunc(f.checksums, func(s rawChecksum) bool { return s.algorithm == "SHA1" })
	if !sha1 {
		n.add(f.at.path("checksums"), "8.4", "the file states no SHA1 checksum")
	}
	lintChecksums(f.checksums, f.at, "8.4", n)
}

// lintRelationships looks that both ends of each relationship exist. SPDX 2.3, 11.1.
func lintRelationships(d *raw, ids map[string]bool, n *notes) {
	outside := make(map[string]bool, len(d.externalDocs))
	for _, id := range d.externalDocs {
		outside[id] = true
		if !strings.HasPrefix(id, "DocumentRef-") {
			n.add("externalDocumentRefs", "6.6", "%.80q does not begin with DocumentRef-", id)
		}
	}
	exists := func(id string) bool {
		doc, _, other := strings.Cut(id, ":")
		return ids[id] || id == "NONE" || id == "NOASSERTION" || other && outside[doc]
	}
	for _, r := range d.relationships {
		if _, ok := relations[r.kind]; !ok {
			n.add(r.at.path("relationshipType"), "11.1", "%.60q is no type of relationship that SPDX knows", r.kind)
		}
		if !exists(r.from) {
			n.add(r.at.path("spdxElementId"), "11.1", "nothing in the document has the identifier %.80q", r.from)
		}
		if !exists(r.to) {
			n.add(r.at.path("relatedSpdxElement"), "11.1", "nothing in the document has the identifier %.80q", r.to)
		}
	}
	for _, id := range d.describes {
		if !exists(id) {
			n.add("documentDescribes", "11.1", "nothing in the document has the identifier %.80q", id)
		}
	}
}
