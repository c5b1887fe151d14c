package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"aceso/internal/serve"
	"aceso/internal/serve/web/view/account"
	"aceso/internal/serve/web/view/session"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// stepPages are where the browser goes for what is still asked.
var stepPages = map[serve.Step]string{serve.ShowFactor: "/sign-in/second", serve.SetUpFactor: "/sign-in/set-up"}

// further sends the browser on after a part of a sign-in: to what is still
// asked, or to where it was going.
func further(w http.ResponseWriter, r *http.Request, step serve.Step, next string) error {
	if page, more := stepPages[step]; more {
		return onward(w, r, page)
	}
	return onward(w, r, local(next))
}

// again sends whoever lacks the first part of a sign-in back to it.
func again(w http.ResponseWriter, r *http.Request, err error) error {
	if fault.Is(err, fault.Unsigned) && r.Method == http.MethodGet {
		return onward(w, r, "/sign-in")
	}
	return err
}

// GET /sign-in/second asks for the second factor.
func (f *Face) askSecond(w http.ResponseWriter, r *http.Request) error {
	h, err := f.Server.Half(r, serve.ShowFactor)
	if err != nil {
		return again(w, r, err)
	}
	return show(w, r, f.secondPage(r, h).Show())
}

func (f *Face) secondPage(r *http.Request, h serve.Half) session.Second {
	return session.NewSecond(f.bare(r), h.Person.Name, h.App, h.Keys && f.Server.NoKeys(r) == "", f.Server.NoKeys(r), h.Contact)
}

// POST /sign-in/second takes a code.
func (f *Face) second(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	next, err := f.Server.ShowCode(w, r, r.PostFormValue("code"))
	if err == nil {
		return onward(w, r, local(next))
	}
	what := refused(err)
	if what == nil {
		return err
	}
	h, err := f.Server.Half(r, serve.ShowFactor)
	if err != nil {
		return err
	}
	p := f.secondPage(r, h)
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return drawRefusal(w, r, what, p.Show())
}

// GET /sign-in/set-up asks for the second factor that an organisation requires
// and somebody lacks.
func (f *Face) askSetUpFactor(w http.ResponseWriter, r *http.Request) error {
	p, err := f.setUpFactorPage(r, "")
	if err != nil {
		return again(w, r, err)
	}
	return show(w, r, p.Show())
}

func (f *Face) setUpFactorPage(r *http.Request, sealed string) (session.SetUpFactor, error) {
	h, err := f.Server.Half(r, serve.SetUpFactor)
	if err != nil {
		return session.SetUpFactor{}, err
	}
	offer, err := f.appOffer(r, h.Person.ID, h.Person.Email, sealed)
	return session.NewSetUpFactor(f.bare(r), h.Person.Name, offer, f.Server.NoKeys(r)), err
}

// POST /sign-in/set-up keeps the app and ends the sign-in.
func (f *Face) setUpFactor(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	sealed := r.PostFormValue("offer")
	codes, next, err := f.Server.SetUpCode(w, r, f.Server.Offered(sealed), r.PostFormValue("code"))
	if what := refused(err); what != nil {
		p, err := f.setUpFactorPage(r, sealed)
		if err != nil {
			return err
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return drawRefusal(w, r, what, p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, f.showCodes(w, codes, local(next)))
}

// codesLife is how long recovery codes wait to be shown.
const codesLife = 5 * time.Minute

const aboutCodes = "recovery codes to show"

// showCodes has the browser carry new recovery codes to the page that shows
// them once, and returns that page; without codes, the one after it.
func (f *Face) showCodes(w http.ResponseWriter, codes []secret.Secret, next string) string {
	if len(codes) == 0 {
		return next
	}
	plain := make([]string, len(codes))
	for i, c := range codes {
		plain[i] = c.Reveal()
	}
	text, err := json.Marshal(plain)
	if err != nil {
		panic(err) // texts always encode
	}
	http.SetCookie(w, &http.Cookie{Name: codesCookie, Value: f.Server.Box.Seal(text, aboutCodes), Path: "/account/codes", HttpOnly: true, Secure: f.Server.TLS, SameSite: http.SameSiteLaxMode, MaxAge: int(codesLife / time.Second)})
	return "/account/codes?" + url.Values{"next": {next}}.Encode()
}

const codesCookie = "aceso-codes"

// GET /account/codes shows new recovery codes, once.
func (f *Face) codes(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	var codes []string
	if c, err := r.Cookie(codesCookie); err == nil {
		if text, err := f.Server.Box.Open(c.Value, aboutCodes); err == nil {
			_ = json.Unmarshal(text, &codes) // it was sealed by us
		}
	}
	http.SetCookie(w, &http.Cookie{Name: codesCookie, Path: "/account/codes", HttpOnly: true, Secure: f.Server.TLS, SameSite: http.SameSiteLaxMode, MaxAge: -1})
	return show(w, r, account.NewCodes(frame, codes, local(r.FormValue("next"))).Show())
}

// GET /prove asks somebody again who they are.
func (f *Face) askProof(w http.ResponseWriter, r *http.Request) error {
	p, err := f.provePage(r, "/prove", url.Values{"next": {local(r.FormValue("next"))}})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// provePage asks who somebody is before a form goes to its path with what
// was entered in it.
func (f *Face) provePage(r *http.Request, path string, entered url.Values) (session.Prove, error) {
	frame, err := f.page(r)
	if err != nil {
		return session.Prove{}, err
	}
	ways, err := f.Server.Ways(r.Context(), serve.Actor(r).Person)
	in := session.Proving{Password: ways.Password, App: ways.App, Passkey: ways.Keys && f.Server.NoKeys(r) == ""}
	if ways.Provider {
		in.Provider = f.provider()
	}
	return session.NewProve(frame, path, entered, in), err
}

// POST /prove has shown by now who somebody is: the route asks for it.
func (f *Face) prove(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	return onward(w, r, local(r.PostFormValue("next")))
}

// unproven draws the page that asks who somebody is, with what they entered.
func (f *Face) unproven(w http.ResponseWriter, r *http.Request, status int, what *fault.Fault) error {
	path, entered := r.URL.RequestURI(), url.Values{}
	if r.Method == http.MethodPost {
		for name, values := range r.PostForm {
			if name != serve.PasswordField && name != serve.CodeField {
				entered[name] = values
			}
		}
	} else {
		path, entered = "/prove", url.Values{"next": {r.URL.RequestURI()}}
	}
	p, err := f.provePage(r, path, entered)
	if err != nil {
		return err
	}
	if r.PostFormValue(serve.PasswordField) != "" || r.PostFormValue(serve.CodeField) != "" {
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	}
	return draw(w, r, status, p.Show())
}
