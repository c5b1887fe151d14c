package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/serve"
	"aceso/internal/serve/find"
	view "aceso/internal/serve/web/view/search"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// How many of each kind the search page shows: of all kinds, and of one alone.
const (
	hits    = 8
	hitsOne = 50
)

// searchRoutes are the pages that find things.
func (f *Face) searchRoutes() []serve.Route {
	return []serve.Route{
		{Method: "GET", Path: "/search", Needs: serve.SignedIn, Face: serve.Page, Do: f.search},
		{Method: "GET", Path: "/palette", Needs: serve.SignedIn, Face: serve.Page, Do: f.palette},
		{Method: "GET", Path: "/search/{kind}", Needs: serve.SignedIn, Face: serve.Page, Do: f.searchKind},
	}
}

// asked reads what is searched; what can't be read comes with a fault.
func (f *Face) asked(r *http.Request) (find.Ask, *fault.Fault) {
	q, err := search.Read(strings.TrimSpace(r.FormValue("q")), f.DB.Now())
	q.Line = strings.TrimSpace(r.FormValue("q"))
	return find.Ask{Who: serve.Actor(r), Query: q, Intel: f.Intel, Most: hits}, fault.Of(err)
}

// GET /search?q=… finds everything by one box. What means one thing, as a
// pasted number does, leads there.
func (f *Face) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ask, wrong := f.asked(r)
	ask.Soon = r.FormValue("whole") == ""
	if ask.Only = find.Kind(r.FormValue("kind")); ask.Only != "" {
		ask.Most, ask.Soon, ask.After = hitsOne, false, r.FormValue("after")
	}
	var p view.Page
	straight := ""
	err := f.DB.In(ask.Who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		frame.Query = ask.Query.Line
		p = view.New(frame, tokens(ask.Who))
		if p.Else = (ui.Link{Label: "See all components", URL: "/components"}); !ask.Who.Allowed(org.ReadProducts) {
			p.Else = ui.Link{Label: "Go to the help", URL: "/help"}
		}
		if wrong != nil || ask.Query.Line == "" {
			return nil
		}
		if r.FormValue("stay") == "" && ask.Only == "" {
			if straight, err = find.Straight(ctx, tx, ask); err != nil || straight != "" {
				return err
			}
		}
		found, err := find.Everything(ctx, tx, ask)
		if err != nil {
			return err
		}
		p.Groups = f.groups(found, ask, frame)
		p.Known, err = f.knownToData(ask, found)
		p.Unread = unread(found)
		return err
	})
	switch {
	case err != nil:
		return err
	case straight != "":
		return onward(w, r, straight)
	case wrong != nil:
		p.Wrong, p.Fix = wrong.Text, wrong.Fix
		return draw(w, r, serve.Status(wrong.Kind), p.Show())
	}
	return show(w, r, p.Show())
}

