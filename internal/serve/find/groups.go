package find

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/search"
	"aceso/internal/store"
)

// list is the address of a list that is narrowed by a line.
func list(path, line string) string { return path + "?" + url.Values{"q": {line}}.Encode() }

func productHit(m product.Model) Hit {
	var note []string
	for _, s := range []string{m.Manufacturer, strings.Join(m.Aliases, ", ")} {
		if s != "" {
			note = append(note, s)
		}
	}
	if len(m.DIs) > 0 {
		note = append(note, "UDI-DI "+m.DIs[0])
	}
	return Hit{Kind: Products, ID: m.ID, Name: m.Name, Note: strings.Join(note, ", "), Path: "/products/" + m.ID, Of: m}
}

func products(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	found, err := tx.ModelsBy(ctx, store.ModelFilter{Seek: store.Seek{Terms: a.Query.Query}}, store.Page{Limit: a.Most, After: a.After})
	g := Group{Total: found.Total, Next: found.Next}
	for _, m := range found.Rows {
		g.Hits = append(g.Hits, productHit(m))
	}
	if found.Total > len(g.Hits) {
		g.All = more(a, Products)
	}
	return g, err
}

// more is the address of all of a kind that has no list of its own to go to.
func more(a Ask, k Kind) string {
	return "/search?" + url.Values{"q": {a.Query.Line}, "kind": {string(k)}}.Encode()
}

func releases(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	f, err := NarrowReleases(store.ProductFilter{}, a.Query)
	if err != nil {
		return Group{}, err
	}
	found, err := tx.Releases(ctx, f, store.Page{Limit: a.Most, After: a.After})
	g := Group{Total: found.Total, Next: found.Next}
	for _, r := range found.Rows {
		g.Hits = append(g.Hits, releaseHit(r))
	}
	if found.Total > len(g.Hits) {
		g.All = more(a, Releases)
	}
	return g, err
}

func releaseHit(r store.ProductRow) Hit {
	return Hit{Kind: Releases, ID: r.Release.ID, Name: r.Model.Name + " " + r.Release.Version, Note: r.Line.Name, Path: "/releases/" + r.Release.ID, Of: r}
}

// PartName is a component as people speak of it.
func PartName(c sbom.Component) string { return strings.TrimSpace(c.FullName() + " " + c.Version) }

func partHit(p store.Part) Hit {
	c := p.Component
	note := c.PURL
	if note == "" && len(c.CPEs) > 0 {
		note = c.CPEs[0]
	}
	if note == "" {
		note = c.Supplier
	}
	return Hit{Kind: Parts, ID: p.Key, Name: PartName(c), Note: note, Path: "/components/" + url.PathEscape(p.Key), Of: p}
}

// parts puts what is nearest to a line of words first; another line is
// answered as the list answers it.
func parts(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	f, err := NarrowParts(store.PartFilter{}, a.Query)
	if err != nil {
		return Group{}, err
	}
	found, err := tx.PartsNearest(ctx, f.Seek, a.Most)
	g := Group{Total: found.Total}
	for _, p := range found.Rows {
		g.Hits = append(g.Hits, partHit(p))
	}
	if g.Total > len(g.Hits) {
		g.All = list("/components", a.Query.Line)
	}
	return g, err
}

func weaknesses(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	found, err := tx.WeaknessesCalled(ctx, a.Query.Words(), store.Page{Limit: a.Most})
	g := Group{Total: found.Total}
	for _, h := range found.Rows {
		g.Hits = append(g.Hits, Hit{Kind: Weaknesses, ID: h.ID, Name: h.ID, Note: h.Summary, Path: "/findings?" + url.Values{"weakness": {h.ID}, "state": {"all"}}.Encode(), Of: h})
	}
	if found.Total > len(g.Hits) {
		g.All = list("/findings", asNames(a.Query)+" is:any")
	}
	return g, err
}

// asNames asks for the words of a line as names of weaknesses.
func asNames(q search.Query) string {
	for i := range q.Query {
		if t := &q.Query[i]; t.Token == "" {
			q.Query = slices.Clone(q.Query)
			q.Query[i].Token = "cve"
		}
	}
	return q.String()
}

func findings(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	f, err := NarrowFindings(store.FindingFilter{States: store.Live}, a.Query, a.Who.Person)
	if err != nil {
		return Group{}, err
	}
	found, err := tx.Findings(ctx, f, store.Page{Limit: a.Most})
	if err != nil {
		return Group{}, err
	}
	g := Group{Total: found.Total}
	for _, r := range found.Rows {
		g.Hits = append(g.Hits, Hit{Kind: Findings, ID: r.ID, Name: r.Weakness, Note: "in " + PartName(r.Part), Path: "/findings/" + r.ID, Of: r})
	}
	if found.Total > len(g.Hits) {
		g.All = list("/findings", a.Query.Line)
	}
	if a.Brief || !sameStates(f.States, store.Live) {
		return g, nil
	}
	f.States = []finding.State{finding.Closed}
	closed, err := tx.FindingsTotal(ctx, f)
	if closed > 0 {
		g.Or, g.OrAll = count(closed, "closed one", "closed ones"), list("/findings", a.Query.Line+" is:closed")
	}
	return g, err
}
