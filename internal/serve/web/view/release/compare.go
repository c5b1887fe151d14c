package release

import "aceso/internal/serve/web/view/ui"

// A Compare is what changed from an older release to a newer one.
type Compare struct {
	ui.Frame
	Model   ui.Link
	Release ui.Link // the newer
	With    ui.Link // the older; its URL is empty while none is chosen
	Others  []ui.Choice
	Table   string // address of the same as CSV

	Added, Removed, Changed []Moved
	Gained, Lost            []Gone
	Parts                   int // that changed; each may have in several fields
	Same                    int
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

func (c Compare) moved() bool { return len(c.Added)+len(c.Removed)+len(c.Changed) > 0 }
