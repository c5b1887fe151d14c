package web

import (
	"net/http"
	"slices"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/session"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A Hat is a person of the demonstration as whom somebody can look at it. A
// server with an organisation of its own has none.
type Hat struct {
	ID    string
	Title string // what somebody says of themselves
	Text  string // who they are then, and what they see
	As    org.Membership
}

// hat finds a hat of the demonstration; the first for whoever names none.
func (f *Face) hat(id string) (Hat, error) {
	for i, h := range f.Hats {
		if h.ID == id || id == "" && i == 0 {
			return h, nil
		}
	}
	return Hat{}, fault.New(fault.NotFound, "there is no hat %.40q", id).Helped("choose one of those on the page")
}

func (f *Face) cards() []session.Card {
	out := make([]session.Card, len(f.Hats))
	for i, h := range f.Hats {
		out[i] = session.Card{ID: h.ID, Title: h.Title, Text: h.Text}
	}
	stranger := session.Card{Title: "I found a hole", Text: "Nobody whom they know: tells the maker of a weakness, without an account, and follows what becomes of it", URL: "/security/report"}
	return slices.Insert(out, min(3, len(out)), stranger)
}

// GET /hats shows as whom the demonstration can be looked at.
func (f *Face) askHat(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return show(w, r, session.NewHats(frame, f.cards()).Show())
}

// POST /hats goes on as somebody else of the demonstration.
func (f *Face) changeHat(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	h, err := f.hat(r.PostFormValue("hat"))
	if err != nil {
		return err
	}
	if err := f.Server.PutOn(w, r, h.As); err != nil {
		return err
	}
	return onward(w, r, "/")
}

// putOn uses the demonstration's one-time link and goes on as whom was chosen.
func (f *Face) putOn(w http.ResponseWriter, r *http.Request) error {
	h, err := f.hat(r.PostFormValue("hat"))
	if err != nil {
		return err
	}
	return f.Server.UseLinkAs(w, r, secret.Secret(r.PostFormValue("key")), h.As)
}

// hatRoutes are there in the demonstration only.
func (f *Face) hatRoutes() []serve.Route {
	if len(f.Hats) == 0 {
		return nil
	}
	return []serve.Route{
		{Method: "GET", Path: "/hats", Needs: serve.SignedIn, Face: serve.Page, Do: f.askHat},
		{Method: "POST", Path: "/hats", Needs: serve.SignedIn, Face: serve.Page, Do: f.changeHat},
	}
}
