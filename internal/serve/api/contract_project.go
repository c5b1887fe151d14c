package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A project is a release as clients of the contract know it. A release has no
// tags, and none of them is marked as the latest.
type project struct {
	UUID    string              `json:"uuid"`
	Name    string              `json:"name"`
	Version string              `json:"version"`
	Active  bool                `json:"active"`
	Tags    []map[string]string `json:"tags"`
	Last    int64               `json:"lastBomImport,omitempty"`
	Format  string              `json:"lastBomImportFormat,omitempty"`
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
		filter := store.ProductFilter{Name: q.Get("name"), Sort: projectSort(q)}
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

// projectSort reads the order of projects; one that a release does not know is by name.
func projectSort(q url.Values) string {
	by := map[string]string{"version": "version", "lastBomImport": "changed"}[q.Get("sortName")]
	if by == "" {
		by = "name"
	}
	if q.Get("sortOrder") == "desc" {
		by = "-" + by
	}
	return by
}

// pageOf reads which page is asked for. Older clients say page and limit.
func pageOf(q url.Values) (int, int, error) {
	number, size := 1, 100
	var wrong violations
	for _, v := range []struct {
		name string
		to   *int
		most int
	}{{"page", &number, 1_000_000}, {"pageNumber", &number, 1_000_000}, {"limit", &size, 500}, {"pageSize", &size, 500}} {
		text := q.Get(v.name)
		if text == "" {
			continue
		}
		i, err := strconv.Atoi(text)
		if err != nil || i < 1 {
			wrong = append(wrong, breach(v.name, text, "%s is a number from 1", v.name))
		}
		*v.to = min(i, v.most)
	}
	if len(wrong) > 0 {
		return 0, 0, wrong
	}
	return number, size, nil
}

var noProject = fault.New(fault.NotFound, "The project could not be found.")

// byProject and byNames find the release that a path is about.
func byProject(ctx context.Context, tx *store.Tx, r *http.Request) (product.Release, error) {
	return tx.Release(ctx, r.PathValue("id"))
}

func byNames(ctx context.Context, tx *store.Tx, r *http.Request) (product.Release, error) {
	return product.Find(ctx, tx, r.PathValue("name"), r.PathValue("version"))
}

// lookUp: GET /api/v1/project/lookup?name=&version=.
func (f *Face) lookUp(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return f.answerProject(w, r, func(ctx context.Context, tx *store.Tx, _ *http.Request) (product.Release, error) {
		return product.Find(ctx, tx, q.Get("name"), q.Get("version"))
	})
}

// project: GET /api/v1/project/{id}.
func (f *Face) project(w http.ResponseWriter, r *http.Request) error {
	return f.answerProject(w, r, byProject)
}

func (f *Face) answerProject(w http.ResponseWriter, r *http.Request, find func(context.Context, *store.Tx, *http.Request) (product.Release, error)) error {
	ctx := r.Context()
	var p project
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		p, err = projectNow(ctx, tx, func() (product.Release, error) { return find(ctx, tx, r) })
		return err
	})
	if err != nil {
		return err
	}
	return answerJSON(w, p)
}

// projectNow returns a release as a project, with what arrived for it last.
func projectNow(ctx context.Context, tx *store.Tx, find func() (product.Release, error)) (project, error) {
	release, err := find()
	if fault.Is(err, fault.NotFound) {
		return project{}, noProject
	}
	if err != nil {
		return project{}, err
	}
	m, err := tx.Model(ctx, release.Model)
	if err != nil {
		return project{}, err
	}
	s, err := tx.CurrentSBOM(ctx, release.ID)
	if fault.Is(err, fault.NotFound) {
		return projectOf(m, release, nil), nil
	}
	return projectOf(m, release, &s), err
}

// patchProject: PATCH /api/v1/project/{id}. Clients send labels that a
// release of ours does not have; nothing changes, and 304 says so.
func (f *Face) patchProject(w http.ResponseWriter, r *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		return brokenForm(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil || fields == nil {
		return fault.New(fault.Invalid, "the body is not a JSON object%s", because(err)).Helped("send the fields to change: {\"description\": …}")
	}
	if err := checkPatch(fields); err != nil {
		return err
	}
	ctx := r.Context()
	err = f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error { return f.known(ctx, tx, r.PathValue("id")) })
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNotModified)
	return nil
}

// checkPatch tells which of the fields that clients send have another type
// than the contract's. Unknown ones are let pass.
func checkPatch(fields map[string]json.RawMessage) error {
	var wrong violations
	for name, raw := range fields {
		var to any
		switch name {
		case "name", "version", "group", "description", "swidTagId":
			to = new(string)
		case "isLatest", "active":
			to = new(bool)
		case "tags":
			to = new([]struct{ Name string })
		case "parent":
			to = new(struct{ UUID string })
		default:
			continue
		}
		if err := json.Unmarshal(raw, to); err != nil {
			wrong = append(wrong, breach(name, string(raw), "%s has another type here", name))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.SortFunc(wrong, func(x, y violation) int { return strings.Compare(x.Path, y.Path) })
	return wrong
}
