package web

import (
	"net/http"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/account"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// accountRoutes are what somebody does with their own account, and what is
// asked besides a password. What could hurt asks first who they are.
func (f *Face) accountRoutes() []serve.Route {
	var out []serve.Route
	page := func(method, path string, needs org.Permission, do serve.Handler) *serve.Route {
		out = append(out, serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do})
		return &out[len(out)-1]
	}
	page("GET", "/sign-in/second", serve.Anyone, f.askSecond)
	page("POST", "/sign-in/second", serve.Anyone, f.second)
	page("GET", "/sign-in/set-up", serve.Anyone, f.askSetUpFactor)
	page("POST", "/sign-in/set-up", serve.Anyone, f.setUpFactor)
	page("GET", "/prove", serve.SignedIn, f.askProof)
	page("POST", "/prove", serve.SignedIn, f.prove).Fresh = true
	page("POST", "/sso", serve.SignedIn, f.connectSSO).Fresh = true
	page("POST", "/prove/sso", serve.SignedIn, f.proveSSO)
	page("POST", "/session/extend", serve.SignedIn, f.extend)

	page("GET", "/account", serve.SignedIn, f.account)
	page("POST", "/account", serve.SignedIn, f.changeAccount)
	page("GET", "/account/sign-in", serve.SignedIn, f.waysIn)
	page("POST", "/account/password", serve.SignedIn, f.changePassword) // asks for the old one itself
	page("GET", "/account/app", serve.SignedIn, f.askApp)
	page("POST", "/account/app", serve.SignedIn, f.keepApp).Fresh = true
	page("POST", "/account/app/remove", serve.SignedIn, f.dropApp).Fresh = true
	page("POST", "/account/recovery", serve.SignedIn, f.newRecovery).Fresh = true
	page("GET", "/account/codes", serve.SignedIn, f.codes)
	page("POST", "/account/passkeys/{id}/name", serve.SignedIn, f.renamePasskey)
	page("POST", "/account/passkeys/{id}/remove", serve.SignedIn, f.dropPasskey).Fresh = true
	page("GET", "/account/sessions", serve.SignedIn, f.sessions)
	page("POST", "/account/sessions/{id}/end", serve.SignedIn, f.endSession)
	page("POST", "/account/sessions/end-others", serve.SignedIn, f.endSessions)
	page("POST", "/account/told", serve.SignedIn, f.seenTold)
	return out
}

// GET /account is who somebody is here, and how the pages behave for them.
func (f *Face) account(w http.ResponseWriter, r *http.Request) error {
	p, err := f.accountPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) accountPage(r *http.Request) (view.You, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.You
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		o, err := tx.Organisation(ctx)
		if err != nil {
			return err
		}
		me, err := tx.Person(ctx, who.Person)
		p = view.NewYou(frame, me, who.Roles, o)
		p.MayToken = who.Allowed(org.ManageOwnTokens)
		return err
	})
	return p, err
}

// POST /account keeps somebody's name and time zone.
func (f *Face) changeAccount(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		return account.ChangeName(ctx, tx, who, number(r, "rev"), r.PostFormValue("name"), r.PostFormValue("zone"))
	})
	if what := refused(err); what != nil {
		p, err := f.accountPage(r)
		if err != nil {
			return err
		}
		p.Form.Put("name", r.PostFormValue("name"))
		p.Form.Put("zone", r.PostFormValue("zone"))
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return drawRefusal(w, r, what, p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/account")
}

// GET /account/sign-in is by what somebody signs in.
func (f *Face) waysIn(w http.ResponseWriter, r *http.Request) error {
	p, err := f.waysPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) waysPage(r *http.Request) (view.Ways, error) {
	ctx, who := r.Context(), serve.Actor(r)
	has, err := f.Server.Ways(ctx, who.Person)
	if err != nil {
		return view.Ways{}, err
	}
	var p view.Ways
	err = f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		policy, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		in := view.Standing{Password: has.Password, Connected: has.Provider, Provider: f.provider(), NoKeys: f.Server.NoKeys(r), Asked: policy.Asks(who.Roles), Since: policy.Since, Proof: serve.SittingOf(r).Proof.String()}
		if in.Passkeys, err = tx.Passkeys(ctx, who.Person); err != nil {
			return err
		}
		if in.Recovery, err = tx.RecoveryLeft(ctx, who.Person); err != nil {
			return err
		}
		app, err := tx.CodeApp(ctx, who.Person)
		if err == nil {
			in.App = app.Made
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		p = view.NewWays(frame, in)
		return nil
	})
	return p, err
}

// refusedWay tells on the page of ways what was refused, beside the form that it concerns.
func (f *Face) refusedWay(w http.ResponseWriter, r *http.Request, err error, where func(*view.Ways) *ui.Form) error {
	what := refused(err)
	if what == nil {
		return err
	}
	p, err := f.waysPage(r)
	if err != nil {
		return err
	}
	form := where(&p)
	form.Wrong, form.Fix = what.Text, what.Fix
	return drawRefusal(w, r, what, p.Show())
}

