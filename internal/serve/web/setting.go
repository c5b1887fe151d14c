package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/setting"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// settingRoutes are what an organisation and its server are set up by.
func (f *Face) settingRoutes() []serve.Route {
	page := func(method, path string, needs org.Permission, do serve.Handler) serve.Route {
		return serve.Route{Method: method, Path: path, Needs: needs, Face: serve.Page, Do: do, Fresh: method == http.MethodPost}
	}
	asks := page("POST", "/settings/single-sign-on", org.ManageSettings, f.testProvider)
	asks.Fresh = false // looking whether the provider answers hurts nobody
	return []serve.Route{
		page("GET", "/settings", org.ReadPeople, f.organisation),
		page("POST", "/settings", org.ManageSettings, f.changeOrganisation),
		page("GET", "/settings/sign-in", org.ReadPeople, f.policy),
		page("POST", "/settings/sign-in", org.ManageSettings, f.setPolicy),
		page("GET", "/settings/single-sign-on", org.ManageSettings, f.provided),
		asks,
		page("GET", "/settings/sessions", org.ManagePeople, f.orgSessions),
		page("GET", "/settings/configuration", org.ReadSystem, f.configuration),
	}
}

// settingTabs are the sides of the settings that somebody may see.
func settingTabs(who org.Actor, path string) []ui.NavItem {
	var out []ui.NavItem
	for _, t := range []struct {
		label, path string
		needs       org.Permission
	}{
		{"Organisation", "/settings", org.ReadPeople},
		{"Signing in", "/settings/sign-in", org.ReadPeople},
		{"Single sign-on", "/settings/single-sign-on", org.ManageSettings},
		{"Sessions", "/settings/sessions", org.ManagePeople},
		{"Configuration", "/settings/configuration", org.ReadSystem},
	} {
		if who.Allowed(t.needs) {
			out = append(out, ui.NavItem{Label: t.label, URL: t.path, Current: t.path == path})
		}
	}
	return out
}

// setting reads what a page of the settings needs, with the frame around it.
func (f *Face) setting(r *http.Request, path string, read func(context.Context, *store.Tx, view.Page) error) error {
	ctx, who := r.Context(), serve.Actor(r)
	return f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		return read(ctx, tx, view.NewPage(frame, settingTabs(who, path), who.Allowed(org.ManageSettings)))
	})
}

// GET /settings is the organisation itself.
func (f *Face) organisation(w http.ResponseWriter, r *http.Request) error {
	p, err := f.organisationPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) organisationPage(r *http.Request) (view.Organisation, error) {
	var p view.Organisation
	err := f.setting(r, "/settings", func(ctx context.Context, tx *store.Tx, page view.Page) error {
		o, err := tx.Organisation(ctx)
		p = view.NewOrganisation(page, o, r.FormValue("kept") != "")
		return err
	})
	return p, err
}

