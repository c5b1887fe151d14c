package web

import (
	"net/http"
	"slices"
	"strconv"

	"aceso/internal/domain/product"
	"aceso/internal/serve"
	productview "aceso/internal/serve/web/view/product"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// POST /products/{id}/releases
func (f *Face) addRelease(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, in := r.Context(), serve.Actor(r), releaseOf(r)
	in.ID, in.Model = "", r.PathValue("id")
	var added product.Release
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		added, err = product.AddRelease(ctx, tx, who, in)
		return err
	})
	if what := refused(err); what != nil {
		p, err := f.modelPage(r)
		if err != nil {
			return err
		}
		putRelease(&p.New, in)
		refuseRelease(&p.New, in, what)
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/releases/"+added.ID)
}

// releaseOf reads a release from its form.
func releaseOf(r *http.Request) product.Release {
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	date := func(name string) product.Date {
		if d := product.Date(r.PostFormValue(name)); d != "" || !slices.Contains(r.PostForm["announced"], name) {
			return d
		}
		return product.TBA
	}
	return product.Release{
		ID: r.PathValue("id"), Version: r.PostFormValue("version"), State: product.State(r.PostFormValue("state")), Note: r.PostFormValue("note"), Rev: rev,
		Dates: product.Dates{GeneralAvailability: date("available"), EndOfSales: date("end_of_sales"), EndOfSecuritySupport: date("end_of_security_support"), EndOfLife: date("end_of_life")},
	}
}

// putRelease fills a form with a release.
func putRelease(form *ui.Form, v product.Release) {
	form.Put("rev", strconv.FormatInt(v.Rev, 10))
	form.Put("version", v.Version)
	form.Put("state", string(v.State))
	form.Put("note", v.Note)
	var announced []string
	for name, d := range map[string]product.Date{"available": v.Dates.GeneralAvailability, "end_of_sales": v.Dates.EndOfSales, "end_of_security_support": v.Dates.EndOfSecuritySupport, "end_of_life": v.Dates.EndOfLife} {
		text := string(d)
		if at, ok := d.At(); ok {
			text = at.Format("2006-01-02")
		}
		if d == product.TBA {
			announced = append(announced, name)
			text = "" // an input for a date can't hold it
		}
		form.Put(name, text)
	}
	form.Mark("announced", announced)
}

// refuseRelease says on a form what is wrong with a release: of the dates,
// each beside its own input.
func refuseRelease(form *ui.Form, v product.Release, what *fault.Fault) {
	dates := v.Dates
	wrongs := dates.Wrongs()
	for _, w := range wrongs {
		name := w.Field
		if name == "general_availability" {
			name = "available"
		}
		form.Refuse(name, w.Text)
	}
	if len(wrongs) == 0 || what.Kind != fault.Invalid {
		form.Wrong, form.Fix = what.Text, what.Fix
	}
}

// GET /releases/{id}/edit
func (f *Face) editRelease(w http.ResponseWriter, r *http.Request) error {
	return f.askRelease(w, r, nil, nil)
}

// askRelease draws the form of a release: as it stands, or as it was refused.
func (f *Face) askRelease(w http.ResponseWriter, r *http.Request, entered *product.Release, what *fault.Fault) error {
	ctx, id := r.Context(), r.PathValue("id")
	var p productview.Edit
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		v, err := tx.Release(ctx, id)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, v.Model)
		if err != nil {
			return err
		}
		p = productview.NewEdit(frame, "Change "+m.Name+" "+v.Version, "", ui.Link{Label: m.Name + " " + v.Version, URL: "/releases/" + id}, productview.ReleaseForm("/releases/"+id))
		if entered == nil {
			entered = &v
		}
		return nil
	})
	if err != nil {
		return err
	}
	putRelease(&p.Form, *entered)
	if what == nil {
		return show(w, r, p.Show())
	}
	refuseRelease(&p.Form, *entered, what)
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

// POST /releases/{id}
func (f *Face) changeRelease(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, in := r.Context(), serve.Actor(r), releaseOf(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := product.ChangeRelease(ctx, tx, who, in)
		return err
	})
	if fault.Is(err, fault.Stale) {
		return f.releaseRival(w, r, in)
	}
	if what := refused(err); what != nil {
		return f.askRelease(w, r, &in, what)
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/releases/"+in.ID)
}
