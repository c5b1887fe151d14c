package web

import (
	"context"
	"net/http"
	"slices"

	"aceso/internal/domain/agenda"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/start"
	today "aceso/internal/serve/web/view/today"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// startRoutes are the pages of the first minutes.
func (f *Face) startRoutes() []serve.Route {
	return []serve.Route{
		{Method: "GET", Path: "/start", Needs: serve.SignedIn, Face: serve.Page, Do: f.start},
		{Method: "GET", Path: "/ci", Needs: org.ReadProducts, Face: serve.Page, Do: f.ci},
	}
}

// GET /start is the first steps of a new installation.
func (f *Face) start(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		steps, err := f.firstSteps(ctx, tx, who, frame)
		p = view.New(frame, steps)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// GET /ci is what is put into a build.
func (f *Face) ci(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	p := view.NewCI(frame, f.site(r))
	p.MayToken = serve.Actor(r).Allowed(org.ManageOwnTokens)
	return show(w, r, p.Show())
}

// firstSteps are the steps that somebody may do. Nothing is kept of them: a
// step is done when what it makes is there.
func (f *Face) firstSteps(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame) ([]view.Step, error) {
	releases, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{Limit: 500})
	if err != nil {
		return nil, err
	}
	own := slices.DeleteFunc(releases.Rows, func(r store.ProductRow) bool { return r.Model.Name == scratch })
	models, err := tx.Models(ctx, "", "", store.Page{Limit: 500})
	if err != nil {
		return nil, err
	}
	products := len(slices.DeleteFunc(models.Rows, func(m product.Model) bool { return m.Name == scratch }))
	lists := 0
	for _, r := range own {
		if r.SBOM != "" {
			lists++
		}
	}
	tokens, err := tx.Tokens(ctx, "")
	if err != nil {
		return nil, err
	}
	tokens = slices.DeleteFunc(tokens, func(t org.Token) bool { return !t.Live(frame.Now) })
	members, err := tx.Members(ctx)
	if err != nil {
		return nil, err
	}
	var out []view.Step
	step := func(needs org.Permission, n int, one, many string, s view.Step) {
		if s.Done = n > 0; s.Done && one != "" {
			s.Has = ui.Count(n, one, many)
		}
		if needs == serve.SignedIn || who.Allowed(needs) {
			out = append(out, s)
		}
	}
	data := 1
	if frame.Fresh.AsOf.IsZero() {
		data = 0
	}
	step(serve.SignedIn, 1, "", "", view.Step{Name: "Your organisation", Why: frame.Org + " is there, and you are in it.", URL: "/account"})
	step(org.ManageIntel, data, "", "", view.Step{Name: "Weakness data", Why: "Fetch it, or carry a bundle in on a stick. Without it no part can be checked.", URL: "/intelligence"})
	step(org.WriteProducts, products, "product", "products", view.Step{Name: "Your first product", Why: "A model with its releases: what the lists of parts belong to.", URL: "/products/new"})
	step(org.ImportSBOM, lists, "list", "lists", view.Step{Name: "Your first parts list", Why: "Drop an SBOM or a table: what is inside, what is weak, what nobody could check.", URL: "/import"})
	sends := org.ManageOwnTokens
	if !who.Allowed(org.ReadProducts) {
		sends = org.ImportSBOM // whose page of lines this person may not open
	}
	step(sends, len(tokens), "token", "tokens", view.Step{Name: "Your build sends it by itself", Why: "A token, and a few lines for GitHub, GitLab, Jenkins or a shell.", URL: "/ci"})
	step(org.ManagePeople, len(members)-1, "colleague", "colleagues", view.Step{Name: "A colleague", Why: "Somebody to hand things to, and who is there when you are not.", URL: "/people"})
	return out, nil
}

// startNeeds leads whoever sets up a new installation to what is not done. The
// demonstration is no installation.
func (f *Face) startNeeds(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame, _ []store.ProductRow) ([]today.Need, error) {
	if len(f.Hats) > 0 {
		return nil, nil
	}
	steps, err := f.firstSteps(ctx, tx, who, frame)
	n, next := view.Left(steps)
	if err != nil || n == 0 {
		return nil, err
	}
	return []today.Need{{Kind: agenda.Begin, Verb: "Finish the first steps: " + ui.Count(n, "is", "are") + " left", Why: "The next: " + next.Name + ". " + next.Why, URL: "/start", Clock: "when you can"}}, nil
}
