package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/ui"
	view "aceso/internal/serve/web/view/unchecked"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// narrow lets a filter take only what is of the kind.
func (k kind) narrow(f *store.PartFilter) {
	f.Checked, f.Causes = nil, nil
	for _, r := range k.reasons {
		if !slices.Contains(f.Checked, r.Checked) {
			f.Checked = append(f.Checked, r.Checked)
		}
		f.Causes = append(f.Causes, r.Cause)
	}
}

// uncheckedFilter reads from the address what narrows the list, but for the reason.
func uncheckedFilter(v url.Values) store.PartFilter {
	f := store.PartFilter{Model: v.Get("model"), Text: v.Get("q"), Sort: v.Get("sort"), Checked: store.Unchecked}
	if f.Sort == "" {
		f.Sort = "cause"
	}
	return f
}

// because narrows a filter to the reason that the address names.
func because(f *store.PartFilter, key string, all []kind) error {
	if key == "" {
		return nil
	}
	for _, k := range all {
		if k.key == key {
			k.narrow(f)
			return nil
		}
	}
	if slices.ContainsFunc(append(slices.Clone(hindrances), waiting, otherwhy), func(h hindrance) bool { return h.key == key }) {
		f.Causes = []string{key} // nothing has it at present: a key is the cause of no part
		return nil
	}
	return fault.New(fault.Invalid, "%q is no reason for which parts can't be checked", key).Helped("choose one of the list")
}

// GET /unchecked is what could not be checked, of all releases.
func (f *Face) unchecked(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p, err = uncheckedPage(ctx, tx, r, frame)
		return err
	})
	if err != nil {
		return err
	}
	p.MayName = who.Allowed(org.WriteNames)
	return show(w, r, p.Show())
}

func uncheckedPage(ctx context.Context, tx *store.Tx, r *http.Request, frame ui.Frame) (view.Page, error) {
	q := ui.Query{Path: "/unchecked", Values: r.URL.Query()}
	none := view.Page{}
	counts, err := tx.AllCounts(ctx)
	if err != nil {
		return none, err
	}
	filter := uncheckedFilter(q.Values)
	reasons, err := tx.UncheckedReasons(ctx, filter)
	if err != nil {
		return none, err
	}
	all := kinds(reasons)
	if err := because(&filter, q.Values.Get("why"), all); err != nil {
		return none, err
	}
	parts, err := tx.Parts(ctx, filter, store.Page{After: q.Values.Get("after")})
	if err != nil {
		return none, err
	}
	rows, err := uncheckedRows(ctx, tx, parts.Rows)
	if err != nil {
		return none, err
	}
	models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
	if err != nil {
		return none, err
	}
	p := view.New(frame, q, counts.NotCheckable+counts.Waiting, counts.Total, uncheckedReasons(all, q, serve.Actor(r)), rows, pager(q, "parts", number(r, "from"), parts))
	p.Pager.Table = ui.Query{Path: "/unchecked.csv", Values: q.Values}.With("after", "")
	p.Filters, p.Filter = uncheckedFilters(q.Values, all, models.Rows)
	p.Head = headOf(q, filter.Sort, []ui.Column{{Label: "Part", Sort: "name"}, {Label: "Version", Sort: "version"}, {Label: "Why not", Sort: "cause"}, {Label: "In"}, {Label: "What helps", Num: true}})
	return p, nil
}

// uncheckedReasons are the kinds as the page shows them.
func uncheckedReasons(all []kind, q ui.Query, who org.Actor) []view.Reason {
	out := make([]view.Reason, len(all))
	for i, k := range all {
		out[i] = view.Reason{Name: k.name, Parts: k.parts, URL: q.With("why", k.key), Chosen: q.Values.Get("why") == k.key, Causes: k.causes(), Settle: k.settle}
		if who.Allowed(k.needs) {
			out[i].Act = k.act
		}
	}
	return out
}

