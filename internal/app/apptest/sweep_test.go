package apptest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"aceso/internal/app"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/testkit"
)

// safe are the headers that every answer carries.
var safe = map[string]string{
	"Content-Security-Policy":      "default-src 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=()",
}

// isSafe holds an answer against the safe headers.
func (h *house) isSafe(what string, got answer) {
	h.Helper()
	for name, holds := range safe {
		if v := got.head.Values(name); len(v) != 1 || !strings.Contains(v[0], holds) {
			h.Errorf("%s: %s is %q", what, name, v)
		}
	}
	policy := got.head.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "*") {
		h.Errorf("%s: the content policy is %q", what, policy)
	}
	download := got.head.Get("Content-Disposition") != ""
	if download != strings.Contains(policy, "sandbox") {
		h.Errorf("%s: a download is sandboxed, and nothing else: %q", what, policy)
	}
	kept := got.head.Get("Cache-Control")
	if asset := strings.Contains(what, "/assets/"); !asset && kept != "no-store" || got.head.Get("Access-Control-Allow-Origin") != "" {
		h.Errorf("%s: Cache-Control %q", what, kept)
	}
	if len(got.body) > 0 && got.head.Get("Content-Type") == "" {
		h.Errorf("%s: no media type", what)
	}
}

// isProblem holds that a refusal by the REST API says what is so and what helps.
func (h *house) isProblem(what string, r serve.Route, got answer) {
	h.Helper()
	if got.status < 400 || r.Face != serve.API && r.Face != serve.Upload {
		return
	}
	if r.Face == serve.Upload && slices.Contains([]int{401, 404, 409}, got.status) {
		return // the contract's own words
	}
	if r.Face == serve.Upload && got.status == http.StatusBadRequest && got.head.Get("Content-Type") != "application/problem+json" {
		h.isFieldReport(what, got)
		return
	}
	var p struct {
		Status             int
		Title, Detail, Fix string
	}
	if err := json.Unmarshal(got.body, &p); err != nil || got.head.Get("Content-Type") != "application/problem+json" || p.Status != got.status || p.Title == "" || p.Detail == "" || p.Fix == "" {
		h.Errorf("%s: no whole problem: %s (%s)", what, got, got.head.Get("Content-Type"))
	}
}

// isFieldReport holds that a refusal is one of the contract's own two forms:
// a list of fields, each with its fault, or a sentence.
func (h *house) isFieldReport(what string, got answer) {
	h.Helper()
	var fields []struct{ Message, Path string }
	text := strings.HasPrefix(got.head.Get("Content-Type"), "text/plain") && strings.HasSuffix(string(got.body), ".")
	if err := json.Unmarshal(got.body, &fields); !text && (err != nil || len(fields) == 0 || fields[0].Message == "" || fields[0].Path == "") {
		h.Errorf("%s: neither fields nor a sentence: %s (%s)", what, got, got.head.Get("Content-Type"))
	}
}

// TestEveryAnswerIsSafe looks at every answer of every route: done, refused,
// not found, by a wrong method and a wrong name.
func TestEveryAnswerIsSafe(t *testing.T) {
	h := open(t, "")
	routes, err := app.Routes()
	h.must(err)
	nobody, n := nobodys(), 0
	look := func(what string, r serve.Route, c call, who *person) answer {
		if who != nil {
			c.session, c.token = who.session, who.token
		}
		got := h.ask(c)
		n++
		h.isSafe(c.method+" "+c.path+" "+what, got)
		if c.method != http.MethodHead {
			h.isProblem(c.method+" "+c.path+" "+what, r, got)
		}
		if r.Face == serve.Upload && c.method == r.Method && got.status != http.StatusMisdirectedRequest && !strings.HasPrefix(got.head.Get("X-Powered-By"), "Dependency-Track v") {
			t.Errorf("%s %s %s does not name the contract", c.method, c.path, what)
		}
		return got
	}
	for _, r := range routes {
		c, _, _ := h.callOf(r, h.a.all, h.a, h.a)
		before := h.logSize(h.a)
		look("by nobody", r, c, nil)
		look("by a trainee", r, c, h.a.people[org.Trainee])
		strange, _, _ := h.callOf(r, h.a.all, h.a, nobody)
		if names(r) {
			look("of nobody's", r, strange, h.a.all)
		}
		for _, name := range []string{"evil.example", "localhost.evil.example:80", "127.0.0.1.evil.example"} {
			misnamed := c
			misnamed.head = map[string]string{"Host": name}
			if got := look("under another name", r, misnamed, h.a.all); got.status != http.StatusMisdirectedRequest {
				t.Errorf("%s %s as %s: %s", c.method, c.path, name, got)
			}
		}
		wrong := c
		wrong.method = "PROPFIND"
		look("by a wrong method", r, wrong, h.a.all)
		if wrong.method = http.MethodHead; r.Method == http.MethodGet {
			look("without its body", r, wrong, h.a.all)
			look("done", r, c, h.a.all)
			if h.logSize(h.a) != before {
				t.Errorf("%s changes something by GET", r.Path)
			}
			continue
		}
		fresh, _, _ := h.callOf(r, h.a.all, h.a, h.a)
		if r.Path == "/sign-out" {
			h.ask(call{method: "POST", path: "/sign-out", session: fresh.session})
			continue
		}
		look("done", r, fresh, h.a.all)
	}
	for _, path := range []string{"/nowhere", "/api/nowhere", "/api/v1/nowhere", "/assets/nowhere.js", "/assets/../x", "/favicon.ico", "/.git/config", "//x", "/api/v1/bom/../lines"} {
		look("", serve.Route{}, call{method: "GET", path: path}, h.a.all)
	}
	testkit.Tell(t, "safe headers on every answer of every route", n, "0 without")
}

