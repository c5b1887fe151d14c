package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/maker/casework"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/casework"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) caseRoutes() []serve.Route {
	var out []serve.Route
	page := func(method, path string, needs org.Permission, do serve.Handler) {
		out = append(out, serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do})
	}
	page("GET", "/cases", org.ReadCases, f.cases)
	page("GET", "/cases/new", org.EnterCases, f.askCase)
	page("POST", "/cases", org.EnterCases, f.enterCase)
	page("GET", "/cases/{id}", org.ReadCases, f.oneCase)
	page("GET", "/cases/{id}/edit", org.WorkCases, f.askEditCase)
	page("POST", "/cases/{id}", org.WorkCases, f.editCase)
	page("POST", "/cases/{id}/state", org.WorkCases, f.turnCase)
	page("POST", "/cases/{id}/owner", org.WorkCases, f.assignCase)
	page("POST", "/cases/{id}/close", org.WorkCases, f.closeCase)
	page("POST", "/cases/{id}/messages", org.WorkCases, f.sayInCase)
	page("POST", "/cases/{id}/links", org.WorkCases, f.linkCase)
	page("POST", "/cases/{id}/clocks", org.WorkCases, f.startClock)
	page("GET", "/cases/{id}/files/{file}", org.ReadCases, f.caseFile)
	return out
}

// GET /cases
func (f *Face) cases(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.caseList())
		if err != nil {
			return err
		}
		p = view.New(frame, shown)
		p.MayEnter = who.Allowed(org.EnterCases)
		front, err := tx.Front(ctx)
		if front.Open {
			p.Door = ui.Link{Label: "Your page for strangers", URL: "/security"}
		}
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// caseList is the list of cases, as it is read: a private one is in nobody's
// list but its members'.
func (f *Face) caseList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.List, Needs: org.ReadCases, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		names, err := memberNames(ctx, tx)
		if err != nil {
			return nil, err
		}
		filter := caseFilter(a)
		return func(ctx context.Context, p store.Page) (store.Slice[view.Row], error) {
			found, err := tx.Cases(ctx, filter, p)
			return store.Slice[view.Row]{Rows: caseRows(found.Rows, names), Next: found.Next, Total: found.Total}, err
		}, nil
	}}
}

func caseFilter(a *list.Ask) store.CaseFilter {
	out := store.CaseFilter{Sees: a.Who, Text: a.Get("q"), Sort: a.Sort}
	if kind := a.Get("kind"); kind != "" {
		out.Kinds = []casework.Kind{casework.Kind(kind)}
	}
	switch state := a.Get("state"); state {
	case "":
		out.States = slices.DeleteFunc(slices.Clone(casework.States), func(s casework.State) bool { return s == casework.Closed })
	case "all":
	default:
		out.States = []casework.State{casework.State(state)}
	}
	switch a.Get("owner") {
	case "me":
		out.Owner = a.Who.Person
	case "nobody":
		out.Owner = store.Nobody
	}
	return out
}

func caseRows(all []casework.Case, names map[string]string) []view.Row {
	out := make([]view.Row, len(all))
	for i, c := range all {
		out[i] = view.Row{
			ID: c.ID, Number: c.Number, Title: c.Title, Kind: c.Kind, State: view.StateOf(c.State), Product: strings.TrimSpace(c.Device.Said + " " + c.Device.Version), Owner: names[c.Owner],
			Received: c.Received, Changed: c.Changed, Way: string(c.Way), Private: c.Private,
		}
	}
	return out
}

// GET /cases/{id}
func (f *Face) oneCase(w http.ResponseWriter, r *http.Request) error {
	p, err := f.casePage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// casePage reads a case with all that belongs to it.
func (f *Face) casePage(r *http.Request) (view.One, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.One
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		c, err := seenCase(ctx, tx, who, r.PathValue("id"))
		if err != nil {
			return err
		}
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		frame.Title = c.Number + " " + c.Title
		p = view.One{Frame: frame, Case: c, State: view.StateOf(c.State), MayWork: who.Allowed(org.WorkCases), Next: view.MovesFrom(c.State)}
		return f.fillCase(ctx, tx, &p)
	})
	return p, err
}

