package find

import (
	"context"
	"fmt"
	"slices"

	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
)

// Kind is what sort of thing was found.
type Kind string

// The kinds, as addresses and programs write them.
const (
	Products   Kind = "products"
	Releases   Kind = "releases"
	Parts      Kind = "parts"
	Weaknesses Kind = "weaknesses"
	Findings   Kind = "findings"
	Cases      Kind = "cases"
	Clocks     Kind = "clocks"
	Names      Kind = "names"
	Shares     Kind = "shares"
	People     Kind = "people"
	Data       Kind = "data"
	Jobs       Kind = "jobs"
	Log        Kind = "log"
)

// A Hit is one thing that was found.
type Hit struct {
	Kind Kind
	ID   string
	Name string
	Note string // what else tells it from others
	Path string // of its page
	Of   any    // the record, as its list has it
}

// A Group is what was found of one kind.
type Group struct {
	Kind  Kind
	Name  string // for people
	Total int    // exact; of a Brief that was not counted, how many hits there are
	Hits  []Hit
	All   string // address of the list with exactly these; "" when there is none
	Or    string // what else would be found: "3 closed ones"
	OrAll string // address of these
	Next  string // what Ask.After takes to go on; "" at the end
	Later bool   // it is not looked through yet: there is much, and whoever asked would wait
}

// A Found is all that a line turns up.
type Found struct {
	Query  search.Query
	Groups []Group // without empty ones
	Asked  []Kind  // kinds that were looked through
	Unread []Kind  // kinds that were not: the line has a token that they don't know
}

// Intel is what search asks of the intelligence in use.
type Intel interface {
	Now() (vuln.Info, bool)
	Weakness(name string) (*vuln.Weakness, error)
}

// An Ask is who searches for what.
type Ask struct {
	Who   org.Actor
	Query search.Query
	Intel Intel
	Most  int  // hits of each kind
	Brief bool // for a list that changes as one types: what takes long is left out

	// Soon asks for what can be told at once: where there is much, a kind that
	// takes longer comes as a group that says Later. Only asks for one kind.
	Soon  bool
	Only  Kind
	After string // of Only: goes on behind an earlier stretch
}

// A shelf is one kind of thing, and how it is looked through.
type shelf struct {
	kind  Kind
	name  string
	needs org.Permission
	list  search.List // whose tokens it knows; "" knows words alone
	look  func(context.Context, *store.Tx, Ask) (Group, error)
}

// shelves are all kinds in the order of the page.
var shelves = []shelf{
	{Products, "Products", org.ReadProducts, search.Products, products},
	{Releases, "Releases", org.ReadProducts, search.Releases, releases},
	{Weaknesses, "Weaknesses", org.ReadFindings, "", weaknesses},
	{Parts, "Parts", org.ReadProducts, search.Parts, parts},
	{Findings, "Findings", org.ReadFindings, search.Findings, findings},
	{Cases, "Cases", org.ReadCases, "", cases},
	{Clocks, "Clocks", org.ReadCases, "", clocks},
	{Names, "Name rules", org.ReadNames, "", names},
	{Shares, "Shared", org.ReadProducts, "", shares},
	{People, "People", org.ReadPeople, "", people},
	{Data, "Intelligence", org.ReadIntel, "", data},
	{Log, "Log", org.ReadLog, "", entries},
}

// Kinds are all kinds.
func Kinds() []Kind {
	out := make([]Kind, len(shelves))
	for i, s := range shelves {
		out[i] = s.kind
	}
	return out
}

// Name is what people call a kind.
func Name(k Kind) string {
	for _, s := range shelves {
		if s.kind == k {
			return s.name
		}
	}
	return ""
}

// Everything looks through all that whoever asks may read and that understands
// the line, each kind as its own list would.
func Everything(ctx context.Context, tx *store.Tx, a Ask) (Found, error) {
	out := Found{Query: a.Query}
	if a.Query.Empty() {
		return out, nil
	}
	large, err := a.large(ctx, tx)
	if err != nil {
		return out, err
	}
	for _, s := range inOrder(a.Query) {
		if !a.Who.Allowed(s.needs) || a.Only != "" && a.Only != s.kind {
			continue
		}
		if !s.knows(a.Query) {
			out.Unread = append(out.Unread, s.kind)
			continue
		}
		out.Asked = append(out.Asked, s.kind)
		if large && s.slow(a.Query, out) {
			if a.Soon && !a.Brief {
				out.Groups = append(out.Groups, Group{Kind: s.kind, Name: s.name, Later: true})
			}
			continue
		}
		g, err := s.look(ctx, tx, a)
		if err != nil {
			return out, fmt.Errorf("search %s: %w", s.kind, err)
		}
		if g.Kind, g.Name = s.kind, s.name; len(g.Hits) > 0 || g.Or != "" {
			out.Groups = append(out.Groups, g)
		}
	}
	return out, nil
}

// inOrder are the shelves with what a line asks for first: who asks by what is
// said of findings wants these.
func inOrder(q search.Query) []shelf {
	out := slices.Clone(shelves)
	if q.Has("kev", "severity", "match", "owner", "score", "epss", "opened", "turned", "until", "cve") {
		slices.SortStableFunc(out, func(a, b shelf) int {
			switch {
			case a.kind == Findings && b.kind != Findings:
				return -1
			case b.kind == Findings && a.kind != Findings:
				return 1
			}
			return 0
		})
	}
	return out
}

// much is how many open findings an organisation has so that a search of some
// kinds may take longer than somebody waits for the first results.
const much = 50_000

// large tells whether whoever asks wants to wait for nothing, and there is much.
func (a Ask) large(ctx context.Context, tx *store.Tx) (bool, error) {
	if !a.Soon && !a.Brief {
		return false, nil
	}
	t, err := tx.Tally(ctx, store.FindingFilter{})
	return t.Total() > much, err
}

// slow tells whether a kind may take longer: it is asked by what is counted
// nowhere, or by words that stand in very many parts.
func (s shelf) slow(q search.Query, so Found) bool {
	switch s.kind {
	case Findings:
		if _, words := q.Only(); words {
			return so.total(Parts) > 2_000
		}
		return len(worked(store.FindingFilter{}, q, "me").Seek.Terms) > 0
	case Parts:
		return q.Has("kev", "severity", "cve", "part", "version", "supplier", "licence", "purl", "cpe")
	case Products, Releases:
		return q.Has("part", "cve")
	}
	return false
}

// total is how many things of a kind were found so far.
func (f Found) total(k Kind) int {
	for _, g := range f.Groups {
		if g.Kind == k {
			return g.Total
		}
	}
	return 0
}

// knows tells whether a shelf understands a line.
func (s shelf) knows(q search.Query) bool {
	if s.list != "" {
		ok, _ := q.Fits(s.list)
		return ok
	}
	_, words := q.Only()
	return words && q.In == nil
}

// Total is how many things were found in all groups.
func (f Found) Total() int {
	n := 0
	for _, g := range f.Groups {
		n += g.Total
	}
	return n
}
