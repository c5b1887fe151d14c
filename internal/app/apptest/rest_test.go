package apptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"aceso/internal/app"
	"aceso/internal/client"
	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/value/id"
)

// client returns the REST API as a Go program of somebody sees it.
func (h *house) client(p *person) *client.Client {
	h.Helper()
	c, err := client.New(h.url, p.token.Reveal())
	h.must(err)
	return c
}

// says fails unless an error is the server's refusal with that status.
func says(t testing.TB, what string, err error, status int) {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Status != status || e.Detail == "" || e.Fix == "" {
		t.Errorf("%s: %v (%+v), not %d", what, err, e, status)
	}
}

func TestProductsThroughTheClient(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		c := h.client(h.a.people[org.Engineer])
		var line wire.Line
		h.must(c.Send(ctx, "POST", "lines", wire.Line{Name: "Infusion", Note: "n"}, &line))
		var model wire.Model
		h.must(c.Send(ctx, "POST", "models", wire.Model{Line: line.ID, Name: "IP-200", DIs: []string{"09521234000013"}, Class: "II", Connects: []string{"Wi-Fi"}, Aliases: []string{"IP200"}}, &model))
		var release wire.Release
		h.must(c.Send(ctx, "POST", "releases", wire.Release{Model: model.ID, Version: "4.2.0", GeneralAvailability: "tba", EndOfLife: "2034-06-30"}, &release))
		if line.Rev != 1 || model.Rev != 1 || release.Rev != 1 || release.EndOfLife != "2034-06-30T00:00:00Z" || release.State != "in work" {
			t.Errorf("made: %+v %+v %+v", line, model, release)
		}
		says(t, "the same line again", c.Send(ctx, "POST", "lines", wire.Line{Name: "Infusion"}, nil), 409)
		says(t, "the same model again", c.Send(ctx, "POST", "models", wire.Model{Line: line.ID, Name: "IP-200"}, nil), 409)
		says(t, "the same release again", c.Send(ctx, "POST", "releases", wire.Release{Model: model.ID, Version: "4.2.0"}, nil), 409)
		says(t, "a line without a name", c.Send(ctx, "POST", "lines", wire.Line{Name: " "}, nil), 422)
		says(t, "a release that ends before it begins", c.Send(ctx, "POST", "releases", wire.Release{Model: model.ID, Version: "5", GeneralAvailability: "2030-01-01", EndOfLife: "2029-01-01"}, nil), 422)

		for _, r := range []struct {
			path  string
			first any
		}{{"lines/" + line.ID, line}, {"models/" + model.ID, model}, {"releases/" + release.ID, release}} {
			var changed struct {
				Rev  int64
				Note string
			}
			body := map[string]any{}
			raw, err := json.Marshal(r.first)
			h.must(err)
			h.must(json.Unmarshal(raw, &body))
			body["note"] = "changed"
			says(t, r.path+" upon no version", c.Send(ctx, "PATCH", r.path, body, nil), 428)
			h.must(c.Change(ctx, r.path, 1, body, &changed))
			if changed.Rev != 2 || changed.Note != "changed" {
				t.Errorf("%s: %+v", r.path, changed)
			}
			says(t, r.path+" upon an old version", c.Change(ctx, r.path, 1, body, nil), 412)
			says(t, r.path+" upon a version to come", c.Change(ctx, r.path, 3, body, nil), 412)
			noun, _, _ := strings.Cut(r.path, "/")
			says(t, "one that is not there", c.Change(ctx, noun+"/"+id.New(), 1, body, nil), 404)
			if noun == "lines" {
				continue // they are read as a list
			}
			got := h.ask(call{method: "GET", path: "/api/v1/" + r.path, token: h.a.all.token})
			if got.head.Get("ETag") != `"2"` {
				t.Errorf("%s: ETag %s", r.path, got.head.Get("ETag"))
			}
		}
		body := map[string]any{"model": model.ID, "version": "4.2.0", "state": "released"}
		h.must(c.Change(ctx, "releases/"+release.ID, 2, body, &release))
		body["state"] = "in work"
		says(t, "a move that is in no table", c.Change(ctx, "releases/"+release.ID, 3, body, nil), 409)
	})
}

