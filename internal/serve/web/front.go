package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/front"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) frontRoutes() []serve.Route {
	return []serve.Route{
		{Method: "GET", Path: "/front", Needs: org.ManagePublicFace, Face: serve.Page, Do: f.askFront},
		{Method: "POST", Path: "/front", Needs: org.ManagePublicFace, Face: serve.Page, Do: f.arrangeFront},
	}
}

// GET /front is the editor of what strangers see.
func (f *Face) askFront(w http.ResponseWriter, r *http.Request) error {
	p, err := f.frontPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) frontPage(r *http.Request) (view.Page, error) {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		front, err := tx.Front(ctx)
		if err != nil {
			return err
		}
		if front.Rev == 0 {
			front = casework.Front{Firm: frame.Org, Answer: 5, Embargo: 90, Languages: []string{"en"}, Policy: casework.DefaultPolicy}
		}
		scheme := "http://"
		if f.Server.TLS {
			scheme = "https://"
		}
		p = view.New(frame, front, scheme+r.Host)
		return nil
	})
	return p, err
}

// POST /front
func (f *Face) arrangeFront(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, v := r.Context(), serve.Actor(r), r.PostForm
	rev, _ := strconv.ParseInt(v.Get("rev"), 10, 64)
	answer, _ := strconv.Atoi(strings.TrimSpace(v.Get("answer")))
	embargo, _ := strconv.Atoi(strings.TrimSpace(v.Get("embargo")))
	in := casework.Front{
		Open: v.Get("open") == "yes", Host: v.Get("host"), Firm: v.Get("firm"), Namespace: v.Get("namespace"), Prefix: v.Get("prefix"), Mail: v.Get("mail"),
		Languages: strings.FieldsFunc(v.Get("languages"), func(r rune) bool { return r == ',' || r == ' ' }), Policy: v.Get("policy"), Thanks: v.Get("thanks"), Answer: answer, Embargo: embargo,
	}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return arrange(ctx, tx, who, rev, in) })
	if what := refused(err); what != nil {
		p, failed := f.frontPage(r)
		if failed != nil {
			return failed
		}
		for name := range v {
			p.Form.Put(name, v.Get(name))
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/front")
}

func arrange(ctx context.Context, tx *store.Tx, who org.Actor, rev int64, in casework.Front) error {
	if in.Host != "" {
		if taken, err := tx.FrontAt(ctx, strings.ToLower(strings.TrimSpace(in.Host))); err == nil && taken.Org != who.Org && taken.Host != "" {
			return fault.New(fault.Conflict, "another organisation answers by %s already", in.Host)
		}
	}
	_, err := casework.Arrange(ctx, tx, who, rev, in)
	return err
}
