// Package api is Aceso for programs: the REST API with its OpenAPI 3.1
// description, and beside it the upload contract that CI tools already speak.
package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/format/intake"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A Face answers programs.
type Face struct {
	DB       *store.DB
	Importer serve.Importer
	Intel    serve.Intel
	Log      *slog.Logger
	Version  string
	Streams  *serve.Streams
	Server   *serve.Server
	State    func(context.Context) (wire.System, error) // of the installation
	System   string                                     // id of this installation, for clients that ask

	// Explain tells what the running server was set up by.
	Explain func() serve.Configuration

	// VerifyLog computes an organisation's whole log anew.
	VerifyLog func(ctx context.Context, org string) (record.Report, error)

	shelf  serve.Shelf
	huma   huma.API
	routes *collector
}

// Routes returns the routes of the REST API and of the upload contract.
func (f *Face) Routes() []serve.Route {
	f.build()
	return append(f.routes.list, f.contract()...)
}

// OpenAPI returns the description of the REST API as JSON.
func (f *Face) OpenAPI() ([]byte, error) {
	if f.huma == nil {
		f.build()
	}
	return f.huma.OpenAPI().MarshalJSON()
}

func (f *Face) build() {
	huma.NewError = newProblem
	config := huma.DefaultConfig("Aceso", f.Version)
	config.Info.Description = "What devices are made of, what is known to be weak in it, and what could not be checked.\n\n" +
		"Send an API token as Authorization: Bearer or X-Api-Key. Errors are problem details (RFC 9457) with what is so and what would help. " +
		"A list takes limit and after, which is the next of the page before; its total is exact. A change of a record sends If-Match with the ETag that it is made upon."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema links into answers
	config.RejectUnknownQueryParameters = true
	strict := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: func(data []byte, v any) error { return intake.JSON(data, intake.API, v) }}
	config.Formats = map[string]huma.Format{"application/json": strict, "json": strict}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}, "key": {Type: "apiKey", In: "header", Name: "X-Api-Key"}}
	config.Security = []map[string][]string{{"token": {}}, {"key": {}}}
	f.routes = &collector{}
	f.huma = humago.New(f.routes, config)
	f.huma.UseMiddleware(f.once)
	f.products()
	f.sboms()
	f.tables()
	f.comparisons()
	f.qualities()
	f.findings()
	f.deeds()
	f.components()
	f.searches()
	f.names()
	f.access()
	f.settings()
	f.shares()
	f.views()
	f.jobs()
	f.system()
	f.routes.list = append(f.routes.list, serve.Route{Method: "GET", Path: "/api/openapi.json", Needs: serve.Anyone, Face: serve.API, Do: f.describe})
}

func (f *Face) describe(w http.ResponseWriter, _ *http.Request) error {
	text, err := f.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, err = w.Write(text)
	return err
}

// collector takes what huma would register at a mux and makes routes of it,
// so that every operation stands in the one table with its permission.
type collector struct {
	list  []serve.Route
	needs org.Permission
	fresh bool
}

func (c *collector) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	method, path, _ := strings.Cut(pattern, " ")
	c.list = append(c.list, serve.Route{Method: method, Path: path, Needs: c.needs, Face: serve.API, Fresh: c.fresh, Do: func(w http.ResponseWriter, r *http.Request) error {
		h(w, r)
		return nil
	}})
}

func (c *collector) ServeHTTP(http.ResponseWriter, *http.Request) {}

// makesNothing are the paths to which a body is sent only to be answered.
var makesNothing = map[string]bool{"/api/v1/names/test": true, "/api/v1/names/import": true, "/api/v1/findings/bulk": true}

// operation adds one operation: what it needs, where it is, what it does.
func operation[I, O any](f *Face, needs org.Permission, method, path, summary string, do func(context.Context, org.Actor, *I) (*O, error)) {
	f.routes.needs = needs
	op := huma.Operation{
		Method: method, Path: path, Summary: summary, OperationID: operationID(method, path), Tags: []string{tag(path)},
		MaxBodyBytes: 1 << 20, Metadata: map[string]any{"permission": string(needs)},
		Description: "Needs the permission " + string(needs) + ".",
		Errors:      refusals(method, path),
		Parameters:  parameters(method),
	}
	if method == http.MethodPost && !strings.Contains(path, "{") && !makesNothing[path] {
		op.DefaultStatus = http.StatusCreated
	}
	huma.Register(f.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, f.problem(ctx, err)
		}
		return out, nil
	})
}

