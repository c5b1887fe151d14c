package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/product"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// most is how many products and releases one page reads.
const most = 500

// GET /products
func (f *Face) products(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.List
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.productList())
		if err != nil {
			return err
		}
		without, err := tx.ModelsWithoutList(ctx)
		p = view.NewList(frame, shown, without)
		return err
	})
	if err != nil {
		return err
	}
	p.MayEdit = who.Allowed(org.WriteProducts)
	return show(w, r, p.Show())
}

// productList is the list of models, as it is read.
func (f *Face) productList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Models, Needs: org.ReadProducts, Open: func(_ context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.ModelRows(ctx, "", a.Get("q"), a.Sort, p)
			return list.Map(found, func(m store.ModelRow) view.Row { return productRow(m, tx.Now()) }), err
		}, nil
	}}
}

func productRow(m store.ModelRow, now time.Time) view.Row {
	out := view.Row{
		ID: m.Model.ID, Line: m.Line.Name, Name: m.Model.Name, URL: "/products/" + m.Model.ID, Class: classText(m.Model), Manufacturer: m.Model.Manufacturer, Device: m.Model.Class, DIs: m.Model.DIs,
		Releases: m.Releases, Stage: ui.State{Word: "no release yet", Look: ui.Quiet},
	}
	if m.Release.ID != "" {
		out.Release, out.Stage, out.Parts, out.Checked = m.Release.Version, stage(m.Release, now), partsOf(m.Counts), m.SBOM != ""
	}
	return out
}

// releaseList is the list of a model's releases, as it is read.
func (f *Face) releaseList() list.List[view.Release] {
	return list.List[view.Release]{Spec: view.Releases, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Release], error) {
		m, err := tx.Model(ctx, a.ID)
		a.Record = m.Name
		return func(ctx context.Context, p store.Page) (store.Slice[view.Release], error) {
			found, err := tx.Releases(ctx, store.ProductFilter{Model: a.ID, Sort: a.Sort}, p)
			return list.Map(found, func(r store.ProductRow) view.Release { return releaseLine(r, tx.Now()) }), err
		}, err
	}}
}

// classText sums up a model under its name.
func classText(m product.Model) string {
	var words []string
	if m.Manufacturer != "" {
		words = append(words, m.Manufacturer)
	}
	if m.Class != "" {
		words = append(words, "class "+m.Class)
	}
	if len(m.DIs) > 0 {
		words = append(words, "UDI-DI "+m.DIs[0])
	}
	return ui.Upper(strings.Join(words, ", "))
}

// soon is how long before the end of support a release is marked.
const soon = 180 * 24 * time.Hour

// stage says how a release stands: its state, and how well it is supported.
func stage(r product.Release, now time.Time) ui.State {
	end, stated := r.Dates.EndOfSecuritySupport.At()
	switch {
	case r.State == product.Withdrawn:
		return ui.State{Word: "withdrawn", Look: ui.Failed}
	case r.Dates.EndOfLife.Past(now):
		return ui.State{Word: "end of life passed", Look: ui.Failed}
	case r.Dates.EndOfSecuritySupport.Past(now):
		return ui.State{Word: "security support ended", Look: ui.Attention}
	case stated && end.Sub(now) < soon:
		return ui.State{Word: "security support ends soon", Look: ui.Attention}
	case r.State == product.InWork:
		return ui.State{Word: "in work", Look: ui.Quiet}
	}
	return ui.State{Word: "released", Look: ui.Moving}
}

// partsOf turns the store's counts into what a page shows.
func partsOf(c store.Counts) ui.Parts {
	return ui.Parts{Affected: c.Affected, Untold: c.Untold, Clean: c.Clean, Unchecked: c.NotCheckable, Waiting: c.Waiting}
}

// GET /products/{id}
func (f *Face) model(w http.ResponseWriter, r *http.Request) error {
	p, err := f.modelPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) modelPage(r *http.Request) (view.Model, error) {
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	var p view.Model
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, id)
		if err != nil {
			return err
		}
		line, err := tx.Line(ctx, m.Line)
		if err != nil {
			return err
		}
		p = view.NewModel(frame, m.ID, line.Name, m.Name)
		p.Facts = modelFacts(m)
		p.Shown, err = f.listed(ctx, tx, r, f.releaseList())
		return err
	})
	p.MayEdit, p.Edit = who.Allowed(org.WriteProducts), "/products/"+id+"/edit"
	return p, err
}

func modelFacts(m product.Model) []view.Fact {
	facts := []view.Fact{
		{Name: "UDI-DI", Value: strings.Join(m.DIs, ", ")},
		{Name: "Device class", Value: m.Class},
		{Name: "Product code", Value: m.Code},
		{Name: "Connects to", Value: strings.Join(m.Connects, ", ")},
	}
	if m.Manufacturer != "" {
		facts = append([]view.Fact{{Name: "Manufacturer", Value: m.Manufacturer}}, facts...)
	}
	if len(m.Aliases) > 0 {
		facts = append(facts, view.Fact{Name: "Also known as", Value: strings.Join(m.Aliases, ", ")})
	}
	if m.Note != "" {
		facts = append(facts, view.Fact{Name: "Note", Value: m.Note})
	}
	return facts
}

