package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/casework"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /cases/new asks for what came by telephone, letter or service.
func (f *Face) askCase(w http.ResponseWriter, r *http.Request) error {
	p, err := f.caseForm(r, "/cases", "Enter what came in", "Keep it", true, nil)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// caseForm is the form of a case, filled in with what was entered.
func (f *Face) caseForm(r *http.Request, action, title, submit string, fresh bool, v url.Values) (view.Form, error) {
	ctx := r.Context()
	var p view.Form
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		models, err := tx.Models(ctx, "", "", store.Page{Limit: 500})
		if err != nil {
			return err
		}
		frame.Title = title
		p = view.NewForm(frame, action, submit, fresh, models.Rows)
		for name := range v {
			p.Form.Put(name, v.Get(name))
		}
		return nil
	})
	return p, err
}

// POST /cases
func (f *Face) enterCase(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	c, err := enteredCase(r.PostForm, f.DB.Now(), true)
	if err == nil {
		err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			front, err := tx.Front(ctx)
			if err != nil {
				return err
			}
			if front.Prefix == "" {
				return fault.New(fault.Conflict, "nobody has said yet what your numbers begin with").Helped("arrange your page for strangers first, open or shut")
			}
			if err := ours(ctx, tx, c.Device.Model); err != nil {
				return err
			}
			c, _, err = casework.Enter(ctx, tx, who, c, front.Prefix, nil)
			return err
		})
	}
	if what := refused(err); what != nil {
		p, failed := f.caseForm(r, "/cases", "Enter what came in", "Keep it", true, r.PostForm)
		if failed != nil {
			return failed
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/cases/"+c.ID)
}

// enteredCase makes a case of what a form sends. A fresh one is told and dated;
// of one that is there, how it was handled. What the form does not ask for is
// not taken.
func enteredCase(v url.Values, now time.Time, fresh bool) (casework.Case, error) {
	v = maps.Clone(v)
	for name, first := range map[string]bool{
		"way": true, "text": true, "received": true, "wish": true,
		"investigated": false, "justification": false, "correction": false, "reply": false, "capa": false, "harm": false, "parties": false, "embargo": false, "planned": false, "serviced": false,
	} {
		if first != fresh {
			v.Del(name)
		}
	}
	v.Del("wish")
	c := casework.Case{
		Kind: casework.Kind(v.Get("kind")), Way: casework.Way(v.Get("way")), Title: v.Get("title"), Text: v.Get("text"), Impact: v.Get("impact"), Wish: v.Get("wish"),
		Device:   casework.Device{Model: v.Get("model"), Said: v.Get("product"), Version: v.Get("version"), UDI: v.Get("udi"), Serial: v.Get("serial"), Lot: v.Get("lot"), OtherIDs: v.Get("ids")},
		Reporter: casework.Reporter{Name: v.Get("name"), Organisation: v.Get("organisation"), Address: v.Get("address"), Phone: v.Get("phone"), Mail: v.Get("mail"), Credit: v.Get("credit"), Anonymous: v.Get("anonymous") != ""},
		Handling: casework.Handling{Investigated: v.Get("investigated"), Justification: v.Get("justification"), Correction: v.Get("correction"), Reply: v.Get("reply"), CAPA: v.Get("capa"), Harm: v.Get("harm")},
		Parties:  strings.FieldsFunc(v.Get("parties"), func(r rune) bool { return r == '\n' || r == '\r' }),
	}
	var err error
	if text := strings.TrimSpace(v.Get("received")); text != "" {
		if c.Received, err = time.Parse("2006-01-02T15:04", text); err != nil {
			return c, fault.New(fault.Invalid, "%.40q is no moment", text).Helped("write it as 2026-11-02T09:14, in UTC")
		}
	}
	for _, d := range []struct {
		name string
		to   *time.Time
	}{{"embargo", &c.Embargo}, {"planned", &c.Planned}, {"serviced", &c.Handling.Serviced}} {
		if *d.to, err = enteredDay(v.Get(d.name)); err != nil {
			return c, err
		}
	}
	if inv := c.Handling.Investigated; inv != "" && inv != "yes" && inv != "no" {
		return c, fault.New(fault.Invalid, "a complaint was investigated or not")
	}
	if c.Received.After(now) {
		return c, fault.New(fault.Invalid, "nothing is received in the future")
	}
	return c, nil
}

// GET /cases/{id}/edit
func (f *Face) askEditCase(w http.ResponseWriter, r *http.Request) error {
	c, err := f.caseOf(r)
	if err != nil {
		return err
	}
	p, err := f.caseForm(r, "/cases/"+c.ID, "Change what is known of "+c.Number, "Save", false, valuesOf(c))
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) caseOf(r *http.Request) (casework.Case, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var c casework.Case
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) (err error) {
		c, err = seenCase(ctx, tx, who, r.PathValue("id"))
		return err
	})
	return c, err
}

// valuesOf is a case as its form sends it.
func valuesOf(c casework.Case) url.Values {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.DateOnly)
	}
	v := url.Values{}
	for name, value := range map[string]string{
		"rev": strconv.FormatInt(c.Rev, 10), "kind": string(c.Kind), "title": c.Title, "impact": c.Impact, "model": c.Device.Model, "product": c.Device.Said, "version": c.Device.Version, "udi": c.Device.UDI,
		"serial": c.Device.Serial, "lot": c.Device.Lot, "ids": c.Device.OtherIDs, "name": c.Reporter.Name, "organisation": c.Reporter.Organisation, "address": c.Reporter.Address, "phone": c.Reporter.Phone,
		"mail": c.Reporter.Mail, "credit": c.Reporter.Credit, "investigated": c.Handling.Investigated, "justification": c.Handling.Justification, "correction": c.Handling.Correction, "reply": c.Handling.Reply,
		"capa": c.Handling.CAPA, "harm": c.Handling.Harm, "embargo": day(c.Embargo), "planned": day(c.Planned), "parties": strings.Join(c.Parties, "\n"),
	} {
		v.Set(name, value)
	}
	if c.Reporter.Anonymous {
		v.Set("anonymous", "yes")
	}
	return v
}

// POST /cases/{id} changes what is known. What was told first stays as it was.
func (f *Face) editCase(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	in, err := enteredCase(r.PostForm, f.DB.Now(), false)
	if err == nil {
		rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
		err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return editCase(ctx, tx, who, id, rev, in) })
	}
	if what := refused(err); what != nil {
		p, failed := f.caseForm(r, "/cases/"+id, "Change what is known", "Save", false, r.PostForm)
		if failed != nil {
			return failed
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/cases/"+id)
}

func editCase(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64, in casework.Case) error {
	if err := ours(ctx, tx, in.Device.Model); err != nil {
		return err
	}
	_, err := casework.Edit(ctx, tx, who, id, rev, in)
	return err
}

// ours tells whether a model is one of the organisation's; none is fine.
func ours(ctx context.Context, tx *store.Tx, model string) error {
	if model == "" {
		return nil
	}
	_, err := tx.Model(ctx, model)
	return err
}
