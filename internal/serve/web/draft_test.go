package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// timeOut lets the session of the browser end, as if nobody had been there for a while.
func (s *site) timeOut() {
	s.Helper()
	at, err := url.Parse(s.url)
	if err != nil {
		s.Fatal(err)
	}
	ctx := context.Background()
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		digest := secret.Digest(secret.Secret(s.http.Jar.Cookies(at)[0].Value))
		was, err := tx.Session(ctx, digest)
		if err != nil {
			return err
		}
		return tx.SeeSession(ctx, digest, was.Org, storetest.Today.Add(-account.UsualPolicy().Limits.Idle))
	})
	if err != nil {
		s.Fatal(err)
	}
}

// signInFrom sends the form of a sign-in page with a password.
func (s *site) signInFrom(page, email string) (status int, after, at string) {
	s.Helper()
	next := regexp.MustCompile(`name="next" value="([^"]*)"`).FindStringSubmatch(page)
	if next == nil {
		s.Fatalf("no sign-in is asked: %s", page)
	}
	return s.post("/sign-in", "next", next[1], "email", email, "password", "correct horse battery")
}

func TestAFormThatMeetsAnEndedSessionIsFilledInAfterSignIn(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, _, model := s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	_, form, _ := s.visit(model + "/edit")
	rev := regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(form)[1]
	line := regexp.MustCompile(`<option value="([0-9a-f-]{36})" selected`).FindStringSubmatch(form)[1]
	s.timeOut()
	status, page, _ := s.post(model, "name", "Aurelia IP-200", "line", line, "class", "IIb", "note", "Ask <Sonaris> & \"others\"\nabout it.", "rev", rev)
	if want(t, "sign-in", page, "What you wrote is kept for you", `name="password"`); status != http.StatusUnauthorized {
		t.Errorf("the form is answered with %d", status)
	}
	if strings.Contains(page, "Sonaris") {
		t.Error("what was written is shown to nobody known")
	}
	status, page, at := s.signInFrom(page, "dele@larkfield.example")
	if status != 200 || !strings.HasPrefix(at, model+"/edit?_draft=") {
		t.Errorf("after sign-in: %d at %s", status, at)
	}
	want(t, "the form", page, "Your session had ended when you sent this", "Ask &lt;Sonaris&gt; &amp; &#34;others&#34;\nabout it.</textarea>", `value="IIb"`, `formaction="/drafts/`, "Save")
	draft := regexp.MustCompile(`name="_draft" value="([^"]*)"`).FindStringSubmatch(page)[1]
	_, page, _ = s.visit("/drafts")
	want(t, "the drafts", page, "Change of a product", "Ask &lt;Sonaris&gt;", "sent when your session had ended")
	_, page, _ = s.visit(model + "/edit")
	want(t, "the page without it", page, "You began to write here", "/drafts/"+draft)
	_, page, at = s.post(model, "name", "Aurelia IP-200", "line", line, "class", "IIb", "note", "Ask Sonaris", "rev", rev, "_draft", draft)
	if want(t, "the model", page, "Ask Sonaris"); at != model {
		t.Errorf("sent, it ends at %s", at)
	}
	if _, page, _ := s.visit("/drafts"); !strings.Contains(page, "Nothing is waiting") {
		t.Error("what was sent is still a draft")
	}
	if _, _, at := s.visit(model + "/edit?_draft=" + draft); at != model+"/edit" {
		t.Errorf("an address with a draft that was sent ends at %s", at)
	}
}

func TestADraftIsForItsWriterAlone(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.timeOut()
	_, page, _ := s.post("/products", "name", "Secret project", "rev", "0")
	next := regexp.MustCompile(`name="next" value="([^"]*)"`).FindStringSubmatch(page)[1]
	s.as(org.Security)
	status, page, _ := s.visit(next)
	if status != http.StatusNotFound || strings.Contains(page, "Secret project") {
		t.Errorf("somebody else reads it: %d", status)
	}
	want(t, "somebody else", page, "somebody else wrote it")
	if _, page, _ := s.visit("/drafts"); strings.Contains(page, "Secret project") {
		t.Error("somebody else has it in the list")
	}
	if _, _, at := s.visit("/products/new?_draft=" + strings.TrimPrefix(next, "/drafts/")); at != "/products/new" {
		t.Errorf("somebody else ends at %s", at)
	}
}

