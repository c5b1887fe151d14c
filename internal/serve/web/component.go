package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	"aceso/internal/serve/find"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/component"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// componentList is the list of the distinct parts in use, as it is read.
func (f *Face) componentList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Parts, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter, err := partFilter(a, tx.Now())
		if err != nil {
			return nil, err
		}
		if c := a.Get("answer"); c != "" {
			filter.Checked = []match.Checked{match.Checked(c)}
		}
		models, err := modelChoices(ctx, tx)
		if err != nil {
			return nil, err
		}
		a.Choices["model"] = models
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			parts, err := tx.Parts(ctx, filter, p)
			if err != nil {
				return store.Slice[view.Row]{}, err
			}
			rows, err := f.componentRows(ctx, tx, parts.Rows)
			return store.Slice[view.Row]{Rows: rows, Next: parts.Next, Total: parts.Total}, err
		}, nil
	}}
}

// partFilter reads what the list is narrowed to: by its boxes, and by a line
// of the search language.
func partFilter(a *list.Ask, now time.Time) (store.PartFilter, error) {
	q, err := search.Read(a.Get("q"), now)
	if err != nil {
		return store.PartFilter{}, err
	}
	f, err := find.NarrowParts(store.PartFilter{Model: a.Get("model")}, q)
	if a.Sort != "" && f.Sort == "" {
		f.Sort = a.Sort
	}
	return f, err
}

// modelChoices are the models that a list of parts can be narrowed to.
func modelChoices(ctx context.Context, tx *store.Tx) ([]ui.Choice, error) {
	models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
	out := []ui.Choice{{Value: "", Label: "any"}}
	for _, m := range models.Rows {
		out = append(out, ui.Choice{Value: m.ID, Label: m.Name})
	}
	return out, err
}

// GET /components is every distinct part in use.
func (f *Face) components(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.List
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		counts, err := tx.AllCounts(ctx)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.componentList())
		p = view.NewList(frame, counts.Total, shown)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func componentURL(key string) string { return "/components/" + url.PathEscape(key) }

// componentRows are parts with how they are supported and where they are.
func (f *Face) componentRows(ctx context.Context, tx *store.Tx, parts []store.Part) ([]view.Row, error) {
	standings, err := serve.PartStandings(ctx, tx, f.Intel, parts)
	if err != nil {
		return nil, err
	}
	rows := make([]view.Row, len(parts))
	for i, p := range parts {
		c := p.Component
		rows[i] = view.Row{
			Key: p.Key, URL: componentURL(p.Key), Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPEs: c.CPEs,
			Support: supportOf(standings[i], tx.Now()), Stands: partState(p), Affected: p.Affected, Untold: p.Untold, Releases: p.Releases,
		}
	}
	return rows, nil
}

// standLooks are the shapes of the stands.
var standLooks = map[support.Stand]ui.Look{support.Ended: ui.Failed, support.Partly: ui.Attention, support.Unclear: ui.Uncertain, support.None: ui.Uncertain, support.Supported: ui.Fine}

// supportOf is a standing as the pages show it.
func supportOf(s support.Standing, now time.Time) view.Support {
	out := view.Support{State: ui.State{Word: string(s.Stand), Look: standLooks[s.Stand]}, Differ: s.Differ, Level: string(s.Level(now)), Until: parseDay(s.End())}
	if s.By != nil {
		out.By = byWhom(*s.By)
	}
	return out
}

func byWhom(s support.Statement) string {
	switch s.Source {
	case support.Person:
		return s.Who
	case support.Supplier:
		return "the parts list"
	}
	return "end-of-life data"
}

// parseDay reads a day that the domain has written.
func parseDay(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}
	}
	return t
}
