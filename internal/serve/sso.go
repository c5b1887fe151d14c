package serve

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// SSO is single sign-on by OpenID Connect: the authorization code flow with
// PKCE, state and nonce (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700).
type SSO struct {
	Issuer, Client string
	Secret         func() (string, error) // of the client; "" for a public one
	Name           string                 // of the provider, as people call it
	Org            string                 // id or name of the organisation that the provider keeps members of
	Claim          string                 // that lists a person's groups
	Roles          map[string][]org.Role  // what a group gives
	AMR, ACR       []string               // of which one says that two factors were shown there
	HTTP           *http.Client           // the house's way out
	Log            *slog.Logger

	mu       sync.Mutex
	provider *oidc.Provider
}

// ssoLife is how long somebody may take at the provider.
const ssoLife = 10 * time.Minute

// An errand is what a browser keeps, sealed, while its person is at the
// provider: the code that comes back is of use only with it.
type errand struct {
	State, Nonce, Verifier string
	Next                   string // page to open after
	Connect                string // id of the person who connects an account; "" to sign in
	Prove                  string // id of the person who shows anew who they are; "" to sign in
	Until                  time.Time
}

// A Errand is what somebody goes to the provider for.
type Errand struct {
	Next    string // page to open after
	Connect string // id of whoever connects an account there
	Prove   string // id of whoever shows anew who they are
}

const aboutErrand = "errand to the provider"

func (s *Server) errandCookie() string { return s.cookie() + "-sso" }

// discover asks the provider for its endpoints and keys, once. A redirect of
// that question is refused: it would let whoever answers name another issuer.
func (o *SSO) discover(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	p, err := o.ask(ctx)
	if err != nil {
		o.Log.WarnContext(ctx, "the provider of single sign-on does not answer as it should", "issuer", o.Issuer, "error", err)
		return nil, fault.New(fault.Unavailable, "%s does not answer as it should, so nobody can sign in through it now", o.Name).
			Helped("try again later, or sign in with a password if you have one here; an administrator finds the cause in the server's log")
	}
	o.provider = p
	return p, nil
}

func (o *SSO) ask(ctx context.Context) (*oidc.Provider, error) {
	return oidc.NewProvider(o.with(context.WithoutCancel(ctx)), o.Issuer) // its keys are fetched later with the same context
}

// with lets the library ask through the house's own client, without redirects.
func (o *SSO) with(ctx context.Context) context.Context {
	c := *o.HTTP
	c.CheckRedirect = func(*http.Request, []*http.Request) error {
		return errors.New("the provider redirects, which it must not")
	}
	return oidc.ClientContext(ctx, &c)
}

func (o *SSO) flow(p *oidc.Provider, site string) (*oauth2.Config, error) {
	secret, err := o.Secret()
	if err != nil {
		return nil, err
	}
	return &oauth2.Config{ClientID: o.Client, ClientSecret: secret, Endpoint: p.Endpoint(), RedirectURL: site + ssoBack, Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}, nil
}

// ssoBack is where the provider sends people back to.
const ssoBack = "/sign-in/sso/back"

// ToProvider returns the address of the provider's own sign-in, and has the
// browser keep what it needs on the way back.
func (s *Server) ToProvider(w http.ResponseWriter, r *http.Request, site string, what Errand) (string, error) {
	if s.SSO == nil {
		return "", errNoSSO
	}
	p, err := s.SSO.discover(r.Context())
	if err != nil {
		return "", err
	}
	flow, err := s.SSO.flow(p, site)
	if err != nil {
		return "", err
	}
	e := errand{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: what.Next, Connect: what.Connect, Prove: what.Prove, Until: s.DB.Now().Add(ssoLife)}
	text, err := json.Marshal(e)
	if err != nil {
		return "", err
	}
	s.setCookie(w, s.errandCookie(), s.Box.Seal(text, aboutErrand), ssoLife) // Lax, and not Strict: the way back comes from another site
	options := []oauth2.AuthCodeOption{oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier)}
	if e.Prove != "" { // OpenID Connect Core 1.0, 3.1.2.1
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	if len(s.SSO.ACR) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(s.SSO.ACR, " ")))
	}
	return flow.AuthCodeURL(e.State, options...), nil
}

var errNoSSO = fault.New(fault.NotFound, "single sign-on is not set up here").Helped("sign in with your password")

// An SSOTest is what came of asking the provider for its description.
type SSOTest struct {
	Problem       string // "" when all is well
	Authorization string
	Token         string
	Algorithms    []string
	PKCE          bool // it says that it takes PKCE with S256
}

// Test asks the provider anew, as an administrator wants to see it.
func (o *SSO) Test(ctx context.Context) SSOTest {
	p, err := o.ask(ctx)
	if err != nil {
		return SSOTest{Problem: err.Error()}
	}
	var said struct {
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		PKCE       []string `json:"code_challenge_methods_supported"`
	}
	out := SSOTest{Authorization: p.Endpoint().AuthURL, Token: p.Endpoint().TokenURL}
	if err := p.Claims(&said); err != nil {
		out.Problem = err.Error()
	}
	out.Algorithms = said.Algorithms
	for _, m := range said.PKCE {
		out.PKCE = out.PKCE || m == "S256"
	}
	if _, err := o.Secret(); err != nil {
		out.Problem = "our own secret can't be read: " + err.Error()
	}
	return out
}
