package web

import (
	"net/http"
	"net/url"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/name"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// triedShown is how many parts the page of a trial lists.
const triedShown = 100

// GET /names/test tells what a rule would change, and keeps nothing.
func (f *Face) tryName(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	rule := ruleIn(r.URL.Query())
	var p view.Trial
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		t, err := serve.TryRule(ctx, tx, f.Intel.Bundle(), rule)
		p = trialPage(frame, t, r.URL.Query())
		return err
	})
	if what := refused(err); what != nil {
		return f.namesPage(w, r, r.URL.Query(), what)
	}
	if err != nil {
		return err
	}
	p.MayEdit = who.Allowed(org.WriteNames)
	return show(w, r, p.Show())
}

func trialPage(frame ui.Frame, t serve.Trial, entered url.Values) view.Trial {
	values := url.Values{}
	for _, name := range []string{"name", "vendor", "patterns", "cpe", "ecosystem", "package"} {
		if v := entered.Get(name); v != "" {
			values.Set(name, v)
		}
	}
	p := view.NewTrial(frame, values)
	p.Names, p.Found = t.Rule.Patterns, foundUnder(t.Rule)
	p.Fits, p.Changed, p.Releases, p.Opens, p.Closes, p.Cut = len(t.Parts), t.Changed, t.Releases, t.Opens, t.Closes, t.Cut
	for _, c := range t.Parts[:min(len(t.Parts), triedShown)] {
		p.Parts = append(p.Parts, view.TriedPart{
			Name: c.Component.FullName(), Version: c.Component.Version, Why: explainURL(c.Key), Releases: c.Releases,
			Before: standOf(c.Before), After: standOf(c.After), Opens: foundsOf(c.Opens), Closes: foundsOf(c.Closes),
		})
	}
	return p
}

// standOf is an answer in a word.
func standOf(r match.Result) ui.State {
	affected, untold := r.Count()
	return partState(store.Part{Checked: r.Checked, Affected: affected, Untold: untold})
}

func foundsOf(ms []match.Match) []view.Found {
	out := make([]view.Found, len(ms))
	for i, m := range ms {
		out[i] = view.Found{Weakness: m.Weakness, Why: m.Why, Sure: m.State == match.Affected}
	}
	return out
}

// explainURL is the page that tells every step of matching for a part.
func explainURL(key string) string { return "/names/why/" + url.PathEscape(key) }

// judgedShown is how many weaknesses the page of one part lists.
const judgedShown = 100

// GET /names/why/{component} tells why a part matched, and why not.
func (f *Face) explainName(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Why
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		part, e, err := serve.Explain(ctx, tx, f.Intel.Bundle(), r.PathValue("component"))
		if err != nil {
			return err
		}
		c := part.Component
		p = view.Why{Frame: frame, Name: c.FullName(), Version: c.Version, Stands: standOf(e.Result), Reason: e.Reason, Own: nameURL(c), Findings: findingsOf(part), MayEdit: who.Allowed(org.WriteNames)}
		p.Title = "Why matched, why not: " + c.FullName() + " " + c.Version
		for _, s := range e.Steps {
			p.Steps = append(p.Steps, view.Step{By: s.By, Tried: s.Tried, Say: s.Say, State: stepState(s)})
		}
		fillJudged(&p, e.Matches)
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func stepState(s match.Step) ui.State {
	switch {
	case s.Affected > 0:
		return ui.State{Word: "matched", Look: ui.Attention}
	case s.Untold > 0:
		return ui.State{Word: "may match", Look: ui.Uncertain}
	case s.Found > 0:
		return ui.State{Word: "known, other versions", Look: ui.Fine}
	case s.Tried != "" && s.By != "name rule" && s.By != "version":
		return ui.State{Word: "nothing found", Look: ui.Quiet}
	}
	return ui.State{Word: "not tried", Look: ui.Quiet}
}

// fillJudged lists the weaknesses that are open first.
func fillJudged(p *view.Why, ms []match.Match) {
	for _, want := range []match.State{match.Affected, match.CannotTell, match.NotAffected} {
		for _, m := range ms {
			if m.State != want {
				continue
			}
			if len(p.Matches) == judgedShown {
				p.Outside++
				continue
			}
			j := view.Judged{Weakness: m.Weakness, Why: m.Why, Settle: m.Settle}
			switch want {
			case match.Affected:
				j.Stands = ui.State{Word: "affected", Look: ui.Attention}
			case match.CannotTell:
				j.Stands = ui.State{Word: "nobody can tell", Look: ui.Uncertain}
			default:
				j.Stands = ui.State{Word: "not affected", Look: ui.Fine}
			}
			p.Matches = append(p.Matches, j)
		}
	}
}
