package web

import (
	"net/http"
	"net/url"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/search"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// hits is how many of each kind the search page shows.
const hits = 10

// GET /search?q=… finds products, parts and weaknesses by one box.
func (f *Face) search(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	text := strings.TrimSpace(r.FormValue("q"))
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		frame.Query = text
		p = view.New(frame, nil)
		if text == "" {
			return nil
		}
		page := store.Page{Limit: hits}
		releases, err := tx.Releases(ctx, store.ProductFilter{Text: text}, page)
		if err != nil {
			return err
		}
		models, err := tx.Models(ctx, "", text, page)
		if err != nil {
			return err
		}
		p.Groups = append(p.Groups, modelHits(models.Rows), releaseHits(releases.Rows, frame))
		if who.Allowed(org.ReadFindings) {
			found, err := tx.Findings(ctx, store.FindingFilter{Text: text, Sort: store.UsualOrder}, page)
			if err != nil {
				return err
			}
			p.Groups = append(p.Groups, findingHits(found, text))
		}
		parts, err := tx.Parts(ctx, store.PartFilter{Text: text}, page)
		if err != nil {
			return err
		}
		p.Groups = append(p.Groups, partHits(parts.Rows))
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func modelHits(models []product.Model) view.Group {
	g := view.Group{Name: "Products"}
	for _, m := range models {
		g.Hits = append(g.Hits, view.Hit{Name: m.Name, URL: "/products/" + m.ID, Note: classText(m)})
	}
	return g
}

func releaseHits(rows []store.ProductRow, frame ui.Frame) view.Group {
	g := view.Group{Name: "Releases"}
	for _, r := range rows {
		g.Hits = append(g.Hits, view.Hit{Name: r.Model.Name + " " + r.Release.Version, URL: "/releases/" + r.Release.ID, Note: r.Line.Name, State: stage(r.Release, frame.Now)})
	}
	return g
}

func findingHits(s store.Slice[store.FindingRow], text string) view.Group {
	g := view.Group{Name: "Weaknesses"}
	q := url.Values{"q": {text}, "state": {"all"}}.Encode()
	for _, r := range s.Rows {
		g.Hits = append(g.Hits, view.Hit{Name: r.Weakness, URL: "/findings/" + r.ID + "?" + q, Note: "in " + r.Part.FullName() + " " + r.Part.Version, State: findingState(r.Finding)})
	}
	if s.Total > len(s.Rows) {
		g.More = ui.Link{Label: "All " + ui.Number(s.Total), URL: "/findings?" + q}
	}
	return g
}

func partHits(parts []store.Part) view.Group {
	g := view.Group{Name: "Parts"}
	for _, p := range parts {
		h := view.Hit{Name: strings.TrimSpace(p.Component.FullName() + " " + p.Component.Version), URL: findingsOf(p), Note: identity(p.Component), State: partState(p)}
		g.Hits = append(g.Hits, h)
	}
	return g
}
