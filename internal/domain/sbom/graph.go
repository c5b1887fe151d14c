package sbom

// A Graph is how a document's components hang together: what needs what, and
// what is nested in what. It answers why something is in there.
type Graph struct {
	next  map[string][]string // what a ref needs or holds
	known map[string]bool     // every ref that is a component
	roots []string
	from  map[string]string // the step before, on a shortest path from a root; a root's is ""
}

// Graph reads the document's edges and nesting, in time linear to both.
// Circles and edges to nowhere do no harm.
func (d *Document) Graph() *Graph {
	g := &Graph{
		next:  make(map[string][]string, len(d.Components)),
		known: make(map[string]bool, len(d.Components)+1),
		from:  make(map[string]string, len(d.Components)+1),
	}
	needed := make(map[string]bool, len(d.Components))
	add := func(from, to string) {
		g.next[from] = append(g.next[from], to)
		if from != to {
			needed[to] = true
		}
	}
	for c := range d.all() {
		g.known[c.Ref] = true
		if c.Parent != "" {
			add(c.Parent, c.Ref)
		}
	}
	for _, e := range d.Edges {
		add(e.From, e.To)
	}
	if d.Subject != nil {
		g.roots = append(g.roots, d.Subject.Ref)
	}
	for i := range d.Components {
		if ref := d.Components[i].Ref; !needed[ref] && (d.Subject == nil || ref != d.Subject.Ref) {
			g.roots = append(g.roots, ref)
		}
	}
	g.search()
	return g
}

// search finds a shortest path to everything that a root leads to: first from
// the subject alone, then from the other roots.
func (g *Graph) search() {
	if len(g.roots) > 0 {
		g.spread(g.roots[:1])
		g.spread(g.roots)
	}
}

// spread walks breadth first from the starts to what was not reached before.
func (g *Graph) spread(starts []string) {
	queue := make([]string, 0, len(g.known))
	for _, s := range starts {
		if _, done := g.from[s]; !done {
			g.from[s] = ""
			queue = append(queue, s)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, to := range g.next[at] {
			if _, done := g.from[to]; !done {
				g.from[to] = at
				queue = append(queue, to)
			}
		}
	}
}

// Roots returns the refs that nothing else needs or holds, the subject first.
func (g *Graph) Roots() []string { return g.roots }

// PathTo returns the refs on a shortest way from the subject to a component,
// both included; from another root where the subject does not lead there; only
// the component where it hangs in a circle that nothing leads into; nil where
// there is no such component.
func (g *Graph) PathTo(ref string) []string {
	if !g.known[ref] {
		return nil
	}
	if _, reached := g.from[ref]; !reached {
		return []string{ref}
	}
	var back []string
	for at := ref; at != ""; at = g.from[at] {
		back = append(back, at)
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// PathTo returns the refs from the subject to a component. To ask for many,
// make a Graph once.
func (d *Document) PathTo(ref string) []string { return d.Graph().PathTo(ref) }

// Roots returns the refs that nothing else needs or holds, the subject first.
func (d *Document) Roots() []string { return d.Graph().Roots() }

// Circles returns the groups of refs that need each other in a circle, each
// in the document's order: every member leads back to itself.
func (d *Document) Circles() [][]string {
	next := make(map[string][]string, len(d.Edges))
	var order []string
	for _, e := range d.Edges {
		if _, seen := next[e.From]; !seen {
			order = append(order, e.From)
		}
		next[e.From] = append(next[e.From], e.To)
	}
	s := circleSearch{next: next, number: make(map[string]int, len(order)), low: make(map[string]int, len(order)), open: map[string]bool{}}
	for _, ref := range order {
		if s.number[ref] == 0 {
			s.visit(ref)
		}
	}
	return s.found
}

// circleSearch is Tarjan's search for strongly connected parts (SIAM Journal
// on Computing, 1972), with its own stack: a chain may be longer than the
// machine's.
type circleSearch struct {
	next        map[string][]string
	number, low map[string]int
	open        map[string]bool
	stack       []string
	count       int
	found       [][]string
}

func (s *circleSearch) visit(start string) {
	type frame struct {
		ref string
		at  int
	}
	s.enter(start)
	for work := []frame{{ref: start}}; len(work) > 0; {
		f := &work[len(work)-1]
		if f.at < len(s.next[f.ref]) {
			to := s.next[f.ref][f.at]
			f.at++
			switch {
			case s.number[to] == 0:
				s.enter(to)
				work = append(work, frame{ref: to})
			case s.open[to]:
				s.low[f.ref] = min(s.low[f.ref], s.number[to])
			}
			continue
		}
		done := *f
		work = work[:len(work)-1]
		if len(work) > 0 {
			above := work[len(work)-1].ref
			s.low[above] = min(s.low[above], s.low[done.ref])
		}
		if s.low[done.ref] == s.number[done.ref] {
			s.leave(done.ref)
		}
	}
}

func (s *circleSearch) enter(ref string) {
	s.count++
	s.number[ref], s.low[ref] = s.count, s.count
	s.stack = append(s.stack, ref)
	s.open[ref] = true
}

// leave takes a finished part off the stack, and keeps it if it is a circle.
func (s *circleSearch) leave(ref string) {
	at := len(s.stack) - 1
	for s.stack[at] != ref {
		at--
	}
	part := append([]string(nil), s.stack[at:]...)
	s.stack = s.stack[:at]
	for _, r := range part {
		s.open[r] = false
	}
	if len(part) > 1 || s.toItself(ref) {
		s.found = append(s.found, part)
	}
}

func (s *circleSearch) toItself(ref string) bool {
	for _, to := range s.next[ref] {
		if to == ref {
			return true
		}
	}
	return false
}
