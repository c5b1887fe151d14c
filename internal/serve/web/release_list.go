package web

import (
	"context"
	"slices"
	"strings"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/store"
	"aceso/internal/value/check"
)

// releaseName is what a release is called; one that is not there is a fault.
func releaseName(ctx context.Context, tx *store.Tx, id string) (string, error) {
	v, err := tx.Release(ctx, id)
	if err != nil {
		return "", err
	}
	m, err := tx.Model(ctx, v.Model)
	return m.Name + " " + v.Version, err
}

// partList is the list of a release's parts, as it is read.
func (f *Face) partList() list.List[view.Part] {
	return list.List[view.Part]{Spec: view.Parts, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Part], error) {
		filter := store.PartFilter{Release: a.ID, Text: a.Get("q"), Sort: a.Sort}
		if c := a.Get("answer"); c != "" {
			filter.Checked = []match.Checked{match.Checked(c)}
		}
		var err error
		a.Record, err = releaseName(ctx, tx, a.ID)
		return func(ctx context.Context, p store.Page) (store.Slice[view.Part], error) {
			parts, err := tx.Parts(ctx, filter, p)
			return list.Map(parts, func(p store.Part) view.Part { return partRow(a.ID, p) }), err
		}, err
	}}
}

func partRow(release string, p store.Part) view.Part {
	c := p.Component
	out := view.Part{
		Key: p.Key, Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPEs: c.CPEs, Stands: partState(p),
		Affected: p.Affected, Untold: p.Untold, Releases: p.Releases, URL: componentURL(p.Key), Why: whyURL(release, p.Key),
	}
	if p.Checked == "" || p.Checked == match.NotCheckable {
		out.Reason = reasonOf(p)
	}
	return out
}

// problemList is the list of what is wrong with a release's file, as it is read.
func (f *Face) problemList() list.List[view.Problem] {
	return list.List[view.Problem]{Spec: view.ProblemList, Needs: org.ReadProducts, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Problem], error) {
		var err error
		if a.Record, err = releaseName(ctx, tx, a.ID); err != nil {
			return nil, err
		}
		current, err := tx.CurrentSBOM(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		all, err := tx.SBOMProblems(ctx, current.ID)
		var rows []view.Problem
		for i, p := range all {
			rows = append(rows, view.Problem{No: i + 1, Problem: p})
		}
		rows = slices.DeleteFunc(rows, func(p view.Problem) bool { return !fitsProblem(a, p.Problem) })
		return view.ProblemList.Memory(a, rows), err
	}}
}

func fitsProblem(a *list.Ask, p check.Problem) bool {
	if w := a.Get("weighs"); w != "" && (w == "asks") != (p.Level == check.Warning) {
		return false
	}
	return mentions(a.Get("q"), p.Text, p.Path, p.Rule)
}

// mentions tells whether one of the texts holds what is looked for, whatever its case.
func mentions(q string, texts ...string) bool {
	q = strings.ToLower(q)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), q) })
}
