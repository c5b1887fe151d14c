package sbom

import (
	"cmp"
	"slices"
	"strings"
)

// An Atlas is a document's graph made ready for walking about in it: from part
// to part, down to what it needs and up to what needs it. It is not to be
// changed, and several may walk at once.
type Atlas struct {
	g     *Graph
	up    map[string][]string
	node  map[string]Node
	first map[string]string // key to the ref where it stands first
	root  string            // ref of the subject; "" where the document names none
}

// A Node is a part in the graph.
type Node struct {
	Ref, Key      string // Key is its fingerprint; "" for what the document only refers to
	Name, Version string
	Needs         int // parts that it needs or holds
	NeededBy      int
}

// A Branch is a part with the first of what it needs in turn.
type Branch struct {
	Node
	Next   []Node
	More   int  // that are not listed
	Circle bool // it leads back to where one stands
}

// Around is a part in the middle of what needs it and what it needs.
type Around struct {
	Node
	Way      []Node // from what the document is about down to it
	Up       []Node
	UpMore   int
	Down     []Branch
	DownMore int
}

// Atlas reads the document once, in time linear to it.
func (d *Document) Atlas() *Atlas {
	a := &Atlas{g: d.Graph(), up: map[string][]string{}, node: make(map[string]Node, len(d.Components)+1), first: make(map[string]string, len(d.Components)+1)}
	if d.Subject != nil {
		a.root = d.Subject.Ref
	}
	for c := range d.all() {
		if _, taken := a.node[c.Ref]; taken {
			continue
		}
		n := Node{Ref: c.Ref, Key: c.Fingerprint(), Name: c.FullName(), Version: c.Version}
		if _, taken := a.first[n.Key]; !taken {
			a.first[n.Key] = c.Ref
		}
		a.node[c.Ref] = n
	}
	for from, next := range a.g.next {
		next = slices.Clone(next)
		slices.SortFunc(next, a.byName)
		next = slices.Compact(next)
		a.g.next[from] = next
		for _, to := range next {
			a.up[to] = append(a.up[to], from)
		}
	}
	for ref := range a.up {
		slices.SortFunc(a.up[ref], a.byName)
	}
	for ref, n := range a.node {
		n.Needs, n.NeededBy = len(a.g.next[ref]), len(a.up[ref])
		a.node[ref] = n
	}
	return a
}

func (a *Atlas) byName(x, y string) int {
	p, listed := a.node[x]
	q, also := a.node[y]
	if listed != also { // what is only referred to comes last
		if listed {
			return -1
		}
		return 1
	}
	return cmp.Or(strings.Compare(p.Name, q.Name), strings.Compare(p.Version, q.Version), strings.Compare(x, y))
}

// look returns the part of a ref; what the document does not list has only that.
func (a *Atlas) look(ref string) Node {
	if n, known := a.node[ref]; known {
		return n
	}
	return Node{Ref: ref, Name: strings.TrimSpace(ref), NeededBy: len(a.up[ref])}
}

// Roots returns the parts that nothing needs, what the document is about
// first: at most so many, and how many more there are.
func (a *Atlas) Roots(most int) (roots []Node, more int) {
	for _, ref := range a.g.Roots() {
		if len(roots) == most {
			more++
			continue
		}
		roots = append(roots, a.look(ref))
	}
	return roots, more
}

// Around returns the part with a key, "" standing for what the document is
// about, and what is around it: at most most in each direction. false where
// there is no such part, or nothing that the document is about.
func (a *Atlas) Around(key string, most int) (Around, bool) {
	ref, found := a.first[key]
	if key == "" {
		ref, found = a.root, a.root != ""
	}
	if !found {
		return Around{}, false
	}
	out := Around{Node: a.look(ref)}
	for _, step := range a.g.PathTo(ref) {
		out.Way = append(out.Way, a.look(step))
	}
	for _, up := range a.up[ref] {
		if len(out.Up) == most {
			out.UpMore++
			continue
		}
		out.Up = append(out.Up, a.look(up))
	}
	for _, down := range a.g.next[ref] {
		if len(out.Down) == most {
			out.DownMore++
			continue
		}
		out.Down = append(out.Down, a.branch(ref, down, most))
	}
	return out, true
}

func (a *Atlas) branch(focus, ref string, most int) Branch {
	b := Branch{Node: a.look(ref), Circle: ref == focus || slices.Contains(a.g.next[ref], focus)}
	for _, next := range a.g.next[ref] {
		if len(b.Next) == most {
			b.More++
			continue
		}
		b.Next = append(b.Next, a.look(next))
	}
	return b
}

// Find returns parts whose name holds a text, by name, at most so many, and
// how many more there are.
func (a *Atlas) Find(text string, most int) (found []Node, more int) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return nil, 0
	}
	for _, n := range a.node {
		if strings.Contains(strings.ToLower(n.Name), text) {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(x, y Node) int {
		return cmp.Or(len(x.Name)-len(y.Name), strings.Compare(x.Name, y.Name), strings.Compare(x.Version, y.Version), strings.Compare(x.Ref, y.Ref))
	})
	if len(found) > most {
		found, more = found[:most], len(found)-most
	}
	return found, more
}