func TestListsArePagedWithoutGapOrRepeat(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		c := h.client(h.a.all)
		for i := range 23 {
			var m wire.Model
			h.must(c.Send(ctx, "POST", "models", wire.Model{Line: h.a.line, Name: fmt.Sprintf("Model %02d", i*7%23)}, &m))
			h.must(c.Send(ctx, "POST", "releases", wire.Release{Model: m.ID, Version: "1"}, nil))
		}
		for path, want := range map[string]int{"models": 24, "releases": 24, "releases?sort=-name": 24, "releases?sort=changed": 24, "models?text=model+1": 10, "releases/" + h.a.release + "/parts": 5, "releases/" + h.a.release + "/parts?sort=-version": 5, "findings": -1} {
			var seen []string
			q, _ := url.ParseQuery("")
			noun, query, _ := strings.Cut(path, "?")
			if query != "" {
				q, _ = url.ParseQuery(query)
			}
			q.Set("limit", "4")
			for {
				var page wire.Slice[struct{ ID, Key string }]
				h.must(c.Get(ctx, noun, q, &page))
				if want < 0 {
					want = page.Total
				}
				if page.Total != want || len(page.Items) > 4 || len(page.Items) == 0 {
					t.Fatalf("%s: %d of %d, not of %d", path, len(page.Items), page.Total, want)
				}
				for _, item := range page.Items {
					seen = append(seen, item.ID+item.Key)
				}
				if page.Next == "" {
					break
				}
				q.Set("after", page.Next)
			}
			slices.Sort(seen)
			if len(seen) != want || len(slices.Compact(seen)) != want {
				t.Errorf("%s: %d, not %d", path, len(slices.Compact(seen)), want)
			}
			q.Set("after", "nowhere")
			says(t, path+" from nowhere", c.Get(ctx, noun, q, nil), 422)
			q.Del("after")
			q.Set("limit", "0")
			says(t, path+" by none", c.Get(ctx, noun, q, nil), 422)
			q.Set("limit", "1")
			q.Set("colour", "red")
			says(t, path+" by what nobody knows", c.Get(ctx, noun, q, nil), 422)
		}
	})
}

func TestNamesPeopleAndTokensThroughTheClient(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		c := h.client(h.a.all)
		var name wire.Name
		h.must(c.Send(ctx, "POST", "names", wire.Name{Name: "BusyBox", Patterns: []string{"busybox-*"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}, &name))
		says(t, "a rule without a name", c.Send(ctx, "POST", "names", wire.Name{Patterns: []string{"busybox"}, CPE: name.CPE}, nil), 422)
		h.must(c.Send(ctx, "DELETE", "names/"+name.ID, nil, nil))
		var names wire.Slice[wire.Name]
		h.must(c.Get(ctx, "names", nil, &names))
		if i := slices.IndexFunc(names.Items, func(n wire.Name) bool { return n.ID == name.ID }); i < 0 || names.Items[i].Undone == "" || names.Items[i].Who == "" {
			t.Errorf("an undone rule stays, as undone: %+v", names.Items)
		}

		var member wire.Member
		h.must(c.Send(ctx, "POST", "people", map[string]any{"email": "ruth@x.example", "name": "Ruth Abel", "password": "four words make sense", "roles": []string{"quality"}}, &member))
		says(t, "somebody twice", c.Send(ctx, "POST", "people", map[string]any{"email": "RUTH@x.example", "name": "Ruth", "password": "four words make sense", "roles": []string{"quality"}}, nil), 409)
		says(t, "a short password", c.Send(ctx, "POST", "people", map[string]any{"email": "a@x.example", "name": "A", "password": "short", "roles": []string{"quality"}}, nil), 422)
		says(t, "a role that is none", c.Send(ctx, "PUT", "people/"+member.ID+"/roles", map[string]any{"roles": []string{"king"}}, nil), 422)
		h.must(c.Send(ctx, "PUT", "people/"+member.ID+"/roles", map[string]any{"roles": []string{"auditor", "quality"}}, nil))
		var all wire.Slice[wire.Member]
		h.must(c.Get(ctx, "people", nil, &all))
		if i := slices.IndexFunc(all.Items, func(m wire.Member) bool { return m.ID == member.ID }); i < 0 || len(all.Items[i].Roles) != 2 {
			t.Errorf("people: %+v", all.Items)
		}
		h.must(c.Send(ctx, "DELETE", "people/"+member.ID, nil, nil))
		says(t, "somebody who has left", c.Send(ctx, "DELETE", "people/"+member.ID, nil, nil), 404)
		h.must(c.Send(ctx, "DELETE", "people/"+h.a.people[org.Administrator].Person, nil, nil))
		says(t, "the last administrator", c.Send(ctx, "DELETE", "people/"+h.a.all.Person, nil, nil), 409)

		var tokens wire.Slice[wire.Token]
		h.must(c.Get(ctx, "tokens", nil, &tokens))
		if len(tokens.Items) != 1 || tokens.Items[0].Secret != "" || tokens.Items[0].Used == "" || len(tokens.Items[0].Scope) != len(org.Permissions) {
			t.Errorf("tokens: %+v", tokens.Items)
		}
		var me wire.Me
		h.must(c.Get(ctx, "me", nil, &me))
		if me.Org != h.a.org.ID || me.OrgName != h.a.org.Name || me.Person != h.a.all.Person || len(me.Permissions) != len(org.Permissions) {
			t.Errorf("me: %+v", me)
		}
	})
}

