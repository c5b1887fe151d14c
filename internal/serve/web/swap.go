package web

import (
	"context"
	"net/http"

	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
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
		if err := fillChange(ctx, tx, &p, s); err != nil {
			return err
		}
		p.Shown, err = f.listed(ctx, tx, r, f.touchList())
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func fillChange(ctx context.Context, tx *store.Tx, p *view.Change, s vuln.Swap) error {
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
	return nil
}

// touchList is the list of the parts that a bundle touched, as it is read.
func (f *Face) touchList() list.List[view.Touched] {
	return list.List[view.Touched]{Spec: view.Parts, Needs: org.ReadFindings, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Touched], error) {
		s, err := tx.Swap(ctx, a.ID)
		a.Record = "the bundle of " + ui.Moment(s.Made)
		return func(ctx context.Context, p store.Page) (store.Slice[view.Touched], error) {
			found, err := tx.Touches(ctx, s.Bundle, a.Sort, p)
			return list.Map(found, func(t store.Touched) view.Touched {
				c := t.Part.Component
				return view.Touched{
					Key: t.Component, Name: c.FullName(), Version: c.Version, PURL: c.PURL, URL: "/components/" + t.Component, Names: t.Names, In: t.Releases,
					Sum: view.Sum{Opened: t.Opened, Closed: t.Closed, Untold: t.Untold, Changed: t.Changed},
				}
			}), err
		}, err
	}}
}
