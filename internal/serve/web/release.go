package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// GET /releases/{id}?tab=…
func (f *Face) release(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		release, err := tx.Release(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, release.Model)
		if err != nil {
			return err
		}
		p = view.New(frame, release.ID, ui.Link{Label: m.Name, URL: "/products/" + m.ID}, release.Version, view.Tab(r.FormValue("tab")))
		p.Scratch, p.Dates = m.Name == scratch, releaseDates(release.Dates, frame)
		p.MayEdit, p.MayName, p.MayImport = who.Allowed(org.WriteProducts), who.Allowed(org.WriteNames), who.Allowed(org.ImportSBOM)
		p.Findings = "/findings?release=" + release.ID
		return f.fillRelease(ctx, tx, r, &p)
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// fillRelease reads what the page's tab shows.
func (f *Face) fillRelease(ctx context.Context, tx *store.Tx, r *http.Request, p *view.Page) error {
	current, err := tx.CurrentSBOM(ctx, p.ID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	counts, err := tx.ReleaseCounts(ctx, []string{p.ID})
	if err != nil {
		return err
	}
	p.List = partsList(current)
	p.List.Answer = partsOf(counts[p.ID])
	if info, ok := f.Intel.Now(); ok {
		p.List.AsOf = info.Made
	}
	if j, err := tx.Job(ctx, current.Job); err == nil && j.Processing() {
		p.Running = ui.Link{Label: "Its parts are being checked", URL: "/imports/" + current.ID}
	}
	switch p.Tab {
	case view.PartsTab:
		p.Shown, err = f.listed(ctx, tx, r, f.partList())
		return err
	case view.Unchecked:
		p.Shown, err = f.listed(ctx, tx, r, f.uncheckedOfRelease())
		return err
	case view.Problems:
		p.Shown, err = f.listed(ctx, tx, r, f.problemList())
		return err
	case view.Source:
		return nil
	}
	p.Tab = view.Overview
	if err := fillWorst(ctx, tx, p); err != nil {
		return err
	}
	return fillSight(ctx, tx, p, current, strings.TrimPrefix(p.Model.URL, "/products/"))
}

func releaseDates(d product.Dates, frame ui.Frame) []view.Date {
	var out []view.Date
	for _, one := range []struct {
		name string
		date product.Date
	}{
		{"General availability", d.GeneralAvailability},
		{"End of sales", d.EndOfSales},
		{"End of security support", d.EndOfSecuritySupport},
		{"End of life", d.EndOfLife},
	} {
		at, _ := one.date.At()
		out = append(out, view.Date{Name: one.name, Day: at, Past: one.date.Past(frame.Now), Announced: one.date == product.TBA})
	}
	return out
}

// partsList is the head of a bill of materials as the page shows it.
func partsList(s sbom.SBOM) *view.List {
	format := string(s.Format)
	if s.Version != "" {
		format += " " + s.Version
	}
	if s.Encoding != "" {
		format += " (" + s.Encoding + ")"
	}
	return &view.List{
		File: s.File, Format: format, Size: s.Size, SHA256: s.Hash, Arrived: s.Imported, From: s.By + via[s.Via],
		Made: s.Created, Tools: s.Tools, Authors: s.Authors, Serial: s.Serial, Subject: s.Subject, Original: "/sboms/" + s.ID + "/original",
		Errors: s.Errors, Warnings: s.Warnings,
	}
}

// via says how a file came, where that is worth a word.
var via = map[string]string{"api": ", by API", "cli": ", by command line", "contract": ", from a build", "table": ", written in the table"}

// partState is the answer for one part in a word.
func partState(p store.Part) ui.State {
	switch match.StandOf(p.Checked, p.Affected, p.Untold) {
	case match.StandsAffected:
		return ui.State{Word: "affected", Look: ui.Attention}
	case match.StandsUntold:
		return ui.State{Word: "may be affected", Look: ui.Uncertain}
	case match.StandsNotCheckable:
		return ui.State{Word: "could not be checked", Look: ui.Uncertain}
	case match.StandsWaiting:
		return ui.State{Word: "not checked yet", Look: ui.Moving}
	}
	return ui.State{Word: "clean", Look: ui.Fine}
}

func reasonOf(p store.Part) string {
	if p.Checked == "" {
		return "it waits to be checked"
	}
	return p.Reason
}

func findingsOf(p store.Part) string {
	if p.Affected+p.Untold == 0 {
		return ""
	}
	return "/findings?component=" + url.QueryEscape(p.Key)
}

// nameURL opens the form for a name rule with what is known of a part.
func nameURL(c sbom.Component) string {
	return "/names?" + url.Values{"name": {c.Name}, "vendor": {c.Supplier}, "patterns": {c.FullName()}}.Encode()
}

// worstShown is how many findings the overview names.
const worstShown = 5

// fillWorst names the findings that weigh most.
func fillWorst(ctx context.Context, tx *store.Tx, p *view.Page) error {
	list, err := tx.Findings(ctx, store.FindingFilter{Release: p.ID, States: store.Live, Sort: store.UsualOrder}, store.Page{Limit: worstShown})
	for _, r := range list.Rows {
		w := view.Worst{Weakness: r.Weakness, URL: "/findings/" + r.ID + "?release=" + p.ID, Part: r.Part.FullName() + " " + r.Part.Version, Rating: rating(r.Finding), Exploited: r.KEV}
		if len(r.Fixed) > 0 {
			w.Fixed = r.Fixed[0]
		}
		p.Worst = append(p.Worst, w)
	}
	return err
}
