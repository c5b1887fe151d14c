// Package session draws how somebody comes in: setting up the first
// organisation by a one-time link, and signing in.
package session

import (
	"maps"
	"net/url"
	"slices"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/account"
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
	Passkey  bool    // passkeys can be used in this browser
	Next     string
	Form     ui.Form
}

// NewSignIn returns the sign-in form. After it, next is opened. provider is
// what people call the provider of single sign-on; "" for none.
func NewSignIn(f ui.Frame, next, provider string, keys bool) SignIn {
	f.Title = "Sign in"
	way := ui.Link{}
	if provider != "" {
		way = ui.Link{Label: "Sign in with " + provider, URL: "/sign-in/sso?next=" + url.QueryEscape(next)}
	}
	return SignIn{f, way, keys, next, ui.Form{
		Action: "/sign-in", Submit: "Sign in",
		Inputs: []ui.Input{
			{Name: "next", Kind: ui.Hidden, Value: next},
			{Name: "email", Label: "E-mail address", Kind: ui.Email, Autocomplete: "username"},
			{Name: "password", Label: "Password", Kind: ui.Password, Autocomplete: "current-password"},
		},
	}}
}

// Second is the page that asks for the second factor.
type Second struct {
	ui.Frame
	Name    string
	App     bool // they have an app that shows codes
	Passkey bool // they have passkeys, and this browser can use them
	NoKeys  string
	Help    string // e-mail address of whoever helps with accounts; "" for nobody
	Form    ui.Form
}

// NewSecond returns the page.
func NewSecond(f ui.Frame, name string, app, keys bool, noKeys, help string) Second {
	f.Title = "One more step"
	code := ui.Input{Name: "code", Label: "Code of your app", Autocomplete: "one-time-code", Hint: "Six digits. When the app is lost, a recovery code does instead, once."}
	if !app {
		code.Label, code.Hint = "Recovery code", "One of the list that you kept when you set up the passkey. Each is good once."
	}
	return Second{f, name, app, keys, noKeys, help, ui.Form{Action: "/sign-in/second", Submit: "Sign in", Inputs: []ui.Input{code}}}
}

// SetUpFactor is the page that asks somebody for the second factor that their
// organisation requires, before they come in.
type SetUpFactor struct {
	ui.Frame
	Name   string
	Offer  account.Offer
	NoKeys string
	Form   ui.Form
}

// NewSetUpFactor returns the page.
func NewSetUpFactor(f ui.Frame, name string, o account.Offer, noKeys string) SetUpFactor {
	f.Title = "Set up a second factor"
	return SetUpFactor{f, name, o, noKeys, account.CodeForm("/sign-in/set-up", o)}
}

// Proving is by what somebody can show again who they are.
type Proving struct {
	Password, App, Passkey bool
	Provider               string // of single sign-on; "" for none
}

// None tells whether there is nothing by which it could be shown here.
func (p Proving) None() bool { return !p.Password && !p.App && !p.Passkey && p.Provider == "" }

// Prove is the page that asks somebody again who they are.
type Prove struct {
	ui.Frame
	Proving
	Path string
	Form ui.Form
	Kept []ui.Input // what was entered, to be sent along
}

// The fields of the proof: those of serve.PasswordField and serve.CodeField.
const passwordField, codeField = "proof-password", "proof-code"

// NewProve returns the page. Its form leads to a path with what was entered.
func NewProve(f ui.Frame, path string, entered url.Values, by Proving) Prove {
	f.Title = "Is it still you?"
	p := Prove{Frame: f, Proving: by, Path: path}
	for _, name := range slices.Sorted(maps.Keys(entered)) {
		for _, v := range entered[name] {
			p.Kept = append(p.Kept, ui.Input{Name: name, Kind: ui.Hidden, Value: v})
		}
	}
	p.Form = ui.Form{ID: "proof", Action: path, Submit: "Go on", Inputs: p.Kept}
	switch {
	case by.Password:
		p.Form.Inputs = append(p.Form.Inputs, ui.Input{Name: passwordField, Label: "Your password", Kind: ui.Password, Autocomplete: "current-password"})
	case by.App:
		p.Form.Inputs = append(p.Form.Inputs, ui.Input{Name: codeField, Label: "Code of your app", Autocomplete: "one-time-code", Numeric: true})
	}
	return p
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
type Card struct {
	ID, Title, Text string
	URL             string // of a page for who needs no account; "" for a person
}

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
