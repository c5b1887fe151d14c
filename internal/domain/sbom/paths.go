package sbom

import (
	"cmp"
	"slices"
	"strings"
)

// PathsTo returns at most most ways to a component, the shortest first: one
// through each part that needs or holds it, and how many such parts there are.
// A way is the refs from the subject, or from another root, to the component,
// both included. A component that nothing needs has one way, itself. It takes
// time linear to the document, whatever circles there are.
func (g *Graph) PathsTo(ref string, most int) (ways [][]string, through int) {
	if !g.known[ref] {
		return nil, 0
	}
	heads := map[string]head{"": {}, ref: {through: true}}
	var by []string
	for from, next := range g.next {
		if from != ref && g.known[from] && slices.Contains(next, ref) && !g.head(from, heads).through {
			by = append(by, from)
		}
	}
	if len(by) == 0 {
		return [][]string{g.PathTo(ref)}, 0
	}
	slices.SortFunc(by, func(a, b string) int {
		return cmp.Or(g.anchored(heads[a].root)-g.anchored(heads[b].root), heads[a].depth-heads[b].depth, strings.Compare(a, b))
	})
	for _, from := range by[:min(most, len(by))] {
		ways = append(ways, append(g.PathTo(from), ref))
	}
	return ways, len(by)
}

// A head is where the shortest way to a ref begins, how long it is, and
// whether it leads through the component that is asked for: such a part is
// only in there because of that.
type head struct {
	root    string
	depth   int
	through bool
}

// head finds the head of a ref, each step once for all that are asked for.
func (g *Graph) head(ref string, heads map[string]head) head {
	var back []string
	at := ref
	for {
		if _, known := heads[at]; known {
			break
		}
		back = append(back, at)
		at = g.from[at]
	}
	h := heads[at]
	for _, step := range slices.Backward(back) {
		if h.depth++; h.root == "" {
			h.root = step
		}
		heads[step] = h
	}
	return heads[ref]
}

// anchored puts ways from the first root, which is the subject, first.
func (g *Graph) anchored(root string) int {
	if len(g.roots) > 0 && root == g.roots[0] {
		return 0
	}
	return 1
}

// A Step is a part on the way to a component.
type Step struct {
	Ref, Name, Version string
}

// Ways is why a component is in a document.
type Ways struct {
	Component Component // as it first stands there
	Places    int       // how often it stands there
	Direct    bool      // what the document is about needs or holds it itself
	Through   int       // parts that need or hold it
	Paths     [][]Step  // the shortest, from what the document is about
}

// Why tells how the component with a fingerprint came into the document, by at
// most most ways; false when it is not in there.
func (d *Document) Why(print string, most int) (Ways, bool) {
	var w Ways
	labels := make(map[string]Step, len(d.Components)+1)
	var refs []string
	for c := range d.all() {
		if _, taken := labels[c.Ref]; !taken {
			labels[c.Ref] = Step{c.Ref, c.FullName(), c.Version}
		}
		if c != d.Subject && c.Fingerprint() == print {
			if w.Places++; w.Places == 1 {
				w.Component = *c
			}
			refs = append(refs, c.Ref)
		}
	}
	if len(refs) == 0 {
		return w, false
	}
	g := d.Graph()
	var all [][]string
	refs = slices.Compact(refs)
	for _, ref := range refs[:min(len(refs), mostPlaces)] {
		ways, through := g.PathsTo(ref, most)
		all = append(all, ways...)
		w.Through += through
	}
	slices.SortStableFunc(all, func(a, b []string) int {
		return cmp.Or(g.anchored(a[0])-g.anchored(b[0]), cmp.Compare(len(a), len(b)))
	})
	for _, way := range all[:min(most, len(all))] {
		w.Direct = w.Direct || len(way) == 2 && d.Subject != nil && way[0] == d.Subject.Ref
		path := make([]Step, len(way))
		for i, ref := range way {
			path[i] = labels[ref]
			if path[i].Ref == "" { // an end that the document does not list
				path[i] = Step{Ref: ref, Name: strings.TrimSpace(ref)}
			}
		}
		w.Paths = append(w.Paths, path)
	}
	return w, true
}

// mostPlaces is how many places of one component are walked to: each costs a
// look at the whole document.
const mostPlaces = 20
