package apptest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aceso/internal/app"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/testkit"
	"aceso/internal/value/secret"
)

// elsewhere are addresses that lead away from here, written so that a careless
// reader takes them for a path.
var elsewhere = []string{
	"//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example", "/\t/evil.example", "\t//evil.example", "/%09/evil.example", "https:evil.example",
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "/..//evil.example", "/./\\evil.example", "//evil.example%2f..", "/x\r\nSet-Cookie: a=b", "http://127.0.0.1@evil.example",
}

// TestNothingLeadsAwayFromHere sends every form, and asks every page, with
// addresses of somewhere else in the places that name where to go on.
func TestNothingLeadsAwayFromHere(t *testing.T) {
	h := open(t, "")
	n := 0
	try := func(what string, c call) {
		n++
		got := h.ask(c)
		if got.head.Get("Set-Cookie") != "" && strings.HasPrefix(got.head.Get("Set-Cookie"), "a=") {
			t.Errorf("%s: a line was broken into the head: %q", what, got.head)
		}
		to := got.head.Get("Location")
		if to == "" {
			return
		}
		u, err := url.Parse(to)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.ContainsAny(to, "\t\r\n") {
			t.Errorf("%s leads to %q", what, to)
		}
	}
	for _, d := range h.crawl(h.a) {
		if d.method != http.MethodPost || strings.HasPrefix(d.path, "/sign-out") {
			continue
		}
		for _, name := range []string{"back", "next"} {
			for i, to := range elsewhere {
				if _, asked := d.filled()[name]; !asked && i > 0 {
					break // it does not say that it reads one
				}
				c := d.send(with(d.filled(), name, to))
				c.session = h.a.all.session
				try(d.kind()+" with "+name, c)
			}
		}
	}
	routes, err := app.Routes()
	h.must(err)
	for _, r := range routes {
		if r.Face != serve.Page || r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/sign-in/sso") {
			continue
		}
		for i, to := range elsewhere {
			if i > 2 && !strings.HasPrefix(r.Path, "/sign-in") {
				break
			}
			c := call{method: "GET", path: h.a.at(r.Path) + "?next=" + url.QueryEscape(to) + "&back=" + url.QueryEscape(to)}
			try(r.Path+" by nobody", c)
			c.session = h.a.all.session
			try(r.Path, c)
		}
	}
	for _, to := range elsewhere { // signing in goes on to where one wanted to go
		who := h.known(h.a, "correct horse battery staple")
		c := call{method: "POST", path: "/sign-in", media: formMedia, body: values("email", who, "password", "correct horse battery staple", "next", to)}
		try("signing in with "+to, c)
	}
	testkit.Tell(t, "addresses of elsewhere, wherever a form or a page names where to go on", n, "0 led away from here")
}

// known is the address of somebody who signs in with a password.
func (h *house) known(s *side, password secret.Secret) string {
	h.Helper()
	p := h.person(s, org.Trainee)
	hash, err := org.NewPassword(password)
	h.must(err)
	var email string
	h.update(s, func(tx *store.Tx) error {
		account, err := tx.Person(ctx, p.Person)
		if err != nil {
			return err
		}
		account.Password, email = hash, account.Email
		return tx.ChangePerson(ctx, account)
	})
	return email
}