func TestSBOMsFindingsAndTheLogThroughTheClient(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		c := h.client(h.a.all)
		first, err := c.PushSBOM(ctx, "pump.cdx.json", "New pump", "1.0", true, h.a.document())
		h.must(err)
		again, err := c.PushSBOM(ctx, "other.cdx.json", "New pump", "1.0", true, h.a.document())
		h.must(err)
		if first.Again || !again.Again || again.ID != first.ID || first.Components != 5 || !first.Current {
			t.Errorf("the same bytes: %+v, then %+v", first, again)
		}
		j, err := c.Wait(ctx, first.Job, nil)
		if err != nil || j.State != "done" {
			t.Errorf("job: %+v, %v", j, err)
		}
		_, err = c.PushSBOM(ctx, "x", "Nothing", "1.0", false, h.a.document())
		says(t, "a product that is not there", err, 404)
		_, err = c.PushSBOM(ctx, "x", "New pump", "1.0", false, []byte("hello"))
		says(t, "what is no bill of materials", err, 422)

		var one wire.Finding
		h.must(c.Get(ctx, "findings/"+h.a.finding, nil, &one))
		if one.Weakness == "" || one.Why == "" || len(one.Releases) != 2 || one.InReleases != 2 {
			t.Errorf("a finding: %+v", one)
		}
		h.must(c.Change(ctx, "findings/"+one.ID, one.Rev, map[string]string{"owner": h.a.all.Person, "note": "mine", "state": "in review"}, &one))
		if one.Owner != h.a.all.Person || one.Note != "mine" || one.State != "in review" {
			t.Errorf("worked on: %+v", one)
		}
		says(t, "a finding upon an old version", c.Change(ctx, "findings/"+one.ID, one.Rev-1, map[string]string{"note": "x"}, nil), 412)
		says(t, "a change of nothing", c.Change(ctx, "findings/"+one.ID, one.Rev, map[string]string{}, nil), 422)
		says(t, "an owner who may not", c.Change(ctx, "findings/"+one.ID, one.Rev, map[string]string{"owner": h.a.people[org.Trainee].Person}, nil), 422)
		var weakness wire.Weakness
		h.must(c.Get(ctx, "weaknesses/"+one.Weakness, nil, &weakness))
		if len(weakness.Records) == 0 || !slices.Contains(weakness.Names, one.Weakness) {
			t.Errorf("a weakness: %+v", weakness)
		}

		var log wire.Slice[wire.Entry]
		h.must(c.Get(ctx, "log", url.Values{"what": {"finding"}, "about": {one.ID}}, &log))
		if len(log.Items) < 1 || log.Items[0].Who != h.a.all.Name {
			t.Errorf("the log: %+v", log.Items)
		}
		var check struct {
			Holds   bool
			Entries int64
		}
		h.must(c.Get(ctx, "log/verification", nil, &check))
		if !check.Holds || check.Entries != h.logSize(h.a) {
			t.Errorf("the log: %+v", check)
		}
	})
}

