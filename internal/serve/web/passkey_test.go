package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"aceso/internal/domain/account"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
	"aceso/internal/testkit"
)

// keySite is a site that is reached by a name, as passkeys need it, with its
// first administrator signed in by password.
func keySite(t *testing.T) *site {
	s := siteOn(t, storetest.SQLite(t), func(server *serve.Server, s *site) {
		s.url = strings.Replace(s.url, "127.0.0.1", "localhost", 1)
		server.Site = s.url
	})
	s.setUp()
	return s
}

// freed takes wrong tries back, so that a test may go on guessing.
func (s *site) freed() {
	s.Helper()
	if err := s.db.Update(s.Context(), func(tx *store.Tx) error {
		return tx.ForgetTries(s.Context(), account.AccountKey("dele@larkfield.example"))
	}); err != nil {
		s.Fatal(err)
	}
}

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}

// ask sends something to a route for scripts and returns its answer.
func (s *site) ask(path string, body []byte) (int, []byte) {
	s.Helper()
	r, err := s.http.Post(s.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		s.Fatal(err)
	}
	if r.StatusCode >= 500 {
		s.Errorf("%s: %d", path, r.StatusCode)
	}
	return r.StatusCode, text
}

// question gets the question of a route, which must ask one.
func (s *site) question(path string) []byte {
	s.Helper()
	status, q := s.ask(path+"/ask", nil)
	if status != 200 {
		s.Fatalf("%s asks nothing: %d %s", path, status, q)
	}
	return q
}

// addKey gives whoever is signed in a passkey.
func (s *site) addKey(name string) *testkit.Authenticator {
	s.Helper()
	a := testkit.NewAuthenticator(s.url, "localhost")
	if status, text := s.ask("/account/passkeys", named(name, a.Make(s.question("/account/passkeys")))); status != 200 {
		s.Fatalf("no passkey is kept: %d %s", status, text)
	}
	return a
}

func named(name string, credential json.RawMessage) []byte {
	text, err := json.Marshal(map[string]any{"name": name, "credential": credential})
	if err != nil {
		panic(err)
	}
	return text
}

func TestAPasskeySignsInAloneWhenItVerifiedItsOwner(t *testing.T) {
	s := keySite(t)
	a := s.addKey("Blue key")
	_, page, _ := s.visit("/account/sign-in")
	want(t, "the list", page, "Blue key")
	s.browser()
	status, text := s.ask("/sign-in/passkey?next=/products", a.Show(s.question("/sign-in/passkey")))
	if status != 200 || !strings.Contains(string(text), `"/products"`) {
		t.Fatalf("signing in: %d %s", status, text)
	}
	if _, page, at := s.visit("/products"); at != "/products" || !strings.Contains(page, "Dele Okoro") {
		t.Errorf("one ends at %s", at)
	}
	_, page, _ = s.visit("/account/sessions")
	want(t, "the session", page, "passkey")

	s.browser()
	a.Verifies = false
	if status, _ := s.ask("/sign-in/passkey", a.Show(s.question("/sign-in/passkey"))); status != 422 {
		t.Errorf("one that was only touched signs in alone: %d", status)
	}
}

func TestAPasskeyThatWasOnlyTouchedIsASecondFactor(t *testing.T) {
	s := keySite(t)
	a := s.addKey("Blue key")
	a.Verifies = false
	s.browser()
	if _, page, at := s.post("/sign-in", "email", "dele@larkfield.example", "password", "correct horse battery", "next", "/products"); at != "/sign-in/second" || !strings.Contains(page, "One more step") {
		t.Fatalf("a password alone ends at %s", at)
	}
	if _, _, at := s.visit("/products"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("half a sign-in gets to %s", at)
	}
	if status, text := s.ask("/sign-in/second/passkey", a.Show(s.question("/sign-in/second/passkey"))); status != 200 || !strings.Contains(string(text), "/products") {
		t.Fatalf("the second step: %d %s", status, text)
	}
	if _, _, at := s.visit("/products"); at != "/products" {
		t.Errorf("both steps end at %s", at)
	}
	if status, _ := s.ask("/prove/passkey", a.Show(s.question("/prove/passkey"))); status != 422 {
		t.Errorf("one that was only touched proves who is there: %d", status)
	}
	a.Verifies = true
	if status, text := s.ask("/prove/passkey", a.Show(s.question("/prove/passkey"))); status != 200 {
		t.Errorf("a step up: %d %s", status, text)
	}
}

