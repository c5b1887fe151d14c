// Package public is what strangers may read and send: the page on which a
// weakness is reported without an account, the reporter's own page behind a
// secret link, the disclosure policy and security.txt. No cookie is read or
// set, and no page says more of the firm than it published itself.
package public

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"aceso/internal/maker/casework"
	"aceso/internal/serve"
	"aceso/internal/serve/web/assets"
	view "aceso/internal/serve/web/view/public"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A Face answers strangers.
type Face struct {
	DB     *store.DB
	Blobs  *store.Blobs
	Server *serve.Server
	Assets *assets.Assets
}

// Routes returns every place that strangers can reach.
func (f *Face) Routes() []serve.Route {
	var out []serve.Route
	add := func(method, path string, do serve.Handler) {
		out = append(out, serve.Route{Method: method, Path: path, Needs: serve.Anyone, Face: serve.Public, Do: do})
	}
	add("GET", "/security", f.home)
	add("GET", "/security/report", f.askReport)
	add("POST", "/security/report", f.report)
	add("GET", "/security/case", f.follow)
	add("POST", "/security/case", f.reply)
	add("GET", "/security/policy", f.policy)
	add("GET", "/security/thanks", f.thanks)
	add("GET", "/.well-known/security.txt", f.securityTXT)
	add("GET", "/security.txt", f.securityTXT)
	return out
}

// front returns the open door that answers by the name of the request.
func (f *Face) front(r *http.Request) (casework.Front, error) {
	var out casework.Front
	err := f.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		out, err = tx.FrontAt(r.Context(), hostOf(r))
		return err
	})
	return out, err
}

func hostOf(r *http.Request) string {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// Base is the address by which a stranger reaches the door.
func (f *Face) base(r *http.Request) string {
	if f.Server.TLS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// frame is what is around a page for strangers. It reads no cookie.
func (f *Face) frame(c casework.Front) view.Frame {
	return view.Frame{Firm: c.Firm, Assets: ui.Assets{Style: f.Assets.URL("aceso.css"), Script: f.Assets.URL("aceso.js"), Mark: f.Assets.URL("mark.svg")}, Now: f.DB.Now()}
}

// draw writes a page, whole before the first byte leaves. Pages are kept by
// nobody on the way, and those behind a link are listed nowhere.
func draw(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("draw %s: %w", r.URL.Path, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// GET /security leads a stranger on.
func (f *Face) home(w http.ResponseWriter, r *http.Request) error {
	c, err := f.front(r)
	if err != nil {
		return err
	}
	return draw(w, r, http.StatusOK, view.Home{Frame: f.frame(c), Mail: c.Mail, Thanks: c.Thanks != ""}.Show())
}

// GET /security/policy
func (f *Face) policy(w http.ResponseWriter, r *http.Request) error {
	c, err := f.front(r)
	if err != nil {
		return err
	}
	text := strings.NewReplacer("{answer}", strconv.Itoa(c.Answer), "{embargo}", strconv.Itoa(c.Embargo)).Replace(c.Policy)
	return draw(w, r, http.StatusOK, view.NewText(f.frame(c), "How we handle reports", text).Show())
}

// GET /security/thanks
func (f *Face) thanks(w http.ResponseWriter, r *http.Request) error {
	c, err := f.front(r)
	if err != nil {
		return err
	}
	if c.Thanks == "" {
		return fault.New(fault.NotFound, "nobody is thanked here yet").Helped("report a weakness, and say by which name you want to be thanked")
	}
	return draw(w, r, http.StatusOK, view.NewText(f.frame(c), "Whom we thank", c.Thanks).Show())
}

// GET /.well-known/security.txt (RFC 9116)
func (f *Face) securityTXT(w http.ResponseWriter, r *http.Request) error {
	c, err := f.front(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = w.Write([]byte(c.SecurityTXT(f.base(r))))
	return err
}

// in runs fn in a transaction of the firm whose door it is.
func (f *Face) in(ctx context.Context, c casework.Front, fn func(*store.Tx) error) error {
	return f.DB.In(c.Org).Update(ctx, fn)
}
