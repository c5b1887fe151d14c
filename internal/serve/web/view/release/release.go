// Package release draws one release of a model: what is inside, what of it is
// known to be weak, and what nobody could check.
package release

import (
	"time"

	"aceso/internal/serve/web/view/ui"
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
	ID        string
	Model     ui.Link
	Version   string
	Tab       Tab
	Scratch   bool // only a look: nobody ships it
	Dates     []Date
	List      *List // its parts list; nil when none has arrived
	Running   ui.Link
	Findings  string // address of its findings
	MayEdit   bool   // whether the reader may change the release
	MayName   bool   // whether the reader may add name rules
	MayImport bool   // whether the reader may bring in parts lists

	Sight *Sight     // on the overview
	Worst []Worst    // on the overview
	Shown ui.Listing // on the tabs that list something
}

// A Date is one of the four dates of a release.
type Date struct {
	Name      string
	Day       time.Time // zero when not stated
	Past      bool
	Announced bool // it will be announced: the maker said so
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
	Subject  string // what it says it is about
	Original string // address of the file as it arrived

	Answer   ui.Parts
	AsOf     time.Time // of that intelligence
	Errors   int
	Warnings int
}

// Worst is a finding that the overview names.
type Worst struct {
	Weakness, URL string
	Part          string
	Rating        ui.Rating
	Exploited     bool
	Fixed         string
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
	if t == Quality || t == Hand || t == Uploads || t == Graph || t == Shares {
		return "/releases/" + p.ID + "/" + string(t)
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
			ui.NavItem{Label: "Quality", URL: p.URL(Quality)},
			ui.NavItem{Label: "Problems in the file", URL: p.URL(Problems), Count: p.List.Errors + p.List.Warnings},
			ui.NavItem{Label: "Graph", URL: p.URL(Graph)},
			ui.NavItem{Label: "Where it is from", URL: p.URL(Source)},
			ui.NavItem{Label: "Lists that arrived", URL: p.URL(Uploads)},
			ui.NavItem{Label: "Shared", URL: p.URL(Shares)})
	}
	items = append(items, ui.NavItem{Label: "Table", URL: p.URL(Hand)})
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
	total := ui.Count(a.Total(), "part", "parts")
	switch {
	case a.Total() == 0:
		return "The parts list names no part."
	case a.Waiting == a.Total():
		return total + " are inside; none has been checked yet."
	}
	s := "No known weakness found in its " + total
	if a.Affected > 0 {
		s = ui.Number(a.Affected) + " of " + total + are(a.Affected) + " affected"
	}
	var open []string
	if a.Untold > 0 {
		open = append(open, ui.Number(a.Untold)+" may be")
	}
	if n := a.Unchecked + a.Waiting; n > 0 {
		open = append(open, ui.Number(n)+" could not be checked")
	}
	switch {
	case len(open) == 0 && a.Affected == 0:
		return s + ", as far as the sources know."
	case len(open) == 0:
		return s + " by a known weakness."
	case a.Affected == 0:
		return s + ", but " + ui.List(open) + "."
	}
	return s + ", " + ui.List(open) + "."
}

func are(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}