// seenCase returns a case that the asker may see; any other is not there.
func seenCase(ctx context.Context, tx *store.Tx, who org.Actor, id string) (casework.Case, error) {
	c, err := tx.Case(ctx, id)
	if err == nil && !c.Sees(who) {
		err = fault.New(fault.NotFound, "there is no case %s", id)
	}
	return c, err
}

func (f *Face) fillCase(ctx context.Context, tx *store.Tx, p *view.One) error {
	members, err := tx.Members(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, m := range members {
		names[m.ID] = m.Name
		if (org.Actor{Roles: m.Roles}).Allowed(org.WorkCases) {
			p.People = append(p.People, ui.Choice{Value: m.ID, Label: m.Name, Chosen: m.ID == p.Case.Owner})
		}
	}
	p.Owner = names[p.Case.Owner]
	p.People = append([]ui.Choice{{Value: "", Label: "nobody", Chosen: p.Case.Owner == ""}}, p.People...)
	for _, o := range casework.Outcomes {
		if o.Outcome != casework.Duplicate {
			p.Outcomes = append(p.Outcomes, ui.Choice{Value: string(o.Outcome), Label: string(o.Outcome)})
		}
	}
	if p.Case.Device.Model != "" {
		m, err := tx.Model(ctx, p.Case.Device.Model)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		p.Product = m.Name
	}
	messages, err := tx.Messages(ctx, p.Case.ID, true)
	if err != nil {
		return err
	}
	p.Messages = view.MessagesOf(p.Case, messages)
	clocks, err := tx.ClocksOf(ctx, "case", p.Case.ID)
	if err != nil {
		return err
	}
	runs := map[string]bool{}
	for _, c := range clocks {
		p.Clocks = append(p.Clocks, view.ClockOf(c, p.Now))
		runs[c.Duty] = c.State != clock.Dropped
	}
	for _, d := range clock.Duties {
		if !runs[d.ID] {
			p.Duties = append(p.Duties, ui.Choice{Value: d.ID, Label: d.Title + " within " + d.Span.String() + " (" + d.Source + ")"})
		}
	}
	if p.Links, err = tx.Links(ctx, p.Case.ID); err != nil {
		return err
	}
	if p.Case.Same != "" {
		other, err := tx.Case(ctx, p.Case.Same)
		if err != nil {
			return err
		}
		p.Same = other.Number
	}
	return f.caseStory(ctx, tx, p)
}

// caseStory tells the log of a case in words.
func (f *Face) caseStory(ctx context.Context, tx *store.Tx, p *view.One) error {
	entries, err := tx.Entries(ctx, store.EntryFilter{About: p.Case.ID, Limit: 200})
	if err != nil {
		return err
	}
	words := map[string]string{
		"case.received": "Received", "case.message": "A message", "case.turned": "Its state changed", "case.closed": "Closed", "case.assigned": "Given to somebody", "case.edited": "What is known was changed",
		"case.joined": "Joined with another case", "case.linked": "Linked", "case.unlinked": "A link was taken away", "case.restricted": "Who may see it was changed",
	}
	for _, e := range entries {
		data := dataOf(e)
		ev := view.Event{At: e.At, Who: e.Who.Name, What: words[e.What], Note: data["why"]}
		if ev.What == "" {
			ev.What = e.What
		}
		switch e.What {
		case "case.turned":
			ev.What = "From " + data["old"] + " to " + data["new"]
		case "case.closed":
			ev.What = "Closed: " + data["outcome"]
		case "case.message":
			ev.What = map[string]string{"in": "A message came in", "out": "A message went out", "inside": "A note inside"}[data["side"]]
		case "case.linked":
			ev.Note = data["kind"] + " " + data["with"]
		}
		p.History = append(p.History, ev)
	}
	return nil
}

// workCase is what the forms of a case have in common.
func (f *Face) workCase(w http.ResponseWriter, r *http.Request, do func(context.Context, *store.Tx, org.Actor, string, int64) error) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	rev, err := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	if err != nil {
		rev = 0
	}
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return do(ctx, tx, who, id, rev) })
	if what := refused(err); what != nil {
		p, failed := f.casePage(r)
		if failed != nil {
			return err
		}
		p.Wrong, p.Fix, p.Text = what.Text, what.Fix, r.PostFormValue("text")
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/cases/"+id)
}

