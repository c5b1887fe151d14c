package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/serve"
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
		lines, err := tx.Lines(ctx)
		if err != nil {
			return err
		}
		models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
		if err != nil {
			return err
		}
		releases, err := tx.Releases(ctx, store.ProductFilter{Sort: "-changed"}, store.Page{Limit: most})
		if err != nil {
			return err
		}
		p = view.NewList(frame, productLines(lines, models.Rows, releases.Rows, frame.Now))
		if models.Next != "" || releases.Next != "" {
			p.Notices = append(p.Notices, ui.Notice{Tone: ui.Plain, Text: "Only the first " + ui.Number(most) + " are shown; the search finds the others."})
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.MayEdit = who.Allowed(org.WriteProducts)
	return show(w, r, p.Show())
}

// productLines groups models by line, each with its newest release.
func productLines(lines []product.Line, models []product.Model, releases []store.ProductRow, now time.Time) []view.Line {
	newest, many := map[string]store.ProductRow{}, map[string]int{}
	for _, row := range releases {
		many[row.Model.ID]++
		if n, ok := newest[row.Model.ID]; !ok || row.Release.Created.After(n.Release.Created) {
			newest[row.Model.ID] = row
		}
	}
	var out []view.Line
	for _, l := range lines {
		line := view.Line{ID: l.ID, Name: l.Name}
		for _, m := range models {
			if m.Line != l.ID {
				continue
			}
			row := view.Row{Name: m.Name, URL: "/products/" + m.ID, Class: classText(m), Releases: many[m.ID], Stage: ui.State{Word: "no release yet", Look: ui.Quiet}}
			if n, ok := newest[m.ID]; ok {
				row.Release, row.Stage = n.Release.Version, stage(n.Release, now)
				row.Parts, row.Checked = partsOf(n.Counts), n.SBOM != ""
			}
			line.Models = append(line.Models, row)
		}
		if len(line.Models) > 0 {
			out = append(out, line)
		}
	}
	return out
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
		releases, err := tx.Releases(ctx, store.ProductFilter{Model: id, Sort: "-changed"}, store.Page{Limit: most})
		if err != nil {
			return err
		}
		p = view.NewModel(frame, m.ID, line.Name, m.Name)
		p.Facts = modelFacts(m)
		for _, row := range releases.Rows {
			p.Releases = append(p.Releases, releaseLine(row, frame.Now))
		}
		return nil
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
	out := view.Release{Version: row.Release.Version, URL: "/releases/" + row.Release.ID, Stage: stage(row.Release, now), Parts: partsOf(row.Counts), Checked: row.SBOM != ""}
	out.Available, _ = row.Release.Dates.GeneralAvailability.At()
	out.Support, _ = row.Release.Dates.EndOfSecuritySupport.At()
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
