package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// contract returns the routes that CI tools already speak: upload, polling,
// and what the known clients call besides. A project of theirs is a release of ours.
func (f *Face) contract() []serve.Route {
	route := func(method, path string, needs org.Permission, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Upload, Do: compatibly(do)}
	}
	return []serve.Route{
		route("GET", "/api/version", serve.Anyone, f.version),
		route("PUT", "/api/v1/bom", org.ImportSBOM, f.uploadBOM),
		route("POST", "/api/v1/bom", org.ImportSBOM, f.uploadBOM),
		route("GET", "/api/v1/bom/token/{token}", serve.SignedIn, f.processing),
		route("GET", "/api/v1/event/token/{token}", serve.SignedIn, f.processing),
		route("GET", "/api/v1/team/self", serve.SignedIn, f.team),
		route("GET", "/api/v1/project", org.ReadProducts, f.projects),
		route("GET", "/api/v1/project/lookup", org.ReadProducts, f.lookUp),
		route("GET", "/api/v1/project/{id}", org.ReadProducts, f.project),
		route("PATCH", "/api/v1/project/{id}", org.ImportSBOM, f.patchProject),
		route("GET", "/api/v1/finding/project/{id}", org.ReadFindings, f.projectFindings),
		route("GET", "/api/v1/violation/project/{id}", org.ReadFindings, f.projectViolations),
		route("GET", "/api/v1/metrics/project/{id}/current", org.ReadFindings, f.projectMetrics),
		route("GET", "/api/v1/metrics/project/{id}/refresh", org.ReadFindings, f.refreshMetrics),
	}
}

// compatibly answers what can't be used as the contract does: 400, with each
// fault in a list. Other refusals have the same codes as everywhere.
func compatibly(do serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := do(w, r)
		if fl := fault.Of(err); fl != nil && fl.Kind == fault.Invalid {
			return invalid(w, fl)
		}
		return err
	}
}

// invalid writes the contract's problem: title, detail, and the same once more as a list.
func invalid(w http.ResponseWriter, fl *fault.Fault) error {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(http.StatusBadRequest)
	return json.NewEncoder(w).Encode(map[string]any{
		"status": http.StatusBadRequest, "title": "The uploaded BOM is invalid", "detail": fl.Error(), "errors": []string{fl.Text}, "fix": serve.Fix(fl),
	})
}

func answerJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

// version: GET /api/version. A client of this contract asks it without a key
// before anything else.
func (f *Face) version(w http.ResponseWriter, _ *http.Request) error {
	return answerJSON(w, map[string]any{
		"uuid": f.System, "systemUuid": f.System, "application": "Aceso", "version": serve.UploadLevel, "timestamp": started.Format(time.RFC3339),
		"framework": map[string]string{"name": "Aceso", "version": f.Version, "timestamp": started.Format(time.RFC3339), "uuid": f.System},
	})
}

var started = time.Now().UTC().Truncate(time.Second)

// uploadBOM: PUT and POST /api/v1/bom.
func (f *Face) uploadBOM(w http.ResponseWriter, r *http.Request) error {
	a, err := readArrival(w, r, "bom")
	if err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	target := serve.Target{Release: a.Project, Name: a.Name, Version: a.Version, Create: a.AutoCreate}
	switch {
	case a.Project != "" && !id.Valid(a.Project):
		return fault.New(fault.Invalid, "project is %q, which is no UUID", a.Project)
	case a.Project == "" && (a.Name == "" || a.Version == ""):
		return fault.New(fault.Invalid, "the upload names no project").Helped("send project, or projectName and projectVersion")
	}
	if a.AutoCreate && a.Project == "" && !who.Allowed(org.WriteProducts) {
		if target.Create = false; !f.exists(ctx, who, a.Name, a.Version) {
			return fault.New(fault.Unsigned, "The principal does not have permission to create project.")
		}
	}
	if err := f.parent(ctx, who, a); err != nil {
		return err
	}
	receipt, err := f.Importer.Import(ctx, who, serve.Delivery{Target: target, File: fileName(a), Via: "contract", Data: a.Document})
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "The project could not be found.").Helped("name a release that exists, or send autoCreate")
	}
	if err != nil {
		return err
	}
	return answerJSON(w, map[string]any{"token": receipt.Job, "projectUuid": receipt.Release, "aceso": map[string]any{"sbom": receipt.ID, "again": receipt.Again, "errors": receipt.Errors, "warnings": receipt.Warnings}})
}

// fileName is what an upload without a file name is kept under.
func fileName(a arrival) string {
	if a.Name == "" {
		return "bom"
	}
	return path.Base(strings.ReplaceAll(a.Name+"-"+a.Version, "/", "-")) + ".bom"
}

func (f *Face) exists(ctx context.Context, who org.Actor, name, version string) bool {
	return f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		_, err := product.Find(ctx, tx, name, version)
		return err
	}) == nil
}

// parent checks that a named parent exists. Releases don't nest in releases
// here; the model holds them together, so nothing more is done with it.
func (f *Face) parent(ctx context.Context, who org.Actor, a arrival) error {
	if a.ParentID == "" && a.ParentName == "" {
		return nil
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if a.ParentID != "" {
			_, err := tx.Release(ctx, a.ParentID)
			return err
		}
		_, err := product.Find(ctx, tx, a.ParentName, a.ParentVer)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "The parent project could not be found.")
	}
	return err
}

