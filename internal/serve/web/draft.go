package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"aceso/internal/domain/draft"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/draft"
	"aceso/internal/serve/web/view/problem"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// draftRoutes are the pages about what somebody has not sent yet.
func (f *Face) draftRoutes() []serve.Route {
	page := func(method, path string, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: serve.SignedIn, Face: serve.Page, Do: do}
	}
	return []serve.Route{
		page("GET", "/drafts", f.drafts),
		page("POST", "/drafts", f.keepDraft),
		page("GET", "/drafts/{id}", f.openDraft),
		page("POST", "/drafts/{id}/drop", f.dropDraft),
	}
}

// GET /drafts
func (f *Face) drafts(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		all, err := draft.List(ctx, tx, who)
		rows := make([]view.Row, len(all))
		for i, d := range all {
			rows[i] = view.Row{ID: d.ID, What: d.What, Start: d.Start, Ended: d.Why == draft.Ended, Saved: d.Saved, Expires: d.Expires}
		}
		p = view.New(frame, rows, draft.Life)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// POST /drafts keeps a form as it is being filled in; the pages' script asks
// for it. The form itself is one field, as a browser would send it.
func (f *Face) keepDraft(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 2*draft.MaxBytes) // it is written in percent signs twice
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	action := r.PostFormValue("action")
	t, record, ok := typedBy(action)
	fields, err := url.ParseQuery(r.PostFormValue("form"))
	if !ok || err != nil {
		return fault.New(fault.Invalid, "no form that is kept is sent to %.100q", action).Helped("send it as it is")
	}
	ctx, who := r.Context(), serve.Actor(r)
	d := t.draft(action, record, r.PostFormValue("page"), draft.Typing, fields)
	d.ID = fields.Get("_draft")
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		if r.PostFormValue("same") == "yes" { // as it was when the page was opened
			return draft.Drop(ctx, tx, who, d.ID)
		}
		_, err := draft.Keep(ctx, tx, who, d)
		return err
	})
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
	}
	return err
}

// GET /drafts/{id} opens the page that the form stands on, filled in. A person
// may have come back to another of their organisations.
func (f *Face) openDraft(w http.ResponseWriter, r *http.Request) error {
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	d, err := f.readDraft(ctx, who, id)
	if err == nil {
		path, query, _ := strings.Cut(d.Page, "?")
		q, err := url.ParseQuery(query)
		if err != nil {
			q = url.Values{}
		}
		q.Set("_draft", id)
		return onward(w, r, path+"?"+q.Encode())
	}
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	if elsewhere, ok := f.draftElsewhere(ctx, who, id); ok {
		return fault.New(fault.NotFound, "this was written while you worked for %s", elsewhere).Helped("choose “Work for %s” in your menu, then Drafts", elsewhere)
	}
	return err
}

func (f *Face) readDraft(ctx context.Context, who org.Actor, id string) (draft.Draft, error) {
	var d draft.Draft
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) (err error) {
		d, err = draft.Read(ctx, tx, who, id)
		return err
	})
	return d, err
}

// draftElsewhere finds in which other organisation of the same person a draft lies.
func (f *Face) draftElsewhere(ctx context.Context, who org.Actor, id string) (name string, ok bool) {
	var others []ui.Choice
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) (err error) {
		others, err = otherOrgs(ctx, tx, who)
		return err
	})
	if err != nil {
		return "", false
	}
	for _, o := range others {
		if _, err := f.readDraft(ctx, org.Actor{Org: o.Value, Person: who.Person}, id); err == nil {
			return o.Label, true
		}
	}
	return "", false
}

// POST /drafts/{id}/drop
func (f *Face) dropDraft(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if _, err := f.readDraft(r.Context(), serve.Actor(r), id); err != nil {
		return err
	}
	if err := f.dropOwn(r, id); err != nil {
		return err
	}
	return onward(w, r, "/drafts")
}

func (f *Face) dropOwn(r *http.Request, id string) error {
	ctx, who := r.Context(), serve.Actor(r)
	return f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return draft.Drop(ctx, tx, who, id) })
}

// A carried draft goes with a request: its form is on the page that is asked
// for, or it is what was sent.
type carried struct {
	draft.Draft
	filled bool // the values are to be written into the page
	at     time.Time
}

type draftKey struct{}

func carriedBy(r *http.Request) *carried {
	c, _ := r.Context().Value(draftKey{}).(*carried)
	return c
}

// takingUp lets a page be asked for with a draft: …?_draft=ID. The page itself
// does not see that; it is drawn as ever. One that was sent meanwhile is left out.
func (f *Face) takingUp(do serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, bare := r.URL.Query().Get("_draft"), without(r, "_draft")
		if id == "" {
			return do(w, r)
		}
		d, err := f.readDraft(r.Context(), serve.Actor(r), id)
		if fault.Is(err, fault.NotFound) {
			return onward(w, r, bare.URL.RequestURI())
		}
		if err != nil {
			return err
		}
		return do(w, bare.WithContext(context.WithValue(r.Context(), draftKey{}, &carried{d, true, f.DB.Now()})))
	}
}

// sending does what a form asks for, and throws its draft away once it is done.
func (f *Face) sending(t typed, do serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		in := r.WithContext(context.WithValue(r.Context(), draftKey{}, &carried{Draft: draft.Draft{Action: r.URL.Path}}))
		err := do(&told{ResponseWriter: w, first: func(status int) {
			done := status == http.StatusSeeOther || t.stays && status == http.StatusOK
			if id := in.PostForm.Get("_draft"); done && id != "" {
				if err := f.dropOwn(in, id); err != nil { // it stays, and its time will come
					f.Server.Log.WarnContext(in.Context(), "a draft that was sent can't be dropped", "error", err)
				}
			}
		}}, in)
		r.Form, r.PostForm = in.Form, in.PostForm // for the page that tells an error
		return err
	}
}

