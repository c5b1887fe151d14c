package api

import (
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// settings are what an organisation and its server are set up by. As on the
// pages, whoever changes them by a session shows first who they are.
func (f *Face) settings() {
	operation(f, org.ReadPeople, "GET", "/api/v1/organisation", "The organisation itself: name, time zone, contact", f.organisation)
	operation(f, org.ReadPeople, "GET", "/api/v1/sign-in-policy", "What the organisation asks of who signs in", f.signInPolicy)
	operation(f, org.ReadSystem, "GET", "/api/v1/configuration", "Every setting of the server, and where each comes from; nothing secret", f.configuration)
	f.routes.fresh = true
	operation(f, org.ManageSettings, "PATCH", "/api/v1/organisation", "Change the organisation's name, time zone and contact", f.changeOrganisation)
	operation(f, org.ManageSettings, "PATCH", "/api/v1/sign-in-policy", "Change what the organisation asks of who signs in", f.setPolicy)
	f.routes.fresh = false
}

// editing is the input of an operation that changes what there is one of.
type editing[T any] struct {
	IfMatch string `header:"If-Match" doc:"the version that the change is made upon, as ETag gave it"`
	Body    T
}

// theOne is get for what needs no id, as withCurrent asks for it.
func theOne[T any](get func(context.Context, org.Actor, *struct{}) (*body[T], error)) func(context.Context, org.Actor, *ByID) (*body[T], error) {
	return func(ctx context.Context, who org.Actor, _ *ByID) (*body[T], error) { return get(ctx, who, nil) }
}

func (f *Face) organisation(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Organisation], error) {
	var o org.Organisation
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		o, err = tx.Organisation(ctx)
		return err
	})
	return &body[wire.Organisation]{etag(o.Rev), wire.Organisation{ID: o.ID, Name: o.Name, Side: string(o.Side), Created: stamp(o.Created), Zone: o.Zone, Contact: o.Contact, Rev: o.Rev}}, err
}

func (f *Face) changeOrganisation(ctx context.Context, who org.Actor, in *editing[wire.Organisation]) (*body[wire.Organisation], error) {
	rev, err := revOf(in.IfMatch)
	if err != nil {
		return nil, err
	}
	err = f.Server.ChangeOrganisation(ctx, who, org.Organisation{Name: in.Body.Name, Zone: in.Body.Zone, Contact: in.Body.Contact, Rev: rev})
	if err != nil {
		return nil, withCurrent(ctx, who, err, "", theOne(f.organisation))
	}
	return f.organisation(ctx, who, nil)
}

func (f *Face) signInPolicy(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.SignInPolicy], error) {
	var p account.Policy
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		var err error
		p, err = tx.SignInPolicy(ctx)
		return err
	})
	return &body[wire.SignInPolicy]{etag(p.Rev), wirePolicy(p)}, err
}

func (f *Face) setPolicy(ctx context.Context, who org.Actor, in *editing[wire.SignInPolicy]) (*body[wire.SignInPolicy], error) {
	p, err := policyOf(in.Body)
	if err != nil {
		return nil, err
	}
	if p.Rev, err = revOf(in.IfMatch); err != nil {
		return nil, err
	}
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.SetPolicy(ctx, tx, who, p) })
	if err != nil {
		return nil, withCurrent(ctx, who, err, "", theOne(f.signInPolicy))
	}
	return f.signInPolicy(ctx, who, nil)
}

func wirePolicy(p account.Policy) wire.SignInPolicy {
	out := wire.SignInPolicy{SecondFactor: string(p.Demand), Roles: each(p.Roles, text), Sessions: wireLimits(p.Limits), Rev: p.Rev}
	if !p.Since.IsZero() {
		out.Since = p.Since.UTC().Format(time.DateOnly)
	}
	for r, l := range p.Special {
		if out.Special == nil {
			out.Special = map[string]wire.SessionLimits{}
		}
		out.Special[string(r)] = wireLimits(l)
	}
	return out
}

func wireLimits(l account.Limits) wire.SessionLimits {
	return wire.SessionLimits{IdleMinutes: int(l.Idle / time.Minute), WholeMinutes: int(l.Whole / time.Minute)}
}

func policyOf(w wire.SignInPolicy) (account.Policy, error) {
	limits := func(l wire.SessionLimits) account.Limits {
		return account.Limits{Idle: time.Duration(l.IdleMinutes) * time.Minute, Whole: time.Duration(l.WholeMinutes) * time.Minute}
	}
	p := account.Policy{Demand: account.Demand(w.SecondFactor), Limits: limits(w.Sessions)}
	for _, r := range w.Roles {
		p.Roles = append(p.Roles, org.Role(r))
	}
	for r, l := range w.Special {
		if p.Special == nil {
			p.Special = map[org.Role]account.Limits{}
		}
		p.Special[org.Role(r)] = limits(l)
	}
	if w.Since == "" {
		return p, nil
	}
	since, err := time.Parse(time.DateOnly, w.Since)
	if err != nil {
		return p, fault.New(fault.Invalid, "%.20q is no day", w.Since).Helped("write it like 2026-12-01, or leave it out for at once")
	}
	p.Since = since
	return p, nil
}

func (f *Face) configuration(context.Context, org.Actor, *struct{}) (*body[wire.Configuration], error) {
	c := f.Explain()
	out := wire.Configuration{File: c.File, Read: c.Read, Changed: c.Changed, Settings: each(c.Settings, func(s serve.Setting) wire.Setting {
		return wire.Setting{Key: s.Key, Value: s.Value, Source: s.Source, Variable: s.Variable, Meaning: s.Meaning}
	})}
	return &body[wire.Configuration]{Body: out}, nil
}
