package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/serve"
	"aceso/internal/serve/find"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"

	view "aceso/internal/serve/web/view/finding"
)

// GET /findings and GET /findings/{id}: the list, and one of it beside.
func (f *Face) findings(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p, err = f.findingPage(ctx, tx, r, frame)
		if err != nil || r.PathValue("id") == "" {
			return err
		}
		if p.Open, err = f.openFinding(ctx, tx, r, r.PathValue("id")); err != nil {
			return err
		}
		placeOf(&p, cmp.Or(r.URL.Query().Get("sort"), view.List.Usual))
		return nil
	})
	if err != nil {
		return err
	}
	if p.Open == nil && r.URL.Query().Get("open") == "first" { // the one behind the last of a page
		return onward(w, r, p.First())
	}
	return show(w, r, p.Show())
}

// findingList is the list of findings, as it is read.
func (f *Face) findingList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.List, Needs: org.ReadFindings, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter, err := f.findingFilter(a)
		if err != nil {
			return nil, err
		}
		names, err := memberNames(ctx, tx)
		if err != nil {
			return nil, err
		}
		if a.Of, err = narrowedTo(ctx, tx, filter); err != nil {
			return nil, err
		}
		if opened := a.Get("opened"); opened != "" {
			words, ok := openedWords[opened]
			if !ok {
				return nil, fault.New(fault.Invalid, "opened=%.40s is no filter of this list", opened).Helped("choose one of: today, week")
			}
			a.Of = strings.TrimSpace(words + " " + a.Of)
		}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.Findings(ctx, filter, p)
			return store.Slice[view.Row]{Rows: findingRows(found.Rows, names), Next: found.Next, Total: found.Total}, err
		}, nil
	}}
}

// openedWords say since when findings are listed.
var openedWords = map[string]string{"today": "opened today", "week": "opened in the last 7 days"}

// findingFilter is what is asked for, as the store takes it. What the line to
// find by says of states and owners goes before what was chosen.
func (face *Face) findingFilter(a *list.Ask) (store.FindingFilter, error) {
	f := store.FindingFilter{
		Release: a.Get("release"), Model: a.Get("model"), Component: a.Get("component"), Weakness: a.Get("weakness"),
		Sort: a.Sort, States: store.Live, Match: match.State(a.Get("match")), KEV: a.Get("exploited") == "yes",
	}
	if severity := a.Get("severity"); severity != "" {
		f.Severities = []string{severity}
	}
	switch state := a.Get("state"); state {
	case "":
	case "all":
		f.States = nil
	case "new":
		f.States = fresh
	default:
		f.States = []finding.State{finding.State(state)}
	}
	switch a.Get("opened") {
	case "today":
		f.Opened = midnight(face.DB.Now())
	case "week":
		f.Opened = midnight(face.DB.Now()).AddDate(0, 0, -6)
	}
	switch a.Get("owner") {
	case "me":
		f.Owner = a.Who.Person
	case "nobody":
		f.Owner = store.Nobody
	}
	q, err := search.Read(a.Get("q"), face.DB.Now())
	if err != nil {
		return f, err
	}
	return find.NarrowFindings(f, q, a.Who.Person)
}

func (f *Face) findingPage(ctx context.Context, tx *store.Tx, r *http.Request, frame ui.Frame) (view.Page, error) {
	all := f.findingList()
	ask, err := all.Read(r.URL.Query(), serve.Actor(r), "")
	if err != nil {
		return view.Page{}, err
	}
	rows, shown, err := all.Rows(ctx, tx, &ask, f.asOf(r, all.OnIntel))
	if err != nil {
		return view.Page{}, err
	}
	if shown.Views, err = keptViews(ctx, tx, r, shown.Name); err != nil {
		return view.Page{}, err
	}
	p := view.New(frame, ask.Of, rows.Rows, shown)
	filter, err := f.findingFilter(&ask)
	if err != nil {
		return p, err
	}
	tally, err := tx.Tally(ctx, filter)
	if err != nil {
		return p, err
	}
	p.Sum = view.Sum{Exploited: tally.KEV, Critical: tally.AllBySeverity["critical"], High: tally.AllBySeverity["high"], Unscored: tally.AllBySeverity["unknown"], Untold: tally.CannotTell}
	if filter.States == nil || !slices.Equal(filter.States, store.Live) {
		p.Sum = view.Sum{} // a tally is of what is live
	}
	if p.Unknown, p.Missing, err = uncheckedBehind(ctx, tx, filter); err != nil {
		return p, err
	}
	if err := f.fillViews(ctx, tx, &p, filter, serve.Actor(r)); err != nil {
		return p, err
	}
	members, err := tx.Members(ctx)
	if err != nil {
		return p, err
	}
	return p, f.fillBulk(ctx, tx, r, &p, members)
}

func findingRows(rows []store.FindingRow, names map[string]string) []view.Row {
	out := make([]view.Row, len(rows))
	for i, r := range rows {
		out[i] = view.Row{
			ID: r.ID, Weakness: r.Weakness, Names: others(r.Finding), Part: r.Part.FullName(), Version: r.Part.Version, PURL: r.Part.PURL, Releases: r.Releases,
			Rating: rating(r.Finding), Exploited: r.KEV, EPSS: r.EPSS, Rated: r.Rated, Answer: answer(r.Finding), State: findingState(r.Finding), Owner: names[r.Owner],
			Fixed: r.Fixed, Why: r.Why, Source: strings.TrimSpace(ui.SourceName(r.Source) + " " + r.Record), Opened: r.Opened, Turned: r.Turned, Until: r.Until,
		}
	}
	return out
}

