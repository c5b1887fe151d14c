package intake

import (
	"strings"

	"aceso/internal/value/check"
)

// xmlStep is an open element, and how many children of each name it has had:
// a few in a list, which costs little to look through and is used again for
// the next element, and when there are many in a map.
type xmlStep struct {
	name  string
	index int
	few   []xmlCount
	many  map[string]int
}

type xmlCount struct {
	name string
	n    int
}

// fewNames is how many names of children are looked for one after the other.
const fewNames = 24

// push opens a step of the path, below the one that is open.
func (w *XMLWalk) push(name string) {
	n := len(w.path)
	index := w.path[n-1].count(name)
	if n == cap(w.path) {
		w.path = append(w.path, xmlStep{})
	}
	w.path = w.path[:n+1]
	s := &w.path[n]
	s.name, s.index, s.few, s.many = name, index, s.few[:0], nil
}

// count returns how many children of this name came before.
func (s *xmlStep) count(name string) int {
	for i := range s.few {
		if c := &s.few[i]; c.name == name {
			c.n++
			return c.n - 1
		}
	}
	if len(s.few) < fewNames {
		s.few = append(s.few, xmlCount{name, 1})
		return 0
	}
	if s.many == nil {
		s.many = make(map[string]int)
	}
	n := s.many[name]
	s.many[name] = n + 1
	return n
}

// Path returns where the walk is, without the root: components.component[3].version.
func (w *XMLWalk) Path() string {
	var b strings.Builder
	for i, s := range w.path {
		if i == 0 {
			continue // the root is everywhere
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(check.Short(s.name))
		if s.index > 0 || w.Lists[s.name] {
			b.WriteByte('[')
			b.WriteString(itoa(s.index))
			b.WriteByte(']')
		}
	}
	return b.String()
}
