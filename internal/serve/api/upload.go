package api

import (
	"context"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/store"
)

type compareSBOM struct {
	ByID
	With string `query:"with" doc:"id of the earlier one; without, the one before it"`
}

func (f *Face) compareSBOMs(ctx context.Context, who org.Actor, in *compareSBOM) (*body[wire.Diff], error) {
	out := &body[wire.Diff]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		to, err := tx.SBOM(ctx, in.ID)
		if err != nil {
			return err
		}
		d, _, err := serve.CompareUploads(ctx, tx, to, in.With)
		out.Body = serve.WireDiff(d)
		return err
	})
	return out, err
}

func (f *Face) chooseSBOM(ctx context.Context, who org.Actor, in *ByID) (*body[wire.SBOM], error) {
	out := &body[wire.SBOM]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		s, err := sbom.Choose(ctx, tx, who, in.ID)
		out.Body = wireSBOM(s)
		return err
	})
	return out, err
}

func (f *Face) glance(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Glance], error) {
	out := &body[wire.Glance]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if _, err := tx.Release(ctx, in.ID); err != nil {
			return err
		}
		s, err := tx.CurrentSBOM(ctx, in.ID)
		if err != nil {
			return err
		}
		g, err := serve.Glanced(ctx, tx, s)
		if err != nil {
			return err
		}
		words := func(list []sbom.Counted) []wire.Counted {
			return each(list, func(c sbom.Counted) wire.Counted { return wire.Counted(c) })
		}
		out.Body = wire.Glance{
			SBOM: s.ID, Parts: g.Parts, Direct: g.Direct, Depth: g.Depth, Edges: g.Edges, Circles: g.Circles, Loose: g.Loose,
			Licences: words(g.Licences), Suppliers: words(g.Suppliers), Unlicensed: g.Unlicensed, Unsupplied: g.Unsupplied, Unversioned: g.Unversioned, Unnamed: g.Unnamed,
			Format: string(s.Format), Version: s.Version, Tools: s.Tools,
		}
		for _, p := range sbom.Profiles() {
			r, err := serve.Graded(ctx, tx, s, p)
			if err != nil {
				return err
			}
			met, of := r.Met()
			out.Body.Quality = append(out.Body.Quality, wire.ProfileGlance{Profile: p.ID, Share: r.Share(), Met: met, Of: of})
		}
		return nil
	})
	return out, err
}
