package apptest

import (
	"net/http"
	"strings"
	"testing"

	"aceso/internal/app"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/testkit"
)

func TestATableOfRoutesWithAHoleIsRefused(t *testing.T) {
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(http.ResponseWriter, *http.Request) error { return nil }
	good := serve.Route{Method: "POST", Path: "/x", Needs: org.WriteProducts, Face: serve.Page, Do: nothing}
	for rule, change := range map[string]func(*serve.Route){
		"a route names its permission":          func(r *serve.Route) { r.Needs = "" },
		"a permission is one of the table":      func(r *serve.Route) { r.Needs = "products:destroy" },
		"a route has a method":                  func(r *serve.Route) { r.Method = "" },
		"a route has a path":                    func(r *serve.Route) { r.Path = "x" },
		"a route belongs to a face":             func(r *serve.Route) { r.Face = "" },
		"a route does something":                func(r *serve.Route) { r.Do = nil },
		"a route stands once":                   func(r *serve.Route) { r.Path, r.Method = routes[0].Path, routes[0].Method },
		"what is read does not need to write":   func(r *serve.Route) { r.Method = "GET" },
		"what is read does not import anything": func(r *serve.Route) { r.Method, r.Needs = "GET", org.ImportSBOM },
	} {
		broken := good
		change(&broken)
		err := serve.Check(append(routes[:len(routes):len(routes)], broken))
		if rule == "what is read does not need to write" {
			if err != nil {
				t.Errorf("a form may be asked for by whoever may send it: %v", err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: %+v passes", rule, broken)
		}
	}
	if err := serve.Check(append(routes[:len(routes):len(routes)], good)); err != nil {
		t.Errorf("a good route: %v", err)
	}
}

func TestOtherFormsOfARouteOpenNoOtherDoor(t *testing.T) {
	h := open(t, "")
	routes, err := app.Routes()
	h.must(err)
	trainee := h.a.people[org.Trainee]
	comers := []principal{{name: "anonymous"}, {name: "trainee", who: trainee, session: trainee.session}, {name: "all", who: h.a.all, session: h.a.all.session}}
	asked := 0
	for _, r := range routes {
		before := h.logSize(h.a)
		for _, p := range comers {
			c, _, _ := h.callOf(r, p.who, h.a, h.a)
			if c.path == "" {
				c.path = h.a.at(r.Path)
			}
			what := r.Path + " by " + p.name
			asked += 4
			if r.Method == http.MethodGet {
				get := h.askAs(p, c)
				c.method = http.MethodHead
				head := h.askAs(p, c)
				toSignIn := get.status == http.StatusSeeOther && head.status == http.StatusUnauthorized // only what is read is sent there
				if head.status != get.status && !toSignIn || len(head.body) > 0 {
					t.Errorf("HEAD %s: %s, GET: %d", what, head, get.status)
				}
			}
			c.method = http.MethodOptions
			if got := h.askAs(p, c); got.status != http.StatusNoContent || !strings.Contains(got.head.Get("Allow"), r.Method) || len(got.body) > 0 {
				t.Errorf("OPTIONS %s: %s, Allow %q", what, got, got.head.Get("Allow"))
			}
			c.method = "PROPFIND"
			if got := h.askAs(p, c); got.status != http.StatusMethodNotAllowed || !strings.Contains(got.head.Get("Allow"), r.Method) {
				t.Errorf("PROPFIND %s: %s, Allow %q", what, got, got.head.Get("Allow"))
			}
			if c.path == "/" {
				continue
			}
			c.method = r.Method
			path, query, _ := strings.Cut(c.path, "?")
			for _, odd := range []string{path + "/?" + query, "/" + c.path, "/x/.." + c.path, strings.ToUpper(c.path)} {
				c := c
				c.path = odd
				if got := h.askAs(p, c); got.status < 300 || got.status >= 500 || got.status == http.StatusSeeOther {
					t.Errorf("%s %s by %s: %s", r.Method, odd, p.name, got)
				}
			}
		}
		if h.logSize(h.a) != before {
			t.Errorf("%s %s: another form of it did something", r.Method, r.Path)
		}
	}
	testkit.Tell(t, "other forms of a route: HEAD, OPTIONS, trailing slash, case, encoding", asked, "%d routes; 0 other doors", len(routes))
}