func TestTheServerAnswersOnlyToItsNames(t *testing.T) {
	h := open(t, "")
	for host, want := range map[string]int{
		"localhost": 200, "LOCALHOST:8080": 200, "127.0.0.1": 200, "127.0.0.1:99": 200, "[::1]": 200, "[::1]:80": 200, "10.1.2.3:8080": 200,
		"evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "evil.example:8080": 421, "localhost.": 421, "x": 421,
	} {
		for _, path := range []string{"/livez", "/api/version", "/help"} {
			if got := h.ask(call{method: "GET", path: path, head: map[string]string{"Host": host}}); got.status != want {
				t.Errorf("%s as %s: %s, not %d", path, host, got, want)
			}
		}
	}
}

// TestOnlyOurOwnPagesMayAskForChanges sends every unsafe route what a browser
// sends from elsewhere (SC-03).
func TestOnlyOurOwnPagesMayAskForChanges(t *testing.T) {
	h := open(t, "")
	routes, err := app.Routes()
	h.must(err)
	host := strings.TrimPrefix(h.url, "http://")
	sites := []string{"", "same-origin", "none", "same-site", "cross-site"}
	origins := []string{"", "http://" + host, "https://evil.example", "null"}
	cells, passed := 0, 0
	for _, r := range routes {
		if r.Method == http.MethodGet {
			continue
		}
		before := h.logSize(h.a)
		for _, site := range sites {
			for _, origin := range origins {
				c := call{method: r.Method, path: h.a.at(r.Path), session: h.a.all.session, head: map[string]string{}, media: formMedia}
				if r.Path == "/sign-out" || r.Path == "/people/{id}/remove" || r.Path == "/people/{id}/link" || r.Path == "/api/v1/people/{id}" || strings.HasPrefix(r.Path, "/api/v1/tokens") || strings.HasSuffix(r.Path, "/undo") || strings.HasSuffix(r.Path, "/revoke") || r.Path == "/api/v1/names/{id}" || r.Path == "/api/v1/shares/{id}" || r.Path == "/api/v1/support/{id}" {
					c.path = nobodys().at(r.Path) // what needs no body must not be done here
					if r.Path == "/sign-out" {
						c.session = "ended"
					}
				}
				if site != "" {
					c.head["Sec-Fetch-Site"] = site
				}
				if origin != "" {
					c.head["Origin"] = origin
				}
				ours := site == "same-origin" || site == "none" || site == "" && (origin == "" || origin == origins[1])
				got := h.ask(c)
				cells++
				refused := got.status == http.StatusForbidden && strings.Contains(string(got.body), "another site")
				if refused == ours {
					t.Errorf("%s %s from site %q, origin %q: %s", r.Method, r.Path, site, origin, got)
				}
				if ours {
					passed++
				}
				if r.Face != serve.API && r.Face != serve.Upload {
					continue
				}
				c.session, c.token = "", h.a.all.token
				if got := h.ask(c); strings.Contains(string(got.body), "another site") {
					t.Errorf("%s %s with a token from site %q, origin %q: %s", r.Method, r.Path, site, origin, got)
				}
				cells++
			}
		}
		if r.Method != http.MethodDelete && r.Path != "/log/verify" && r.Path != "/keys" && !strings.HasSuffix(r.Path, "/end") && h.logSize(h.a) != before && r.Path != "/intelligence" {
			t.Errorf("%s %s did something without being asked anything", r.Method, r.Path)
		}
	}
	testkit.Tell(t, "requests forged from other sites", cells, "%d of them as our own pages send them, which alone did something", passed)
}

// hostile are values that no parameter expects.
var hostile = []string{"\x00", "\xff\xfe", "'; DROP TABLE org; --", "-1", "99999999999999999999", "1e400", "null", "%", "..", strings.Repeat("x", 3000), "\u202e\ufeff", "{{7*7}}", "🫀"}