// once refuses a parameter that stands twice: which of both counts would be a guess.
func (f *Face) once(ctx huma.Context, next func(huma.Context)) {
	u := ctx.URL()
	for name, values := range u.Query() {
		if len(values) > 1 {
			huma.WriteErr(f.huma, ctx, http.StatusUnprocessableEntity, "", &huma.ErrorDetail{Location: "query." + name, Message: "the parameter stands twice; write several values with commas between"})
			return
		}
	}
	next(ctx)
}

func operationID(method, path string) string {
	words := strings.FieldsFunc(strings.TrimPrefix(path, "/api/v1/"), func(r rune) bool { return r == '/' || r == '{' || r == '}' })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

func tag(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
	return first
}

func actorOf(ctx context.Context) org.Actor {
	return serve.Actor((&http.Request{}).WithContext(ctx))
}

// A Problem is an error as RFC 9457 writes it, with what to do beside it.
type Problem struct {
	Type   string   `json:"type" example:"about:blank"`
	Title  string   `json:"title" doc:"the status in words"`
	Status int      `json:"status"`
	Detail string   `json:"detail" doc:"what is so"`
	Fix    string   `json:"fix,omitempty" doc:"what would help"`
	Errors []string `json:"errors,omitempty" doc:"each place that is not right"`

	Current any `json:"current,omitempty" doc:"with 412: the record as it stands now, whose rev the next try names"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// newProblem is how huma tells what it found wrong itself: a body or a
// parameter that is not of its schema.
func newProblem(status int, text string, errs ...error) huma.StatusError {
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: text}
	for _, err := range errs {
		if err != nil {
			p.Errors = append(p.Errors, place(err))
		}
	}
	if len(p.Errors) > 0 {
		p.Detail = p.Errors[0]
	}
	switch {
	case status == http.StatusUnsupportedMediaType:
		p.Fix = "send the body as application/json"
	case status >= 400 && status < 500:
		p.Fix = "see /api/openapi.json for what this operation takes"
	}
	return p
}

// place tells where something is wrong and what. The value itself is not sent
// back: it can be large, or a password.
func place(err error) string {
	var d *huma.ErrorDetail
	if !errors.As(err, &d) {
		return err.Error()
	}
	return strings.TrimPrefix(d.Location+": ", ": ") + d.Message
}

// A staleError is a change upon an older version, with the record as it is now.
type staleError struct {
	error
	current any
}

// Unwrap returns the refusal itself.
func (e staleError) Unwrap() error { return e.error }

// withCurrent adds the record as it stands now to the refusal of a change that
// was made upon an older version, so that the asker sees both sides.
func withCurrent[T any](ctx context.Context, who org.Actor, err error, id string, get func(context.Context, org.Actor, *ByID) (*body[T], error)) error {
	if !fault.Is(err, fault.Stale) {
		return err
	}
	now, wrong := get(ctx, who, &ByID{ID: id})
	if wrong != nil {
		return wrong
	}
	return staleError{err, now.Body}
}

func (f *Face) problem(ctx context.Context, err error) error {
	fl := fault.Of(store.NoRoom(err))
	if fl == nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		f.Log.ErrorContext(ctx, "unexpected", "request", serve.RequestID(ctx), "error", err.Error())
		return &Problem{Type: "about:blank", Title: "Internal Server Error", Status: http.StatusInternalServerError, Detail: "something went wrong on our side", Fix: "try again; the server's log has it under " + serve.RequestID(ctx)}
	}
	status := serve.Status(fl.Kind)
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: fl.Text, Fix: serve.Fix(fl)}
	var stale staleError
	if errors.As(err, &stale) {
		p.Current = stale.current
	}
	h := http.Header{}
	if serve.RetryAfter(h, fl); len(h) > 0 {
		return huma.ErrorWithHeaders(p, h)
	}
	return p
}
