package web

import (
	"encoding/json"
	"net/http"

	"aceso/internal/serve"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// The browser's script asks for passkeys: it fetches the question, has the
// device answer, and sends the answer back. All of these routes answer JSON.

// passkeyRoutes are the questions and answers.
func (f *Face) passkeyRoutes() []serve.Route {
	var out []serve.Route
	for _, c := range []struct {
		path   string
		kind   serve.Ceremony
		signed bool
		fresh  bool
		take   func(http.ResponseWriter, *http.Request) (string, error)
	}{
		{"/account/passkeys", serve.AddKey, true, true, f.addKey},
		{"/sign-in/set-up/passkey", serve.SetUpKey, false, false, f.setUpKey},
		{"/sign-in/passkey", serve.AloneKey, false, false, f.signInByKey},
		{"/sign-in/second/passkey", serve.ShowKey, false, false, f.Server.ShowKey},
		{"/prove/passkey", serve.ProveKey, true, false, f.proveByKey},
	} {
		needs := serve.Anyone
		if c.signed {
			needs = serve.SignedIn
		}
		out = append(out,
			serve.Route{Method: "POST", Path: c.path + "/ask", Needs: needs, Face: serve.Page, Fresh: c.fresh, Do: asked(func(w http.ResponseWriter, r *http.Request) ([]byte, error) {
				return f.Server.AskKey(w, r, c.kind)
			})},
			serve.Route{Method: "POST", Path: c.path, Needs: needs, Face: serve.Page, Fresh: c.fresh, Do: asked(func(w http.ResponseWriter, r *http.Request) ([]byte, error) {
				next, err := c.take(w, r)
				if err != nil {
					return nil, err
				}
				return json.Marshal(map[string]string{"next": local(next)})
			})})
	}
	return out
}

// asked answers a script with JSON, also what is refused.
func asked(do func(http.ResponseWriter, *http.Request) ([]byte, error)) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		text, err := do(w, r)
		if f := fault.Of(err); f != nil {
			serve.Problem(w, serve.Status(f.Kind), f)
			return nil
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		_, err = w.Write(text)
		return err
	}
}

func (f *Face) addKey(w http.ResponseWriter, r *http.Request) (string, error) {
	codes, err := f.Server.AddKey(w, r)
	return f.afterKey(w, codes, "/account/sign-in", err)
}

func (f *Face) setUpKey(w http.ResponseWriter, r *http.Request) (string, error) {
	codes, next, err := f.Server.SetUpKey(w, r)
	return f.afterKey(w, codes, next, err)
}

func (f *Face) afterKey(w http.ResponseWriter, codes []secret.Secret, next string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return f.showCodes(w, codes, next), nil
}

func (f *Face) signInByKey(w http.ResponseWriter, r *http.Request) (string, error) {
	return r.URL.Query().Get("next"), f.Server.SignInByKey(w, r)
}

func (f *Face) proveByKey(w http.ResponseWriter, r *http.Request) (string, error) {
	return "/", f.Server.ProveByKey(w, r)
}

// POST /session/extend keeps a session alive because somebody is there.
func (f *Face) extend(w http.ResponseWriter, r *http.Request) error {
	return asked(func(_ http.ResponseWriter, r *http.Request) ([]byte, error) {
		ends, err := f.Server.Extend(r)
		return []byte(`{"ends":"` + ends.UTC().Format("2006-01-02T15:04:05Z") + `"}`), err
	})(w, r)
}
