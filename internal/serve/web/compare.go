package web

import (
	"context"
	"net/http"
	"net/url"

	"aceso/internal/client/wire"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /releases/{id}/compare?with=
func (f *Face) compare(w http.ResponseWriter, r *http.Request) error {
	ctx, id, with := r.Context(), r.PathValue("id"), r.FormValue("with")
	var p view.Compare
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		release, err := tx.Release(ctx, id)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, release.Model)
		if err != nil {
			return err
		}
		p = view.Compare{Frame: frame, Model: ui.Link{Label: m.Name, URL: "/products/" + m.ID}, Release: ui.Link{Label: release.Version, URL: "/releases/" + id}}
		p.Title = "What changed in " + m.Name + " " + release.Version
		if err := fillOthers(ctx, tx, &p, release.Model, id, with); err != nil || with == "" {
			return err
		}
		older, err := tx.Release(ctx, with)
		if err != nil {
			return err
		}
		d, err := serve.Compare(ctx, tx, with, id, f.Intel.AsOf())
		if err != nil {
			return err
		}
		p.With = ui.Link{Label: older.Version, URL: "/releases/" + with}
		p.Table = p.Release.URL + "/compare.csv?" + url.Values{"with": {with}}.Encode()
		fillCompare(&p, d, with, id)
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// fillOthers lists the releases of the model that have parts to compare with.
func fillOthers(ctx context.Context, tx *store.Tx, p *view.Compare, model, id, with string) error {
	all, err := tx.ReleasesOf(ctx, model)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.ID == id {
			continue
		}
		if _, err := tx.CurrentSBOM(ctx, v.ID); fault.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return err
		}
		p.Others = append(p.Others, ui.Choice{Value: v.ID, Label: v.Version, Chosen: v.ID == with})
	}
	return nil
}

// fillCompare makes rows of a diff.
func fillCompare(p *view.Compare, d wire.Diff, older, newer string) {
	p.Same, p.Parts = d.Same, len(d.Changed)
	for _, c := range d.Added {
		p.Added = append(p.Added, view.Moved{Name: c.Name, Field: "added", After: c.Version})
	}
	for _, c := range d.Removed {
		p.Removed = append(p.Removed, view.Moved{Name: c.Name, Field: "removed", Before: c.Version})
	}
	for _, c := range d.Changed {
		for _, one := range c.Fields {
			p.Changed = append(p.Changed, view.Moved{Name: c.Name, Field: one.Field, Before: one.Old, After: one.New})
		}
	}
	p.Gained, p.Lost = goneOf(d.Gained, newer), goneOf(d.Lost, older)
}

func goneOf(list []wire.Moved, release string) []view.Gone {
	var out []view.Gone
	for _, m := range list {
		out = append(out, view.Gone{
			Weakness: m.Weakness, URL: "/findings/" + m.ID + "?release=" + release, Part: m.Part + " " + m.Version,
			Rating: ui.Rating{Severity: ui.SeverityOf(m.Severity), Score: m.Score, Scored: m.Scored}, Exploited: m.KEV, Unsure: m.Match == "cannot_tell",
		})
	}
	return out
}

// GET /releases/{id}/compare.csv?with=
func (f *Face) compareTable(w http.ResponseWriter, r *http.Request) error {
	return f.table(w, r, "compare", []string{"change", "part", "field", "before", "after", "severity", "data as of"},
		func(ctx context.Context, tx *store.Tx, _ string) ([][]string, string, error) {
			d, err := serve.Compare(ctx, tx, r.FormValue("with"), r.PathValue("id"), f.Intel.AsOf())
			return compareRows(d), "", err
		})
}

func compareRows(d wire.Diff) [][]string {
	var rows [][]string
	for _, m := range d.Gained {
		rows = append(rows, []string{"gained", m.Part, m.Weakness, "", m.Version, m.Severity, d.AsOf})
	}
	for _, m := range d.Lost {
		rows = append(rows, []string{"lost", m.Part, m.Weakness, m.Version, "", m.Severity, d.AsOf})
	}
	for _, c := range d.Changed {
		for _, one := range c.Fields {
			rows = append(rows, []string{"changed", c.Name, one.Field, one.Old, one.New, "", ""})
		}
	}
	for _, c := range d.Added {
		rows = append(rows, []string{"added", c.Name, "version", "", c.Version, "", ""})
	}
	for _, c := range d.Removed {
		rows = append(rows, []string{"removed", c.Name, "version", c.Version, "", "", ""})
	}
	return rows
}

// GET /releases/{id}/sbom?format=
func (f *Face) exportSBOM(w http.ResponseWriter, r *http.Request) error {
	return serve.SendSBOM(w, r, f.DB)
}
