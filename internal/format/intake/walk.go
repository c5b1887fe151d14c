package intake

import (
	"bytes"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// A JSONWalk reads a JSON text once, from front to back. A value of another
// type than asked for is noted among Problems and skipped. The first error
// that ends the walk is kept and told by Close; until then every call returns
// zero values.
type JSONWalk struct {
	Problems check.Problems
	// Tolerate makes data behind the text a problem instead of an error.
	Tolerate bool

	data []byte
	text string // the same; all texts without escapes are parts of it, and cost no memory of their own
	buf  bytes.Buffer
	dec  *jsontext.Decoder
	err  error
	path []step

	names map[string]*member // each once
	first *member            // before the first name
	last  *member            // whose name was read last
	stray member             // one of too many to be kept
}

// A member is a name that came, and which one came behind it the last time:
// most objects of a document have theirs in the same order, so the next one
// is known without looking it up.
type member struct {
	raw, name string
	nth       int
	next      *member
}

// WalkJSON begins a walk over one JSON text.
func WalkJSON(data []byte, lim Limits) (*JSONWalk, error) {
	w := &JSONWalk{path: make([]step, 0, 32)}
	if err := w.Again(data, lim); err != nil {
		return nil, err
	}
	return w, nil
}

// Again begins a walk over another text, as if by WalkJSON. What is known of
// the names of members stays: texts of one format have the same ones.
func (w *JSONWalk) Again(data []byte, lim Limits) error {
	data, err := jsonText(data, lim)
	if err != nil {
		return err
	}
	w.data, w.text, w.err, w.path, w.Problems = data, string(data), nil, w.path[:0], nil
	w.buf = *bytes.NewBuffer(data)
	if w.dec == nil {
		w.dec = jsontext.NewDecoder(&w.buf)
	} else {
		w.dec.Reset(&w.buf)
	}
	if w.first == nil {
		w.first, w.names = &member{}, make(map[string]*member, 64)
	}
	w.last = w.first
	return nil
}

// Object reads an object: fn is called for each member, with its name, and
// reads the value by another call. What it leaves unread is skipped. The
// result is false, with a problem noted, when the value is no object.
func (w *JSONWalk) Object(fn func(name string)) bool {
	if !w.expect('{', "an object") {
		return false
	}
	w.token()
	for w.err == nil && w.dec.PeekKind() != '}' {
		name := w.name()
		w.path = append(w.path, step{name: name, index: -1})
		w.each(func() { fn(name) })
		w.path = w.path[:len(w.path)-1]
	}
	w.token()
	return w.err == nil
}

// Array reads an array: fn is called for each element, with its index. The
// result is false, with a problem noted, when the value is no array.
func (w *JSONWalk) Array(fn func(i int)) bool {
	if !w.expect('[', "an array") {
		return false
	}
	w.token()
	for i := 0; w.err == nil && w.dec.PeekKind() != ']'; i++ {
		w.path = append(w.path, step{index: i})
		w.each(func() { fn(i) })
		w.path = w.path[:len(w.path)-1]
	}
	w.token()
	return w.err == nil
}

// each calls fn and skips the value when fn has read nothing.
func (w *JSONWalk) each(fn func()) {
	before := w.dec.InputOffset()
	if fn(); w.err == nil && w.dec.InputOffset() == before {
		w.Skip()
	}
}

// String reads a string. Any other value is a problem; a number, true or false
// is still taken as the text that it was meant to be, all others give "".
func (w *JSONWalk) String() string {
	switch k := w.Kind(); k {
	case '"':
	case '0', 't', 'f':
		w.Problem("json-type", "%s stands where a string belongs", withArticle(k))
		return string(w.value())
	default:
		w.expect('"', "a string")
		return ""
	}
	raw := w.value()
	if len(raw) < 2 {
		return ""
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		end := int(w.dec.InputOffset()) - 1
		return w.text[end-len(raw)+2 : end]
	}
	return w.Unquote(raw)
}

// Unquote returns the text of a string as Raw gave it. A character that no
// database of ours can hold is a problem and left out.
func (w *JSONWalk) Unquote(raw []byte) string {
	text, err := jsontext.AppendUnquote(nil, raw)
	w.fail(err)
	if bytes.IndexByte(text, 0) >= 0 {
		w.Problem("json-text", "the character NUL stands in a text; it is left out")
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	return string(text)
}

// Strings reads an array of strings, leaving out what is none.
func (w *JSONWalk) Strings() []string {
	var all []string
	w.Array(func(int) {
		if w.expect('"', "a string") {
			all = append(all, w.String())
		}
	})
	return all
}

// Int reads a whole number. Any other value is a problem and gives false.
func (w *JSONWalk) Int() (int, bool) {
	if !w.expect('0', "a whole number") {
		return 0, false
	}
	text := string(w.value())
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		// 2.0 and 1e3 are whole numbers too (JSON Schema 6.1.1).
		f, ferr := strconv.ParseFloat(text, 64)
		if ferr != nil || f != float64(int64(f)) || f > 1<<53 || f < -1<<53 {
			w.Problem("json-type", "%s stands where a whole number belongs", check.Short(text))
			return 0, false
		}
		n = int64(f)
	}
	return int(n), true
}

// Float reads a number. Any other value, and one too large, gives false.
func (w *JSONWalk) Float() (float64, bool) {
	if !w.expect('0', "a number") {
		return 0, false
	}
	text := string(w.value())
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		w.Problem("json-type", "the number %s is out of range", check.Short(text))
		return 0, false
	}
	return f, true
}

