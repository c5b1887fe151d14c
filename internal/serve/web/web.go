// Package web is Aceso for people with a browser: pages drawn on the server,
// forms that work without script. A handler reads the request, calls a use
// case and answers; what a page shows is a plain value before it is drawn.
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/serve"
	"aceso/internal/serve/web/assets"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A Face answers people.
type Face struct {
	DB       *store.DB
	Blobs    *store.Blobs
	Importer serve.Importer
	Intel    serve.Intel
	Server   *serve.Server // who signs in, and out
	Assets   *assets.Assets
	State    func(context.Context) (wire.System, error) // of the installation
	Streams  *serve.Streams                             // of what happens, while it happens
	Version  string

	// OpenAPI returns the description of the REST API.
	OpenAPI func() ([]byte, error)
	// VerifyLog computes an organisation's whole log anew.
	VerifyLog func(ctx context.Context, org string) (record.Report, error)
	// ExportLog writes an organisation's log so that it can be verified elsewhere.
	ExportLog func(ctx context.Context, org string, w io.Writer) error
	// Renew asks for the intelligence to be fetched anew; nil where this
	// machine is not set up to fetch.
	Renew func(ctx context.Context, who org.Actor) error

	// Explain tells what the running server was set up by.
	Explain func() serve.Configuration

	// Hats are the people as whom the demonstration can be looked at.
	Hats []Hat

	shelf   serve.Shelf
	tallies sync.Map // organisation to tallied
}

