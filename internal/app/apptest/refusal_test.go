package apptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/serve"
	"aceso/internal/testkit"
)

// A problem is a refusal of the REST API.
type problem struct {
	Status             int
	Title, Detail, Fix string
	Errors             []string
	Current            map[string]any
}

// refusal reads a refusal and fails unless it has that status and says what is
// so and what would help.
func (h *house) refusal(what string, got answer, status int) problem {
	h.Helper()
	var p problem
	err := json.Unmarshal(got.body, &p)
	if got.status != status || err != nil || p.Status != status || p.Detail == "" || p.Fix == "" || strings.Contains(p.Detail, "validation failed") || got.head.Get("Content-Type") != "application/problem+json" {
		h.Errorf("%s: %s (%s), not a whole problem with %d", what, got, got.head.Get("Content-Type"), status)
	}
	return p
}

// TestEveryBodyOfTheRESTAPIIsRefusedAlike sends every operation that takes
// JSON what it does not take, and nothing happens.
func TestEveryBodyOfTheRESTAPIIsRefusedAlike(t *testing.T) {
	h := open(t, "")
	routes, err := app.Routes()
	h.must(err)
	n := 0
	for _, r := range routes {
		c, _, _ := h.callOf(r, h.a.all, h.a, h.a)
		c.token = h.a.all.token
		if r.Face != serve.API || c.media != "application/json" {
			continue
		}
		before := h.logSize(h.a)
		try := func(what string, status int, change func(*call)) problem {
			n++
			c := c
			change(&c)
			return h.refusal(r.Method+" "+r.Path+" with "+what, h.ask(c), status)
		}
		body := func(text string) func(*call) { return func(c *call) { c.body = []byte(text) } }
		try("broken JSON", 400, body("{"))
		try("something behind the JSON", 400, body(string(c.body)+"x"))
		try("no body", 400, body(""))
		try("null", 422, body("null"))
		try("a list", 422, body("[]"))
		try("XML", 415, func(c *call) { c.media, c.body = "application/xml", []byte("<a/>") })
		unknown := try("an unknown field", 422, body(strings.TrimSuffix(string(c.body), "}")+`,"nobody_knows":"a secret"}`))
		if !strings.Contains(unknown.Detail, "body.nobody_knows") || strings.Contains(fmt.Sprint(unknown), "a secret") {
			t.Errorf("%s %s: %+v does not name the field alone", r.Method, r.Path, unknown)
		}
		var fields map[string]any
		h.must(json.Unmarshal(c.body, &fields))
		for name := range fields {
			p := try("a wrong type of "+name, 422, func(c *call) {
				wrong := map[string]any{}
				for k, v := range fields {
					wrong[k] = v
				}
				wrong[name] = map[string]any{"a": 1}
				c.body = jsonCall(wrong).body
			})
			if !strings.Contains(p.Detail, "body."+name) {
				t.Errorf("%s %s: %q does not name %s", r.Method, r.Path, p.Detail, name)
			}
		}
		if wrong := try("another method", 405, func(c *call) { c.method = "TRACE" }); !strings.HasPrefix(wrong.Fix, "use ") {
			t.Errorf("%s: %+v", r.Path, wrong)
		}
		if h.logSize(h.a) != before {
			t.Errorf("%s %s: something was done", r.Method, r.Path)
		}
	}
	testkit.Tell(t, "bodies that the REST API must refuse", n, "each refused as application/problem+json that names the place; nothing was done")
}

// TestAChangeUponAnOldVersionShowsBothSides: who comes too late sees what the
// other has made of it.
func TestAChangeUponAnOldVersionShowsBothSides(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		records := map[string]any{"lines/" + h.a.line: wire.Line{Name: "alpha line", Note: "theirs"}, "models/" + h.a.model: wire.Model{Line: h.a.line, Name: "alpha pump", Note: "theirs"}, "releases/" + h.a.release: wire.Release{Version: "alpha-1", Note: "theirs"}, "findings/" + h.a.finding: map[string]string{"note": "theirs"}}
		for path, body := range records {
			c := jsonCall(body)
			c.method, c.path, c.token = "PATCH", "/api/v1/"+path, h.a.all.token
			h.refusal(path+" upon nothing", h.ask(c), 428)
			c.head = map[string]string{"If-Match": "*"}
			h.refusal(path+" upon anything", h.ask(c), 428)
			c.head["If-Match"] = h.api(h.a.all, "GET", path, nil, nil).head.Get("ETag")
			if got := h.ask(c); got.status != http.StatusOK {
				t.Fatalf("%s: %s", path, got)
			}
			for _, tag := range []string{c.head["If-Match"], `"no version of ours"`, "W/" + c.head["If-Match"], "-1"} {
				c.head["If-Match"] = tag
				p := h.refusal(path+" upon "+tag, h.ask(c), 412)
				if p.Current["note"] != "theirs" || p.Current["rev"] == nil {
					t.Errorf("%s upon %s: shows %v", path, tag, p.Current)
				}
			}
		}
	})
}

// TestABillOfMaterialsComesAsAForm: another content type is named as what is wrong.
func TestABillOfMaterialsComesAsAForm(t *testing.T) {
	h := open(t, "")
	for _, media := range []string{"application/json", "", "multipart/form-data", "multipart/mixed; boundary=x"} {
		h.refusal("as "+media, h.ask(call{method: "POST", path: "/api/v1/sboms", media: media, body: h.a.document(), token: h.a.all.token}), 415)
	}
	for what, fields := range map[string][]field{
		"an unknown part":       {{"release", "", []byte(h.a.release)}, {"file", "x", h.a.document()}, {"colour", "", []byte("red")}},
		"no file":               {{"release", "", []byte(h.a.release)}},
		"no release":            {{"file", "x", h.a.document()}},
		"a product, no version": {{"product", "", []byte("x")}, {"file", "x", h.a.document()}},
	} {
		media, body := form(fields...)
		h.refusal(what, h.ask(call{method: "POST", path: "/api/v1/sboms", media: media, body: body, token: h.a.all.token}), 422)
	}
}

// TestTheRolesAndTheScopeAreToldApart: whoever lacks a permission learns where
// to ask for it.
func TestTheRolesAndTheScopeAreToldApart(t *testing.T) {
	h := open(t, "")
	_, narrow := h.token(h.a, h.a.all, h.app.DB.Now().Add(1e12), "products:read")
	p := h.refusal("a narrow token", h.ask(call{method: "GET", path: "/api/v1/findings", token: narrow}), 403)
	if !strings.Contains(p.Detail, "scope") || !strings.Contains(p.Detail, "findings:read") {
		t.Errorf("a narrow token: %+v", p)
	}
	p = h.refusal("a trainee", h.ask(call{method: "GET", path: "/api/v1/findings", token: h.a.people["trainee"].token}), 403)
	if strings.Contains(p.Detail, "scope") || !strings.HasPrefix(p.Fix, "ask an administrator") {
		t.Errorf("a trainee: %+v", p)
	}
}
