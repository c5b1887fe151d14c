package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/component"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// componentHead are the columns of the list of components.
var componentHead = []ui.Column{{Label: "Part", Sort: "name"}, {Label: "Version", Sort: "version"}, {Label: "Support"}, {Label: "Answer", Sort: "affected", Falls: true}, {Label: "Releases", Num: true}}

// checkedWords are the answers that the list can be narrowed to.
var checkedWords = []string{"", "any", string(match.Matched), "weaknesses known", string(match.Clean), "clean", string(match.NotCheckable), "not checkable", string(store.Waiting), "waiting"}

// componentFilter reads from the address what narrows the list.
func componentFilter(v url.Values) (store.PartFilter, error) {
	f := store.PartFilter{Text: v.Get("q"), Model: v.Get("model"), Sort: v.Get("sort")}
	if f.Sort == "" {
		f.Sort = "name"
	}
	if c := v.Get("answer"); c != "" {
		if at := slices.Index(checkedWords, c); at < 2 || at%2 != 0 {
			return f, fault.New(fault.Invalid, "%q is no answer of a match", c).Helped("choose one of the list")
		}
		f.Checked = []match.Checked{match.Checked(c)}
	}
	return f, nil
}

// GET /components is every distinct part in use.
func (f *Face) components(w http.ResponseWriter, r *http.Request) error {
	filter, err := componentFilter(r.URL.Query())
	if err != nil {
		return err
	}
	ctx := r.Context()
	var p view.List
	err = f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		counts, err := tx.AllCounts(ctx)
		if err != nil {
			return err
		}
		parts, err := tx.Parts(ctx, filter, store.Page{After: r.FormValue("after")})
		if err != nil {
			return err
		}
		rows, err := f.componentRows(ctx, tx, parts.Rows)
		if err != nil {
			return err
		}
		models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
		if err != nil {
			return err
		}
		q := ui.Query{Path: "/components", Values: r.URL.Query()}
		p = view.NewList(frame, counts.Total, rows, headOf(q, filter.Sort, componentHead), pager(q, "components", number(r, "from"), parts))
		p.Pager.Table = ui.Query{Path: "/components.csv", Values: q.Values}.With("after", "")
		in := []string{"", "any"}
		for _, m := range models.Rows {
			in = append(in, m.ID, m.Name)
		}
		p.Filters, p.Filter = componentFilters(q.Values, in)
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// componentFilters are the inputs above the list, and whether any narrows it.
func componentFilters(v url.Values, models []string) ([]ui.Input, bool) {
	inputs := []ui.Input{
		{Name: "q", Label: "Find", Kind: ui.Find, Long: true, Optional: true, Placeholder: "name, version, supplier, purl", Value: v.Get("q")},
		{Name: "answer", Label: "Answer", Kind: ui.Select, Choices: choices(v.Get("answer"), checkedWords...)},
		{Name: "model", Label: "Product", Kind: ui.Select, Choices: choices(v.Get("model"), models...)},
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

func componentURL(key string) string { return "/components/" + url.PathEscape(key) }

// componentRows are parts with how they are supported and where they are.
func (f *Face) componentRows(ctx context.Context, tx *store.Tx, parts []store.Part) ([]view.Row, error) {
	standings, err := serve.PartStandings(ctx, tx, f.Intel, parts)
	if err != nil {
		return nil, err
	}
	numbers := make([]int64, len(parts))
	for i, p := range parts {
		numbers[i] = p.No
	}
	in, err := tx.PartReleases(ctx, numbers)
	if err != nil {
		return nil, err
	}
	rows := make([]view.Row, len(parts))
	for i, p := range parts {
		c := p.Component
		rows[i] = view.Row{
			Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, Identity: identity(c), URL: componentURL(p.Key), Support: supportOf(standings[i], tx.Now()),
			Stands: partState(p), Findings: p.Affected + p.Untold, Releases: in[p.No],
		}
	}
	return rows, nil
}

// GET /components.csv with the filters of the page.
func (f *Face) componentsTable(w http.ResponseWriter, r *http.Request) error {
	filter, err := componentFilter(r.URL.Query())
	if err != nil {
		return err
	}
	head := []string{"name", "version", "supplier", "purl", "cpe", "support", "level of support", "end of support", "by", "answer", "affected by", "may be affected by", "releases", "data as of"}
	return f.table(w, r, "components", head, func(ctx context.Context, tx *store.Tx, after string) ([][]string, string, error) {
		list, err := tx.Parts(ctx, filter, store.Page{After: after, Limit: exportStep})
		if err != nil {
			return nil, "", err
		}
		shown, err := f.componentRows(ctx, tx, list.Rows)
		var rows [][]string
		for i, row := range shown {
			p := list.Rows[i]
			c := p.Component
			rows = append(rows, []string{
				c.FullName(), c.Version, c.Supplier, c.PURL, strings.Join(c.CPEs, " "), row.Support.State.Word, row.Support.Level, dayOf(row.Support.Until), row.Support.By,
				row.Stands.Word, strconv.Itoa(p.Affected), strconv.Itoa(p.Untold), strconv.Itoa(row.Releases), f.Intel.AsOf(),
			})
		}
		return rows, list.Next, err
	})
}

// dayOf writes a day for a table; nothing where there is none.
func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// standLooks are the shapes of the stands.
var standLooks = map[support.Stand]ui.Look{support.Ended: ui.Failed, support.Partly: ui.Attention, support.Unclear: ui.Uncertain, support.None: ui.Uncertain, support.Supported: ui.Fine}

// supportOf is a standing as the pages show it.
func supportOf(s support.Standing, now time.Time) view.Support {
	out := view.Support{State: ui.State{Word: string(s.Stand), Look: standLooks[s.Stand]}, Differ: s.Differ, Level: string(s.Level(now)), Until: parseDay(s.End())}
	if s.By != nil {
		out.By = byWhom(*s.By)
	}
	return out
}

func byWhom(s support.Statement) string {
	switch s.Source {
	case support.Person:
		return s.Who
	case support.Supplier:
		return "the parts list"
	}
	return "end-of-life data"
}

// parseDay reads a day that the domain has written.
func parseDay(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}
	}
	return t
}
