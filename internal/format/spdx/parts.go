package spdx

import (
	"strings"

	"aceso/internal/domain/sbom"
)

// parts gathers components and what connects them, for both generations of
// SPDX. Each component has one Ref that no other has.
type parts struct {
	components []sbom.Component
	byID       map[string]int // the document's id to the component it stands for
	refs       map[string]bool
	edges      []sbom.Edge
	seen       map[[2]int32]bool // edges, by the numbers of their ends
	outside    map[string]int32  // ids that no component has, numbered from -1 down
	scopes     []string          // by component: the closest that anything needs it
	leaves     []string
}

func newParts(n int) *parts {
	return &parts{
		components: make([]sbom.Component, 0, n),
		byID:       make(map[string]int, n),
		refs:       make(map[string]bool, n),
		seen:       map[[2]int32]bool{},
		outside:    map[string]int32{},
	}
}

// add takes a component in. An id that is missing or taken gets a Ref of its
// own, so that both parts stay: their problem is told elsewhere.
func (p *parts) add(id, path string, c sbom.Component) {
	c.Ref, c.Path = id, path
	if id == "" || p.refs[id] {
		c.Ref = id + "#" + path
	}
	p.refs[c.Ref] = true
	if _, taken := p.byID[id]; !taken && id != "" {
		p.byID[id] = len(p.components)
	}
	p.components = append(p.components, c)
}

// need notes that one component needs another. The second may be unknown.
func (p *parts) need(from, to, scope string) {
	f, ok := p.byID[from]
	if !ok {
		return
	}
	t, known := p.byID[to]
	key := [2]int32{int32(f), int32(t)}
	ref := to
	if known {
		ref = p.components[t].Ref
		p.scope(t, scope)
	} else {
		key[1] = p.outsider(to)
	}
	if p.seen[key] {
		return
	}
	p.seen[key] = true
	p.edges = append(p.edges, sbom.Edge{From: p.components[f].Ref, To: ref})
}

// needsNone notes that a component is said to need nothing, or that nobody
// knows what it needs.
func (p *parts) needsNone(id string, sure bool) {
	i, ok := p.byID[id]
	switch {
	case !ok:
	case sure:
		p.leaves = append(p.leaves, p.components[i].Ref)
	default:
		p.components[i].SetUnknown("dependencies")
	}
}

func (p *parts) outsider(id string) int32 {
	n, ok := p.outside[id]
	if !ok {
		n = -1 - int32(len(p.outside))
		p.outside[id] = n
	}
	return n
}

// scope keeps the strongest reason why a component is there: needed as such
// ("required") before optional before only used for building or testing.
func (p *parts) scope(i int, scope string) {
	if p.scopes == nil {
		p.scopes = make([]string, len(p.components))
	}
	if scope == "" {
		scope = "required"
	}
	if was := p.scopes[i]; was == "" || strength(scope) > strength(was) {
		p.scopes[i] = scope
	}
}

func strength(scope string) int {
	return strings.Index("excluded optional required", scope)
}

// one returns the number of the one component among ids, -1 when there is none
// or more than one.
func (p *parts) one(ids []string) int {
	found := -1
	for _, id := range ids {
		if i, ok := p.byID[id]; ok && i != found {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// document moves everything into doc and derives what follows. The subject,
// when there is one, is taken out of the list.
func (p *parts) document(doc *sbom.Document, subject int) {
	for i, s := range p.scopes {
		if s != "required" && i != subject {
			p.components[i].Scope = s
		}
	}
	if subject >= 0 {
		c := p.components[subject]
		doc.Subject = &c
		doc.Supplier = c.Supplier
		p.components = append(p.components[:subject], p.components[subject+1:]...)
	}
	doc.Components, doc.Edges, doc.Leaves = p.components, p.edges, p.leaves
	doc.Derive()
}
