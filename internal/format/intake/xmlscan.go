package intake

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"unicode/utf8"

	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// An xmlScan takes an XML text apart into elements and texts, well-formedness
// and name spaces included (XML 1.0; Namespaces in XML 1.0). It takes nothing
// that encoding/xml refuses, in less than half the time: there is no document
// type, so an entity is one of five, and the text lies in memory, as UTF-8
// whose characters were looked at before.
type xmlScan struct {
	data []byte
	at   int
	err  error

	open  []xmlOpen
	bound []xmlBinding
	empty bool // the end of an element without content comes next

	names   map[string]string // names and short values once each
	raw     []rawAttr
	slab    []Attr // of the attributes to come
	scratch []byte

	// What the last token was.
	element Element
	attrs   int // with the declarations of name spaces
	text    []byte
}

// An xmlKind is what a token is.
type xmlKind byte

const (
	xmlNone    xmlKind = iota // the text has ended, or there is an error
	xmlStart                  // element and attrs are set
	xmlEnd                    // of an element
	xmlText                   // text is set
	xmlComment                // of no meaning
)

// xmlOpen is an element that has not ended, and how many bindings were in
// force before it.
type xmlOpen struct {
	name  []byte
	bound int
}

// xmlBinding says which name space a prefix stands for.
type xmlBinding struct{ prefix, space string }

type rawAttr struct{ prefix, name, value string }

// mostAttrs is how many attributes one element may have.
const mostAttrs = 256

const xmlSpace = "http://www.w3.org/XML/1998/namespace"

// next reads a token. Elements end in their order, also those that are empty.
func (s *xmlScan) next() xmlKind {
	switch {
	case s.err != nil:
		return xmlNone
	case s.empty:
		s.empty = false
		return s.pop()
	case s.at == len(s.data):
		if len(s.open) > 0 {
			return s.fail("the text ends too early")
		}
		return xmlNone
	case s.data[s.at] != '<':
		return s.characters()
	}
	switch s.byteAt(s.at + 1) {
	case '/':
		return s.endTag()
	case '!':
		return s.marked()
	case '?':
		name := s.data[s.at+2 : s.nameEnd(s.at+2)]
		s.err = fault.New(fault.Invalid, "the XML text has the processing instruction %q", check.Short(string(name))).Helped("remove it")
		return xmlNone
	}
	return s.startTag()
}

func (s *xmlScan) fail(why string) xmlKind {
	if s.err == nil {
		line, column := Position(s.data, s.at)
		s.err = fault.New(fault.Invalid, "this is not valid XML: %s at line %d, column %d", why, line, column)
	}
	return xmlNone
}

// byteAt returns 0, which no text has, behind the end.
func (s *xmlScan) byteAt(i int) byte {
	if i < len(s.data) {
		return s.data[i]
	}
	return 0
}

func (s *xmlScan) characters() xmlKind {
	end := bytes.IndexByte(s.data[s.at:], '<')
	if end < 0 {
		end = len(s.data) - s.at
	}
	text := s.data[s.at : s.at+end]
	if bytes.IndexByte(text, ']') >= 0 && bytes.Contains(text, []byte("]]>")) {
		return s.fail("]]> stands outside of a CDATA section")
	}
	s.text = s.unescape(text)
	s.at += end
	return s.unless(xmlText)
}

// unless returns kind, or none when there is an error.
func (s *xmlScan) unless(kind xmlKind) xmlKind {
	if s.err != nil {
		return xmlNone
	}
	return kind
}

// marked reads what begins with <!: a comment or a CDATA section.
func (s *xmlScan) marked() xmlKind {
	rest := s.data[s.at:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		end := bytes.Index(rest[4:], []byte("--"))
		if end < 0 {
			return s.fail("a comment has no end")
		}
		if s.byteAt(s.at+4+end+2) != '>' {
			return s.fail("-- stands inside a comment")
		}
		s.at += 4 + end + 3
		return xmlComment
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		end := bytes.Index(rest[9:], []byte("]]>"))
		if end < 0 {
			return s.fail("a CDATA section has no end")
		}
		s.text = rest[9 : 9+end]
		s.at += 9 + end + 3
		return xmlText
	}
	s.err = fault.New(fault.Invalid, "the XML text has a DOCTYPE or another declaration").Helped("remove it: no declaration is followed or needed")
	return xmlNone
}