func releaseLine(row store.ProductRow, now time.Time) view.Release {
	out := view.Release{ID: row.Release.ID, Changed: row.Release.Changed, Version: row.Release.Version, URL: "/releases/" + row.Release.ID, Stage: stage(row.Release, now), Parts: partsOf(row.Counts), Checked: row.SBOM != ""}
	out.Available, _ = row.Release.Dates.GeneralAvailability.At()
	out.Support, _ = row.Release.Dates.EndOfSecuritySupport.At()
	out.Sales, _ = row.Release.Dates.EndOfSales.At()
	out.Life, _ = row.Release.Dates.EndOfLife.At()
	return out
}

// GET /products/new
func (f *Face) askModel(w http.ResponseWriter, r *http.Request) error {
	p, err := f.modelForm(r, "/products", "Add a product", "A device model. Its releases come next.", product.Model{})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// modelForm is the page that asks for a model, filled in with one.
func (f *Face) modelForm(r *http.Request, action, title, say string, m product.Model) (view.Edit, error) {
	ctx := r.Context()
	var p view.Edit
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		lines, err := tx.Lines(ctx)
		if err != nil {
			return err
		}
		choices := make([]ui.Choice, len(lines))
		for i, l := range lines {
			choices[i] = ui.Choice{Value: l.ID, Label: l.Name}
		}
		back := ui.Link{Label: "Products", URL: "/products"}
		if m.ID != "" {
			back = ui.Link{Label: m.Name, URL: "/products/" + m.ID}
		}
		p = view.NewEdit(frame, title, say, back, view.ModelForm(action, choices))
		return nil
	})
	for name, value := range map[string]string{
		"name": m.Name, "line": m.Line, "manufacturer": m.Manufacturer, "udi": strings.Join(m.DIs, "\n"), "class": m.Class, "code": m.Code,
		"connects": strings.Join(m.Connects, "\n"), "aliases": strings.Join(m.Aliases, "\n"), "note": m.Note, "rev": strconv.FormatInt(m.Rev, 10),
	} {
		p.Form.Put(name, value)
	}
	return p, err
}

// modelOf reads a model from its form.
func modelOf(r *http.Request) product.Model {
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	return product.Model{
		ID: r.PathValue("id"), Line: r.PostFormValue("line"), Name: r.PostFormValue("name"), Manufacturer: r.PostFormValue("manufacturer"),
		DIs: lines(r.PostFormValue("udi")), Class: r.PostFormValue("class"), Code: r.PostFormValue("code"),
		Connects: lines(r.PostFormValue("connects")), Aliases: lines(r.PostFormValue("aliases")), Note: r.PostFormValue("note"), Rev: rev,
	}
}

// lines splits what was entered one a line.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// POST /products
func (f *Face) addModel(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, m := r.Context(), serve.Actor(r), modelOf(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		in := m
		if in.Line == "" {
			line, err := product.EnsureLine(ctx, tx, who, lineName(r, in))
			if err != nil {
				return err
			}
			in.Line = line.ID
		}
		added, err := product.AddModel(ctx, tx, who, in)
		if err == nil {
			m.ID = added.ID
		}
		return err
	})
	if what := refused(err); what != nil {
		p, err := f.modelForm(r, "/products", "Add a product", "A device model. Its releases come next.", m)
		if err != nil {
			return err
		}
		p.Form.Put("new_line", r.PostFormValue("new_line"))
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/products/"+m.ID)
}

// lineName is the name of a new line: the one entered, else the model's own.
func lineName(r *http.Request, m product.Model) string {
	if name := strings.TrimSpace(r.PostFormValue("new_line")); name != "" {
		return name
	}
	return m.Name
}

// GET /products/{id}/edit
func (f *Face) editModel(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var m product.Model
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		m, err = tx.Model(ctx, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	p, err := f.modelForm(r, "/products/"+m.ID, "Change "+m.Name, "", m)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// POST /products/{id}
func (f *Face) changeModel(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, m := r.Context(), serve.Actor(r), modelOf(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		in := m
		if in.Line == "" {
			line, err := product.EnsureLine(ctx, tx, who, lineName(r, in))
			if err != nil {
				return err
			}
			in.Line = line.ID
		}
		_, err := product.ChangeModel(ctx, tx, who, in)
		return err
	})
	if fault.Is(err, fault.Stale) {
		return f.modelRival(w, r, m)
	}
	if what := refused(err); what != nil {
		p, err := f.modelForm(r, "/products/"+m.ID, "Change "+m.Name, "", m)
		if err != nil {
			return err
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/products/"+m.ID)
}
