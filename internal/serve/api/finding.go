package api

import (
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) findings() {
	operation(f, org.ReadFindings, "GET", "/api/v1/findings", "Findings; what is exploited first, then by severity and score", f.listFindings)
	operation(f, org.ReadFindings, "GET", "/api/v1/findings/{id}", "One finding with the releases that it concerns", f.getFinding)
	operation(f, org.ReadFindings, "GET", "/api/v1/findings/{id}/history", "What happened to a finding, newest first", f.findingHistory)
	operation(f, org.WorkFindings, "PATCH", "/api/v1/findings/{id}", "Assign, note, take up or put back, snooze or wake", f.workFinding)
	operation(f, org.WorkFindings, "POST", "/api/v1/findings/bulk", "What an act on many findings would do, or do it", f.workFindings)
	operation(f, org.ReadFindings, "GET", "/api/v1/weaknesses/{name}", "A weakness as all sources tell it, scores side by side", f.getWeakness)
}

func wireFinding(r store.FindingRow) wire.Finding {
	f := r.Finding
	c := r.Part
	w := wire.Finding{
		ID: f.ID, Weakness: f.Weakness, Names: f.Names, Match: string(f.Match), State: string(f.State), Why: f.Why, Settle: f.Settle,
		Component: wire.Identity{Key: f.Component, Name: c.Name, Group: c.Group, Version: c.Version, Supplier: c.Supplier, PURL: c.PURL, CPEs: c.CPEs},
		Summary:   f.Summary, Rule: f.Rule, Source: f.Source, Record: f.Record, Fixed: f.Fixed, Severity: f.Severity, KEV: f.KEV,
		Owner: f.Owner, Note: f.Note, Snoozed: f.Until, Because: f.Because, Opened: stamp(f.Opened), Rev: f.Rev, InReleases: r.Releases,
	}
	if f.Scored {
		w.Score = &f.Score
	}
	if f.Rated {
		w.EPSS = &f.EPSS
	}
	return w
}

type findingList struct {
	Paged
	Release  string    `query:"release" doc:"only in this release"`
	Model    string    `query:"model" doc:"only in releases of this model"`
	Part     string    `query:"component" doc:"only in this component, by key"`
	Weakness string    `query:"weakness" doc:"only this weakness, by its canonical id"`
	State    []string  `query:"state" enum:"open,in review,reopened,snoozed,closed" doc:"several with commas; the live ones when not said"`
	Match    string    `query:"match" enum:"affected,cannot_tell"`
	Severity []string  `query:"severity" enum:"critical,high,medium,low,none,unknown" doc:"several with commas"`
	KEV      bool      `query:"kev" doc:"only known to be exploited"`
	Owner    string    `query:"owner" doc:"id of a person, me, or nobody"`
	Text     string    `query:"text" doc:"contained in a name of the weakness or the component, or in the summary"`
	Since    time.Time `query:"since" doc:"only what was opened at that time or later"`
	Sort     string    `query:"sort" enum:"severity,-severity,score,-score,kev,-kev,epss,-epss,component,-component,weakness,-weakness,state,-state,match,-match,owner,-owner,opened,-opened,turned,-turned,version,-version,purl,-purl,releases,-releases,names,-names,until,-until,fixed,-fixed,source,-source,rule,-rule" default:"-kev" doc:"with - before it falling; -kev is what is exploited first, then the worst severity and score, then the newest"`
}

func (in *findingList) filter(who org.Actor) store.FindingFilter {
	f := store.FindingFilter{
		Release: in.Release, Model: in.Model, Component: in.Part, Weakness: in.Weakness, Match: match.State(in.Match), KEV: in.KEV,
		Severities: in.Severity, Owner: in.Owner, Text: in.Text, Sort: in.Sort, Opened: in.Since,
		States: each(in.State, func(s string) finding.State { return finding.State(s) }),
	}
	switch in.Owner {
	case "me":
		f.Owner = who.Person
	case "nobody":
		f.Owner = store.Nobody
	}
	if len(f.States) == 0 {
		f.States = store.Live
	}
	return f
}

