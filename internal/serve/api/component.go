package api

import (
	"context"
	"slices"
	"strings"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	"aceso/internal/store"
)

func (f *Face) components() {
	operation(f, org.ReadProducts, "GET", "/api/v1/components", "The distinct parts in use, with how they are supported", f.listComponents)
	f.horizonOperations()
	f.trendOperations()
	operation(f, org.ReadProducts, "GET", "/api/v1/components/{key}", "One part: who says what of its support, where it is used, its other versions", f.getComponent)
	operation(f, org.WriteProducts, "POST", "/api/v1/components/{key}/support", "State how far a part is supported, with the reason", f.saySupport)
	operation(f, org.WriteProducts, "DELETE", "/api/v1/support/{id}", "Take a person's statement back; it stays on record", f.undoSupport)
	operation(f, org.WriteProducts, "POST", "/api/v1/components/{key}/plan", "Plan the replacement of a part", f.makePlan)
	operation(f, org.WriteProducts, "PATCH", "/api/v1/plans/{id}", "Change a replacement plan", f.changePlan)
	operation(f, org.ReadProducts, "GET", "/api/v1/plans/{id}", "One replacement plan", f.getPlan)
	operation(f, org.ReadProducts, "GET", "/api/v1/releases/{id}/support", "Level and end of support of each component of a release, as the addendum to its SBOM", f.releaseSupport)
}

func (f *Face) releaseSupport(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Slice[wire.SupportRow]], error) {
	out := &body[wire.Slice[wire.SupportRow]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		head, doc, err := f.shelf.Current(ctx, tx, who.Org, in.ID)
		if err != nil {
			return err
		}
		rows, err := serve.SupportRows(ctx, tx, f.Intel, head, doc)
		out.Body.Items = each(rows, func(r serve.SupportRow) wire.SupportRow {
			c := r.Component
			row := wire.SupportRow{Named: wire.Named{Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL}, Support: serve.WireSupport(r.Standing, tx.Now())}
			if r.Plan != nil {
				plan := wirePlan(*r.Plan)
				row.Plan = &plan
			}
			return row
		})
		out.Body.Total, out.Body.AsOf = len(rows), f.Intel.AsOf()
		return err
	})
	return out, err
}

// ByKey names a component.
type ByKey struct {
	Key string `path:"key" doc:"key of the component, as lists of parts give it"`
}

type componentList struct {
	Paged
	Checked string `query:"checked" enum:"matched,clean,not_checkable,waiting" doc:"only with this answer"`
	Text    string `query:"text" doc:"contained in name, group, version, supplier or package URL"`
	Model   string `query:"model" doc:"id of a model: only parts of its releases"`
	Sort    string `query:"sort" enum:"name,version,supplier,checked,affected,support,until,-name,-version,-supplier,-checked,-affected,-support,-until" default:"name"`
}

func (f *Face) listComponents(ctx context.Context, who org.Actor, in *componentList) (*body[wire.Slice[wire.Component]], error) {
	out := &body[wire.Slice[wire.Component]]{}
	filter := store.PartFilter{Text: in.Text, Model: in.Model, Sort: in.Sort}
	if in.Checked != "" {
		filter.Checked = []match.Checked{match.Checked(in.Checked)}
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if in.Model != "" {
			if _, err := tx.Model(ctx, in.Model); err != nil {
				return err
			}
		}
		s, err := tx.Parts(ctx, filter, in.page())
		if err != nil {
			return err
		}
		out.Body = wire.Slice[wire.Component]{Next: s.Next, Total: s.Total, AsOf: f.Intel.AsOf()}
		out.Body.Items, err = f.wireComponents(ctx, tx, s.Rows)
		return err
	})
	return out, err
}

func (f *Face) wireComponents(ctx context.Context, tx *store.Tx, parts []store.Part) ([]wire.Component, error) {
	standings, err := serve.PartStandings(ctx, tx, f.Intel, parts)
	if err != nil {
		return nil, err
	}
	numbers := make([]int64, len(parts))
	for i, p := range parts {
		numbers[i] = p.No
	}
	in, err := tx.PartReleases(ctx, numbers)
	out := make([]wire.Component, len(parts))
	for i, p := range parts {
		out[i] = wire.Component{Part: wirePart(p), Support: serve.WireSupport(standings[i], tx.Now()), Releases: in[p.No]}
	}
	return out, err
}

func wireStatement(s support.Statement) wire.SupportStatement {
	return wire.SupportStatement{
		ID: s.ID, Source: string(s.Source), Level: string(s.Level), End: s.End, Words: s.Words, Reason: s.Reason, Evidence: s.Evidence,
		Every: s.Source == support.Person && s.Version == "", From: s.From, Who: s.Who, When: stamp(s.At), Undone: stamp(s.Undone),
	}
}

func wirePlan(p support.Plan) wire.ReplacementPlan {
	return wire.ReplacementPlan{ID: p.ID, Name: p.Name, Text: p.Text, Due: p.Due, Owner: p.Owner, State: string(p.State), By: p.By, Rev: p.Rev, Changed: stamp(p.Changed)}
}

