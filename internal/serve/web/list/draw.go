package list

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// Draw turns a stretch of the list into what the page shows.
func (s Spec[R]) Draw(a *Ask, rows store.Slice[R], asOf string) ui.Listing {
	q := ui.Query{Path: at(s.page(), a.ID), Values: a.Values, Prefix: s.Prefix}
	out := ui.Listing{
		Name: s.Name, Noun: s.Many, Query: q, Head: s.head(a, q), Columns: s.chooser(a), Exports: s.exports(a),
		Narrowed: len(s.Narrowed(a)) > 0, All: s.all(a),
	}
	if a.Sort == s.Usual && s.Order != "" {
		out.Order = "In order: " + s.Order + "."
	}
	out.Pager = s.pager(a, q, rows)
	out.Pager.AsOf = asOf
	out.Filters = s.inputs(a)
	cols := s.shown(a)
	out.Rows = make([]ui.ListRow, 0, len(rows.Rows))
	acts := s.Act != nil && (s.ActNeeds == "" || a.Who.Allowed(s.ActNeeds))
	for _, r := range rows.Rows {
		row := s.row(cols, q, r)
		if acts {
			row.Act = s.Act(r)
		}
		if row.Act != nil {
			out.Acts = cmp.Or(s.ActLabel, "Action")
		}
		out.Rows = append(out.Rows, row)
	}
	out.Empty = ui.Nothing{Title: s.Empty.Title, Text: s.Empty.Text}
	if s.Empty.Needs == "" || a.Who.Allowed(s.Empty.Needs) {
		out.Empty.Do = ui.Link{Label: s.Empty.Do.Label, URL: at(s.Empty.Do.URL, a.ID)}
	} else {
		out.Empty.Text += " " + s.Empty.Else
	}
	return out
}

func (s Spec[R]) row(cols []Column[R], q ui.Query, r R) ui.ListRow {
	out := ui.ListRow{ID: s.Key(r)}
	if s.Link != nil {
		out.URL = s.Link(q, r)
	}
	out.Cells = make([]ui.Cell, len(cols))
	for i := range cols {
		c, cell := &cols[i], &out.Cells[i]
		*cell = ui.Cell{Num: c.Kind == Number, None: c.None, Text: text(c.Value(r), c.Kind), Opens: c.Opens && out.URL != ""}
		if !c.Says {
			cell.Name = c.Label
		}
		if c.Show != nil && cell.Text != "" {
			cell.Body = c.Show(r)
		}
	}
	return out
}

// head is the list's head with the column that orders it marked.
func (s Spec[R]) head(a *Ask, q ui.Query) ui.Head {
	h := ui.Head{Query: q}
	h.By, h.Down = strings.CutPrefix(a.Sort, "-")
	for _, c := range s.shown(a) {
		h.Columns = append(h.Columns, ui.Column{Label: c.Label, Sort: c.sort(), Num: c.Kind == Number, Falls: c.Falls})
	}
	return h
}

func (s Spec[R]) chooser(a *Ask) []ui.Choice {
	var out []ui.Choice
	for _, c := range s.Columns {
		out = append(out, ui.Choice{Value: c.Key, Label: c.Label, Chosen: slices.Contains(a.Columns, c.Key), Fixed: c.Always})
	}
	return out
}

// exports are the addresses of this view in other forms.
func (s Spec[R]) exports(a *Ask) []ui.Link {
	var out []ui.Link
	for _, f := range Formats {
		q := ui.Query{Path: at(s.Path, a.ID) + "." + string(f), Values: a.Values, Prefix: s.Prefix}
		out = append(out, ui.Link{Label: f.Word(), URL: q.With("after", "")})
	}
	return out
}

// all is the address of the list without what narrows it. What it is a list
// of, and how it looks, stay.
func (s Spec[R]) all(a *Ask) string {
	v := maps.Clone(a.Values)
	for _, f := range s.Filters {
		if !f.Side {
			delete(v, s.in(f.Name))
		}
	}
	return ui.Query{Path: at(s.page(), a.ID), Values: v, Prefix: s.Prefix}.With("after", "")
}

// inputs are the filters as a form asks for them; what else shapes the view
// comes along unseen.
func (s Spec[R]) inputs(a *Ask) []ui.Input {
	var out []ui.Input
	named := map[string]bool{s.in("after"): true, s.in("from"): true}
	for _, f := range s.Filters {
		if named[s.in(f.Name)] = !f.Hidden; f.Hidden {
			continue
		}
		in := ui.Input{Name: s.in(f.Name), ID: "filter-" + s.in(f.Name), Label: f.Label, Kind: ui.Find, Long: f.Long, Optional: true, Placeholder: f.Placeholder, Value: a.Get(f.Name)}
		if choices := s.choices(f, a); len(choices) > 0 {
			in.Kind, in.Choices = ui.Select, slices.Clone(choices)
			for i := range in.Choices {
				in.Choices[i].Chosen = in.Choices[i].Value == in.Value
			}
		}
		out = append(out, in)
	}
	if len(out) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(a.Values)) {
		for _, value := range a.Values[name] {
			if !named[name] && value != "" {
				out = append(out, ui.Input{Name: name, Kind: ui.Hidden, Value: value})
			}
		}
	}
	return out
}

// pager says which stretch of the list is shown. The place is counted along in
// the address, since a list goes on from its last row and knows no numbers.
func (s Spec[R]) pager(a *Ask, q ui.Query, rows store.Slice[R]) ui.Pager {
	p := ui.Pager{Noun: s.Many, Total: rows.Total, First: a.From + 1, Last: a.From + len(rows.Rows)}
	if a.From > 0 || a.Page.After != "" {
		p.Start = q.With("after", "")
	}
	if rows.Next != "" {
		v := url.Values(maps.Clone(q.Values))
		if v == nil {
			v = url.Values{}
		}
		v.Set(s.in("after"), rows.Next)
		v.Set(s.in("from"), strconv.Itoa(p.Last))
		p.Next = ui.Query{Path: q.Path, Values: v}.String()
	}
	return p
}