// processing: GET /api/v1/event/token/{token}. A token that nobody knows is not processing.
func (f *Face) processing(w http.ResponseWriter, r *http.Request) error {
	ctx, busy := r.Context(), false
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		j, err := tx.Job(ctx, r.PathValue("token"))
		busy = err == nil && j.Processing()
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return answerJSON(w, map[string]bool{"processing": busy})
}

// team: GET /api/v1/team/self, in the words that clients look for.
func (f *Face) team(w http.ResponseWriter, r *http.Request) error {
	who := serve.Actor(r)
	names := []map[string]string{}
	for _, p := range []struct {
		ours   org.Permission
		theirs string
	}{
		{org.ImportSBOM, "BOM_UPLOAD"},
		{org.WriteProducts, "PROJECT_CREATION_UPLOAD"},
		{org.WriteProducts, "PORTFOLIO_MANAGEMENT"},
		{org.ReadProducts, "VIEW_PORTFOLIO"},
		{org.ReadFindings, "VIEW_VULNERABILITY"},
		{org.ReadFindings, "VULNERABILITY_ANALYSIS"}, // the Jenkins plug-in wants it, to read how a finding was analysed
		{org.ReadFindings, "VIEW_POLICY_VIOLATION"},
	} {
		if who.Allowed(p.ours) {
			names = append(names, map[string]string{"name": p.theirs})
		}
	}
	return answerJSON(w, map[string]any{"uuid": who.Org, "name": who.Name, "permissions": names})
}

// A project is a release as clients of the contract know it.
type project struct {
	UUID    string              `json:"uuid"`
	Name    string              `json:"name"`
	Version string              `json:"version"`
	Active  bool                `json:"active"`
	Latest  bool                `json:"isLatest"`
	Tags    []map[string]string `json:"tags"`
	Last    int64               `json:"lastBomImport,omitempty"`
	Format  string              `json:"lastBomImportFormat,omitempty"`
	Metrics map[string]int      `json:"metrics,omitempty"`
}

func projectOf(m product.Model, r product.Release, s *sbom.SBOM) project {
	p := project{UUID: r.ID, Name: m.Name, Version: r.Version, Active: r.State != product.Withdrawn, Tags: []map[string]string{}}
	if s != nil {
		p.Last, p.Format = s.Imported.UnixMilli(), string(s.Format)+" "+s.Version
	}
	return p
}

// projects: GET /api/v1/project, in pages that count from 1.
func (f *Face) projects(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	number, size, err := pageOf(q)
	if err != nil {
		return err
	}
	out, total := []project{}, 0
	err = f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		filter := store.ProductFilter{Text: q.Get("name"), Sort: "name"}
		if q.Get("excludeInactive") == "true" {
			filter.Except = product.Withdrawn
		}
		s, err := tx.Releases(ctx, filter, store.Page{Skip: (number - 1) * size, Limit: size})
		for _, row := range s.Rows {
			out = append(out, projectOf(row.Model, row.Release, nil))
		}
		total = s.Total
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("X-Total-Count", strconv.Itoa(total))
	return answerJSON(w, out)
}

// pageOf reads which page is asked for. Older clients say page and limit.
func pageOf(q url.Values) (int, int, error) {
	n, s := 1, 100
	for _, v := range []struct {
		text string
		to   *int
		most int
	}{{q.Get("page"), &n, 1_000_000}, {q.Get("pageNumber"), &n, 1_000_000}, {q.Get("limit"), &s, 500}, {q.Get("pageSize"), &s, 500}} {
		if v.text == "" {
			continue
		}
		i, err := strconv.Atoi(v.text)
		if err != nil || i < 1 {
			return 0, 0, fault.New(fault.Invalid, "%q is no page number or size", v.text).Helped("pages count from 1")
		}
		*v.to = min(i, v.most)
	}
	return n, s, nil
}

// lookUp: GET /api/v1/project/lookup?name=&version=.
func (f *Face) lookUp(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return f.answerProject(w, r, func(ctx context.Context, tx *store.Tx) (product.Release, error) {
		return product.Find(ctx, tx, q.Get("name"), q.Get("version"))
	})
}

// project: GET /api/v1/project/{id}.
func (f *Face) project(w http.ResponseWriter, r *http.Request) error {
	return f.answerProject(w, r, func(ctx context.Context, tx *store.Tx) (product.Release, error) {
		return tx.Release(ctx, r.PathValue("id"))
	})
}

func (f *Face) answerProject(w http.ResponseWriter, r *http.Request, find func(context.Context, *store.Tx) (product.Release, error)) error {
	ctx := r.Context()
	var p project
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		release, err := find(ctx, tx)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, release.Model)
		if err != nil {
			return err
		}
		s, err := tx.CurrentSBOM(ctx, release.ID)
		if fault.Is(err, fault.NotFound) {
			p = projectOf(m, release, nil)
			return nil
		}
		p = projectOf(m, release, &s)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "The project could not be found.")
	}
	if err != nil {
		return err
	}
	return answerJSON(w, p)
}

// patchProject: PATCH /api/v1/project/{id}. Clients send labels that a
// release of ours does not have; nothing changes, and 304 says so.
func (f *Face) patchProject(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		_, err := tx.Release(ctx, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNotModified)
	return nil
}
