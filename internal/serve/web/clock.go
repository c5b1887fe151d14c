package web

import (
	"context"
	"net/http"
	"strconv"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	cases "aceso/internal/serve/web/view/casework"
	view "aceso/internal/serve/web/view/clock"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) clockRoutes() []serve.Route {
	return []serve.Route{
		{Method: "GET", Path: "/clocks", Needs: org.ReadCases, Face: serve.Page, Do: f.clocks},
		{Method: "POST", Path: "/clocks/{id}", Needs: org.WorkCases, Face: serve.Page, Do: f.turnClock},
	}
}

// GET /clocks is every deadline, the next first.
func (f *Face) clocks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.clockList())
		if err != nil {
			return err
		}
		late, err := tx.Clocks(ctx, store.ClockFilter{Late: true}, store.Page{Limit: 1})
		p = view.New(frame, shown, late.Total)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// clockList is the list of deadlines. Those of a private case are in the list
// of its members alone.
func (f *Face) clockList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.List, Needs: org.ReadCases, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter := store.ClockFilter{Text: a.Get("q"), Sort: a.Sort, Sees: a.Who}
		switch a.Get("state") {
		case "":
			filter.States = []clock.State{clock.Running, clock.Paused}
		case "late":
			filter.Late = true
		case "breached":
			filter.Breached = true
		case "all":
		default:
			filter.States = []clock.State{clock.State(a.Get("state"))}
		}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.Clocks(ctx, filter, p)
			out := store.Slice[view.Row]{Next: found.Next, Total: found.Total}
			for _, c := range found.Rows {
				out.Rows = append(out.Rows, view.Row{Clock: cases.ClockOf(c, tx.Now()), About: c.About, Started: c.From, Breached: c.Told})
			}
			return out, err
		}, nil
	}}
}

// POST /clocks/{id} says that a duty is done, does not apply, stands still or runs again.
func (f *Face) turnClock(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, id, why := r.Context(), serve.Actor(r), r.PathValue("id"), r.PostFormValue("why")
	rev, err := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "the form does not say which version of the clock it changes").Helped("open the page again")
	}
	var c clock.Clock
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		if c, err = tx.Clock(ctx, id); err != nil {
			return err
		}
		if c.About.Kind == "case" {
			if _, err := seenCase(ctx, tx, who, c.About.ID); err != nil {
				return err
			}
		}
		switch do := r.PostFormValue("do"); do {
		case "meet":
			_, err = clock.Meet(ctx, tx, who, id, rev, tx.Now(), why)
		case "pause":
			_, err = clock.Stop(ctx, tx, who, id, rev, why)
		case "resume":
			_, err = clock.GoOn(ctx, tx, who, id, rev, why)
		case "drop":
			_, err = clock.Drop(ctx, tx, who, id, rev, why)
		default:
			err = fault.New(fault.Invalid, "%.40q is nothing that can be done to a clock", do).Helped("choose done, pause, go on, or does not apply")
		}
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, local(c.About.URL))
}
