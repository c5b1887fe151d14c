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
}

// A Member is a person with roles.
type Member struct {
	ID, Name, Email string
	Roles           []org.Role
	Self            bool
	Since           time.Time
}

// New returns the page of people.
func New(f ui.Frame, members []Member) Page {
	f.Title = "People"
	return Page{Frame: f, Members: members, Invite: ui.Form{Action: "/people", Submit: "Let them in", Inputs: []ui.Input{
		{Name: "name", Label: "Name"},
		{Name: "email", Label: "E-mail address", Kind: ui.Email, Hint: "They sign in with it. Nothing is sent to it."},
		{Name: "password", Label: "First password", Kind: ui.Password, Autocomplete: "new-password", Hint: "12 characters or more; hand it over yourself. Left alone when the address has an account already.", Optional: true},
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
