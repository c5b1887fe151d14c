package web

import (
	"net/http"
	"net/url"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/name"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /names lists the name rules. Values in the address fill in the form.
func (f *Face) names(w http.ResponseWriter, r *http.Request) error {
	return f.namesPage(w, r, r.URL.Query(), nil)
}

// namesPage draws the rules with a form as it was asked for, or refused.
func (f *Face) namesPage(w http.ResponseWriter, r *http.Request, entered url.Values, what *fault.Fault) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		all, err := tx.Aliases(ctx)
		p = view.New(frame, rulesOf(all), view.Form())
		return err
	})
	if err != nil {
		return err
	}
	p.MayEdit = who.Allowed(org.WriteNames)
	for _, in := range p.Form.Inputs {
		if v := entered.Get(in.Name); v != "" {
			p.Form.Put(in.Name, v)
			p.Asked = true
		}
	}
	if what == nil {
		return show(w, r, p.Show())
	}
	p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

// rulesOf is what the page shows of the rules, those in force first.
func rulesOf(all []match.Alias) []view.Rule {
	var live, undone []view.Rule
	for _, a := range all {
		rule := view.Rule{ID: a.ID, Name: a.Name, Names: a.Patterns, Who: a.Who, At: a.When, Undone: a.Undone}
		if a.Vendor != "" {
			rule.Name += ", " + a.Vendor
		}
		if a.CPE != "" {
			rule.Found = append(rule.Found, a.CPE)
		}
		if a.Package != "" {
			rule.Found = append(rule.Found, a.Ecosystem+" "+a.Package)
		}
		if a.Undone.IsZero() {
			live = append(live, rule)
		} else {
			undone = append(undone, rule)
		}
	}
	return append(live, undone...)
}

// POST /names
func (f *Face) keepName(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	in := match.Alias{
		Name: strings.TrimSpace(r.PostFormValue("name")), Vendor: strings.TrimSpace(r.PostFormValue("vendor")), Patterns: lines(r.PostFormValue("patterns")),
		Ecosystem: strings.TrimSpace(r.PostFormValue("ecosystem")), Package: strings.TrimSpace(r.PostFormValue("package")), CPE: wholeCPE(r.PostFormValue("cpe")),
	}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.KeepAlias(ctx, tx, who, in)
		return err
	})
	if what := refused(err); what != nil {
		return f.namesPage(w, r, r.PostForm, what)
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/names")
}

// wholeCPE completes "busybox:busybox" to a CPE 2.3 of an application; what
// is whole already stays.
func wholeCPE(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(strings.ToLower(text), "cpe:") || strings.Count(text, ":") != 1 {
		return text
	}
	return "cpe:2.3:a:" + strings.ToLower(strings.ReplaceAll(text, " ", "_")) + ":*:*:*:*:*:*:*:*"
}

// POST /names/{id}/undo
func (f *Face) undoName(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.UndoAlias(ctx, tx, who, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, "/names")
}
