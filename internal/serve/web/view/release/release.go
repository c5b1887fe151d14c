// Package release draws one release of a model: what is inside, what of it is
// known to be weak, and what nobody could check.
package release

import (
	"time"

	"aceso/internal/serve/web/view/ui"
	"aceso/internal/value/check"
)

// A Tab is one side of a release.
type Tab string

// The tabs of a release page.
const (
	Overview  Tab = ""
	PartsTab  Tab = "parts"
	Unchecked Tab = "unchecked"
	Problems  Tab = "problems"
	Source    Tab = "source"
)

// A Page is one release seen from one side.
type Page struct {
	ui.Frame
	ID       string
	Model    ui.Link
	Version  string
	Tab      Tab
	Scratch  bool // only a look: nobody ships it
	Dates    []Date
	List     *List // its parts list; nil when none has arrived
	Running  ui.Link
	Findings string // address of its findings
	MayEdit  bool   // whether the reader may change the release
	MayName  bool   // whether the reader may add naming rules

	Worst   []Worst   // on the overview
	Parts   []Part    // on the tab of parts
	Missing []Missing // on the tab of what could not be checked
	Faults  []check.Problem
	Shown   Shown
}

// A Date is one of the four dates of a release.
type Date struct {
	Name string
	Day  time.Time // zero when not stated
	Past bool
}

// A List is the parts list of a release as it arrived, and the answer to it.
type List struct {
	File     string
	Format   string // "CycloneDX 1.6 (json)"
	Size     int64
	SHA256   string
	Arrived  time.Time
	From     string // who or what sent it: "Dele Okoro", "token ci-main"
	Made     time.Time
	Tools    []string
	Authors  []string
	Serial   string
	Original string // address of the file as it arrived
	Earlier  []Earlier

	Answer   ui.Parts
	Matched  time.Time // when it was last held against the intelligence
	AsOf     time.Time // of that intelligence
	Errors   int
	Warnings int
}

// Earlier is a parts list that a newer one replaced.
type Earlier struct {
	Arrived time.Time
	From    string
	URL     string
	SHA256  string
}

// Worst is a finding that the overview names.
type Worst struct {
	Weakness, URL string
	Part          string
	Rating        ui.Rating
	Exploited     bool
	Fixed         string
}

// A Part is a component in the table of parts.
type Part struct {
	Name, Version string
	Supplier      string
	Identity      string // its purl, else its CPE
	Licence       string
	Stands        ui.State
	Findings      int
	URL           string // its findings
}

// Missing is a part that could not be checked, with the reason and the way out.
type Missing struct {
	Name, Version string
	Supplier      string
	Reason        string
	NameURL       string // opens the form for a naming rule, filled in
}

// Shown is the stretch of a list on the page.
type Shown struct {
	Head   ui.Head
	Pager  ui.Pager
	Filter string
}

// New returns the page of a release without its tab's content.
func New(f ui.Frame, id string, model ui.Link, version string, tab Tab) Page {
	f.Title = model.Label + " " + version
	return Page{Frame: f, ID: id, Model: model, Version: version, Tab: tab}
}

// URL is the address of a tab.
func (p Page) URL(t Tab) string {
	if t == Overview {
		return "/releases/" + p.ID
	}
	return "/releases/" + p.ID + "?tab=" + string(t)
}

// tabs are the sides of the release, with how much there is.
func (p Page) tabs() []ui.NavItem {
	items := []ui.NavItem{{Label: "Overview", URL: p.URL(Overview)}}
	if p.List != nil {
		items = append(items,
			ui.NavItem{Label: "Parts", URL: p.URL(PartsTab), Count: p.List.Answer.Total()},
			ui.NavItem{Label: "Not checkable", URL: p.URL(Unchecked), Count: p.List.Answer.Unchecked},
			ui.NavItem{Label: "Problems in the file", URL: p.URL(Problems), Count: p.List.Errors + p.List.Warnings},
			ui.NavItem{Label: "Where it is from", URL: p.URL(Source)})
	}
	for i := range items {
		items[i].Current = items[i].URL == p.URL(p.Tab)
	}
	return items
}

// Answer is the first sentence of the overview: what somebody came to learn.
func (p Page) Answer() string {
	if p.List == nil {
		return "Nobody has said yet what is inside this release."
	}
	a := p.List.Answer
	switch {
	case a.Total() == 0:
		return "The parts list names no part."
	case a.Affected == 0 && a.Unchecked == 0:
		return "No known weakness in its " + ui.Count(a.Total(), "part", "parts") + ", as far as the sources know."
	case a.Affected == 0:
		return "No known weakness found, but " + ui.Count(a.Unchecked, "part", "parts") + " of " + ui.Number(a.Total()) + " could not be checked."
	case a.Unchecked == 0:
		return ui.Number(a.Affected) + " of " + ui.Count(a.Total(), "part", "parts") + are(a.Affected) + " affected by a known weakness."
	}
	return ui.Number(a.Affected) + " of " + ui.Count(a.Total(), "part", "parts") + are(a.Affected) + " affected, and " + ui.Number(a.Unchecked) + " could not be checked."
}

func are(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}