// Routes returns every page and what its forms ask for.
func (f *Face) Routes() []serve.Route {
	var out []serve.Route
	page := func(method, path string, needs org.Permission, do serve.Handler) {
		out = append(out, serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do})
	}
	page("GET", "/set-up", serve.Anyone, f.askSetUp)
	page("POST", "/set-up", serve.Anyone, f.setUp)
	page("GET", "/welcome", serve.Anyone, f.askWelcome)
	page("POST", "/welcome", serve.Anyone, f.welcome)
	page("GET", "/join", serve.Anyone, f.askJoin)
	page("POST", "/join", serve.Anyone, f.join)
	page("GET", "/sign-in", serve.Anyone, f.askSignIn)
	page("POST", "/sign-in", serve.Anyone, f.signIn)
	page("GET", "/sign-in/sso", serve.Anyone, f.toProvider)
	page("GET", "/sign-in/sso/back", serve.Anyone, f.fromProvider)
	page("GET", "/sso", serve.SignedIn, f.askSSO)
	page("POST", "/sign-out", serve.SignedIn, f.signOut)
	page("POST", "/switch", serve.SignedIn, f.switchOrg)
	page("POST", "/appearance", serve.Anyone, f.appearance)

	page("GET", "/{$}", serve.SignedIn, f.today)

	page("GET", "/products", org.ReadProducts, f.products)
	page("POST", "/products", org.WriteProducts, f.addModel)
	page("GET", "/products/new", org.WriteProducts, f.askModel)
	page("GET", "/products/{id}", org.ReadProducts, f.model)
	page("GET", "/products/{id}/edit", org.WriteProducts, f.editModel)
	page("POST", "/products/{id}", org.WriteProducts, f.changeModel)
	page("POST", "/products/{id}/releases", org.WriteProducts, f.addRelease)
	page("GET", "/releases/{id}", org.ReadProducts, f.release)
	page("GET", "/releases/{id}/quality", org.ReadProducts, f.quality)
	page("GET", "/releases/{id}/quality.csv", org.ReadProducts, f.qualityTable)
	page("GET", "/releases/{id}/why/{component}", org.ReadProducts, f.why)
	page("GET", "/releases/{id}/compare", org.ReadFindings, f.compare)
	page("GET", "/releases/{id}/compare.csv", org.ReadFindings, f.compareTable)
	page("GET", "/releases/{id}/compare.xlsx", org.ReadFindings, f.compareSheet)
	page("GET", "/releases/{id}/support.csv", org.ReadProducts, f.addendumTable)
	page("GET", "/releases/{id}/support.xlsx", org.ReadProducts, f.addendumSheet)
	page("GET", "/releases/{id}/sbom", org.ReadProducts, f.exportSBOM)
	page("GET", "/releases/{id}/graph", org.ReadProducts, f.graph)
	page("GET", "/releases/{id}/uploads", org.ReadProducts, f.uploads)
	page("GET", "/sboms/{id}/compare", org.ReadProducts, f.compareUploads)
	page("POST", "/sboms/{id}/current", org.ImportSBOM, f.chooseSBOM)
	page("GET", "/releases/{id}/table", org.ReadProducts, f.askTable)
	page("POST", "/releases/{id}/table", org.ImportSBOM, f.saveTable)
	page("GET", "/releases/{id}/edit", org.WriteProducts, f.editRelease)
	page("POST", "/releases/{id}", org.WriteProducts, f.changeRelease)

	page("GET", "/import", org.ReadProducts, f.askImport)
	page("POST", "/import", org.ImportSBOM, f.importSBOM)
	page("GET", "/import/columns", org.ReadProducts, f.askHeld)
	page("POST", "/import/columns", org.ImportSBOM, f.readHeld)
	page("GET", "/imports/{id}", org.ReadProducts, f.imported)
	page("GET", "/imports/{id}/columns", org.ReadProducts, f.askColumns)
	page("POST", "/imports/{id}/columns", org.ImportSBOM, f.readColumns)
	page("POST", "/imports/{id}/retry", org.ImportSBOM, f.retryImport)
	page("GET", "/sboms/{id}/original", org.ReadProducts, f.original)

	page("GET", "/findings", org.ReadFindings, f.findings)
	page("GET", "/findings/{id}", org.ReadFindings, f.findings)
	page("POST", "/findings/{id}/state", org.WorkFindings, f.turnFinding)
	page("POST", "/findings/{id}/owner", org.WorkFindings, f.assignFinding)
	page("POST", "/findings/{id}/note", org.WorkFindings, f.noteFinding)
	page("POST", "/findings/{id}/snooze", org.WorkFindings, f.snoozeFinding)
	page("POST", "/findings/preview", org.WorkFindings, f.previewFindings)
	page("POST", "/findings/act", org.WorkFindings, f.actOnFindings)

	page("GET", "/trends", org.ReadFindings, f.trends)
	page("GET", "/trends.csv", org.ReadFindings, f.trendsTable)

	page("GET", "/horizon", org.ReadProducts, f.horizon)

	page("GET", "/unchecked", org.ReadProducts, f.unchecked)

	page("GET", "/components", org.ReadProducts, f.components)
	page("GET", "/components/{key}", org.ReadFindings, f.component)
	page("POST", "/components/{key}/support", org.WriteProducts, f.saySupport)
	page("POST", "/components/{key}/plan", org.WriteProducts, f.keepPlan)
	page("POST", "/support/{id}/undo", org.WriteProducts, f.undoSupport)

	page("GET", "/names", org.ReadNames, f.names)
	page("POST", "/names", org.WriteNames, f.keepName)
	page("POST", "/names/{id}/undo", org.WriteNames, f.undoName)
	page("GET", "/names/test", org.ReadNames, f.tryName)
	page("GET", "/names/why/{component}", org.ReadProducts, f.explainName)
	page("GET", "/names/import", org.WriteNames, f.askRules)
	page("POST", "/names/import", org.WriteNames, f.takeRules)
	page("POST", "/names/imports/{id}/undo", org.WriteNames, f.undoNames)
	page("GET", "/names/export", org.ReadNames, f.exportNames)

	page("GET", "/intelligence", org.ReadIntel, f.intelligence)
	page("GET", "/intelligence/freshness.csv", org.ReadIntel, f.freshnessTable)
	page("POST", "/intelligence", org.ManageIntel, f.takeBundle)
	page("POST", "/intelligence/renew", org.ManageIntel, f.renew)
	page("POST", "/intelligence/use", org.ManageIntel, f.useBundle)
	page("GET", "/intelligence/bundle", org.ReadIntel, f.bundleFile)
	page("GET", "/intelligence/bundles/{swap}", org.ReadFindings, f.swap)

	page("GET", "/log", org.ReadLog, f.log)
	page("POST", "/log/verify", org.ReadLog, f.verifyLog)
	page("GET", "/log/export", org.ReadLog, f.exportLog)

	page("GET", "/about", serve.Anyone, f.about)
	page("GET", "/docs", serve.Anyone, f.reference)
	page("GET", "/accessibility", serve.Anyone, f.accessibility)
	out = append(out, f.listRoutes()...)
	out = append(out, f.viewRoutes()...)
	out = append(out, f.hatRoutes()...)
	out = append(out, f.shareRoutes()...)
	out = append(out, f.jobRoutes()...)
	out = append(out, f.caseRoutes()...)
	out = append(out, f.clockRoutes()...)
	out = append(out, f.frontRoutes()...)
	out = append(out, f.deedRoutes()...)
	out = append(out, f.keyboardRoutes()...)
	out = append(out, f.searchRoutes()...)
	out = append(out, f.startRoutes()...)
	out = append(out, f.accountRoutes()...)
	out = append(out, f.peopleRoutes()...)
	out = append(out, f.settingRoutes()...)
	out = append(out, f.passkeyRoutes()...)
	out = append(out, f.helpRoutes()...)
	out = f.opens(f.keeping(append(out, f.draftRoutes()...)))
	return append(out, serve.Route{Method: "GET", Path: "/assets/{file}", Needs: serve.Anyone, Face: serve.Public, Do: f.asset})
}

