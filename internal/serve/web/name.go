package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/name"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /names is the identity desk. Values in the address fill in the form.
func (f *Face) names(w http.ResponseWriter, r *http.Request) error {
	return f.namesPage(w, r, r.URL.Query(), nil)
}

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
		groups, err := f.listed(ctx, tx, r, f.nameList())
		if err != nil {
			return err
		}
		rules, err := f.listed(ctx, tx, r, f.ruleList())
		p = view.New(frame, groups, rules, inForce(all), view.Form())
		p.MayEdit, p.NoData = who.Allowed(org.WriteNames), f.Intel.Bundle() == nil
		return err
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

// inForce counts the rules that hold.
func inForce(all []match.Alias) int {
	n := 0
	for _, a := range all {
		if a.Undone.IsZero() {
			n++
		}
	}
	return n
}

// nameList is the list of what could not be checked, by name, as it is read. A
// page of it names what each may be; what leaves whole does not.
func (f *Face) nameList() list.List[view.Group] {
	return list.List[view.Group]{Spec: view.Groups, Needs: org.ReadNames, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Group], error) {
		var err error
		if a.Choices["model"], err = modelChoices(ctx, tx); err != nil {
			return nil, err
		}
		filter := store.PartFilter{Text: a.Get("q"), Model: a.Get("model"), Sort: a.Sort}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Group], error) {
			intel := f.Intel.Bundle()
			if p.Limit == 0 {
				p.Limit = namesShown
			} else {
				intel = nil
			}
			found, err := tx.NameGroups(ctx, filter, p)
			if err != nil {
				return store.Slice[view.Group]{}, err
			}
			out := store.Slice[view.Group]{Next: found.Next, Total: found.Total}
			for _, g := range found.Rows {
				row, err := groupOf(g, intel)
				if err != nil {
					return out, err
				}
				row.MayEdit = a.Who.Allowed(org.WriteNames)
				out.Rows = append(out.Rows, row)
			}
			return out, nil
		}, nil
	}}
}

// namesShown is how many names one page of the desk lists: for each the
// products that it may mean are looked up.
const namesShown = 20

// ruleList is the list of the name rules, as it is read.
func (f *Face) ruleList() list.List[view.Rule] {
	return list.List[view.Rule]{Spec: view.Rules, Needs: org.ReadNames, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Rule], error) {
		all, err := tx.Aliases(ctx)
		return view.Rules.Memory(a, rulesOf(all)), err
	}}
}

func groupOf(g store.NameGroup, intel match.Intel) (view.Group, error) {
	full := g.Name
	if g.Group != "" {
		full = g.Group + "/" + g.Name
	}
	out := view.Group{
		Key: g.Key, Name: full, Supplier: g.Supplier, Reason: g.Cause, Reasons: g.Causes, Parts: g.Parts, Versions: g.Versions, Releases: g.Releases,
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
