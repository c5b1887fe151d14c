// Package setting draws what an organisation and its server are set up by.
package setting

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/ui"
)

// A Page is what every side of the settings has.
type Page struct {
	ui.Frame
	Tabs []ui.NavItem
	May  bool // change something
	Kept bool // it was just changed
}

// NewPage returns it.
func NewPage(f ui.Frame, tabs []ui.NavItem, may bool) Page {
	f.Title = "Settings"
	return Page{Frame: f, Tabs: tabs, May: may}
}

// An Organisation is the organisation itself.
type Organisation struct {
	Page
	Is   org.Organisation
	Form ui.Form
}

// NewOrganisation returns the page.
func NewOrganisation(p Page, o org.Organisation, kept bool) Organisation {
	p.Kept = kept
	return Organisation{p, o, ui.Form{Action: "/settings", Submit: "Save", Inputs: []ui.Input{
		{Name: "rev", Kind: ui.Hidden, Value: strconv.FormatInt(o.Rev, 10)},
		{Name: "name", Label: "Name", Value: o.Name, Autocomplete: "organization", Hint: "As it stands on the label or over the door. It is on every page, export and print."},
		{Name: "zone", Label: "Time zone", Value: o.Zone, Optional: true, Options: ui.Zones, Hint: "In which times are shown to who has not chosen their own. Empty is UTC."},
		{Name: "contact", Label: "Whom to write to about accounts", Kind: ui.Email, Value: o.Contact, Optional: true, Hint: "An e-mail address that everybody here sees on their account's page. Nothing is sent to it."},
	}}}
}

// Side is what the organisation does.
func (p Organisation) Side() string {
	if p.Is.Side == org.Hospital {
		return "Runs medical devices in a hospital"
	}
	return "Makes medical devices"
}

// A Policy is what the organisation asks of who signs in.
type Policy struct {
	Page
	Is      account.Policy
	Lacking []ui.Link // who has no second factor and is asked for one
	Form    ui.Form
	Demands ui.Input
	Roles   ui.Input
	Since   ui.Input
	Usual   LimitRow // everybody's
	Limits  []LimitRow
}

// A LimitRow is how long sessions of a role last.
type LimitRow struct {
	Role        string // "" for everybody
	Idle, Whole ui.Input
}

// spans are the times that can be chosen, in minutes.
var spans = []int{5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 600, 720, 960, 1440}

// NewPolicy returns the page.
func NewPolicy(page Page, p account.Policy, lacking []ui.Link, kept bool) Policy {
	page.Kept = kept
	out := Policy{Page: page, Is: p, Lacking: lacking, Form: ui.Form{Action: "/settings/sign-in", Submit: "Save"}}
	out.Demands = ui.Input{Name: "demand", Label: "A second factor is required", Kind: ui.Radios, Choices: []ui.Choice{
		{Value: string(account.OfNobody), Label: "Of nobody", Hint: "Everybody may set one up, and is asked for it then."},
		{Value: string(account.OfRoles), Label: "Of certain roles"},
		{Value: string(account.OfEverybody), Label: "Of everybody"},
	}}
	for i, c := range out.Demands.Choices {
		out.Demands.Choices[i].Chosen = c.Value == string(p.Demand)
	}
	out.Roles = ui.Input{Name: "role", Label: "Of these roles", Kind: ui.Checks}
	for _, r := range org.Roles() {
		out.Roles.Choices = append(out.Roles.Choices, ui.Choice{Value: string(r), Label: ui.Upper(string(r)), Chosen: slices.Contains(p.Roles, r)})
	}
	out.Since = ui.Input{Name: "since", Label: "From this day on", Kind: ui.Date, Optional: true, Hint: "Until then people are asked to set one up and can put it off. Empty: at once."}
	if !p.Since.IsZero() {
		out.Since.Value = p.Since.UTC().Format(time.DateOnly)
	}
	out.Usual = limitRow("", p.Limits, true)
	for _, r := range org.Roles() {
		l, own := p.Special[r]
		out.Limits = append(out.Limits, limitRow(string(r), l, own))
	}
	return out
}

func limitRow(role string, l account.Limits, own bool) LimitRow {
	behind, of := "", ""
	if role != "" {
		behind, of = "-"+role, ", "+role
	}
	row := LimitRow{Role: role, Idle: ui.Input{Name: "idle" + behind, Label: "Without anybody there" + of, Kind: ui.Select}, Whole: ui.Input{Name: "whole" + behind, Label: "At all" + of, Kind: ui.Select}}
	for in, now := range map[*ui.Input]time.Duration{&row.Idle: l.Idle, &row.Whole: l.Whole} {
		in.ID = "f-" + strings.ReplaceAll(in.Name, " ", "-")
		if role != "" {
			in.Choices = append(in.Choices, ui.Choice{Value: "", Label: "as everybody", Chosen: !own})
		}
		all := spans
		if n := int(now / time.Minute); own && !slices.Contains(all, n) {
			all = append(slices.Clone(all), n)
			slices.Sort(all)
		}
		for _, n := range all {
			span := time.Duration(n) * time.Minute
			in.Choices = append(in.Choices, ui.Choice{Value: strconv.Itoa(n), Label: ui.Span(span), Chosen: own && span == now})
		}
	}
	return row
}

