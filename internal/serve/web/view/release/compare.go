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

// Answer is the page in one sentence.
func (c Compare) Answer() string {
	if len(c.Added)+len(c.Removed)+len(c.Changed)+len(c.Gained)+len(c.Lost) == 0 {
		return "Nothing differs: the same " + ui.Count(c.Same, "part", "parts") + ", the same findings."
	}
	risk := "No finding came or went"
	switch g, l := len(c.Gained), len(c.Lost); {
	case g > 0 && l > 0:
		risk = ui.Count(g, "finding", "findings") + " gained and " + ui.Number(l) + " lost"
	case g > 0:
		risk = ui.Count(g, "finding", "findings") + " gained, none lost"
	case l > 0:
		risk = ui.Count(l, "finding", "findings") + " lost, none gained"
	}
	return risk + ": " + ui.Count(len(c.Added), "part", "parts") + " added, " + ui.Number(len(c.Removed)) + " removed, " + ui.Number(c.Parts) + " changed, " + ui.Number(c.Same) + " alike."
}
