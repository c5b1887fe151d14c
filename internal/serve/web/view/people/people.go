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
}

// NewEdit returns the page of one member.
func NewEdit(f ui.Frame, m Member) Edit {
	f.Title = m.Name
	e := Edit{Frame: f, Member: m, Form: ui.Form{Action: "/people/" + m.ID, Submit: "Save the roles", Inputs: []ui.Input{
		{Name: "role", Label: "Roles", Kind: ui.Checks, Choices: Choices(m.Roles)},
	}}}
	for _, p := range org.Permissions {
		if slices.ContainsFunc(m.Roles, func(r org.Role) bool { return slices.Contains(r.May(), p) }) {
			e.May = append(e.May, p)
		}
	}
	return e
}
