package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
	view "aceso/internal/serve/web/view/unchecked"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// narrow lets a filter take only what is of the kind.
func (k kind) narrow(f *store.PartFilter) {
	f.Checked, f.Causes = nil, nil
	for _, r := range k.reasons {
		if !slices.Contains(f.Checked, r.Checked) {
			f.Checked = append(f.Checked, r.Checked)
		}
		f.Causes = append(f.Causes, r.Cause)
	}
}

// because narrows a filter to the reason that the address names.
func because(f *store.PartFilter, key string, all []kind) error {
	if key == "" {
		return nil
	}
	for _, k := range all {
		if k.key == key {
			k.narrow(f)
			return nil
		}
	}
	if slices.ContainsFunc(append(slices.Clone(hindrances), waiting, otherwhy), func(h hindrance) bool { return h.key == key }) {
		f.Causes = []string{key} // nothing has it at present: a key is the cause of no part
		return nil
	}
	return fault.New(fault.Invalid, "%q is no reason for which parts can't be checked", key).Helped("choose one of the list")
}

// GET /unchecked is what could not be checked, of all releases.
func (f *Face) unchecked(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p, err = f.uncheckedPage(ctx, tx, r, frame)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// uncheckedList is the list of what could not be checked, as it is read.
func (f *Face) uncheckedList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Parts, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter := store.PartFilter{Model: a.Get("model"), Text: a.Get("q"), Sort: a.Sort, Checked: store.Unchecked}
		reasons, err := tx.UncheckedReasons(ctx, filter)
		if err != nil {
			return nil, err
		}
		all := kinds(reasons)
		if err := because(&filter, a.Get("why"), all); err != nil {
			return nil, err
		}
		a.Choices["why"] = []ui.Choice{{Value: "", Label: "any"}}
		for _, k := range all {
			a.Choices["why"] = append(a.Choices["why"], ui.Choice{Value: k.key, Label: k.name})
		}
		a.Choices["model"], err = modelChoices(ctx, tx)
		return uncheckedReader(tx, filter), err
	}}
}

// uncheckedOfRelease is the same of one release.
func (f *Face) uncheckedOfRelease() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.OfRelease(), Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		var err error
		a.Record, err = releaseName(ctx, tx, a.ID)
		return uncheckedReader(tx, store.PartFilter{Release: a.ID, Text: a.Get("q"), Sort: a.Sort, Checked: store.Unchecked}), err
	}}
}

func uncheckedReader(tx *store.Tx, filter store.PartFilter) list.Reader[view.Row] {
	return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
		parts, err := tx.Parts(ctx, filter, p)
		if err != nil {
			return store.Slice[view.Row]{}, err
		}
		rows, err := uncheckedRows(ctx, tx, parts.Rows)
		return store.Slice[view.Row]{Rows: rows, Next: parts.Next, Total: parts.Total}, err
	}
}

func (f *Face) uncheckedPage(ctx context.Context, tx *store.Tx, r *http.Request, frame ui.Frame) (view.Page, error) {
	counts, err := tx.AllCounts(ctx)
	if err != nil {
		return view.Page{}, err
	}
	shown, err := f.listed(ctx, tx, r, f.uncheckedList())
	if err != nil {
		return view.Page{}, err
	}
	q := shown.Query
	reasons, err := tx.UncheckedReasons(ctx, store.PartFilter{Model: q.Values.Get("model"), Text: q.Values.Get("q")})
	return view.New(frame, q, counts.NotCheckable+counts.Waiting, counts.Total, uncheckedReasons(kinds(reasons), q, serve.Actor(r)), shown), err
}

// uncheckedReasons are the kinds as the page shows them.
func uncheckedReasons(all []kind, q ui.Query, who org.Actor) []view.Reason {
	out := make([]view.Reason, len(all))
	for i, k := range all {
		out[i] = view.Reason{Name: k.name, Parts: k.parts, URL: q.With("why", k.key), Chosen: q.Values.Get("why") == k.key, Causes: k.causes(), Settle: k.settle}
		if who.Allowed(k.needs) {
			out[i].Act = k.act
		}
	}
	return out
}

// placesShown is how many releases a row names.
const placesShown = 3

// uncheckedRows are the parts with the releases that they are in.
func uncheckedRows(ctx context.Context, tx *store.Tx, parts []store.Part) ([]view.Row, error) {
	numbers := make([]int64, len(parts))
	for i, p := range parts {
		numbers[i] = p.No
	}
	places, err := tx.PartPlaces(ctx, numbers, placesShown)
	if err != nil {
		return nil, err
	}
	rows := make([]view.Row, len(parts))
	for i, p := range parts {
		c, checked := p.Component, p.Checked
		if checked == "" {
			checked = store.Waiting
		}
		rows[i] = view.Row{
			Key: p.Key, Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPEs: c.CPEs, Reason: ui.Upper(reasonOf(p)),
			Settle: hindranceOf(store.UncheckedReason{Checked: checked, Cause: p.Cause}).settle, Releases: p.Releases, URL: explainURL(p.Key), NameURL: nameURL(c),
		}
		for _, at := range places[p.No] {
			rows[i].Places = append(rows[i].Places, ui.Link{Label: at.Model + " " + at.Version, URL: "/releases/" + url.PathEscape(at.Release)})
		}
	}
	return rows, nil
}
