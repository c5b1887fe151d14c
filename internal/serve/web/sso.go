package web

import (
	"net/http"

	"aceso/internal/serve"
	"aceso/internal/serve/web/view/session"
	"aceso/internal/value/fault"
)

// provider is what people call the provider of single sign-on; "" for none.
func (f *Face) provider() string {
	if f.Server.SSO == nil {
		return ""
	}
	return f.Server.SSO.Name
}

// GET /sign-in/sso goes to the provider.
func (f *Face) toProvider(w http.ResponseWriter, r *http.Request) error {
	to, err := f.Server.ToProvider(w, r, f.site(r), serve.Errand{Next: local(r.FormValue("next"))})
	if err != nil {
		return err
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// GET /sign-in/sso/back comes back from the provider.
func (f *Face) fromProvider(w http.ResponseWriter, r *http.Request) error {
	step, next, err := f.Server.BackFromProvider(w, r, f.site(r))
	if err != nil {
		return err
	}
	return further(w, r, step, next)
}

// GET /sso asks whether to connect an account of the provider.
func (f *Face) askSSO(w http.ResponseWriter, r *http.Request) error {
	return f.showSSO(w, r, "")
}

// POST /sso prepares it. The browser goes on by a link: the policy of our
// pages lets no form lead to another host.
func (f *Face) connectSSO(w http.ResponseWriter, r *http.Request) error {
	to, err := f.Server.ToProvider(w, r, f.site(r), serve.Errand{Next: "/account/sign-in", Connect: serve.Actor(r).Person})
	if err != nil {
		return err
	}
	return f.showSSO(w, r, to)
}

// POST /prove/sso prepares that somebody shows at the provider who they are.
func (f *Face) proveSSO(w http.ResponseWriter, r *http.Request) error {
	to, err := f.Server.ToProvider(w, r, f.site(r), serve.Errand{Next: "/", Prove: serve.Actor(r).Person})
	if err != nil {
		return err
	}
	return f.showSSO(w, r, to)
}

func (f *Face) showSSO(w http.ResponseWriter, r *http.Request, way string) error {
	if f.Server.SSO == nil {
		return fault.New(fault.NotFound, "single sign-on is not set up here").Helped("an administrator of the server can: docs/operations.md says how")
	}
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return show(w, r, session.NewSSO(frame, f.provider(), way).Show())
}