func TestABundleIsBroughtThroughTheAPI(t *testing.T) {
	h := open(t, "")
	put := func(data []byte) answer {
		return h.ask(call{method: "PUT", path: "/api/v1/intel?unsigned=accept", body: data, token: h.a.all.token})
	}
	good := h.bundle()
	var state wire.Intel
	if got := put(good); got.status != 200 || json.Unmarshal(got.body, &state) != nil || !state.Present || state.Weaknesses == 0 || len(state.Sources) == 0 {
		t.Errorf("a bundle: %s", got)
	}
	if got := put(zst(good)); got.status != 200 {
		t.Errorf("a packed bundle: %s", got)
	}
	for what, data := range map[string][]byte{"nothing": nil, "no bundle": []byte("hello"), "half a bundle": good[:len(good)/2], "a changed bundle": append(append(append([]byte{}, good[:len(good)/2]...), good[len(good)/2]^1), good[len(good)/2+1:]...), "a bomb": zst(make([]byte, 64<<20))} {
		if got := put(data); got.status != 422 && got.status != 413 {
			t.Errorf("%s: %s", what, got)
		}
		var after wire.Intel
		h.api(h.a.all, "GET", "intel", nil, &after)
		if after.ID != state.ID {
			t.Errorf("%s is in use", what)
		}
	}
	if n := len(h.entries(h.a, "intel.brought")); n != 2 {
		t.Errorf("%d entries of two bundles", n)
	}
}

// TestTheDescriptionIsWholeAndTrue holds /api/openapi.json against the table of
// routes and against JSON Schema 2020-12, on which OpenAPI 3.1 rests.
func TestTheDescriptionIsWholeAndTrue(t *testing.T) {
	h := empty(t, "")
	got := h.ask(call{method: "GET", path: "/api/openapi.json"})
	var doc struct {
		Security   []map[string][]string
		OpenAPI    string
		Info       struct{ Title, Version string }
		Paths      map[string]map[string]operation
		Components struct {
			Schemas         map[string]any
			SecuritySchemes map[string]any
		}
	}
	h.must(json.Unmarshal(got.body, &doc))
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Title == "" || doc.Info.Version == "" || len(doc.Components.SecuritySchemes) == 0 || len(doc.Security) != len(doc.Components.SecuritySchemes) || got.head.Get("Content-Type") != "application/openapi+json" {
		t.Errorf("%s %+v", doc.OpenAPI, doc.Info)
	}
	routes, err := app.Routes()
	h.must(err)
	described, ids := 0, map[string]bool{}
	for _, r := range routes {
		if r.Face != serve.API || r.Path == "/api/openapi.json" {
			continue
		}
		op, ok := doc.Paths[r.Path][strings.ToLower(r.Method)]
		if !ok {
			t.Errorf("%s %s is not described", r.Method, r.Path)
			continue
		}
		described++
		if needs := strings.Trim(string(r.Needs), "()"); !strings.Contains(op.Description, needs) {
			t.Errorf("%s %s: %q does not name %s", r.Method, r.Path, op.Description, needs)
		}
		if op.Summary == "" || ids[op.OperationID] || op.OperationID == "" || len(op.Responses) == 0 {
			t.Errorf("%s %s: %+v", r.Method, r.Path, op)
		}
		ids[op.OperationID] = true
		op.isWhole(t, r)
		for _, slot := range slotsOf(r.Path) {
			if !slices.ContainsFunc(op.Parameters, func(p parameter) bool { return p.In == "path" && p.Name == slot && p.Required }) {
				t.Errorf("%s %s does not describe {%s}", r.Method, r.Path, slot)
			}
		}
	}
	for path, methods := range doc.Paths {
		for method := range methods {
			if !slices.ContainsFunc(routes, func(r serve.Route) bool { return r.Path == path && strings.EqualFold(r.Method, method) }) {
				t.Errorf("%s %s is described and does not exist", method, path)
			}
		}
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(string(got.body)))
	h.must(err)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	h.must(c.AddResource("api.json", whole))
	for name := range doc.Components.Schemas {
		if _, err := c.Compile("api.json#/components/schemas/" + name); err != nil {
			t.Errorf("the schema %s: %v", name, err)
		}
	}
	for ref := range refs(whole) {
		if name, ok := strings.CutPrefix(ref, "#/components/schemas/"); !ok || doc.Components.Schemas[name] == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	}
	t.Logf("%d operations, %d schemas", described, len(doc.Components.Schemas))
}

