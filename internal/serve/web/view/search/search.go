// Package search draws what one box finds, in groups, and what can be asked for.
package search

import (
	"aceso/internal/serve/web/view/ui"
)

// A Page is what was found.
type Page struct {
	ui.Frame
	Groups []Group
	Known  Known    // to the weakness data, though no part has it
	Unread []string // kinds that the line's tokens are not for
	Tokens []Token
	Else   ui.Link // where to go when nothing is found
	Wrong  string  // what is wrong with the line
	Fix    string
}

// A Group is the hits of one kind.
type Group struct {
	ID, Name string
	Total    int
	Hits     []Hit
	More     ui.Link // to all of this kind; empty when all are here
	Or       ui.Link // to what else would be found
	Later    string  // address of the group by itself, while it is still looked for
	Whole    string  // address of the page that waits for it
}

// A Hit is one thing that was found.
type Hit struct {
	Name, URL, Note string
	State           ui.State
	Rating          ui.Rating // of a weakness; without a word for others
	Exploited       bool
}

// rated tells whether the group is of weaknesses, which are weighed.
func (g Group) rated() bool {
	for _, h := range g.Hits {
		if h.Rating.Severity != "" {
			return true
		}
	}
	return false
}

// A Known is a weakness that no part is known to have, with what the data says of it.
type Known struct {
	Unknown     bool // to the data too
	Name, Title string
	Severity    ui.Severity
	Exploited   bool
	AsOf        string
}

// A Token is one thing that can be asked for.
type Token struct {
	Name, Says, Example string
	Words               []Word
	On                  []string
}

// A Word is one that a token takes.
type Word struct{ Word, Says string }

// New returns the page before anything was searched.
func New(f ui.Frame, tokens []Token) Page {
	f.Title = "Search"
	return Page{Frame: f, Tokens: tokens}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	n, waits := 0, false
	for _, g := range p.Groups {
		n += g.Total
		waits = waits || g.Later != ""
	}
	switch {
	case p.Query == "" || p.Wrong != "":
		return "Everything by one box: products, releases, parts, weaknesses, findings, cases, people, pages."
	case n == 0 && !waits:
		return ""
	case n == 0:
		return "Still looking."
	case waits:
		return ui.Upper(ui.Count(n, "hit", "hits")) + " so far for “" + p.Query + "”."
	}
	return ui.Upper(ui.Count(n, "hit", "hits")) + " for “" + p.Query + "”."
}

// empty tells whether something was searched and nothing found.
func (p Page) empty() bool {
	for _, g := range p.Groups {
		if g.Total > 0 || g.Later != "" || g.Or.URL != "" {
			return false
		}
	}
	return p.Query != "" && p.Wrong == "" && p.Known.Name == ""
}

// looked says what was looked through.
func (p Page) looked() string {
	if len(p.Unread) > 0 {
		return "What you ask for is not said of " + ui.List(p.Unread) + ", so those were left out."
	}
	return "Searched: products, releases, every part in use by name, version, supplier, package URL and CPE, weaknesses by all their names, cases, clocks, name rules, shares, people, pages and the help."
}

// examples are lines to try.
var examples = []Token{
	{Example: "kev:yes is:new", Says: "exploited, and nobody has taken it up"},
	{Example: "product:ip-200 release:4.2.0 severity:critical", Says: "the critical findings of a release"},
	{Example: "part:openssl -version:3.*", Says: "every OpenSSL that is not of the third line"},
	{Example: "licence:gpl in:parts", Says: "parts under a GNU licence"},
	{Example: "match:cannot-tell opened:>-7d", Says: "undecided since a week"},
}

// try is the address of a search.
func try(line string) string {
	return ui.Query{Path: "/search", Values: map[string][]string{"q": {line}}}.String()
}

// A Palette is what the command palette finds for a line.
type Palette struct {
	Line     string
	Straight string // address of the one thing that the line means; "" for none
	Groups   []Group
	Wrong    string // what is wrong with the line
	Fix      string
}
