package intake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"

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

	dec    *xml.Decoder
	lim    Limits
	err    error
	tokens int
	path   []xmlStep
	level  int // open elements
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

// xmlStep is an open element, and how many children of each name it has had.
type xmlStep struct {
	name  string
	index int
	seen  map[string]int
}

// WalkXML begins a walk over one XML text and reads up to its root element.
func WalkXML(data []byte, lim Limits) (*XMLWalk, error) {
	if int64(len(data)) > lim.Unpacked {
		return nil, Exceeded("unpacked bytes", lim.Unpacked)
	}
	text, encoding, err := unmark(data)
	if err != nil {
		return nil, err
	}
	w := &XMLWalk{lim: lim, dec: xml.NewDecoder(bytes.NewReader(text))}
	w.dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		return xmlCharset(label, encoding, in)
	}
	for w.err == nil {
		switch t := w.next().(type) {
		case xml.StartElement:
			w.Root = w.element(t)
			w.path = append(w.path, xmlStep{name: w.Root.Name, index: -1})
			return w, w.err
		case xml.CharData:
			w.onlyBlank(t, "before")
		}
	}
	return nil, w.err
}

// xmlCharset turns the few encodings that are understood into UTF-8.
func xmlCharset(label, found string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		if found == "utf-8" {
			return in, nil
		}
	case "utf-16", "utf-16le", "utf-16be":
		if found == "utf-16" {
			return in, nil
		}
	case "iso-8859-1", "latin1":
		if found == "utf-8" {
			return charmap.ISO8859_1.NewDecoder().Reader(in), nil
		}
	default:
		return nil, fault.New(fault.Invalid, "the XML encoding %q is not read", check.Short(label)).
			Helped("save the file as UTF-8")
	}
	return nil, fault.New(fault.Invalid, "the XML text says that it is %s, and it is not", check.Short(label)).
		Helped("save the file as UTF-8")
}

// Children reads the content of the element that is open: fn is called for
// each child, and reads it by another call of Children or Text. What it leaves
// unread is skipped.
func (w *XMLWalk) Children(fn func(e Element)) {
	level := w.level
	for w.err == nil {
		switch t := w.next().(type) {
		case xml.StartElement:
			e := w.element(t)
			parent := &w.path[len(w.path)-1]
			if parent.seen == nil {
				parent.seen = make(map[string]int, 8)
			}
			index := parent.seen[e.Name]
			parent.seen[e.Name] = index + 1
			w.path = append(w.path, xmlStep{name: e.Name, index: index})
			if fn(e); w.err == nil && w.level > level {
				w.Skip()
			}
			w.path = w.path[:len(w.path)-1]
		case xml.EndElement:
			return
		}
	}
}

// Text reads the text of the element that is open, without the blanks around
// it. Children are skipped.
func (w *XMLWalk) Text() string {
	var b []byte
	level := w.level
	for w.err == nil {
		switch t := w.next().(type) {
		case xml.CharData:
			if b = append(b, t...); w.lim.Text > 0 && len(b) > w.lim.Text {
				w.Fail(Exceeded("bytes of one string", int64(w.lim.Text)))
			}
		case xml.StartElement:
			w.skipTo(w.level - 1)
		case xml.EndElement:
			if w.level < level {
				return strings.TrimSpace(string(b))
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
			b.WriteString("[" + itoa(s.index) + "]")
		}
	}
	return b.String()
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
		t, err := w.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		switch t := t.(type) {
		case nil:
			w.fail(err)
		case xml.CharData:
			w.onlyBlank(t, "behind")
		case xml.Comment:
		default:
			w.Fail(fault.New(fault.Invalid, "something stands behind the end of the XML text"))
		}
	}
	return w.err
}

// next returns the next token after holding it against the limits.
func (w *XMLWalk) next() xml.Token {
	t, err := w.dec.Token()
	if err != nil {
		w.fail(err)
		return nil
	}
	if w.tokens++; w.lim.Tokens > 0 && w.tokens > w.lim.Tokens {
		w.Fail(Exceeded("elements, attributes and texts", int64(w.lim.Tokens)))
		return nil
	}
	switch t := t.(type) {
	case xml.StartElement:
		w.tokens += len(t.Attr)
		if w.level++; w.lim.Depth > 0 && w.level > w.lim.Depth {
			w.Fail(Exceeded("nesting depth", int64(w.lim.Depth)))
		}
	case xml.EndElement:
		w.level--
	case xml.CharData:
		if w.lim.Text > 0 && len(t) > w.lim.Text {
			w.Fail(Exceeded("bytes of one string", int64(w.lim.Text)))
		}
	case xml.Directive:
		w.Fail(fault.New(fault.Invalid, "the XML text has a DOCTYPE or another declaration").Helped("remove it: no declaration is followed or needed"))
	case xml.ProcInst:
		if t.Target != "xml" || w.tokens > 1 {
			w.Fail(fault.New(fault.Invalid, "the XML text has the processing instruction %q", check.Short(t.Target)).Helped("remove it"))
		}
	}
	return t
}

func (w *XMLWalk) element(t xml.StartElement) Element {
	e := Element{Space: t.Name.Space, Name: t.Name.Local}
	for i, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		if w.lim.Text > 0 && len(a.Value) > w.lim.Text {
			w.Fail(Exceeded("bytes of one string", int64(w.lim.Text)))
		}
		if i < 256 && doubled(t.Attr[:i], a.Name) {
			w.Fail(fault.New(fault.Invalid, "the XML element %s has the attribute %s twice", check.Short(e.Name), check.Short(a.Name.Local)))
		}
		e.Attrs = append(e.Attrs, Attr{Space: a.Name.Space, Name: a.Name.Local, Value: a.Value})
	}
	return e
}

func doubled(attrs []xml.Attr, name xml.Name) bool {
	for _, a := range attrs {
		if a.Name == name {
			return true
		}
	}
	return false
}

func (w *XMLWalk) onlyBlank(t xml.CharData, where string) {
	if len(bytes.TrimSpace(t)) > 0 {
		w.Fail(fault.New(fault.Invalid, "there is text %s the root of the XML text", where))
	}
}

func (w *XMLWalk) fail(err error) {
	if fault.Of(err) != nil {
		w.Fail(fault.Of(err))
		return
	}
	line, column := w.dec.InputPos()
	why := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		why = syntax.Msg
	}
	if errors.Is(err, io.EOF) || why == "unexpected EOF" {
		why = "the text ends too early"
	}
	w.Fail(fault.New(fault.Invalid, "this is not valid XML: %s at line %d, column %d", check.Short(strings.TrimPrefix(why, "xml: ")), line, column))
}
