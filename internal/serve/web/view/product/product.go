// Package product draws the devices that an organisation makes or runs: line,
// model, release.
package product

import (
	"slices"
	"time"

	"aceso/internal/domain/product"
	"aceso/internal/serve/web/view/ui"
)

// A List is every product.
type List struct {
	ui.Frame
	List    ui.Listing
	Without int // models whose newest release has no parts list
	MayEdit bool
}

// A Row is one model in the list, with its newest release.
type Row struct {
	ID                   string
	Line                 string
	Name, URL            string
	Class                string // device class in words
	Release              string // "4.2.0", "" when there is none
	Stage                ui.State
	Releases             int
	Parts                ui.Parts
	Manufacturer, Device string // Device is its class
	DIs                  []string
	Checked              bool // whether the newest release has a parts list that was matched
}

// NewList returns the page of products.
func NewList(f ui.Frame, listed ui.Listing, without int) List {
	f.Title = Models.Title
	return List{Frame: f, List: listed, Without: without}
}

// Say is the page in one sentence.
func (p List) Say() string {
	if p.List.Pager.Total == 0 || p.List.Narrowed {
		return ""
	}
	s := ui.Upper(ui.Count(p.List.Pager.Total, "model", "models"))
	if p.Without > 0 {
		s += "; of " + ui.Number(p.Without) + " the newest release has no parts list"
	}
	return s + "."
}

// A Model page is one device model with its releases.
type Model struct {
	ui.Frame
	Line    string
	ID      string
	Facts   []Fact
	Shown   ui.Listing // its releases
	MayEdit bool
	Edit    string // address of the form that changes it
	New     ui.Form
}

// A Fact is one thing known of a model. What is not known is said.
type Fact struct {
	Name, Value string
	Hint        string
}

// A Release is one version of a model in its list.
type Release struct {
	ID           string
	Version, URL string
	Sales, Life  time.Time
	Changed      time.Time
	Stage        ui.State
	Available    time.Time // general availability
	Support      time.Time // end of security support
	Parts        ui.Parts
	Checked      bool
	AsOf         time.Time // of the intelligence it was matched with
}

// NewModel returns the page of a model. Its form adds a release.
func NewModel(f ui.Frame, id, line, name string) Model {
	f.Title = name
	return Model{Frame: f, ID: id, Line: line, New: ReleaseForm("/products/" + id + "/releases")}
}

// states are the states of a release in the words of the form.
var states = []ui.Choice{
	{Value: string(product.InWork), Label: "in work: not with customers"},
	{Value: string(product.Released), Label: "released: with customers, or in use"},
	{Value: string(product.Withdrawn), Label: "withdrawn: must not be delivered any more"},
}

// ReleaseForm asks for a release: its version and the four dates that users
// of a device plan by (OpenEoX Core 1.0).
func ReleaseForm(action string) ui.Form {
	return ui.Form{
		Action: action, Submit: "Save the release",
		Inputs: []ui.Input{
			{Name: "rev", Kind: ui.Hidden, Value: "0"},
			{Name: "version", Label: "Version", Hint: "As the device shows it, such as 4.2.0."},
			{Name: "state", Label: "State", Kind: ui.Select, Choices: slices.Clone(states)},
			{Name: "available", Label: "General availability", Kind: ui.Date, Optional: true, Hint: "First day on which users could have it."},
			{Name: "end_of_sales", Label: "End of sales", Kind: ui.Date, Optional: true},
			{Name: "end_of_security_support", Label: "End of security support", Kind: ui.Date, Optional: true, Hint: "Last day on which you mend security problems."},
			{Name: "end_of_life", Label: "End of life", Kind: ui.Date, Optional: true},
			{Name: "announced", Label: "Still to be announced", Kind: ui.Checks, Optional: true, Hint: "Dates that you don't know yet and will name.", Choices: []ui.Choice{
				{Value: "available", Label: "General availability"},
				{Value: "end_of_sales", Label: "End of sales"},
				{Value: "end_of_security_support", Label: "End of security support"},
				{Value: "end_of_life", Label: "End of life"},
			}},
			{Name: "note", Label: "Note", Kind: ui.Text, Rows: 2, Optional: true},
		},
	}
}

// An Edit page asks for a line, a model or a release.
type Edit struct {
	ui.Frame
	Back ui.Link
	Say  string
	Form ui.Form
}

// NewEdit returns a page around a form.
func NewEdit(f ui.Frame, title, say string, back ui.Link, form ui.Form) Edit {
	f.Title = title
	return Edit{f, back, say, form}
}

// ModelForm asks for a model. Lines are the families it could belong to.
func ModelForm(action string, lines []ui.Choice) ui.Form {
	inputs := []ui.Input{
		{Name: "rev", Kind: ui.Hidden, Value: "0"},
		{Name: "name", Label: "Name of the model", Hint: "As users call it: Aurelia IP-200."},
	}
	if len(lines) > 0 {
		inputs = append(inputs, ui.Input{Name: "line", Label: "Product line", Kind: ui.Select, Choices: append([]ui.Choice{{Value: "", Label: "A new line, named below"}}, lines...)})
	}
	return ui.Form{Action: action, Submit: "Save the model", Inputs: append(inputs,
		ui.Input{Name: "new_line", Label: "New product line", Optional: true, Hint: "The family of models: infusion pumps, monitors. Empty takes the model's own name."},
		ui.Input{Name: "manufacturer", Label: "Manufacturer", Optional: true, Hint: "When it is not your own organisation."},
		ui.Input{Name: "udi", Label: "UDI-DI", Kind: ui.Text, Rows: 2, Optional: true, Hint: "The device identifier from the label, one a line: GS1 (GTIN), HIBCC or ICCBBA."},
		ui.Input{Name: "class", Label: "Device class", Optional: true, Hint: "Such as IIb (EU) or II (FDA)."},
		ui.Input{Name: "code", Label: "Product code", Optional: true, Hint: "FDA's three letters, an EMDN or GMDN code."},
		ui.Input{Name: "connects", Label: "What it connects to", Kind: ui.Text, Rows: 3, Optional: true, Hint: "One a line: hospital Wi-Fi, drug-library server, USB service port."},
		ui.Input{Name: "aliases", Label: "Other names", Kind: ui.Text, Rows: 2, Optional: true, Hint: "One a line: names under which it is sold or known."},
		ui.Input{Name: "note", Label: "Note", Kind: ui.Text, Rows: 2, Optional: true},
	)}
}
