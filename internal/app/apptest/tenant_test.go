package apptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/testkit"
)

// TestABodyNamesNothingOfAnotherOrganisation sends requests that are right in
// all but one id, which is another organisation's.
func TestABodyNamesNothingOfAnotherOrganisation(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		posted := func(path string, pairs ...string) call {
			return call{method: "POST", path: path, media: formMedia, body: values(pairs...)}
		}
		json := func(method, path string, v any) call {
			c := jsonCall(v)
			c.method, c.path = method, path
			return c
		}
		parts := func(path string, fields ...field) call {
			media, body := form(fields...)
			return call{method: "POST", path: path, media: media, body: body}
		}
		for what, make := range map[string]func(*side) call{
			"a model's line": func(o *side) call {
				return json("POST", "/api/v1/models", wire.Model{Line: o.line, Name: "x"})
			},
			"a changed model's line": func(o *side) call {
				c := json("PATCH", "/api/v1/models/"+h.a.model, wire.Model{Line: o.line, Name: "alpha pump"})
				c.head = map[string]string{"If-Match": h.rev(h.a, "models/"+h.a.model)}
				return c
			},
			"a release's model": func(o *side) call {
				return json("POST", "/api/v1/releases", wire.Release{Model: o.model, Version: "x"})
			},
			"a changed release's model": func(o *side) call {
				c := json("PATCH", "/api/v1/releases/"+h.a.release, wire.Release{Model: o.model, Version: "alpha-1"})
				c.head = map[string]string{"If-Match": h.rev(h.a, "releases/"+h.a.release)}
				return c
			},
			"a finding's owner": func(o *side) call {
				c := json("PATCH", "/api/v1/findings/"+h.a.finding, map[string]string{"owner": o.all.Person})
				c.head = map[string]string{"If-Match": h.rev(h.a, "findings/"+h.a.finding)}
				return c
			},
			"the release of an upload": func(o *side) call {
				return parts("/api/v1/sboms", field{"release", "", []byte(o.release)}, field{"file", "x.json", o.document()})
			},
			"the project of an upload by the contract": func(o *side) call {
				return json("PUT", "/api/v1/bom", map[string]any{"project": o.release, "bom": h.a.document()})
			},
			"the parent of an upload by the contract": func(o *side) call {
				return json("PUT", "/api/v1/bom", map[string]any{"projectName": "x", "projectVersion": "1", "autoCreate": true, "parentUUID": o.release, "bom": h.a.document()})
			},
			"the named parent of an upload by the contract": func(o *side) call {
				return json("PUT", "/api/v1/bom", map[string]any{"projectName": "x", "projectVersion": "1", "autoCreate": true, "parentName": o.word + " pump", "parentVersion": o.word + "-1", "bom": h.a.document()})
			},
			"the named project of an upload by the contract": func(o *side) call {
				return json("PUT", "/api/v1/bom", map[string]any{"projectName": o.word + " pump", "projectVersion": o.word + "-1", "bom": h.a.document()})
			},
			"a product's line in its form": func(o *side) call { return posted("/products", "line", o.line, "name", "x") },
			"the release of an imported file": func(o *side) call {
				return parts("/import", field{"into", "", []byte("release:" + o.release)}, field{"file", "x.json", o.document()})
			},
			"a finding's owner in its form": func(o *side) call {
				return posted("/findings/"+h.a.finding+"/owner", "owner", o.all.Person, "rev", h.rev(h.a, "findings/"+h.a.finding))
			},
			"the organisation to switch to": func(o *side) call { return posted("/switch", "org", o.org.ID) },
			"the changed line of a product": func(o *side) call {
				return posted("/products/"+h.a.model, "line", o.line, "name", "alpha pump", "rev", h.rev(h.a, "models/"+h.a.model))
			},
			"a release to compare with": func(o *side) call {
				return call{method: "GET", path: "/api/v1/releases/" + h.a.release + "/compare?with=" + o.release}
			},
			"a release to compare with, on a page": func(o *side) call {
				return call{method: "GET", path: "/releases/" + h.a.release + "/compare?with=" + o.release}
			},
			"a release to compare with, as a file": func(o *side) call {
				return call{method: "GET", path: "/releases/" + h.a.release + "/compare.csv?with=" + o.release}
			},
			"the releases that a list is of":  func(o *side) call { return call{method: "GET", path: "/api/v1/findings?release=" + o.release} },
			"the model that a list is of":     func(o *side) call { return call{method: "GET", path: "/api/v1/releases?model=" + o.model} },
			"the line that a list is of":      func(o *side) call { return call{method: "GET", path: "/api/v1/models?line=" + o.line} },
			"the owner that a list is of":     func(o *side) call { return call{method: "GET", path: "/api/v1/findings?owner=" + o.all.Person} },
			"the record that the log is of":   func(o *side) call { return call{method: "GET", path: "/api/v1/log?about=" + o.release} },
			"the release that a page is for":  func(o *side) call { return call{method: "GET", path: "/import?release=" + o.release} },
			"the release that a page lists":   func(o *side) call { return call{method: "GET", path: "/findings?release=" + o.release} },
			"the record that a page's log is": func(o *side) call { return call{method: "GET", path: "/log?about=" + o.release} },
			"the words that are searched for": func(o *side) call { return call{method: "GET", path: "/search?q=" + o.word} },
			"the text that releases hold":     func(o *side) call { return call{method: "GET", path: "/api/v1/releases?text=" + o.word} },
			"the text that findings hold":     func(o *side) call { return call{method: "GET", path: "/api/v1/findings?text=" + o.word} },
			"the name that a client looks up": func(o *side) call {
				return call{method: "GET", path: "/api/v1/project/lookup?name=" + o.word + "+pump&version=" + o.word + "-1"}
			},
			"the name that a client pages for": func(o *side) call { return call{method: "GET", path: "/api/v1/project?name=" + o.word} },
		} {
			before := [2]int64{h.logSize(h.a), h.logSize(h.b)}
			as := func(o *side) answer {
				c := make(o)
				c.session, c.token = h.a.all.session, h.a.all.token
				return h.ask(c)
			}
			theirs, nobodys := as(h.b), as(nobodys())
			reads := strings.HasPrefix(what, "the") && theirs.status == http.StatusOK
			if !reads && theirs.status != http.StatusNotFound && theirs.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %s, not 404 or 422", what, theirs)
			}
			if theirs.status != nobodys.status || asked(theirs, h.b) != asked(nobodys, nobodysWord) {
				t.Errorf("%s can be told from a made-up one: %s", what, difference(asked(theirs, h.b), asked(nobodys, nobodysWord)))
			}
			if h.logSize(h.a) != before[0] || h.logSize(h.b) != before[1] {
				t.Errorf("%s: something happened", what)
			}
		}
	})
}

