package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/finding"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// chosenIn reads what is to be done to which findings. The list comes as the
// query of its page, and is read as that is.
func (f *Face) chosenIn(v url.Values, who org.Actor) (chosen, error) {
	c := chosen{deed: v.Get("deed"), act: actIn(v)}
	if c.deed != "" && !id.Valid(c.deed) {
		return c, fault.New(fault.Invalid, "%.40q is no name of a deed", c.deed).Helped("choose the findings again")
	}
	q, err := url.ParseQuery(v.Get("view"))
	if err != nil {
		return c, fault.New(fault.Invalid, "the list that was looked at can't be read").Helped("open the list again")
	}
	c.list = ui.Query{Path: "/findings", Values: q}.String()
	ask, err := f.findingList().Read(q, who, "")
	if err != nil {
		return c, err
	}
	if c.scope.AsOf, err = finding.AsOfText(v.Get("asof")); err != nil {
		return c, err
	}
	if v.Get("all") == "" {
		c.scope.IDs = v["id"]
		return c, nil
	}
	filter, err := f.findingFilter(&ask)
	c.scope.List, c.of = filter.Words(), "all of this view"
	return c, err
}

// actIn reads the act from the button that was pressed.
func actIn(v url.Values) finding.Act {
	_, assign := v["do-assign"]
	switch {
	case assign || v.Get("pick") == "other":
		return ownerIn(v, "do-assign")
	case v.Get("do-turn") != "":
		return turnIn(v.Get("do-turn"))
	case v.Get("do-note") != "":
		return finding.Act{Note: new(v.Get("note"))}
	}
	return finding.Act{Snooze: sleepIn(v)}
}

// again are the inputs that ask for the same act.
func (c chosen) again() []ui.Input {
	var out []ui.Input
	put := func(name, value string) {
		out = append(out, ui.Input{Name: name, Kind: ui.Hidden, Value: value})
	}
	switch a := c.act; {
	case a.Owner != nil:
		put("do-assign", *a.Owner)
	case a.Note != nil:
		put("do-note", "yes")
		put("note", *a.Note)
	case a.Wake:
		put("do-turn", "wake")
	case a.To != "":
		put("do-turn", string(a.To))
	case a.Snooze != nil:
		put("until", a.Snooze.Until)
		put("because", a.Snooze.Because)
	}
	for _, one := range c.scope.IDs {
		put("id", one)
	}
	return out
}

// showPreview draws what an act would do.
func (f *Face) showPreview(w http.ResponseWriter, r *http.Request, c chosen) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Many
	status := http.StatusOK
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		names, err := memberNames(ctx, tx)
		if err != nil {
			return err
		}
		forecast, err := finding.Preview(ctx, tx, who, c.act, c.scope)
		p = view.NewMany(frame, doing(c.act, names), forecast.Total, c.list)
		if what := refused(err); what != nil {
			status, p.Wrong, p.Fix = serve.Status(what.Kind), what.Text, what.Fix
			return nil
		}
		c.fill(&p, forecast, r.PostForm)
		return err
	})
	if err != nil {
		return err
	}
	return draw(w, r, status, p.Show())
}

func (c chosen) fill(p *view.Many, f finding.Forecast, v url.Values) {
	p.Releases, p.Change, p.Long, p.Of = f.Releases, f.Change, f.Long, c.of
	if f.Same > 0 {
		p.Lines = append(p.Lines, view.Line{N: f.Same, Text: "are so already"})
	}
	if f.Touched > 0 {
		p.Touched = c.list
		p.Lines = append(p.Lines, view.Line{N: f.Touched, Text: "are left alone: somebody else has changed them since you opened the list"})
	}
	for _, r := range f.Refused {
		p.Lines = append(p.Lines, view.Line{N: r.N, Text: "are left alone: " + r.Why})
	}
	if n, err := strconv.Atoi(v.Get("all")); err == nil && n > f.Total {
		p.Lines = append(p.Lines, view.Line{N: n - f.Total, Text: "of the " + ui.Number(n) + " that you chose don't fit this view any more"})
	}
	deed := c.deed
	if deed == "" {
		deed = id.New()
	}
	p.Hidden = append(c.again(), ui.Input{Name: "deed", Kind: ui.Hidden, Value: deed}, ui.Input{Name: "asof", Kind: ui.Hidden, Value: f.AsOf.String()},
		ui.Input{Name: "view", Kind: ui.Hidden, Value: v.Get("view")}, ui.Input{Name: "all", Kind: ui.Hidden, Value: v.Get("all")})
}

