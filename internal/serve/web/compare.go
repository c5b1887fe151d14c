package web

import (
	"cmp"
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
		d, err := serve.Compare(ctx, tx, with, id, f.Intel)
		if err != nil {
			return err
		}
		p.With = ui.Link{Label: older.Version, URL: "/releases/" + with}
		p.Table = p.Release.URL + "/compare.csv?" + url.Values{"with": {with}}.Encode()
		p.Sheet = p.Release.URL + "/compare.xlsx?" + url.Values{"with": {with}}.Encode()
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
	for _, u := range d.Unsupported {
		p.Unsupported = append(p.Unsupported, view.Dropped{Name: u.Name, Version: u.Version, Level: u.Support.Level, Until: parseDay(u.Support.End), By: u.Support.Source})
	}
	p.NewLicences, p.OldLicences = licenceUses(d.LicencesGained), licenceUses(d.LicencesLost)
	p.Gained, p.Lost = goneOf(d.Gained, newer), goneOf(d.Lost, older)
}

func licenceUses(list []wire.LicenceUse) []view.LicenceUse {
	out := make([]view.LicenceUse, len(list))
	for i, l := range list {
		out[i] = view.LicenceUse(l)
	}
	return out
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

// compareHead names the columns of a comparison as a table.
var compareHead = []string{"change", "part", "field", "before", "after", "severity", "data as of"}

// GET /releases/{id}/compare.csv?with=
func (f *Face) compareTable(w http.ResponseWriter, r *http.Request) error {
	return f.table(w, r, "compare", compareHead, func(ctx context.Context, tx *store.Tx, _ string) ([][]string, string, error) {
		d, err := serve.Compare(ctx, tx, r.FormValue("with"), r.PathValue("id"), f.Intel)
		return compareRows(d), "", err
	})
}

// GET /releases/{id}/compare.xlsx?with=
func (f *Face) compareSheet(w http.ResponseWriter, r *http.Request) error {
	var rows [][]string
	err := f.DB.In(serve.Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		d, err := serve.Compare(r.Context(), tx, r.FormValue("with"), r.PathValue("id"), f.Intel)
		rows = compareRows(d)
		return err
	})
	if err != nil {
		return err
	}
	return serve.SendXLSX(w, "aceso-compare-"+f.DB.Now().Format("2006-01-02"), compareHead, rows)
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
	for _, u := range d.Unsupported {
		rows = append(rows, []string{"not supported", u.Name, "support", "", u.Version, "", cmp.Or(u.Support.End, u.Support.Level) + ", by " + u.Support.Source})
	}
	for _, l := range d.LicencesGained {
		rows = append(rows, []string{"new licence", "", "licence", "", l.Licence, "", ""})
	}
	for _, l := range d.LicencesLost {
		rows = append(rows, []string{"licence gone", "", "licence", l.Licence, "", "", ""})
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
	return serve.SendSBOM(w, r, f.DB, f.Intel)
}
