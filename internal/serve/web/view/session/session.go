// Package session draws how somebody comes in: setting up the first
// organisation by a one-time link, and signing in.
package session

import (
	"net/url"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
)

// A SetUp page asks for the first organisation and its administrator.
type SetUp struct {
	ui.Frame
	Form ui.Form
}

// NewSetUp returns the set-up form for the secret of a one-time link.
func NewSetUp(f ui.Frame, key string) SetUp {
	f.Title = "Set up Aceso"
	return SetUp{f, ui.Form{
		Action: "/set-up", Submit: "Set up and sign in",
		Inputs: []ui.Input{
			{Name: "key", Kind: ui.Hidden, Value: key},
			{Name: "organisation", Label: "Your organisation", Autocomplete: "organization", Hint: "As it stands on the label or over the door."},
			{Name: "side", Label: "What it does", Kind: ui.Radios, Choices: []ui.Choice{
				{Value: string(org.Maker), Label: "Makes medical devices", Hint: "You keep parts lists of your releases and watch what is disclosed about them.", Chosen: true},
				{Value: string(org.Hospital), Label: "Runs them in a hospital", Hint: "You keep the parts lists that makers send and see what concerns your devices."},
			}},
			{Name: "name", Label: "Your name", Autocomplete: "name", Hint: "It stands beside everything you do here."},
			{Name: "email", Label: "Your e-mail address", Kind: ui.Email, Autocomplete: "username", Hint: "You sign in with it. Nothing is sent to it."},
			{Name: "password", Label: "A new password", Kind: ui.Password, Autocomplete: "new-password", Hint: "12 characters or more. A few words that don't belong together are good; digits and signs are not asked for."},
		},
	}}
}

// A SignIn page asks who is there.
type SignIn struct {
	ui.Frame
	Provider ui.Link // of single sign-on; no label where there is none
	Form     ui.Form
}

// NewSignIn returns the sign-in form. After it, next is opened. provider is
// what people call the provider of single sign-on; "" for none.
func NewSignIn(f ui.Frame, next, provider string) SignIn {
	f.Title = "Sign in"
	way := ui.Link{}
	if provider != "" {
		way = ui.Link{Label: "Sign in with " + provider, URL: "/sign-in/sso?next=" + url.QueryEscape(next)}
	}
	return SignIn{f, way, ui.Form{
		Action: "/sign-in", Submit: "Sign in",
		Inputs: []ui.Input{
			{Name: "next", Kind: ui.Hidden, Value: next},
			{Name: "email", Label: "E-mail address", Kind: ui.Email, Autocomplete: "username"},
			{Name: "password", Label: "Password", Kind: ui.Password, Autocomplete: "current-password"},
		},
	}}
}

// SSO is the page on which somebody connects an account of the provider.
type SSO struct {
	ui.Frame
	Provider string
	Way      string // to the provider's own sign-in; "" before the button was pressed
}

// NewSSO returns the page.
func NewSSO(f ui.Frame, provider, way string) SSO {
	f.Title = "Single sign-on"
	return SSO{f, provider, way}
}

// A Welcome page asks whoever brings a one-time link to press a button: a
// link that were used up by being looked at could be spent by a preview.
type Welcome struct {
	ui.Frame
	Form ui.Form
}

// NewWelcome returns the page for the secret of a one-time link.
func NewWelcome(f ui.Frame, key string) Welcome {
	f.Title = "Come in"
	return Welcome{f, ui.Form{Action: "/welcome", Submit: "Open the workbench", Inputs: []ui.Input{{Name: "key", Kind: ui.Hidden, Value: key}}}}
}

// A Card is one hat to look at the demonstration in.
type Card struct{ ID, Title, Text string }

// Hats is the page on which somebody chooses a hat: with the one-time link
// when they come in, or from inside.
type Hats struct {
	ui.Frame
	Action, Key string
	Cards       []Card
}

// NewPicker returns the page for whoever comes in by a one-time link.
func NewPicker(f ui.Frame, key string, cards []Card) Hats {
	f.Title = "Who are you?"
	return Hats{f, "/welcome", key, cards}
}

// NewHats returns the page for whoever is inside already.
func NewHats(f ui.Frame, cards []Card) Hats {
	f.Title = "Change hat"
	return Hats{f, "/hats", "", cards}
}

// A Join page lets a member choose a password.
type Join struct {
	ui.Frame
	Name, Org string
	Form      ui.Form
}

// NewJoin returns the page for the secret of a one-time link of a member.
func NewJoin(f ui.Frame, key, name, email, org string) Join {
	f.Title = "Choose your password"
	return Join{f, name, org, ui.Form{Action: "/join", Submit: "Keep it and sign in", Inputs: []ui.Input{
		{Name: "key", Kind: ui.Hidden, Value: key},
		{Name: "email", Label: "Your e-mail address", Kind: ui.Email, Autocomplete: "username", Value: email, Hint: "You sign in with it.", Fixed: true},
		{Name: "password", Label: "A new password", Kind: ui.Password, Autocomplete: "new-password", Hint: "12 characters or more. A few words that don't belong together are good; digits and signs are not asked for."},
	}}}
}

// A Spent page tells that a link is of no use, and what to do instead.
type Spent struct {
	ui.Frame
	Text, Fix string
	Way       ui.Link
}

// NewSpent returns the page for a link that can't be used.
func NewSpent(f ui.Frame, text, fix string) Spent {
	f.Title = "This link can't be used"
	return Spent{f, text, fix, ui.Link{Label: "Sign in", URL: "/sign-in"}}
}
