package web

import (
	"net/http"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/session"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// site is the address under which the asker reaches this server: the server
// answers to no name but its own.
func (f *Face) site(r *http.Request) string {
	if f.Server.TLS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// GET /set-up?key=… asks for the first organisation.
func (f *Face) askSetUp(w http.ResponseWriter, r *http.Request) error {
	return show(w, r, session.NewSetUp(f.bare(r), r.FormValue("key")).Show())
}

// POST /set-up makes the first organisation and signs its administrator in.
func (f *Face) setUp(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	err := f.setUpNow(w, r)
	if err == nil {
		return onward(w, r, "/")
	}
	what := refused(err)
	if what == nil {
		return err
	}
	p := session.NewSetUp(f.bare(r), r.PostFormValue("key"))
	for _, in := range p.Form.Inputs {
		p.Form.Put(in.Name, r.PostFormValue(in.Name))
	}
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

func (f *Face) setUpNow(w http.ResponseWriter, r *http.Request) error {
	o, err := org.NewOrganisation(r.PostFormValue("organisation"), org.Side(r.PostFormValue("side")), f.DB.Now())
	if err != nil {
		return err
	}
	first, err := org.NewPerson(r.PostFormValue("email"), r.PostFormValue("name"), secret.Secret(r.PostFormValue("password")), f.DB.Now())
	if err != nil {
		return err
	}
	return f.Server.SetUp(w, r, secret.Secret(r.PostFormValue("key")), o, first)
}

// GET /welcome?key=… lets whoever brings a one-time link press the button.
func (f *Face) askWelcome(w http.ResponseWriter, r *http.Request) error {
	return show(w, r, session.NewWelcome(f.bare(r), r.FormValue("key")).Show())
}

// POST /welcome uses a one-time link.
func (f *Face) welcome(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	if err := f.Server.UseLink(w, r, secret.Secret(r.PostFormValue("key"))); err != nil {
		return err
	}
	return onward(w, r, "/")
}

// GET /sign-in asks who is there.
func (f *Face) askSignIn(w http.ResponseWriter, r *http.Request) error {
	if serve.Actor(r).Person != "" {
		return onward(w, r, "/")
	}
	return show(w, r, session.NewSignIn(f.bare(r), local(r.FormValue("next"))).Show())
}

// POST /sign-in starts a session.
func (f *Face) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	next := local(r.PostFormValue("next"))
	err := f.Server.SignIn(w, r, r.PostFormValue("email"), secret.Secret(r.PostFormValue("password")))
	if err == nil {
		return onward(w, r, next)
	}
	what := fault.Of(err)
	if what == nil {
		return err
	}
	p := session.NewSignIn(f.bare(r), next)
	p.Form.Put("email", r.PostFormValue("email"))
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

// POST /sign-out ends the session.
func (f *Face) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := f.Server.SignOut(w, r); err != nil {
		return err
	}
	return onward(w, r, "/sign-in")
}

// POST /switch changes to another organisation of the same person.
func (f *Face) switchOrg(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	if err := f.Server.Switch(r, r.PostFormValue("org")); err != nil {
		return err
	}
	return onward(w, r, "/")
}
