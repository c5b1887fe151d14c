package web

import (
	"net/http"
	"strconv"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/share"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/release"
	view "aceso/internal/serve/web/view/share"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// shareRoutes are the pages about sharing, and the door for the recipients.
func (f *Face) shareRoutes() []serve.Route {
	page := func(method, path string, needs org.Permission, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do}
	}
	return []serve.Route{
		page("GET", "/releases/{id}/shares", org.ReadProducts, f.sharesOf),
		page("POST", "/releases/{id}/shares", org.ShareSBOM, f.makeShare),
		page("GET", "/shares", org.ReadProducts, f.shares),
		page("GET", "/shares/{id}", org.ReadProducts, f.share),
		page("POST", "/shares/{id}/revoke", org.ShareSBOM, f.revokeShare),
		{Method: "GET", Path: "/shared", Needs: serve.Anyone, Face: serve.Public, Do: f.offer},
		{Method: "POST", Path: "/shared", Needs: serve.Anyone, Face: serve.Public, Do: f.handOver},
	}
}

func (f *Face) sharer() serve.Sharer { return serve.Sharer{DB: f.DB, Blobs: f.Blobs, Intel: f.Intel} }

// GET /releases/{id}/shares
func (f *Face) sharesOf(w http.ResponseWriter, r *http.Request) error {
	p, err := f.sharingPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) sharingPage(r *http.Request) (release.Sharing, error) {
	ctx := r.Context()
	var p release.Sharing
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		head, err := f.releaseHead(ctx, tx, r, release.Shares)
		if err != nil {
			return err
		}
		p.Page, p.MayShare = head, serve.Actor(r).Allowed(org.ShareSBOM)
		if p.Links, err = f.listed(ctx, tx, r, f.releaseShareList()); err != nil {
			return err
		}
		lists, err := tx.SBOMs(ctx, head.ID)
		var choices []ui.Choice
		for _, s := range lists {
			label := ui.Moment(s.Imported) + ", " + s.File
			if s.Current {
				label = "The one in use: " + label
			}
			choices = append(choices, ui.Choice{Value: s.ID, Label: label, Chosen: s.Current})
		}
		p.AskShare(choices)
		return err
	})
	return p, err
}

// POST /releases/{id}/shares makes a link and shows it this once.
func (f *Face) makeShare(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	wish := share.Wish{
		Recipient: r.PostFormValue("recipient"), Contact: r.PostFormValue("contact"), Purpose: r.PostFormValue("purpose"),
		Form: share.Form(r.PostFormValue("form")), Scope: share.Scope(r.PostFormValue("scope")), Password: secret.Secret(r.PostFormValue("password")),
	}
	days, _ := strconv.Atoi(r.PostFormValue("days")) // what is no number is refused as zero days
	wish.Life = time.Duration(min(max(days, 0), 1000)) * 24 * time.Hour
	var err error
	if most := r.PostFormValue("downloads"); most != "" {
		if wish.Most, err = strconv.Atoi(most); err != nil || wish.Most == 0 {
			wish.Most = -1 // refused
		}
	}
	made, key, err := f.sharer().Make(r.Context(), serve.Actor(r), r.PathValue("id"), r.PostFormValue("sbom"), wish)
	what := refused(err)
	if err != nil && what == nil {
		return err
	}
	p, err := f.sharingPage(r)
	if err != nil {
		return err
	}
	if what != nil {
		for _, name := range []string{"recipient", "contact", "purpose", "sbom", "form", "scope", "days", "downloads"} {
			p.Form.Put(name, r.PostFormValue(name))
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	p.Made, p.For = f.site(r)+"/shared?key="+key.Reveal(), made.Recipient
	return show(w, r, p.Show())
}

// GET /shares
func (f *Face) shares(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Register
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.shareList())
		p = view.NewRegister(frame, shown)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// GET /shares/{id}
func (f *Face) share(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.One
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.Share(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		rel, err := tx.Release(ctx, s.Release)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, rel.Model)
		if err != nil {
			return err
		}
		current, err := tx.CurrentSBOM(ctx, s.Release)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		frame.Title = "Shared with " + s.Recipient
		p = view.One{Frame: frame, Row: view.RowOf(s, m.Name, rel.Version, current.ID != s.SBOM, frame.Now), Revoked: s.Revoked, By: s.RevokedBy, Size: s.File.Size, MayShare: who.Allowed(org.ShareSBOM)}
		p.Fetches, err = f.listed(ctx, tx, r, f.fetchList())
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// POST /shares/{id}/revoke
func (f *Face) revokeShare(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := share.Revoke(ctx, tx, who, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, "/shares/"+r.PathValue("id"))
}