// POST /settings keeps another name, time zone or contact.
func (f *Face) changeOrganisation(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	o := org.Organisation{Name: r.PostFormValue("name"), Zone: r.PostFormValue("zone"), Contact: r.PostFormValue("contact"), Rev: number(r, "rev")}
	err := f.Server.ChangeOrganisation(ctx, who, o)
	if what := refused(err); what != nil {
		p, err := f.organisationPage(r)
		if err != nil {
			return err
		}
		for _, name := range []string{"name", "zone", "contact"} {
			p.Form.Put(name, r.PostFormValue(name))
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/settings?kept=yes")
}

// GET /settings/sign-in is what the organisation asks of who signs in.
func (f *Face) policy(w http.ResponseWriter, r *http.Request) error {
	p, err := f.policyPage(r, nil)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// policyPage shows a policy: the one that is kept, or one that was entered.
func (f *Face) policyPage(r *http.Request, entered *account.Policy) (view.Policy, error) {
	var p view.Policy
	err := f.setting(r, "/settings/sign-in", func(ctx context.Context, tx *store.Tx, page view.Page) error {
		kept, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		shown := kept
		if entered != nil {
			shown = *entered
		}
		lacking, err := lackingFactor(ctx, tx, serve.Actor(r), kept)
		p = view.NewPolicy(page, shown, lacking, r.FormValue("kept") != "")
		return err
	})
	return p, err
}

// lackingFactor names the members who have no second factor though one is
// asked of them; where none is asked, everybody without one.
func lackingFactor(ctx context.Context, tx *store.Tx, who org.Actor, p account.Policy) ([]ui.Link, error) {
	all, err := tx.Members(ctx)
	if err != nil {
		return nil, err
	}
	has, err := tx.MemberFactors(ctx)
	if err != nil {
		return nil, err
	}
	var out []ui.Link
	for _, m := range all {
		if _, ok := has[m.ID]; !ok && (p.Demand == account.OfNobody || p.Asks(m.Roles)) {
			one := ui.Link{Label: m.Name}
			if who.Allowed(org.ManagePeople) {
				one.URL = "/people/" + m.ID
			}
			out = append(out, one)
		}
	}
	return out, nil
}

// POST /settings/sign-in keeps another policy.
func (f *Face) setPolicy(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	entered, err := policyOf(r)
	if err == nil {
		err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.SetPolicy(ctx, tx, who, entered) })
	}
	if what := refused(err); what != nil {
		p, err := f.policyPage(r, &entered)
		if err != nil {
			return err
		}
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/settings/sign-in?kept=yes")
}

// policyOf reads a policy from a form. Times are in minutes.
func policyOf(r *http.Request) (account.Policy, error) {
	minutes := func(name string) time.Duration { return time.Duration(min(number(r, name), 1<<20)) * time.Minute }
	p := account.Policy{Demand: account.Demand(r.PostFormValue("demand")), Roles: rolesOf(r), Rev: number(r, "rev"), Limits: account.Limits{Idle: minutes("idle"), Whole: minutes("whole")}}
	for _, role := range org.Roles() {
		idle, whole := minutes("idle-"+string(role)), minutes("whole-"+string(role))
		if idle == 0 && whole == 0 {
			continue
		}
		if p.Special == nil {
			p.Special = map[org.Role]account.Limits{}
		}
		p.Special[role] = account.Limits{Idle: cmp.Or(idle, p.Limits.Idle), Whole: cmp.Or(whole, p.Limits.Whole)}
	}
	day := r.PostFormValue("since")
	if day == "" {
		return p, nil
	}
	since, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return p, fault.New(fault.Invalid, "%.20q is no day", day).Helped("write it like 2026-12-01, or leave it empty for at once")
	}
	p.Since = since
	return p, nil
}

// GET /settings/sessions lists who is signed in.
func (f *Face) orgSessions(w http.ResponseWriter, r *http.Request) error {
	var p view.Sessions
	err := f.setting(r, "/settings/sessions", func(ctx context.Context, tx *store.Tx, page view.Page) error {
		people, err := tx.Members(ctx)
		if err != nil {
			return err
		}
		policy, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		all, err := tx.OrgSessions(ctx)
		p = view.NewSessions(page, people, all, policy, serve.SittingOf(r).ID)
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// GET /settings/configuration is every setting of the server with its source.
func (f *Face) configuration(w http.ResponseWriter, r *http.Request) error {
	var p view.Configuration
	err := f.setting(r, "/settings/configuration", func(_ context.Context, _ *store.Tx, page view.Page) error {
		p = view.NewConfiguration(page, f.Explain())
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// GET /settings/single-sign-on shows how people sign in through a provider.
func (f *Face) provided(w http.ResponseWriter, r *http.Request) error {
	return f.showProvided(w, r, nil)
}

// POST /settings/single-sign-on asks the provider whether it answers.
func (f *Face) testProvider(w http.ResponseWriter, r *http.Request) error {
	if f.Server.SSO == nil || !f.Server.Keeps(r.Context(), serve.Actor(r).Org) {
		return fault.New(fault.NotFound, "single sign-on is not set up for this organisation").Helped("whoever runs the server can: docs/operations.md says how")
	}
	ctx, cancel := context.WithTimeout(r.Context(), 25*time.Second)
	defer cancel()
	tested := f.Server.SSO.Test(ctx)
	return f.showProvided(w, r, &tested)
}

func (f *Face) showProvided(w http.ResponseWriter, r *http.Request, tested *serve.SSOTest) error {
	var in *view.Provided
	if s := f.Server.SSO; s != nil && f.Server.Keeps(r.Context(), serve.Actor(r).Org) {
		in = &view.Provided{Name: s.Name, Issuer: s.Issuer, Client: s.Client, Claim: s.Claim, Back: f.site(r) + "/sign-in/sso/back", Vouch: vouchWords(s), Roles: groupRoles(s)}
		if tested != nil {
			in.Test = &view.Test{Problem: tested.Problem, Authorization: tested.Authorization, Token: tested.Token, Algorithms: strings.Join(tested.Algorithms, ", "), PKCE: tested.PKCE}
		}
	}
	var p view.Provider
	err := f.setting(r, "/settings/single-sign-on", func(_ context.Context, _ *store.Tx, page view.Page) error {
		p = view.NewProvider(page, in)
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// groupRoles are what the provider's groups give, by group.
func groupRoles(s *serve.SSO) []view.GroupRole {
	var out []view.GroupRole
	for group, roles := range s.Roles {
		for _, role := range roles {
			out = append(out, view.GroupRole{Group: group, Role: string(role)})
		}
	}
	slices.SortFunc(out, func(a, b view.GroupRole) int {
		return cmp.Or(strings.Compare(a.Group, b.Group), strings.Compare(a.Role, b.Role))
	})
	return out
}

// vouchWords are what counts as a second factor that the provider saw.
func vouchWords(s *serve.SSO) []string {
	var out []string
	for _, v := range s.AMR {
		out = append(out, "amr="+v)
	}
	for _, v := range s.ACR {
		out = append(out, "acr="+v)
	}
	return out
}
