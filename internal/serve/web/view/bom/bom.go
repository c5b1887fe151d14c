// Package bom draws how a parts list comes in: the form, its progress, the answer.
package bom

import (
	"time"

	"aceso/internal/serve/web/view/ui"
	"aceso/internal/value/check"
)

// A Page takes a file.
type Page struct {
	ui.Frame
	Form      ui.Form // wrong values of the last try
	Into      []ui.Choice
	Most      int64 // bytes that a file may have
	MayImport bool
}

// New returns the import page. Into are the releases that a file may belong to.
func New(f ui.Frame, into []ui.Choice, most int64) Page {
	f.Title = "Check a parts list"
	return Page{Frame: f, Into: into, Most: most, Form: ui.Form{Action: "/import", Inputs: []ui.Input{
		{Name: "file", Label: "File", Kind: ui.File},
		{Name: "into", Label: "What is it the parts list of?", Kind: ui.Select, Choices: append([]ui.Choice{{Value: "", Label: "Nothing yet: only look (scratch product)"}}, into...)},
		{Name: "version", Label: "Version", Optional: true, Hint: "Only when you chose a product and its release is new."},
	}}}
}

// input returns one of the form's inputs.
func (p Page) input(name string) ui.Input {
	for _, in := range p.Form.Inputs {
		if in.Name == name {
			return in
		}
	}
	return ui.Input{}
}

// A Job is a file on its way, then the answer.
type Job struct {
	ui.Frame
	ID            string
	File          string
	Steps         []Step
	Failed        string // why it could not be used; "" otherwise
	Fix           string
	Done          bool
	Answer        ui.Parts
	AsOf          time.Time // of the intelligence; zero when there was none
	Release       ui.Link
	Finding       string // address of its findings
	Unknown       string // address of what could not be checked
	Again         bool   // the same file was here before
	Faults        []check.Problem
	AllURL        string // address of all problems
	Problem       int    // how many there are
	Worked, Total int    // parts held against the sources, and how many there are
	MayRetry      bool

	Parts    int // in this document, each of its own identity
	Arrived  time.Time
	From     string // who or what sent it
	Original string // address of the file as it arrived

	Columns string // of a table: where they are corrected
	Said    bool   // a person said what they hold; else it was guessed

	Current    bool // the release's answers rest on this list
	Other      ui.Link
	OtherAt    time.Time // when the list arrived on which they rest instead
	Superseded bool      // that one is the newer
}

// A Step is one part of the work, in the order that it is done.
type Step struct {
	Name  string
	State ui.State
	Now   bool
	Note  string // "214 parts"
}

// NewJob returns the page of an import. While it runs the page renews itself.
func NewJob(f ui.Frame, id, file string, done bool) Job {
	f.Title = "Parts list: " + file
	if !done {
		f.Refresh = 2
	}
	return Job{Frame: f, ID: id, File: file, Done: done}
}

// Say is the answer in one sentence.
func (p Job) Say() string {
	switch {
	case p.Failed != "":
		if p.Release.URL != "" {
			return "The parts were read but could not be checked."
		}
		return "This file could not be used."
	case !p.Done:
		return "Reading " + p.File + "."
	case p.Superseded:
		return "A newer parts list has taken the place of this one on " + ui.Day(p.OtherAt) + "."
	case !p.Current:
		return "This list was read and kept. The answers of " + p.Release.Label + " rest on another one."
	case p.AsOf.IsZero():
		return ui.Count(p.Answer.Total(), "part", "parts") + " read. There is no weakness data yet, so none could be checked."
	}
	return ui.Upper(p.Answer.Say()) + "."
}
