package apptest

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/testkit"
)

// privileged are names of fields that nobody may set from outside, as they are
// called here and elsewhere.
var privileged = strings.Fields(`role roles permissions scope org org_id organisation organization tenant tenant_id owner_org is_admin is_staff is_superuser admin
	version rev id uuid created created_at created_by changed by who person token_id digest password signed signed_by verified state status checked match current key __proto__ constructor`)

// TestNoRequestSetsWhatItWasNotAskedFor sends each good request of the table of
// routes, and each form that pages show, with fields besides that nobody asked
// for. The REST API refuses them (422), but for what it gives out itself and
// does not read; nothing of them is kept anywhere, nobody's roles change
// (SC-A3).
func TestNoRequestSetsWhatItWasNotAskedFor(t *testing.T) {
	h := open(t, "")
	routes, err := app.Routes()
	h.must(err)
	before := h.powers()
	known := h.bodyFields()
	marks, refused := 0, 0
	for _, r := range routes {
		if r.Method == http.MethodGet || r.Path == "/sign-out" || r.Path == "/sign-in" {
			continue
		}
		at := 1 // name at a time, so that a refusal is of it
		if r.Face != serve.API {
			at = len(privileged)
		}
		for names := range slices.Chunk(privileged, at) {
			c, _, _ := h.callOf(r, h.a.all, h.a, h.a)
			c.session, c.token = h.a.all.session, h.a.all.token
			added, mark := 0, fmt.Sprintf("m4rk-%d", marks)
			for _, name := range names {
				if _, asked := known[r.Method+" "+r.Path][name]; !asked && c.addField(name, mark) {
					added++
				}
			}
			if added == 0 {
				continue
			}
			marks += added
			got := h.ask(c)
			switch {
			case r.Face == serve.API && got.status == http.StatusUnprocessableEntity:
				refused++
			case got.status >= 500 && r.Path != "/intelligence/renew":
				t.Errorf("%s %s with %v: %s", r.Method, r.Path, names, got)
			case r.Face == serve.API && c.media == "application/json" && got.status < 300:
				t.Errorf("%s %s takes %v, which nobody asked for: %s", r.Method, r.Path, names, got)
			}
			if bytes.Contains(got.body, []byte(mark)) && got.status < 300 {
				t.Errorf("%s %s gives %v back: %s", r.Method, r.Path, names, got)
			}
		}
		marks += h.givenBack(r, known[r.Method+" "+r.Path])
	}
	forms := 0
	for _, d := range h.crawl(h.a) {
		if d.method != http.MethodPost || strings.HasPrefix(d.path, "/sign-out") {
			continue
		}
		forms++
		v := d.filled()
		for _, name := range privileged {
			if v.Has(name) {
				continue
			}
			v.Set(name, fmt.Sprintf("m4rk-%d", marks))
			marks++
		}
		c := d.send(v)
		c.session = h.a.all.session
		if got := h.ask(c); got.status >= 500 && d.path != "/intelligence/renew" {
			t.Errorf("%s: %s", d.kind(), got)
		}
	}
	h.keptNowhere("m4rk-")
	after := h.powers()
	for who, roles := range before {
		if now, there := after[who]; there && now != roles {
			t.Errorf("%s was %s and is %s", who, roles, now)
		}
	}
	testkit.Tell(t, "fields that nobody asked for, on every request and form that changes something", marks, "%d refused by the REST API; %d routes, %d forms; 0 kept anywhere, 0 roles changed", refused, len(routes), forms)
}

// addField puts one more field into the body of a request, in its own form.
func (c *call) addField(name, value string) bool {
	switch {
	case c.media == "application/json":
		var fields map[string]any
		if json.Unmarshal(c.body, &fields) != nil || fields[name] != nil {
			return false
		}
		fields[name] = value
		c.body = jsonCall(fields).body
	case c.media == formMedia || c.media == "" && len(c.body) == 0 && !strings.HasPrefix(c.path, "/api/"):
		v, err := url.ParseQuery(string(c.body))
		if err != nil || v.Has(name) {
			return false
		}
		v.Set(name, value)
		c.media, c.body = formMedia, []byte(v.Encode())
	case strings.HasPrefix(c.media, "multipart/form-data"):
		_, boundary, _ := strings.Cut(c.media, "boundary=")
		if bytes.Contains(c.body, []byte(`name="`+name+`"`)) {
			return false
		}
		part := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
		c.body = append([]byte(part), c.body...)
	default:
		return false
	}
	return true
}

