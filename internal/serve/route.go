// Package serve is what all faces that answer over HTTP share: the table of
// routes with the permission that each takes, who is asking, how an error is
// told, and the headers that keep a browser safe.
package serve

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"aceso/internal/domain/org"
)

// A Face is whom a route talks to; it decides how errors look and how one signs in.
type Face string

// The faces.
const (
	Page   Face = "page"   // people with a browser: session cookie, errors as pages
	API    Face = "api"    // programs: token, errors as problem+json
	Upload Face = "upload" // CI tools that speak the upload contract: X-Api-Key
	Public Face = "public" // strangers; no cookie is read
	Ops    Face = "ops"    // health checks and metrics
)

// UploadLevel is the level of the upload contract that clients ask for before
// anything else: several need 4.12.0 or newer, and the Jenkins plug-in takes
// only a server whose X-Powered-By begins with the contract's own name.
const UploadLevel = "4.14.0"

// Anyone marks a route that asks for no permission, because whoever comes may
// use it; SignedIn one that takes nothing but being signed in. They are
// written out so that a route can't be open by being forgotten.
const (
	Anyone   org.Permission = "(anyone)"
	SignedIn org.Permission = "(signed in)"
)

// A Route is one thing that can be asked over HTTP.
type Route struct {
	Method string // "GET" answers HEAD too
	Path   string // as http.ServeMux writes it: /products/{id}
	Needs  org.Permission
	Face   Face
	Do     Handler

	Fresh      bool // whoever has a session shows who they are again, when they last did so long ago
	Unattended bool // a page asks it by itself: it does not keep a session alive
}

// A Handler reads the request, calls a use case and answers. It returns its
// error; one place turns errors into pages and problems.
type Handler func(http.ResponseWriter, *http.Request) error

// Check tells what is wrong with a table of routes: a route without a
// permission, without a method, or twice the same.
func Check(routes []Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		switch {
		case r.Method == "" || !strings.HasPrefix(r.Path, "/") || r.Do == nil || r.Face == "":
			return fmt.Errorf("the route %q is not whole", name)
		case r.Needs == "":
			return fmt.Errorf("the route %q names no permission", name)
		case seen[name]:
			return fmt.Errorf("the route %q stands twice", name)
		case r.Method == "GET" && r.Needs == org.ImportSBOM:
			return fmt.Errorf("the route %q changes something by GET", name)
		}
		if r.Needs != Anyone && r.Needs != SignedIn && !known(r.Needs) {
			return fmt.Errorf("the route %q needs %q, which is no permission", name, r.Needs)
		}
		seen[name] = true
	}
	return nil
}

func known(p org.Permission) bool {
	for _, k := range org.Permissions {
		if k == p {
			return true
		}
	}
	return false
}

type contextKey int

const (
	actorKey contextKey = iota
	sessionKey
	requestIDKey
	routeKey
)

// Actor returns who asks. It is the zero actor, who may nothing, when nobody is known to.
func Actor(r *http.Request) org.Actor {
	a, _ := r.Context().Value(actorKey).(org.Actor)
	return a
}

// RequestID returns the id under which the request stands in the log of the server.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// RouteOf returns the route that a request took.
func RouteOf(ctx context.Context) Route {
	r, _ := ctx.Value(routeKey).(Route)
	return r
}
