package serve

import (
	"context"
	"math"
	"strconv"

	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
	"aceso/internal/store"
)

// A Stretch is which of the failing components are told: of one rule or of
// all, from which on, and at most how many. 0 tells all.
type Stretch struct {
	Rule        string
	From, Limit int
}

// WireQuality gives a report its outer shape.
func WireQuality(d *sbom.Document, r sbom.Report, s Stretch) wire.Quality {
	p := r.Profile
	out := wire.Quality{
		Profile:    wire.QualityProfile{ID: p.ID, Name: p.Name, Edition: p.Edition, Source: p.Source, Standing: p.Standing},
		Components: r.Components, Share: rounded(r.Share()), Rules: []wire.QualityRule{},
	}
	out.Met, out.Of = r.Met()
	for i := range r.Results {
		if x := &r.Results[i]; s.Rule == "" || s.Rule == x.Rule.ID {
			out.Rules = append(out.Rules, wireRule(d, x, s))
		}
	}
	return out
}

func wireRule(d *sbom.Document, x *sbom.Result, s Stretch) wire.QualityRule {
	out := wire.QualityRule{
		ID: x.Rule.ID, Name: x.Rule.Name, Section: x.Rule.Section, Level: string(x.Rule.Level), Of: "document", Help: x.Rule.Help,
		Asked: x.Asked, Filled: x.Filled, Unknown: x.Unknown, Redacted: x.Redacted, Missing: x.Missing(), Share: rounded(x.Share()), Failing: []wire.Lack{},
	}
	if x.Rule.PerComponent() {
		out.Of = "component"
	}
	list := x.Failing[min(s.From, len(x.Failing)):]
	if s.Limit > 0 && len(list) > s.Limit {
		list = list[:s.Limit]
		out.Next = strconv.Itoa(s.From + s.Limit)
	}
	for _, f := range list {
		out.Failing = append(out.Failing, wireLack(d, f))
	}
	return out
}

func wireLack(d *sbom.Document, f sbom.Failing) wire.Lack {
	if f.Component < 0 {
		return wire.Lack{Name: d.Name, Answer: string(f.Answer)}
	}
	c := &d.Components[f.Component]
	return wire.Lack{Key: c.Fingerprint(), Name: c.FullName(), Version: c.Version, Path: c.Path, Answer: string(f.Answer)}
}

// rounded cuts a share to four digits; only all is 1.
func rounded(share float64) float64 { return math.Floor(share*1e4+1e-9) / 1e4 }

// WireWays gives the reasons for a component their outer shape.
func WireWays(w sbom.Ways) wire.Ways {
	out := wire.Ways{Name: w.Component.FullName(), Version: w.Component.Version, Places: w.Places, Direct: w.Direct, Through: w.Through, Paths: [][]wire.Step{}}
	for _, path := range w.Paths {
		var steps []wire.Step
		for _, s := range path {
			steps = append(steps, wire.Step{Name: s.Name, Version: s.Version})
		}
		out.Paths = append(out.Paths, steps)
	}
	return out
}

// WireGraded is WireQuality of what was measured before: the document itself is
// read only for what is not kept of it.
func WireGraded(ctx context.Context, tx *store.Tx, shelf *Shelf, s sbom.SBOM, r sbom.Report, st Stretch) (wire.Quality, error) {
	out := WireQuality(&sbom.Document{}, r, st)
	for i := range out.Rules {
		rule := &out.Rules[i]
		lacking := rule.Asked - rule.Filled
		last := lacking
		if st.Limit > 0 {
			last = min(lacking, st.From+st.Limit)
		}
		lacks, err := Lacks(ctx, tx, shelf, tx.Org(), s, r.Profile, rule.ID, min(st.From, lacking), last)
		if err != nil {
			return out, err
		}
		rule.Failing, rule.Next = []wire.Lack{}, ""
		for _, l := range lacks {
			rule.Failing = append(rule.Failing, wire.Lack{Key: l.Key, Name: l.Name, Version: l.Version, Path: l.Path, Answer: string(l.Answer)})
		}
		if last < lacking {
			rule.Next = strconv.Itoa(last)
		}
	}
	return out, nil
}