// givenBack sends what the REST API only gives out back to it, changed.
func (h *house) givenBack(r serve.Route, fields map[string]bodyField) int {
	h.Helper()
	c, _, _ := h.callOf(r, h.a.all, h.a, h.a)
	c.token = h.a.all.token
	n := 0
	for name, f := range fields {
		if f.ReadOnly && f.Type == "string" && f.Format == "" && len(f.Enum) == 0 && c.addField(name, "m4rk-given") {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	got := h.ask(c)
	if got.status >= 400 || bytes.Contains(got.body, []byte("m4rk-given")) {
		h.Errorf("%s %s with what it gives out, changed: %s", r.Method, r.Path, got)
	}
	return n
}

type bodyField struct {
	ReadOnly bool
	Type     any // "string", or several
	Format   string
	Enum     []any
}

// bodyFields are the fields of the body of each operation of the REST API,
// among them those that it gives out and takes back without reading them.
func (h *house) bodyFields() map[string]map[string]bodyField {
	h.Helper()
	type schema struct {
		Ref        string `json:"$ref"`
		Properties map[string]bodyField
	}
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
		}
		Components struct{ Schemas map[string]schema }
	}
	h.must(json.Unmarshal(h.ask(call{method: "GET", path: "/api/openapi.json"}).body, &doc))
	out := map[string]map[string]bodyField{}
	for path, ops := range doc.Paths {
		for method, op := range ops {
			for _, c := range op.RequestBody.Content {
				if ref, ok := strings.CutPrefix(c.Schema.Ref, "#/components/schemas/"); ok {
					c.Schema = doc.Components.Schemas[ref]
				}
				out[strings.ToUpper(method)+" "+path] = c.Schema.Properties
			}
		}
	}
	return out
}

// keptNowhere looks for a text in every column of every table.
func (h *house) keptNowhere(mark string) {
	h.Helper()
	for place, n := range h.look(mark) {
		h.Errorf("%s holds %q in %d rows", place, mark, n)
	}
}

// look finds the columns that hold a text, with how many rows do.
func (h *house) look(text string) map[string]int {
	h.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.config.Data, "aceso.db")+"?mode=ro")
	h.must(err)
	defer db.Close()
	columns, err := db.Query(`SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`)
	h.must(err)
	defer columns.Close()
	var all [][2]string
	for columns.Next() {
		var at [2]string
		h.must(columns.Scan(&at[0], &at[1]))
		all = append(all, at)
	}
	h.must(columns.Err())
	out := map[string]int{}
	for _, at := range all {
		var n int
		h.must(db.QueryRow(fmt.Sprintf(`SELECT count(*) FROM %q WHERE instr(CAST(%q AS TEXT), $1) > 0`, at[0], at[1]), text).Scan(&n))
		if n > 0 {
			out[at[0]+"."+at[1]] = n
		}
	}
	if len(all) < 50 {
		h.Errorf("only %d columns were looked at", len(all))
	}
	return out
}

// powers are the roles of everybody, by name.
func (h *house) powers() map[string]string {
	h.Helper()
	out := map[string]string{}
	for _, s := range []*side{h.a, h.b} {
		var all wire.Slice[wire.Member]
		h.api(s.all, "GET", "people", nil, &all)
		for _, p := range all.Items {
			if slices.ContainsFunc(org.Roles(), func(r org.Role) bool { return s.people[r].Person == p.ID }) || p.ID == s.all.Person {
				out[s.word+" "+p.Name] = fmt.Sprint(p.Roles)
			}
		}
	}
	if len(out) == 0 {
		h.Error("nobody's roles can be seen")
	}
	return out
}
