// Package query reads what somebody types to find something: words, "quoted
// phrases", and tokens that ask for one thing (severity:critical,high), each
// of them turned round by a minus sign. It knows how such a line is written;
// which tokens there are is a Vocabulary's.
package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"aceso/internal/value/fault"
)

// Bounds of a line.
const (
	MaxBytes  = 1000
	MaxTerms  = 40
	MaxValues = 50 // of one token
)

// A Query is the terms of a line in their order; all of them are to hold.
type Query []Term

// A Term is one word, phrase or token.
type Term struct {
	Not    bool
	Token  string   // "" for a word or a phrase
	Op     Op       // Is for a word
	Values []string // any of them may hold; one for a word, never none
	Quoted bool     // the (first) value stood in quotation marks
	At     int      // where it begins in the line, in bytes
}

// An Op is how a value is held against what a record has.
type Op string

// The ways to compare.
const (
	Is      Op = ""
	Below   Op = "<"
	AtMost  Op = "<="
	Above   Op = ">"
	AtLeast Op = ">="
	Between Op = ".." // Values are the two ends, both of them within
)

// A Vocabulary tells whether a name is that of a token. What is no token and
// stands before a colon is refused with the fault that it returns; nil takes
// the whole for a word ("pkg:npm/lodash" is one).
type Vocabulary func(name string) (token bool, wrong *fault.Fault)

// Read reads a line.
func Read(line string, knows Vocabulary) (Query, error) {
	if len(line) > MaxBytes {
		return nil, fault.New(fault.Invalid, "a search has at most %d characters, this one has %d", MaxBytes, len(line)).Helped("leave some of it out")
	}
	if !utf8.ValidString(line) || strings.ContainsRune(line, 0) {
		return nil, fault.New(fault.Invalid, "the search holds bytes that are no text").Helped("type it anew")
	}
	r := reader{line: line}
	var out Query
	for r.skip(); r.at < len(line); r.skip() {
		t, err := r.term(knows)
		if err != nil {
			return nil, err
		}
		if t.Values == nil {
			continue // a minus sign or a pair of marks that stand alone
		}
		if out = append(out, t); len(out) > MaxTerms {
			return nil, fault.New(fault.Invalid, "a search has at most %d words", MaxTerms).Helped("put words that stand together into quotation marks")
		}
	}
	return out, nil
}

// Words are the words and phrases that are to hold, as they were typed.
func (q Query) Words() []string {
	var out []string
	for _, t := range q {
		if t.Token == "" && !t.Not {
			out = append(out, t.Values[0])
		}
	}
	return out
}

// Tokens are the terms that are no words.
func (q Query) Tokens() []Term {
	var out []Term
	for _, t := range q {
		if t.Token != "" {
			out = append(out, t)
		}
	}
	return out
}

// String writes the query so that Read understands the same.
func (q Query) String() string {
	out := make([]string, len(q))
	for i, t := range q {
		out[i] = t.String()
	}
	return strings.Join(out, " ")
}

// String writes one term.
func (t Term) String() string {
	s := ""
	if t.Not {
		s = "-"
	}
	if t.Token == "" {
		return s + quoted(t.Values[0], t.Quoted || t.needsQuotes())
	}
	values := make([]string, len(t.Values))
	for i, v := range t.Values {
		values[i] = quoted(v, strings.ContainsAny(v, ",") || unsafe(v) || strings.HasPrefix(v, "<") || strings.HasPrefix(v, ">") || strings.Contains(v, ".."))
	}
	switch t.Op {
	case Is:
		return s + t.Token + ":" + strings.Join(values, ",")
	case Between:
		return s + t.Token + ":" + t.Values[0] + ".." + t.Values[1] // nothing in them ends a value
	}
	return s + t.Token + ":" + string(t.Op) + values[0]
}

// needsQuotes tells whether a word would be read as something else without.
func (t Term) needsQuotes() bool {
	v := t.Values[0]
	return unsafe(v) || strings.HasPrefix(v, "-") || strings.Contains(v, ":")
}

// unsafe tells whether a value has what ends one.
func unsafe(v string) bool {
	return v == "" || strings.ContainsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || mark(r) })
}

func quoted(v string, must bool) string {
	if !must {
		return v
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range v {
		if r == '\\' || mark(r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}
