package web

import (
	"context"
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
		page("GET", "/shares.csv", org.ReadProducts, f.sharesTable),
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
		all, err := tx.Shares(ctx, store.ShareFilter{Release: head.ID}, store.Page{After: r.URL.Query().Get("after")})
		if err != nil {
			return err
		}
		q := ui.Query{Path: head.URL(release.Shares), Values: r.URL.Query()}
		p.Rows, p.Pager = shareRows(all.Rows, head.Now), pager(q, "links", number(r, "from"), all)
		p.Pager.Table = "/shares.csv?release=" + head.ID
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

func shareRows(all []store.Given, now time.Time) []view.Row {
	var out []view.Row
	for _, g := range all {
		out = append(out, view.RowOf(g.Share, g.Model, g.Version, g.Newer, now))
	}
	return out
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

// GET /shares?text=&state=
func (f *Face) shares(w http.ResponseWriter, r *http.Request) error {
	ctx, filter := r.Context(), shareFilter(r)
	var p view.Register
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p = view.NewRegister(frame)
		all, err := tx.Shares(ctx, filter, store.Page{After: r.FormValue("after")})
		q := ui.Query{Path: "/shares", Values: r.URL.Query()}
		p.Rows, p.Pager = shareRows(all.Rows, frame.Now), pager(q, "links", number(r, "from"), all)
		p.Pager.Table = q.Keep("/shares.csv")
		p.Text, p.State, p.Older, p.Filter = filter.Text, string(filter.State), filter.Newer, filter != store.ShareFilter{}
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func shareFilter(r *http.Request) store.ShareFilter {
	return store.ShareFilter{Release: r.FormValue("release"), State: share.State(r.FormValue("state")), Text: r.FormValue("text"), Newer: r.FormValue("newer") == "yes"}
}

// GET /shares.csv with the filters of the page.
func (f *Face) sharesTable(w http.ResponseWriter, r *http.Request) error {
	filter := shareFilter(r)
	head := []string{"product", "version", "recipient", "contact", "purpose", "form", "file", "sha256", "state", "shared", "by", "good until", "downloads", "downloads allowed", "last fetched", "password", "newer list in use"}
	return f.table(w, r, "shares", head, func(ctx context.Context, tx *store.Tx, after string) ([][]string, string, error) {
		all, err := tx.Shares(ctx, filter, store.Page{After: after, Limit: exportStep})
		var rows [][]string
		for _, g := range all.Rows {
			most := ""
			if g.Most > 0 {
				most = strconv.Itoa(g.Most)
			}
			rows = append(rows, []string{
				g.Model, g.Version, g.Recipient, g.Contact, g.Purpose, view.FormOf(g.Share), g.File.Name, g.File.Hash, string(g.State(tx.Now())), stamped(g.Made), g.By, stamped(g.Expires),
				strconv.Itoa(g.Taken), most, stamped(g.LastTaken), strconv.FormatBool(g.Password != ""), strconv.FormatBool(g.Newer),
			})
		}
		return rows, all.Next, err
	})
}

// stamped writes a time for a table; nothing for none.
func stamped(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
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
		p = view.One{Frame: frame, Row: view.RowOf(s, m.Name, rel.Version, current.ID != s.SBOM, frame.Now), Revoked: s.Revoked, By: s.RevokedBy, File: s.File.Name, Size: s.File.Size, MayShare: who.Allowed(org.ShareSBOM)}
		all, err := tx.Fetches(ctx, s.ID)
		for _, one := range all {
			p.Fetches = append(p.Fetches, view.Fetch{At: one.At, Address: one.Address, Agent: one.Agent})
		}
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
