package web

import (
	"net/http"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/session"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
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
	if err := f.maySetUp(r, r.FormValue("key")); err != nil {
		return f.spent(w, r, err)
	}
	return show(w, r, session.NewSetUp(f.bare(r), r.FormValue("key")).Show())
}

// maySetUp tells why a link can't be used, before somebody fills in a form for it.
func (f *Face) maySetUp(r *http.Request, key string) error {
	return f.DB.View(r.Context(), func(tx *store.Tx) error {
		return org.MaySetUp(r.Context(), tx, secret.Digest(secret.Secret(key)))
	})
}

// spent draws what is wrong with a one-time link, and what to do.
func (f *Face) spent(w http.ResponseWriter, r *http.Request, err error) error {
	what := fault.Of(err)
	if what == nil {
		return err
	}
	fix := what.Fix
	if fix == "" {
		fix = "ask for a new one where you got it"
	}
	return drawRefusal(w, r, what, session.NewSpent(f.bare(r), what.Text, fix).Show())
}

// POST /set-up makes the first organisation and signs its administrator in.
func (f *Face) setUp(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	if err := f.maySetUp(r, r.PostFormValue("key")); err != nil {
		return f.spent(w, r, err)
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
	return drawRefusal(w, r, what, p.Show())
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
	ctx, key := r.Context(), r.FormValue("key")
	err := f.DB.View(ctx, func(tx *store.Tx) error {
		_, err := org.LiveLink(ctx, tx, secret.Digest(secret.Secret(key)), org.SignInLink)
		return err
	})
	if err != nil {
		return f.spent(w, r, err)
	}
	if len(f.Hats) > 0 {
		return show(w, r, session.NewPicker(f.bare(r), key, f.cards()).Show())
	}
	return show(w, r, session.NewWelcome(f.bare(r), key).Show())
}

// POST /welcome uses a one-time link.
func (f *Face) welcome(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	use := func() error { return f.Server.UseLink(w, r, secret.Secret(r.PostFormValue("key"))) }
	if len(f.Hats) > 0 {
		use = func() error { return f.putOn(w, r) }
	}
	if err := use(); err != nil {
		return f.spent(w, r, err)
	}
	return onward(w, r, "/")
}

// GET /join?key=… asks a member for a password.
func (f *Face) askJoin(w http.ResponseWriter, r *http.Request) error {
	p, err := f.joinPage(r, r.FormValue("key"))
	if err != nil {
		return f.spent(w, r, err)
	}
	return show(w, r, p.Show())
}

func (f *Face) joinPage(r *http.Request, key string) (session.Join, error) {
	ctx, digest := r.Context(), secret.Digest(secret.Secret(key))
	var link org.Link
	var p org.Person
	err := f.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		link, p, err = org.Joining(ctx, tx, digest)
		return err
	})
	if err != nil {
		return session.Join{}, err
	}
	var o org.Organisation
	err = f.DB.In(link.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		o, err = tx.Organisation(ctx)
		return err
	})
	return session.NewJoin(f.bare(r), key, p.Name, p.Email, o.Name), err
}

// POST /join keeps a member's password and signs them in.
func (f *Face) join(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	key := r.PostFormValue("key")
	step, err := f.Server.Join(w, r, secret.Secret(key), secret.Secret(r.PostFormValue("password")))
	if err == nil {
		return further(w, r, step, "/")
	}
	if !fault.Is(err, fault.Invalid) {
		return f.spent(w, r, err)
	}
	p, failed := f.joinPage(r, key)
	if failed != nil {
		return f.spent(w, r, failed)
	}
	what := fault.Of(err)
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return drawRefusal(w, r, what, p.Show())
}

// GET /sign-in asks who is there.
func (f *Face) askSignIn(w http.ResponseWriter, r *http.Request) error {
	next := local(r.FormValue("next"))
	if serve.Actor(r).Person != "" {
		return onward(w, r, next)
	}
	return show(w, r, f.signInPage(r, next).Show())
}

// signInPage asks who is there; it says so when a form waits behind it.
func (f *Face) signInPage(r *http.Request, next string) session.SignIn {
	p := session.NewSignIn(f.bare(r), next, f.provider(), f.Server.NoKeys(r) == "")
	if strings.HasPrefix(next, "/drafts/") {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Good, Text: "Your session had ended when you sent the form. What you wrote is kept for you: sign in, and it is filled in again."})
	}
	return p
}

// POST /sign-in starts a session.
func (f *Face) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	next := local(r.PostFormValue("next"))
	step, err := f.Server.SignIn(w, r, r.PostFormValue("email"), secret.Secret(r.PostFormValue("password")), next)
	if err == nil {
		return further(w, r, step, next)
	}
	what := fault.Of(err)
	if what == nil {
		return err
	}
	p := f.signInPage(r, next)
	p.Form.Put("email", r.PostFormValue("email"))
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return drawRefusal(w, r, what, p.Show())
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
	step, err := f.Server.Switch(w, r, r.PostFormValue("org"))
	if err != nil {
		return err
	}
	return further(w, r, step, "/")
}
