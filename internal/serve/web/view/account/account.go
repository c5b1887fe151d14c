// Package account draws a person's own account: who they are, by what they
// sign in, and where they are signed in.
package account

import (
	"cmp"
	"strconv"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
)

// tabs are the sides of an account.
func tabs(path string) []ui.NavItem {
	items := []ui.NavItem{{Label: "You", URL: "/account"}, {Label: "Ways in", URL: "/account/sign-in"}, {Label: "Sessions", URL: "/account/sessions"}}
	for i := range items {
		items[i].Current = items[i].URL == path
	}
	return items
}

// You is who somebody is here, and how the pages behave for them.
type You struct {
	ui.Frame
	Form     ui.Form
	Email    string
	Roles    string
	Help     string // e-mail address of whoever helps with accounts; "" for nobody
	MayToken bool   // whether this person may make API tokens
}

// NewYou returns the page of a person in an organisation.
func NewYou(f ui.Frame, p org.Person, roles []org.Role, o org.Organisation) You {
	f.Title = "Your account"
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	zone := cmp.Or(o.Zone, "UTC")
	return You{Frame: f, Email: p.Email, Roles: ui.Upper(ui.List(words)), Help: o.Contact, Form: ui.Form{Action: "/account", Submit: "Save", Inputs: []ui.Input{
		{Name: "rev", Kind: ui.Hidden, Value: strconv.FormatInt(p.Version, 10)},
		{Name: "name", Label: "Name", Value: p.Name, Autocomplete: "name", Hint: "It stands beside everything you do here, from now on."},
		{Name: "zone", Label: "Time zone", Value: p.Zone, Optional: true, Options: ui.Zones, Hint: "Such as Europe/Lisbon. Without one, times are shown as your organisation has them: " + zone + "."},
	}}}
}

// A Standing is by what somebody can sign in.
type Standing struct {
	Password  bool
	Provider  string // of single sign-on; "" for none
	Connected bool   // to it
	App       time.Time
	Passkeys  []account.Passkey
	NoKeys    string // why no passkey can be used in this browser
	Recovery  int    // codes left
	Asked     bool   // the organisation asks for a second factor
	Since     time.Time
	Proof     string // by what this session came about
}

// second tells whether there is a second factor.
func (s Standing) second() bool { return !s.App.IsZero() || len(s.Passkeys) > 0 }

// Ways is by what somebody signs in.
type Ways struct {
	ui.Frame
	Standing
	Password ui.Form
	Trouble  ui.Form // what was refused of the rest
}

// NewWays returns the page.
func NewWays(f ui.Frame, s Standing) Ways {
	f.Title = "Your account"
	return Ways{Frame: f, Standing: s, Password: ui.Form{ID: "password", Action: "/account/password", Submit: "Change the password", Inputs: []ui.Input{
		{Name: "password", Label: "The password that you have", Kind: ui.Password, Autocomplete: "current-password"},
		{Name: "new", Label: "A new password", Kind: ui.Password, Autocomplete: "new-password", Hint: "12 characters or more. A few words that don't belong together are good."},
		{Name: "keep", Label: "Your other sessions", Kind: ui.Checks, Choices: []ui.Choice{{Value: "yes", Label: "Keep them signed in", Hint: "Otherwise every other browser has to sign in anew."}}},
	}}}
}

// Say is the page in one sentence.
func (p Ways) Say() string {
	switch {
	case p.second():
		return "Two factors: whoever learns your password still can't come in."
	case p.Asked && p.Since.After(p.Now):
		return "Your organisation requires a second factor from " + ui.Day(p.Since) + " on. Set one up below."
	case p.Asked:
		return "Your organisation asks for a second factor. Set one up below."
	}
	return "One factor: whoever learns your password can come in. A second one keeps them out."
}

// lacking tells whether somebody must do something.
func (p Ways) lacking() bool { return p.Asked && !p.second() }

func keyState(k account.Passkey) ui.State {
	switch {
	case !k.Regress.IsZero():
		return ui.State{Word: "counted backwards on " + ui.Day(k.Regress), Look: ui.Attention}
	case !k.Alone:
		return ui.State{Word: "with the password", Look: ui.Fine}
	}
	return ui.State{Word: "good by itself", Look: ui.Fine}
}

// An App page shows the picture with which an app is set up.
type App struct {
	ui.Frame
	Offer
	Form ui.Form
}

// NewApp returns the page.
func NewApp(f ui.Frame, o Offer) App {
	f.Title = "Set up an app"
	return App{f, o, CodeForm("/account/app", o)}
}

// CodeForm asks for the code that confirms an app.
func CodeForm(action string, o Offer) ui.Form {
	return ui.Form{Action: action, Submit: "Confirm", Inputs: []ui.Input{
		{Name: "offer", Kind: ui.Hidden, Value: o.Sealed},
		{Name: "code", Label: "The code that the app shows now", Autocomplete: "one-time-code", Numeric: true, Hint: "Six digits, new every half minute."},
	}}
}

// Codes shows new recovery codes, once.
type Codes struct {
	ui.Frame
	Codes []string // none when they were shown before
	Next  string
}

// NewCodes returns the page.
func NewCodes(f ui.Frame, codes []string, next string) Codes {
	f.Title = "Recovery codes"
	return Codes{f, codes, next}
}

// Say is the page in one sentence.
func (p Codes) Say() string {
	if len(p.Codes) == 0 {
		return "They were shown once, and are kept nowhere."
	}
	return "For when your app or key is lost: each lets you in once. They are shown this once."
}

// Sessions are where somebody is signed in.
type Sessions struct {
	ui.Frame
	Rows   []Session
	Limits account.Limits
}

// A Session is one of them.
type Session struct {
	ID      string
	Device  string
	Address string
	By      string // by what it came about
	Since   time.Time
	Seen    time.Time
	Here    bool
}

// NewSessions returns the page. here is the id of the session in use.
func NewSessions(f ui.Frame, all []account.Session, here string, l account.Limits) Sessions {
	f.Title = "Your account"
	p := Sessions{Frame: f, Limits: l}
	for _, s := range all {
		if s.Live(l, f.Now) {
			p.Rows = append(p.Rows, Session{ID: s.ID, Device: account.Device(s.Agent), Address: s.Address, By: s.Proof.String(), Since: s.Created, Seen: s.Seen, Here: s.ID == here})
		}
	}
	return p
}

// Say is the page in one sentence.
func (p Sessions) Say() string {
	return "Signed in with " + ui.Count(len(p.Rows), "browser", "browsers") + ". A session ends after " + ui.Span(p.Limits.Idle) + " without you, and after " + ui.Span(p.Limits.Whole) + " in any case."
}
