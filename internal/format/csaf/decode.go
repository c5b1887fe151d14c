package csaf

import (
	"strings"
	"time"

	"aceso/internal/domain/advisory"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// Decode reads the advisory that a CSAF 2.0 or 2.1 document tells. What can't
// be understood is left out and noted among the problems; the error says that
// the bytes are no CSAF advisory at all. Call Validate to learn whether the
// document is valid.
func Decode(data []byte, lim intake.Limits) (*advisory.Advisory, check.Problems, error) {
	root, err := parse(data, lim)
	if err != nil {
		return nil, nil, err
	}
	version := root.get("document").str("csaf_version")
	if version != "2.0" && version != "2.1" {
		return nil, nil, fault.New(fault.Invalid, "%s", otherVersion(root)).Helped("send a CSAF 2.0 advisory")
	}
	var ps check.Problems
	if version == "2.0" {
		c := schemaCheck{}
		c.check(root, documentSchema, "")
		for _, p := range c.problems.all {
			ps.Add(p.Path, "csaf-schema", "%s", p.Text)
		}
	}
	v := newView(root)
	a := v.head()
	v.readProducts(a)
	for i := range v.vulns {
		a.Weaknesses = append(a.Weaknesses, weakness(&v.vulns[i]))
	}
	for _, r := range v.references {
		if !v.defined[r.id] {
			ps.Warn(r.path, "csaf-6.1.1", "the product tree defines no product %q: what is said of it is lost", shorten(r.id))
		}
	}
	return a, ps, nil
}

// head reads what stands under /document.
func (v *view) head() *advisory.Advisory {
	d, t := v.document, v.tracking
	publisher := d.get("publisher")
	a := &advisory.Advisory{
		ID: t.str("id"), Title: d.str("title"), Profile: v.category, Language: d.str("lang"),
		TLP: d.at("distribution", "tlp").str("label"), Severity: d.get("aggregate_severity").str("text"),
		Publisher: advisory.Publisher{
			Name: publisher.str("name"), Kind: publisher.str("category"),
			Namespace: publisher.str("namespace"), Contact: publisher.str("contact_details"),
		},
		Version: t.str("version"), Status: advisory.Status(t.str("status")),
		Released: timeAt(t, "initial_release_date"), Revised: timeAt(t, "current_release_date"),
		Notes: notesIn(d), References: referencesIn(d),
	}
	items := t.list("revision_history")
	for i := range items {
		a.Revisions = append(a.Revisions, advisory.Revision{
			Date: timeAt(&items[i], "date"), Version: items[i].str("number"), Summary: items[i].str("summary"),
		})
	}
	credits := d.list("acknowledgments")
	for i := range credits {
		c := &credits[i]
		a.Credits = append(a.Credits, advisory.Credit{Names: c.strs("names"), Organisation: c.str("organization"), Summary: c.str("summary")})
	}
	return a
}

func timeAt(n *node, name string) time.Time {
	t, _ := readTime(n.str(name))
	return t
}

func notesIn(n *node) []advisory.Note {
	var all []advisory.Note
	items := n.list("notes")
	for i := range items {
		all = append(all, advisory.Note{Kind: items[i].str("category"), Title: items[i].str("title"), Text: items[i].str("text")})
	}
	return all
}

func referencesIn(n *node) []advisory.Reference {
	var all []advisory.Reference
	items := n.list("references")
	for i := range items {
		all = append(all, advisory.Reference{Summary: items[i].str("summary"), URL: items[i].str("url"), Self: items[i].str("category") == "self"})
	}
	return all
}

// readProducts takes the products out of the tree, and the groups.
func (v *view) readProducts(a *advisory.Advisory) {
	for _, p := range v.products {
		out := advisory.Product{ID: p.id, Name: p.node.str("name"), Helper: helperOf(p.node.get("product_identification_helper"))}
		for _, b := range p.way {
			name := b.str("name")
			switch kind := b.str("category"); kind {
			case "vendor":
				out.Vendor = name
			case "product_family":
				out.Families = append(out.Families, name)
			case "product_name":
				out.Model = name
			case "product_version", "product_version_range":
				out.Version, out.Range = name, kind == "product_version_range"
			default:
				out.Others = append(out.Others, advisory.Branch{Kind: kind, Name: name})
			}
		}
		a.Products = append(a.Products, out)
	}
	rels := v.tree.list("relationships")
	parts := make(map[string]*advisory.Part, len(rels))
	for i := range rels {
		parts[rels[i].get("full_product_name").str("product_id")] = &advisory.Part{
			Kind: rels[i].str("category"), Of: rels[i].str("product_reference"), In: rels[i].str("relates_to_product_reference"),
		}
	}
	for i := range a.Products {
		a.Products[i].Part = parts[a.Products[i].ID]
	}
	groups := v.tree.list("product_groups")
	for i := range groups {
		a.Groups = append(a.Groups, advisory.Group{
			ID: groups[i].str("group_id"), Products: groups[i].strs("product_ids"), Summary: groups[i].str("summary"),
		})
	}
}

func helperOf(n *node) *advisory.Helper {
	if n == nil || n.kind != '{' {
		return nil
	}
	h := &advisory.Helper{
		CPE: n.str("cpe"), PURL: n.str("purl"), Models: n.strs("model_numbers"),
		Serials: n.strs("serial_numbers"), SKUs: n.strs("skus"), SBOMs: n.strs("sbom_urls"),
	}
	if purls := n.strs("purls"); h.PURL == "" && len(purls) > 0 { // CSAF 2.1
		h.PURL = purls[0]
	}
	return h
}

func weakness(n *node) advisory.Weakness {
	w := advisory.Weakness{
		CVE: n.str("cve"), Title: n.str("title"), CWE: n.get("cwe").str("id"),
		Notes: notesIn(n), References: referencesIn(n), Discovered: timeAt(n, "discovery_date"),
	}
	if cwes := n.list("cwes"); w.CWE == "" && len(cwes) > 0 { // CSAF 2.1
		w.CWE = cwes[0].str("id")
	}
	ids := n.list("ids")
	for i := range ids {
		w.IDs = append(w.IDs, strings.TrimSpace(ids[i].str("system_name")+" "+ids[i].str("text")))
	}
	for _, s := range advisory.Standings {
		for _, id := range n.get("product_status").strs(string(s)) {
			w.Says = append(w.Says, advisory.Says{Product: id, Standing: s})
		}
	}
	w.Scores = append(scoresIn(n.list("scores"), ""), scoresIn(n.list("metrics"), "content")...)
	remedies := n.list("remediations")
	for i := range remedies {
		r := &remedies[i]
		w.Remedies = append(w.Remedies, advisory.Remedy{
			Kind: r.str("category"), Details: r.str("details"), URL: r.str("url"), Date: timeAt(r, "date"),
			Products: r.strs("product_ids"), Groups: r.strs("group_ids"),
		})
	}
	flags := n.list("flags")
	for i := range flags {
		f := &flags[i]
		w.Flags = append(w.Flags, advisory.Flag{Label: f.str("label"), Date: timeAt(f, "date"), Products: f.strs("product_ids"), Groups: f.strs("group_ids")})
	}
	threats := n.list("threats")
	for i := range threats {
		t := &threats[i]
		w.Threats = append(w.Threats, advisory.Threat{
			Kind: t.str("category"), Details: t.str("details"), Products: t.strs("product_ids"), Groups: t.strs("group_ids"),
		})
	}
	return w
}

// scoresIn reads CSAF 2.0 scores, or 2.1 metrics, whose CVSS lies one step deeper.
func scoresIn(items []node, inside string) []advisory.Score {
	var all []advisory.Score
	for i := range items {
		around := &items[i]
		if inside != "" {
			around = around.get(inside)
		}
		for _, name := range []string{"cvss_v2", "cvss_v3", "cvss_v4"} {
			n := around.get(name)
			if n == nil || n.kind != '{' {
				continue
			}
			base, _ := n.num("baseScore")
			all = append(all, advisory.Score{
				System: "CVSS:" + n.str("version"), Vector: n.str("vectorString"), Base: base,
				Severity: strings.ToLower(n.str("baseSeverity")), Products: items[i].strs("products"),
			})
		}
	}
	return all
}
