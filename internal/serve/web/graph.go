package web

import (
	"net/http"

	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /releases/{id}/graph?at=&find= is the dependency graph from one part.
func (f *Face) graph(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Web
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		head, err := f.releaseHead(ctx, tx, r, view.Graph)
		if err != nil {
			return err
		}
		p.Page = head
		if head.List == nil {
			return nil
		}
		atlas, err := f.shelf.Atlas(ctx, tx, tx.Org(), head.ID)
		if err != nil {
			return err
		}
		return fillGraph(&p, atlas, r.FormValue("at"), r.FormValue("find"))
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func fillGraph(p *view.Web, atlas *sbom.Atlas, at, find string) error {
	if p.Find = find; find != "" {
		p.Found, p.MoreHits = atlas.Find(find, serve.GraphBreadth)
		return nil
	}
	if p.Around, p.Here = atlas.Around(at, serve.GraphBreadth); p.Here {
		if at != "" {
			p.Why = whyURL(p.ID, at)
		}
		return nil
	}
	if at != "" {
		return fault.New(fault.NotFound, "the current parts list of this release has no such part").Helped("find it by its name on the page Graph")
	}
	p.Roots, p.MoreRoot = atlas.Roots(serve.GraphBreadth)
	return nil
}
