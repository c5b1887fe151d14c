package api

import (
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/secret"
)

func (f *Face) access() {
	operation(f, serve.SignedIn, "GET", "/api/v1/me", "Who the token speaks for, and what it may do", f.me)
	operation(f, org.ReadPeople, "GET", "/api/v1/people", "The people of the organisation and their roles", f.listPeople)
	f.routes.fresh = true // as the pages do: whoever comes by a session shows who they are
	operation(f, org.ManagePeople, "POST", "/api/v1/people", "Give a person an account and roles", f.invite)
	operation(f, org.ManagePeople, "PUT", "/api/v1/people/{id}/roles", "Give a person other roles", f.changeRoles)
	operation(f, org.ManagePeople, "DELETE", "/api/v1/people/{id}", "Take a person out of the organisation; sessions and tokens end at once", f.removePerson)
	operation(f, org.ManagePeople, "DELETE", "/api/v1/people/{id}/sessions", "Sign a person out of every browser, at once", f.endSessions)
	operation(f, org.ManagePeople, "PUT", "/api/v1/people/{id}/lock", "Keep a person out until they are unlocked: sessions end at once, tokens don't count", f.lock)
	operation(f, org.ManagePeople, "DELETE", "/api/v1/people/{id}/lock", "Let a person in again who was locked", f.unlock)
	f.routes.fresh = false
	operation(f, org.ManagePeople, "DELETE", "/api/v1/people/{id}/wait", "Let a person who waits after wrong tries sign in at once", f.lift)
	operation(f, org.ManagePeople, "GET", "/api/v1/sessions", "Who is signed in, the last used first", f.listSessions)
	operation(f, org.ManageOwnTokens, "GET", "/api/v1/tokens", "Your API tokens, without their secrets", f.listTokens)
	operation(f, org.ManageOwnTokens, "DELETE", "/api/v1/tokens/{id}", "Revoke a token at once", f.revokeToken)
}

func (f *Face) me(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Me], error) {
	out := &body[wire.Me]{Body: wire.Me{Org: who.Org, Person: who.Person, Name: who.Name, Roles: each(who.Roles, text)}}
	for _, p := range org.Permissions {
		if who.Allowed(p) {
			out.Body.Permissions = append(out.Body.Permissions, string(p))
		}
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		o, err := tx.Organisation(ctx)
		out.Body.OrgName = o.Name
		return err
	})
	return out, err
}

func text[T ~string](v T) string { return string(v) }

func wireMember(m org.Member) wire.Member {
	return wire.Member{ID: m.ID, Email: m.Email, Name: m.Name, Roles: each(m.Roles, text)}
}

func (f *Face) listPeople(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Member]], error) {
	out := &body[wire.Slice[wire.Member]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Members(ctx)
		if err != nil {
			return err
		}
		factors, err := tx.MemberFactors(ctx)
		if err != nil {
			return err
		}
		held, err := tx.HeldMembers(ctx)
		for _, m := range all {
			w := wireMember(m)
			w.SignedIn, w.CodeApp, w.Passkeys, w.WaitsUntil = stamp(m.SignedIn), factors[m.ID].CodeApp, factors[m.ID].Passkeys, stamp(held[m.ID].Until)
			w.Locked = stamp(m.Locked)
			out.Body.Items = append(out.Body.Items, w)
		}
		out.Body.Total = len(all)
		return err
	})
	return out, err
}

type invitation struct {
	Email    string   `json:"email"`
	Name     string   `json:"name"`
	Password string   `json:"password,omitempty" doc:"12 to 128 characters; the person should change it. Without one, nobody can sign in until a link from the page People is used to choose one"`
	Roles    []string `json:"roles"`
}

func (f *Face) invite(ctx context.Context, who org.Actor, in *making[invitation]) (*body[wire.Member], error) {
	p, err := org.NewMember(in.Body.Email, in.Body.Name, f.DB.Now())
	if in.Body.Password != "" {
		p, err = org.NewPerson(in.Body.Email, in.Body.Name, secret.Secret(in.Body.Password), f.DB.Now())
	}
	if err != nil {
		return nil, err
	}
	roles := each(in.Body.Roles, func(r string) org.Role { return org.Role(r) })
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		p, err = org.Invite(ctx, tx, who, p, roles)
		return err
	})
	return &body[wire.Member]{Body: wireMember(org.Member{Person: p, Roles: roles})}, err
}

type newRoles struct {
	ID   string `path:"id"`
	Body struct {
		Roles []string `json:"roles"`
	}
}

func (f *Face) changeRoles(ctx context.Context, who org.Actor, in *newRoles) (*struct{}, error) {
	roles := each(in.Body.Roles, func(r string) org.Role { return org.Role(r) })
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		return org.ChangeRoles(ctx, tx, who, in.ID, roles)
	})
}

func (f *Face) removePerson(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return org.Remove(ctx, tx, who, in.ID) })
}

func wireToken(t org.Token) wire.Token {
	return wire.Token{ID: t.ID, Name: t.Name, Start: t.Start, Scope: each(t.Scope, text), Expires: t.Expires.Truncate(time.Second), Used: stamp(t.Used), Revoked: !t.Revoked.IsZero()}
}

func (f *Face) listTokens(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Token]], error) {
	out := &body[wire.Slice[wire.Token]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Tokens(ctx, who.Person)
		out.Body.Items, out.Body.Total = each(all, wireToken), len(all)
		return err
	})
	return out, err
}

func (f *Face) revokeToken(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return org.RevokeToken(ctx, tx, who, in.ID) })
}

func (f *Face) endSessions(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.EndOf(ctx, tx, who, in.ID) })
}

// Locking is why a person is kept out.
type Locking struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" doc:"as it stands in the log" maxLength:"500"`
	}
}

func (f *Face) lock(ctx context.Context, who org.Actor, in *Locking) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return org.Lock(ctx, tx, who, in.ID, in.Body.Reason) })
}

func (f *Face) unlock(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return org.Unlock(ctx, tx, who, in.ID) })
}

func (f *Face) lift(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.Lift(ctx, tx, who, in.ID) })
}

func (f *Face) listSessions(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Session]], error) {
	out := &body[wire.Slice[wire.Session]]{Body: wire.Slice[wire.Session]{Items: []wire.Session{}}}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		policy, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		members, err := tx.Members(ctx)
		if err != nil {
			return err
		}
		known := map[string]org.Member{}
		for _, m := range members {
			known[m.ID] = m
		}
		all, err := tx.OrgSessions(ctx)
		for _, s := range all {
			if m, ok := known[s.Person]; ok && s.Live(policy.LimitsOf(m.Roles), tx.Now()) {
				out.Body.Items = append(out.Body.Items, wire.Session{ID: s.ID, Person: s.Person, Name: m.Name, Device: account.Device(s.Agent), Address: s.Address, By: s.Proof.String(), Since: stamp(s.Created), Seen: stamp(s.Seen)})
			}
		}
		out.Body.Total = len(out.Body.Items)
		return err
	})
	return out, err
}
