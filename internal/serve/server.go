package serve

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/prometheus/client_golang/prometheus"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// A Server answers every face's routes in one way.
type Server struct {
	DB     *store.DB
	Log    *slog.Logger
	Routes []Route

	// ErrorPage draws an error for people. Error tells it in plain text when it is nil.
	ErrorPage func(w http.ResponseWriter, r *http.Request, status int, f *fault.Fault)

	Hosts   []string       // names by which we may be asked, besides localhost and plain addresses
	Proxies []netip.Prefix // whose X-Forwarded-For is believed
	TLS     bool           // whether people reach us by HTTPS, so that cookies say Secure
	Metrics prometheus.Registerer
	SSO     *SSO        // nil where single sign-on is not set up
	Box     *secret.Box // of the installation; nil for one that ends with the process
	Site    string      // address under which people reach us, to which passkeys are bound; "" for none

	faces  map[string]Face // by pattern
	limits *limiter
	visits visits
	meter  *meter
	turns  turns // of requests with the same Idempotency-Key
	keys   *webauthn.WebAuthn
}

// Handler checks the table of routes and returns what answers them.
func (s *Server) Handler() (http.Handler, error) {
	if err := Check(s.Routes); err != nil {
		return nil, err
	}
	if s.Box == nil {
		s.Box = secret.RandomBox()
	}
	var err error
	if s.keys, err = newKeys(s.Site); err != nil {
		return nil, fmt.Errorf("make ready for passkeys: %w", err)
	}
	s.limits = newLimiter()
	s.meter = newMeter(s.Metrics)
	mux := http.NewServeMux()
	s.faces = map[string]Face{}
	for _, r := range s.Routes {
		mux.Handle(r.Method+" "+r.Path, s.route(r))
		s.faces[r.Method+" "+r.Path] = r.Face
	}
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, fault.New(fault.Forbidden, "this request came from another site").Helped("open Aceso itself and do it there"))
	}))
	// The faces for programs take no cookie, so a browser on another site gains nothing there.
	return s.outermost(s.known(mux, crossOrigin(guarded, mux))), nil
}

// crossOrigin applies the protection to all but what is asked with a token.
func crossOrigin(guard *http.CrossOriginProtection, next http.Handler) http.Handler {
	protected := guard.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") && sentToken(r) != "" {
			next.ServeHTTP(w, r)
			return
		}
		protected.ServeHTTP(w, r)
	})
}

// known refuses an unknown place or method in our own words; http.ServeMux's are bare.
func (s *Server) known(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			s.lost(mux, w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) lost(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	allowed, face := s.methods(mux, r, r.URL.Path)
	if len(allowed) == 0 {
		f := fault.New(fault.NotFound, "there is nothing at %s", r.URL.Path).Helped("go back to the first page")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			f = f.Helped("see /api/openapi.json for what there is")
		}
		if bare := strings.TrimRight(r.URL.Path, "/"); bare != r.URL.Path {
			if there, _ := s.methods(mux, r, bare); len(there) > 0 {
				f = f.Helped("leave out the slash at the end: %s", bare)
			}
		}
		s.refuse(w, s.recognised(r), f)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	if face == Upload {
		speaksContract(w)
	}
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.tell(w, s.recognised(r), http.StatusMethodNotAllowed, wrongMethod(r, allowed))
}

// recognised names who asks on a request that no route took, so that whoever
// is signed in keeps the frame around the page that says so.
func (s *Server) recognised(r *http.Request) *http.Request {
	if s.ErrorPage == nil || strings.HasPrefix(r.URL.Path, "/api/") {
		return r
	}
	r = r.WithContext(context.WithValue(r.Context(), routeKey, Route{Face: Page}))
	actor, _, err := s.whoAsks(r)
	if err != nil {
		return r // the page is shown without
	}
	return r.WithContext(context.WithValue(r.Context(), actorKey, actor))
}

// methods are those by which a path can be asked, and the face that answers.
func (s *Server) methods(mux *http.ServeMux, r *http.Request, path string) (allowed []string, face Face) {
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method, probe.URL.Path = m, path
		if _, pattern := mux.Handler(probe); pattern != "" {
			allowed, face = append(allowed, m), s.faces[pattern]
		}
	}
	return allowed, face
}

// speaksContract names the upload contract in an answer, as its clients look for it.
func speaksContract(w http.ResponseWriter) {
	w.Header().Set("X-Powered-By", "Dependency-Track v"+UploadLevel+" (its upload contract, answered by Aceso)")
}

