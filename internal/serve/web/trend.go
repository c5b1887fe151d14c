package web

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"aceso/internal/domain/trend"
	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/chart"
	view "aceso/internal/serve/web/view/trend"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// What one page of charts shows at most.
const (
	panelsShown = 12
	kindsShown  = 10
)

// GET /trends
func (f *Face) trends(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p = view.New(frame, "")
		all, err := tx.AllCounts(ctx)
		if err != nil {
			return err
		}
		if p.None = all.Total == 0 && r.URL.RawQuery == ""; p.None {
			return nil
		}
		return f.fillTrends(ctx, tx, r, &p)
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// askedPast reads from the address of what the past is asked for.
func askedPast(v url.Values) (serve.TrendAsk, view.By, error) {
	period, err := serve.ReadPeriod(v.Get("period"))
	if err != nil {
		return serve.TrendAsk{}, "", err
	}
	by := view.By(v.Get("by"))
	if by == "" {
		by = view.BySupplier
	}
	if !slices.Contains(view.Kinds, by) {
		return serve.TrendAsk{}, "", fault.New(fault.Invalid, "parts can't be told apart by %q", by).Helped("choose one of: supplier, support, licence")
	}
	ask := serve.TrendAsk{Model: v.Get("product"), Release: v.Get("release"), Period: period}
	if v.Has("product") && ask.Model == "" {
		ask.Release = "" // somebody went back to all products
	}
	return ask, by, nil
}

// fit leaves a release out that is not one of the product: somebody chose
// another product while the release of the one before still stood there.
func fit(ctx context.Context, tx *store.Tx, ask serve.TrendAsk) (serve.TrendAsk, error) {
	if ask.Model == "" || ask.Release == "" {
		return ask, nil
	}
	r, err := tx.Release(ctx, ask.Release)
	if err == nil && r.Model != ask.Model {
		ask.Release = ""
	}
	return ask, err
}

func (f *Face) fillTrends(ctx context.Context, tx *store.Tx, r *http.Request, p *view.Page) error {
	ask, by, err := askedPast(r.URL.Query())
	if err != nil {
		return err
	}
	if ask, err = fit(ctx, tx, ask); err != nil {
		return err
	}
	past, err := serve.ReadPast(ctx, tx, ask)
	if err != nil {
		return err
	}
	if past.Release != nil {
		p.Of, p.Back = past.Model.Name+" "+past.Release.Version, ui.Link{Label: "The release", URL: "/releases/" + past.Release.ID}
		if past.Chosen {
			p.Chosen = ", the newest of its releases in the field"
		}
	}
	if p.Filters, err = trendFilters(ctx, tx, r.URL.Query(), past, by); err != nil {
		return err
	}
	figures, err := f.figures(ctx, tx, r, ask, by, past)
	p.Figures = figures
	return err
}

// trendFilters are the inputs above the charts.
func trendFilters(ctx context.Context, tx *store.Tx, v url.Values, past serve.Past, by view.By) ([]ui.Input, error) {
	models, err := tx.Models(ctx, "", "", store.Page{Limit: most})
	if err != nil {
		return nil, err
	}
	products := []string{"", "all"}
	for _, m := range models.Rows {
		products = append(products, m.ID, m.Name)
	}
	model, release := "", ""
	if past.Model != nil {
		model, release = past.Model.ID, past.ReleaseID()
	}
	in := []ui.Input{{Name: "product", Label: "Product", Kind: ui.Select, Choices: choices(model, products...)}}
	if past.Model != nil {
		all, err := tx.ReleasesOpen(ctx, model)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(all, func(a, b store.ReleaseOpen) int { return strings.Compare(b.Release, a.Release) })
		var versions []string
		for _, r := range all {
			versions = append(versions, r.Release, r.Version)
		}
		in = append(in, ui.Input{Name: "release", Label: "Release", Kind: ui.Select, Choices: choices(release, versions...)})
	}
	var periods []string
	for _, p := range trend.Periods {
		periods = append(periods, p.Value, p.Label)
	}
	in = append(in, ui.Input{Name: "period", Label: "Period", Kind: ui.Select, Choices: choices(v.Get("period"), periods...)})
	var kinds []string
	for _, k := range view.Kinds {
		kinds = append(kinds, string(k), k.Word())
	}
	in = append(in, ui.Input{Name: "by", Label: "Where they are", Kind: ui.Select, Choices: choices(string(by), kinds...)})
	for i := range in {
		in[i].ID = "filter-" + in[i].Name
	}
	return in, nil
}

// figures are all charts of the page.
func (f *Face) figures(ctx context.Context, tx *store.Tx, r *http.Request, ask serve.TrendAsk, by view.By, past serve.Past) ([]chart.Figure, error) {
	all, more, err := serve.ReadReleases(ctx, tx, ask.Model, ask.Period, panelsShown)
	if err != nil {
		return nil, err
	}
	cut := []*[]trend.Step{&past.Steps}
	for i := range all {
		cut = append(cut, &all[i].Steps)
	}
	view.Trim(cut...)
	s := view.Series{Period: ask.Period, Steps: past.Steps, Since: past.Since, Query: r.URL.Query()}
	if info, ok := f.Intel.Now(); ok {
		s.AsOf = info.Made
	}
	weights, err := tx.Weights(ctx, past.ReleaseID())
	if err != nil {
		return nil, err
	}
	points := scattered(weights, past.ReleaseID())
	where, err := f.where(ctx, tx, past, by, s)
	if err != nil {
		return nil, err
	}
	var panels []view.Release
	for _, one := range all {
		panels = append(panels, view.Release{Name: one.ModelName + " " + one.Version, URL: "/trends?" + url.Values{"release": {one.Release}, "product": {one.Model}, "period": {ask.Period.Value}}.Encode(), Steps: one.Steps})
	}
	return []chart.Figure{s.Open(), s.Flow(), s.Age(past.Ages, tx.Now()), s.Unchecked(), s.First(points), where, s.Releases(panels, more)}, nil
}

// scattered are weaknesses as the points of a chart.
func scattered(all []store.Weight, release string) []chart.Point {
	out := make([]chart.Point, len(all))
	for i, w := range all {
		v := url.Values{"weakness": {w.ID}}
		if release != "" {
			v.Set("release", release)
		}
		out[i] = chart.Point{N: 1, EPSS: w.EPSS, Rated: w.Rated, Score: w.Score, Scored: w.Scored, Exploited: w.KEV, Name: w.ID, URL: "/findings?" + v.Encode()}
	}
	return out
}

// where is the chart of where the weaknesses lie.
func (f *Face) where(ctx context.Context, tx *store.Tx, past serve.Past, by view.By, s view.Series) (chart.Figure, error) {
	id := past.ReleaseID()
	if by == view.ByLicence && id == "" {
		return s.WhereNot("Choose a product: licences stand in the parts list of a release."), nil
	}
	var all []store.WeakShare
	var err error
	if by == view.ByLicence {
		all, err = f.weakByLicence(ctx, tx, past)
	} else if by == view.BySupport {
		all, err = tx.WeakBySupport(ctx, id)
	} else {
		all, err = tx.WeakBySupplier(ctx, id)
	}
	if err != nil {
		return chart.Figure{}, err
	}
	shown := all[:min(len(all), kindsShown)]
	var rest view.Share
	for _, one := range all[len(shown):] {
		rest.Parts, rest.Affected, rest.CannotTell = rest.Parts+one.Parts, rest.Affected+one.Affected, rest.CannotTell+one.MayBe
	}
	shares := make([]view.Share, len(shown))
	for i, one := range shown {
		shares[i] = view.Share{Name: one.Kind, Parts: one.Parts, Affected: one.Affected, CannotTell: one.MayBe}
		if one.Kind == "" {
			shares[i].Name, shares[i].Unsaid = "not stated", true
		} else if by == view.BySupplier && id == "" {
			shares[i].URL = "/components?" + url.Values{"q": {one.Kind}, "sort": {"-affected"}}.Encode()
		}
	}
	return s.Where(by, shares, rest, len(all)), nil
}

func (f *Face) weakByLicence(ctx context.Context, tx *store.Tx, past serve.Past) ([]store.WeakShare, error) {
	m, err := tx.Release(ctx, past.Release.ID)
	if err != nil {
		return nil, err
	}
	_, doc, err := f.shelf.Current(ctx, tx, tx.Org(), m.ID)
	if err != nil {
		return nil, err
	}
	return serve.WeakByLicence(ctx, tx, doc, m.ID)
}

// GET /trends.csv?chart=… is the table of one chart of the page; of the first
// where none is named.
func (f *Face) trendsTable(w http.ResponseWriter, r *http.Request) error {
	name := cmp.Or(r.URL.Query().Get("chart"), "open")
	var t chart.Table
	err := f.DB.In(serve.Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		var p view.Page
		if err := f.fillTrends(r.Context(), tx, r, &p); err != nil {
			return err
		}
		at := slices.IndexFunc(p.Figures, func(f chart.Figure) bool { return f.ID == name })
		if at < 0 {
			return fault.New(fault.NotFound, "there is no chart %q", name).Helped("open the page Trends and take the link beside a table")
		}
		t = p.Figures[at].Table
		return nil
	})
	if err != nil {
		return err
	}
	return f.sendTable(w, "trend-"+name, t)
}

// sendTable sends the table of a chart as a file.
func (f *Face) sendTable(w http.ResponseWriter, name string, t chart.Table) error {
	rows := t.Whole()
	for i := range rows {
		rows[i] = append(rows[i], f.Intel.AsOf())
	}
	var b bytes.Buffer
	if err := sheet.WriteCSV(&b, append(slices.Clone(t.Head), "Data as of"), slices.Values(rows)); err != nil {
		return err
	}
	serve.Download(w, "aceso-"+name+"-"+f.DB.Now().Format("2006-01-02")+".csv", "text/csv; charset=utf-8", b.Bytes())
	return nil
}
