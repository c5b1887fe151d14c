package csaf

import (
	"slices"
	"strconv"
	"strings"

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

// shape is a text that two values share when they are equal as JSON Schema
// means it: the order of members does not matter, and 1 equals 1.0.
func (n *node) shape() string {
	var b strings.Builder
	n.writeShape(&b)
	return b.String()
}

func (n *node) writeShape(b *strings.Builder) {
	b.WriteByte(n.kind)
	switch n.kind {
	case '"':
		b.WriteString(strconv.Quote(n.text))
	case '0':
		number := n.text
		if f, err := strconv.ParseFloat(n.text, 64); err == nil {
			number = strconv.FormatFloat(f, 'g', -1, 64)
		}
		b.WriteString(number)
	}
	order := make([]int, len(n.kids))
	for i := range order {
		order[i] = i
	}
	if n.kind == '{' {
		slices.SortFunc(order, func(i, j int) int { return strings.Compare(n.keys[i], n.keys[j]) })
	}
	for _, i := range order {
		if n.kind == '{' {
			b.WriteString(strconv.Quote(n.keys[i]))
		}
		n.kids[i].writeShape(b)
		b.WriteByte(',')
	}
	b.WriteByte('.')
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
