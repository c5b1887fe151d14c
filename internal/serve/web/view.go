package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"aceso/internal/domain/org"
	"aceso/internal/domain/view"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/saved"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// viewRoutes are the pages of kept views.
func (f *Face) viewRoutes() []serve.Route {
	page := func(method, path string, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: org.KeepViews, Face: serve.Page, Do: do}
	}
	return []serve.Route{
		page("GET", "/views", f.views), page("POST", "/views", f.keepView),
		page("GET", "/views/{id}", f.oneView), page("POST", "/views/{id}", f.changeView), page("POST", "/views/{id}/delete", f.dropView),
	}
}

// GET /views
func (f *Face) views(w http.ResponseWriter, r *http.Request) error {
	var p saved.Page
	err := f.DB.In(serve.Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		frame, err := f.frame(r.Context(), tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(r.Context(), tx, r, f.viewList())
		p = saved.New(frame, shown)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// viewList is the list of kept views, as it is read.
func (f *Face) viewList() list.List[saved.Row] {
	return list.List[saved.Row]{Spec: saved.Views, Needs: org.KeepViews, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[saved.Row], error) {
		all, err := tx.KeptViews(ctx, a.Who.Person, "")
		if err != nil {
			return nil, err
		}
		opens, err := tx.Openings(ctx, a.Who.Person)
		var rows []saved.Row
		for _, v := range all {
			row := viewRow(v, a.Who, opens)
			if w := a.Get("whose"); (w == "" || w == "mine" && row.Mine || w == "shared" && row.Shared) && mentions(a.Get("q"), row.Name, row.List, row.By) {
				rows = append(rows, row)
			}
		}
		return saved.Views.Memory(a, rows), err
	}}
}

func viewRow(v view.View, who org.Actor, opens map[string]string) saved.Row {
	l, _ := view.ListBy(v.List)
	return saved.Row{ID: v.ID, Name: v.Name, URL: v.URL(), List: l.Label, Mine: v.Mine(who), Shared: v.Shared, By: v.By, Pinned: v.Pinned, Usual: opens[v.List] == v.ID, Query: v.Query, Changed: v.Changed, MayChange: v.May(who)}
}

// viewIn is the view that a form asks for, and whether its list opens with it.
func viewIn(r *http.Request) (v view.View, usual bool) {
	is := func(mark string) bool { return slices.Contains(r.PostForm["is"], mark) }
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64) // what is none is stale
	return view.View{ID: r.PathValue("id"), List: r.PostFormValue("list"), Name: r.PostFormValue("name"), Query: r.PostFormValue("query"), Shared: is("shared"), Pinned: is("pinned"), Rev: rev}, is("usual")
}

// readable refuses a view that its list could not show.
func (f *Face) readable(v view.View, who org.Actor) error {
	q, err := url.ParseQuery(v.Query)
	if err != nil {
		return fault.New(fault.Invalid, "the filters can't be read").Helped("copy what stands behind the question mark in the address of the list")
	}
	for _, l := range f.Lists() {
		if l.About().Name == v.List {
			_, err = l.Read(q, who, "")
		}
	}
	return err
}

// POST /views
func (f *Face) keepView(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	v, usual := viewIn(r)
	if err := f.readable(v, who); err != nil {
		return err
	}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		if v, err = view.Keep(ctx, tx, who, v); err != nil {
			return err
		}
		return view.Usual(ctx, tx, who, v, usual)
	})
	if err != nil {
		return err
	}
	return onward(w, r, v.URL())
}

// GET /views/{id}
func (f *Face) oneView(w http.ResponseWriter, r *http.Request) error {
	p, err := f.viewPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) viewPage(r *http.Request) (saved.One, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p saved.One
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		v, err := tx.KeptView(ctx, r.PathValue("id"))
		if err == nil && !v.Sees(who) {
			err = fault.New(fault.NotFound, "there is no view %s", r.PathValue("id"))
		}
		if err != nil {
			return err
		}
		opens, err := tx.Openings(ctx, who.Person)
		if err != nil {
			return err
		}
		frame, err := f.frame(ctx, tx, r)
		p = saved.NewOne(frame, viewRow(v, who, opens), strconv.FormatInt(v.Rev, 10), who.Allowed(org.ShareViews))
		return err
	})
	return p, err
}

// POST /views/{id}
func (f *Face) changeView(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		in, usual := viewIn(r)
		old, err := tx.KeptView(ctx, in.ID)
		if err != nil {
			return err
		}
		in.List = old.List
		if err := f.readable(in, who); err != nil {
			return err
		}
		if in, err = view.Change(ctx, tx, who, in); err != nil {
			return err
		}
		return view.Usual(ctx, tx, who, in, usual)
	})
	what := refused(err)
	if what == nil && err == nil {
		return onward(w, r, "/views")
	}
	if what == nil {
		return err
	}
	p, err := f.viewPage(r)
	if err != nil {
		return err
	}
	p.Form.Put("name", r.PostFormValue("name"))
	p.Form.Put("query", r.PostFormValue("query"))
	p.Form.Mark("is", r.PostForm["is"])
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

// POST /views/{id}/delete
func (f *Face) dropView(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return view.Drop(ctx, tx, who, r.PathValue("id")) })
	if err != nil {
		return err
	}
	return onward(w, r, "/views")
}

// keptViews are the views of a list that somebody may choose from; nil for a
// list whose views can't be kept.
func keptViews(ctx context.Context, tx *store.Tx, r *http.Request, name string) (*ui.Views, error) {
	who := serve.Actor(r)
	l, ok := view.ListBy(name)
	if !ok || !who.Allowed(org.KeepViews) {
		return nil, nil
	}
	all, err := tx.KeptViews(ctx, who.Person, name)
	if err != nil {
		return nil, err
	}
	q := url.Values{}
	for key, values := range r.URL.Query() {
		if !slices.Contains([]string{"after", "from", "page", "view"}, key) {
			q[key] = values
		}
	}
	out := &ui.Views{List: name, Query: q.Encode(), MayShare: who.Allowed(org.ShareViews), Plain: l.Path + "?view=none"}
	for _, v := range all {
		item := ui.NavItem{Label: v.Name, URL: v.URL(), Current: r.URL.Query().Get("view") == v.ID && v.Query == out.Query}
		if out.Saved = append(out.Saved, item); v.Pinned {
			out.Pinned = append(out.Pinned, item)
		}
	}
	return out, nil
}

// opening lets a list that is asked for without anything open with the view
// that somebody has chosen for it.
func (f *Face) opening(name string, page serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who := serve.Actor(r)
		if r.URL.RawQuery != "" || who.Person == "" || !who.Allowed(org.KeepViews) {
			return page(w, r)
		}
		url := ""
		err := f.DB.In(who.Org).View(r.Context(), func(tx *store.Tx) error {
			opens, err := tx.Openings(r.Context(), who.Person)
			if err != nil || opens[name] == "" {
				return err
			}
			v, err := tx.KeptView(r.Context(), opens[name])
			if err == nil && v.Sees(who) {
				url = v.URL()
			}
			if fault.Is(err, fault.NotFound) {
				err = nil
			}
			return err
		})
		switch {
		case err != nil:
			return err
		case url == "":
			return page(w, r)
		}
		return onward(w, r, url)
	}
}

// opens wraps the pages of lists that may open with a kept view.
func (f *Face) opens(routes []serve.Route) []serve.Route {
	for i, r := range routes {
		for _, l := range view.Lists {
			if r.Method == http.MethodGet && r.Path == l.Path {
				routes[i].Do = f.opening(l.Name, r.Do)
			}
		}
	}
	return routes
}
