package serve

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/trend"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A TrendAsk says of what, and how far back, the past is asked for.
type TrendAsk struct {
	Model, Release string // ids; of a model alone, one of its releases is chosen
	Period         trend.Period
}

// ReadPeriod finds a period by its value.
func ReadPeriod(value string) (trend.Period, error) {
	p, ok := trend.PeriodOf(value)
	if !ok {
		words := make([]string, len(trend.Periods))
		for i, known := range trend.Periods {
			words[i] = known.Value
		}
		return p, fault.New(fault.Invalid, "%q is no period", value).Helped("choose one of: %s", strings.Join(words, ", "))
	}
	return p, nil
}

// A Past is how all that is in use, or a release, stood over time.
type Past struct {
	Model   *product.Model // nil for all
	Release *product.Release
	Chosen  bool   // the release was not asked for: it is the model's newest in the field
	Since   string // first day that was counted; "" when none was
	Steps   []trend.Step
	Ages    []trend.Aged
}

// ReadPast reads the past of what is asked for.
func ReadPast(ctx context.Context, tx *store.Tx, ask TrendAsk) (Past, error) {
	var p Past
	if err := p.find(ctx, tx, ask); err != nil {
		return p, err
	}
	id := p.ReleaseID()
	days, err := tx.Trend(ctx, id, ask.Period.From(tx.Now()))
	if err != nil {
		return p, err
	}
	p.Steps = ask.Period.Cut(days, tx.Now())
	if p.Since, err = tx.TrendSince(ctx, id); err != nil {
		return p, err
	}
	p.Ages, err = tx.Ages(ctx, id)
	return p, err
}

// ReleaseID is the id of the release, "" for all.
func (p Past) ReleaseID() string {
	if p.Release == nil {
		return ""
	}
	return p.Release.ID
}

// find finds the release that is asked for, and its model.
func (p *Past) find(ctx context.Context, tx *store.Tx, ask TrendAsk) error {
	if ask.Model != "" {
		m, err := tx.Model(ctx, ask.Model)
		if err != nil {
			return err
		}
		p.Model = &m
	}
	if ask.Release == "" && p.Model != nil {
		all, err := tx.ReleasesOpen(ctx, ask.Model)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return fault.New(fault.NotFound, "no release of %s has a parts list that was counted", p.Model.Name).Helped("add a parts list to one; the first count comes within a minute")
		}
		ask.Release, p.Chosen = newest(all).Release, true
	}
	if ask.Release == "" {
		return nil
	}
	r, err := tx.Release(ctx, ask.Release)
	if err != nil {
		return err
	}
	if p.Model != nil && r.Model != p.Model.ID {
		return fault.New(fault.Invalid, "%s is no release of %s", r.Version, p.Model.Name).Helped("choose one of its releases")
	}
	p.Release = &r
	if p.Model == nil {
		m, err := tx.Model(ctx, r.Model)
		p.Model = &m
		return err
	}
	return nil
}

// newest is the release in the field that was made last; where none is in the
// field, the one that was made last.
func newest(all []store.ReleaseOpen) store.ReleaseOpen {
	return slices.MaxFunc(all, func(a, b store.ReleaseOpen) int {
		return cmp.Or(fielded(a)-fielded(b), cmp.Compare(a.Release, b.Release)) // ids rise with time
	})
}

func fielded(r store.ReleaseOpen) int {
	if r.State == product.Released {
		return 1
	}
	return 0
}

// A ReleasePast is a release with how it stood over time.
type ReleasePast struct {
	store.ReleaseOpen
	Steps []trend.Step
}

// ReadReleases reads the past of those releases (of a model, unless that is "")
// that have the most open findings, and tells how many are left out.
func ReadReleases(ctx context.Context, tx *store.Tx, model string, p trend.Period, most int) ([]ReleasePast, int, error) {
	all, err := tx.ReleasesOpen(ctx, model)
	if err != nil {
		return nil, 0, err
	}
	shown := all[:min(len(all), most)]
	ids := make([]string, len(shown))
	for i, r := range shown {
		ids[i] = r.Release
	}
	days, err := tx.Trends(ctx, ids, p.From(tx.Now()))
	out := make([]ReleasePast, len(shown))
	for i, r := range shown {
		out[i] = ReleasePast{r, p.Cut(days[r.Release], tx.Now())}
	}
	return out, len(all) - len(shown), err
}

// WeakByLicence tells in parts of a release under which licences weaknesses
// are, most first: licences stand in the bill of materials itself.
func WeakByLicence(ctx context.Context, tx *store.Tx, doc *sbom.Document, release string) ([]store.WeakShare, error) {
	licences := map[string]string{}
	for i := range doc.Components {
		licences[doc.Components[i].Fingerprint()] = strings.TrimSpace(doc.Components[i].Licence)
	}
	sums := map[string]*store.WeakShare{}
	for page := (store.Page{Limit: 500}); ; {
		parts, err := tx.Parts(ctx, store.PartFilter{Release: release, Sort: "-affected"}, page)
		if err != nil {
			return nil, err
		}
		for _, p := range parts.Rows {
			if p.Affected+p.Untold == 0 {
				continue
			}
			licence := licences[p.Component.Fingerprint()]
			s := sums[licence]
			if s == nil {
				s = &store.WeakShare{Kind: licence}
				sums[licence] = s
			}
			s.Parts, s.Affected, s.MayBe = s.Parts+1, s.Affected+p.Affected, s.MayBe+p.Untold
		}
		if page.After = parts.Next; page.After == "" {
			break
		}
	}
	out := make([]store.WeakShare, 0, len(sums))
	for _, s := range sums {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b store.WeakShare) int {
		return cmp.Or(b.Affected+b.MayBe-a.Affected-a.MayBe, cmp.Compare(a.Kind, b.Kind))
	})
	return out, nil
}