// wrongMethod tells what a place answers to instead. A page that is opened by
// its address, but only takes forms, was reloaded or bookmarked after one was sent.
func wrongMethod(r *http.Request, allowed []string) *fault.Fault {
	f := fault.New(fault.Invalid, "%s is not answered here, only %s", r.Method, strings.Join(allowed, ", "))
	if strings.HasPrefix(r.URL.Path, "/api/") {
		return f.Helped("use %s, or see /api/openapi.json for what there is", strings.Join(allowed, " or "))
	}
	return f.Helped("this address only takes what a form sends: go back to the page with the form")
}

// outermost is what every answer passes: an id, safe headers, a line in the
// log, a count, and a net under a panic.
func (s *Server) outermost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, rid := time.Now(), id.New()
		ctx := context.WithValue(r.Context(), requestIDKey, rid)
		out := &answer{ResponseWriter: w}
		s.safeHeaders(out.Header(), r)
		r = r.WithContext(ctx)
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Log.ErrorContext(ctx, "panic", "request", rid, "what", fmt.Sprint(p), "stack", string(debug.Stack()))
				if out.status == 0 {
					s.tell(out, r, http.StatusInternalServerError, fault.New(fault.Unavailable, "something went wrong on our side").Helped("try again; the server's log has it under %s", rid))
				}
			}
			s.meter.saw(out.pattern, r.Method, out.status, time.Since(began))
			s.Log.InfoContext(ctx, "request", "request", rid, "method", r.Method, "path", r.URL.Path, "status", out.status, "bytes", out.bytes, "took", time.Since(began))
		}()
		if !s.mayBeAsked(r.Host) {
			s.tell(out, r, http.StatusMisdirectedRequest, fault.New(fault.Invalid, "this server is not known as %q", hostName(r.Host)).Helped("ask for it by a name in its configuration (hosts)"))
			return
		}
		if status, f := checkAddress(r.URL); f != nil {
			s.tell(out, r, status, f)
			return
		}
		next.ServeHTTP(out, r)
	})
}

// mayBeAsked keeps other names that point at this machine from reaching it
// (DNS rebinding): only configured names, localhost and plain addresses pass.
func (s *Server) mayBeAsked(host string) bool {
	name := hostName(host)
	if strings.EqualFold(name, "localhost") || slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, name) }) {
		return true
	}
	_, err := netip.ParseAddr(name)
	return err == nil
}

func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// route finds out who asks, whether they may, and then does it.
func (s *Server) route(r Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if a, ok := w.(*answer); ok {
			a.pattern = r.Path
		}
		ctx := context.WithValue(req.Context(), routeKey, r)
		req = req.WithContext(ctx)
		if r.Face == Upload {
			speaksContract(w)
		}
		if r.Face != Public && r.Face != Ops {
			actor, session, err := s.whoAsks(req)
			if err != nil && !(r.Needs == Anyone && fault.Is(err, fault.Unsigned)) {
				s.refuse(w, req, err)
				return
			}
			ctx = context.WithValue(ctx, actorKey, actor)
			ctx = context.WithValue(ctx, sessionKey, session)
			req = req.WithContext(ctx)
			if err := permit(actor, r.Needs); err != nil {
				if fault.Is(err, fault.Forbidden) {
					s.Log.WarnContext(ctx, "not allowed", "request", RequestID(ctx), "person", actor.Person, "token", actor.Token, "organisation", actor.Org, "needs", string(r.Needs), "from", s.Address(req))
				}
				s.refuse(w, req, err)
				return
			}
			if r.Fresh {
				if err := s.StepUp(w, req); err != nil {
					s.refuse(w, req, err)
					return
				}
			}
		}
		do := r.Do
		if r.Face == API && r.Method != http.MethodGet && req.Header.Get(keyHeader) != "" {
			do = func(w http.ResponseWriter, req *http.Request) error { return s.once(w, req, r.Do) }
		}
		if err := do(w, req); err != nil {
			s.refuse(w, req, err)
		}
	})
}

func permit(a org.Actor, needs org.Permission) error {
	switch {
	case needs == Anyone:
		return nil
	case a.Person == "":
		return fault.New(fault.Unsigned, "you are not signed in").Helped("sign in, or send an API token")
	case needs == SignedIn:
		return nil
	}
	return a.May(needs)
}

// answer remembers what was answered, for the log.
type answer struct {
	http.ResponseWriter
	status  int
	bytes   int64
	pattern string
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is below.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
