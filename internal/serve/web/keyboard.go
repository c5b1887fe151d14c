package web

import (
	"net/http"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/keys"
	"aceso/internal/serve/web/view/keyboard"
	"aceso/internal/store"
)

// keyboardRoutes are the pages of somebody's own keys.
func (f *Face) keyboardRoutes() []serve.Route {
	return []serve.Route{
		{Method: "GET", Path: "/keys", Needs: serve.SignedIn, Face: serve.Page, Do: f.askKeys},
		{Method: "POST", Path: "/keys", Needs: serve.SignedIn, Face: serve.Page, Do: f.keepKeys},
	}
}

// GET /keys
func (f *Face) askKeys(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	p := keyboard.New(frame)
	p.Kept = r.FormValue("kept") != ""
	return show(w, r, p.Show())
}

// POST /keys keeps what was chosen; "usual" forgets it.
func (f *Face) keepKeys(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	entered := map[string]string{}
	for _, k := range keys.Usual {
		if r.PostForm.Has(k.Name) && r.PostFormValue("usual") == "" {
			entered[k.Name] = r.PostFormValue(k.Name)
		}
	}
	chosen, err := keys.Usual.Choose(entered)
	if err == nil {
		who := serve.Actor(r)
		err = f.DB.In(who.Org).Update(r.Context(), func(tx *store.Tx) error { return org.KeepKeys(r.Context(), tx, who, chosen) })
	}
	if err == nil {
		return onward(w, r, "/keys?kept=yes")
	}
	what := refused(err)
	if what == nil {
		return err
	}
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return draw(w, r, serve.Status(what.Kind), keyboard.New(frame).Refused(entered, what.Text, what.Fix).Show())
}