var nobodysWord = &side{word: "zulus"}

// asked is an answer without the words and ids that were asked for.
func asked(a answer, s *side) string {
	return strings.ReplaceAll(anyID.ReplaceAllString(string(a.body), "id"), s.word, "asked")
}

// difference shows where two texts part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	i = max(0, i-80)
	return fmt.Sprintf("…%.300s\n…%.300s", a[i:], b[i:])
}

var (
	anyTime  = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?( ?UTC|Z)?|\d+ seconds? ago|just now|\d\d? [A-Z][a-z][a-z] \d{4}, \d\d:\d\d UTC`)
	anyWhile = regexp.MustCompile(`"lastOccurrence":\d+|"lastBomImport":\d+|[A-Za-z0-9+/_-]{43}=?`)
)

// TestAnswersAreTheSameWhetherOrNotOthersAreThere asks everything that can be
// read, with another organisation empty and with it full.
func TestAnswersAreTheSameWhetherOrNotOthersAreThere(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		alone := h.side("carol") // who fills up after h.b did
		h.fill(alone)
		h.must(h.app.Checkpoint(ctx)) // it is due some time
		first := h.readAll(alone)
		dave := h.side("dave")
		h.fill(dave)
		h.fillMore(h.b)
		second := h.readAll(alone)
		for path, was := range first {
			if now := second[path]; now != was {
				t.Errorf("%s differs once another organisation has more: %s", path, difference(was, now))
			}
		}
		testkit.Tell(t, "answers compared with and without another organisation's data", len(first), "0 differ")
	})
}

// fillMore gives a side more of everything that lists and counts show.
func (h *house) fillMore(s *side) {
	h.Helper()
	for i := range 3 {
		var release wire.Release
		h.api(s.all, "POST", "releases", wire.Release{Model: s.model, Version: fmt.Sprintf("%s-more-%d", s.word, i)}, &release)
		more := strings.Replace(string(s.document()), `"components":[`, fmt.Sprintf(`"components":[{"type":"library","bom-ref":"q%d","name":"urllib3","version":"1.24.%d","purl":"pkg:pypi/urllib3@1.24.%d"},`, i, i, i), 1)
		h.wait(s.all, h.push(s.all, release.ID, "more.json", []byte(more)).Job)
	}
}

// readAll asks every route that reads, in several forms, as somebody who may
// read everything, and takes out times and ids.
func (h *house) readAll(s *side) map[string]string {
	h.Helper()
	for under := 1; under > 0; time.Sleep(20 * time.Millisecond) { // a job's state is no data
		var waiting, running wire.Slice[wire.Job]
		h.api(s.all, "GET", "jobs?state=queued", nil, &waiting)
		h.api(s.all, "GET", "jobs?state=running", nil, &running)
		under = waiting.Total + running.Total
	}
	for path, unsettled := range map[string]string{"/horizon": "being reckoned", "/intelligence": "Nobody has looked yet"} { // what the program does by itself
		for n := 0; strings.Contains(string(h.ask(call{method: "GET", path: path, session: s.all.session}).body), unsettled); n++ {
			if n > 600 {
				h.Fatalf("%s says for half a minute: %s", path, unsettled)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	routes, err := app.Routes()
	h.must(err)
	out := map[string]string{}
	for _, r := range routes {
		if r.Method != http.MethodGet || r.Face == serve.Ops || r.Face == serve.Public {
			continue
		}
		if r.Path == "/account/app" || r.Path == "/trends" || strings.HasSuffix(r.Path, ".print") || strings.HasSuffix(r.Path, ".xlsx") {
			continue // a new secret each time; counted by the minute; the hash of a table with moments in it, and packed files, which hold the second they were made in
		}
		if strings.HasSuffix(r.Path, "/system") {
			continue // it is of the whole installation: its disk, how large the database is
		}
		base := s.at(r.Path)
		forms := []string{base}
		switch r.Path {
		case "/api/v1/project/lookup":
			forms = []string{base + "?name=" + s.word + "+pump&version=" + s.word + "-1"}
		case "/search":
			forms = []string{base + "?q=zlib", base + "?q=pump", base + "?q=CVE", base + "?q=kev:yes", base + "?q=part:zlib"}
		case "/search/{kind}":
			forms = []string{base + "?q=zlib", base + "?q=product:pump"}
		case "/findings", "/api/v1/findings", "/releases", "/api/v1/releases", "/api/v1/models":
			forms = append(forms, base+"?limit=1", base+"?text=zlib", base+"?q=zlib")
		}
		for _, path := range forms {
			got := h.ask(call{method: "GET", path: path, session: s.all.session, token: s.all.token})
			text := anyID.ReplaceAllString(string(got.body), "id")
			text = anyWhile.ReplaceAllString(anyTime.ReplaceAllString(text, "then"), "x")
			out[path] = fmt.Sprint(got.status, " ", got.head.Get("X-Total-Count"), " ", text)
		}
	}
	return out
}

// TestWhatIsTakenAwayIsGoneAtTheNextRequest ends each kind of right while its
// holder is at work.
func TestWhatIsTakenAwayIsGoneAtTheNextRequest(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		api := func(p *person) call { return call{method: "GET", path: "/api/v1/log", token: p.token} }
		page := func(p *person) call { return call{method: "GET", path: "/log", session: p.session} }
		for what, c := range map[string]struct {
			use       func(*person) call
			end       func(*person)
			after     int
			stillThen bool // the person is still somebody
		}{
			"a revoked token":    {api, func(p *person) { h.api(h.a.all, "DELETE", "tokens/"+p.tokenID, nil, nil) }, 401, true},
			"a member's token":   {api, func(p *person) { h.api(h.a.all, "DELETE", "people/"+p.Person, nil, nil) }, 401, false},
			"a member's session": {page, func(p *person) { h.api(h.a.all, "DELETE", "people/"+p.Person, nil, nil) }, 303, false},
			"a session":          {page, func(p *person) { h.ask(call{method: "POST", path: "/sign-out", session: p.session}) }, 303, true},
			"a role, with a token": {api, func(p *person) {
				h.api(h.a.all, "PUT", "people/"+p.Person+"/roles", map[string]any{"roles": []string{"trainee"}}, nil)
			}, 403, true},
			"a role, with a session": {page, func(p *person) {
				h.api(h.a.all, "PUT", "people/"+p.Person+"/roles", map[string]any{"roles": []string{"trainee"}}, nil)
			}, 403, true},
			"a session on the API":       {func(p *person) call { return call{method: "GET", path: "/api/v1/me", session: p.session} }, func(p *person) { h.ask(call{method: "POST", path: "/sign-out", session: p.session}) }, 401, true},
			"a member's upload":          {func(p *person) call { return call{method: "GET", path: "/api/v1/team/self", token: p.token} }, func(p *person) { h.api(h.a.all, "DELETE", "people/"+p.Person, nil, nil) }, 401, false},
			"a member's polling by page": {func(p *person) call { return call{method: "GET", path: "/imports/" + h.a.sbom, session: p.session} }, func(p *person) { h.api(h.a.all, "DELETE", "people/"+p.Person, nil, nil) }, 303, false},
		} {
			p := h.person(h.a, org.Security)
			if got := h.ask(c.use(p)); got.status != http.StatusOK {
				t.Errorf("%s before: %s", what, got)
			}
			c.end(p)
			if got := h.ask(c.use(p)); got.status != c.after {
				t.Errorf("%s after: %s, not %d", what, got, c.after)
			}
			me := h.ask(call{method: "GET", path: "/api/v1/me", session: h.session(h.a, p)})
			if (me.status == http.StatusOK) != c.stillThen {
				t.Errorf("%s: afterwards the person is %s", what, me)
			}
		}
	})
}

func TestNobodyGetsMoreThanTheirOwn(t *testing.T) {
	h := open(t, "")
	var me wire.Me
	_, key := h.token(h.a, h.a.people[org.Trainee], h.app.DB.Now().Add(1e12), org.Permissions...)
	got := h.ask(call{method: "GET", path: "/api/v1/me", token: key})
	h.must(json.Unmarshal(got.body, &me))
	if len(me.Permissions) != 1 || me.Permissions[0] != string(org.ManageOwnTokens) {
		t.Errorf("a trainee's token with every permission may %q", me.Permissions)
	}
	for _, wider := range []org.Permission{org.ReadLog, org.ManagePeople, "root"} {
		c := call{method: "POST", path: "/tokens", media: formMedia, session: h.a.people[org.Trainee].session, body: values("name", "x", "days", "1", "scope", string(wider))}
		if got := h.ask(c); got.status != http.StatusForbidden && got.status != http.StatusUnprocessableEntity {
			t.Errorf("a trainee makes a token for %s: %s", wider, got)
		}
	}
}