// queries are the names that routes read from the address.
var queries = strings.Fields("after limit text sort q page before about what release model line state severity match kev owner weakness component tab filter checked name version pageNumber pageSize next key again exploited excludeInactive")

// TestNoParameterBringsTheServerDown puts hostile values where ids and
// parameters stand, on both databases: PostgreSQL takes less than SQLite.
func TestNoParameterBringsTheServerDown(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		routes, err := app.Routes()
		h.must(err)
		n := 0
		try := func(what string, r serve.Route, c call) {
			c.session, c.token = h.a.all.session, h.a.all.token
			if got := h.ask(c); got.status >= 500 && !(r.Path == "/intelligence/renew" && got.status == 503) {
				t.Errorf("%s %.200q %s: %s", c.method, c.path, what, got)
			} else {
				h.isProblem(c.method+" "+c.path[:min(len(c.path), 200)]+" "+what, r, got)
			}
			n++
		}
		for _, r := range routes {
			if names(r) || strings.Contains(r.Path, "{name}") {
				for _, bad := range hostile {
					path := r.Path
					for _, slot := range []string{"{id}", "{token}", "{name}", "{version}"} {
						path = strings.ReplaceAll(path, slot, url.PathEscape(bad))
					}
					c, _, _ := h.callOf(r, h.a.all, h.a, h.a)
					c.path = path
					try("as id", r, c)
				}
			}
			if r.Method != http.MethodGet || r.Path == "/assets/{file}" || r.Face == serve.Ops {
				continue
			}
			path := h.a.at(r.Path)
			for i, name := range queries { // each name and each value, not every pair of them
				try("as parameter", r, call{method: "GET", path: path + "?" + name + "=" + url.QueryEscape(hostile[2+(n+i)%5])})
			}
			for _, bad := range hostile[:2] {
				try("as parameter", r, call{method: "GET", path: path + "?text=" + url.QueryEscape(bad)})
			}
			try("with 1,000 parameters", r, call{method: "GET", path: path + "?" + strings.Repeat("a=1&", 1000)})
			try("with a long address", r, call{method: "GET", path: path + "?q=" + strings.Repeat("x", 9<<10)})
			try("with a broken query", r, call{method: "GET", path: path + "?%zz;;&&==&%"})
			try("with broken cookies", r, call{method: "GET", path: path, head: map[string]string{"Cookie": `aceso="; ; =x; aceso=` + strings.Repeat("y", 5000) + "; aceso-theme=\xff"}})
			try("with odd headers", r, call{method: "GET", path: path, head: map[string]string{"If-None-Match": strings.Repeat(`"x",`, 900), "Range": "bytes=0-,1-,2-,-9", "Accept": strings.Repeat("a/b;q=0.1,", 900), "Authorization": "Bearer \xff", "X-Forwarded-For": "1.2.3.4, ::, x"}})
			try("with a body", r, call{method: "GET", path: path, body: []byte("{"), media: "application/json"})
		}
		testkit.Tell(t, "hostile parameters, identifiers and headers on every route", n, "0 answers of 500 and above, 0 panics")
	})
}

// TestNoBodyBringsTheServerDown changes one thing in a good body, everywhere.
func TestNoBodyBringsTheServerDown(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		routes, err := app.Routes()
		h.must(err)
		n := 0
		for _, r := range routes {
			if r.Method == http.MethodGet || r.Path == "/sign-out" || r.Path == "/intelligence/renew" || r.Path == "/sign-in" {
				continue
			}
			c, _, _ := h.callOf(r, h.a.all, h.a, h.a)
			c.session, c.token = h.a.all.session, h.a.all.token
			for _, body := range bodies(c) {
				c.body = body
				got := h.ask(c)
				n++
				if got.status >= 500 {
					t.Errorf("%s %s %.300q: %s", r.Method, r.Path, body, got)
				}
				h.isProblem(r.Method+" "+r.Path+" "+string(body[:min(len(body), 100)]), r, got)
			}
			c2, _, _ := h.callOf(r, h.a.all, h.a, h.a)
			c2.session, c2.token = c.session, c.token
			for _, media := range []string{"text/plain", "application/xml", "image/png", "multipart/form-data", "multipart/form-data; boundary=\"", "application/json; charset=utf-16", "\xff", "a", strings.Repeat("a/", 2000)} {
				c2.media = media
				if got := h.ask(c2); got.status >= 500 {
					t.Errorf("%s %s as %.50q: %s", r.Method, r.Path, media, got)
				} else {
					h.isProblem(r.Method+" "+r.Path+" as "+media[:min(len(media), 50)], r, got)
				}
				n++
			}
		}
		testkit.Tell(t, "hostile bodies on every route that takes one", n, "0 answers of 500 and above, 0 panics, the log verified")
		if _, err := h.app.VerifyLog(ctx, h.a.org.ID); err != nil {
			t.Errorf("the log: %v", err)
		}
	})
}

