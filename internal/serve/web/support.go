package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"

	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	"aceso/internal/store"
)

// addendum reads the rows of the addendum to a release's bill of materials.
func (f *Face) addendum(r *http.Request) (name string, rows [][]string, err error) {
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	err = f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		release, err := tx.Release(ctx, id)
		if err != nil {
			return err
		}
		model, err := tx.Model(ctx, release.Model)
		if err != nil {
			return err
		}
		name = model.Name + "-" + release.Version + "-support"
		all, err := f.supportRows(ctx, tx, who.Org, id)
		for _, row := range all {
			rows = append(rows, row.Addendum(tx.Now()))
		}
		return err
	})
	return name, rows, err
}

// supportRows are the components of a release with how each is supported.
func (f *Face) supportRows(ctx context.Context, tx *store.Tx, org, release string) ([]serve.SupportRow, error) {
	head, doc, err := f.shelf.Current(ctx, tx, org, release)
	if err != nil {
		return nil, err
	}
	return serve.SupportRows(ctx, tx, f.Intel, head, doc)
}

// GET /releases/{id}/support.csv
func (f *Face) addendumTable(w http.ResponseWriter, r *http.Request) error {
	name, rows, err := f.addendum(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, serve.AddendumHead, slices.Values(rows)); err != nil {
		return err
	}
	serve.Download(w, name+".csv", "text/csv; charset=utf-8", b.Bytes())
	return nil
}

// GET /releases/{id}/support.xlsx
func (f *Face) addendumSheet(w http.ResponseWriter, r *http.Request) error {
	name, rows, err := f.addendum(r)
	if err != nil {
		return err
	}
	return serve.SendXLSX(w, name, serve.AddendumHead, rows)
}
