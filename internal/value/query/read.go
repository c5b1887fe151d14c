package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aceso/internal/value/fault"
)

// A reader goes over a line once, from left to right.
type reader struct {
	line string
	at   int
}

// mark tells whether a character is a quotation mark: telephones and word
// processors put curled ones where somebody types a plain one.
func mark(r rune) bool {
	return r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»'
}

func (r *reader) peek() rune {
	c, _ := utf8.DecodeRuneInString(r.line[r.at:])
	if r.at >= len(r.line) {
		return 0
	}
	return c
}

func (r *reader) skip() {
	for r.at < len(r.line) && unicode.IsSpace(r.peek()) {
		r.at += utf8.RuneLen(r.peek())
	}
}

// term reads one term; one without values says nothing.
func (r *reader) term(knows Vocabulary) (Term, error) {
	t := Term{At: r.at}
	if r.peek() == '-' {
		t.Not = true
		r.at++
	}
	name, after := r.name()
	if name != "" {
		token, wrong := knows(name)
		if wrong != nil {
			return t, wrong
		}
		if token {
			t.Token, r.at = name, after
			return t, r.values(&t)
		}
	}
	value, quoted, err := r.value("")
	if err != nil || value == "" {
		return t, err
	}
	t.Values, t.Quoted = []string{value}, quoted
	return t, nil
}

// name looks for letters before a colon, and returns them in lower case with
// the place behind the colon.
func (r *reader) name() (string, int) {
	i := r.at
	for i < len(r.line) && (r.line[i] == '-' && i > r.at || r.line[i] >= 'a' && r.line[i] <= 'z' || r.line[i] >= 'A' && r.line[i] <= 'Z') {
		i++
	}
	if i == r.at || i >= len(r.line) || r.line[i] != ':' {
		return "", 0
	}
	return strings.ToLower(r.line[r.at:i]), i + 1
}

// values reads what stands behind the colon of a token.
func (r *reader) values(t *Term) error {
	for _, op := range []Op{AtMost, AtLeast, Below, Above} {
		if strings.HasPrefix(r.line[r.at:], string(op)) {
			t.Op = op
			r.at += len(op)
			break
		}
	}
	for {
		v, quoted, err := r.value(",")
		if err != nil {
			return err
		}
		from, to, between := strings.Cut(v, "..")
		switch {
		case v == "":
			return fault.New(fault.Invalid, "%s: says nothing behind its colon", t.Token).Helped("write what it is to be, without a space: %s:value", t.Token)
		case between && !quoted && from != "" && to != "" && !strings.Contains(to, "..") && t.Op == Is && t.Values == nil && r.peek() != ',':
			t.Op, t.Values = Between, []string{from, to}
			return nil
		}
		t.Quoted = t.Quoted || quoted && t.Values == nil
		if t.Values = append(t.Values, v); len(t.Values) > MaxValues {
			return fault.New(fault.Invalid, "%s: takes at most %d values", t.Token, MaxValues)
		}
		if r.peek() != ',' {
			break
		}
		r.at++
	}
	if t.Op != Is && len(t.Values) > 1 {
		return fault.New(fault.Invalid, "%s:%s takes one value", t.Token, t.Op).Helped("write it twice to hold it against two")
	}
	return nil
}

// value reads up to white space or one of the ends; quotation marks hold
// together what stands between them.
func (r *reader) value(ends string) (string, bool, error) {
	if mark(r.peek()) {
		v, err := r.phrase()
		return v, true, err
	}
	from := r.at
	for r.at < len(r.line) {
		c := r.peek()
		if unicode.IsSpace(c) || strings.ContainsRune(ends, c) || mark(c) {
			break
		}
		r.at += utf8.RuneLen(c)
	}
	return r.line[from:r.at], false, nil
}

// phrase reads what stands between quotation marks; a backslash before a mark
// or a backslash takes it as it is.
func (r *reader) phrase() (string, error) {
	r.at += utf8.RuneLen(r.peek())
	from := r.at
	var b strings.Builder
	for r.at < len(r.line) {
		c := r.peek()
		r.at += utf8.RuneLen(c)
		switch next := r.peek(); {
		case c == '\\' && (mark(next) || next == '\\'):
			b.WriteRune(next)
			r.at += utf8.RuneLen(next)
		case mark(c):
			return strings.TrimSpace(b.String()), nil
		default:
			b.WriteRune(c)
		}
	}
	return "", fault.New(fault.Invalid, "the quotation mark before %.20q is not closed", r.line[from:]).Helped(`write "words that stand together"`)
}