// TestABodyIsReadStrictly: what two readers could read in two ways is refused
// (parser differentials), and so is what nobody asked for (mass assignment).
func TestABodyIsReadStrictly(t *testing.T) {
	h := open(t, "")
	for what, body := range map[string]string{
		"a name twice":               `{"name":"strict","name":"other"}`,
		"something behind it":        `{"name":"strict"}{}`,
		"what is no UTF-8":           "{\"name\":\"strict\xff\"}",
		"half a surrogate":           `{"name":"strict\ud800"}`,
		"the character NUL":          `{"name":"strict","note":"\u0000"}`,
		"a member that nobody knows": `{"name":"strict","role":"administrator"}`,
		"another case":               `{"Name":"strict"}`,
		"too deep":                   `{"name":"strict","note":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`,
		"the wrong type":             `{"name":["strict"]}`,
		"nothing where a text is":    `{"name":null}`,
		"no object":                  `"strict"`,
		"nothing":                    ``,
	} {
		before := h.logSize(h.a)
		got := h.ask(call{method: "POST", path: "/api/v1/lines", media: "application/json", body: []byte(body), token: h.a.all.token})
		if got.status != http.StatusUnprocessableEntity && got.status != http.StatusBadRequest || h.logSize(h.a) != before {
			t.Errorf("%s: %s", what, got)
		}
	}
}

// bodies are bad forms of a good body.
func bodies(c call) [][]byte {
	deep := strings.Repeat("[", 20_000)
	out := [][]byte{nil, []byte("{"), []byte("[]"), []byte("null"), []byte("0"), []byte(`"x"`), []byte("{}{}"), []byte(deep), []byte(strings.Repeat(`{"a":`, 20_000)), {0xff, 0xfe, '{', 0}, {0}, []byte("\xef\xbb\xbf{}"), []byte(strings.Repeat("x", 1<<20+1))}
	switch {
	case c.media == "application/json":
		for _, slot := range slots(c.body) {
			for _, v := range []string{"null", "7", "1e400", "-1e400", "123456789012345678901234567890", `""`, `"\u0000"`, `"\ud800"`, "\"\xff\"", "[]", "[null]", `[[]]`, "{}", "true", `"` + strings.Repeat("x", 100_000) + `"`, deep[:5000] + strings.Repeat("]", 5000)} {
				out = append(out, slot(v))
			}
		}
		object := strings.TrimSuffix(string(c.body), "}")
		for _, more := range []string{`,"role":"administrator"}`, `,"org":"x","rev":99,"id":"x","created_by":"x"}`, object[1:] + "}", `,"__proto__":{"a":1}}`, `,"NAME":"x"}`, "}x"} {
			out = append(out, []byte(object+more))
		}
	case c.media == formMedia:
		good, err := url.ParseQuery(string(c.body))
		if err != nil {
			panic(err) // it is our own
		}
		for name := range good {
			for _, bad := range append(slices.Clone(hostile), "", strings.Repeat("y", 50_000)) {
				v := url.Values{}
				for k, values := range good {
					v[k] = values
				}
				v[name] = []string{bad}
				out = append(out, []byte(v.Encode()))
			}
		}
		out = append(out, []byte("%zz"), []byte(strings.Repeat("a=1&", 5000)), []byte(";"))
	case strings.HasPrefix(c.media, "multipart/"):
		for _, i := range []int{1, len(c.body) / 4, len(c.body) / 2, len(c.body) - 30} {
			out = append(out, c.body[:i])
		}
		for _, bad := range hostile {
			out = append(out, []byte(strings.Replace(string(c.body), `filename="x.json"`, `filename="`+bad+`"`, 1)), []byte(strings.Replace(string(c.body), "release:", bad, 1)))
		}
	}
	return out
}

// slots returns, for every value in a JSON document, what writes the document
// with another value in that place.
func slots(doc []byte) []func(value string) []byte {
	var root any
	if err := json.Unmarshal(doc, &root); err != nil {
		panic(err) // it is our own
	}
	const mark = "\u2400mark\u2400"
	var out []func(string) []byte
	var walk func(v any, set func(any))
	walk = func(v any, set func(any)) {
		set(mark)
		text, err := json.Marshal(root)
		if err != nil {
			panic(err) // it was just read
		}
		out = append(out, func(value string) []byte { return []byte(strings.Replace(string(text), `"`+mark+`"`, value, 1)) })
		set(v)
		switch v := v.(type) {
		case map[string]any:
			for _, k := range keys(v) {
				walk(v[k], func(x any) { v[k] = x })
			}
		case []any:
			for i := range v {
				walk(v[i], func(x any) { v[i] = x })
			}
		}
	}
	walk(root, func(x any) { root = x })
	return out
}

func keys(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