func TestWhatNobodyIsKnownToHaveWrittenStaysInTheirHands(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, release := s.pump()
	s.browser() // signed out elsewhere: no session, not even an ended one
	status, page, _ := s.post(release+"/shares", "recipient", "Marrow Valley", "purpose", "audit of the pump", "password", "four words make sense", "days", "30")
	if status != http.StatusUnauthorized {
		t.Errorf("it is answered with %d", status)
	}
	want(t, "the page", page, "What you wrote is here, in this page", `action="`+release+`/shares"`, `name="purpose" value="audit of the pump"`, `name="days" value="30"`, "Sign in in another tab", "Only the password is not", "Send it again")
	if strings.Contains(page, "four words") {
		t.Error("the password is written into the page")
	}
}

// pump makes a model and a release by hand.
func (s *site) pump() (model, release string) {
	s.Helper()
	_, _, model = s.post("/products", "name", "Aurelia IP-200", "rev", "0")
	_, _, release = s.post(model+"/releases", "version", "4.2.0", "state", "in work", "rev", "0")
	return model, release
}

func TestAFormIsKeptWhileItIsTyped(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, release := s.pump()
	one := id.New()
	typed := url.Values{"rows": {"7"}, "base": {""}, "name-6": {"the seventh part"}, "version-6": {"1.0"}, "_draft": {one}}
	keep := func(form url.Values, pairs ...string) int {
		status, _, _ := s.post("/drafts", append([]string{"action", release + "/table", "page", release + "/table", "form", form.Encode()}, pairs...)...)
		return status
	}
	if status := keep(typed); status != http.StatusNoContent {
		t.Fatalf("keeping it: %d", status)
	}
	typed.Set("name-5", "the sixth")
	keep(typed)
	_, page, _ := s.visit("/drafts")
	if n := strings.Count(page, "Parts list kept by hand"); n != 1 {
		t.Errorf("kept twice, it is there %d times", n)
	}
	_, page, at := s.visit("/drafts/" + one)
	want(t, "the table", page, "You wrote this just now", `value="the seventh part"`, `value="the sixth"`, `name="name-6"`)
	if !strings.HasPrefix(at, release+"/table?_draft=") {
		t.Errorf("it is taken up at %s", at)
	}
	_, page, _ = s.post(release+"/table", "rows", "7", "base", "", "name-6", "the seventh part", "do", "more", "_draft", one)
	want(t, "five more rows", page, `name="_draft" value="`+one+`"`, `value="the seventh part"`)
	if _, page, _ = s.visit("/drafts"); !strings.Contains(page, "Parts list kept by hand") {
		t.Error("the draft is gone before the list was saved")
	}
	if keep(url.Values{"_draft": {one}}, "same", "yes"); !strings.Contains(second(s.visit("/drafts")), "Nothing is waiting") {
		t.Error("a form that is as it was is still a draft")
	}
	for what, pairs := range map[string][]string{
		"a form that is not kept":   {"action", "/people/1/remove", "page", "/people", "form", "a=b"},
		"no form":                   {"action", release + "/table", "page", release + "/table", "form", "%zz"},
		"nothing in it":             {"action", release + "/table", "page", release + "/table", "form", ""},
		"a name that is none":       {"action", "/products", "page", "/products/new", "form", "name=x&_draft=../x"},
		"a secret and nothing more": {"action", "/products", "page", "/products/new", "form", "password=x"},
	} {
		if status, _, _ := s.post("/drafts", pairs...); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, status)
		}
	}
}

func second(_ int, page, _ string) string { return page }

// TestADraftThrownAwayIsGone also holds that the button within the form is all
// it takes.
func TestADraftThrownAwayIsGone(t *testing.T) {
	s := newSite(t)
	s.setUp()
	one := id.New()
	s.post("/drafts", "action", "/names", "page", "/names?name=zlib", "form", "name=zlib&patterns=z-lib&_draft="+one)
	_, page, at := s.visit("/drafts/" + one)
	if want(t, "the desk", page, ">\nz-lib</textarea>", `formaction="/drafts/`+one+`/drop"`); at != "/names?_draft="+one+"&name=zlib" {
		t.Errorf("taken up at %s", at)
	}
	if _, page, at = s.post("/drafts/"+one+"/drop", "name", "zlib"); at != "/drafts" || !strings.Contains(page, "Nothing is waiting") {
		t.Errorf("thrown away, it is at %s", at)
	}
}

func TestADraftOfAnEndedSessionIsGoneAfterADay(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.timeOut()
	_, page, _ := s.post("/products", "name", "A pump", "rev", "0")
	ctx := context.Background()
	if err := s.db.In(s.orgID()).Update(ctx, func(tx *store.Tx) error { return tx.ForgetDrafts(ctx, storetest.Today.Add(24*time.Hour)) }); err != nil {
		t.Fatal(err)
	}
	status, page, _ := s.signInFrom(page, "dele@larkfield.example")
	if want(t, "the page", page, "its time is over", "Drafts"); status != http.StatusNotFound {
		t.Errorf("it is still there: %d", status)
	}
}
