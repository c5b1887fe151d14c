package release

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Compare is what changed from an older release to a newer one.
type Compare struct {
	ui.Frame
	Model   ui.Link
	Release ui.Link // the newer
	With    ui.Link // the older; its URL is empty while none is chosen
	Others  []ui.Choice
	Table   string // address of the same as CSV
	Sheet   string // and as XLSX

	Added, Removed, Changed []Moved
	Gained, Lost            []Gone
	Unsupported             []Dropped
	NewLicences             []LicenceUse
	OldLicences             []LicenceUse
	Parts                   int // that changed; each may have in several fields
	Same                    int
}

// Dropped is a part without support, of a package that had none without before.
type Dropped struct {
	Name, Version string
	Level         string
	Until         time.Time
	By            string
}

// A LicenceUse is a licence that only one of the releases has.
type LicenceUse struct {
	Licence string
	Parts   int
	Valid   bool // as an SPDX expression
}

// Moved is a part that came, went or changed.
type Moved struct {
	Name, Field   string
	Before, After string
}

// Gone is a finding that only one of the releases has.
type Gone struct {
	Weakness, URL string
	Part          string
	Rating        ui.Rating
	Exploited     bool
	Unsure        bool // whether it is in there can't be told
}

// compareShown is how many rows of each list the page draws; the table has all.
const compareShown = 200

// Answer is the page in one sentence: what of the risk came and went.
func (c Compare) Answer() string {
	switch g, l := len(c.Gained), len(c.Lost); {
	case g == 0 && l == 0 && !c.moved():
		return "Nothing differs: the same " + ui.Count(c.Same, "part", "parts") + ", the same findings."
	case g > 0 && l > 0:
		return ui.Upper(ui.Count(g, "new finding", "new findings")) + ", " + ui.Number(l) + " gone."
	case g > 0:
		return ui.Upper(ui.Count(g, "new finding", "new findings")) + ", none gone."
	case l > 0:
		return ui.Upper(ui.Count(l, "finding", "findings")) + " gone, none new."
	}
	return "No finding came or went."
}

// Moves says what of the parts came, went and changed.
func (c Compare) Moves() string {
	if !c.moved() {
		return "No part came, went or changed."
	}
	return ui.Upper(ui.Count(len(c.Added), "part", "parts")) + " added, " + ui.Number(len(c.Removed)) + " removed, " + ui.Number(c.Parts) + " changed; " + ui.Number(c.Same) + " the same."
}

// Supports says what of the support changed for the worse.
func (c Compare) Supports() string {
	if len(c.Unsupported) == 0 {
		return "No part came to be without support, as far as anybody has said."
	}
	return ui.Upper(ui.Count(len(c.Unsupported), "part", "parts")) + " without support that had it, or were not there, before."
}

func (c Compare) moved() bool { return len(c.Added)+len(c.Removed)+len(c.Changed) > 0 }
