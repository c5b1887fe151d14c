package apptest

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/testkit"
	"aceso/internal/value/secret"
)

// A principal is one way to come to the door.
type principal struct {
	name    string
	who     *person // nil for nobody
	session secret.Secret
	token   secret.Secret
	scope   []org.Permission // of the token
	dead    bool             // the session or token does not count any more
}

// may tells what the table says: whether the principal may take the route, and
// whether the face knows them at all.
func (p principal) may(r serve.Route) (known, allowed bool) {
	byToken := p.token != "" && r.Face != serve.Page
	known = !p.dead && p.who != nil && (byToken || p.session != "")
	switch {
	case r.Needs == serve.Anyone:
		return known, true
	case r.Needs == serve.SignedIn:
		return known, known
	case !known:
		return false, false
	}
	if byToken && !slices.Contains(p.scope, r.Needs) {
		return true, false
	}
	return true, slices.ContainsFunc(p.who.Roles, func(role org.Role) bool { return slices.Contains(role.May(), r.Needs) })
}

// principals are every role by browser and by token, tokens narrowed to one
// permission each, and everything that has come to its end.
func (h *house) principals(s *side) []principal {
	out := []principal{{name: "anonymous"}, {name: "a made-up token", token: "odt_12345678_0123456789abcdef", dead: true}, {name: "a made-up session", session: "abc", dead: true}}
	for _, role := range org.Roles() {
		p := s.people[role]
		out = append(out, principal{name: string(role), who: p, session: p.session})
		if h.app.DB.Engine() == "SQLite" { // how a token counts does not hang on the database
			out = append(out, principal{name: string(role) + "'s token", who: p, token: p.token, scope: role.May()})
		}
	}
	soon := h.app.DB.Now().Add(time.Hour)
	for _, may := range org.Permissions {
		_, key := h.token(s, s.all, soon, may)
		out = append(out, principal{name: "a token for " + string(may), who: s.all, token: key, scope: []org.Permission{may}})
	}
	_, expired := h.token(s, s.all, h.app.DB.Now().Add(-time.Second), org.Permissions...)
	revoked, revokedKey := h.token(s, s.all, soon, org.Permissions...)
	h.api(s.all, "DELETE", "tokens/"+revoked, nil, nil)
	gone := h.person(s, org.Administrator)
	h.api(s.all, "DELETE", "people/"+gone.Person, nil, nil)
	out = append(out, principal{name: "an expired token", token: expired, dead: true}, principal{name: "a revoked token", token: revokedKey, dead: true},
		principal{name: "a closed account's session", session: h.closed(s).session, dead: true}, principal{name: "a closed account's token", token: h.closed(s).token, dead: true},
		principal{name: "a removed member's session", session: gone.session, dead: true}, principal{name: "a removed member's token", token: gone.token, dead: true})
	return out
}

// closed is an administrator whose account was closed.
func (h *house) closed(s *side) *person {
	h.Helper()
	p := h.person(s, org.Administrator)
	h.update(s, func(tx *store.Tx) error {
		account, err := tx.Person(ctx, p.Person)
		if err != nil {
			return err
		}
		account.Disabled = true
		return tx.ChangePerson(ctx, account)
	})
	return p
}

// TestEveryRouteLetsInWhoTheTableLetsIn walks every route with every principal,
// on their own records, on another organisation's and on made-up ones.
func TestEveryRouteLetsInWhoTheTableLetsIn(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		routes, err := app.Routes()
		h.must(err)
		all, nobody := h.principals(h.a), nobodys()
		cells := 0
		for _, r := range routes {
			before := [2]int64{h.logSize(h.a), h.logSize(h.b)}
			for _, wanted := range []bool{false, true} { // the refused first: they must leave no trace
				for _, p := range all {
					if _, allowed := p.may(r); allowed != wanted {
						continue
					}
					cells += h.cell(r, p, h.a)
					if names(r) {
						cells += h.strange(r, p, h.b, nobody)
					}
				}
				if !wanted && h.logSize(h.a) != before[0] {
					t.Errorf("%s %s: a refused request left a trace", r.Method, r.Path)
				}
			}
			if h.logSize(h.b) != before[1] {
				t.Errorf("%s %s: something happened in the other organisation", r.Method, r.Path)
			}
		}
		testkit.Tell(t, "permissions: route × principal × organisation", cells, "%d routes, %d principals, own, other and no organisation; 0 let in or kept out against the table", len(routes), len(all))
	})
}

