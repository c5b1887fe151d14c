// Package name draws the identity desk: what could not be checked, by name,
// the products that a name may mean, and the rules that people keep.
package name

import (
	"net/url"
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is what could not be checked, every name rule, and a form for one more.
type Page struct {
	ui.Frame
	Rules   ui.Listing
	Live    int // rules in force
	Form    ui.Form
	MayEdit bool
	Asked   bool // the form was asked for, or refused: it stands open
	NoData  bool // there is no weakness data to look names up in
	Groups  ui.Listing
}

// A Group is the components of one name that could not be checked.
type Group struct {
	Key            string
	MayEdit        bool
	Name, Supplier string
	Reason         string
	Reasons        int // how many different ones there are
	Parts          int
	Versions       int
	Releases       int
	Why            string // explains the steps that matching tried
	Own            string // opens the form for a rule, filled in
	Proposals      []Proposal
}

// A Proposal is a product that a name may mean.
type Proposal struct {
	Product    string // vendor:product
	Why        string
	Weaknesses int
	Rule       url.Values // what the form would be filled in with
}

// Test is the address that tries the proposal without keeping it.
func (p Proposal) Test() string { return "/names/test?" + p.Rule.Encode() }

// A Rule says that parts called so are this product.
type Rule struct {
	ID     string
	Name   string   // of the product, with its vendor
	Names  []string // as they stand in parts lists
	Found  []string // where its weaknesses are found: a CPE, a package
	Who    string
	At     time.Time
	Undone time.Time // zero while it holds
	Batch  string    // of the file it came in with
	Batchs int       // rules of that file that are in force; 0 when it came by itself
}

// New returns the page of name rules.
func New(f ui.Frame, groups, rules ui.Listing, live int, form ui.Form) Page {
	f.Title = "Identity desk"
	return Page{Frame: f, Groups: groups, Rules: rules, Live: live, Form: form}
}

// Form asks for a rule.
func Form() ui.Form {
	return ui.Form{
		Action: "/names", Submit: "Keep the rule",
		Inputs: []ui.Input{
			{Name: "name", Label: "Product", Hint: "As people know it: BusyBox."},
			{Name: "vendor", Label: "Who makes it", Optional: true},
			{Name: "patterns", Label: "Names in parts lists", Kind: ui.Text, Rows: 3, Hint: "One a line. A * stands for any text: busybox, busybox-*, pkg:generic/busybox."},
			{Name: "cpe", Label: "CPE under which its weaknesses are found", Optional: true, Hint: "Vendor and product are enough: busybox:busybox."},
			{Name: "ecosystem", Label: "Or the package: its ecosystem", Optional: true, Hint: "As OSV calls it: Debian:12, npm, PyPI, OSS-Fuzz."},
			{Name: "package", Label: "And its name there", Optional: true},
		},
	}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	s := ui.Upper(ui.Count(p.Live, "rule", "rules")) + " in force."
	if p.Groups.Pager.Total > 0 && !p.Groups.Narrowed {
		s = ui.Upper(ui.Count(p.Groups.Pager.Total, "name", "names")) + " could not be checked. " + s
	}
	return s
}

// opened tells whether the form stands open.
func (p Page) opened() bool { return p.Asked || p.Form.Wrong != "" }

// extent is how far a group reaches.
func (g Group) extent() string {
	s := ui.Count(g.Parts, "part", "parts")
	if g.Versions > 1 {
		s += " of " + ui.Count(g.Versions, "version", "versions")
	}
	return s
}

// hidden are the inputs that keep a rule in one step.
func hidden(v url.Values) []ui.Input {
	var out []ui.Input
	for _, name := range []string{"name", "vendor", "patterns", "cpe", "ecosystem", "package"} {
		if text := v.Get(name); text != "" {
			out = append(out, ui.Input{Name: name, Kind: ui.Hidden, Value: text})
		}
	}
	return out
}

// A Trial is what a rule would change, before it is kept.
type Trial struct {
	ui.Frame
	Rule     url.Values
	Names    []string
	Found    []string
	Fits     int
	Changed  int
	Releases int
	Opens    int
	Closes   int
	Cut      bool
	Parts    []TriedPart
	MayEdit  bool
}

// A TriedPart is one component before and after.
type TriedPart struct {
	Name, Version string
	Why           string
	Before, After ui.State
	Releases      int
	Opens, Closes []Found
}

// Found is a weakness that comes or goes.
type Found struct {
	Weakness, Why string
	Sure          bool // it is in the part; else nobody can tell
}

// NewTrial returns the page of a trial.
func NewTrial(f ui.Frame, rule url.Values) Trial {
	f.Title = "What the rule for " + rule.Get("name") + " would change"
	return Trial{Frame: f, Rule: rule}
}

// Say is the trial in one sentence.
func (t Trial) Say() string {
	if t.Fits == 0 {
		return "Its names fit no part of any release. It would hold for what arrives later."
	}
	s := "Its names fit " + ui.Count(t.Fits, "part", "parts") + " in " + ui.Count(t.Releases, "release", "releases") + ". "
	if t.Changed == 0 {
		return s + "No answer would be another one."
	}
	return s + ui.Upper(ui.Count(t.Opens, "finding", "findings")) + " would open and " + ui.Count(t.Closes, "finding", "findings") + " would close. Nothing is kept yet."
}

// Change leads back to the form with what was tried.
func (t Trial) Change() string { return "/names?" + t.Rule.Encode() }

// foundShown is how many weaknesses one part names.
const foundShown = 8

func shown(list []Found) []Found { return list[:min(len(list), foundShown)] }

// A Why tells every step of matching for one component.
type Why struct {
	ui.Frame
	Name, Version string
	Stands        ui.State
	Reason        string
	Steps         []Step
	Matches       []Judged
	Outside       int // weaknesses that are not in it, and not listed
	Own           string
	Findings      string
	MayEdit       bool
}

// A Step is one name that was tried.
type Step struct {
	By, Tried, Say string
	State          ui.State
}

// Judged is a weakness with the reason for its answer.
type Judged struct {
	Weakness, Why, Settle string
	Stands                ui.State
}

// An Intake is the form for a file of rules, and what would come of it.
type Intake struct {
	ui.Frame
	Form  ui.Form
	Lines []Line
	New   int
	Wrong int
	Tried bool
	Text  string // of the file, to be kept as it was tried
	File  string
}

// A Line is one line of the file.
type Line struct {
	No         int
	Name       string
	Comes      ui.State
	Wrong, Fix string
}

// Say is the trial of the file in one sentence.
func (p Intake) Say() string {
	switch {
	case !p.Tried:
		return ""
	case p.Wrong > 0:
		return ui.Upper(ui.Count(p.Wrong, "line", "lines")) + " can't be kept. Nothing was kept: mend them and send the file again."
	case p.New == 0:
		return "Every rule of the file is in force already."
	}
	return ui.Upper(ui.Count(p.New, "new rule", "new rules")) + " of " + ui.Count(len(p.Lines), "line", "lines") + ". Nothing is kept yet."
}
