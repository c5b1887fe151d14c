package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/intel"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// swapsShown is how many bundles the page of the intelligence names.
const swapsShown = 10

// swapped are the newest bundles with what each did to the organisation's findings.
func swapped(ctx context.Context, tx *store.Tx) ([]view.Swapped, error) {
	all, err := tx.Swaps(ctx, swapsShown)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range all {
		ids = append(ids, s.Bundle)
	}
	sums, err := tx.TouchTotals(ctx, ids)
	var out []view.Swapped
	for _, s := range all {
		out = append(out, view.Swapped{Swap: s, URL: "/intelligence/bundles/" + s.ID, Sum: view.Sum(sums[s.Bundle])})
	}
	return out, err
}

// GET /intelligence/bundles/{swap} is what one bundle changed, and whom it touched.
func (f *Face) swap(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Change
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.Swap(ctx, r.PathValue("swap"))
		if err != nil {
			return err
		}
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p = view.NewChange(frame, s)
		return fillChange(ctx, tx, r, &p, s)
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func fillChange(ctx context.Context, tx *store.Tx, r *http.Request, p *view.Change, s vuln.Swap) error {
	sums, err := tx.TouchTotals(ctx, []string{s.Bundle})
	if err != nil {
		return err
	}
	p.Sum = view.Sum(sums[s.Bundle])
	releases, err := tx.TouchedReleases(ctx, s.Bundle)
	if err != nil {
		return err
	}
	for _, t := range releases {
		p.Releases = append(p.Releases, view.Touched{Name: t.Model + " " + t.Version, URL: "/releases/" + t.Release, Sum: view.Sum{Parts: t.Parts, Opened: t.Opened, Closed: t.Closed, Untold: t.Untold, Changed: t.Changed}})
	}
	parts, err := tx.Touches(ctx, s.Bundle, "", store.Page{After: r.FormValue("after")})
	if err != nil {
		return err
	}
	q := ui.Query{Path: r.URL.Path, Values: r.URL.Query()}
	p.Pager = pager(q, "parts", number(r, "from"), parts)
	p.Pager.Table = r.URL.Path + "/parts.csv"
	for _, t := range parts.Rows {
		p.Parts = append(p.Parts, view.Touched{
			Name: t.Part.Component.FullName(), Version: t.Part.Component.Version, URL: "/components/" + t.Component, Names: t.Names, In: t.Releases,
			Sum: view.Sum{Opened: t.Opened, Closed: t.Closed, Untold: t.Untold, Changed: t.Changed},
		})
	}
	return nil
}

// GET /intelligence/bundles/{swap}/parts.csv
func (f *Face) swapTable(w http.ResponseWriter, r *http.Request) error {
	head := []string{"part", "version", "purl", "opened", "closed", "source gone", "changed", "weaknesses", "releases", "bundle"}
	return f.table(w, r, "bundle-parts", head, func(ctx context.Context, tx *store.Tx, after string) ([][]string, string, error) {
		s, err := tx.Swap(ctx, r.PathValue("swap"))
		if err != nil {
			return nil, "", err
		}
		all, err := tx.Touches(ctx, s.Bundle, "", store.Page{After: after, Limit: exportStep})
		var rows [][]string
		for _, t := range all.Rows {
			c := t.Part.Component
			rows = append(rows, []string{c.FullName(), c.Version, c.PURL, strconv.Itoa(t.Opened), strconv.Itoa(t.Closed), strconv.Itoa(t.Untold), strconv.Itoa(t.Changed), strings.Join(t.Names, " "), strconv.Itoa(t.Releases), s.Bundle})
		}
		return rows, all.Next, err
	})
}