// uncheckedFilters are the inputs above the list, and whether any narrows it.
func uncheckedFilters(v url.Values, all []kind, models []product.Model) ([]ui.Input, bool) {
	why := []string{"", "any"}
	for _, k := range all {
		why = append(why, k.key, k.name)
	}
	in := []string{"", "any"}
	for _, m := range models {
		in = append(in, m.ID, m.Name)
	}
	inputs := []ui.Input{
		{Name: "q", Label: "Find", Kind: ui.Find, Long: true, Optional: true, Placeholder: "name, supplier, purl", Value: v.Get("q")},
		{Name: "why", Label: "Why not", Kind: ui.Select, Choices: choices(v.Get("why"), why...)},
		{Name: "model", Label: "Product", Kind: ui.Select, Choices: choices(v.Get("model"), in...)},
	}
	narrow := false
	for i := range inputs {
		inputs[i].ID = "filter-" + inputs[i].Name
		narrow = narrow || v.Get(inputs[i].Name) != ""
	}
	if sort := v.Get("sort"); sort != "" {
		inputs = append(inputs, ui.Input{Name: "sort", Kind: ui.Hidden, Value: sort})
	}
	return inputs, narrow
}

// placesShown is how many releases a row names.
const placesShown = 3

// uncheckedRows are the parts with the releases that they are in.
func uncheckedRows(ctx context.Context, tx *store.Tx, parts []store.Part) ([]view.Row, error) {
	numbers := make([]int64, len(parts))
	for i, p := range parts {
		numbers[i] = p.No
	}
	places, err := tx.PartPlaces(ctx, numbers, placesShown)
	if err != nil {
		return nil, err
	}
	many, err := tx.PartReleases(ctx, numbers)
	rows := make([]view.Row, len(parts))
	for i, p := range parts {
		c := p.Component
		rows[i] = view.Row{Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, Identity: identity(c), Reason: ui.Upper(reasonOf(p)), NameURL: nameURL(c), WhyURL: explainURL(p.Key), More: many[p.No] - len(places[p.No])}
		for _, at := range places[p.No] {
			rows[i].Places = append(rows[i].Places, ui.Link{Label: at.Model + " " + at.Version, URL: "/releases/" + url.PathEscape(at.Release)})
		}
	}
	return rows, err
}

// GET /unchecked.csv with the filters of the page.
func (f *Face) uncheckedTable(w http.ResponseWriter, r *http.Request) error {
	filter, chosen := uncheckedFilter(r.URL.Query()), r.FormValue("why")
	return f.table(w, r, "unchecked", []string{"name", "version", "supplier", "purl", "cpe", "reason", "what would settle it", "releases", "some of them", "data as of"},
		func(ctx context.Context, tx *store.Tx, after string) ([][]string, string, error) {
			narrowed := filter
			if chosen != "" {
				reasons, err := tx.UncheckedReasons(ctx, filter)
				if err != nil {
					return nil, "", err
				}
				if err := because(&narrowed, chosen, kinds(reasons)); err != nil {
					return nil, "", err
				}
			}
			list, err := tx.Parts(ctx, narrowed, store.Page{After: after, Limit: exportStep})
			if err != nil {
				return nil, "", err
			}
			shown, err := uncheckedRows(ctx, tx, list.Rows)
			var rows [][]string
			for i, p := range list.Rows {
				c, row := p.Component, shown[i]
				var in []string
				for _, at := range row.Places {
					in = append(in, at.Label)
				}
				checked := p.Checked
				if checked == "" {
					checked = store.Waiting
				}
				settle := hindranceOf(store.UncheckedReason{Checked: checked, Cause: p.Cause}).settle
				rows = append(rows, []string{c.FullName(), c.Version, c.Supplier, c.PURL, strings.Join(c.CPEs, " "), reasonOf(p), settle, strconv.Itoa(len(row.Places) + row.More), strings.Join(in, ", "), f.Intel.AsOf()})
			}
			return rows, list.Next, err
		})
}
