package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/component"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/licence"
)

// What the page of one component shows of long lists.
const (
	usesShown  = 10 // releases, each of which costs a look into its document
	foundShown = 10
)

// GET /components/{key}
func (f *Face) component(w http.ResponseWriter, r *http.Request) error {
	p, err := f.componentPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) componentPage(r *http.Request) (view.Page, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		part, err := tx.Part(ctx, r.PathValue("key"))
		if err != nil {
			return err
		}
		c := part.Component
		p = view.New(frame, part.Key, c.FullName(), c.Version)
		p.MayEdit = who.Allowed(org.WriteProducts)
		p.Answer, p.Identity = partState(part), identities(c)
		if part.Checked == match.NotCheckable || part.Checked == "" {
			p.Reason = ui.Upper(reasonOf(part))
			if who.Allowed(org.WriteNames) && part.Checked != "" {
				p.NameURL = nameURL(c)
			}
		}
		for _, fill := range []func(context.Context, *store.Tx, *view.Page, store.Part) error{f.fillSupport, fillPlan, f.fillFound, f.fillVersions} {
			if err := fill(ctx, tx, &p, part); err != nil {
				return err
			}
		}
		return f.fillUses(ctx, tx, who, &p, part)
	})
	return p, err
}

func identities(c sbom.Component) []string {
	var out []string
	if c.PURL != "" {
		out = append(out, c.PURL)
	}
	return append(out, c.CPEs...)
}

// fillSupport shows all that is said of the support, side by side.
func (f *Face) fillSupport(ctx context.Context, tx *store.Tx, p *view.Page, part store.Part) error {
	standings, err := serve.PartStandings(ctx, tx, f.Intel, []store.Part{part})
	if err != nil {
		return err
	}
	p.Support = supportOf(standings[0], tx.Now())
	for _, s := range standings[0].All {
		p.Statements = append(p.Statements, statementOf(s, tx.Now()))
	}
	subject := support.SubjectOf(&part.Component)
	said, err := tx.SupportStatements(ctx, []string{subject.Lineage})
	for _, s := range said {
		if !s.Undone.IsZero() && s.Covers(subject) {
			p.Undone = append(p.Undone, statementOf(s, tx.Now()))
		}
	}
	p.Say = view.SayForm(part.Key, part.Component.Version, texts(support.Levels))
	return err
}

