package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
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
		p.Open, err = f.openFinding(ctx, tx, r, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// findingList is the list of findings, as it is read.
func (f *Face) findingList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.List, Needs: org.ReadFindings, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter := findingFilter(a)
		names, err := memberNames(ctx, tx)
		if err != nil {
			return nil, err
		}
		if a.Of, err = narrowedTo(ctx, tx, filter); err != nil {
			return nil, err
		}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.Findings(ctx, filter, p)
			return store.Slice[view.Row]{Rows: findingRows(found.Rows, names), Next: found.Next, Total: found.Total}, err
		}, nil
	}}
}

// findingFilter is what is asked for, as the store takes it.
func findingFilter(a *list.Ask) store.FindingFilter {
	f := store.FindingFilter{
		Release: a.Get("release"), Model: a.Get("model"), Component: a.Get("component"), Weakness: a.Get("weakness"),
		Text: a.Get("q"), Sort: a.Sort, States: store.Live, Match: match.State(a.Get("match")), KEV: a.Get("exploited") == "yes",
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
	switch a.Get("owner") {
	case "me":
		f.Owner = a.Who.Person
	case "nobody":
		f.Owner = store.Nobody
	}
	return f
}

func (f *Face) findingPage(ctx context.Context, tx *store.Tx, r *http.Request, frame ui.Frame) (view.Page, error) {
	ask, rows, shown, err := listed(ctx, f, tx, r, f.findingList())
	if err != nil {
		return view.Page{}, err
	}
	p := view.New(frame, ask.Of, rows.Rows, shown)
	filter := findingFilter(&ask)
	tally, err := tx.Tally(ctx, filter)
	if err != nil {
		return p, err
	}
	p.Sum = view.Sum{Exploited: tally.KEV, Critical: tally.AllBySeverity["critical"], High: tally.AllBySeverity["high"], Unscored: tally.AllBySeverity["unknown"], Untold: tally.CannotTell}
	if filter.States == nil || !slices.Equal(filter.States, store.Live) {
		p.Sum = view.Sum{} // a tally is of what is live
	}
	p.Unknown, p.Missing, err = uncheckedBehind(ctx, tx, filter)
	return p, err
}

func findingRows(rows []store.FindingRow, names map[string]string) []view.Row {
	out := make([]view.Row, len(rows))
	for i, r := range rows {
		out[i] = view.Row{
			ID: r.ID, Weakness: r.Weakness, Names: others(r.Finding), Part: r.Part.FullName(), Version: r.Part.Version, PURL: r.Part.PURL, Releases: r.Releases,
			Rating: rating(r.Finding), Exploited: r.KEV, EPSS: r.EPSS, Rated: r.Rated, Answer: answer(r.Finding), State: findingState(r.Finding), Owner: names[r.Owner],
			Fixed: r.Fixed, Why: r.Why, Source: strings.TrimSpace(ui.SourceName(r.Source) + " " + r.Record), Opened: r.Opened, Turned: r.Turned,
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
	if f.Component != "" || f.Weakness != "" || f.Text != "" {
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

// moves are what a person can do to a finding's state, in words.
var moves = map[finding.State]string{finding.InReview: "Take it up", finding.Open: "Put it back"}

// POST /findings/{id}/state
func (f *Face) turnFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "to", func(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64) (finding.Finding, error) {
		return finding.Turn(ctx, tx, who, id, rev, finding.State(r.PostFormValue("to")))
	})
}

// POST /findings/{id}/owner
func (f *Face) assignFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "owner", func(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64) (finding.Finding, error) {
		return finding.Assign(ctx, tx, who, id, rev, r.PostFormValue("owner"))
	})
}

// POST /findings/{id}/note
func (f *Face) noteFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "note", func(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64) (finding.Finding, error) {
		return finding.Annotate(ctx, tx, who, id, rev, r.PostFormValue("note"))
	})
}

// workFinding is what the forms beside a finding have in common; field is what
// the form changes.
func (f *Face) workFinding(w http.ResponseWriter, r *http.Request, field string, do func(context.Context, *store.Tx, org.Actor, string, int64) (finding.Finding, error)) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	rev, err := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "the form does not say which version of the finding it changes").Helped("open the finding again")
	}
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := do(ctx, tx, who, r.PathValue("id"), rev)
		return err
	})
	if fault.Is(err, fault.Stale) {
		return f.findingRival(w, r, field)
	}
	if err != nil {
		return err
	}
	return onward(w, r, local(r.PostFormValue("back")))
}

// story tells what happened to a finding, newest first.
func story(events []serve.Event, names map[string]string) []view.Event {
	out := make([]view.Event, len(events))
	for i, e := range events {
		ev := view.Event{At: e.At, Who: e.Who, Note: e.Why}
		switch e.What {
		case "opened":
			ev.What = "Opened: matching found it"
		case "reopened":
			ev.What = "Came back: matching finds it again"
		case "closed":
			ev.What = "Closed: matching finds it no more"
		case "lost":
			ev.What = "Nobody can tell any more: its source has gone"
		case "back":
			ev.What = "Its source is there again, and says it still"
		case "changed":
			ev.What = "What the sources say has changed"
		case "assigned":
			ev.What = "Given to " + orNobody(names[e.New])
		case "noted":
			ev.What, ev.Note = "Note", e.New
			if e.New == "" {
				ev.What = "Note taken away"
			}
		case "turned":
			ev.What = "From " + e.Old + " to " + e.New
		}
		out[i] = ev
	}
	return out
}

func orNobody(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}
