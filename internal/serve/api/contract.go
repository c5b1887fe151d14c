package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
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
		route("GET", "/api/v1/bom/cyclonedx/project/{id}", org.ReadProducts, f.exportBOM),
		route("GET", "/api/v1/finding/project/{id}/export", org.ReadFindings, f.exportFindings),
		route("GET", "/api/v1/badge/vulns/project/{id}", org.ReadFindings, f.badge(byProject, badgeVulnerabilities)),
		route("GET", "/api/v1/badge/vulns/project/{name}/{version}", org.ReadFindings, f.badge(byNames, badgeVulnerabilities)),
		route("GET", "/api/v1/badge/violations/project/{id}", org.ReadFindings, f.badge(byProject, badgeViolations)),
		route("GET", "/api/v1/badge/violations/project/{name}/{version}", org.ReadFindings, f.badge(byNames, badgeViolations)),
	}
}

// compatibly answers what can't be used as the contract does, with 400: a
// document with a problem, fields with a list, the rest with a sentence. Other
// refusals have the same codes as everywhere.
func compatibly(do serve.Handler) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := do(w, r)
		var wrong violations
		var bare sentence
		switch fl := fault.Of(err); {
		case errors.As(err, &wrong):
			return answer400(w, "application/json", wrong)
		case errors.As(err, &bare):
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.WriteHeader(http.StatusBadRequest)
			_, err = io.WriteString(w, string(bare))
			return err
		case fl != nil && fl.Kind == fault.Invalid:
			title := "Bad Request"
			if r.URL.Path == "/api/v1/bom" {
				title = "The uploaded BOM is invalid"
			}
			return answer400(w, "application/problem+json", map[string]any{
				"type": "about:blank", "status": http.StatusBadRequest, "title": title, "detail": fl.Text, "errors": []string{fl.Text}, "fix": serve.Fix(fl),
			})
		}
		return err
	}
}

func answer400(w http.ResponseWriter, media string, v any) error {
	w.Header().Set("Content-Type", media)
	w.WriteHeader(http.StatusBadRequest)
	return json.NewEncoder(w).Encode(v)
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
		"compatibility": "version is the level of the upload contract; framework.version is Aceso's own",
		"framework":     map[string]string{"name": "Aceso", "version": f.Version, "timestamp": started.Format(time.RFC3339), "uuid": f.System},
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
	if a.AutoCreate && a.Project == "" && !f.exists(ctx, who, a.Name, a.Version) {
		if !who.Allowed(org.WriteProducts) {
			return fault.New(fault.Unsigned, "The principal does not have permission to create project.")
		}
		if err := f.parent(ctx, who, a); err != nil {
			return err
		}
	} else {
		target.Create = false
	}
	receipt, err := f.Importer.Import(ctx, who, serve.Delivery{Target: target, File: fileName(a), Via: "contract", Data: a.Document})
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "The project could not be found.").Helped("name a release that exists, or send autoCreate")
	}
	if err != nil {
		return err
	}
	return answerJSON(w, map[string]any{"token": receipt.Job, "projectUuid": receipt.Release, "aceso": ours{receipt.ID, receipt.Again, receipt.Errors, receipt.Warnings, a.unkept}})
}

// ours is what an answer to an upload says beyond the contract.
type ours struct {
	SBOM     string   `json:"sbom"`
	Again    bool     `json:"again"` // the same bytes were here before
	Errors   int      `json:"errors"`
	Warnings int      `json:"warnings"`
	Unkept   []string `json:"not_kept,omitempty"` // fields that have no place here
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

// parent checks that the parent of a project to be made exists. Releases don't
// nest in releases here; the model holds them together, so nothing more is
// done with it.
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
	return answerJSON(w, map[string]any{"uuid": id.UUID(who.Org), "name": who.Name, "permissions": names})
}
