package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/share"
	"aceso/internal/domain/undo"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/deed"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// deedRoutes are the pages of what was done.
func (f *Face) deedRoutes() []serve.Route {
	page := func(method, path string, needs org.Permission, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do}
	}
	return []serve.Route{
		page("GET", "/deeds", org.ReadFindings, f.deeds),
		page("GET", "/deeds/{id}", org.ReadFindings, f.deed),
		page("POST", "/deeds/{id}/undo", serve.SignedIn, f.undoDeed),
	}
}

// did is what somebody did a moment ago, told on whatever page they see next.
func (f *Face) did(ctx context.Context, tx *store.Tx, r *http.Request, who org.Actor) (*ui.Did, error) {
	if who.Token != "" || r.URL.Path == "/deeds" || strings.HasPrefix(r.URL.Path, "/deeds/") {
		return nil, nil
	}
	d, ok, err := tx.NewestDeed(ctx, who.Person, tx.Now().Add(-deed.Fresh))
	if err != nil || !ok {
		return nil, err
	}
	out := &ui.Did{Text: d.Text, URL: "/deeds/" + d.ID, Back: here(r)}
	switch {
	case d.State == deed.Undone:
		out.Text = "Taken back: " + d.Text
		out.More = leftAlone(d.Kept)
	case d.State == deed.Doing, d.State == deed.Undoing:
		out.Text, out.More = d.Text, "It is still under way."
	default:
		out.More = leftAlone(d.Left)
	}
	if undo.Can(d, who, tx) == nil && d.State == deed.Done {
		out.Undo = "/deeds/" + d.ID + "/undo"
		out.Back, err = backTo(ctx, tx, r, d)
	}
	return out, err
}

func leftAlone(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 was left alone."
	}
	return ui.Number(n) + " were left alone."
}

// backTo is where the undo of a deed leads: to the record that it was about,
// in the list where that was.
func backTo(ctx context.Context, tx *store.Tx, r *http.Request, d deed.Deed) (string, error) {
	if d.Asked != 1 || !slices.Contains(finding.Kinds, d.Kind) || !strings.HasPrefix(r.URL.Path, "/findings/") {
		return here(r), nil
	}
	steps, err := tx.Steps(ctx, d.ID, 0, 1)
	if err != nil || len(steps) == 0 {
		return here(r), err
	}
	return ui.Query{Path: "/findings/" + steps[0].Record, Values: r.URL.Query()}.String(), nil
}

// GET /deeds?who=everybody
func (f *Face) deeds(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.deedList())
		p = view.New(frame, r.URL.Query().Get("who") == everybody, shown)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// everybody is the side of the list that has what all people did.
const everybody = "everybody"

// deedList is the list of what was done, as it is read.
func (f *Face) deedList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Deeds, Needs: org.ReadFindings, Open: func(_ context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		filter, all := store.DeedFilter{Person: a.Who.Person, Text: a.Get("q"), Sort: a.Sort}, a.Get("who") == everybody
		a.Side = "of " + a.Who.Name
		if all {
			filter.Person, a.Side = "", "of everybody"
		}
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.Deeds(ctx, filter, p)
			return list.Map(found, func(d deed.Deed) view.Row {
				out := deedRow(d, a.Who, tx)
				out.Named = all
				return out
			}), err
		}, nil
	}}
}

func deedRow(d deed.Deed, who org.Actor, tx *store.Tx) view.Row {
	out := view.Row{ID: d.ID, Text: d.Text, Who: d.Who.Name, ByToken: d.Who.Token != "", At: d.At, Result: resultOf(d), Done: d.Done, Left: d.Left, Back: d.Back, Now: tx.Now()}
	switch d.State {
	case deed.Doing:
		out.State = ui.State{Word: "under way", Look: ui.Moving}
	case deed.Undoing:
		out.State = ui.State{Word: "being taken back", Look: ui.Moving}
	case deed.Undone:
		out.State, out.Turned = ui.State{Word: "taken back", Look: ui.Quiet}, d.Turn
	default:
		out.State = ui.State{Word: "done", Look: ui.Fine}
	}
	if err := undo.Can(d, who, tx); err == nil && d.State == deed.Done {
		out.Until = d.Until()
	} else if d.State == deed.Undone {
		out.Why = "by " + d.By.Name + ", " + ui.Ago(d.Turn, tx.Now())
	} else if f := refused(err); f != nil {
		out.Why = f.Text
	}
	return out
}