// texts are words of a kind as plain ones.
func texts[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

func statementOf(s support.Statement, now time.Time) view.Statement {
	stand := s.Stand(now)
	out := view.Statement{
		ID: s.ID, Source: string(s.Source), From: s.From, State: ui.State{Word: string(stand), Look: standLooks[stand]}, Level: string(s.LevelAt(now)), Until: parseDay(s.End),
		Words: s.Words, Reason: s.Reason, Evidence: s.Evidence, Who: s.Who, At: s.At, Undone: s.Undone, UndoneBy: s.UndoneBy, Every: s.Source == support.Person && s.Version == "",
	}
	out.Source = ui.Upper(out.Source)
	return out
}

// fillPlan shows the newest plan for the part with its history.
func fillPlan(ctx context.Context, tx *store.Tx, p *view.Page, part store.Part) error {
	subject := support.SubjectOf(&part.Component)
	p.PlanForm = view.PlanForm(part.Key, texts(support.PlanStates))
	plans, err := tx.Plans(ctx, []string{subject.Lineage})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(plans, func(pl support.Plan) bool { return pl.Covers(subject) })
	if at < 0 {
		return nil
	}
	pl := plans[at]
	due := parseDay(pl.Due)
	p.Plan = &view.Plan{Text: pl.Text, Due: due, Owner: pl.Owner, State: planState(pl.State), Late: pl.Live() && pl.Due != "" && pl.Due < tx.Now().Format(time.DateOnly)}
	for name, value := range map[string]string{"id": pl.ID, "rev": strconv.FormatInt(pl.Rev, 10), "text": pl.Text, "due": pl.Due, "owner": pl.Owner, "state": string(pl.State)} {
		p.PlanForm.Put(name, value)
	}
	entries, err := tx.Entries(ctx, store.EntryFilter{About: pl.ID, Limit: 200})
	for _, e := range entries {
		raw, _ := e.Data.(json.RawMessage)
		p.Plan.Story = append(p.Plan.Story, view.Event{At: e.At, Who: e.Who.Name, Text: planStory(e.What, raw)})
	}
	return err
}

func planState(s support.PlanState) ui.State {
	looks := map[support.PlanState]ui.Look{support.Planned: ui.Attention, support.InWork: ui.Moving, support.Done: ui.Fine, support.Dropped: ui.Quiet}
	return ui.State{Word: string(s), Look: looks[s]}
}

// planStory says what an entry of the log changed of a plan.
func planStory(what string, raw json.RawMessage) string {
	if what == "plan.made" {
		return "Made the plan"
	}
	var data map[string]json.RawMessage
	if json.Unmarshal(raw, &data) != nil {
		return "Changed the plan"
	}
	var out []string
	for _, f := range []struct{ key, word string }{{"state", "state"}, {"due", "date"}, {"owner", "owner"}, {"text", "text"}} {
		var c struct{ Old, New string }
		if json.Unmarshal(data[f.key], &c) == nil && data[f.key] != nil {
			out = append(out, f.word+" from "+cmp.Or(c.Old, "nothing")+" to "+cmp.Or(c.New, "nothing"))
		}
	}
	return "Changed " + cmp.Or(ui.List(out), "nothing")
}

// fillFound names the findings that weigh most.
func (f *Face) fillFound(ctx context.Context, tx *store.Tx, p *view.Page, part store.Part) error {
	list, err := tx.Findings(ctx, store.FindingFilter{Component: part.Key, States: store.Live, Sort: store.UsualOrder}, store.Page{Limit: foundShown})
	p.Found, p.FoundURL = list.Total, "/findings?component="+url.QueryEscape(part.Key)
	for _, r := range list.Rows {
		p.Findings = append(p.Findings, view.Finding{Weakness: r.Weakness, URL: "/findings/" + r.ID + "?component=" + url.QueryEscape(part.Key), Rating: rating(r.Finding), Exploited: r.KEV, State: findingState(r.Finding)})
	}
	return err
}

// fillVersions lists the other versions of the same package that are in use.
func (f *Face) fillVersions(ctx context.Context, tx *store.Tx, p *view.Page, part store.Part) error {
	named, err := tx.PartsNamed(ctx, part.Component.Name)
	if err != nil {
		return err
	}
	lineage := part.Component.Lineage()
	named = slices.DeleteFunc(named, func(o store.Part) bool {
		return o.Component.Version == part.Component.Version || o.Component.Lineage() != lineage
	})
	rows, err := f.componentRows(ctx, tx, named)
	for _, r := range rows {
		p.Others = append(p.Others, view.Other{Version: r.Version, URL: r.URL, Releases: r.Releases, Stands: r.Stands, Support: r.Support})
	}
	return err
}

// fillUses shows where the part is, how it came in, and what the parts lists
// say of it beside its identity.
func (f *Face) fillUses(ctx context.Context, tx *store.Tx, who org.Actor, p *view.Page, part store.Part) error {
	places, err := tx.PartPlaces(ctx, []int64{part.No}, usesShown)
	if err != nil {
		return err
	}
	p.More = part.Releases - len(places[part.No])
	if s := part.Component.Supplier; s != "" {
		p.Supplier = append(p.Supplier, s)
	}
	var licences []view.Licence
	for _, at := range places[part.No] {
		ways, err := f.shelf.Why(ctx, tx, who.Org, at.Release, part.Key)
		if fault.Is(err, fault.NotFound) {
			continue // the document was read otherwise when it came
		}
		if err != nil {
			return err
		}
		place := view.Place{Release: ui.Link{Label: at.Model + " " + at.Version, URL: "/releases/" + at.Release}, Ways: whyURL(at.Release, part.Key)}
		if len(ways.Paths) > 0 {
			for _, step := range ways.Paths[0] {
				place.Steps = append(place.Steps, strings.TrimSpace(step.Name+" "+step.Version))
			}
		}
		p.Places = append(p.Places, place)
		c := ways.Component
		for _, h := range c.Hashes {
			if text := h.Algorithm + " " + h.Value; !slices.Contains(p.Hashes, text) {
				p.Hashes = append(p.Hashes, text)
			}
		}
		if p.About == "" {
			p.About = c.Description
		}
		if l := licenceOf(c.Licence, c.Ground); !slices.Contains(licences, l) {
			licences = append(licences, l)
		}
	}
	p.Licences = licences
	return nil
}

// licenceOf is what a parts list says of a licence, and what is not right with it.
func licenceOf(text, ground string) view.Licence {
	v := licence.Read(text)
	out := view.Licence{Text: text, Ground: ground}
	switch v.Kind {
	case licence.Valid:
		out.State = ui.State{Word: "SPDX expression", Look: ui.Fine}
	case licence.Unstated:
		out.Text, out.State = "", ui.State{Word: "not said", Look: ui.Uncertain}
	case licence.Absent:
		out.State = ui.State{Word: "none, as somebody found", Look: ui.Attention}
	default:
		out.State, out.Note = ui.State{Word: "no SPDX expression", Look: ui.Attention}, "It is kept word for word."
		if len(v.Unknown) > 0 {
			out.Note = "The SPDX licence list does not have " + ui.List(v.Unknown) + ". A licence of its own is written LicenseRef-name."
		}
	}
	return out
}

// POST /components/{key}/support
func (f *Face) saySupport(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, key := r.Context(), serve.Actor(r), r.PathValue("key")
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		part, err := tx.Part(ctx, key)
		if err != nil {
			return err
		}
		s := support.Statement{
			Subject: support.SubjectOf(&part.Component), Level: support.Level(r.PostFormValue("level")), End: r.PostFormValue("end"),
			Reason: r.PostFormValue("reason"), Evidence: r.PostFormValue("evidence"),
		}
		if r.PostFormValue("about") != "this" {
			s.Version = ""
		}
		_, err = support.Say(ctx, tx, who, s)
		return err
	})
	return f.answerComponent(w, r, err, func(p *view.Page) *ui.Form { return &p.Say })
}

