package web

import (
	"context"
	"net/http"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// GET /releases/{id}/uploads lists every parts list that a release had.
func (f *Face) uploads(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.History
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		head, err := f.releaseHead(ctx, tx, r, view.Uploads)
		if err != nil {
			return err
		}
		p.Page = head
		p.Shown, err = f.listed(ctx, tx, r, f.uploadList())
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// uploadList is the list of the parts lists of a release, as it is read. Each
// is told with how it differs from the one before, whatever the order.
func (f *Face) uploadList() list.List[view.Upload] {
	return list.List[view.Upload]{Spec: view.Uploaded, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Upload], error) {
		var err error
		if a.Record, err = releaseName(ctx, tx, a.ID); err != nil {
			return nil, err
		}
		all, err := tx.SBOMs(ctx, a.ID)
		before := map[string]sbom.SBOM{}
		for i := 1; i < len(all); i++ {
			before[all[i-1].ID] = all[i]
		}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Upload], error) {
			found, err := tx.SBOMsBy(ctx, a.ID, a.Sort, p)
			return list.Map(found, func(s sbom.SBOM) view.Upload {
				row := uploadOf(s)
				row.MayUse = a.Who.Allowed(org.ImportSBOM)
				if b, ok := before[s.ID]; ok {
					row.More, row.Compare = s.Components-b.Components, "/sboms/"+s.ID+"/compare?with="+b.ID
				} else {
					row.First = true
				}
				return row
			}), err
		}, err
	}}
}

func uploadOf(s sbom.SBOM) view.Upload {
	return view.Upload{
		ID: s.ID, File: s.File, URL: "/imports/" + s.ID, Arrived: s.Imported, From: s.By + via[s.Via], Format: strings.TrimSpace(string(s.Format) + " " + s.Version), Tools: strings.Join(s.Tools, ", "),
		SHA256: s.Hash, Size: s.Size, Parts: s.Components, Distinct: s.Distinct, Edges: s.Edges, Problems: s.Errors + s.Warnings, Current: s.Current, Original: "/sboms/" + s.ID + "/original",
	}
}

// GET /sboms/{id}/compare?with= tells what changed from an earlier list of the
// release to this one.
func (f *Face) compareUploads(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Versions
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		to, err := tx.SBOM(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		r.SetPathValue("id", to.Release)
		if p.Page, err = f.releaseHead(ctx, tx, r, view.Uploads); err != nil {
			return err
		}
		d, from, err := serve.CompareUploads(ctx, tx, to, r.FormValue("with"))
		if err != nil {
			return err
		}
		p.From, p.To = uploadOf(from), uploadOf(to)
		p.Title = "What changed between two lists of " + p.Title
		p.Added, p.Removed, p.Moved = movedOf(d)
		p.Parts, p.Same = len(d.Changed), d.Same
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// movedOf makes rows of a diff.
func movedOf(d sbom.Diff) (added, removed, moved []view.Moved) {
	for _, c := range d.Added {
		added = append(added, view.Moved{Name: c.FullName(), Field: "added", After: c.Version})
	}
	for _, c := range d.Removed {
		removed = append(removed, view.Moved{Name: c.FullName(), Field: "removed", Before: c.Version})
	}
	for _, c := range d.Changed {
		for _, one := range c.Fields {
			moved = append(moved, view.Moved{Name: c.New.FullName(), Field: one.Field, Before: one.Old, After: one.New})
		}
	}
	return added, removed, moved
}

// POST /sboms/{id}/current lets the release's answers rest on this list.
func (f *Face) chooseSBOM(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var s sbom.SBOM
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) (err error) {
		s, err = sbom.Choose(ctx, tx, who, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, "/releases/"+s.Release+"/uploads")
}

// fillSight says at a glance what a parts list holds, and what helps most.
func fillSight(ctx context.Context, tx *store.Tx, p *view.Page, s sbom.SBOM, model string) error {
	g, err := serve.Glanced(ctx, tx, s)
	if err != nil {
		return err
	}
	out := &view.Sight{Glance: g, Made: p.List.Format}
	if len(s.Tools) > 0 {
		out.Made += ", made with " + strings.Join(s.Tools, ", ")
	}
	for _, profile := range sbom.Profiles() {
		report, err := serve.Graded(ctx, tx, s, profile)
		if err != nil {
			return err
		}
		line := view.GradeLine{Profile: ui.Link{Label: profile.Name + ", " + profile.Edition, URL: "/releases/" + p.ID + "/quality?profile=" + profile.ID}, Share: sbom.Percent(report.Share())}
		line.Met, line.Of = report.Met()
		out.Grades = append(out.Grades, line)
	}
	out.Why, out.Next = nextStep(p, out, model)
	p.Sight = out
	return nil
}

// nextStep is the one thing that helps most: first what keeps parts from being
// checked, then what the list itself does not say.
func nextStep(p *view.Page, s *view.Sight, model string) (string, ui.Link) {
	worst := s.Grades[0]
	for _, g := range s.Grades {
		if g.Share < worst.Share {
			worst = g
		}
	}
	switch {
	case s.Parts == 0:
		return "The list names no part.", ui.Link{Label: "Write them in the table", URL: p.URL(view.Hand)}
	case p.List.Answer.Unchecked > 0 && p.MayName:
		return ui.Upper(ui.Count(p.List.Answer.Unchecked, "part", "parts")) + " could not be checked.", ui.Link{Label: "Name them", URL: "/names?model=" + model}
	case s.Unversioned > 0:
		return ui.Upper(ui.Count(s.Unversioned, "part states", "parts state")) + " no version.", ui.Link{Label: "See which", URL: p.URL(view.Quality)}
	case s.Edges == 0 && s.Parts > 1:
		return "Nothing says what needs what.", ui.Link{Label: "See what is asked", URL: p.URL(view.Quality)}
	case worst.Share < 100:
		return worst.Profile.Label + " is filled least.", ui.Link{Label: "See what is missing", URL: worst.Profile.URL}
	}
	return "", ui.Link{}
}
