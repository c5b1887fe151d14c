package csaf

// A view is a document with what many tests ask for taken out once.
type view struct {
	root     *node
	document *node
	tracking *node
	tree     *node
	vulns    []node

	category   string
	products   []product
	branches   []branch
	groups     map[string][]string // product ids of each group
	references []reference         // every use of a product id
	groupRefs  []reference         // every use of a group id
	defined    map[string]bool     // product ids
	unknown    problems            // what the schema check did not know
	expanded   int                 // product ids that groups stood for so far
	most       int                 // of them; 0 is no bound
}

// A product is a full product name and where it stands.
type product struct {
	node *node
	id   string
	path string
	way  []*node // branches from the root down to it; nil outside branches
}

// A branch is one of the tree's branches and where it stands.
type branch struct {
	node *node
	path string
}

// A reference is an id used at a place.
type reference struct{ id, path string }

func newView(root *node) *view {
	v := &view{
		root: root, document: root.get("document"), tree: root.get("product_tree"), vulns: root.list("vulnerabilities"),
		groups: map[string][]string{}, defined: map[string]bool{},
	}
	v.tracking = v.document.get("tracking")
	v.category = v.document.str("category")
	v.readTree()
	v.readUses()
	for _, p := range v.products {
		v.defined[p.id] = true
	}
	return v
}

func (v *view) readTree() {
	v.readBranches(v.tree.list("branches"), "/product_tree/branches", nil)
	for i := range v.tree.list("full_product_names") {
		v.product(&v.tree.list("full_product_names")[i], index("/product_tree/full_product_names", i), nil)
	}
	rels := v.tree.list("relationships")
	for i := range rels {
		path := index("/product_tree/relationships", i)
		v.product(rels[i].get("full_product_name"), path+"/full_product_name", nil)
		v.use(rels[i].str("product_reference"), path+"/product_reference")
		v.use(rels[i].str("relates_to_product_reference"), path+"/relates_to_product_reference")
	}
	groups := v.tree.list("product_groups")
	for i := range groups {
		ids := groups[i].strs("product_ids")
		id := groups[i].str("group_id")
		v.groups[id] = append(v.groups[id], ids...)
		v.useAll(ids, index("/product_tree/product_groups", i)+"/product_ids")
	}
}

// readBranches goes as deep as the document does, which intake has bounded.
func (v *view) readBranches(list []node, path string, way []*node) {
	for i := range list {
		b, at := &list[i], index(path, i)
		down := append(way[:len(way):len(way)], b)
		v.branches = append(v.branches, branch{b, at})
		v.product(b.get("product"), at+"/product", down)
		v.readBranches(b.list("branches"), at+"/branches", down)
	}
}

func (v *view) product(n *node, path string, way []*node) {
	if n != nil && n.kind == '{' && n.has("product_id") {
		v.products = append(v.products, product{node: n, id: n.str("product_id"), path: path, way: way})
	} else if n != nil && n.kind == '{' {
		v.products = append(v.products, product{node: n, path: path, way: way})
	}
}

func (v *view) use(id, path string) {
	if id != "" {
		v.references = append(v.references, reference{id, path})
	}
}

func (v *view) useAll(ids []string, path string) {
	for i, id := range ids {
		v.use(id, index(path, i))
	}
}

func (v *view) readUses() {
	for i := range v.vulns {
		vuln, path := &v.vulns[i], index("/vulnerabilities", i)
		if status := vuln.get("product_status"); status != nil {
			for _, kind := range status.keys {
				v.useAll(status.strs(kind), path+"/product_status/"+kind)
			}
		}
		for j := range vuln.list("scores") {
			v.useAll(vuln.list("scores")[j].strs("products"), index(path+"/scores", j)+"/products")
		}
		for _, name := range []string{"remediations", "threats", "flags"} {
			for j := range vuln.list(name) {
				item, at := &vuln.list(name)[j], index(path+"/"+name, j)
				v.useAll(item.strs("product_ids"), at+"/product_ids")
				for k, id := range item.strs("group_ids") {
					v.groupRefs = append(v.groupRefs, reference{id, index(at+"/group_ids", k)})
				}
			}
		}
	}
}

// covered returns the product ids that an item with product_ids and group_ids
// speaks of. A small document can make groups stand for billions of ids;
// Validate looks at the count.
func (v *view) covered(item *node) []string {
	ids := item.strs("product_ids")
	for _, group := range item.strs("group_ids") {
		v.expanded += len(v.groups[group])
		if v.most > 0 && v.expanded > v.most {
			break
		}
		ids = append(ids[:len(ids):len(ids)], v.groups[group]...)
	}
	return ids
}

// profile tells whether the document's category is one of those given.
func (v *view) profile(categories ...string) bool {
	for _, c := range categories {
		if v.category == c {
			return true
		}
	}
	return false
}