// Say is the policy in one sentence.
func (p Policy) Say() string {
	second := "A password is enough; a second factor is asked of who has set one up."
	if p.Is.Demand != account.OfNobody {
		whom := "everybody"
		if p.Is.Demand == account.OfRoles {
			words := make([]string, len(p.Is.Roles))
			for i, r := range p.Is.Roles {
				words[i] = string(r)
			}
			whom = ui.List(words)
		}
		second = "A second factor is required of " + whom
		if p.Is.Since.After(p.Now) {
			second += ", from " + ui.Day(p.Is.Since) + " on"
		}
		second += "."
	}
	return second + " A session ends after " + ui.Span(p.Is.Limits.Idle) + " without anybody there."
}

// lackingText says who lacks a second factor.
func (p Policy) lackingText() string {
	if p.Is.Demand == account.OfNobody {
		return ui.Upper(ui.Count(len(p.Lacking), "person has", "people have")) + " none:"
	}
	return ui.Upper(ui.Count(len(p.Lacking), "person", "people")) + " of whom it is asked " + map[bool]string{true: "has", false: "have"}[len(p.Lacking) == 1] + " none yet:"
}

// behind is what follows a name of those who lack a second factor.
func (p Policy) behind(i int) string {
	if i == len(p.Lacking)-1 || i == 11 {
		return ""
	}
	return ","
}

// A Provider is how people sign in through a provider of single sign-on.
type Provider struct {
	Page
	Is *Provided // nil where it is not set up
}

// Provided is what is set up.
type Provided struct {
	Name, Issuer, Client, Claim string
	Back                        string // the return address to register there
	Roles                       []GroupRole
	Vouch                       []string
	Test                        *Test // what came of asking it; nil before
}

// A GroupRole is what a group there gives here.
type GroupRole struct{ Group, Role string }

// A Test is what came of asking the provider.
type Test struct {
	Problem              string
	Authorization, Token string
	Algorithms           string
	PKCE                 bool
}

// NewProvider returns the page.
func NewProvider(page Page, is *Provided) Provider { return Provider{page, is} }

// Say is the page in one sentence.
func (p Provider) Say() string {
	if p.Is == nil {
		return "Single sign-on is not set up for this organisation: everybody signs in here, with a password or a passkey."
	}
	return "People sign in with " + p.Is.Name + ", and their groups there give them their roles here, anew at each sign-in."
}

// Sessions are who is signed in.
type Sessions struct {
	Page
	Rows []Session
}

// A Session is one of them.
type Session struct {
	Person, Name string
	ID           string
	Device       string
	Address, By  string
	Since, Seen  time.Time
	Here         bool
}

// NewSessions returns the page. here is the id of the session in use.
func NewSessions(page Page, people []org.Member, all []account.Session, policy account.Policy, here string) Sessions {
	p := Sessions{Page: page}
	who := map[string]org.Member{}
	for _, m := range people {
		who[m.ID] = m
	}
	for _, s := range all {
		m, ok := who[s.Person]
		if ok && s.Live(policy.LimitsOf(m.Roles), page.Now) {
			p.Rows = append(p.Rows, Session{Person: m.ID, Name: m.Name, ID: s.ID, Device: account.Device(s.Agent), Address: s.Address, By: s.Proof.String(), Since: s.Created, Seen: s.Seen, Here: s.ID == here})
		}
	}
	return p
}

// Say is the page in one sentence.
func (p Sessions) Say() string {
	return ui.Upper(ui.Count(len(p.Rows), "browser is", "browsers are")) + " signed in to this organisation."
}

// A Configuration is every setting of the server.
type Configuration struct {
	Page
	Is     serve.Configuration
	Groups []Group
}

// A Group is the settings whose names begin alike.
type Group struct {
	Name     string
	Settings []serve.Setting
}

// groupNames are what the settings of a group are about.
var groupNames = map[string]string{"": "Server", "log": "Log of the server", "intel": "Vulnerability data", "sso": "Single sign-on"}

// NewConfiguration returns the page.
func NewConfiguration(page Page, c serve.Configuration) Configuration {
	p := Configuration{Page: page, Is: c}
	for _, s := range c.Settings {
		prefix, _, grouped := strings.Cut(s.Key, ".")
		if !grouped {
			prefix = ""
		}
		name := groupNames[prefix]
		if name == "" {
			name = ui.Upper(prefix)
		}
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Name != name {
			p.Groups = append(p.Groups, Group{Name: name})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Settings = append(g.Settings, s)
	}
	return p
}

// Say is the page in one sentence.
func (p Configuration) Say() string {
	own := 0
	for _, s := range p.Is.Settings {
		if !s.Standing {
			own++
		}
	}
	if own == 0 {
		return "Everything is as it comes."
	}
	return ui.Upper(ui.Count(own, "setting differs", "settings differ")) + " from how it comes."
}
