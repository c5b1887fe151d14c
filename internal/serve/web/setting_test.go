package web_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store/storetest"
)

func TestWhatAnOrganisationIsCalledIsChangedUponTheVersionThatWasRead(t *testing.T) {
	s := newSite(t)
	s.setUp()
	good := func() []string {
		_, page, _ := s.visit("/settings")
		return []string{"name", "Larkfield Infusion", "zone", "Europe/Lisbon", "contact", "help@larkfield.example", "rev", revOf(t, page)}
	}
	for what, change := range map[string]struct{ field, value, says string }{
		"no name":                  {"name", "  ", "a name of 1 to 200"},
		"a zone that there is not": {"zone", "Mars/Olympus", "here is no time zone"},
		"a contact that is none":   {"contact", "ring the bell", "not an e-mail address"},
	} {
		form := good()
		for i := 0; i < len(form); i += 2 {
			if form[i] == change.field {
				form[i+1] = change.value
			}
		}
		if status, page, _ := s.post("/settings", form...); status != 422 || !strings.Contains(page, change.says) || !strings.Contains(page, change.value) {
			t.Errorf("%s: %d, or what was entered is lost: %s", what, status, regexp.MustCompile(`(?s)class="notice.*?</div>`).FindString(page))
		}
	}
	old := good()
	if _, page, at := s.post("/settings", old...); !strings.HasPrefix(at, "/settings") || !strings.Contains(page, "It is kept") || !strings.Contains(page, "help@larkfield.example") {
		t.Errorf("a good change ends at %s", at)
	}
	if status, _, _ := s.post("/settings", old...); status != 412 {
		t.Errorf("a change upon an older version: %d", status)
	}
	_, page, _ := s.visit("/log?what=organisation.changed")
	want(t, "the log", page, "changed the organisation")
	s.as(org.Engineer)
	if status, _, _ := s.post("/settings", good()...); status != 403 {
		t.Errorf("an engineer changes the organisation: %d", status)
	}
}

func revOf(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(page)
	if m == nil {
		return "0"
	}
	return m[1]
}

func TestAnAdministratorCantShutTheDoorBehindTheirOwnBack(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh() // by a password alone
	_, page, _ := s.visit("/settings/sign-in")
	want(t, "the page", page, "A password is enough", "has none:")
	policy := func(pairs ...string) []string {
		return append([]string{"idle", "15", "whole", "720", "rev", revOf(t, page)}, pairs...)
	}
	for what, refused := range map[string]struct {
		form   []string
		status int
		says   string
	}{
		"at once, of oneself":   {policy("demand", "everybody"), 409, "kept out at once"},
		"of roles, and no role": {policy("demand", "roles"), 422, "o role is named"},
		"a day that is none":    {policy("demand", "everybody", "since", "tomorrow"), 422, "is no day"},
		"idle longer than all":  {[]string{"demand", "nobody", "idle", "720", "whole", "15", "rev", revOf(t, page)}, 422, "longer without anybody there"},
		"a minute":              {[]string{"demand", "nobody", "idle", "1", "whole", "15", "rev", revOf(t, page)}, 422, "from 5 minutes to 24 hours"},
	} {
		if status, page, _ := s.post("/settings/sign-in", refused.form...); status != refused.status || !strings.Contains(page, refused.says) {
			t.Errorf("%s: %d: %s", what, status, regexp.MustCompile(`(?s)class="notice.*?</div>`).FindString(page))
		}
	}
	if _, page, at := s.post("/settings/sign-in", policy("demand", "everybody", "since", "2026-12-15")...); !strings.HasPrefix(at, "/settings/sign-in") || !strings.Contains(page, "required of everybody, from 15 Dec 2026 on") {
		t.Errorf("from a later day on: ends at %s", at)
	}
}

func TestASessionThatAnAdministratorEndsIsOutAtItsNextStep(t *testing.T) {
	s := newSite(t)
	s.setUp()
	admin := s.http
	s.as(org.Engineer)
	engineer := s.http
	s.http = admin
	_, page, _ := s.visit("/settings/sessions")
	want(t, "the list", page, "The engineer", "2 browsers are signed in", "this one")
	form := regexp.MustCompile(`action="(/people/[^"]+/sessions/end)"[^>]*>\s*<input type="hidden" name="session" value="([^"]+)"`).FindStringSubmatch(page)
	if form == nil {
		t.Fatal("no session can be ended")
	}
	if _, page, at := s.post(form[1], "session", form[2], "back", "/settings/sessions"); at != "/settings/sessions" || !strings.Contains(page, "1 browser is signed in") {
		t.Errorf("ending it leads to %s", at)
	}
	s.http = engineer
	if _, _, at := s.visit("/products"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("an ended session gets to %s", at)
	}
}

