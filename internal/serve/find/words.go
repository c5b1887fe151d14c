package find

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
)

func sameStates(a, b []finding.State) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s finding.State) bool { return !slices.Contains(b, s) })
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// word is the one word that a line consists of; "" when there is more to it.
func word(q search.Query) string {
	if len(q.Query) == 1 && q.Query[0].Token == "" && !q.Query[0].Not {
		return q.Query[0].Values[0]
	}
	return ""
}

// All tells whether each of the words is in one of the texts, whatever its case.
func All(words []string, texts ...string) bool {
	for _, w := range words {
		w = strings.ToLower(w)
		if !slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), w) }) {
			return false
		}
	}
	return true
}

// chosen makes a group of those records whose texts have all the words.
func chosen[T any](a Ask, all []T, texts func(T) []string, hit func(T) Hit, path string) Group {
	g := Group{}
	for _, v := range all {
		if !All(a.Query.Words(), texts(v)...) {
			continue
		}
		if g.Total++; len(g.Hits) < a.Most {
			g.Hits = append(g.Hits, hit(v))
		}
	}
	if g.Total > len(g.Hits) {
		g.All = path
	}
	return g
}

func names(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	rules, err := tx.Aliases(ctx)
	rules = slices.DeleteFunc(rules, func(r match.Alias) bool { return !r.Undone.IsZero() })
	return chosen(a, rules, func(r match.Alias) []string {
		return append([]string{r.Name, r.Vendor, r.CPE, r.Package}, r.Patterns...)
	}, func(r match.Alias) Hit {
		return Hit{Kind: Names, ID: r.ID, Name: r.Name, Note: "for " + strings.Join(r.Patterns, ", "), Path: "/names#rules", Of: r}
	}, "/names#rules"), err
}

func shares(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	text := strings.Join(a.Query.Words(), " ")
	found, err := tx.Shares(ctx, store.ShareFilter{Text: text}, store.Page{Limit: a.Most})
	g := Group{Total: found.Total}
	for _, s := range found.Rows {
		g.Hits = append(g.Hits, Hit{Kind: Shares, ID: s.ID, Name: s.Recipient, Note: "has the list of " + s.Model + " " + s.Version, Path: "/shares/" + s.ID, Of: s})
	}
	if g.Total > len(g.Hits) {
		g.All = "/shares?" + url.Values{"text": {text}}.Encode()
	}
	return g, err
}

// cases finds cases by number, title or product; a private one only for its members.
func cases(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	text := strings.Join(a.Query.Words(), " ")
	found, err := tx.Cases(ctx, store.CaseFilter{Sees: a.Who, Text: text}, store.Page{Limit: a.Most})
	g := Group{Total: found.Total}
	for _, c := range found.Rows {
		g.Hits = append(g.Hits, Hit{Kind: Cases, ID: c.ID, Name: c.Number + " " + c.Title, Note: strings.TrimSpace(string(c.Kind) + " " + c.Device.Said), Path: "/cases/" + c.ID, Of: c})
	}
	if g.Total > len(g.Hits) {
		g.All = "/cases?" + url.Values{"q": {text}, "state": {"all"}}.Encode()
	}
	return g, err
}

// clocks finds the deadlines that run by what must be done, or for which record.
func clocks(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	text := strings.Join(a.Query.Words(), " ")
	found, err := tx.Clocks(ctx, store.ClockFilter{Sees: a.Who, Text: text, States: []clock.State{clock.Running, clock.Paused}}, store.Page{Limit: a.Most})
	g := Group{Total: found.Total}
	for _, c := range found.Rows {
		g.Hits = append(g.Hits, Hit{Kind: Clocks, ID: c.ID, Name: c.Title, Note: c.About.Title + ", due " + c.Due.String(), Path: c.About.URL, Of: c})
	}
	if g.Total > len(g.Hits) {
		g.All = "/clocks?" + url.Values{"q": {text}}.Encode()
	}
	return g, err
}

func people(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	members, err := tx.Members(ctx)
	return chosen(a, members, func(m org.Member) []string { return append([]string{m.Name, m.Email}, rolesOf(m)...) }, func(m org.Member) Hit {
		h := Hit{Kind: People, ID: m.ID, Name: m.Name, Note: strings.Join(rolesOf(m), ", "), Path: "/people", Of: m}
		if a.Who.Allowed(org.ManagePeople) {
			h.Path = "/people/" + m.ID
		}
		return h
	}, "/people"), err
}

func rolesOf(m org.Member) []string {
	out := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		out[i] = string(r)
	}
	return out
}

// data finds sources of the bundle in use by their names, and bundles by the
// beginning of their ids.
func data(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	g := Group{}
	if info, ok := a.Intel.Now(); ok {
		g = chosen(a, info.Sources, func(s vuln.Source) []string { return []string{s.Name} }, func(s vuln.Source) Hit {
			h := Hit{Kind: Data, ID: s.Name, Name: s.Name, Note: "a source of the weakness data", Path: "/intelligence", Of: s}
			if !s.AsOf.IsZero() {
				h.Note += ", as of " + s.AsOf.Format("2 Jan 2006")
			}
			return h
		}, "/intelligence")
	}
	id := strings.ToLower(word(a.Query))
	if len(id) < 6 || !a.Who.Allowed(org.ReadFindings) {
		return g, nil
	}
	swaps, err := tx.Swaps(ctx, 200)
	for _, s := range swaps {
		if strings.HasPrefix(s.Bundle, id) && len(g.Hits) < a.Most {
			g.Total++
			g.Hits = append(g.Hits, Hit{Kind: Data, ID: s.ID, Name: "Bundle " + s.Bundle[:12], Note: "in use since " + s.At.Format("2 Jan 2006, 15:04") + " UTC", Path: "/intelligence/bundles/" + s.ID, Of: s})
		}
	}
	return g, err
}

// entries finds an entry of the log by its number.
func entries(ctx context.Context, tx *store.Tx, a Ask) (Group, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(word(a.Query), "#"), 10, 64)
	if err != nil || n < 0 {
		return Group{}, nil // what is no number is the number of no entry
	}
	found, err := tx.EntriesFrom(ctx, n, 1)
	if err != nil || len(found) == 0 {
		return Group{}, err
	}
	e := found[0]
	return Group{Total: 1, Hits: []Hit{{Kind: Log, ID: strconv.FormatInt(e.Seq, 10), Name: "Entry " + strconv.FormatInt(e.Seq, 10), Note: e.What + " by " + e.Who.Name, Path: "/log?before=" + strconv.FormatInt(e.Seq+1, 10), Of: e}}}, nil
}
