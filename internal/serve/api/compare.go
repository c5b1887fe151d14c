package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
)

func (f *Face) comparisons() {
	operation(f, org.ReadFindings, "GET", "/api/v1/releases/{id}/compare", "What changed from another release to this one: parts, and findings gained and lost", f.compare)
	f.routes.list = append(f.routes.list, serve.Route{Method: "GET", Path: "/api/v1/releases/{id}/sbom", Needs: org.ReadProducts, Face: serve.API, Do: f.exportSBOM})
	f.byHand(&huma.Operation{
		Method: "GET", Path: "/api/v1/releases/{id}/sbom", Summary: "The current bill of materials as CycloneDX 1.6 or SPDX 2.3, JSON",
		Description: "Needs the permission products:read. What the format has no place for is named in Aceso-Note headers.",
		Parameters:  []*huma.Param{pathID, {Name: "format", In: "query", Schema: &huma.Schema{Type: "string", Enum: []any{"cyclonedx", "spdx"}, Default: "cyclonedx"}}},
		Responses:   map[string]*huma.Response{"200": {Description: "the document", Content: file("application/json")}},
	})
}

type compareWith struct {
	ByID
	With string `query:"with" required:"true" doc:"id of the release before"`
}

func (f *Face) compare(ctx context.Context, who org.Actor, in *compareWith) (*body[wire.Diff], error) {
	out := &body[wire.Diff]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		out.Body, err = serve.Compare(ctx, tx, in.With, in.ID, f.Intel)
		return err
	})
	return out, err
}

// exportSBOM writes the current bill of materials of a release anew: GET
// /api/v1/releases/{id}/sbom?format=.
func (f *Face) exportSBOM(w http.ResponseWriter, r *http.Request) error {
	return serve.SendSBOM(w, r, f.DB, f.Intel)
}
