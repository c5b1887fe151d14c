package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// lacksShown is how many failing components one page lists.
const lacksShown = 50

// GET /releases/{id}/quality?profile=&rule=
func (f *Face) quality(w http.ResponseWriter, r *http.Request) error {
	profile, err := sbom.ProfileByID(r.FormValue("profile"))
	if err != nil {
		return err
	}
	g := view.Grade{Path: "/releases/" + r.PathValue("id") + "/quality"}
	err = f.DB.In(serve.Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		var err error
		if g.Page, err = f.releaseHead(r.Context(), tx, r, view.Quality); err != nil || g.List == nil {
			return err
		}
		return f.fillGrade(r.Context(), tx, &g, profile, r)
	})
	if err != nil {
		return err
	}
	return show(w, r, g.Show())
}

// releaseHead is what every side of a release shows above its own.
func (f *Face) releaseHead(ctx context.Context, tx *store.Tx, r *http.Request, tab view.Tab) (view.Page, error) {
	frame, err := f.frame(ctx, tx, r)
	if err != nil {
		return view.Page{}, err
	}
	release, err := tx.Release(ctx, r.PathValue("id"))
	if err != nil {
		return view.Page{}, err
	}
	m, err := tx.Model(ctx, release.Model)
	if err != nil {
		return view.Page{}, err
	}
	p := view.New(frame, release.ID, ui.Link{Label: m.Name, URL: "/products/" + m.ID}, release.Version, tab)
	current, err := tx.CurrentSBOM(ctx, release.ID)
	if fault.Is(err, fault.NotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	counts, err := tx.ReleaseCounts(ctx, []string{release.ID})
	if err != nil {
		return p, err
	}
	p.List = partsList(current)
	p.List.Answer = partsOf(counts[release.ID])
	return p, nil
}

// fillGrade makes rows of what was measured of a document when it came.
func (f *Face) fillGrade(ctx context.Context, tx *store.Tx, g *view.Grade, profile *sbom.Profile, r *http.Request) error {
	current, err := tx.CurrentSBOM(ctx, g.ID)
	if err != nil {
		return err
	}
	if g.Report, err = serve.Graded(ctx, tx, current, profile); err != nil {
		return err
	}
	g.Table = g.Path + ".csv?" + url.Values{"profile": {profile.ID}}.Encode()
	for _, p := range sbom.Profiles() {
		g.Profiles = append(g.Profiles, ui.Choice{Value: p.ID, Label: p.Name + ", " + p.Edition, Chosen: p == profile})
	}
	chosen, err := chosenRule(&g.Report, r.FormValue("rule"))
	if err != nil {
		return err
	}
	q := ui.Query{Path: g.Path, Values: r.URL.Query()}
	for i := range g.Report.Results {
		x := &g.Report.Results[i]
		row := view.RuleRow{Result: *x, Picked: x == chosen}
		if x.Rule.PerComponent() && x.Lacking() > 0 {
			row.URL = q.With("rule", x.Rule.ID) + "#failing"
		}
		g.Rules = append(g.Rules, row)
	}
	if chosen == nil {
		return nil
	}
	return f.fillLacks(ctx, tx, g, current, chosen, q, number(r, "page"))
}

// chosenRule is the rule whose failing components are shown: the one that is
// asked for, else the one for components that is kept least.
func chosenRule(report *sbom.Report, rule string) (*sbom.Result, error) {
	if rule != "" {
		x, known := report.Result(rule)
		if !known {
			return nil, fault.New(fault.Invalid, "the profile %s has no rule %.60q", report.Profile.ID, rule).Helped("choose one from its table")
		}
		if x.Lacking() == 0 || !x.Rule.PerComponent() {
			return nil, nil
		}
		return x, nil
	}
	var worst *sbom.Result
	for i := range report.Results {
		x := &report.Results[i]
		if x.Rule.PerComponent() && x.Lacking() > 0 && (worst == nil || x.Share() < worst.Share()) {
			worst = x
		}
	}
	return worst, nil
}

// fillLacks lists what does not fill a field: of those that are kept, or
// behind them from the document itself.
func (f *Face) fillLacks(ctx context.Context, tx *store.Tx, g *view.Grade, current sbom.SBOM, x *sbom.Result, q ui.Query, page int64) error {
	total := x.Lacking()
	first := min(int(min(page, 1<<20))*lacksShown, total)
	last := min(first+lacksShown, total)
	g.Chosen = x
	g.Shown.Pager = ui.Pager{First: first + 1, Last: last, Total: total, Noun: "components", Table: g.Table + "&rule=" + x.Rule.ID}
	if first > 0 {
		g.Shown.Pager.Start = q.With("page", "")
	}
	if last < total {
		g.Shown.Pager.Next = q.With("page", strconv.FormatInt(page+1, 10))
	}
	lacks, err := serve.Lacks(ctx, tx, &f.shelf, tx.Org(), current, g.Report.Profile, x.Rule.ID, first, last)
	for _, l := range lacks {
		name := l.Name
		if name == "" {
			name = "no name"
		}
		g.Lacks = append(g.Lacks, view.Lack{Name: name, Version: l.Version, Path: l.Path, State: view.LackState(l.Answer), Why: whyURL(g.ID, l.Key)})
	}
	return err
}

// partName is what a component is called where its name may be missing.
func partName(c *sbom.Component) string {
	if name := c.FullName(); name != "" {
		return name
	}
	return "no name"
}

// whyURL is the page that says why a component is in a release.
func whyURL(release, key string) string {
	return "/releases/" + release + "/why/" + url.PathEscape(key)
}

// GET /releases/{id}/quality.csv?profile=&rule=
func (f *Face) qualityTable(w http.ResponseWriter, r *http.Request) error {
	profile, err := sbom.ProfileByID(r.FormValue("profile"))
	if err != nil {
		return err
	}
	return f.table(w, r, "quality", []string{"profile", "rule", "asks for", "level", "component", "version", "where in the file", "says", "what to do"},
		func(ctx context.Context, tx *store.Tx, _ string) ([][]string, string, error) {
			_, doc, err := f.shelf.Current(ctx, tx, serve.Actor(r).Org, r.PathValue("id"))
			if err != nil {
				return nil, "", err
			}
			report := profile.Measure(doc)
			return lackRows(doc, &report, r.FormValue("rule")), "", nil
		})
}

func lackRows(doc *sbom.Document, report *sbom.Report, rule string) [][]string {
	var rows [][]string
	for _, x := range report.Results {
		if rule != "" && rule != x.Rule.ID {
			continue
		}
		for _, fail := range x.Failing {
			row := []string{report.Profile.Name + ", " + report.Profile.Edition, x.Rule.ID, x.Rule.Name, string(x.Rule.Level), "the document", "", "", view.LackState(fail.Answer).Word, x.Rule.Help}
			if fail.Component >= 0 {
				c := &doc.Components[fail.Component]
				row[4], row[5], row[6] = c.FullName(), c.Version, c.Path
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// GET /releases/{id}/why/{component}
func (f *Face) why(w http.ResponseWriter, r *http.Request) error {
	ctx, id, key := r.Context(), r.PathValue("id"), r.PathValue("component")
	var p view.Why
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		head, err := f.releaseHead(ctx, tx, r, view.PartsTab)
		if err != nil {
			return err
		}
		ways, err := f.shelf.Why(ctx, tx, serve.Actor(r).Org, id, key)
		if err != nil {
			return err
		}
		p = view.Why{Frame: head.Frame, Model: head.Model, Release: ui.Link{Label: head.Version, URL: "/releases/" + id}, Ways: ways, Quality: "/releases/" + id + "/quality"}
		p.Title = "Why " + strings.TrimSpace(partName(&ways.Component)+" "+ways.Component.Version) + " is in " + head.Title
		if part, err := tx.Part(ctx, key); err == nil && part.Affected+part.Untold > 0 {
			p.Findings = findingsOf(part)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}
