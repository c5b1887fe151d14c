package serve

import (
	"math"
	"strconv"

	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
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