// answerComponent goes back to the part, or shows the form that was refused.
func (f *Face) answerComponent(w http.ResponseWriter, r *http.Request, err error, of func(*view.Page) *ui.Form) error {
	what := refused(err)
	if what == nil {
		if err != nil {
			return err
		}
		return onward(w, r, componentURL(r.PathValue("key")))
	}
	p, err := f.componentPage(r)
	if err != nil {
		return err
	}
	form := of(&p)
	for _, in := range form.Inputs {
		form.Put(in.Name, r.PostFormValue(in.Name))
	}
	form.Wrong, form.Fix = what.Text, what.Fix
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

// POST /support/{id}/undo
func (f *Face) undoSupport(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := support.Undo(ctx, tx, who, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	if back := r.PostFormValue("back"); back != "" {
		return onward(w, r, componentURL(back))
	}
	return onward(w, r, "/components")
}

// POST /components/{key}/plan makes a plan, or changes the one that is named.
func (f *Face) keepPlan(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64) // none is that of a new one
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		part, err := tx.Part(ctx, r.PathValue("key"))
		if err != nil {
			return err
		}
		c := part.Component
		_, err = support.KeepPlan(ctx, tx, who, support.Plan{
			ID: r.PostFormValue("id"), Rev: rev, Subject: support.SubjectOf(&c), Name: strings.TrimSpace(c.FullName() + " " + c.Version),
			Text: r.PostFormValue("text"), Due: r.PostFormValue("due"), Owner: r.PostFormValue("owner"), State: support.PlanState(r.PostFormValue("state")),
		})
		return err
	})
	return f.answerComponent(w, r, err, func(p *view.Page) *ui.Form { return &p.PlanForm })
}
