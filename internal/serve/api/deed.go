package api

import (
	"context"
	"strconv"

	"aceso/internal/client/wire"
	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/domain/undo"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) deeds() {
	operation(f, org.ReadFindings, "GET", "/api/v1/deeds", "What was done, newest first", f.listDeeds)
	operation(f, org.ReadFindings, "GET", "/api/v1/deeds/{id}", "One deed", f.getDeed)
	operation(f, org.ReadFindings, "GET", "/api/v1/deeds/{id}/steps", "What a deed did to each record, and what it left alone", f.listSteps)
	operation(f, serve.SignedIn, "POST", "/api/v1/deeds/{id}/undo", "Take a deed back, as far as nobody has changed since what it changed; it takes no body", f.undoDeed)
}

// actOf reads an act; me is who asks.
func actOf(w wire.Act, who org.Actor) finding.Act {
	a := finding.Act{Owner: w.Owner, Note: w.Note, Wake: w.Wake}
	if w.Owner != nil && *w.Owner == "me" {
		a.Owner = &who.Person
	}
	if w.State != nil {
		a.To = finding.State(*w.State)
	}
	if w.Snooze != nil {
		a.Snooze = &finding.Snooze{Until: w.Snooze.Until, Because: w.Snooze.Because}
	}
	return a
}

// scopeOf reads which findings are meant.
func scopeOf(ctx context.Context, tx *store.Tx, w wire.Bulk, who org.Actor) (finding.Scope, error) {
	s := finding.Scope{IDs: w.IDs}
	var err error
	if s.AsOf, err = finding.AsOfText(w.AsOf); err != nil || w.All == nil {
		return s, err
	}
	if len(w.IDs) > 0 {
		return s, fault.New(fault.Invalid, "findings are named one by one, or by what a list shows: not both").Helped("send ids or all")
	}
	m := *w.All
	list := findingList{Release: m.Release, Model: m.Model, Part: m.Part, Weakness: m.Weakness, State: m.State, Match: m.Match, Severity: m.Severity, KEV: m.KEV, Owner: m.Owner, Text: m.Text}
	filter := list.filter(who)
	if err := filter.Check(); err != nil {
		return s, err
	}
	s.List = filter.Words()
	return s, list.known(ctx, tx)
}

func (f *Face) workFindings(ctx context.Context, who org.Actor, in *making[wire.Bulk]) (*body[wire.Forecast], error) {
	out := &body[wire.Forecast]{}
	work := func(tx *store.Tx) error {
		s, err := scopeOf(ctx, tx, in.Body, who)
		if err != nil {
			return err
		}
		if in.Body.Preview {
			p, err := finding.Preview(ctx, tx, who, actOf(in.Body.Do, who), s)
			out.Body = wireForecast(p)
			return err
		}
		d, p, err := finding.Do(ctx, tx, who, in.Body.ID, actOf(in.Body.Do, who), s)
		if out.Body = wireForecast(p); d.ID != "" {
			w := wireDeed(d, who, tx)
			out.Body.Deed = &w
		}
		return err
	}
	if in.Body.Preview {
		return out, f.DB.In(who.Org).View(ctx, work)
	}
	return out, f.DB.In(who.Org).Update(ctx, work)
}

func wireForecast(p finding.Forecast) wire.Forecast {
	w := wire.Forecast{Total: p.Total, Releases: p.Releases, Change: p.Change, Same: p.Same, Touched: p.Touched, Job: p.Long, AsOf: p.AsOf.String()}
	w.Refused = each(p.Refused, func(r finding.Refusal) wire.Refusal { return wire.Refusal{Why: r.Why, Count: r.N} })
	return w
}

func wireDeed(d deed.Deed, who org.Actor, tx *store.Tx) wire.Deed {
	w := wire.Deed{
		ID: d.ID, Kind: string(d.Kind), Text: d.Text, Who: d.Who.Name, At: stamp(d.At), State: string(d.State), Asked: d.Asked, Done: d.Done, Left: d.Left,
		Restored: d.Back, Kept: d.Kept, UndoneBy: d.By.Name, Job: d.Job,
	}
	if d.State == deed.Undone {
		w.Undone = stamp(d.Turn)
	}
	if undo.Can(d, who, tx) == nil {
		w.Until = stamp(d.Until())
	}
	return w
}

type deedList struct {
	Paged
	Who string `query:"who" enum:"me,everybody" default:"me"`
}

func (f *Face) listDeeds(ctx context.Context, who org.Actor, in *deedList) (*body[wire.Slice[wire.Deed]], error) {
	out := &body[wire.Slice[wire.Deed]]{}
	filter := store.DeedFilter{Person: who.Person}
	if in.Who == "everybody" {
		filter.Person = ""
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Deeds(ctx, filter, in.page())
		out.Body = sliceOf(all, func(d deed.Deed) wire.Deed { return wireDeed(d, who, tx) })
		return err
	})
	return out, err
}

func (f *Face) getDeed(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Deed], error) {
	out := &body[wire.Deed]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		d, err := tx.Deed(ctx, in.ID)
		out.Body = wireDeed(d, who, tx)
		return err
	})
	return out, err
}

type stepList struct {
	ID    string `path:"id"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	After int64  `query:"after" minimum:"0" doc:"next of the page before"`
}

func (f *Face) listSteps(ctx context.Context, who org.Actor, in *stepList) (*body[wire.Slice[wire.DeedStep]], error) {
	out := &body[wire.Slice[wire.DeedStep]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		d, err := tx.Deed(ctx, in.ID)
		if err != nil {
			return err
		}
		steps, err := tx.Steps(ctx, d.ID, in.After, in.Limit)
		out.Body.Total, out.Body.Items = d.Done+d.Left, each(steps, wireStep)
		if len(steps) == in.Limit && steps[len(steps)-1].No < int64(out.Body.Total) {
			out.Body.Next = strconv.FormatInt(steps[len(steps)-1].No, 10)
		}
		return err
	})
	return out, err
}

func wireStep(s deed.Step) wire.DeedStep {
	return wire.DeedStep{Record: s.Record, Label: s.Label, Was: s.Was, Became: s.Became, Left: s.Left, Undo: string(s.Back), Kept: s.Kept}
}

func (f *Face) undoDeed(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Deed], error) {
	out := &body[wire.Deed]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		d, err := undo.Undo(ctx, tx, who, in.ID)
		out.Body = wireDeed(d, who, tx)
		return err
	})
	return out, err
}