// usesTold is how many releases of one part are named.
const usesTold = 50

func (f *Face) getComponent(ctx context.Context, who org.Actor, in *ByKey) (*body[wire.ComponentInFull], error) {
	out := &body[wire.ComponentInFull]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		part, err := tx.Part(ctx, in.Key)
		if err != nil {
			return err
		}
		subject := support.SubjectOf(&part.Component)
		named, err := tx.PartsNamed(ctx, part.Component.Name)
		if err != nil {
			return err
		}
		named = slices.DeleteFunc(named, func(p store.Part) bool {
			return p.Component.Version == subject.Version || p.Component.Lineage() != subject.Lineage
		})
		all, err := f.wireComponents(ctx, tx, append([]store.Part{part}, named...))
		if err != nil {
			return err
		}
		out.Body = wire.ComponentInFull{Component: all[0], Others: all[1:], Uses: []wire.Use{}}
		if err := f.fillStatements(ctx, tx, &out.Body, part, subject); err != nil {
			return err
		}
		places, err := tx.PartPlaces(ctx, []int64{part.No}, usesTold)
		for _, p := range places[part.No] {
			out.Body.Uses = append(out.Body.Uses, wire.Use(p))
		}
		return err
	})
	return out, err
}

func (f *Face) fillStatements(ctx context.Context, tx *store.Tx, out *wire.ComponentInFull, part store.Part, subject support.Subject) error {
	standings, err := serve.PartStandings(ctx, tx, f.Intel, []store.Part{part})
	if err != nil {
		return err
	}
	out.Statements = each(standings[0].All, wireStatement)
	said, err := tx.SupportStatements(ctx, []string{subject.Lineage})
	if err != nil {
		return err
	}
	for _, s := range said {
		if !s.Undone.IsZero() && s.Covers(subject) {
			out.Undone = append(out.Undone, wireStatement(s))
		}
	}
	plans, err := tx.Plans(ctx, []string{subject.Lineage})
	for _, p := range plans {
		if p.Covers(subject) {
			plan := wirePlan(p)
			out.Plan = &plan
			break
		}
	}
	return err
}

type aboutComponent[T any] struct {
	ByKey
	Body T
}

func (f *Face) saySupport(ctx context.Context, who org.Actor, in *aboutComponent[wire.SupportStatement]) (*body[wire.SupportStatement], error) {
	out := &body[wire.SupportStatement]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		part, err := tx.Part(ctx, in.Key)
		if err != nil {
			return err
		}
		s := support.Statement{Subject: support.SubjectOf(&part.Component), Level: support.Level(in.Body.Level), End: in.Body.End, Reason: in.Body.Reason, Evidence: in.Body.Evidence}
		if in.Body.Every {
			s.Version = ""
		}
		said, err := support.Say(ctx, tx, who, s)
		if err == nil {
			out.Body = wireStatement(*said)
		}
		return err
	})
	return out, err
}

func (f *Face) undoSupport(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := support.Undo(ctx, tx, who, in.ID)
		return err
	})
}

func planOf(p wire.ReplacementPlan) support.Plan {
	return support.Plan{Text: p.Text, Due: p.Due, Owner: p.Owner, State: support.PlanState(p.State)}
}

func (f *Face) makePlan(ctx context.Context, who org.Actor, in *aboutComponent[wire.ReplacementPlan]) (*body[wire.ReplacementPlan], error) {
	return f.keepPlan(ctx, who, planOf(in.Body), func(tx *store.Tx, p *support.Plan) error {
		part, err := tx.Part(ctx, in.Key)
		p.Subject, p.Name = support.SubjectOf(&part.Component), strings.TrimSpace(part.Component.FullName()+" "+part.Component.Version)
		return err
	})
}

func (f *Face) changePlan(ctx context.Context, who org.Actor, in *changing[wire.ReplacementPlan]) (*body[wire.ReplacementPlan], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	out, err := f.keepPlan(ctx, who, planOf(in.Body), func(_ *store.Tx, p *support.Plan) error {
		p.ID, p.Rev = in.ID, rev
		return nil
	})
	return out, withCurrent(ctx, who, err, in.ID, f.getPlan)
}

func (f *Face) keepPlan(ctx context.Context, who org.Actor, p support.Plan, about func(*store.Tx, *support.Plan) error) (*body[wire.ReplacementPlan], error) {
	out := &body[wire.ReplacementPlan]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		plan := p
		if err := about(tx, &plan); err != nil {
			return err
		}
		kept, err := support.KeepPlan(ctx, tx, who, plan)
		if err == nil {
			out.Body, out.ETag = wirePlan(*kept), etag(kept.Rev)
		}
		return err
	})
	return out, err
}

func (f *Face) getPlan(ctx context.Context, who org.Actor, in *ByID) (*body[wire.ReplacementPlan], error) {
	out := &body[wire.ReplacementPlan]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		p, err := tx.Plan(ctx, in.ID)
		out.Body, out.ETag = wirePlan(*p), etag(p.Rev)
		return err
	})
	return out, err
}
