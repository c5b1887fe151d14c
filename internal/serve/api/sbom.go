package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

func (f *Face) sboms() {
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/sboms", "Every bill of materials that a release had, newest first", f.listSBOMs)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/parts", "The distinct parts of a release and whether they could be checked", f.listParts)
	operation(f, org.ReadProducts, "GET", "/api/v1/sboms/{id}", "One bill of materials", f.getSBOM)
	operation(f, org.ReadProducts, "GET", "/api/v1/sboms/{id}/compare", "What changed from an earlier bill of materials of the same release to this one", f.compareSBOMs)
	operation(f, org.ImportSBOM, "PUT", "/api/v1/sboms/{id}/current", "Let the release's answers rest on this bill of materials again", f.chooseSBOM)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/glance", "What the current bill of materials holds: parts, depth, licences, suppliers, quality by profile", f.glance)
	operation(f, org.ReadProducts, "GET", "/api/v1/sboms/{id}/problems", "What is wrong with a bill of materials: path and rule", f.listProblems)

	f.routes.list = append(f.routes.list,
		serve.Route{Method: "POST", Path: "/api/v1/sboms", Needs: org.ImportSBOM, Face: serve.API, Do: f.pushSBOM},
		serve.Route{Method: "GET", Path: "/api/v1/sboms/{id}/original", Needs: org.ReadProducts, Face: serve.API, Do: f.original})
	f.byHand(&huma.Operation{
		Method: "POST", Path: "/api/v1/sboms", Summary: "Send a bill of materials for a release",
		Description: "Needs the permission sbom:import. CycloneDX, SPDX or a table, also gzip or zstd packed. The same bytes for the same release are one import.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{
			"file":    {Type: "string", Format: "binary", Description: "the document"},
			"release": {Type: "string", Description: "id of the release; or product and version"},
			"product": {Type: "string", Description: "name of the model"},
			"version": {Type: "string", Description: "version of the release"},
			"create":  {Type: "boolean", Description: "make the product and release when they are missing"},
		}}}}},
		Responses: map[string]*huma.Response{"201": {Description: "kept and queued for matching", Content: content[wire.SBOM](f)}, "200": {Description: "was here before", Content: content[wire.SBOM](f)}},
	})
	f.byHand(&huma.Operation{
		Method: "GET", Path: "/api/v1/sboms/{id}/original", Summary: "The file byte for byte as it arrived",
		Description: "Needs the permission products:read.",
		Parameters:  []*huma.Param{pathID},
		Responses:   map[string]*huma.Response{"200": {Description: "the file", Content: file("application/octet-stream")}},
	})
}

func wireSBOM(s sbom.SBOM) wire.SBOM {
	return wire.SBOM{
		ID: s.ID, Release: s.Release, Current: s.Current, Format: string(s.Format), Version: s.Version, Encoding: s.Encoding,
		SHA256: s.Hash, Size: s.Size, File: s.File, Via: s.Via, Imported: s.Imported, By: s.By,
		Components: s.Components, Distinct: s.Distinct, Errors: s.Errors, Warnings: s.Warnings, Job: s.Job,
	}
}

func (f *Face) listSBOMs(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Slice[wire.SBOM]], error) {
	out := &body[wire.Slice[wire.SBOM]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if _, err := tx.Release(ctx, in.ID); err != nil {
			return err
		}
		all, err := tx.SBOMs(ctx, in.ID)
		out.Body.Items, out.Body.Total = each(all, wireSBOM), len(all)
		return err
	})
	return out, err
}

func (f *Face) getSBOM(ctx context.Context, who org.Actor, in *ByID) (*body[wire.SBOM], error) {
	out := &body[wire.SBOM]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.SBOM(ctx, in.ID)
		out.Body = wireSBOM(s)
		return err
	})
	return out, err
}

func (f *Face) listProblems(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Slice[wire.Flaw]], error) {
	out := &body[wire.Slice[wire.Flaw]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		problems, err := tx.SBOMProblems(ctx, in.ID)
		out.Body.Items = each(problems, func(p check.Problem) wire.Flaw {
			return wire.Flaw{Path: p.Path, Rule: p.Rule, Text: p.Text, Level: string(p.Level)}
		})
		out.Body.Total = len(problems)
		return err
	})
	return out, err
}

