package web

import (
	"context"
	"net/http"
	"net/url"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/people"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// peopleRoutes are who works here, and by what programs come in. What lets
// somebody in, or keeps them out, asks first who does it.
func (f *Face) peopleRoutes() []serve.Route {
	var out []serve.Route
	page := func(method, path string, needs org.Permission, do serve.Handler) *serve.Route {
		out = append(out, serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do, Fresh: method == http.MethodPost})
		return &out[len(out)-1]
	}
	page("GET", "/people", org.ReadPeople, f.people)
	page("POST", "/people", org.ManagePeople, f.invite)
	page("GET", "/people/{id}", org.ManagePeople, f.person)
	page("POST", "/people/{id}", org.ManagePeople, f.changeRoles)
	page("POST", "/people/{id}/link", org.ManagePeople, f.makeLink)
	page("POST", "/people/{id}/remove", org.ManagePeople, f.removePerson)
	page("POST", "/people/{id}/free", org.ManagePeople, f.freePerson).Fresh = false
	page("POST", "/people/{id}/sessions/end", org.ManagePeople, f.endSessionsOf)
	page("POST", "/people/{id}/reset-factor", org.ManagePeople, f.resetFactor)
	page("POST", "/people/{id}/lock", org.ManagePeople, f.lockPerson)
	page("POST", "/people/{id}/unlock", org.ManagePeople, f.unlockPerson)

	page("GET", "/tokens", org.ManageOwnTokens, f.tokens)
	page("POST", "/tokens", org.ManageOwnTokens, f.makeToken)
	page("POST", "/tokens/{id}/revoke", org.ManageOwnTokens, f.revokeToken).Fresh = false
	return out
}

// GET /people
func (f *Face) people(w http.ResponseWriter, r *http.Request) error {
	p, err := f.peoplePage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) peoplePage(r *http.Request) (view.Page, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		members, err := membersOf(ctx, tx, who)
		p = view.New(frame, members)
		return err
	})
	p.MayManage = who.Allowed(org.ManagePeople)
	return p, err
}

// membersOf are the members with what is known of how they sign in.
func membersOf(ctx context.Context, tx *store.Tx, who org.Actor) ([]view.Member, error) {
	all, err := tx.Members(ctx)
	if err != nil {
		return nil, err
	}
	factors, err := tx.MemberFactors(ctx)
	if err != nil {
		return nil, err
	}
	held, err := tx.HeldMembers(ctx)
	if err != nil {
		return nil, err
	}
	policy, err := tx.SignInPolicy(ctx)
	out := make([]view.Member, len(all))
	for i, m := range all {
		out[i] = view.Member{
			ID: m.ID, Name: m.Name, Email: m.Email, Roles: m.Roles, Self: m.ID == who.Person, Since: m.Created, Expected: m.Password == "" && m.ID != who.Person && m.SignedIn.IsZero(),
			SignedIn: m.SignedIn, App: factors[m.ID].CodeApp, Passkeys: factors[m.ID].Passkeys, Asked: policy.Asks(m.Roles), Waits: held[m.ID].Until, Tries: held[m.ID].Failed, Locked: m.Locked,
		}
	}
	return out, err
}

// rolesOf reads the roles that a form marks.
func rolesOf(r *http.Request) []org.Role {
	var out []org.Role
	for _, role := range r.PostForm["role"] {
		out = append(out, org.Role(role))
	}
	return out
}

// POST /people lets somebody in, and shows the link with which they choose a
// password.
func (f *Face) invite(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, roles := r.Context(), serve.Actor(r), rolesOf(r)
	var made view.Link
	in, err := org.NewMember(r.PostFormValue("email"), r.PostFormValue("name"), f.DB.Now())
	if err == nil {
		err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			invited, err := org.Invite(ctx, tx, who, in, roles)
			if err != nil {
				return err
			}
			made, err = f.linkFor(ctx, tx, r, invited.ID)
			return err
		})
	}
	what := refused(err)
	if err != nil && what == nil {
		return err
	}
	p, err := f.peoplePage(r)
	if err != nil {
		return err
	}
	if what != nil {
		p.Invite.Put("name", r.PostFormValue("name"))
		p.Invite.Put("email", r.PostFormValue("email"))
		p.Invite.Mark("role", r.PostForm["role"])
		p.Invite.Wrong, p.Invite.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	p.Made = made
	return show(w, r, p.Show())
}

// linkFor makes the link with which a member chooses a password.
func (f *Face) linkFor(ctx context.Context, tx *store.Tx, r *http.Request, id string) (view.Link, error) {
	link, key, err := org.MakeJoinLink(ctx, tx, serve.Actor(r), id)
	if err != nil {
		return view.Link{}, err
	}
	p, err := tx.Person(ctx, id)
	return view.Link{Name: p.Name, Address: f.site(r) + "/join?" + url.Values{"key": {key.Reveal()}}.Encode(), Until: link.Expires}, err
}

