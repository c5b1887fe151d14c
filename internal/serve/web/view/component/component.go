// Package component draws the distinct parts that releases are made of: the
// list of all, and what is known of one.
package component

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A List is the page of the parts in use.
type List struct {
	ui.Frame
	All  int // in use, whatever the filters
	List ui.Listing
}

// NewList returns the page of all parts in use.
func NewList(f ui.Frame, all int, listed ui.Listing) List {
	f.Title = Parts.Title
	return List{Frame: f, All: all, List: listed}
}

// Say is the page in one sentence.
func (p List) Say() string {
	if p.All == 0 {
		return ""
	}
	return ui.Upper(ui.Count(p.All, "distinct part", "distinct parts")) + " in the current parts lists of all releases."
}

// A Page is one part.
type Page struct {
	ui.Frame
	Key      string
	Version  string
	Identity []string
	Supplier []string
	Hashes   []string
	Licences []Licence
	About    string
	Answer   ui.State
	Reason   string // why it can't be checked
	NameURL  string // the form for a name rule; "" when it can be checked

	Support    Support
	Statements []Statement // in the order in which they count
	Undone     []Statement
	Say        ui.Form

	Places   []Place
	More     int // releases that are not shown
	Findings []Finding
	FoundURL string // all findings of it
	Found    int
	Others   []Other // other versions in use
	Plan     *Plan
	PlanForm ui.Form
	MayEdit  bool
}

// A Licence is what some parts list says of the licence.
type Licence struct {
	Text   string
	Ground string // concluded, declared
	State  ui.State
	Note   string // what is not right with it
}

// A Statement is what one source says of the support.
type Statement struct {
	ID       string
	Source   string
	From     string
	State    ui.State
	Level    string
	Until    time.Time
	Words    string
	Reason   string
	Evidence string
	Every    bool // of every version
	Who      string
	At       time.Time
	Undone   time.Time
	UndoneBy string
}

// A Place is a release that has the part, and how it came in.
type Place struct {
	Release ui.Link
	Steps   []string
	Ways    string // address of all ways
}

// A Finding is a weakness in it.
type Finding struct {
	Weakness, URL string
	Rating        ui.Rating
	Exploited     bool
	State         ui.State
}

// An Other is another version of the same package.
type Other struct {
	Version, URL string
	Releases     int
	Stands       ui.State
	Support      Support
}

// A Plan is what will be done when support ends.
type Plan struct {
	Text  string
	Due   time.Time
	Late  bool
	Owner string
	State ui.State
	Story []Event
}

// An Event is a change of the plan.
type Event struct {
	At   time.Time
	Who  string
	Text string
}

// New returns the page of a part.
func New(f ui.Frame, key, name, version string) Page {
	f.Title = name
	if version != "" {
		f.Title += " " + version
	}
	return Page{Frame: f, Key: key, Version: version}
}

// Sentence says how far the part is supported.
func (p Page) Sentence() string {
	s := p.Support
	switch {
	case s.By == "":
		return "Nobody has said how long it is supported. That is not the same as supported."
	case s.Until.IsZero() && s.Level == "":
		return "What is said of its support can't be read as a level or a day."
	case s.Until.IsZero():
		return ui.Upper(s.Level) + ", with no end stated."
	case s.Level == "":
		return "Support until " + ui.Day(s.Until) + "."
	case s.Until.Before(p.Now):
		return ui.Upper(s.Level) + ": support ended on " + ui.Day(s.Until) + "."
	}
	return ui.Upper(s.Level) + " until " + ui.Day(s.Until) + "."
}

// SayForm asks for a statement about a part.
func SayForm(key, version string, levels []string) ui.Form {
	pick := []ui.Choice{{Value: "", Label: "not said"}}
	for _, l := range levels {
		pick = append(pick, ui.Choice{Value: l, Label: l})
	}
	about := []ui.Choice{{Value: "", Label: "every version of it"}}
	if version != "" {
		about = []ui.Choice{{Value: "this", Label: "version " + version, Chosen: true}, {Value: "", Label: "every version of it"}}
	}
	return ui.Form{
		ID: "say", Action: "/components/" + key + "/support", Submit: "Keep the statement",
		Inputs: []ui.Input{
			{Name: "about", ID: "say-about", Label: "It is about", Kind: ui.Select, Choices: about},
			{Name: "level", ID: "say-level", Label: "Level of support", Kind: ui.Select, Choices: pick, Optional: true},
			{Name: "end", ID: "say-end", Label: "Last day of support", Kind: ui.Date, Optional: true},
			{Name: "reason", ID: "say-reason", Label: "On what it rests", Kind: ui.Text, Rows: 2, Hint: "The contract, the supplier's notice, the page that says so."},
			{Name: "evidence", ID: "say-evidence", Label: "Its address", Optional: true, Hint: "https://…"},
		},
	}
}

// PlanForm asks for a replacement plan.
func PlanForm(key string, states []string) ui.Form {
	var pick []ui.Choice
	for _, s := range states {
		pick = append(pick, ui.Choice{Value: s, Label: s})
	}
	return ui.Form{
		ID: "plan", Action: "/components/" + key + "/plan", Submit: "Keep the plan",
		Inputs: []ui.Input{
			{Name: "id", Kind: ui.Hidden},
			{Name: "rev", Kind: ui.Hidden},
			{Name: "text", ID: "plan-text", Label: "What will be done", Kind: ui.Text, Rows: 3, Hint: "Replace it, buy extended support, fence it off, or accept it with a reason."},
			{Name: "due", ID: "plan-due", Label: "By when", Kind: ui.Date, Optional: true},
			{Name: "owner", ID: "plan-owner", Label: "Who sees to it", Optional: true},
			{Name: "state", ID: "plan-state", Label: "State", Kind: ui.Select, Choices: pick},
		},
	}
}
