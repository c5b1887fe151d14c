package api

import (
	"context"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/view"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) views() {
	operation(f, org.KeepViews, "GET", "/api/v1/views", "Views of lists: one's own and the shared ones, by name", f.listViews)
	operation(f, org.KeepViews, "POST", "/api/v1/views", "Keep a view of a list under a name", f.keepView)
	operation(f, org.KeepViews, "GET", "/api/v1/views/{id}", "One view of a list", f.getView)
	operation(f, org.KeepViews, "PATCH", "/api/v1/views/{id}", "Change a view: all that can be said of it but its list", f.changeView)
	operation(f, org.KeepViews, "DELETE", "/api/v1/views/{id}", "Delete a view", f.dropView)
}

func wireView(v view.View, who org.Actor, opens map[string]string) wire.View {
	return wire.View{ID: v.ID, List: v.List, Name: v.Name, Query: v.Query, Shared: v.Shared, Pinned: v.Pinned, Usual: opens[v.List] == v.ID, URL: v.URL(), By: v.By, Mine: v.Mine(who), Rev: v.Rev, Changed: v.Changed}
}

func viewOf(v wire.View) view.View {
	return view.View{List: v.List, Name: v.Name, Query: v.Query, Shared: v.Shared, Pinned: v.Pinned}
}

type viewList struct {
	List string `query:"list" doc:"name of a list: only its views"`
}

func (f *Face) listViews(ctx context.Context, who org.Actor, in *viewList) (*body[wire.Slice[wire.View]], error) {
	out := &body[wire.Slice[wire.View]]{}
	if _, ok := view.ListBy(in.List); in.List != "" && !ok {
		return nil, fault.New(fault.Invalid, "%.60q is no list whose views can be kept", in.List).Helped("leave it out to see the views of all lists")
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		opens, err := tx.Openings(ctx, who.Person)
		if err != nil {
			return err
		}
		all, err := tx.KeptViews(ctx, who.Person, in.List)
		out.Body.Items = each(all, func(v view.View) wire.View { return wireView(v, who, opens) })
		out.Body.Total = len(all)
		return err
	})
	return out, err
}

func (f *Face) getView(ctx context.Context, who org.Actor, in *ByID) (*body[wire.View], error) {
	out := &body[wire.View]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		v, err := tx.KeptView(ctx, in.ID)
		if err == nil && !v.Sees(who) {
			err = fault.New(fault.NotFound, "there is no view %s", in.ID)
		}
		if err != nil {
			return err
		}
		opens, err := tx.Openings(ctx, who.Person)
		out.ETag, out.Body = etag(v.Rev), wireView(v, who, opens)
		return err
	})
	return out, err
}

func (f *Face) keepView(ctx context.Context, who org.Actor, in *making[wire.View]) (*body[wire.View], error) {
	var v view.View
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		if v, err = view.Keep(ctx, tx, who, viewOf(in.Body)); err != nil {
			return err
		}
		return view.Usual(ctx, tx, who, v, in.Body.Usual)
	})
	if err != nil {
		return nil, err
	}
	return f.getView(ctx, who, &ByID{ID: v.ID})
}

func (f *Face) changeView(ctx context.Context, who org.Actor, in *changing[wire.View]) (*body[wire.View], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	v := viewOf(in.Body)
	v.ID, v.Rev = in.ID, rev
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		v, err := view.Change(ctx, tx, who, v)
		if err != nil {
			return err
		}
		return view.Usual(ctx, tx, who, v, in.Body.Usual)
	})
	if err != nil {
		return nil, withCurrent(ctx, who, err, in.ID, f.getView)
	}
	return f.getView(ctx, who, &ByID{ID: in.ID})
}

func (f *Face) dropView(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return view.Drop(ctx, tx, who, in.ID) })
}