type operation struct {
	OperationID, Summary, Description string
	Parameters                        []parameter
	RequestBody                       *struct {
		Content map[string]struct{ Schema any }
	}
	Responses map[string]struct {
		Description string
		Content     map[string]struct{ Schema any }
	}
}

// isWhole holds that a program can be written by the description alone: what
// goes in, what comes out, what is refused and how, and how to repeat a change.
func (op operation) isWhole(t *testing.T, r serve.Route) {
	t.Helper()
	done := false
	for status, answer := range op.Responses {
		done = done || status[0] == '2'
		switch {
		case answer.Description == "":
			t.Errorf("%s %s does not say what %s is", r.Method, r.Path, status)
		case status[0] != '2' && answer.Content["application/problem+json"].Schema == nil:
			t.Errorf("%s %s: %s is no problem", r.Method, r.Path, status)
		case status[0] == '2' && status != "204" && len(answer.Content) == 0:
			t.Errorf("%s %s: %s has no content", r.Method, r.Path, status)
		}
	}
	wants := []string{"401", "403", "422", "500"}
	if strings.Contains(r.Path, "{") {
		wants = append(wants, "404")
	}
	if r.Method == http.MethodPatch {
		wants = append(wants, "412", "428")
	}
	for _, status := range wants {
		if _, ok := op.Responses[status]; !ok || !done {
			t.Errorf("%s %s does not describe %s, or no success", r.Method, r.Path, status)
		}
	}
	keyed := slices.ContainsFunc(op.Parameters, func(p parameter) bool { return p.In == "header" && p.Name == "Idempotency-Key" })
	if keyed != (r.Method != http.MethodGet) {
		t.Errorf("%s %s describes an Idempotency-Key: %v", r.Method, r.Path, keyed)
	}
	takes := r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch
	if (op.RequestBody != nil) != (takes && !bodiless[r.Method+" "+r.Path]) {
		t.Errorf("%s %s describes a body: %v", r.Method, r.Path, op.RequestBody != nil)
	}
}

// bodiless are the operations that change something and take nothing but an id.
var bodiless = map[string]bool{"PUT /api/v1/sboms/{id}/current": true, "PUT /api/v1/jobs/{id}/retry": true, "POST /api/v1/deeds/{id}/undo": true}

type parameter struct {
	Name, In string
	Required bool
}

func slotsOf(path string) []string {
	var out []string
	for _, part := range strings.Split(path, "/") {
		if strings.HasPrefix(part, "{") {
			out = append(out, strings.Trim(part, "{}"))
		}
	}
	return out
}

// refs returns every reference within a document.
func refs(v any) map[string]bool {
	out := map[string]bool{}
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if ref, ok := x.(string); ok && k == "$ref" {
				out[ref] = true
			}
			for ref := range refs(x) {
				out[ref] = true
			}
		}
	case []any:
		for _, x := range v {
			for ref := range refs(x) {
				out[ref] = true
			}
		}
	}
	return out
}