func TestTheConfigurationShowsWhereEachSettingComesFrom(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, page, _ := s.visit("/settings/configuration")
	want(t, "the page", page, "1 setting differs", "postgres://aceso:xxxxx@db/aceso", "environment variable ACESO_DATABASE", "The file was changed since the server started")
	s.as(org.Engineer)
	if status, _, _ := s.visit("/settings/configuration"); status != 403 {
		t.Errorf("an engineer reads the configuration: %d", status)
	}
}

func TestALockedMemberIsOutEverywhereAndIsToldWhy(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, page, _ := s.post("/people", "name", "Tomas Ferreira", "email", "tomas@larkfield.example", "role", "engineer")
	tomas := regexp.MustCompile(`href="(/people/[0-9a-f-]+)">Tomas`).FindStringSubmatch(page)[1]
	admin := s.http
	s.browser()
	s.post("/join", "key", regexp.MustCompile(`/join\?key=([^<]+)`).FindStringSubmatch(page)[1], "password", "seven sad sea lions")
	engineer := s.http
	if _, _, at := s.visit("/products"); at != "/products" {
		t.Fatalf("Tomas ends at %s", at)
	}
	s.http = admin
	if status, page, _ := s.post(tomas+"/lock", "reason", " "); status != 422 || !strings.Contains(page, "names its reason") {
		t.Errorf("a lock without a reason: %d", status)
	}
	_, page, _ = s.post(tomas+"/lock", "reason", "laptop stolen")
	want(t, "the page", page, "Locked since", "Unlock the account")
	_, page, _ = s.visit("/people")
	want(t, "the list", page, "locked since")
	s.http = engineer
	if _, _, at := s.visit("/products"); !strings.HasPrefix(at, "/sign-in") {
		t.Errorf("an open session gets to %s", at)
	}
	signIn := func(password string) (int, string) {
		s.browser()
		status, page, _ := s.post("/sign-in", "email", "tomas@larkfield.example", "password", password, "next", "/products")
		return status, page
	}
	if status, page := signIn("seven sad sea lions"); status != 403 || !strings.Contains(page, "keeps this account out") {
		t.Errorf("the right password: %d", status)
	}
	if status, page := signIn("a guess at lions"); status != 401 || strings.Contains(page, "keeps this account out") {
		t.Errorf("a guess learns that the account is locked: %d", status)
	}
	s.http = admin
	s.post(tomas + "/unlock")
	if status, _ := signIn("seven sad sea lions"); status != 200 {
		t.Errorf("after unlocking: %d", status)
	}
}

func TestWhoeverHasToWaitIsToldForHowLong(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.browser()
	var got []string
	for range 9 {
		r, err := s.http.PostForm(s.url+"/sign-in", map[string][]string{"email": {"dele@larkfield.example"}, "password": {"a guess at lions"}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s", r.StatusCode, r.Header.Get("Retry-After"))))
	}
	if want := []string{"401", "401", "401", "401", "401", "429 1"}; !slices.Equal(got[:6], want) {
		t.Errorf("the answers are %q", got)
	}
}

func TestAWrongTryAndARefusalStandInTheServersLog(t *testing.T) {
	var log bytes.Buffer
	s := siteOn(t, storetest.SQLite(t), func(server *serve.Server, _ *site) { server.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	s.setUp()
	s.as(org.Trainee)
	s.visit("/people")
	s.browser()
	s.post("/sign-in", "email", "my password by mistake", "password", "a guess at lions")
	s.post("/sign-in", "email", "dele@larkfield.example", "password", "another guess")
	text := log.String()
	for _, want := range []string{`msg="not allowed"`, "needs=people:read", "person=person-trainee", `msg="a try to sign in was wrong"`, "by=password", "from=127.0.0.1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if n := strings.Count(text, "a try to sign in was wrong"); n != 2 {
		t.Errorf("%d wrong tries are logged", n)
	}
	for _, secret := range []string{"mistake", "guess", "dele@"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds what was typed: %s", secret)
		}
	}
}

func TestTheSessionIsKeptByTheBrowserForThisHostAlone(t *testing.T) {
	s := siteOn(t, storetest.SQLite(t), func(server *serve.Server, _ *site) { server.TLS = true })
	s.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	form := url.Values{"key": {s.setUpKey()}, "organisation": {"Larkfield Infusion"}, "side": {"maker"}, "name": {"Dele Okoro"}, "email": {"dele@larkfield.example"}, "password": {"correct horse battery"}}
	r, err := s.http.PostForm(s.url+"/set-up", form)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	found := false
	for _, c := range r.Cookies() {
		found = found || c.Name == "__Host-aceso" && len(c.Value) >= 43
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("a cookie is %s", c)
		}
	}
	if !found {
		t.Errorf("no session: %d %v", r.StatusCode, r.Cookies())
	}
	if got := r.Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
		t.Errorf("HSTS is %q", got)
	}
}