func (s *xmlScan) endTag() xmlKind {
	from := s.at + 2
	end := s.nameEnd(from)
	close := s.blanks(end)
	switch {
	case close == len(s.data):
		return s.fail("the text ends too early")
	case s.data[close] != '>':
		return s.fail("the end of an element holds more than its name")
	case len(s.open) == 0 || !bytes.Equal(s.open[len(s.open)-1].name, s.data[from:end]):
		return s.fail("an element ends that is not the open one")
	}
	s.at = close + 1
	return s.pop()
}

func (s *xmlScan) pop() xmlKind {
	last := s.open[len(s.open)-1]
	s.open, s.bound = s.open[:len(s.open)-1], s.bound[:last.bound]
	return xmlEnd
}

func (s *xmlScan) startTag() xmlKind {
	from := s.at + 1
	end := s.nameEnd(from)
	prefix, name := s.name(from, end)
	s.open = append(s.open, xmlOpen{s.data[from:end], len(s.bound)})
	s.raw = s.raw[:0]
	for at := end; s.err == nil; {
		next := s.blanks(at)
		switch c := s.byteAt(next); {
		case c == '>':
			s.at = next + 1
			s.resolve(prefix, name)
			return s.unless(xmlStart)
		case c == '/' && s.byteAt(next+1) == '>':
			s.at, s.empty = next+2, true
			s.resolve(prefix, name)
			return s.unless(xmlStart)
		case next == len(s.data):
			return s.fail("the text ends too early")
		case next == at:
			return s.fail("a blank is missing in the start of an element")
		default:
			at = s.attribute(next)
		}
	}
	return xmlNone
}

// attribute reads one attribute and returns where it ends.
func (s *xmlScan) attribute(from int) int {
	end := s.nameEnd(from)
	prefix, name := s.name(from, end)
	equals := s.blanks(end)
	open := s.blanks(equals + 1)
	quote := s.byteAt(open)
	if s.byteAt(equals) != '=' || quote != '"' && quote != '\'' {
		s.fail("an attribute has no value in quotes")
		return 0
	}
	n := bytes.IndexByte(s.data[open+1:], quote)
	if n < 0 {
		s.fail("the text ends too early")
		return 0
	}
	value := s.data[open+1 : open+1+n]
	if bytes.IndexByte(value, '<') >= 0 {
		s.fail("< stands in the value of an attribute")
	}
	if len(s.raw) == mostAttrs {
		s.err = Exceeded("attributes of one element", mostAttrs)
	}
	s.raw = append(s.raw, rawAttr{prefix, name, s.word(s.unescape(value))})
	return open + 1 + n + 1
}

// resolve puts the element together once all its attributes are known: they
// may bind the prefixes that its own name and theirs go by.
func (s *xmlScan) resolve(prefix, name string) {
	s.attrs = len(s.raw)
	plain := s.raw[:0] // without declarations
	for _, a := range s.raw {
		switch {
		case a.prefix == "" && a.name == "xmlns":
			s.bound = append(s.bound, xmlBinding{"", a.value})
		case a.prefix == "xmlns":
			s.bound = append(s.bound, xmlBinding{a.name, a.value})
		default:
			plain = append(plain, a)
			continue
		}
		s.onceBound(name)
	}
	s.element = Element{Space: s.space(prefix), Name: name}
	if len(plain) == 0 {
		return
	}
	if len(s.slab)+len(plain) > cap(s.slab) {
		s.slab = make([]Attr, 0, max(256, len(plain)))
	}
	first := len(s.slab)
	for _, a := range plain {
		attr := Attr{Name: a.name, Value: a.value}
		if a.prefix != "" {
			attr.Space = s.space(a.prefix)
		}
		for _, b := range s.slab[first:] {
			if b.Name == attr.Name && b.Space == attr.Space {
				s.twice(name, a.name)
			}
		}
		s.slab = append(s.slab, attr)
	}
	s.element.Attrs = s.slab[first:len(s.slab):len(s.slab)]
}

// onceBound looks that the element has not bound the last prefix before.
func (s *xmlScan) onceBound(element string) {
	own := s.bound[s.open[len(s.open)-1].bound:]
	last := own[len(own)-1]
	for _, b := range own[:len(own)-1] {
		if b.prefix == last.prefix {
			s.twice(element, "xmlns")
		}
	}
}