func rating(f finding.Finding) ui.Rating {
	return ui.Rating{Severity: ui.SeverityOf(f.Severity), Score: f.Score, Scored: f.Scored}
}

// findingState says how a finding stands; one that nobody can tell says so first.
func findingState(f finding.Finding) ui.State {
	switch {
	case f.State == finding.Closed:
		return ui.State{Word: "closed", Look: ui.Quiet}
	case f.State == finding.InReview:
		return ui.State{Word: "in review", Look: ui.Moving}
	case f.State == finding.Snoozed:
		return ui.State{Word: "snoozed", Look: ui.Quiet}
	case f.Match == match.CannotTell:
		return ui.State{Word: "cannot tell", Look: ui.Uncertain}
	case f.State == finding.Reopened:
		return ui.State{Word: "came back", Look: ui.Attention}
	}
	return ui.State{Word: "new", Look: ui.Attention}
}

func memberNames(ctx context.Context, tx *store.Tx) (map[string]string, error) {
	members, err := tx.Members(ctx)
	names := map[string]string{}
	for _, m := range members {
		names[m.ID] = m.Name
	}
	return names, err
}

// narrowedTo names the release, product, part or weakness that a list of
// findings is of; what there is not is a fault.
func narrowedTo(ctx context.Context, tx *store.Tx, f store.FindingFilter) (string, error) {
	switch {
	case f.Release != "":
		v, err := tx.Release(ctx, f.Release)
		if err != nil {
			return "", err
		}
		m, err := tx.Model(ctx, v.Model)
		return "in " + m.Name + " " + v.Version, err
	case f.Model != "":
		m, err := tx.Model(ctx, f.Model)
		return "in " + m.Name, err
	case f.Component != "":
		p, err := tx.Part(ctx, f.Component)
		return strings.TrimSpace("in " + p.Component.FullName() + " " + p.Component.Version), err
	case f.Weakness != "":
		return "of " + f.Weakness, nil
	}
	return "", nil
}

// uncheckedBehind counts the parts that could not be checked in what the
// filter spans: they can't be among the findings, and may be weak all the same.
func uncheckedBehind(ctx context.Context, tx *store.Tx, f store.FindingFilter) (int, string, error) {
	if f.Release != "" {
		counts, err := tx.ReleaseCounts(ctx, []string{f.Release})
		c := counts[f.Release]
		return c.NotCheckable + c.Waiting, "/releases/" + url.PathEscape(f.Release) + "?tab=unchecked", err
	}
	if f.Component != "" || f.Weakness != "" || len(f.Seek.Terms) > 0 {
		return 0, "", nil
	}
	c, err := tx.AllCounts(ctx)
	return c.NotCheckable + c.Waiting, "/unchecked", err
}

// choices makes the options of a select from pairs of value and label; an
// empty label is the value itself.
func choices(chosen string, pairs ...string) []ui.Choice {
	var out []ui.Choice
	for pair := range slices.Chunk(pairs, 2) {
		label := pair[1]
		if label == "" {
			label = pair[0]
		}
		out = append(out, ui.Choice{Value: pair[0], Label: label, Chosen: pair[0] == chosen})
	}
	return out
}

// story tells what happened to a finding, newest first.
func story(events []serve.Event, names map[string]string) []ui.Happened {
	out := make([]ui.Happened, len(events))
	for i, e := range events {
		h := ui.Happened{At: e.At, Who: e.Who, Note: e.Why, Many: e.Many}
		if e.Deed != "" {
			h.URL = "/deeds/" + e.Deed
		}
		switch e.What {
		case "assigned":
			h.What, h.Changes = "Given to "+orNobody(names[e.New]), []ui.Change{{Name: "owner", From: orNobody(names[e.Old]), To: orNobody(names[e.New])}}
		case "noted":
			if h.What, h.Note = "Note", e.New; e.New == "" {
				h.What = "Note taken away"
			}
			if e.Old != "" {
				h.Changes = []ui.Change{{Name: "before", From: e.Old, To: orNone(e.New)}}
				h.Note = ""
			}
		case "turned":
			h.What = "From " + e.Old + " to " + e.New
		case "snoozed":
			h.What = "Snoozed until " + ui.DayText(e.New)
			if e.Old != "" {
				h.What += ", before that until " + ui.DayText(e.Old)
			}
		case "woken":
			h.What = "Its snooze ended"
		default:
			h.What = happened[e.What]
		}
		if e.Undo {
			h.What = "Taken back: " + strings.ToLower(h.What[:1]) + h.What[1:]
		}
		out[i] = h
	}
	return out
}

// happened is what matching did to a finding, in words.
var happened = map[string]string{
	"opened": "Opened: matching found it", "reopened": "Came back: matching finds it again", "closed": "Closed: matching finds it no more",
	"lost": "Nobody can tell any more: its source has gone", "back": "Its source is there again, and says it still", "changed": "What the sources say has changed",
}

func orNobody(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}
