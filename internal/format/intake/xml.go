package intake

import (
	"bytes"

	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// An XMLWalk reads an XML text once, from front to back. A DOCTYPE, a
// processing instruction, and anything but blanks and comments around the
// root are refused. The first error ends the walk and is told by Close.
type XMLWalk struct {
	Problems check.Problems
	Root     Element
	// Lists names the elements that stand in lists: in paths they have an
	// index from the first on, any other only when it comes again.
	Lists map[string]bool

	scan   xmlScan
	lim    Limits
	err    error
	tokens int
	path   []xmlStep
	level  int // open elements
	text   []byte
}

// An Element is the start of an XML element.
type Element struct {
	Space, Name string
	Attrs       []Attr
}

// An Attr is an attribute of an element, without the declarations of name spaces.
type Attr struct{ Space, Name, Value string }

// Attr returns the value of an attribute without a name space, or "".
func (e Element) Attr(name string) string {
	value, _ := e.Lookup(name)
	return value
}

// Lookup returns the value of an attribute without a name space, and whether it is there.
func (e Element) Lookup(name string) (string, bool) {
	for _, a := range e.Attrs {
		if a.Space == "" && a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// WalkXML begins a walk over one XML text and reads up to its root element.
func WalkXML(data []byte, lim Limits) (*XMLWalk, error) {
	if int64(len(data)) > lim.Unpacked {
		return nil, Exceeded("unpacked bytes", lim.Unpacked)
	}
	text, from, err := plainXML(data)
	if err != nil {
		return nil, err
	}
	w := &XMLWalk{lim: lim, scan: xmlScan{data: text, at: from, names: make(map[string]string, 256)}}
	for w.err == nil {
		switch w.next() {
		case xmlStart:
			w.Root = w.scan.element
			w.path = append(w.path, xmlStep{name: w.Root.Name, index: -1})
			return w, nil
		case xmlText:
			w.onlyBlank("before")
		case xmlNone:
			w.Fail(fault.New(fault.Invalid, "this is not valid XML: the text ends too early"))
		}
	}
	return nil, w.err
}

// Children reads the content of the element that is open: fn is called for
// each child, and reads it by another call of Children or Text. What it leaves
// unread is skipped.
func (w *XMLWalk) Children(fn func(e Element)) {
	level := w.level
	for w.err == nil {
		switch w.next() {
		case xmlStart:
			e := w.scan.element
			w.push(e.Name)
			if fn(e); w.err == nil && w.level > level {
				w.Skip()
			}
			w.path = w.path[:len(w.path)-1]
		case xmlEnd:
			return
		}
	}
}

// Read tells how many bytes were read, of how many.
func (w *XMLWalk) Read() (done, all int) { return w.scan.at, len(w.scan.data) }

// Text reads the text of the element that is open, without the blanks around
// it. Children are skipped.
func (w *XMLWalk) Text() string {
	w.text = w.text[:0]
	level := w.level
	for w.err == nil {
		switch w.next() {
		case xmlText:
			if w.text = append(w.text, w.scan.text...); w.lim.Text > 0 && len(w.text) > w.lim.Text {
				w.Fail(Exceeded("bytes of one string", int64(w.lim.Text)))
			}
		case xmlStart:
			w.skipTo(w.level - 1)
		case xmlEnd:
			if w.level < level {
				return w.scan.word(bytes.TrimSpace(w.text))
			}
		}
	}
	return ""
}

// Skip passes over the rest of the element that is open.
func (w *XMLWalk) Skip() { w.skipTo(w.level - 1) }

func (w *XMLWalk) skipTo(level int) {
	for w.err == nil && w.level > level {
		w.next()
	}
}

// Problem notes a broken rule at the place where the walk is.
func (w *XMLWalk) Problem(rule, format string, args ...any) {
	if roomFor(&w.Problems) {
		w.Problems.Add(w.Path(), rule, format, args...)
	}
}

// Warn notes an open question at the place where the walk is.
func (w *XMLWalk) Warn(rule, format string, args ...any) {
	if roomFor(&w.Problems) {
		w.Problems.Warn(w.Path(), rule, format, args...)
	}
}

// Fail ends the walk with err, unless it has ended already.
func (w *XMLWalk) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Err returns the error that has ended the walk, or nil.
func (w *XMLWalk) Err() error { return w.err }

// Close reads to the end and looks that nothing but blanks comes behind the root.
func (w *XMLWalk) Close() error {
	w.skipTo(0)
	for w.err == nil {
		switch w.next() {
		case xmlNone:
			return w.err
		case xmlText:
			w.onlyBlank("behind")
		case xmlStart:
			w.Fail(fault.New(fault.Invalid, "something stands behind the end of the XML text"))
		}
	}
	return w.err
}

// next reads the next token and holds it against the limits. Behind the root
// it may be xmlNone without an error.
func (w *XMLWalk) next() xmlKind {
	kind := w.scan.next()
	w.tokens++
	switch kind {
	case xmlNone:
		w.err = w.scan.err
		return xmlNone
	case xmlStart:
		w.tokens += w.scan.attrs
		if w.level++; w.lim.Depth > 0 && w.level > w.lim.Depth {
			w.Fail(Exceeded("nesting depth", int64(w.lim.Depth)))
		}
		for _, a := range w.scan.element.Attrs {
			w.short(len(a.Value))
		}
	case xmlEnd:
		w.level--
	case xmlText:
		w.short(len(w.scan.text))
	}
	if w.lim.Tokens > 0 && w.tokens > w.lim.Tokens {
		w.Fail(Exceeded("elements, attributes and texts", int64(w.lim.Tokens)))
	}
	return kind
}

// short holds the length of a text against its limit.
func (w *XMLWalk) short(n int) {
	if w.lim.Text > 0 && n > w.lim.Text {
		w.Fail(Exceeded("bytes of one string", int64(w.lim.Text)))
	}
}

func (w *XMLWalk) onlyBlank(where string) {
	if len(bytes.TrimSpace(w.scan.text)) > 0 {
		w.Fail(fault.New(fault.Invalid, "there is text %s the root of the XML text", where))
	}
}
