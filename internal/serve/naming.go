package serve

import (
	"context"
	"net/http"
	"slices"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/format/alias"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A Trial is what a name rule would change, tried without keeping anything.
type Trial struct {
	Rule     match.Alias
	Parts    []Tried // that the rule's names fit, those that change first
	Changed  int     // parts whose answer would be another one
	Releases int     // that have such a part
	Opens    int     // findings, each once for its component
	Closes   int
	Cut      bool // there are more parts with such a name than were tried
}

// Tried is one component held against the data without and with the rule.
type Tried struct {
	store.Part
	match.Effect
	Releases int
}

// triedMost is how many components a trial looks at.
const triedMost = 5_000

// noBundle is the refusal where there is nothing to look names up in.
func noBundle() error {
	return fault.New(fault.Unavailable, "there is no weakness data yet, so nothing can be tried").Helped("bring a bundle on the page Intelligence, or wait for the first synchronisation")
}

// TryRule tells what a new name rule would change, before it is kept.
func TryRule(ctx context.Context, tx *store.Tx, intel match.Intel, rule match.Alias) (Trial, error) {
	t := Trial{Rule: rule}
	if err := rule.Check(); err != nil {
		return t, err
	}
	if intel == nil {
		return t, noBundle()
	}
	kept, err := tx.Aliases(ctx)
	if err != nil {
		return t, err
	}
	without, err := match.NewAliases(kept)
	if err != nil {
		return t, err
	}
	with, err := match.NewAliases(append(kept, rule))
	if err != nil {
		return t, err
	}
	alone, err := match.NewAliases([]match.Alias{rule})
	if err != nil {
		return t, err
	}
	parts, cut, err := tx.PartsHolding(ctx, rule.Pieces(), triedMost)
	if err != nil {
		return t, err
	}
	t.Cut = cut
	for _, p := range parts {
		if !alone.Touches(&p.Component) {
			continue
		}
		e, err := match.Try(p.Component, p.Context, intel, without, with)
		if err != nil {
			return t, err
		}
		t.Parts = append(t.Parts, Tried{Part: p, Effect: e})
		t.Opens += len(e.Opens)
		t.Closes += len(e.Closes)
		if e.Changes() {
			t.Changed++
		}
	}
	slices.SortStableFunc(t.Parts, func(a, b Tried) int { return len(b.Opens) + len(b.Closes) - len(a.Opens) - len(a.Closes) })
	return t, t.spread(ctx, tx)
}

// spread counts the releases that the rule reaches.
func (t *Trial) spread(ctx context.Context, tx *store.Tx) error {
	numbers := make([]int64, len(t.Parts))
	for i := range t.Parts {
		numbers[i] = t.Parts[i].No
	}
	many, err := tx.PartReleases(ctx, numbers)
	if err != nil {
		return err
	}
	for i := range t.Parts {
		t.Parts[i].Releases = many[t.Parts[i].No]
	}
	t.Releases, err = tx.ReleasesHolding(ctx, numbers)
	return err
}

// Explain tells every step of matching for one component.
func Explain(ctx context.Context, tx *store.Tx, intel match.Intel, key string) (store.Part, match.Explanation, error) {
	p, err := tx.Part(ctx, key)
	if err != nil {
		return p, match.Explanation{}, err
	}
	if intel == nil { // nothing can be tried yet: the answer is the one that is kept
		return p, match.Explanation{Result: match.Result{Checked: p.Checked, Reason: p.Reason}, Steps: []match.Step{{By: "weakness data", Say: "there is none yet, so nothing was looked up"}}}, nil
	}
	kept, err := tx.Aliases(ctx)
	if err != nil {
		return p, match.Explanation{}, err
	}
	rules, err := match.NewAliases(kept)
	if err != nil {
		return p, match.Explanation{}, err
	}
	e, err := match.Explain(p.Component, p.Context, intel, rules)
	return p, e, err
}

// WireRule gives a name rule its outer shape, without who keeps it.
func WireRule(a match.Alias) wire.Name {
	return wire.Name{Name: a.Name, Vendor: a.Vendor, Patterns: a.Patterns, Ecosystem: a.Ecosystem, Package: a.Package, CPE: a.CPE}
}

// WireTrial gives a trial its outer shape, with at most so many of its parts.
func WireTrial(t Trial, most int) wire.Trial {
	out := wire.Trial{Fits: len(t.Parts), Changed: t.Changed, Releases: t.Releases, Opens: t.Opens, Closes: t.Closes, More: t.Cut, Parts: []wire.TriedPart{}}
	for _, p := range t.Parts[:min(len(t.Parts), most)] {
		out.Parts = append(out.Parts, wire.TriedPart{
			Identity: wire.Identity{Key: p.Key, Name: p.Component.Name, Group: p.Component.Group, Version: p.Component.Version, Supplier: p.Component.Supplier, PURL: p.Component.PURL, CPEs: p.Component.CPEs},
			Before:   string(p.Before.Checked), After: string(p.After.Checked), Releases: p.Releases,
			Opens: wireOpen(p.Opens), Closes: wireOpen(p.Closes),
		})
	}
	return out
}

func wireOpen(ms []match.Match) []wire.TriedMatch {
	out := make([]wire.TriedMatch, len(ms))
	for i, m := range ms {
		out[i] = wire.TriedMatch{Weakness: m.Weakness, Match: string(m.State), Why: m.Why}
	}
	return out
}

// WireExplanation gives an explanation its outer shape.
func WireExplanation(p store.Part, e match.Explanation, asOf string) wire.Explanation {
	c := p.Component
	out := wire.Explanation{
		Identity: wire.Identity{Key: p.Key, Name: c.Name, Group: c.Group, Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPEs: c.CPEs},
		Checked:  string(e.Checked), Reason: e.Reason, AsOf: asOf, Steps: []wire.MatchStep{}, Matches: []wire.Judged{},
	}
	for _, s := range e.Steps {
		out.Steps = append(out.Steps, wire.MatchStep(s))
	}
	for _, m := range e.Matches {
		out.Matches = append(out.Matches, wire.Judged{Weakness: m.Weakness, Match: string(m.State), Why: m.Why, Rule: m.Rule, Source: m.Source, Record: m.Record, Settle: m.Settle})
	}
	return out
}

// WireLines gives the lines of a file of rules their outer shape.
func WireLines(lines []match.Line) []wire.RuleLine {
	out := make([]wire.RuleLine, len(lines))
	for i, l := range lines {
		out[i] = wire.RuleLine{Line: l.No, Name: l.Rule.Name, Comes: "new", Wrong: l.Wrong, Fix: l.Fix}
		switch {
		case l.Wrong != "":
			out[i].Comes = "refused"
		case l.Again:
			out[i].Comes = "in force already"
		}
	}
	return out
}

// SendRules answers with the name rules in force as a file, in the format that
// the query names.
func SendRules(w http.ResponseWriter, r *http.Request, db *store.DB) error {
	var live []match.Alias
	err := db.In(Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		all, err := tx.Aliases(r.Context())
		for _, a := range slices.Backward(all) { // as they were kept
			if a.Undone.IsZero() {
				live = append(live, a)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	var text []byte
	media := "application/json"
	switch format := r.FormValue("format"); format {
	case "", "json":
		text, err = alias.EncodeJSON(live)
	case "csv":
		media = "text/csv; charset=utf-8"
		text, err = alias.EncodeCSV(live)
	default:
		return fault.New(fault.Invalid, "rules are not written as %.20q", format).Helped("ask for json or csv")
	}
	if err != nil {
		return err
	}
	ending := ".json"
	if media != "application/json" {
		ending = ".csv"
	}
	Download(w, "aceso-name-rules-"+db.Now().Format("2006-01-02")+ending, media, text)
	return nil
}
