package app

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// A provider of single sign-on that answers as the standard says, but for what
// a test spoils.
type provider struct {
	*httptest.Server
	key     *rsa.PrivateKey
	claims  map[string]any // beside those that follow from the request
	spoil   func(header, claims map[string]any)
	sign    func(signed string) []byte // nil for RS256 with the key
	refuse  string                     // the error that comes back instead of a code
	moved   bool                       // the discovery document redirects
	asked   url.Values                 // by the last browser
	secrets int                        // times our secret was right
}

const code = "the-code"

func newProvider(t *testing.T) *provider {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		if p.moved {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		p.answer(w, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		n := base64.RawURLEncoding.EncodeToString(p.key.N.Bytes())
		e := base64.RawURLEncoding.EncodeToString(big.NewInt(int64(p.key.E)).Bytes())
		p.answer(w, map[string]any{"keys": []any{map[string]string{"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", "n": n, "e": e}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		p.asked = r.URL.Query()
		back := url.Values{"state": {p.asked.Get("state")}, "code": {code}}
		if p.refuse != "" {
			back = url.Values{"state": {p.asked.Get("state")}, "error": {p.refuse}}
		}
		http.Redirect(w, r, p.asked.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		id, secret, _ := r.BasicAuth()
		if r.FormValue("code") != code || base64.RawURLEncoding.EncodeToString(sum[:]) != p.asked.Get("code_challenge") || id != "aceso" || secret != "the-secret" {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		p.secrets++
		p.answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.token()})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// token is the ID token for the browser that asked last.
func (p *provider) token() string {
	header := map[string]any{"alg": "RS256", "kid": "1"}
	claims := map[string]any{"iss": p.URL, "aud": "aceso", "sub": "4711", "nonce": p.asked.Get("nonce"), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
	maps.Copy(claims, p.claims)
	if p.spoil != nil {
		p.spoil(header, claims)
	}
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	signed := part(header) + "." + part(claims)
	sum := sha256.Sum256([]byte(signed))
	signature, _ := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if p.sign != nil {
		signature = p.sign(signed)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// signing is the demonstration with single sign-on, and a browser before it.
type signing struct {
	*testing.T
	p       *provider
	a       *App
	url     string
	browser *http.Client
}

func newSigning(t *testing.T) *signing {
	p := newProvider(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("the-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.claims = map[string]any{"email": "kim@larkfield.example", "name": "Kim Berg", "groups": []string{"staff", "aceso-eng"}}
	c, err := LoadConfig(map[string]any{
		"data": t.TempDir(), "log.level": "error", "sso.issuer": p.URL, "sso.client": "aceso", "sso.secret_file": secret, "sso.name": "Larkfield ID",
		"sso.org": "Larkfield Infusion", "sso.roles": []string{"aceso-eng=engineer", "aceso-qa=quality"}, "sso.allow": []string{"127.0.0.1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(context.Background(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, err := a.TellStory(context.Background()); err != nil {
		t.Fatal(err)
	}
	handler, err := a.handler()
	if err != nil {
		t.Skipf("%v: skipped", err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s := &signing{T: t, p: p, a: a, url: server.URL}
	s.fresh()
	return s
}

func (s *signing) fresh() {
	jar, _ := cookiejar.New(nil)
	s.browser = &http.Client{Jar: jar}
}

func (s *signing) get(path string) (status int, page string) {
	s.Helper()
	return s.read(s.browser.Get(s.url + path))
}

func (s *signing) read(res *http.Response, err error) (int, string) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// in tells whether the browser is signed in, as somebody.
func (s *signing) in(name string) bool {
	s.Helper()
	_, page := s.get("/")
	return strings.Contains(page, name) && strings.Contains(page, "sign-out")
}

func (s *signing) roles(email string) []org.Role {
	s.Helper()
	var roles []org.Role
	err := s.a.DB.View(context.Background(), func(tx *store.Tx) error {
		p, err := tx.PersonByEmail(context.Background(), org.FoldEmail(email))
		if err != nil {
			return err
		}
		in, err := tx.MembershipsOf(context.Background(), p.ID)
		for _, m := range in {
			roles = append(roles, m.Roles...)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return roles
}

func TestWhoeverTheProviderVouchesForComesInWithTheRolesOfTheirGroups(t *testing.T) {
	s := newSigning(t)
	if _, page := s.get("/sign-in"); !strings.Contains(page, "Sign in with Larkfield ID") {
		t.Error("the sign-in page does not offer it")
	}
	if status, page := s.get("/sign-in/sso?next=/findings"); status != 200 || !strings.Contains(page, "<h1>Findings") && !strings.Contains(page, "Findings</h1>") {
		t.Fatalf("%d %.600s", status, page)
	}
	if !s.in("Kim Berg") || fmt.Sprint(s.roles("kim@larkfield.example")) != "[engineer]" {
		t.Errorf("roles %v", s.roles("kim@larkfield.example"))
	}
	if s.p.asked.Get("code_challenge_method") != "S256" || s.p.asked.Get("nonce") == "" || s.p.asked.Get("state") == "" {
		t.Errorf("asked %v", s.p.asked)
	}
	s.p.claims["groups"] = []string{"aceso-qa"}
	s.p.claims["email"] = "another@larkfield.example" // the subject counts, not the address
	s.fresh()
	if s.get("/sign-in/sso"); !s.in("Kim Berg") || fmt.Sprint(s.roles("kim@larkfield.example")) != "[quality]" {
		t.Errorf("after another group: %v", s.roles("kim@larkfield.example"))
	}
	old := s.browser
	s.p.claims["groups"] = "nothing"
	s.fresh()
	if status, page := s.get("/sign-in/sso"); status != 403 || !strings.Contains(page, "no role here any more") {
		t.Errorf("without a group: %d", status)
	}
	s.browser = old
	if s.in("Kim Berg") || len(s.roles("kim@larkfield.example")) > 0 {
		t.Error("without a group the older session goes on")
	}
}

func TestNobodyComesInBy(t *testing.T) {
	s := newSigning(t)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(key string, v any) func() {
		return func() { s.p.spoil = func(_, claims map[string]any) { claims[key] = v } }
	}
	cases := map[string]struct {
		spoil  func()
		status int
	}{
		"another nonce":                {set("nonce", "x"), 422},
		"no nonce":                     {set("nonce", nil), 422},
		"another issuer":               {set("iss", "https://elsewhere.example"), 422},
		"another audience":             {set("aud", "somebody"), 422},
		"another authorized party":     {func() { s.p.spoil = func(_, c map[string]any) { c["aud"], c["azp"] = []string{"aceso", "x"}, "x" } }, 422},
		"an expired token":             {set("exp", time.Now().Add(-time.Hour).Unix()), 422},
		"a token without an end":       {set("exp", nil), 422},
		"no subject and no group":      {func() { s.p.spoil = func(_, c map[string]any) { c["sub"], c["groups"] = "", nil } }, 422},
		"a group that gives nothing":   {set("groups", []string{"staff"}), 403},
		"groups of another kind":       {set("groups", 7), 403},
		"no address":                   {set("email", nil), 422},
		"an address that is none":      {set("email", "<script>"), 422},
		"the address of an account":    {set("email", "dele@larkfield.example"), 409},
		"the same address in capitals": {set("email", "DELE@Larkfield.Example"), 409},
		"a token that nobody signed": {func() {
			s.p.spoil = func(h, _ map[string]any) { h["alg"] = "none" }
			s.p.sign = func(string) []byte { return nil }
		}, 422},
		"a token signed with a secret": {func() { s.p.spoil = func(h, _ map[string]any) { h["alg"] = "HS256" }; s.p.sign = bySecret }, 422},
		"a token signed by a stranger": {func() { s.p.sign = signer(stranger) }, 422},
		"a token with a broken end":    {func() { s.p.sign = func(string) []byte { return []byte("x") } }, 422},
		"the provider's refusal":       {func() { s.p.refuse = "access_denied" }, 403},
		"the provider's odd refusal":   {func() { s.p.refuse = "<script>alert(1)</script>" }, 403},
	}
	for what, c := range cases {
		s.p.spoil, s.p.sign, s.p.refuse = nil, nil, ""
		c.spoil()
		s.fresh()
		status, page := s.get("/sign-in/sso")
		if status != c.status || strings.Contains(page, "<script>alert") || s.in("Kim Berg") || s.in("Dele Okoro") {
			t.Errorf("%s: %d, not %d", what, status, c.status)
		}
	}
	s.p.spoil, s.p.sign, s.p.refuse = nil, nil, ""
	for what, path := range map[string]string{
		"no state": "/sign-in/sso/back?code=" + code, "another state": "/sign-in/sso/back?state=x&code=" + code, "nothing": "/sign-in/sso/back",
	} {
		s.fresh()
		if status, _ := s.get(path); status != 422 || s.in("Kim Berg") {
			t.Errorf("%s: %d", what, status)
		}
		s.browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error { return http.ErrUseLastResponse }
		s.get("/sign-in/sso") // an errand is open, and its state is another
		if status, _ := s.get(path); status != 422 {
			t.Errorf("%s, with an errand: %d", what, status)
		}
	}
	s.fresh()
	s.get("/sign-in/sso")
	if status, _ := s.get("/sign-in/sso/back?state=" + s.p.asked.Get("state") + "&code=" + code); status != 422 {
		t.Error("the same way back works twice")
	}
	s.fresh()
	if status, page := s.get("/sign-in/sso?next=//elsewhere.example/"); status != 200 || strings.Contains(page, "elsewhere.example") {
		t.Errorf("the way back leads elsewhere: %d", status)
	}
}

func bySecret(signed string) []byte {
	m := hmac.New(sha256.New, []byte("the-secret"))
	m.Write([]byte(signed))
	return m.Sum(nil)
}

func signer(key *rsa.PrivateKey) func(string) []byte {
	return func(signed string) []byte {
		sum := sha256.Sum256([]byte(signed))
		out, _ := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		return out
	}
}

func TestAnAccountIsConnectedByItsOwnerAndNobodyElse(t *testing.T) {
	s := newSigning(t)
	ctx := context.Background()
	come := func() {
		t.Helper()
		story, err := s.a.storyKey(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if status, _ := s.read(s.browser.PostForm(s.url+"/welcome", url.Values{"key": {story.Key.Reveal()}})); status != 200 {
			t.Fatal(status)
		}
	}
	come()
	s.p.claims["email"] = "somebody@elsewhere.example"
	_, page := s.read(s.browser.PostForm(s.url+"/sso", nil))
	_, rest, ok := strings.Cut(page, `href="`+s.p.URL+"/authorize")
	if !ok {
		t.Fatalf("there is no way to the provider: %.500s", page)
	}
	way, _, _ := strings.Cut(rest, `"`)
	if status, _ := s.read(s.browser.Get(s.p.URL + "/authorize" + strings.ReplaceAll(way, "&amp;", "&"))); status != 200 {
		t.Fatalf("connecting: %d", status)
	}
	s.fresh()
	if s.get("/sign-in/sso"); !s.in("Dele Okoro") || len(s.roles("dele@larkfield.example")) < 2 {
		t.Error("the connected account does not sign in, or lost its roles")
	}
	// A link that is opened connects nothing: only the button of our own page does.
	s.fresh()
	if status, _ := s.get("/sso"); status == 200 && s.in("Dele Okoro") {
		t.Error("who is not signed in sees the page")
	}
}

func TestLocalAccountsWorkWhileTheProviderDoesNot(t *testing.T) {
	s := newSigning(t)
	s.p.moved = true
	if status, page := s.get("/sign-in/sso"); status != 503 || !strings.Contains(page, "sign in with a password") {
		t.Errorf("a provider that redirects: %d", status)
	}
	s.p.moved = false
	s.p.Close()
	if status, _ := s.get("/sign-in/sso"); status != 503 {
		t.Errorf("a provider that is down: %d", status)
	}
	if status, _ := s.get("/sign-in"); status != 200 {
		t.Errorf("the sign-in page: %d", status)
	}
}
