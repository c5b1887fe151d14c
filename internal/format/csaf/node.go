package csaf

import (
	"strconv"

	"aceso/internal/format/intake"
)

// A node is one value of a JSON text. Members keep their order, which test
// 6.2.13 asks about; names are unique, since intake refuses doubles. The nil
// node stands for what is not there, so that looking deeper needs no checks.
type node struct {
	kind byte // '{' '[' '"' '0' 't' 'f' 'n', as intake.JSONWalk names them
	text string
	keys []string
	kids []node
}

// parse reads a JSON text whole.
func parse(data []byte, lim intake.Limits) (*node, error) {
	w, err := intake.WalkJSON(data, lim)
	if err != nil {
		return nil, err
	}
	var root node
	root.read(w)
	return &root, w.Close()
}

func (n *node) read(w *intake.JSONWalk) {
	n.kind = w.Kind()
	switch n.kind {
	case '{':
		w.Object(func(name string) {
			n.keys = append(n.keys, name)
			n.kids = append(n.kids, node{})
			n.kids[len(n.kids)-1].read(w)
		})
	case '[':
		w.Array(func(int) {
			n.kids = append(n.kids, node{})
			n.kids[len(n.kids)-1].read(w)
		})
	case '"':
		n.text = w.String()
	case '0':
		n.text = string(w.Raw())
	default:
		w.Skip()
	}
}

// get returns the member of that name, or nil.
func (n *node) get(name string) *node {
	if n == nil || n.kind != '{' {
		return nil
	}
	for i, key := range n.keys {
		if key == name {
			return &n.kids[i]
		}
	}
	return nil
}

// at follows names from object to object.
func (n *node) at(names ...string) *node {
	for _, name := range names {
		n = n.get(name)
	}
	return n
}

// has tells whether the member is there, as anything but null.
func (n *node) has(name string) bool {
	m := n.get(name)
	return m != nil && m.kind != 'n'
}

// str returns the string in the member of that name, or "".
func (n *node) str(name string) string {
	if m := n.get(name); m != nil && m.kind == '"' {
		return m.text
	}
	return ""
}

// list returns the elements of the array in the member of that name.
func (n *node) list(name string) []node {
	if m := n.get(name); m != nil && m.kind == '[' {
		return m.kids
	}
	return nil
}

// strs returns the strings in the array in the member of that name. What is
// no string becomes "", so that indexes stay true.
func (n *node) strs(name string) []string {
	kids := n.list(name)
	if len(kids) == 0 {
		return nil
	}
	all := make([]string, len(kids))
	for i := range kids {
		if kids[i].kind == '"' {
			all[i] = kids[i].text
		}
	}
	return all
}

// num returns the number in the member of that name.
func (n *node) num(name string) (float64, bool) {
	m := n.get(name)
	if m == nil || m.kind != '0' {
		return 0, false
	}
	f, err := strconv.ParseFloat(m.text, 64)
	return f, err == nil
}

// same tells whether two values are equal as JSON Schema means it: the order
// of members does not matter, and 1 equals 1.0.
func same(a, b *node) bool {
	if a.kind != b.kind || len(a.kids) != len(b.kids) {
		return false
	}
	switch a.kind {
	case '"':
		return a.text == b.text
	case '0':
		x, errx := strconv.ParseFloat(a.text, 64)
		y, erry := strconv.ParseFloat(b.text, 64)
		return a.text == b.text || errx == nil && erry == nil && x == y
	case '[':
		for i := range a.kids {
			if !same(&a.kids[i], &b.kids[i]) {
				return false
			}
		}
	case '{':
		for i, key := range a.keys {
			other := b.get(key)
			if other == nil || !same(&a.kids[i], other) {
				return false
			}
		}
	}
	return true
}

// kindWord says what a value is, for messages.
func kindWord(kind byte) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 'n':
		return "null"
	}
	return "true or false"
}