type partList struct {
	ByID
	Paged
	Checked string `query:"checked" enum:"matched,clean,not_checkable,waiting" doc:"only with this answer"`
	Text    string `query:"text" doc:"contained in name, group, version, supplier or package URL"`
	Sort    string `query:"sort" enum:"name,version,supplier,checked,affected,-name,-version,-supplier,-checked,-affected" default:"name"`
}

func (f *Face) listParts(ctx context.Context, who org.Actor, in *partList) (*body[wire.Slice[wire.Part]], error) {
	out := &body[wire.Slice[wire.Part]]{}
	filter := store.PartFilter{Release: in.ID, Text: in.Text, Sort: in.Sort}
	if in.Checked != "" {
		filter.Checked = []match.Checked{match.Checked(in.Checked)}
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if _, err := tx.Release(ctx, in.ID); err != nil {
			return err
		}
		s, err := tx.Parts(ctx, filter, in.page())
		out.Body = sliceOf(s, wirePart)
		out.Body.AsOf = f.Intel.AsOf()
		return err
	})
	return out, err
}

func wirePart(p store.Part) wire.Part {
	checked := string(p.Checked)
	if checked == "" {
		checked = "waiting"
	}
	c := p.Component
	return wire.Part{
		Identity: wire.Identity{Key: p.Key, Name: c.Name, Group: c.Group, Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPEs: c.CPEs},
		Checked:  checked, Reason: p.Reason, Affected: p.Affected, Untold: p.Untold,
	}
}

func (f *Face) getJob(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Job], error) {
	out := &body[wire.Job]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		j, err := tx.Job(ctx, in.ID)
		out.Body = serve.WireJob(j)
		return err
	})
	return out, err
}

// pushSBOM takes a bill of materials as a form: POST /api/v1/sboms.
func (f *Face) pushSBOM(w http.ResponseWriter, r *http.Request) error {
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "multipart/form-data" || params["boundary"] == "" {
		serve.Problem(w, http.StatusUnsupportedMediaType, fault.New(fault.Invalid, "a bill of materials is sent as multipart/form-data, with its boundary").
			Helped("send the parts file and release, or file, product and version"))
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, intake.SBOM.Bytes+(1<<20))
	d, err := readDelivery(multipart.NewReader(r.Body, params["boundary"]))
	if err != nil {
		return err
	}
	receipt, err := f.Importer.Import(r.Context(), serve.Actor(r), d)
	if err != nil {
		return err
	}
	out := wireSBOM(receipt.SBOM)
	out.Again = receipt.Again
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Location", "/api/v1/sboms/"+out.ID)
	if !receipt.Again {
		w.WriteHeader(http.StatusCreated)
	}
	return json.NewEncoder(w).Encode(out)
}

func readDelivery(mr *multipart.Reader) (serve.Delivery, error) {
	d := serve.Delivery{Via: "api"}
	fields := map[string]*string{"release": &d.Target.Release, "product": &d.Target.Name, "version": &d.Target.Version}
	for n := 0; ; n++ {
		p, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return d, brokenForm(err)
		}
		if n == maxParts {
			return d, intake.Exceeded("parts of a form", maxParts)
		}
		if p.FormName() == "file" {
			d.File = p.FileName()
			if d.Data, err = io.ReadAll(p); err != nil {
				return d, brokenForm(err)
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(p, maxField))
		if err != nil {
			return d, brokenForm(err)
		}
		if to, ok := fields[p.FormName()]; ok {
			*to = string(value)
		} else if p.FormName() == "create" {
			d.Target.Create = string(value) == "true"
		} else {
			return d, fault.New(fault.Invalid, "the form has an unknown part %q", p.FormName()).Helped("known are file, release, product, version and create")
		}
	}
}

// brokenForm tells a body that ends early from one that is too large.
func brokenForm(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	return fault.New(fault.Invalid, "the request breaks off: %v", err)
}

// original sends a file byte for byte as it arrived: GET /api/v1/sboms/{id}/original.
func (f *Face) original(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var blob record.Blob
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.SBOM(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		blob, err = tx.Blob(ctx, s.Hash)
		return err
	})
	if err != nil {
		return err
	}
	return serve.SendBlob(w, f.Importer.Blobs, blob)
}