// GET /search/{kind}?q=… is one group of the page by itself: what takes longer
// comes in when the rest is there.
func (f *Face) searchKind(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ask, wrong := f.asked(r)
	if wrong != nil {
		return wrong
	}
	ask.Only = find.Kind(r.PathValue("kind"))
	if !slices.Contains(find.Kinds(), ask.Only) {
		return fault.New(fault.NotFound, "nothing is searched by the name %.40q", r.PathValue("kind"))
	}
	var group view.Group
	err := f.DB.In(ask.Who.Org).View(ctx, func(tx *store.Tx) error {
		found, err := find.Everything(ctx, tx, ask)
		if err != nil {
			return err
		}
		group = view.Group{ID: string(ask.Only), Name: find.Name(ask.Only)}
		for _, g := range found.Groups {
			group = f.group(g, ask, ui.Frame{Now: f.DB.Now()})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, group.Show())
}

// hitsBrief is how many of each kind the palette shows.
const hitsBrief = 4

// GET /palette?q=… is what the palette shows while somebody types: what can be
// found at once. Who comes without the script gets the search page.
func (f *Face) palette(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("HX-Request") == "" {
		return onward(w, r, "/search?"+url.Values{"q": {r.FormValue("q")}}.Encode())
	}
	ctx := r.Context()
	ask, wrong := f.asked(r)
	p := view.Palette{Line: ask.Query.Line}
	if wrong != nil {
		p.Wrong, p.Fix = wrong.Text, wrong.Fix
		return show(w, r, p.Found())
	}
	ask.Brief, ask.Most = true, hitsBrief
	err := f.DB.In(ask.Who.Org).View(ctx, func(tx *store.Tx) (err error) {
		if p.Line == "" {
			return nil
		}
		if p.Straight, err = find.Straight(ctx, tx, ask); err != nil {
			return err
		}
		found, err := find.Everything(ctx, tx, ask)
		for _, g := range found.Groups {
			p.Groups = append(p.Groups, f.group(g, ask, ui.Frame{Now: f.DB.Now()}))
		}
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Found())
}

// groups are what was found, as the page shows it, and the pages and words of
// the help that are called so.
func (f *Face) groups(found find.Found, ask find.Ask, frame ui.Frame) []view.Group {
	var out []view.Group
	for _, g := range found.Groups {
		out = append(out, f.group(g, ask, frame))
	}
	words, only := ask.Query.Only()
	if !only || ask.Only != "" {
		return out
	}
	if g := f.pagesCalled(words, ask.Who); len(g.Hits) > 0 {
		out = append([]view.Group{g}, out...)
		if len(g.Hits) > 0 && !strings.EqualFold(g.Hits[0].Name, ask.Query.Line) {
			out = append(out[1:], g)
		}
	}
	if g := helpOn(words); len(g.Hits) > 0 {
		out = append(out, g)
	}
	return out
}

func (f *Face) group(g find.Group, ask find.Ask, frame ui.Frame) view.Group {
	out := view.Group{ID: string(g.Kind), Name: g.Name, Total: g.Total}
	if g.Later {
		out.Later = "/search/" + string(g.Kind) + "?" + url.Values{"q": {ask.Query.Line}}.Encode()
		out.Whole = "/search?" + url.Values{"q": {ask.Query.Line}, "whole": {"yes"}}.Encode()
	}
	for _, h := range g.Hits {
		hit := view.Hit{Name: h.Name, URL: h.Path, Note: h.Note, State: stateOf(h, frame)}
		switch of := h.Of.(type) {
		case store.FindingRow:
			hit.Rating, hit.Exploited = rating(of.Finding), of.KEV
		case store.WeaknessHit:
			hit.Rating, hit.Exploited = ui.Rating{Severity: ui.SeverityOf(of.Severity), Score: of.Score, Scored: of.Scored}, of.KEV
		}
		out.Hits = append(out.Hits, hit)
	}
	if g.All != "" && ask.Only == "" {
		out.More = ui.Link{Label: "All " + ui.Number(g.Total), URL: g.All}
		if g.Kind == find.Weaknesses {
			out.More.Label = "All findings of these " + ui.Number(g.Total)
		}
	}
	if g.Next != "" && ask.Only != "" {
		out.More = ui.Link{Label: "More", URL: "/search?" + url.Values{"q": {ask.Query.Line}, "kind": {string(g.Kind)}, "after": {g.Next}}.Encode()}
	}
	if g.Or != "" {
		out.Or = ui.Link{Label: ui.Upper(g.Or), URL: g.OrAll}
	}
	return out
}

// stateOf is how a hit stands, as its own list says it.
func stateOf(h find.Hit, frame ui.Frame) ui.State {
	switch of := h.Of.(type) {
	case store.ProductRow:
		return stage(of.Release, frame.Now)
	case store.Part:
		return partState(of)
	case store.FindingRow:
		return findingState(of.Finding)
	case store.WeaknessHit:
		if of.Live == 0 {
			return ui.State{Word: "none open", Look: ui.Quiet}
		}
		return ui.State{Word: ui.Number(of.Live) + " open", Look: ui.Attention}
	}
	return ui.State{}
}

// unread names the kinds that a line's tokens are not for.
func unread(found find.Found) []string {
	var out []string
	for _, k := range found.Unread {
		if k == find.Products || k == find.Releases || k == find.Parts || k == find.Findings {
			out = append(out, string(k))
		}
	}
	return out
}

// knownToData tells of a weakness that none of the parts has what the data
// says: that nothing was found must not look like not having looked.
func (f *Face) knownToData(ask find.Ask, found find.Found) (view.Known, error) {
	words, only := ask.Query.Only()
	if !only || len(words) != 1 || !ask.Who.Allowed(org.ReadIntel) {
		return view.Known{}, nil
	}
	for _, g := range found.Groups {
		if g.Kind == find.Weaknesses {
			return view.Known{}, nil
		}
	}
	w, err := f.Intel.Weakness(words[0])
	if err == nil && w == nil && ident.Family(words[0]) != "" {
		return view.Known{Name: ident.WeaknessID(words[0]), Unknown: true, AsOf: f.Intel.AsOf()}, nil
	}
	if err != nil || w == nil {
		return view.Known{}, err
	}
	return view.Known{Name: w.ID, Title: w.Title(), Severity: ui.SeverityOf(w.Severity()), Exploited: w.KEV != nil, AsOf: f.Intel.AsOf()}, nil
}

// tokens are what the page says can be asked for.
func tokens(who org.Actor) []view.Token {
	var out []view.Token
	for _, t := range search.Tokens {
		if slices.Equal(t.On, []search.List{search.Findings}) && !who.Allowed(org.ReadFindings) {
			continue
		}
		row := view.Token{Name: t.Name, Says: t.Says, Example: t.Example}
		for _, c := range t.Words {
			row.Words = append(row.Words, view.Word{Word: c.Word, Says: c.Says})
		}
		for _, l := range t.On {
			row.On = append(row.On, string(l))
		}
		out = append(out, row)
	}
	return out
}
