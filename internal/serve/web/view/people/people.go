// Package people draws who works in an organisation, and in which roles.
package people

import (
	"slices"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
)

// A Page is everybody of the organisation.
type Page struct {
	ui.Frame
	Members   []Member
	MayManage bool
	Invite    ui.Form
	Made      Link // for somebody just let in
}

// A Link lets a member choose a password: shown once, kept nowhere.
type Link struct {
	Name    string // of the member; "" for no link
	Address string
	Until   time.Time
}

// A Member is a person with roles.
type Member struct {
	ID, Name, Email string
	Roles           []org.Role
	Self            bool
	Since           time.Time
	Expected        bool // has not chosen a password yet

	SignedIn time.Time // last; zero for never
	App      bool      // has an app that shows codes
	Passkeys int
	Asked    bool      // is asked for a second factor
	Waits    time.Time // before which no try to sign in counts; zero for none
	Tries    int       // wrong ones in a row
	Locked   time.Time // since when they are kept out; zero for not
}

// stands is how a member stands, where that is not simply in work.
func (m Member) stands(now time.Time) []ui.State {
	var out []ui.State
	if !m.Locked.IsZero() {
		out = append(out, ui.State{Word: "locked since " + ui.Day(m.Locked), Look: ui.Failed})
	}
	if m.Expected {
		out = append(out, ui.State{Word: "has not chosen a password yet", Look: ui.Moving})
	}
	if m.waiting(now) {
		out = append(out, ui.State{Word: "waits after wrong tries to sign in", Look: ui.Attention})
	}
	return out
}

// second is a member's second factor in words.
func (m Member) second() ui.State {
	switch {
	case m.App && m.Passkeys > 0:
		return ui.State{Word: "app and " + ui.Count(m.Passkeys, "passkey", "passkeys"), Look: ui.Fine}
	case m.App:
		return ui.State{Word: "app", Look: ui.Fine}
	case m.Passkeys > 0:
		return ui.State{Word: ui.Count(m.Passkeys, "passkey", "passkeys"), Look: ui.Fine}
	case m.Asked:
		return ui.State{Word: "none yet", Look: ui.Attention}
	}
	return ui.State{Word: "none", Look: ui.Quiet}
}

// waiting tells whether the member's next try to sign in has to wait.
func (m Member) waiting(now time.Time) bool { return now.Before(m.Waits) }

// A Session is a browser in which a member is signed in.
type Session struct {
	ID, Device, Address, By string
	Since, Seen             time.Time
	Here                    bool
}

// New returns the page of people.
func New(f ui.Frame, members []Member) Page {
	f.Title = "People"
	return Page{Frame: f, Members: members, Invite: ui.Form{Action: "/people", Submit: "Let them in", Inputs: []ui.Input{
		{Name: "name", Label: "Name"},
		{Name: "email", Label: "E-mail address", Kind: ui.Email, Hint: "They sign in with it. Nothing is sent to it: you get a link to hand over, with which they choose their password."},
		{Name: "role", Label: "Roles", Kind: ui.Checks, Choices: Choices(nil)},
	}}}
}

// Choices are all roles, those of a person marked.
func Choices(has []org.Role) []ui.Choice {
	var out []ui.Choice
	for _, r := range org.Roles() {
		out = append(out, ui.Choice{Value: string(r), Label: ui.Upper(string(r)), Hint: ui.Upper(r.Does()), Chosen: slices.Contains(has, r)})
	}
	return out
}

// rolesText joins the roles as a list shows them.
func (m Member) rolesText() string {
	words := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		words[i] = string(r)
	}
	return ui.List(words)
}

// Say is the page in one sentence.
func (p Page) Say() string {
	return ui.Upper(ui.Count(len(p.Members), "person", "people")) + " in " + p.Org + "."
}

// An Edit page changes one member's roles, or ends the membership.
type Edit struct {
	ui.Frame
	Member Member
	Form   ui.Form
	May    []org.Permission // what the roles allow, taken together
	Made   Link             // for another password

	Sessions []Session
	Reset    ui.Form // of the second factor
	Lock     ui.Form
}

// NewEdit returns the page of one member.
func NewEdit(f ui.Frame, m Member) Edit {
	f.Title = m.Name
	e := Edit{Frame: f, Member: m, Form: ui.Form{Action: "/people/" + m.ID, Submit: "Save the roles", Inputs: []ui.Input{
		{Name: "role", Label: "At least one", Kind: ui.Checks, Choices: Choices(m.Roles)},
	}}}
	e.Reset = ui.Form{ID: "reset", Action: "/people/" + m.ID + "/reset-factor", Submit: "Reset the second factor", Inputs: []ui.Input{
		{Name: "reason", Label: "Why, and how you made sure who asks", Hint: "It stands in the log, and " + m.Name + " reads it at the next sign-in."},
	}}
	e.Lock = ui.Form{ID: "lock", Action: "/people/" + m.ID + "/lock", Submit: "Lock the account", Inputs: []ui.Input{
		{Name: "reason", ID: "f-lock-reason", Label: "Why", Hint: "It stands in the log, for whoever unlocks."},
	}}
	for _, p := range org.Permissions {
		if slices.ContainsFunc(m.Roles, func(r org.Role) bool { return slices.Contains(r.May(), p) }) {
			e.May = append(e.May, p)
		}
	}
	return e
}
