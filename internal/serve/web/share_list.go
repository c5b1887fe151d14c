package web

import (
	"context"

	"aceso/internal/domain/org"
	"aceso/internal/domain/share"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/share"
	"aceso/internal/store"
)

// shareList is the list of every link, as it is read.
func (f *Face) shareList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Links, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter := store.ShareFilter{Release: a.Get("release"), State: share.State(a.Get("state")), Text: a.Get("q"), Newer: a.Get("newer") == "yes", Sort: a.Sort}
		var err error
		if filter.Release != "" {
			var name string
			name, err = releaseName(ctx, tx, filter.Release)
			a.Of = "of " + name
		}
		return shareReader(tx, filter), err
	}}
}

// releaseShareList is the same of one release.
func (f *Face) releaseShareList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.OfRelease(), Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		var err error
		a.Record, err = releaseName(ctx, tx, a.ID)
		return shareReader(tx, store.ShareFilter{Release: a.ID, State: share.State(a.Get("state")), Text: a.Get("q"), Sort: a.Sort}), err
	}}
}

func shareReader(tx *store.Tx, filter store.ShareFilter) list.Reader[view.Row] {
	return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
		links, err := tx.Shares(ctx, filter, p)
		return list.Map(links, func(g store.Given) view.Row { return view.RowOf(g.Share, g.Model, g.Version, g.Newer, tx.Now()) }), err
	}
}

// fetchList is the list of the downloads of a link, as it is read.
func (f *Face) fetchList() list.List[view.Fetch] {
	return list.List[view.Fetch]{Spec: view.Fetches, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Fetch], error) {
		s, err := tx.Share(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		a.Record = "the link for " + s.Recipient
		all, err := tx.Fetches(ctx, s.ID)
		rows := make([]view.Fetch, len(all))
		for i, one := range all {
			rows[i] = view.Fetch{ID: one.ID, At: one.At, Address: one.Address, Agent: one.Agent}
		}
		return view.Fetches.Memory(a, rows), err
	}}
}
