package api

import (
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

func (f *Face) names() {
	operation(f, org.ReadNames, "GET", "/api/v1/names", "The name rules that people keep", f.listNames)
	operation(f, org.WriteNames, "POST", "/api/v1/names", "Keep a name rule", f.keepName)
	operation(f, org.WriteNames, "DELETE", "/api/v1/names/{id}", "Undo a name rule; it stays in the list as undone", f.undoName)
}

func wireName(a match.Alias) wire.Name {
	return wire.Name{
		ID: a.ID, Name: a.Name, Vendor: a.Vendor, Patterns: a.Patterns, Ecosystem: a.Ecosystem, Package: a.Package, CPE: a.CPE,
		Who: a.Who, When: stamp(a.When), Undone: stamp(a.Undone),
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (f *Face) listNames(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Name]], error) {
	out := &body[wire.Slice[wire.Name]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Aliases(ctx)
		out.Body.Items, out.Body.Total = each(all, wireName), len(all)
		return err
	})
	return out, err
}

func (f *Face) keepName(ctx context.Context, who org.Actor, in *making[wire.Name]) (*body[wire.Name], error) {
	n := in.Body
	out := &body[wire.Name]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		a, err := match.KeepAlias(ctx, tx, who, match.Alias{Name: n.Name, Vendor: n.Vendor, Patterns: n.Patterns, Ecosystem: n.Ecosystem, Package: n.Package, CPE: n.CPE})
		if err == nil {
			out.Body = wireName(*a)
		}
		return err
	})
	return out, err
}

func (f *Face) undoName(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.UndoAlias(ctx, tx, who, in.ID)
		return err
	})
}