func TestAnAnswerThatDoesNotHoldLetsNobodyIn(t *testing.T) {
	s := keySite(t)
	mine := s.addKey("Blue key")
	s.as("engineer")
	others := s.addKey("Red key")
	second := func(a *testkit.Authenticator) int { // Dele's second step, with a key
		s.browser()
		s.post("/sign-in", "email", "dele@larkfield.example", "password", "correct horse battery", "next", "/products")
		status, _ := s.ask("/sign-in/second/passkey", a.Show(s.question("/sign-in/second/passkey")))
		return status
	}
	forge := func(change func(a *testkit.Authenticator)) *testkit.Authenticator {
		a := mine.Copy()
		change(a)
		return a
	}
	for what, a := range map[string]*testkit.Authenticator{
		"another site's":           forge(func(a *testkit.Authenticator) { a.Origin = "https://aceso.example.evil" }),
		"the same host, by http":   forge(func(a *testkit.Authenticator) { a.Origin = "http://localhost:1" }),
		"of another host":          forge(func(a *testkit.Authenticator) { a.RP = "evil.example" }),
		"signed by another key":    testkit.NewAuthenticator(s.url, "localhost").As(mine),
		"somebody else's":          others,
		"says it is somebody else": forge(func(a *testkit.Authenticator) { a.Handle = others.Handle }),
		"of nobody":                testkit.NewAuthenticator(s.url, "localhost"),
	} {
		if status := second(a); status != 422 {
			t.Errorf("a passkey %s: %d", what, status)
		}
		if _, _, at := s.visit("/products"); !strings.HasPrefix(at, "/sign-in") {
			t.Errorf("a passkey %s gets to %s", what, at)
		}
		s.freed()
	}
	if status := second(mine); status != 200 {
		t.Errorf("the right one: %d", status)
	}

	s.browser()
	for what, answer := range map[string][]byte{"nothing": nil, "no JSON": []byte("{"), "an empty one": []byte("{}"), "too long": bytes.Repeat([]byte(" "), 70<<10)} {
		s.question("/sign-in/passkey")
		if status, _ := s.ask("/sign-in/passkey", answer); status < 400 {
			t.Errorf("an answer that is %s: %d", what, status)
		}
		s.freed()
	}
}

func TestAnAnswerCountsOnceAndOnlyForItsOwnQuestion(t *testing.T) {
	s := keySite(t)
	a := s.addKey("Blue key")
	s.browser()
	jar := s.http.Jar
	answer := a.Show(s.question("/sign-in/passkey"))
	kept := jar.Cookies(mustURL(s.url + "/sign-in"))
	if status, text := s.ask("/sign-in/passkey", answer); status != 200 || len(kept) == 0 {
		t.Fatalf("%d %s, %d cookies", status, text, len(kept))
	}
	s.browser()
	s.http.Jar.SetCookies(mustURL(s.url), kept) // whoever copied all that the browser had and sent
	if status, _ := s.ask("/sign-in/passkey", answer); status != 422 {
		t.Errorf("the same answer again, with the same cookies: %d", status)
	}
	s.browser()
	if status, _ := s.ask("/sign-in/passkey", answer); status != 422 {
		t.Errorf("an answer to no question: %d", status)
	}
	s.question("/sign-in/passkey")
	if status, _ := s.ask("/sign-in/passkey", answer); status != 422 {
		t.Errorf("the answer to an earlier question: %d", status)
	}
	s.question("/sign-in/passkey")
	if status, _ := s.ask("/prove/passkey", a.Show([]byte(`{"challenge":"x"}`))); status == 200 {
		t.Error("a question for one purpose is answered for another")
	}
}

