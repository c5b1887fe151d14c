package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"

	view "aceso/internal/serve/web/view/finding"
)

// How much of a finding's grounds one page draws.
const (
	waysDrawn  = 5      // releases with the way to the part
	waysSearch = 20_000 // parts of a list that is searched for the way
	linksDrawn = 50
)

// openFinding reads one finding with its grounds.
func (f *Face) openFinding(ctx context.Context, tx *store.Tx, r *http.Request, id string) (*view.One, error) {
	who := serve.Actor(r)
	it, err := tx.Finding(ctx, id)
	if err != nil {
		return nil, err
	}
	part, err := tx.Part(ctx, it.Component)
	if err != nil {
		return nil, err
	}
	members, err := tx.Members(ctx)
	if err != nil {
		return nil, err
	}
	events, err := serve.History(ctx, tx, it)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	one := &view.One{
		ID: it.ID, Weakness: it.Weakness, Names: others(it), Summary: it.Summary, Part: strings.TrimSpace(part.Component.FullName() + " " + part.Component.Version),
		State: findingState(it), Answer: answer(it), Rating: rating(it), Why: it.Why, Settle: it.Settle, Rule: rules[it.Rule], Source: strings.TrimSuffix(ui.SourceName(it.Source)+", "+it.Record, ", "),
		Fixed: it.Fixed, Owner: names[it.Owner], Rev: it.Rev, Note: it.Note, Until: it.Until, Because: it.Because, Back: r.URL.RequestURI(), History: story(events, names),
		MayWork: who.Allowed(org.WorkFindings), Acts: actsFor(members, who, it.Owner, f.DB.Now()),
	}
	one.Acts.Moves = movesOf(it)
	if one.Alike, err = alike(ctx, tx, it, part); err != nil {
		return nil, err
	}
	if err := f.fillWays(ctx, tx, one, part); err != nil {
		return nil, err
	}
	group, err := f.Intel.Weakness(it.Weakness)
	if err != nil {
		return nil, err
	}
	fillSources(one, group)
	return one, nil
}

// rules says in words how a part was recognised.
var rules = map[string]string{
	"purl": "Found by its package URL.", "cpe": "Found by its CPE.", "alias": "Found by a name rule.", "distribution": "Found by its distribution's package.",
}

func answer(f finding.Finding) ui.State {
	if f.Match == match.CannotTell {
		return ui.State{Word: "nobody can tell yet", Look: ui.Uncertain}
	}
	return ui.State{Word: "affected", Look: ui.Attention}
}

// others are the names of the weakness besides its first.
func others(f finding.Finding) []string {
	var out []string
	for _, n := range f.Names {
		if n != f.Weakness {
			out = append(out, n)
		}
	}
	return out
}

// owners are the people that a finding could be given to.
func owners(members []org.Member, owner string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: "nobody", Chosen: owner == ""}}
	for _, m := range members {
		if (org.Actor{Person: m.ID, Roles: m.Roles}).Allowed(org.WorkFindings) {
			out = append(out, ui.Choice{Value: m.ID, Label: m.Name, Chosen: m.ID == owner})
		}
	}
	return out
}

// fillWays finds where the part sits in the releases that have it.
func (f *Face) fillWays(ctx context.Context, tx *store.Tx, one *view.One, part store.Part) error {
	with, err := tx.ReleasesWith(ctx, part.No, store.Page{Limit: waysDrawn})
	if err != nil {
		return err
	}
	for _, row := range with.Rows {
		way := view.Way{Release: ui.Link{Label: row.Model.Name + " " + row.Release.Version, URL: "/releases/" + row.Release.ID}, Why: whyURL(row.Release.ID, part.Key)}
		if way.Steps, err = stepsTo(ctx, tx, row.SBOM, part); err != nil {
			return err
		}
		one.Ways = append(one.Ways, way)
	}
	one.More = with.Total - len(with.Rows)
	one.MoreURL = "/search?" + url.Values{"q": {part.Component.Name}}.Encode()
	return nil
}

// stepsTo is the way to a part through a bill of materials. In a very large
// one only the part is named: nobody should wait for the way.
func stepsTo(ctx context.Context, tx *store.Tx, id string, part store.Part) ([]string, error) {
	alone := []string{strings.TrimSpace(part.Component.FullName() + " " + part.Component.Version)}
	if id == "" {
		return alone, nil
	}
	head, err := tx.SBOM(ctx, id)
	if err != nil || head.Components > waysSearch {
		return alone, err
	}
	d, err := tx.SBOMDocument(ctx, id)
	if err != nil {
		return nil, err
	}
	if steps := wayIn(d, part.Key); steps != nil {
		return steps, nil
	}
	return alone, nil
}