// resultOf is what came of a deed, in words.
func resultOf(d deed.Deed) string {
	parts := []string{ui.Count(d.Done, "changed", "changed")}
	if d.State == deed.Doing {
		parts = []string{ui.Number(d.Done) + " of " + ui.Number(d.Asked) + " changed"}
	}
	if d.Left > 0 {
		parts = append(parts, ui.Number(d.Left)+" left alone")
	}
	if d.State == deed.Undone || d.State == deed.Undoing {
		parts = append(parts, ui.Number(d.Back)+" as before")
		if d.Kept > 0 {
			parts = append(parts, ui.Number(d.Kept)+" changed since, and kept")
		}
	}
	return strings.Join(parts, "; ")
}

// stepsShown is how many records a page of a deed shows.
const stepsShown = 100

// GET /deeds/{id}
func (f *Face) deed(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.One
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		d, err := tx.Deed(ctx, r.PathValue("id"))
		if err != nil {
			return err
		}
		names, err := memberNames(ctx, tx)
		if err != nil {
			return err
		}
		from := number(r, "from")
		steps, err := tx.Steps(ctx, d.ID, from, stepsShown)
		if err != nil {
			return err
		}
		rows := make([]view.Step, len(steps))
		for i, s := range steps {
			rows[i] = stepRow(d.Kind, s, names)
		}
		p = view.NewOne(frame, deedRow(d, who, tx), rows, stepPager(d, from, len(steps)))
		if d.State == deed.Doing || d.State == deed.Undoing {
			j, err := tx.Job(ctx, d.Job)
			if err != nil {
				return err
			}
			if p.Done, p.Total = j.Done, j.Total; j.Processing() {
				p.Job = j.ID
			} else {
				p.Why = strings.TrimSpace("its job has ended before all was done: " + j.Problem)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func stepPager(d deed.Deed, from int64, n int) ui.Pager {
	p := ui.Pager{Noun: "records", Total: d.Done + d.Left, First: int(from) + 1, Last: int(from) + n}
	if from > 0 {
		p.Start = "/deeds/" + d.ID
	}
	if p.Last < p.Total && n == stepsShown {
		p.Next = "/deeds/" + d.ID + "?from=" + strconv.Itoa(p.Last)
	}
	return p
}

func stepRow(kind deed.Kind, s deed.Step, names map[string]string) view.Step {
	out := view.Step{Record: ui.Link{Label: s.Label}, Left: s.Left, Kept: s.Kept, Changes: changesOf(s, names)}
	switch {
	case slices.Contains(finding.Kinds, kind):
		out.Record.URL = "/findings/" + s.Record
	case kind == match.RuleKept, kind == match.RuleUndone:
		out.Record.URL = "/names#rule-" + s.Record
	case kind == share.LinkEnded:
		out.Record.URL = "/shares/" + s.Record
	}
	switch s.Back {
	case deed.Restored:
		out.Back = ui.State{Word: "as before", Look: ui.Fine}
	case deed.Kept:
		out.Back = ui.State{Word: "left alone", Look: ui.Quiet}
	}
	return out
}

// changesOf says what a step changed, before and after.
func changesOf(s deed.Step, names map[string]string) []ui.Change {
	var out []ui.Change
	put := func(name, from, to string) {
		out = append(out, ui.Change{Name: name, From: from, To: to})
	}
	if to, ok := s.Became["owner"]; ok {
		put("Owner", orNobody(names[s.Was["owner"]]), orNobody(names[to]))
	}
	if to, ok := s.Became["note"]; ok {
		put("Note", orNone(s.Was["note"]), orNone(to))
	}
	if to, ok := s.Became["state"]; ok {
		put("State", s.Was["state"], to)
	}
	if to, ok := s.Became["until"]; ok {
		put("Snoozed until", orNone(ui.DayText(s.Was["until"])), orNone(ui.DayText(to)))
	}
	if to, ok := s.Became["because"]; ok && to != "" {
		put("Because", orNone(s.Was["because"]), to)
	}
	if to, ok := s.Became["in force"]; ok {
		put("In force", s.Was["in force"], to)
	}
	if to, ok := s.Became["holds"]; ok {
		put("Holds", s.Was["holds"], to)
	}
	if to, ok := s.Became["ended"]; ok {
		put("Ended", s.Was["ended"], to)
	}
	return out
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// POST /deeds/{id}/undo
func (f *Face) undoDeed(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	back := local(r.PostFormValue("back"))
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		d, err := undo.Undo(ctx, tx, who, r.PathValue("id"))
		if d.State == deed.Undoing || back == "/" {
			back = "/deeds/" + d.ID
		}
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, back)
}