// told does something before an answer leaves.
type told struct {
	http.ResponseWriter
	first func(status int)
}

// WriteHeader tells the status first.
func (t *told) WriteHeader(status int) {
	t.first(status)
	t.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (t *told) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// filledIn writes what a request carries into the page that answers it.
func filledIn(r *http.Request, status int, page []byte) ([]byte, error) {
	c := carriedBy(r)
	if c == nil || !c.filled && r.PostForm.Get("_draft") == "" || c.filled && status != http.StatusOK {
		return page, nil
	}
	if !c.filled { // a form that is shown once more goes on under the same name
		var hold bytes.Buffer
		err := view.Back{ID: r.PostForm.Get("_draft")}.Hold().Render(r.Context(), &hold)
		return filling{action: c.Action, fields: r.PostForm, drawn: true, line: hold.Bytes()}.into(page), err
	}
	back := view.Back{ID: c.ID, Ended: c.Why == draft.Ended, Saved: c.Saved, Now: c.at}
	var line, lost bytes.Buffer
	err := errors.Join(back.Line().Render(r.Context(), &line), back.Lost().Render(r.Context(), &lost))
	return filling{action: c.Action, fields: c.Fields, line: line.Bytes(), lost: lost.Bytes()}.into(page), err
}

// unsent answers a form that could not be done, without losing what was typed:
// for who is known it is kept, and sign-in is asked; to anybody else it is
// handed back within the page. It tells whether the request was such a form.
func (f *Face) unsent(w http.ResponseWriter, r *http.Request, status int, what *fault.Fault) bool {
	t, record, ok := typedBy(r.URL.Path)
	if route := serve.RouteOf(r.Context()); !ok || route.Method != http.MethodPost || route.Path != t.action {
		return false // no form, or one that another site sent
	}
	fields, file, err := fieldsOf(w, r)
	if err != nil || len(draft.Plain(fields)) == 0 {
		return false
	}
	if what.Kind == fault.Unsigned {
		if id := f.keepEnded(r, t, record, fields); id != "" {
			return draw(w, r, status, f.signInPage(r, "/drafts/"+id).Show()) == nil
		}
	}
	frame, err := f.page(r)
	if err != nil || frame.Person == "" {
		frame = f.bare(r)
	}
	plain := draft.Plain(fields)
	p := view.NewUnsent(frame, problem.New(frame, status, what).Title, what.Text, what.Fix, r.URL.Path, plain)
	if p.File, p.Secret = file, fields.Get("password") != ""; what.Kind == fault.Unsigned {
		p.SignIn, p.Text, p.Fix = true, "your session has ended, or you signed out elsewhere", ""
	}
	return draw(w, r, status, p.Show()) == nil
}

// keepEnded keeps a form that arrived when its sender's session had ended, and
// returns the id of the draft; "" when nobody knows whose it is.
func (f *Face) keepEnded(r *http.Request, t typed, record string, fields url.Values) string {
	who, err := f.Server.Whose(r)
	if err != nil || who.Person == "" {
		return ""
	}
	ctx := r.Context()
	d := t.draft(r.URL.Path, record, fields.Get("back"), draft.Ended, fields)
	d.ID = fields.Get("_draft")
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		d, err = draft.Keep(ctx, tx, who, d)
		return err
	})
	if err != nil {
		return ""
	}
	return d.ID
}

// fieldsOf reads the fields of a form that nobody has read, or has; a file in
// it is left out.
func fieldsOf(w http.ResponseWriter, r *http.Request) (fields url.Values, file bool, err error) {
	if r.PostForm != nil {
		return r.PostForm, false, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, draft.MaxBytes)
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
		return r.PostForm, false, err
	}
	if err != nil {
		return nil, false, err
	}
	fields = url.Values{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) || err != nil && file { // a file may be longer than what is read of it
			return fields, file, nil
		}
		if err != nil {
			return nil, file, err
		}
		if part.FileName() != "" {
			file = true
			continue
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return fields, file, err
		}
		fields.Add(part.FormName(), string(text))
	}
}

// begun are the notices of a page on which somebody began to write: the newest
// draft of its forms.
func (f *Face) begun(ctx context.Context, tx *store.Tx, r *http.Request) ([]ui.Notice, error) {
	if r.Method != http.MethodGet || carriedBy(r) != nil {
		return nil, nil
	}
	all, err := draft.List(ctx, tx, serve.Actor(r))
	for _, d := range all {
		if path, _, _ := strings.Cut(d.Page, "?"); path != r.URL.Path {
			continue
		}
		text := "You began to write here " + ui.Ago(d.Saved, tx.Now()) + " and did not send it"
		if d.Start != "" {
			text += ": “" + d.Start + "”"
		} else {
			text += "."
		}
		return []ui.Notice{{Tone: ui.Plain, Text: text, Link: ui.Link{Label: "Take it up", URL: "/drafts/" + d.ID}}}, nil
	}
	return nil, err
}

// keeping makes the forms among the routes survive.
func (f *Face) keeping(routes []serve.Route) []serve.Route {
	for i, r := range routes {
		switch {
		case r.Face != serve.Page:
		case r.Method == http.MethodGet && r.Needs != serve.Anyone:
			routes[i].Do = touring(f.takingUp(r.Do))
		case r.Method == http.MethodPost:
			for _, t := range typedForms {
				if t.action == r.Path {
					routes[i].Do = f.sending(t, r.Do)
				}
			}
		}
	}
	return routes
}
