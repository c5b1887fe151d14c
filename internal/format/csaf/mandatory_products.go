package csaf

import (
	"slices"
	"strings"

	"aceso/internal/value/ident"
)

// The mandatory tests about the product tree and the use of its ids.

// missingProduct: every product id that is used is defined (6.1.1).
func missingProduct(v *view, ps *problems) {
	for _, r := range v.references {
		if !v.defined[r.id] {
			ps.add(r.path, "the product tree defines no product %q", shorten(r.id))
		}
	}
}

// doubleProduct: no product id is defined twice (6.1.2).
func doubleProduct(v *view, ps *problems) {
	seen := make(map[string]string, len(v.products))
	for _, p := range v.products {
		if p.id == "" {
			continue
		}
		if first, twice := seen[p.id]; twice {
			ps.add(p.path+"/product_id", "the product %q is already defined at %s", shorten(p.id), first)
			continue
		}
		seen[p.id] = p.path
	}
}

// circularProduct: what a relationship defines does not rest on itself (6.1.3).
func circularProduct(v *view, ps *problems) {
	rels := v.tree.list("relationships")
	rests := make(map[string][]string, len(rels))
	for i := range rels {
		id := rels[i].get("full_product_name").str("product_id")
		rests[id] = append(rests[id], rels[i].str("product_reference"), rels[i].str("relates_to_product_reference"))
	}
	state := make(map[string]walkState, len(rests))
	for i := range rels {
		id := rels[i].get("full_product_name").str("product_id")
		if id != "" && inCircle(id, rests, state) {
			ps.add(index("/product_tree/relationships", i)+"/full_product_name/product_id",
				"the product %q is defined by relationships that lead back to it", shorten(id))
		}
	}
}

// A walkState is what is known of a product id in the search for circles.
type walkState byte

const (
	unseen walkState = iota
	open             // on the way
	clean            // leads to no circle
	caught           // lies on a circle or leads to one
)

// inCircle walks what id rests on, without recursion: a chain may be long.
func inCircle(id string, rests map[string][]string, state map[string]walkState) bool {
	type step struct {
		id   string
		next int
	}
	if state[id] != unseen {
		return state[id] == caught
	}
	way := []step{{id: id}}
	state[id] = open
	for len(way) > 0 {
		top := &way[len(way)-1]
		if top.next == len(rests[top.id]) {
			if state[top.id] == open {
				state[top.id] = clean
			}
			way = way[:len(way)-1]
			continue
		}
		to := rests[top.id][top.next]
		top.next++
		switch state[to] {
		case unseen:
			if len(rests[to]) > 0 {
				state[to] = open
				way = append(way, step{id: to})
			}
		case open, caught:
			// All below a caught one are caught too.
			for i := len(way) - 1; i >= 0 && state[way[i].id] != caught; i-- {
				state[way[i].id] = caught
			}
		}
	}
	return state[id] == caught
}

// missingGroup: every group id that is used is defined (6.1.4).
func missingGroup(v *view, ps *problems) {
	for _, r := range v.groupRefs {
		if _, defined := v.groups[r.id]; !defined {
			ps.add(r.path, "the product tree defines no product group %q", shorten(r.id))
		}
	}
}

// doubleGroup: no group id is defined twice (6.1.5).
func doubleGroup(v *view, ps *problems) {
	seen := map[string]bool{}
	groups := v.tree.list("product_groups")
	for i := range groups {
		id := groups[i].str("group_id")
		if seen[id] {
			ps.add(index("/product_tree/product_groups", i)+"/group_id", "the product group %q is already defined", shorten(id))
		}
		seen[id] = true
	}
}

// statusGroups are the groups of product status that contradict each other (6.1.6).
var statusGroups = []struct {
	name  string
	kinds []string
}{
	{"affected", []string{"first_affected", "known_affected", "last_affected"}},
	{"not affected", []string{"known_not_affected"}},
	{"fixed", []string{"first_fixed", "fixed"}},
	{"under investigation", []string{"under_investigation"}},
}

// contradictingStatus: a product is in one of the groups only (6.1.6).
func contradictingStatus(v *view, ps *problems) {
	for i := range v.vulns {
		status := v.vulns[i].get("product_status")
		group := map[string]string{}
		for _, g := range statusGroups {
			for _, kind := range g.kinds {
				for j, id := range status.strs(kind) {
					other, known := group[id]
					if known && other != g.name {
						ps.add(index(index("/vulnerabilities", i)+"/product_status/"+kind, j),
							"the product %q is both %s and %s", shorten(id), other, g.name)
					} else if !known {
						group[id] = g.name
					}
				}
			}
		}
	}
}

// invalidPURL: package URLs are valid, by their grammar and by the rules of
// the types that packages of devices come in (6.1.13).
func invalidPURL(v *view, ps *problems) {
	for _, p := range v.products {
		helper := p.node.get("product_identification_helper")
		if !helper.has("purl") {
			continue
		}
		path := p.path + "/product_identification_helper/purl"
		purl, err := ident.ParsePURL(helper.str("purl"))
		switch {
		case err != nil:
			ps.add(path, "%v", err)
		case purl.Type == "maven" && purl.Namespace == "":
			ps.add(path, "a package URL of type maven has a namespace, the group id")
		case (purl.Type == "oci" || purl.Type == "mlflow") && purl.Namespace != "":
			ps.add(path, "a package URL of type %s has no namespace; the registry is a qualifier", purl.Type)
		}
	}
}

// doubleHash: one file has one hash of each algorithm (6.1.25).
func doubleHash(v *view, ps *problems) {
	eachHashes(v, func(hashes []node, path string) {
		seen := map[string]bool{}
		for i := range hashes {
			algorithm := hashes[i].str("algorithm")
			if seen[algorithm] && algorithm != "" {
				ps.add(index(path, i)+"/algorithm", "the algorithm %q is used twice for one file", shorten(algorithm))
			}
			seen[algorithm] = true
		}
	})
}

// eachHashes calls fn with every list of file hashes.
func eachHashes(v *view, fn func(hashes []node, path string)) {
	for _, p := range v.products {
		files := p.node.get("product_identification_helper").list("hashes")
		for i := range files {
			fn(files[i].list("file_hashes"), index(p.path+"/product_identification_helper/hashes", i)+"/file_hashes")
		}
	}
}

// rangeWords make a version a range, as words of their own; the signs do so
// anywhere (6.1.31).
var rangeWords = []string{"after", "all", "before", "earlier", "later", "prior", "versions"}

// rangeInVersion: a branch of kind product_version names no range (6.1.31).
// CSAF 2.0 deems it enough to look for the words inside of others too; here
// they are words between blanks, as CSAF 2.1 made it, so that a version
// "after-eight" is none.
func rangeInVersion(v *view, ps *problems) {
	for _, b := range v.branches {
		if b.node.str("category") != "product_version" {
			continue
		}
		name := strings.ToLower(b.node.str("name"))
		if strings.ContainsAny(name, "<>") {
			ps.add(b.path+"/name", "%q is a range of versions in a branch of kind product_version", shorten(b.node.str("name")))
			continue
		}
		for _, word := range strings.Fields(name) {
			if slices.Contains(rangeWords, word) {
				ps.add(b.path+"/name", "%q names a range of versions (%q) in a branch of kind product_version", shorten(b.node.str("name")), word)
				break
			}
		}
	}
}
