// Package search holds the search language: which tokens there are, what each
// takes, and on which lists it means something. Every list, the search page,
// REST and the command line understand the same.
package search

import (
	"slices"
	"strings"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/near"
	"aceso/internal/value/query"
)

// A List is one kind of thing that can be searched by tokens.
type List string

// The lists.
const (
	Findings List = "findings"
	Parts    List = "parts"
	Releases List = "releases"
	Products List = "products"
)

// Takes is what a token is given.
type Takes string

// What tokens take.
const (
	Word   Takes = "word"   // one of a few
	Text   Takes = "text"   // contained in what the record has, whatever its case
	Day    Takes = "day"    // 2026-11-01, today, -7d, +90d; with < <= > >= or a..b
	Number Takes = "number" // with < <= > >= or a..b
	Order  Takes = "order"  // a column, with - before it falling
)

// A Token is one thing that can be asked for.
type Token struct {
	Name    string
	Also    []string // other names for the same
	Takes   Takes
	Words   []Choice // of a Word
	On      []List   // where it means something
	Most    float64  // of a Number: the largest that there is; 0 for any
	Says    string   // what it asks for
	Example string
}

// A Choice is one word that a token takes.
type Choice struct {
	Word string
	Also []string
	On   []List // nil for all lists of the token
	Says string
}

// A Query is a line that was understood.
type Query struct {
	query.Query // without sort: and in:
	Line        string
	Sort        string // "-severity"; "" when not said
	In          []List // asked for by in:; nil for all
}

// Empty tells whether nothing is asked.
func (q Query) Empty() bool { return len(q.Query) == 0 }

// Only returns the words of a line, and whether it asks for nothing else.
func (q Query) Only() ([]string, bool) {
	for _, t := range q.Query {
		if t.Token != "" || t.Not {
			return nil, false
		}
	}
	return q.Words(), len(q.Query) > 0
}

// Has tells whether a line asks by one of these tokens.
func (q Query) Has(tokens ...string) bool {
	return slices.ContainsFunc(q.Query, func(t query.Term) bool { return slices.Contains(tokens, t.Token) })
}

// Read reads a line. Days that are written from today, as -7d is, are written
// out: now is the asker's moment.
func Read(line string, now time.Time) (Query, error) {
	terms, err := query.Read(line, known)
	if err != nil {
		return Query{}, err
	}
	out := Query{Line: line}
	seen := map[string]bool{}
	for _, t := range terms {
		if t.Token == "" {
			out.Query = append(out.Query, t)
			continue
		}
		token, _ := Named(t.Token)
		t.Token = token.Name
		if err := token.read(&t, now); err != nil {
			return Query{}, err
		}
		if single := token.Takes == Word && token.Name != "is" || token.Takes == Order; single && !t.Not {
			if seen[token.Name] {
				return Query{}, fault.New(fault.Invalid, "%s: stands twice, and nothing is both", token.Name).Helped("any of several is written with a comma, %s:a,b", token.Name)
			}
			seen[token.Name] = true
		}
		switch token.Name {
		case "sort":
			out.Sort = t.Values[0]
		case "in":
			out.In = lists(t)
		default:
			out.Query = append(out.Query, t)
		}
	}
	return out, nil
}

// lists are the lists that in: asks for, or with a minus leaves over.
func lists(t query.Term) []List {
	out := []List{}
	for _, l := range []List{Findings, Parts, Releases, Products} {
		if slices.Contains(t.Values, string(l)) != t.Not {
			out = append(out, l)
		}
	}
	return out
}

// Named returns the token of that name, or of which it is another name.
func Named(name string) (Token, bool) {
	for _, t := range Tokens {
		if t.Name == name || slices.Contains(t.Also, name) {
			return t, true
		}
	}
	return Token{}, false
}

// pasted are what stands before a colon in things that people paste: they are
// looked for as they are.
var pasted = []string{"pkg", "urn", "http", "https", "mailto", "tel", "swid", "did", "git", "ssh", "file"}

// known tells whether a name is that of a token, and what may have been meant.
func known(name string) (bool, *fault.Fault) {
	if _, ok := Named(name); ok {
		return true, nil
	}
	if slices.Contains(pasted, name) {
		return false, nil
	}
	var names []string
	for _, t := range Tokens {
		names = append(append(names, t.Name), t.Also...)
	}
	wrong := fault.New(fault.Invalid, "nothing can be asked for by %.30s:", name)
	if meant := near.Word(name, names...); meant != "" {
		return false, wrong.Helped("did you mean %s: ? To find the text itself, put it into quotation marks", meant)
	}
	return false, wrong.Helped("put it into quotation marks to find the text itself; the help names what can be asked for")
}

// Fits tells whether a list understands all that is asked, and if not which
// token it does not.
func (q Query) Fits(l List) (bool, string) {
	if q.In != nil && !slices.Contains(q.In, l) {
		return false, "in"
	}
	for _, t := range q.Query {
		if t.Token == "" {
			continue
		}
		token, _ := Named(t.Token)
		if !slices.Contains(token.On, l) {
			return false, t.Token
		}
		for _, v := range t.Values {
			if c, ok := token.choice(v); ok && c.On != nil && !slices.Contains(c.On, l) {
				return false, t.Token + ":" + v
			}
		}
	}
	return true, ""
}

// For returns a fault when a list does not understand what is asked.
func (q Query) For(l List) error {
	if ok, by := q.Fits(l); !ok {
		if by == "in" {
			return fault.New(fault.Invalid, "this is the list of %s", l).Helped("leave in: out, or go to the search page")
		}
		what := by
		if !strings.Contains(by, ":") {
			what += ":"
		}
		return fault.New(fault.Invalid, "%s can't be searched by %s", l, what).Helped("here you can use %s", strings.Join(names(l), ", "))
	}
	return nil
}

// names are the tokens that a list understands.
func names(l List) []string {
	var out []string
	for _, t := range Tokens {
		if slices.Contains(t.On, l) {
			out = append(out, t.Name+":")
		}
	}
	return out
}

// choice returns the word that a token takes for what was written.
func (t Token) choice(written string) (Choice, bool) {
	for _, c := range t.Words {
		if c.Word == written || slices.Contains(c.Also, written) {
			return c, true
		}
	}
	return Choice{}, false
}
