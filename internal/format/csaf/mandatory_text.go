package csaf

import (
	"strings"
)

// The mandatory tests about languages, weaknesses, ids and categories.

// unknownCWE: the weakness exists and goes by that name (6.1.11).
func unknownCWE(v *view, ps *problems) {
	for i := range v.vulns {
		cwe := v.vulns[i].get("cwe")
		if cwe == nil || cwe.kind != '{' {
			continue
		}
		path := index("/vulnerabilities", i) + "/cwe"
		id, name := cwe.str("id"), cwe.str("name")
		names := cweNames(id)
		switch {
		case names == nil:
			ps.add(path+"/id", "CWE knows no weakness %q", shorten(id))
		case !contains(names, name):
			ps.add(path+"/name", "%s is called %q, not %q", id, names[0], shorten(name))
		}
	}
}

func contains(all []string, s string) bool {
	for _, one := range all {
		if one == s {
			return true
		}
	}
	return false
}

// unknownLanguage: language tags are valid and exist (6.1.12).
func unknownLanguage(v *view, ps *problems) {
	eachLanguage(v, func(tag, path string) {
		if err := checkLanguage(tag); err != nil {
			ps.add(path, "%q is no language: %v", shorten(tag), err)
		}
	})
}

func eachLanguage(v *view, fn func(tag, path string)) {
	for _, name := range []string{"lang", "source_lang"} {
		if tag := v.document.str(name); tag != "" {
			fn(tag, "/document/"+name)
		}
	}
}

// translatorWithoutSource: a translator names the language it translated from (6.1.15).
func translatorWithoutSource(v *view, ps *problems) {
	if v.document.get("publisher").str("category") == "translator" && v.document.str("source_lang") == "" {
		ps.add("/document/source_lang", "the publisher is a translator, and the source language is missing")
	}
}

// sameLanguages: a translation is into another language (6.1.28).
func sameLanguages(v *view, ps *problems) {
	lang, source := v.document.str("lang"), v.document.str("source_lang")
	if lang != "" && strings.EqualFold(lang, source) {
		ps.add("/document/source_lang", "document and source have the same language %q", shorten(lang))
	}
}

// doubleCVE: a CVE has one item (6.1.23).
func doubleCVE(v *view, ps *problems) {
	seen := map[string]int{}
	for i := range v.vulns {
		cve := v.vulns[i].str("cve")
		if cve == "" {
			continue
		}
		if first, twice := seen[cve]; twice {
			ps.add(index("/vulnerabilities", i)+"/cve", "%s is already the CVE of item %d", shorten(cve), first)
			continue
		}
		seen[cve] = i
	}
}

// doubleInvolvement: a party is involved once at a time (6.1.24).
func doubleInvolvement(v *view, ps *problems) {
	for i := range v.vulns {
		seen := map[string]bool{}
		items := v.vulns[i].list("involvements")
		for j := range items {
			party, date := items[j].str("party"), items[j].str("date")
			if t, ok := readTime(date); ok {
				date = t.UTC().String()
			}
			if seen[party+" "+date] && date != "" {
				ps.add(index(index("/vulnerabilities", i)+"/involvements", j), "%q is involved twice at the same time", shorten(party))
			}
			seen[party+" "+date] = true
		}
	}
}

// aimless: each item names a product or a group (6.1.29, 6.1.32).
func aimless(name string) func(*view, *problems) {
	return func(v *view, ps *problems) {
		for i := range v.vulns {
			items := v.vulns[i].list(name)
			for j := range items {
				if !items[j].has("product_ids") && !items[j].has("group_ids") {
					ps.add(index(index("/vulnerabilities", i)+"/"+name, j), "it does not say to which products it applies")
				}
			}
		}
	}
}

// doubleFlag: a product has one justification a vulnerability (6.1.33).
func doubleFlag(v *view, ps *problems) {
	codes := strings.Fields(justifications)
	for i := range v.vulns {
		flagOf := map[string]int{}
		flags := v.vulns[i].list("flags")
		for j := range flags {
			if !contains(codes, flags[j].str("label")) {
				continue
			}
			for _, id := range v.covered(&flags[j]) {
				if first, flagged := flagOf[id]; flagged && first != j {
					ps.add(index(index("/vulnerabilities", i)+"/flags", j), "the product %q has a justification in flag %d already", shorten(id), first)
					continue
				}
				flagOf[id] = j
			}
		}
	}
}