// plain keeps what somebody wrote from being read as a verb of a format.
func plain(text string) string { return strings.ReplaceAll(text, "%", "%%") }

// doing says what an act does to %s.
func doing(a finding.Act, names map[string]string) string {
	switch {
	case a.Owner != nil && *a.Owner == "":
		return "Give %s to nobody"
	case a.Owner != nil:
		return "Give %s to " + plain(orNobody(names[*a.Owner]))
	case a.Note != nil && *a.Note == "":
		return "Take the notes from %s"
	case a.Note != nil:
		return "Put the note on %s"
	case a.Wake:
		return "End the snooze of %s"
	case a.To == finding.InReview:
		return "Take up %s"
	case a.To == finding.Open:
		return "Put back %s"
	case a.Snooze != nil:
		return "Snooze %s until " + plain(ui.DayText(a.Snooze.Until))
	}
	return "Change %s"
}

// fillBulk offers to act on rows of a list to whoever may.
func (f *Face) fillBulk(ctx context.Context, tx *store.Tx, r *http.Request, p *view.Page, members []org.Member) error {
	who := serve.Actor(r)
	if !who.Allowed(org.WorkFindings) || len(p.Rows) == 0 {
		return nil
	}
	asOf, err := tx.AsOf(ctx)
	p.Bulk = &view.Bulk{Acts: actsFor(members, who, "-", f.DB.Now()), View: p.List.Query.Values.Encode(), AsOf: asOf.String(), Total: p.List.Pager.Total}
	p.Bulk.Moves = allMoves()
	return err
}

// fillViews counts the standing questions within what the list is of.
func (f *Face) fillViews(ctx context.Context, tx *store.Tx, p *view.Page, filter store.FindingFilter, who org.Actor) error {
	n, err := tx.FindingViews(ctx, filter, who.Person, midnight(f.DB.Now()))
	if err != nil {
		return err
	}
	q := p.List.Query.Values
	for _, v := range []struct {
		label, name, value string
		n                  int
	}{
		{"All", "", "", n.All},
		{"New today", "opened", "today", n.NewToday},
		{"Exploited", "exploited", "yes", n.Exploited},
		{"Mine", "owner", "me", n.Mine},
		{"Nobody's", "owner", "nobody", n.Nobodys},
		{"Snoozed", "state", "snoozed", n.Snoozed},
		{"Cannot tell", "match", "cannot_tell", n.CannotTell},
	} {
		kept, current := url.Values{}, true
		for name, values := range q {
			switch name {
			case "release", "model", "component", "weakness", "cols", "sort":
				kept[name] = values
			case "after", "from":
			case "view":
				kept.Set(name, "none") // a ready-made view is not the one that was kept
			default:
				current = current && (len(values) == 0 || values[0] == "" || name == v.name && values[0] == v.value)
			}
		}
		current = current && (v.name == "" || q.Get(v.name) == v.value)
		if v.name != "" {
			kept.Set(v.name, v.value)
		}
		p.Views = append(p.Views, ui.NavItem{Label: v.label, URL: ui.Query{Path: "/findings", Values: kept}.String(), Count: v.n, Current: current})
	}
	return nil
}

// midnight is when the day began, by UTC.
func midnight(now time.Time) time.Time { return now.UTC().Truncate(24 * time.Hour) }
