package intel

import (
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
)

// naming finds which records speak of the same weakness.
//
// Two CVEs are never one weakness. A record that names CVEs, as its own id,
// as aliases or as what it answers (upstream), speaks of each of these; a
// distribution's advisory on three CVEs stands under all three. A record that
// names none goes where its aliases go, and where these lead to no CVE
// either, the records that share names are one weakness of their own.
type naming struct {
	nodes  map[uint64]uint32 // hash of a name to its number
	isCVE  []bool
	parent []uint32 // union-find among names that lead to no CVE
	says   []saying
	refs   []uint32 // numbers of names, of all records

	direct map[uint32][]uint32 // CVEs that the record of that name speaks of
	hints  map[uint32][]uint32 // CVEs that others say a name without a record of its own means
	labels map[uint32][]uint32 // CVEs that a group without an own CVE leads to
}

// A saying is what one record says of names: parts of refs.
type saying struct {
	self                       uint32
	start, aliases, about, end uint32 // refs[start:aliases] aliases, [aliases:about] CVEs, [about:end] other upstream names
	dead                       bool   // replaced by a newer one of the same id
}

func (n *naming) node(name string) uint32 {
	if n.nodes == nil {
		n.nodes = map[uint64]uint32{}
	}
	h := hashKey(name)
	i, ok := n.nodes[h]
	if !ok {
		i = uint32(len(n.isCVE))
		n.nodes[h] = i
		n.isCVE = append(n.isCVE, strings.HasPrefix(name, "CVE-"))
		n.parent = append(n.parent, i)
	}
	return i
}

// add notes the names in a record and returns the record's number.
func (n *naming) add(r *vuln.Record) uint32 {
	s := saying{self: n.node(r.ID), start: uint32(len(n.refs))}
	var about, upstream []uint32
	for _, a := range r.Aliases {
		if i := n.node(a); !n.isCVE[i] {
			n.refs = append(n.refs, i)
		} else if !n.isCVE[s.self] && !slices.Contains(about, i) {
			about = append(about, i)
		}
	}
	s.aliases = uint32(len(n.refs))
	for _, a := range r.Upstream {
		if i := n.node(a); n.isCVE[i] {
			if !n.isCVE[s.self] && !slices.Contains(about, i) {
				about = append(about, i)
			}
		} else {
			upstream = append(upstream, i)
		}
	}
	if n.isCVE[s.self] {
		about = []uint32{s.self}
	}
	n.refs = append(n.refs, about...)
	s.about = uint32(len(n.refs))
	n.refs = append(n.refs, upstream...)
	s.end = uint32(len(n.refs))
	n.says = append(n.says, s)
	return uint32(len(n.says) - 1)
}

func (n *naming) root(i uint32) uint32 {
	for n.parent[i] != i {
		n.parent[i] = n.parent[n.parent[i]]
		i = n.parent[i]
	}
	return i
}

// settle works out where every name leads. After it, of and leads answer.
func (n *naming) settle() {
	n.direct, n.hints, n.labels = map[uint32][]uint32{}, map[uint32][]uint32{}, map[uint32][]uint32{}
	for _, s := range n.says {
		if !s.dead && !n.isCVE[s.self] {
			merge(n.direct, s.self, n.refs[s.aliases:s.about])
		}
	}
	for _, s := range n.says {
		if s.dead {
			continue
		}
		for _, a := range n.refs[s.start:s.aliases] {
			if len(n.direct[a]) == 0 {
				merge(n.hints, a, n.refs[s.aliases:s.about])
			}
		}
	}
	for _, s := range n.says {
		if s.dead || s.about > s.aliases || s.end > s.about {
			continue
		}
		for _, a := range n.refs[s.start:s.aliases] {
			if len(n.direct[a]) == 0 {
				n.parent[n.root(a)] = n.root(s.self)
			}
		}
	}
	for _, s := range n.says {
		if s.dead || s.about > s.aliases || s.end > s.about {
			continue
		}
		root := n.root(s.self)
		merge(n.labels, root, n.hints[s.self])
		for _, a := range n.refs[s.start:s.aliases] {
			merge(n.labels, root, n.direct[a])
			merge(n.labels, root, n.hints[a])
		}
	}
}

func merge(m map[uint32][]uint32, key uint32, add []uint32) {
	if len(add) == 0 {
		return
	}
	list := m[key]
	for _, x := range add {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	m[key] = list
}

// leads returns the weaknesses that a name stands for, as numbers of names:
// CVEs, or the root of a group without one.
func (n *naming) leads(i uint32) []uint32 {
	if n.isCVE[i] {
		return []uint32{i}
	}
	if l := n.direct[i]; len(l) > 0 {
		return l
	}
	if l := n.hints[i]; len(l) > 0 {
		return l
	}
	root := n.root(i)
	if l := n.labels[root]; len(l) > 0 {
		return l
	}
	return []uint32{root}
}

// of returns the weaknesses that a record speaks of.
func (n *naming) of(rec uint32) []uint32 {
	s := n.says[rec]
	if s.dead {
		return nil
	}
	if s.about > s.aliases {
		return n.refs[s.aliases:s.about]
	}
	if s.end > s.about {
		var out []uint32
		for _, u := range n.refs[s.about:s.end] {
			for _, w := range n.leads(u) {
				if !slices.Contains(out, w) {
					out = append(out, w)
				}
			}
		}
		return out
	}
	return n.leads(s.self)
}
