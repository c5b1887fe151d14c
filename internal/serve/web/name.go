package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/name"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /names is the identity desk. Values in the address fill in the form.
func (f *Face) names(w http.ResponseWriter, r *http.Request) error {
	return f.namesPage(w, r, r.URL.Query(), nil)
}

// groupsShown is how many names one page of the desk lists: for each the
// products that it may mean are looked up.
const groupsShown = 20

// namesPage draws the desk with a form as it was asked for, or refused.
func (f *Face) namesPage(w http.ResponseWriter, r *http.Request, entered url.Values, what *fault.Fault) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		all, err := tx.Aliases(ctx)
		if err != nil {
			return err
		}
		p = view.New(frame, rulesOf(all), view.Form())
		p.MayEdit = who.Allowed(org.WriteNames)
		return f.fillGroups(ctx, tx, r, &p)
	})
	if err != nil {
		return err
	}
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

// fillGroups reads what could not be checked, by name, with what it may be.
func (f *Face) fillGroups(ctx context.Context, tx *store.Tx, r *http.Request, p *view.Page) error {
	q := ui.Query{Path: "/names", Values: url.Values{}}
	for _, name := range []string{"q", "model", "page"} {
		if v := r.URL.Query().Get(name); v != "" {
			q.Values.Set(name, v)
		}
	}
	page := min(number(r, "page"), 1<<20)
	groups, err := tx.NameGroups(ctx, store.PartFilter{Text: q.Values.Get("q"), Model: q.Values.Get("model")}, store.Page{Limit: groupsShown, Skip: int(page) * groupsShown})
	if err != nil {
		return err
	}
	models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
	if err != nil {
		return err
	}
	in := []string{"", "any"}
	for _, m := range models.Rows {
		in = append(in, m.ID, m.Name)
	}
	p.Filters = []ui.Input{
		{Name: "q", ID: "filter-q", Label: "Find", Kind: ui.Find, Long: true, Optional: true, Placeholder: "name, supplier, purl", Value: q.Values.Get("q")},
		{Name: "model", ID: "filter-model", Label: "Product", Kind: ui.Select, Choices: choices(q.Values.Get("model"), in...)},
	}
	p.Filtered = q.Values.Get("q")+q.Values.Get("model") != ""
	first := int(page) * groupsShown
	p.Pager = ui.Pager{Noun: "names", Total: groups.Total, First: first + 1, Last: first + len(groups.Rows)}
	if page > 0 {
		p.Pager.Start = q.With("page", "")
	}
	if p.Pager.Last < groups.Total {
		p.Pager.Next = q.With("page", strconv.FormatInt(page+1, 10))
	}
	intel := f.Intel.Bundle()
	p.NoData = intel == nil
	for _, g := range groups.Rows {
		one, err := groupOf(g, intel)
		if err != nil {
			return err
		}
		p.Groups = append(p.Groups, one)
	}
	return nil
}

func groupOf(g store.NameGroup, intel match.Intel) (view.Group, error) {
	full := g.Name
	if g.Group != "" {
		full = g.Group + "/" + g.Name
	}
	out := view.Group{
		Name: full, Supplier: g.Supplier, Reason: g.Cause, Reasons: g.Causes, Parts: g.Parts, Versions: g.Versions, Releases: g.Releases,
		Why: explainURL(g.Key), Own: "/names?" + url.Values{"name": {g.Name}, "vendor": {g.Supplier}, "patterns": {full}}.Encode(),
	}
	if intel == nil {
		return out, nil
	}
	proposals, err := match.Propose(g.Name, g.Supplier, intel)
	for _, o := range proposals {
		out.Proposals = append(out.Proposals, view.Proposal{
			Product: o.Vendor + ":" + o.Product, Why: o.Why, Weaknesses: o.Weaknesses,
			Rule: url.Values{"name": {g.Name}, "vendor": {o.Vendor}, "patterns": {full}, "cpe": {o.CPE}},
		})
	}
	return out, err
}

// rulesOf is what the page shows of the rules, those in force first.
func rulesOf(all []match.Alias) []view.Rule {
	var live, undone []view.Rule
	batches := map[string]int{}
	for _, a := range all {
		if a.Batch != "" && a.Undone.IsZero() {
			batches[a.Batch]++
		}
	}
	for _, a := range all {
		rule := view.Rule{ID: a.ID, Name: a.Name, Names: a.Patterns, Found: foundUnder(a), Who: a.Who, At: a.When, Undone: a.Undone, Batch: a.Batch, Batchs: batches[a.Batch]}
		if a.Vendor != "" {
			rule.Name += ", " + a.Vendor
		}
		if a.Undone.IsZero() {
			live = append(live, rule)
		} else {
			undone = append(undone, rule)
		}
	}
	return append(live, undone...)
}

func foundUnder(a match.Alias) []string {
	var out []string
	if a.CPE != "" {
		out = append(out, a.CPE)
	}
	if a.Package != "" {
		out = append(out, a.Ecosystem+" "+a.Package)
	}
	return out
}

// ruleIn is the rule that a form holds.
func ruleIn(v url.Values) match.Alias {
	text := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	return match.Alias{
		Name: text("name"), Vendor: text("vendor"), Patterns: lines(v.Get("patterns")),
		Ecosystem: text("ecosystem"), Package: text("package"), CPE: wholeCPE(v.Get("cpe")),
	}
}

// POST /names
func (f *Face) keepName(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.KeepAlias(ctx, tx, who, ruleIn(r.PostForm))
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