// POST /cases/{id}/state
func (f *Face) turnCase(w http.ResponseWriter, r *http.Request) error {
	return f.workCase(w, r, func(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64) error {
		_, err := casework.Turn(ctx, tx, who, id, rev, casework.State(r.PostFormValue("to")), r.PostFormValue("why"))
		return err
	})
}

// POST /cases/{id}/owner
func (f *Face) assignCase(w http.ResponseWriter, r *http.Request) error {
	return f.workCase(w, r, func(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64) error {
		_, err := casework.Assign(ctx, tx, who, id, rev, r.PostFormValue("owner"))
		return err
	})
}

// POST /cases/{id}/close
func (f *Face) closeCase(w http.ResponseWriter, r *http.Request) error {
	return f.workCase(w, r, func(ctx context.Context, tx *store.Tx, who org.Actor, id string, rev int64) error {
		_, err := casework.Close(ctx, tx, who, id, rev, casework.Outcome(r.PostFormValue("outcome")), r.PostFormValue("why"))
		return err
	})
}

// POST /cases/{id}/messages
func (f *Face) sayInCase(w http.ResponseWriter, r *http.Request) error {
	return f.workCase(w, r, func(ctx context.Context, tx *store.Tx, who org.Actor, id string, _ int64) error {
		_, err := casework.Say(ctx, tx, who, id, casework.Side(r.PostFormValue("side")), r.PostFormValue("text"), nil)
		return err
	})
}

// POST /cases/{id}/links
func (f *Face) linkCase(w http.ResponseWriter, r *http.Request) error {
	return f.workCase(w, r, func(ctx context.Context, tx *store.Tx, who org.Actor, id string, _ int64) error {
		l := casework.Link{Kind: r.PostFormValue("kind"), About: strings.TrimSpace(r.PostFormValue("about"))}
		if l.Kind == "weakness" {
			l.URL = ui.Query{Path: "/findings"}.With("weakness", l.About)
		}
		_, err := casework.Connect(ctx, tx, who, id, l)
		return err
	})
}

// POST /cases/{id}/clocks starts the clock of a duty, from when the firm
// learned of the case.
func (f *Face) startClock(w http.ResponseWriter, r *http.Request) error {
	return f.workCase(w, r, func(ctx context.Context, tx *store.Tx, who org.Actor, id string, _ int64) error {
		c, err := seenCase(ctx, tx, who, id)
		if err != nil {
			return err
		}
		d, ok := clock.DutyBy(r.PostFormValue("duty"))
		if !ok {
			return fault.New(fault.Invalid, "there is no such duty").Helped("choose one from the list")
		}
		_, err = clock.Run(ctx, tx, who, c.About(), c.Received, d)
		return err
	})
}

// GET /cases/{id}/files/{file} hands out a file of a stranger: as a download
// of bytes, never as a page. The name is that of its message and its hash.
func (f *Face) caseFile(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var found *casework.File
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		c, err := seenCase(ctx, tx, who, r.PathValue("id"))
		if err != nil {
			return err
		}
		messages, err := tx.Messages(ctx, c.ID, true)
		if err != nil {
			return err
		}
		for _, m := range messages {
			for i := range m.Files {
				if m.ID+"-"+m.Files[i].Hash == r.PathValue("file") {
					found = &m.Files[i]
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found == nil {
		return fault.New(fault.NotFound, "the case has no such file")
	}
	return serve.SendBlob(w, f.Blobs, found.Blob)
}

// enteredDay reads a day as a form sends it; nothing is no day.
func enteredDay(text string) (time.Time, error) {
	if text = strings.TrimSpace(text); text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fault.New(fault.Invalid, "%.40q is no day", text).Helped("write it as 2026-12-31")
	}
	return t, nil
}

// dataOf is what an entry of the log tells besides, as far as it is text.
func dataOf(e record.Entry) map[string]string {
	out := map[string]string{}
	raw, _ := e.Data.(json.RawMessage)
	var all map[string]any
	if json.Unmarshal(raw, &all) != nil {
		return out
	}
	for name, v := range all {
		if text, ok := v.(string); ok {
			out[name] = text
		}
	}
	return out
}