// wayIn names what leads to a component in a document, without its subject:
// the release stands for that.
func wayIn(d *sbom.Document, key string) []string {
	print, _, _ := strings.Cut(key, ".")
	label := map[string]string{}
	ref := ""
	for i := range d.Components {
		c := &d.Components[i]
		label[c.Ref] = strings.TrimSpace(c.FullName() + " " + c.Version)
		if ref == "" && c.Fingerprint() == print {
			ref = c.Ref
		}
	}
	var out []string
	for _, step := range d.PathTo(ref) {
		if name := label[step]; name != "" {
			out = append(out, name)
		}
	}
	return out
}

// fillSources lays the sources' words side by side. A source that rates
// nothing says why not; it is not left out.
func fillSources(one *view.One, w *vuln.Weakness) {
	if w == nil {
		return
	}
	one.Group = true
	leading, _ := w.Leading()
	seen := map[string]bool{}
	for _, rec := range w.Records {
		for _, s := range rec.Scores {
			row := view.Score{Used: s == leading && s.System != "", Source: ui.SourceName(s.Source), Rating: ui.Rating{Severity: ui.SeverityOf(strings.ToLower(s.Severity)), Score: s.Value, Scored: s.System != "word"}, Vector: s.Vector, AsOf: rec.Modified}
			one.Scores = addScore(one.Scores, row)
		}
		if len(rec.Scores) == 0 && (rec.Source == "nvd" || rec.State != vuln.Active) && !seen[rec.Source] {
			seen[rec.Source] = true
			one.Scores = append(one.Scores, view.Score{Source: ui.SourceName(rec.Source), Rating: ui.Rating{Severity: ui.Unknown, Reason: unrated(rec.State)}, AsOf: rec.Modified})
		}
		if note := said(rec); note != "" {
			one.Notes = append(one.Notes, note)
		}
		if one.Details == "" {
			one.Details = rec.Details
		}
		for _, l := range rec.Links {
			if !seen[l.URL] && len(one.Links) < linksDrawn && strings.HasPrefix(l.URL, "http") {
				seen[l.URL] = true
				one.Links = append(one.Links, ui.Link{Label: l.Kind, URL: l.URL})
			}
		}
	}
	if w.KEV != nil {
		one.KEV = &view.Exploited{Since: w.KEV.Added, Due: w.KEV.Due, Ransomware: w.KEV.Ransomware, Action: w.KEV.Action}
	}
	if w.EPSS != nil {
		one.EPSS = &view.Estimate{Score: w.EPSS.Score, Percentile: w.EPSS.Percentile, Date: w.EPSS.Date}
	}
}

// addScore adds a source's word, unless it has said the same already: the same
// score comes with several records of one source. The newer date stands.
func addScore(have []view.Score, row view.Score) []view.Score {
	for i := range have {
		h := &have[i]
		if h.Source != row.Source || h.Rating.Severity != row.Rating.Severity || h.Rating.Scored && row.Rating.Scored && h.Vector != row.Vector {
			continue
		}
		if !h.Rating.Scored && row.Rating.Scored { // a word, and behind it the score that it stands for
			h.Rating, h.Vector = row.Rating, row.Vector
		}
		h.Used = h.Used || row.Used
		if row.AsOf.After(h.AsOf) {
			h.AsOf = row.AsOf
		}
		return have
	}
	return append(have, row)
}

// unrated says why a source gives no score.
func unrated(s vuln.State) string {
	switch s {
	case vuln.Awaiting:
		return "not analysed yet"
	case vuln.NotScheduled:
		return "no score is planned"
	case vuln.Rejected:
		return "rejected"
	}
	return "not scored"
}

// said is what a source says of the weakness as such.
func said(r vuln.Record) string {
	name := ui.SourceName(r.Source) + " (" + r.ID + ")"
	switch {
	case r.State == vuln.Rejected:
		return name + " has rejected it."
	case r.State == vuln.Disputed:
		return name + " says that it is disputed."
	case !r.Withdrawn.IsZero():
		return name + " withdrew it on " + ui.Day(r.Withdrawn) + "."
	}
	return ""
}