// POST /people/{id}/link makes a link with which a member chooses another password.
func (f *Face) makeLink(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var made view.Link
	err := f.DB.In(serve.Actor(r).Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		made, err = f.linkFor(ctx, tx, r, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	p, err := f.personPage(r)
	if err != nil {
		return err
	}
	p.Made = made
	return show(w, r, p.Show())
}

// GET /people/{id}
func (f *Face) person(w http.ResponseWriter, r *http.Request) error {
	p, err := f.personPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) personPage(r *http.Request) (view.Edit, error) {
	ctx, who, id := r.Context(), serve.Actor(r), r.PathValue("id")
	var p view.Edit
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		members, err := membersOf(ctx, tx, who)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.ID == id {
				p = view.NewEdit(frame, m)
				return f.addSessions(ctx, tx, r, &p)
			}
		}
		return fault.New(fault.NotFound, "nobody here has the id %s", id).Helped("look at the list of people")
	})
	return p, err
}

// addSessions adds where a member is signed in to this organisation.
func (f *Face) addSessions(ctx context.Context, tx *store.Tx, r *http.Request, p *view.Edit) error {
	all, err := tx.SessionsOf(ctx, p.Member.ID)
	if err != nil {
		return err
	}
	policy, err := tx.SignInPolicy(ctx)
	for _, s := range all {
		if s.Org == serve.Actor(r).Org && s.Live(policy.LimitsOf(p.Member.Roles), p.Now) {
			p.Sessions = append(p.Sessions, view.Session{ID: s.ID, Device: account.Device(s.Agent), Address: s.Address, By: s.Proof.String(), Since: s.Created, Seen: s.Seen, Here: s.ID == serve.SittingOf(r).ID})
		}
	}
	return err
}

// POST /people/{id}/free lets a member who waits try again at once.
func (f *Face) freePerson(w http.ResponseWriter, r *http.Request) error {
	return f.onMember(w, r, "/people/"+r.PathValue("id"), func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		return account.Lift(ctx, tx, who, id)
	})
}

// POST /people/{id}/sessions/end ends one session of a member, or all.
func (f *Face) endSessionsOf(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	back := "/people/" + r.PathValue("id")
	if to := r.PostFormValue("back"); to != "" {
		back = local(to)
	}
	return f.onMember(w, r, back, func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		if one := r.PostFormValue("session"); one != "" {
			return account.EndOneOf(ctx, tx, who, id, one)
		}
		return account.EndOf(ctx, tx, who, id)
	})
}

// POST /people/{id}/reset-factor takes a member's second factors away.
func (f *Face) resetFactor(w http.ResponseWriter, r *http.Request) error {
	return f.onMember(w, r, "/people/"+r.PathValue("id"), func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		return account.ResetFactor(ctx, tx, who, id, r.PostFormValue("reason"))
	})
}

// POST /people/{id}/lock keeps a member out until somebody unlocks them.
func (f *Face) lockPerson(w http.ResponseWriter, r *http.Request) error {
	return f.onMember(w, r, "/people/"+r.PathValue("id"), func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		return org.Lock(ctx, tx, who, id, r.PostFormValue("reason"))
	})
}

// POST /people/{id}/unlock lets a member in again.
func (f *Face) unlockPerson(w http.ResponseWriter, r *http.Request) error {
	return f.onMember(w, r, "/people/"+r.PathValue("id"), func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		return org.Unlock(ctx, tx, who, id)
	})
}

// POST /people/{id} gives a member other roles.
func (f *Face) changeRoles(w http.ResponseWriter, r *http.Request) error {
	return f.onMember(w, r, "/people", func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		return org.ChangeRoles(ctx, tx, who, id, rolesOf(r))
	})
}

// POST /people/{id}/remove ends a membership.
func (f *Face) removePerson(w http.ResponseWriter, r *http.Request) error {
	return f.onMember(w, r, "/people", func(ctx context.Context, tx *store.Tx, who org.Actor, id string) error {
		return org.Remove(ctx, tx, who, id)
	})
}

// onMember does something to a member; what is refused is told on their page.
func (f *Face) onMember(w http.ResponseWriter, r *http.Request, next string, do func(context.Context, *store.Tx, org.Actor, string) error) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return do(ctx, tx, who, r.PathValue("id")) })
	if what := refused(err); what != nil {
		p, err := f.personPage(r)
		if err != nil {
			return err
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, next)
}
