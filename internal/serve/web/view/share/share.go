// Package share draws to whom parts lists were given: the register, one link
// with its downloads, and the page that a recipient sees.
package share

import (
	"time"

	"aceso/internal/domain/share"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one link in a register.
type Row struct {
	ID, URL   string
	Recipient string
	Contact   string
	Purpose   string
	Release   ui.Link
	Form      string // "CycloneDX 1.6, without 3 redacted parts"
	File      string // its name
	SHA256    string
	Made      time.Time
	By        string
	Expires   time.Time
	State     ui.State
	Live      bool
	Taken     int
	Most      int
	LastTaken time.Time
	Newer     bool // another list of the release is in use by now
	Locked    bool // asks for a password
}

// RowOf gives a link its row.
func RowOf(s share.Share, model, version string, newer bool, now time.Time) Row {
	r := Row{
		ID: s.ID, URL: "/shares/" + s.ID, Recipient: s.Recipient, Contact: s.Contact, Purpose: s.Purpose, Release: ui.Link{Label: model + " " + version, URL: "/releases/" + s.Release},
		Form: FormOf(s), File: s.File.Name, SHA256: s.File.Hash, Made: s.Made, By: s.By, Expires: s.Expires, Taken: s.Taken, Most: s.Most, LastTaken: s.LastTaken, Newer: newer, Locked: s.Password != "",
	}
	switch state := s.State(now); state {
	case share.Live:
		r.Live, r.State = true, ui.State{Word: "live", Look: ui.Fine}
	default:
		r.State = ui.State{Word: string(state), Look: ui.Quiet}
	}
	return r
}

// FormOf says what the recipient gets.
func FormOf(s share.Share) string {
	words := map[share.Form]string{share.Original: "as it arrived", share.CycloneDX: "CycloneDX 1.6", share.SPDX: "SPDX 2.3"}
	out := words[s.Form]
	if s.Scope == share.Open && s.LeftOut == 0 {
		return out + ", no part is marked redacted"
	}
	if s.Scope == share.Open {
		out += ", " + ui.Count(s.LeftOut, "redacted part", "redacted parts") + " left out"
	}
	return out
}

// downloads says how often it was fetched, and how often it may be.
func (r Row) downloads() string {
	if r.Most == 0 {
		return ui.Number(r.Taken)
	}
	return ui.Number(r.Taken) + " of " + ui.Number(r.Most)
}

// A Register is every link of the organisation.
type Register struct {
	ui.Frame
	List ui.Listing
}

// NewRegister returns the page.
func NewRegister(f ui.Frame, listed ui.Listing) Register {
	f.Title = Links.Title
	return Register{Frame: f, List: listed}
}

// One is one link with every download.
type One struct {
	ui.Frame
	Row
	Fetches  ui.Listing
	Revoked  time.Time
	By       string
	File     string
	Size     int64
	MayShare bool
}

// A Fetch is one download.
type Fetch struct {
	ID             string
	At             time.Time
	Address, Agent string
}

// An Offer is what the recipient sees.
type Offer struct {
	ui.Frame
	From, What    string
	Recipient     string
	Purpose       string
	Form, File    string
	Size          int64
	SHA256        string
	Made, Expires time.Time
	Left          int // downloads; -1 for any number
	Newer         bool
	Key, Proof    string
	Ask           ui.Form // for the password; without inputs where none is asked for
}

// NewOffer returns the page for a link that counts.
func NewOffer(f ui.Frame, from, key string) Offer {
	f.Title = "A parts list for you"
	return Offer{Frame: f, From: from, Key: key, Left: -1}
}

// AskPassword makes the page ask for the password.
func (o *Offer) AskPassword() {
	o.Ask = ui.Form{Action: "/shared", Submit: "Open", Inputs: []ui.Input{
		{Name: "key", Kind: ui.Hidden, Value: o.Key},
		{Name: "password", Label: "Password", Kind: ui.Password, Autocomplete: "off", Hint: "Whoever sent the link tells it to you by another way."},
	}}
}

// A Gone page tells a stranger that a link does not count, and no more.
type Gone struct {
	ui.Frame
	Text, Fix string
}

// NewGone returns the page.
func NewGone(f ui.Frame, text, fix string) Gone {
	f.Title = "This link can't be used"
	return Gone{f, text, fix}
}
