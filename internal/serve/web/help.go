package web

import (
	"context"
	"net/http"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/keys"
	view "aceso/internal/serve/web/view/help"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// helpRoutes are the pages that explain the others.
func (f *Face) helpRoutes() []serve.Route {
	page := func(path string, needs org.Permission, do serve.Handler) serve.Route {
		return serve.Route{Method: "GET", Path: path, Needs: needs, Face: serve.Page, Do: do}
	}
	return []serve.Route{
		page("/help", serve.Anyone, f.help),
		page("/glossary", serve.Anyone, f.glossary),
		page("/tour", serve.SignedIn, f.tour),
		page("/tour/{stop}", serve.SignedIn, f.tour),
	}
}

// GET /help
func (f *Face) help(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return show(w, r, view.New(frame).Show())
}

// GET /glossary?q=
func (f *Face) glossary(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return show(w, r, view.NewWords(frame, strings.TrimSpace(r.FormValue("q"))).Show())
}

// helpOf is the help of the page that answers a request. A form's answer is
// drawn by the page that the form stands on; what has no page of its own gets
// the general one.
func helpOf(r *http.Request, table keys.Table) *ui.Help {
	path := serve.RouteOf(r.Context()).Path
	for _, t := range typedForms {
		if t.action == path && r.Method == http.MethodPost {
			path = t.page
		}
	}
	for ; path != ""; path = path[:strings.LastIndexByte(path, '/')] {
		if h := view.Of(path, table); h != nil {
			return h
		}
	}
	return view.Of("/help", table)
}

// A stopped tour is where it is, and the page that it shows.
type stopped struct {
	view.Stop
	path string
}

// stops are the pages of the tour for this person: those that they may see,
// and that show something.
func (f *Face) stops(ctx context.Context, tx *store.Tx, who org.Actor) ([]stopped, error) {
	release, err := shownRelease(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	at := map[string]struct {
		path  string
		needs org.Permission
	}{
		view.StopToday: {"/", serve.SignedIn}, view.StopProducts: {"/products", org.ReadProducts}, view.StopRelease: {release, org.ReadProducts}, view.StopFindings: {"/findings", org.ReadFindings},
		view.StopUnchecked: {"/unchecked", org.ReadProducts}, view.StopNames: {"/names", org.ReadNames}, view.StopIntel: {"/intelligence", org.ReadIntel}, view.StopLog: {"/log", org.ReadLog},
		view.StopYours: {"/import", org.ImportSBOM},
	}
	var out []stopped
	for _, s := range view.Stops {
		if there := at[s.ID]; there.path != "" && (there.needs == serve.SignedIn || who.Allowed(there.needs)) {
			out = append(out, stopped{s, there.path})
		}
	}
	return out, nil
}

// shownRelease is the page of a release with a parts list, the one that changed last.
func shownRelease(ctx context.Context, tx *store.Tx, who org.Actor) (string, error) {
	if !who.Allowed(org.ReadProducts) {
		return "", nil
	}
	list, err := tx.Releases(ctx, store.ProductFilter{Sort: "-changed"}, store.Page{Limit: 50})
	for _, row := range list.Rows {
		if row.SBOM != "" {
			return "/releases/" + row.Release.ID, err
		}
	}
	return "", err
}

// GET /tour and /tour/{stop} go to a page of the tour; the tour stands in its
// address, so that it needs neither script nor memory.
func (f *Face) tour(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var all []stopped
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) (err error) {
		all, err = f.stops(ctx, tx, who)
		return err
	})
	if err != nil {
		return err
	}
	stop := r.PathValue("stop")
	for _, s := range all {
		if s.ID == stop || stop == "" {
			return onward(w, r, s.path+"?tour="+s.ID)
		}
	}
	return fault.New(fault.NotFound, "the tour has no stop %.40q for you", stop).Helped("start it from the beginning: /tour")
}

type tourKey struct{}

// tourAt is the bar of the tour on a page that was asked for as a stop of it.
func (f *Face) tourAt(ctx context.Context, tx *store.Tx, r *http.Request) (*ui.Tour, error) {
	stop, _ := ctx.Value(tourKey{}).(string)
	if stop == "" {
		return nil, nil
	}
	all, err := f.stops(ctx, tx, serve.Actor(r))
	for i, s := range all {
		if s.ID != stop {
			continue
		}
		t := &ui.Tour{At: i + 1, Of: len(all), Title: s.Title, Text: s.Text, End: r.URL.RequestURI()}
		if i > 0 {
			t.Back = "/tour/" + all[i-1].ID
		}
		if i+1 < len(all) {
			t.Next, t.NextTitle = "/tour/"+all[i+1].ID, all[i+1].Title
		}
		return t, nil
	}
	return nil, err
}

// touring takes the tour out of a page's address: the page does not see it.
func touring(do serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		stop := r.URL.Query().Get("tour")
		if stop == "" {
			return do(w, r)
		}
		return do(w, without(r, "tour").WithContext(context.WithValue(r.Context(), tourKey{}, stop)))
	}
}

// without is a request whose address has no such query.
func without(r *http.Request, name string) *http.Request {
	q := r.URL.Query()
	q.Del(name)
	in := r.WithContext(r.Context())
	bare := *r.URL
	bare.RawQuery = q.Encode()
	in.URL = &bare
	return in
}
