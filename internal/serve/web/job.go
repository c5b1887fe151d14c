package web

import (
	"context"
	"net/http"

	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/job"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// jobRoutes are the pages about work in the background.
func (f *Face) jobRoutes() []serve.Route {
	page := func(method, path string, needs org.Permission, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do}
	}
	return []serve.Route{
		page("GET", "/jobs", org.ReadSystem, f.jobs),
		page("POST", "/jobs/{id}/retry", org.ManageJobs, f.turnJob(job.Retry)),
		page("POST", "/jobs/{id}/cancel", org.ManageJobs, f.turnJob(job.Cancel)),
		page("GET", "/system", org.ReadSystem, f.system),
		{Method: "GET", Path: "/events", Needs: org.ReadProducts, Face: serve.Page, Do: f.events, Unattended: true},
	}
}

// GET /events streams how jobs stand; pages that show them ask anew when
// something changed.
func (f *Face) events(w http.ResponseWriter, r *http.Request) error { return f.Streams.Jobs(w, r) }

// jobTabs are the states behind each tab.
var jobTabs = map[view.Tab][]job.State{
	view.UnderWay: {job.Queued, job.Running}, view.Failed: {job.Failed}, view.Ended: {job.Done, job.Cancelled},
}

// GET /jobs?tab=
func (f *Face) jobs(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	tab := view.Tab(r.FormValue("tab"))
	if jobTabs[tab] == nil {
		tab = view.UnderWay
	}
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.jobList())
		if err != nil {
			return err
		}
		p = view.New(frame, tab, shown)
		return fillLanes(ctx, tx, &p)
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// jobList is the list of jobs, as it is read: those of one tab.
func (f *Face) jobList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Jobs, Needs: org.ReadSystem, Open: func(_ context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		tab := view.Tab(a.Get("tab"))
		if jobTabs[tab] == nil {
			tab = view.UnderWay
		}
		a.Side = tab.Word()
		filter := store.JobFilter{States: jobTabs[tab], Text: a.Get("q"), Sort: a.Sort}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			jobs, err := tx.JobsBy(ctx, filter, p)
			return list.Map(jobs, func(j job.Job) view.Row { return jobRow(j, a.Who) }), err
		}, nil
	}}
}

func fillLanes(ctx context.Context, tx *store.Tx, p *view.Page) error {
	counts, err := tx.JobCounts(ctx)
	if err != nil {
		return err
	}
	p.Lanes = []view.Lane{{Name: "Now", Means: "parts lists that somebody waits for"}, {Name: "Bulk", Means: "large work that nobody waits for: a new bundle, a name rule"}}
	for _, c := range counts {
		lane := &p.Lanes[1]
		if c.Kind.Lane() == job.Waited {
			lane = &p.Lanes[0]
		}
		switch c.State {
		case job.Queued:
			lane.Waiting += c.N
			if lane.Oldest.IsZero() || c.Oldest.Before(lane.Oldest) {
				lane.Oldest = c.Oldest
			}
		case job.Running:
			lane.Running += c.N
		case job.Failed:
			lane.Failed += c.N
		}
		for tab, states := range jobTabs {
			for _, s := range states {
				if s == c.State {
					p.Counts[tab] += c.N
				}
			}
		}
	}
	return nil
}

// jobLooks are how the states of a job are drawn.
var jobLooks = map[job.State]ui.State{
	job.Queued: {Word: "waits", Look: ui.Quiet}, job.Running: {Word: "running", Look: ui.Moving}, job.Done: {Word: "done", Look: ui.Fine},
	job.Failed: {Word: "failed", Look: ui.Failed}, job.Cancelled: {Word: "cancelled", Look: ui.Quiet},
}

func jobRow(j job.Job, who org.Actor) view.Row {
	r := view.Row{
		ID: j.ID, Record: j.About, Lane: j.Kind.Lane(), State: jobLooks[j.State], Step: j.Step, Done: j.Done, Total: j.Total, Tries: j.Tries, By: j.By, Asked: j.Asked, Started: j.Started, Ended: j.Ended, Problem: j.Problem,
	}
	switch j.Kind {
	case job.MatchSBOM:
		r.Does, r.About = "Check a parts list", ui.Link{Label: "the parts list", URL: "/imports/" + j.About}
	case job.Rematch:
		r.Does, r.About = "Check all parts against a new bundle", ui.Link{Label: "intelligence", URL: "/intelligence"}
	case job.Rename:
		r.Does, r.About = "Apply a name rule", ui.Link{Label: "the identity desk", URL: "/names"}
	case job.Act:
		r.Does, r.About = "Change many findings", ui.Link{Label: "what is done", URL: "/deeds/" + j.About}
	case job.TakeBack:
		r.Does, r.About = "Take back what was done", ui.Link{Label: "what is taken back", URL: "/deeds/" + j.About}
	default:
		r.Does = string(j.Kind)
	}
	if who.Allowed(org.ManageJobs) {
		r.MayCancel, r.MayDiscard, r.MayRetry = j.Processing(), j.State == job.Failed, j.State == job.Failed || j.State == job.Cancelled
	}
	return r
}

// turnJob is the handler of POST /jobs/{id}/retry and /cancel.
func (f *Face) turnJob(turn func(context.Context, job.Tx, org.Actor, string) (job.Job, error)) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, who := r.Context(), serve.Actor(r)
		err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := turn(ctx, tx, who, r.PathValue("id"))
			return err
		})
		if err != nil {
			return err
		}
		return onward(w, r, "/jobs")
	}
}
