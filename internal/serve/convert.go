package serve

import (
	"net/http"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/store"
)

// SendSBOM answers with the current bill of materials of the release in the
// path, written anew in the format that the query names, with what counts of
// its components' support. What the format has no place for is named in
// Aceso-Note headers.
func SendSBOM(w http.ResponseWriter, r *http.Request, db *store.DB, in Support) error {
	ctx, name := r.Context(), r.FormValue("format")
	if name == "" {
		name = "cyclonedx"
	}
	var doc *sbom.Document
	var file string
	err := db.In(Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		release, err := tx.Release(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		model, err := tx.Model(ctx, release.Model)
		if err != nil {
			return err
		}
		file = model.Name + "-" + release.Version
		s, err := tx.CurrentSBOM(ctx, release.ID)
		if err != nil {
			return err
		}
		if doc, err = tx.SBOMDocument(ctx, s.ID); err != nil {
			return err
		}
		return FillSupport(ctx, tx, in, s, doc)
	})
	if err != nil {
		return err
	}
	data, notes, err := bom.Convert(doc, name)
	if err != nil {
		return err
	}
	for _, n := range notes {
		w.Header().Add("Aceso-Note", n)
	}
	media, ending := "application/vnd.cyclonedx+json; version=1.6", ".cdx.json"
	if name == "spdx" {
		media, ending = "application/spdx+json", ".spdx.json"
	}
	Download(w, file+ending, media, data)
	return nil
}
