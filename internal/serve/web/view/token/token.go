// Package token draws a person's API tokens: what lets a build server in.
package token

import (
	"slices"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
)

// A Page is a person's tokens, and a form for one more.
type Page struct {
	ui.Frame
	List   ui.Listing
	Form   ui.Form
	Made   string // the secret of a token just made: shown once
	Name   string // of that token
	Server string // the address at which programs find this server
}

// A Row is one token; only its beginning is known.
type Row struct {
	ID, Name, Start string
	Scope           []org.Permission
	Created         time.Time
	Expires         time.Time
	Used            time.Time // zero when never
	State           ui.State
	Live            bool
}

// New returns the page. may is what this person's roles allow: a token can
// carry no more.
func New(f ui.Frame, listed ui.Listing, may []org.Permission) Page {
	f.Title = Tokens.Title
	p := Page{Frame: f, List: listed}
	scope := ui.Input{Name: "scope", Label: "What it may do", Kind: ui.Checks, Hint: "No more than you may do yourself."}
	for _, m := range may {
		scope.Choices = append(scope.Choices, ui.Choice{Value: string(m), Label: says[m], Hint: string(m)})
	}
	p.Form = ui.Form{Action: "/tokens", Submit: "Make the token", Inputs: []ui.Input{
		{Name: "name", Label: "Name", Hint: "For where it will be used: build server, Dele's laptop."},
		{Name: "for", Label: "What it is for", Kind: ui.Radios, Choices: purposes(may)},
		scope,
		{Name: "days", Label: "Lives for", Kind: ui.Select, Choices: []ui.Choice{
			{Value: "30", Label: "30 days"}, {Value: "90", Label: "90 days", Chosen: true}, {Value: "365", Label: "a year"},
		}},
	}}
	return p
}

// A Purpose is what somebody makes a token for, with all that it takes.
type Purpose struct {
	Key, Name, Hint string
	Scope           []org.Permission
}

// Own is the purpose of a token whose scope is put together by hand.
const Own = "own"

// Purposes are the usual ones.
var Purposes = []Purpose{
	{"ci", "Upload from CI (creates products)", "The command line and build plug-ins: parts lists of products and releases, made when they are missing, and the answer to them.", []org.Permission{org.ReadProducts, org.WriteProducts, org.ImportSBOM, org.ReadFindings}},
	{"ci-known", "Upload from CI (only into releases that exist)", "The same, but a wrong name makes nothing new.", []org.Permission{org.ReadProducts, org.ImportSBOM, org.ReadFindings}},
	{"read", "Read only", "Products, parts, findings, name rules and the state of the data: for a report or a dashboard.", []org.Permission{org.ReadProducts, org.ReadFindings, org.ReadNames, org.ReadIntel}},
	{"work", "Work on findings", "Assign, note, take up: to keep another tracker in step.", []org.Permission{org.ReadProducts, org.ReadFindings, org.WorkFindings}},
	{"data", "Bring weakness data", "A script that carries bundles to a machine without a network.", []org.Permission{org.ReadIntel, org.ManageIntel}},
}

// purposes are the choices that fit what this person may do; the first is taken.
func purposes(may []org.Permission) []ui.Choice {
	var out []ui.Choice
	for _, p := range Purposes {
		if !slices.ContainsFunc(p.Scope, func(s org.Permission) bool { return !slices.Contains(may, s) }) {
			out = append(out, ui.Choice{Value: p.Key, Label: p.Name, Hint: p.Hint, Chosen: len(out) == 0})
		}
	}
	return append(out, ui.Choice{Value: Own, Label: "Something else", Hint: "Choose each permission below.", Chosen: len(out) == 0})
}

// says is what each permission means on the form.
var says = map[org.Permission]string{
	org.ReadProducts: "Read products and parts lists", org.WriteProducts: "Change products and releases", org.ImportSBOM: "Bring in parts lists", org.ShareSBOM: "Share parts lists with people outside",
	org.ReadFindings: "Read findings", org.WorkFindings: "Work on findings", org.ReadNames: "Read name rules", org.WriteNames: "Change name rules",
	org.ReadIntel: "Read the state of the intelligence", org.ManageIntel: "Load weakness data", org.ReadSystem: "Read jobs and the state of the system", org.ManageJobs: "Cancel jobs and try them again", org.ReadLog: "Read the log",
	org.ReadPeople: "Read who works here", org.ManagePeople: "Change who works here", org.ManageOwnTokens: "Manage own tokens", org.KeepViews: "Keep views of lists", org.ShareViews: "Share views of lists with everybody here",
}

// RowOf gives a token its row.
func RowOf(t org.Token, now time.Time) Row {
	r := Row{ID: t.ID, Name: t.Name, Start: t.Start, Scope: t.Scope, Created: t.Created, Expires: t.Expires, Used: t.Used, Live: t.Live(now)}
	switch {
	case !t.Revoked.IsZero():
		r.State = ui.State{Word: "revoked", Look: ui.Quiet}
	case !r.Live:
		r.State = ui.State{Word: "expired", Look: ui.Quiet}
	case t.Expires.Sub(now) < 14*24*time.Hour:
		r.State = ui.State{Word: "expires soon", Look: ui.Attention}
	default:
		r.State = ui.State{Word: "valid", Look: ui.Fine}
	}
	return r
}

// scopes are the names of what a token may do.
func scopes(list []org.Permission) []string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = string(p)
	}
	return words
}