func (f *Face) asset(w http.ResponseWriter, r *http.Request) error {
	f.Assets.ServeHTTP(w, r)
	return nil
}

// draw writes a page. It is drawn whole before the first byte leaves, so that
// an error is never half a page.
func draw(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	b := pages.Get().(*bytes.Buffer)
	defer pages.Put(b)
	b.Reset()
	if err := page.Render(r.Context(), b); err != nil {
		return fmt.Errorf("draw %s: %w", r.URL.Path, err)
	}
	text, err := filledIn(r, status, b.Bytes())
	if err != nil {
		return fmt.Errorf("fill in %s: %w", r.URL.Path, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, err = w.Write(text)
	return err
}

// pages are drawn into memory that is used again.
var pages = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

// show draws a page that is as it should be.
func show(w http.ResponseWriter, r *http.Request, page templ.Component) error {
	return draw(w, r, http.StatusOK, page)
}

// drawRefusal draws a page that shows a fault beside its inputs, and tells
// programs when to come again.
func drawRefusal(w http.ResponseWriter, r *http.Request, what *fault.Fault, page templ.Component) error {
	serve.RetryAfter(w.Header(), what)
	return draw(w, r, serve.Status(what.Kind), page)
}

// onward sends the browser to another page after a form did its work.
func onward(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// refused returns the fault that a form can show beside its inputs, or nil
// when err is of a kind that is a page of its own.
func refused(err error) *fault.Fault {
	f := fault.Of(err)
	if f == nil {
		return nil
	}
	switch f.Kind {
	case fault.Invalid, fault.TooLarge, fault.Conflict, fault.Stale, fault.Unverified, fault.TooMany:
		return f
	}
	return nil
}

// maxForm bounds a form without a file, in bytes.
const maxForm = 1 << 20

// form reads the values of a form.
func form(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	var tooBig *http.MaxBytesError
	if err := r.ParseForm(); errors.As(err, &tooBig) {
		return err // the limit is told in one place for all
	} else if err != nil {
		return fault.New(fault.Invalid, "the form can't be read: %v", err)
	}
	return nil
}

// number reads a whole number from the address; what is none counts as zero.
func number(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.FormValue(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