// Bool reads true or false. Any other value is a problem and gives false, false.
func (w *JSONWalk) Bool() (value, ok bool) {
	switch k := w.Kind(); k {
	case 't', 'f':
		w.value()
		return k == 't', w.err == nil
	default:
		w.expect('t', "true or false")
		return false, false
	}
}

// Raw reads any value and returns its bytes, good until the next call.
func (w *JSONWalk) Raw() []byte { return w.value() }

// Skip passes over the next value, whatever it is. Its grammar is checked.
func (w *JSONWalk) Skip() {
	if w.err == nil {
		w.fail(w.dec.SkipValue())
	}
}

// Kind tells what comes next: '{', '[', '"', '0' for a number, 't', 'f', 'n'
// for null, and 0 when the walk has ended.
func (w *JSONWalk) Kind() byte {
	if w.err != nil {
		return 0
	}
	switch k := w.dec.PeekKind(); k {
	case jsontext.KindInvalid:
		_, err := w.dec.ReadToken()
		w.fail(err)
		return 0
	default:
		return byte(k)
	}
}

// Fail ends the walk with err, unless it has ended already.
func (w *JSONWalk) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Err returns the error that has ended the walk, or nil.
func (w *JSONWalk) Err() error { return w.err }

// Read tells how many bytes were read, of how many.
func (w *JSONWalk) Read() (done, all int) { return int(w.dec.InputOffset()), len(w.data) }

// Close ends the walk, and looks that nothing comes behind the text.
func (w *JSONWalk) Close() error {
	if w.err != nil {
		return w.err
	}
	offset := int(w.dec.InputOffset())
	rest := bytes.TrimLeft(w.data[offset:], " \t\r\n")
	if len(rest) == 0 {
		return nil
	}
	line, column := Position(w.data, len(w.data)-len(rest))
	if !w.Tolerate {
		return fault.New(fault.Invalid, "something stands behind the end of the JSON text, at line %d, column %d", line, column)
	}
	w.Problems.Add("", "json-trailing-data", "something stands behind the end of the JSON text, at line %d, column %d; it is ignored", line, column)
	return nil
}

// expect tells whether a value of that kind comes next; any other is noted
// and skipped.
func (w *JSONWalk) expect(kind byte, want string) bool {
	got := w.Kind()
	if got == kind {
		return true
	}
	if got != 0 {
		w.Problem("json-type", "%s stands where %s belongs", withArticle(got), want)
		w.Skip()
	}
	return false
}

func (w *JSONWalk) name() string {
	raw := w.value()
	if len(raw) < 2 {
		return ""
	}
	m := w.last.next
	if m == nil || m.raw != string(raw) {
		if m = w.names[string(raw)]; m == nil {
			name, err := jsontext.AppendUnquote(nil, raw)
			w.fail(err)
			if len(w.names) == 4096 { // these are somebody's map of data, not names of the format
				w.stray = member{nth: -1}
				w.last = &w.stray
				return string(name)
			}
			m = &member{raw: string(raw), name: string(name), nth: len(w.names)}
			w.names[m.raw] = m
		}
		w.last.next = m
	}
	w.last = m
	return m.name
}

// Nth numbers the names of members by when they came first, from 0: for the
// one that was read last. It is -1 where there are too many to number.
func (w *JSONWalk) Nth() int { return w.last.nth }

func (w *JSONWalk) value() []byte {
	if w.err != nil {
		return nil
	}
	v, err := w.dec.ReadValue()
	w.fail(err)
	return v
}

func (w *JSONWalk) token() {
	if w.err == nil {
		_, err := w.dec.ReadToken()
		w.fail(err)
	}
}

func (w *JSONWalk) fail(err error) {
	if err == nil || w.err != nil {
		return
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	w.err = jsonFault(w.data, err)
}