// cell asks a route for a principal's own records.
func (h *house) cell(r serve.Route, p principal, own *side) int {
	h.Helper()
	known, allowed := p.may(r)
	c, rec, ok := h.callOf(r, p.who, own, own)
	if !ok {
		h.Errorf("%s %s changes something and has no recipe here", r.Method, r.Path)
		return 0
	}
	got := h.askAs(p, c)
	what := r.Method + " " + r.Path + " by " + p.name
	if !allowed {
		h.refused(what, r, known, got)
		return 1
	}
	switch {
	case rec.want > 0 && got.status != rec.want, rec.want == 0 && (got.status < 200 || got.status >= 400):
		h.Errorf("%s: %s, though it is allowed", what, got)
	case got.status >= 500 && rec.want != got.status:
		h.Errorf("%s: %s", what, got)
	case r.Needs != serve.Anyone && strings.HasPrefix(got.head.Get("Location"), "/sign-in") && r.Path != "/sign-out":
		h.Errorf("%s is sent to sign in, though it is allowed", what)
	}
	h.keepsToItself(what, got)
	return 1
}

// strange asks a route for another organisation's record and for one that
// nobody has: both answers are the same.
func (h *house) strange(r serve.Route, p principal, other, nobody *side) int {
	h.Helper()
	known, allowed := p.may(r)
	what := r.Method + " " + r.Path + " by " + p.name + " on another organisation's record"
	c1, _, _ := h.callOf(r, p.who, h.a, other)
	c2, _, _ := h.callOf(r, p.who, h.a, nobody)
	got, made := h.askAs(p, c1), h.askAs(p, c2)
	if !allowed {
		h.refused(what, r, known, got)
		h.refused(what, r, known, made)
		return 2
	}
	if got.status != made.status || plain(got, other) != plain(made, nobody) {
		h.Errorf("%s can be told from a made-up one:\n%s\n%s", what, got, made)
	}
	if got.status != http.StatusNotFound && !strings.Contains(r.Path, "{token}") {
		h.Errorf("%s: %s, not 404", what, got)
	}
	h.keepsToItself(what, got)
	return 2
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// plain is an answer without the ids that were asked for.
func plain(a answer, s *side) string {
	text := a.own() + a.head.Get("Content-Type") + a.head.Get("Location")
	for _, asked := range []string{s.word + " pump", s.word + "-1"} {
		text = strings.ReplaceAll(text, asked, "asked")
	}
	return anyID.ReplaceAllString(anyTime.ReplaceAllString(aMoment.ReplaceAllString(text, "moment"), "moment"), "id")
}

// aMoment is when a session ends, as the frame of each page says it.
var aMoment = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\d\d:\d\d UTC`)

// refused holds that an answer turns somebody away in the way of its face.
func (h *house) refused(what string, r serve.Route, known bool, got answer) {
	h.Helper()
	switch {
	case known:
		if got.status != http.StatusForbidden {
			h.Errorf("%s: %s, not 403", what, got)
		}
	case r.Face == serve.Page && r.Method == http.MethodGet:
		if got.status != http.StatusSeeOther || !strings.HasPrefix(got.head.Get("Location"), "/sign-in?next=") {
			h.Errorf("%s: %s, not sent to sign in", what, got)
		}
	default:
		if got.status != http.StatusUnauthorized {
			h.Errorf("%s: %s, not 401", what, got)
		}
	}
	h.keepsToItself(what, got)
}

// keepsToItself holds that nothing of the other organisation is in an answer.
func (h *house) keepsToItself(what string, got answer) {
	h.Helper()
	for _, text := range []string{h.b.word + " ", h.b.word + "-", h.b.org.ID} {
		if strings.Contains(got.own(), text) {
			h.Errorf("%s shows %q of the other organisation", what, text)
		}
	}
}

// askAs sends a request with what the principal has.
func (h *house) askAs(p principal, c call) answer {
	h.Helper()
	if c.session == "" || p.session == "" {
		c.session = p.session
	}
	c.token = p.token
	return h.ask(c)
}

// bundle is the bundle as somebody would bring it.
func (h *house) bundle() []byte {
	data, err := os.ReadFile(bundle(h))
	h.must(err)
	return data
}

var assetURL = regexp.MustCompile(`/assets/[^"]+\.css`)

// asset is the address of a file that the pages load.
func (h *house) asset() string {
	return assetURL.FindString(string(h.ask(call{method: "GET", path: "/help"}).body))
}
