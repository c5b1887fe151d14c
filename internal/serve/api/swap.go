package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/store"
)

// swapsListed is how many swaps of the bundle are listed.
const swapsListed = 100

func (f *Face) swaps() {
	operation(f, org.ReadIntel, "GET", "/api/v1/intel/bundles", "Which bundles came into use, newest first, and what each did to findings", f.listSwaps)
	operation(f, org.ReadFindings, "GET", "/api/v1/intel/bundles/{swap}", "What one bundle changed: records by source, and the releases and parts that it touched", f.getSwap)
	f.routes.list = append(f.routes.list, serve.Route{Method: "GET", Path: "/api/v1/intel/bundle", Needs: org.ReadIntel, Face: serve.API, Do: func(w http.ResponseWriter, _ *http.Request) error { return serve.SendBundle(w, f.Intel) }})
	f.byHand(&huma.Operation{
		Method: "GET", Path: "/api/v1/intel/bundle", Summary: "The bundle in use as a file, to carry to a machine without a network",
		Description: "Needs the permission intel:read. Its signature is in it; Aceso-Signed-By names the key.",
		Responses:   map[string]*huma.Response{"200": {Description: "the bundle", Content: file("application/octet-stream")}},
	})
}

func wireSwap(s vuln.Swap, t store.TouchSum) wire.Swap {
	return wire.Swap{
		ID: s.ID, At: s.At, Bundle: s.Bundle, Made: s.Made, Weaknesses: s.Weaknesses, Before: s.Before, WeaknessesBefore: s.BeforeWeaknesses, Counted: s.Counted, Differ: s.Differ,
		Sources: each(s.Sources, func(c vuln.SourceChange) wire.SourceChange {
			return wire.SourceChange{Name: c.Name, Records: c.Records, RecordsBefore: c.RecordsBefore, AsOf: moment(c.AsOf), AsOfBefore: moment(c.AsOfBefore), Added: c.Added, Changed: c.Changed, Withdrawn: c.Withdrawn}
		}),
		Touched: wire.TouchSum(t),
	}
}

func (f *Face) listSwaps(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Swap]], error) {
	out := &body[wire.Slice[wire.Swap]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Swaps(ctx, swapsListed)
		if err != nil {
			return err
		}
		sums, err := tx.TouchTotals(ctx, each(all, func(s vuln.Swap) string { return s.Bundle }))
		out.Body.Items = each(all, func(s vuln.Swap) wire.Swap { return wireSwap(s, sums[s.Bundle]) })
		out.Body.Total = len(all)
		return err
	})
	return out, err
}

// BySwap names a swap of the bundle.
type BySwap struct {
	Swap string `path:"swap" doc:"id of the swap, as the list gives it"`
}

func (f *Face) getSwap(ctx context.Context, who org.Actor, in *BySwap) (*body[wire.Swap], error) {
	out := &body[wire.Swap]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.Swap(ctx, in.Swap)
		if err != nil {
			return err
		}
		sums, err := tx.TouchTotals(ctx, []string{s.Bundle})
		if err != nil {
			return err
		}
		out.Body = wireSwap(s, sums[s.Bundle])
		releases, err := tx.TouchedReleases(ctx, s.Bundle)
		if err != nil {
			return err
		}
		out.Body.Releases = each(releases, func(t store.TouchedRelease) wire.TouchedRelease {
			return wire.TouchedRelease{Release: t.Release, Model: t.Model, Version: t.Version, TouchSum: wire.TouchSum{Parts: t.Parts, Opened: t.Opened, Closed: t.Closed, Untold: t.Untold, Changed: t.Changed}}
		})
		parts, err := tx.Touches(ctx, s.Bundle, "", store.Page{Limit: 500})
		out.Body.Parts = each(parts.Rows, func(t store.Touched) wire.TouchedPart {
			return wire.TouchedPart{Key: t.Component, Name: t.Part.Component.FullName(), Version: t.Part.Component.Version, Opened: t.Opened, Closed: t.Closed, Untold: t.Untold, Changed: t.Changed, Weaknesses: t.Names, Releases: t.Releases}
		})
		return err
	})
	return out, err
}