func (s *xmlScan) twice(element, attr string) {
	s.err = fault.New(fault.Invalid, "the XML element %s has the attribute %s twice", check.Short(element), check.Short(attr))
}

// space returns what a prefix stands for. One that nobody has bound stands
// for itself.
func (s *xmlScan) space(prefix string) string {
	if prefix == "xml" {
		return xmlSpace
	}
	for i := len(s.bound) - 1; i >= 0; i-- {
		if s.bound[i].prefix == prefix {
			return s.bound[i].space
		}
	}
	return prefix
}

// The bytes of names: 1 may begin one, 2 may follow. What is not ASCII is
// looked at when the name is known.
var nameBytes = func() (of [256]byte) {
	for c := range of {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == ':', c >= utf8.RuneSelf:
			of[c] = 1
		case c >= '0' && c <= '9', c == '-', c == '.':
			of[c] = 2
		}
	}
	return of
}()

func (s *xmlScan) nameEnd(from int) int {
	at := from
	for at < len(s.data) && nameBytes[s.data[at]] != 0 {
		at++
	}
	return at
}

func (s *xmlScan) blanks(from int) int {
	at := from
	for at < len(s.data) && (s.data[at] == ' ' || s.data[at] == '\n' || s.data[at] == '\t') {
		at++
	}
	return at
}

// name returns the two parts of a name.
func (s *xmlScan) name(from, end int) (prefix, local string) {
	raw := s.data[from:end]
	if len(raw) == 0 || nameBytes[raw[0]] != 1 || !isASCII(raw) && !rareName(raw) {
		s.at = from
		s.fail("a name is missing or not well formed")
		return "", ""
	}
	colon := bytes.IndexByte(raw, ':')
	if colon < 0 {
		return "", s.word(raw)
	}
	if rest := raw[colon+1:]; colon == 0 || len(rest) == 0 || nameBytes[rest[0]] != 1 || bytes.IndexByte(rest, ':') >= 0 {
		s.at = from
		s.fail("a name has a colon where none belongs")
		return "", ""
	}
	return s.word(raw[:colon]), s.word(raw[colon+1:])
}

func isASCII(p []byte) bool {
	for _, c := range p {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// rareName lets the standard library say whether a name beyond ASCII is one.
func rareName(raw []byte) bool {
	_, err := xml.NewDecoder(bytes.NewReader([]byte("<" + string(raw) + "/>"))).RawToken()
	return err == nil
}

// word returns bytes as a string, the same one for short ones that come often.
func (s *xmlScan) word(p []byte) string {
	const short, most = 40, 4096
	if len(p) > short {
		return string(p)
	}
	if w, ok := s.names[string(p)]; ok {
		return w
	}
	w := string(p)
	if len(s.names) < most {
		s.names[w] = w
	}
	return w
}

// unescape returns text with its references resolved, good until the next call.
func (s *xmlScan) unescape(text []byte) []byte {
	amp := bytes.IndexByte(text, '&')
	if amp < 0 {
		return text
	}
	out := s.scratch[:0]
	for ; amp >= 0; amp = bytes.IndexByte(text, '&') {
		out = append(out, text[:amp]...)
		text = text[amp+1:]
		end := bytes.IndexByte(text[:min(len(text), 16)], ';')
		if end < 0 {
			s.fail("a reference has no end")
			return nil
		}
		r, ok := reference(string(text[:end]))
		if !ok {
			s.fail("&" + check.Short(string(text[:end])) + "; stands for no character")
			return nil
		}
		out, text = utf8.AppendRune(out, r), text[end+1:]
	}
	s.scratch = append(out, text...)
	return s.scratch
}

// reference returns the character that a reference stands for.
func reference(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	base, digits := 10, ""
	switch {
	case len(name) > 2 && name[:2] == "#x":
		base, digits = 16, name[2:]
	case len(name) > 1 && name[0] == '#':
		digits = name[1:]
	default:
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n <= utf8.MaxRune && isXMLChar(rune(n))
}

// isXMLChar tells the characters that an XML text may have (XML 1.0, 2.2).
func isXMLChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}
