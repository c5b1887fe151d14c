package web

import (
	"context"
	"net/http"
	"net/url"

	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/chart"
	view "aceso/internal/serve/web/view/horizon"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// What the time line of the horizon shows at most.
const (
	lanesShown   = 12
	endingsShown = 200
)

// GET /horizon
func (f *Face) horizon(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p = view.New(frame)
		counts, err := tx.AllCounts(ctx)
		if p.None = counts.Total == 0; err != nil || p.None {
			return err
		}
		if p.List, err = f.listed(ctx, tx, r, f.horizonList()); err != nil {
			return err
		}
		filter, err := horizonAsked(r.URL.Query())
		if err != nil {
			return err
		}
		counted, err := serve.HorizonCounts(ctx, tx, filter)
		if err != nil {
			return err
		}
		p.Counts = view.Counts(counted)
		p.Figure, err = horizonLine(ctx, tx, r.URL.Query())
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// horizonAsked reads what of the horizon is asked for.
func horizonAsked(v url.Values) (store.HorizonFilter, error) {
	f := store.HorizonFilter{Model: v.Get("model"), Release: v.Get("release"), Text: v.Get("q"), When: v.Get("when"), Plan: v.Get("plan")}
	switch v.Get("device") {
	case "":
	case "unstated":
		f.Outlook = support.Unstated
	case "all":
		f.All = true
	default:
		return f, fault.New(fault.Invalid, "%.40q says nothing of a device", v.Get("device")).Helped("choose one of: unstated, all")
	}
	return f, nil
}

// horizonList is the list of what loses support, as it is read.
func (f *Face) horizonList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Parts, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		values := url.Values{}
		for _, name := range []string{"model", "release", "q", "when", "plan", "device"} {
			values.Set(name, a.Get(name))
		}
		filter, err := horizonAsked(values)
		if err != nil {
			return nil, err
		}
		filter.Sort = a.Sort
		if filter.Release != "" {
			if a.Of, err = releaseName(ctx, tx, filter.Release); err != nil {
				return nil, err
			}
		}
		a.Choices["model"], err = modelChoices(ctx, tx)
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.Horizon(ctx, filter, p)
			if err != nil {
				return store.Slice[view.Row]{}, err
			}
			rows, err := horizonRows(ctx, tx, found.Rows)
			return store.Slice[view.Row]{Rows: rows, Next: found.Next, Total: found.Total}, err
		}, err
	}}
}

// horizonRows are parts whose support ends, with what is planned.
func horizonRows(ctx context.Context, tx *store.Tx, found []store.HorizonRow) ([]view.Row, error) {
	plans, err := serve.PlansOf(ctx, tx, found)
	if err != nil {
		return nil, err
	}
	rows := make([]view.Row, len(found))
	for i := range found {
		h := &found[i]
		c := h.Part.Component
		stand := h.Stand()
		row := view.Row{
			Key: h.Part.Key, URL: componentURL(h.Part.Key), Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, Over: h.Over,
			Outlived: h.Outlived, Unstated: h.Unstated, Latest: parseDay(h.Latest),
		}
		row.Support.State = ui.State{Word: string(stand), Look: standLooks[stand]}
		row.Support.Until, row.Support.Level, row.Support.Differ = parseDay(h.End), string(h.Level), h.Differ
		row.Support.By = byWhom(support.Statement{Source: h.Source, Who: h.Who})
		for _, d := range h.Devices {
			row.Devices = append(row.Devices, view.Device{Link: ui.Link{Label: d.Model + " " + d.Version, URL: "/releases/" + url.PathEscape(d.Release)}, End: parseDay(d.End)})
		}
		if p := plans[i]; p != nil {
			row.Plan, row.PlanState = p.Text, planState(p.State)
			if p.Due != "" {
				row.Plan = "by " + ui.DayText(p.Due) + ": " + row.Plan
			}
		}
		rows[i] = row
	}
	return rows, nil
}

// horizonLine is the time line of the page.
func horizonLine(ctx context.Context, tx *store.Tx, v url.Values) (chart.Figure, error) {
	found, err := tx.Lastings(ctx, v.Get("model"), lanesShown, endingsShown)
	if err != nil {
		return chart.Figure{}, err
	}
	all := make([]view.Lasting, len(found))
	for i, l := range found {
		all[i] = view.Lasting{Name: l.Model + " " + l.Version, URL: "/horizon?" + url.Values{"release": {l.Release}}.Encode(), End: parseDay(l.End)}
		for _, p := range l.Parts {
			e := view.Ending{Name: p.Name + " " + p.Version, End: parseDay(p.End), Words: string(p.Outlook), Bad: p.Outlook == support.Outlived, Over: p.Over}
			all[i].Parts = append(all[i].Parts, e)
		}
	}
	csv := "/horizon.csv"
	if v.Get("model") != "" {
		csv += "?" + url.Values{"model": {v.Get("model")}}.Encode()
	}
	return view.Line(all, tx.Now(), csv), nil
}