// POST /account/password keeps another password.
func (f *Face) changePassword(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	err := f.Server.ChangePassword(w, r, secret.Secret(r.PostFormValue("password")), secret.Secret(r.PostFormValue("new")), r.PostFormValue("keep") != "")
	if err != nil {
		return f.refusedWay(w, r, err, func(p *view.Ways) *ui.Form { return &p.Password })
	}
	return onward(w, r, "/account/sign-in?done=password")
}

// GET /account/app draws the picture with which an app is set up.
func (f *Face) askApp(w http.ResponseWriter, r *http.Request) error {
	p, err := f.appPage(r, "")
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// appPage offers a new app; sealed is an offer made before, "" for none.
func (f *Face) appPage(r *http.Request, sealed string) (view.App, error) {
	who := serve.Actor(r)
	frame, err := f.page(r)
	if err != nil {
		return view.App{}, err
	}
	email := ""
	err = f.DB.View(r.Context(), func(tx *store.Tx) error {
		p, err := tx.Person(r.Context(), who.Person)
		email = p.Email
		return err
	})
	if err != nil {
		return view.App{}, err
	}
	offer, err := f.appOffer(r, who.Person, email, sealed)
	return view.NewApp(frame, offer), err
}

// appOffer is an app's secret as it is shown: the one that was shown before, as
// long as it is good, or a new one.
func (f *Face) appOffer(r *http.Request, person, email, sealed string) (view.Offer, error) {
	o := f.Server.Offered(sealed)
	if o.Person != person || !f.DB.Now().Before(o.Until) {
		var err error
		if o, sealed, err = f.Server.OfferFor(person); err != nil {
			return view.Offer{}, err
		}
	}
	address, err := o.Address("Aceso", email)
	if err != nil {
		return view.Offer{}, err
	}
	return view.NewOffer(address, o.Secret, sealed)
}

// POST /account/app keeps an app that is confirmed with a code of it.
func (f *Face) keepApp(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	sealed := r.PostFormValue("offer")
	codes, err := f.Server.AddCode(w, r, f.Server.Offered(sealed), r.PostFormValue("code"))
	if what := refused(err); what != nil {
		p, err := f.appPage(r, sealed)
		if err != nil {
			return err
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return drawRefusal(w, r, what, p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, f.showCodes(w, codes, "/account/sign-in"))
}

// POST /account/app/remove forgets the app.
func (f *Face) dropApp(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.DropCodeApp(ctx, tx, who) })
	if err != nil {
		return f.refusedWay(w, r, err, func(p *view.Ways) *ui.Form { return &p.Trouble })
	}
	return onward(w, r, "/account/sign-in")
}

// POST /account/recovery makes another list of recovery codes.
func (f *Face) newRecovery(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var codes []secret.Secret
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		codes, err = account.NewRecovery(ctx, tx, who)
		return err
	})
	if err != nil {
		return f.refusedWay(w, r, err, func(p *view.Ways) *ui.Form { return &p.Trouble })
	}
	return onward(w, r, f.showCodes(w, codes, "/account/sign-in"))
}

// POST /account/passkeys/{id}/name
func (f *Face) renamePasskey(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	return f.onPasskey(w, r, func(tx *store.Tx, who org.Actor, id string) error {
		return account.RenamePasskey(r.Context(), tx, who, id, r.PostFormValue("name"))
	})
}

// POST /account/passkeys/{id}/remove
func (f *Face) dropPasskey(w http.ResponseWriter, r *http.Request) error {
	return f.onPasskey(w, r, func(tx *store.Tx, who org.Actor, id string) error {
		return account.DropPasskey(r.Context(), tx, who, id)
	})
}

func (f *Face) onPasskey(w http.ResponseWriter, r *http.Request, do func(*store.Tx, org.Actor, string) error) error {
	who := serve.Actor(r)
	err := f.DB.In(who.Org).Update(r.Context(), func(tx *store.Tx) error { return do(tx, who, r.PathValue("id")) })
	if err != nil {
		return f.refusedWay(w, r, err, func(p *view.Ways) *ui.Form { return &p.Trouble })
	}
	return onward(w, r, "/account/sign-in#passkeys")
}

// GET /account/sessions lists where somebody is signed in.
func (f *Face) sessions(w http.ResponseWriter, r *http.Request) error {
	ctx, who, here := r.Context(), serve.Actor(r), serve.SittingOf(r)
	var p view.Sessions
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		all, err := tx.SessionsOf(ctx, who.Person)
		p = view.NewSessions(frame, all, here.ID, here.Limits)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// POST /account/sessions/{id}/end
func (f *Face) endSession(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.EndOwn(ctx, tx, who, r.PathValue("id")) })
	if err != nil {
		return err
	}
	return onward(w, r, "/account/sessions")
}

// POST /account/sessions/end-others
func (f *Face) endSessions(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		return account.EndOthers(ctx, tx, who, serve.SittingOf(r).ID)
	})
	if err != nil {
		return err
	}
	return onward(w, r, "/account/sessions")
}

// POST /account/told notes that somebody has read what they were told.
func (f *Face) seenTold(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	err := f.DB.Update(r.Context(), func(tx *store.Tx) error {
		return tx.SeenTold(r.Context(), serve.Actor(r).Person, r.PostFormValue("up-to"))
	})
	if err != nil {
		return err
	}
	return onward(w, r, local(r.PostFormValue("back")))
}
