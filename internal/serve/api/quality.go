package api

import (
	"context"
	"strconv"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) qualities() {
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/quality", "How the current bill of materials answers a named profile: share filled by rule, and what fails", f.quality)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/components/{key}/paths", "Why a component is inside: the shortest ways from what the document is about", f.paths)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/graph", "The dependency graph from one part: what needs it, and what it needs", f.graph)
}

type graphAt struct {
	ByID
	At string `query:"at" maxLength:"400" doc:"fingerprint of the part to stand at; without, what the document is about"`
}

func (f *Face) graph(ctx context.Context, who org.Actor, in *graphAt) (*body[wire.Around], error) {
	out := &body[wire.Around]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		atlas, err := f.shelf.Atlas(ctx, tx, who.Org, in.ID)
		if err != nil {
			return err
		}
		around, found := atlas.Around(in.At, serve.GraphBreadth)
		switch {
		case found:
			out.Body = serve.WireAround(around)
		case in.At != "":
			return fault.New(fault.NotFound, "the current bill of materials of this release has no such component").Helped("take the key from the graph itself, or the part of a key before its point")
		default:
			out.Body = serve.WireRoots(atlas.Roots(serve.GraphBreadth))
		}
		return nil
	})
	return out, err
}

type qualityOf struct {
	ByID
	Profile string `query:"profile" doc:"ntia-2021, cisa-2025-draft, fda-2026 or bsi-tr-03183-2" default:"ntia-2021"`
	Rule    string `query:"rule" doc:"only this rule; then after goes on with what fails it"`
	After   string `query:"after" doc:"next of the rule before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"of what fails, by rule"`
}

func (f *Face) quality(ctx context.Context, who org.Actor, in *qualityOf) (*body[wire.Quality], error) {
	p, err := sbom.ProfileByID(in.Profile)
	if err != nil {
		return nil, err
	}
	from := 0
	if in.After != "" {
		if from, err = strconv.Atoi(in.After); err != nil || from < 0 || in.Rule == "" {
			return nil, fault.New(fault.Invalid, "after does not go on with a rule").Helped("send rule, and as after what its next was")
		}
	}
	out := &body[wire.Quality]{}
	err = f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if _, err := tx.Release(ctx, in.ID); err != nil {
			return err
		}
		current, err := tx.CurrentSBOM(ctx, in.ID)
		if err != nil {
			return err
		}
		r, err := serve.Graded(ctx, tx, current, p)
		if err != nil {
			return err
		}
		if _, known := r.Result(in.Rule); in.Rule != "" && !known {
			return fault.New(fault.Invalid, "the profile %s has no rule %.60q", p.ID, in.Rule).Helped("ask without rule: the answer lists them")
		}
		for i := range r.Results {
			r.Results[i].Failing = nil // named below
		}
		out.Body, err = serve.WireGraded(ctx, tx, &f.shelf, current, r, serve.Stretch{Rule: in.Rule, From: from, Limit: in.Limit})
		return err
	})
	return out, err
}

type waysTo struct {
	ByID
	Key string `path:"key" doc:"of the component, as the list of parts gives it" maxLength:"400"`
}

func (f *Face) paths(ctx context.Context, who org.Actor, in *waysTo) (*body[wire.Ways], error) {
	out := &body[wire.Ways]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		w, err := f.shelf.Why(ctx, tx, who.Org, in.ID, in.Key)
		out.Body = serve.WireWays(w)
		return err
	})
	return out, err
}