func (f *Face) listFindings(ctx context.Context, who org.Actor, in *findingList) (*body[wire.Slice[wire.Finding]], error) {
	out := &body[wire.Slice[wire.Finding]]{}
	filter := in.filter(who)
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if err := in.known(ctx, tx); err != nil {
			return err
		}
		s, err := tx.Findings(ctx, filter, in.page())
		out.Body = sliceOf(s, wireFinding)
		out.Body.AsOf = f.Intel.AsOf()
		return err
	})
	return out, err
}

// known refuses a filter by a record that is not there: an empty list would
// look as if nothing were found in it.
func (in *findingList) known(ctx context.Context, tx *store.Tx) error {
	var err error
	if in.Release != "" {
		_, err = tx.Release(ctx, in.Release)
	}
	if err == nil && in.Model != "" {
		_, err = tx.Model(ctx, in.Model)
	}
	if err == nil && in.Part != "" {
		_, err = tx.Part(ctx, in.Part)
	}
	return err
}

// findingRow returns one finding as lists show it.
func findingRow(ctx context.Context, tx *store.Tx, id string) (store.FindingRow, store.Part, error) {
	fi, err := tx.Finding(ctx, id)
	if err != nil {
		return store.FindingRow{}, store.Part{}, err
	}
	part, err := tx.Part(ctx, fi.Component)
	return store.FindingRow{Finding: fi, Part: part.Component}, part, err
}

func (f *Face) getFinding(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Finding], error) {
	out := &body[wire.Finding]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		row, part, err := findingRow(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		with, err := tx.ReleasesWith(ctx, part.No, store.Page{Limit: 500})
		row.Releases = with.Total
		out.Body, out.ETag = wireFinding(row), etag(row.Rev)
		out.Body.Releases = each(with.Rows, func(r store.ProductRow) string { return r.Release.ID })
		return err
	})
	return out, err
}

func (f *Face) findingHistory(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Slice[wire.Event]], error) {
	out := &body[wire.Slice[wire.Event]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		it, err := tx.Finding(ctx, in.ID)
		if err != nil {
			return err
		}
		events, err := serve.History(ctx, tx, it)
		out.Body.Total = len(events)
		out.Body.Items = each(events, func(e serve.Event) wire.Event {
			return wire.Event{At: stamp(e.At), Who: e.Who, What: e.What, Old: e.Old, New: e.New, Bundle: e.Bundle, Why: e.Why, Undo: e.Undo, Deed: e.Deed, Many: e.Many}
		})
		return err
	})
	return out, err
}

func (f *Face) workFinding(ctx context.Context, who org.Actor, in *changing[wire.Act]) (*body[wire.Finding], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	out := &body[wire.Finding]{}
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		if _, err := finding.Work(ctx, tx, who, in.ID, rev, actOf(in.Body, who)); err != nil {
			return err
		}
		row, _, err := findingRow(ctx, tx, in.ID)
		out.Body, out.ETag = wireFinding(row), etag(row.Rev)
		return err
	})
	return out, withCurrent(ctx, who, err, in.ID, f.getFinding)
}

type byName struct {
	Name string `path:"name" doc:"any name of the weakness: CVE, GHSA, DSA …"`
}

func (f *Face) getWeakness(_ context.Context, _ org.Actor, in *byName) (*body[wire.Weakness], error) {
	w, err := f.Intel.Weakness(in.Name)
	if err != nil {
		return nil, err
	}
	if w == nil {
		return nil, fault.New(fault.NotFound, "the vulnerability data knows no %q", in.Name).Helped("its sources may not have it yet: see /api/v1/intel for how fresh they are")
	}
	return &body[wire.Weakness]{Body: wireWeakness(w)}, nil
}