func TestACounterThatGoesBackIsToldToItsOwner(t *testing.T) {
	s := keySite(t)
	a := s.addKey("Blue key")
	prove := func(counter uint32) {
		t.Helper()
		a.Counter = counter
		if status, text := s.ask("/prove/passkey", a.Show(s.question("/prove/passkey"))); status != 200 {
			t.Fatalf("%d %s", status, text)
		}
	}
	prove(7)
	_, page, _ := s.visit("/account/sign-in")
	if strings.Contains(page, "counted backwards") {
		t.Error("a counter that goes on is told")
	}
	prove(5) // as a copy that was used less often would count
	_, page, _ = s.visit("/")
	want(t, "Today", page, "counted backwards")
	_, page, _ = s.visit("/log?what=person.passkey-counted-back")
	want(t, "the log", page, "used a passkey that counted backwards")
	ctx := t.Context()
	if err := s.db.View(ctx, func(tx *store.Tx) error {
		k, err := tx.Passkey(ctx, a.ID())
		if k.Regress.IsZero() || !k.Used.Equal(storetest.Today) {
			t.Errorf("what is kept of it: %+v", k)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestPasskeysAreNamedRenamedAndRemovedByTheirOwnerAlone(t *testing.T) {
	s := keySite(t)
	if status, text := s.ask("/account/passkeys", named(" ", testkit.NewAuthenticator(s.url, "localhost").Make(s.question("/account/passkeys")))); status != 422 || !strings.Contains(string(text), "1 to 100") {
		t.Errorf("a passkey without a name: %d %s", status, text)
	}
	a := s.addKey("Blue key")
	if status, _ := s.ask("/account/passkeys", named("again", a.Make(s.question("/account/passkeys")))); status == 200 {
		t.Error("the same passkey is kept twice")
	}
	at := "/account/passkeys/" + a.ID()
	s.post(at+"/name", "name", "On the desk")
	_, page, _ := s.visit("/account/sign-in")
	want(t, "the list", page, "On the desk")
	admin := s.http
	s.as("engineer")
	for _, act := range []string{"/name", "/remove"} {
		if status, _, _ := s.post(at+act, "name", "mine now"); status != 404 {
			t.Errorf("somebody else's passkey, %s: %d", act, status)
		}
	}
	s.http = admin
	s.post(at + "/remove")
	s.browser()
	if status, _ := s.ask("/sign-in/passkey", a.Show(s.question("/sign-in/passkey"))); status != 422 {
		t.Errorf("a removed passkey lets in: %d", status)
	}
}

func TestPasskeysAreForTheConfiguredAddressAlone(t *testing.T) {
	s := keySite(t)
	number := strings.Replace(s.url, "localhost", "127.0.0.1", 1)
	s.url = number
	s.browser()
	if status, text := s.ask("/sign-in/passkey/ask", nil); status != 409 || !strings.Contains(string(text), "open Aceso there") {
		t.Errorf("by a bare number: %d %s", status, text)
	}
	_, page, _ := s.visit("/sign-in")
	if regexp.MustCompile(`data-passkey="alone"`).MatchString(page) {
		t.Error("a passkey is offered where none can be used")
	}
}

func TestALostSecondFactorIsResetByAnAdministratorWhoSaysWhy(t *testing.T) {
	s := keySite(t)
	admin := s.http
	s.as("engineer")
	s.addKey("Red key")
	s.http = admin
	person := "/people/person-engineer"
	if status, page, _ := s.post(person+"/reset-factor", "reason", ""); status != 422 || !strings.Contains(page, "names its reason") {
		t.Errorf("without a reason: %d", status)
	}
	_, page, _ := s.post(person+"/reset-factor", "reason", "telephone lost, seen in person")
	if strings.Contains(page, "Reset the second factor") {
		t.Error("it is still there")
	}
	err := s.db.View(t.Context(), func(tx *store.Tx) error {
		has, err := account.HasFactor(t.Context(), tx, "person-engineer")
		if has {
			t.Error("the engineer still has a second factor")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if status, _, _ := s.post("/people/"+s.me()+"/reset-factor", "reason", "mine"); status != 409 {
		t.Errorf("one's own: %d", status)
	}
}

// me is the id of whoever is signed in.
func (s *site) me() string {
	s.Helper()
	_, page, _ := s.visit("/people")
	return regexp.MustCompile(`href="/people/([0-9a-f-]+)">Dele`).FindStringSubmatch(page)[1]
}
