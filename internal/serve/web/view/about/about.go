// Package about draws what the program says of itself: help, version and
// licence, and how accessible it is.
package about

import "aceso/internal/serve/web/view/ui"

// A Page says what the program is and which version.
type Page struct {
	ui.Frame
	Version string
	Built   string // Go version and platform
	Signed  bool
}

// New returns the page about the program.
func New(f ui.Frame, version, built string) Page {
	f.Title = "About Aceso"
	return Page{Frame: f, Version: version, Built: built, Signed: f.Person != ""}
}

// A Help page explains the words and the keys.
type Help struct {
	ui.Frame
	Terms  []Term
	Signed bool
}

// A Term is a word of the trade in plain words.
type Term struct{ Word, Means string }

// terms are the words that pages use.
var terms = []Term{
	{"Parts list (SBOM)", "Software bill of materials: every part of a release, third-party and own, with names, versions and suppliers."},
	{"Affected", "A source says that this version of this part has the weakness. Whether it matters in your device is a decision of yours."},
	{"Clean", "The part was looked up in every source that knows its kind, and none names a weakness for this version."},
	{"Could not be checked", "The part has no name that a source knows. It may be weak or not: nobody can tell. It is never counted as clean."},
	{"Cannot tell", "A source names the part, but not so that this version could be placed. What would settle it stands beside it."},
	{"Name rule", "Your own word that a part called one thing is looked up as another. It holds for every release and can be undone."},
	{"Bundle", "One signed file with what all sources say about known weaknesses. Every answer names the bundle it rests on."},
	{"CVE", "The common number of a publicly known weakness. GHSA, OSV and DSA are numbers that others give the same thing."},
	{"CVSS", "A score from 0 to 10 for how bad a weakness is in general. It knows nothing of your device or of patients."},
	{"EPSS", "An estimate of how likely a weakness is to be exploited somewhere within 30 days. One input, never a decision."},
	{"KEV", "The list of weaknesses that are known to be exploited, kept by CISA."},
	{"Exploited", "A finding that is not closed and whose weakness is in KEV. It counts wherever it may be in a part: also where nobody can tell yet."},
	{"purl, CPE", "Two ways to name a part so that machines agree: package URL, and the platform name that NVD uses."},
}

// NewHelp returns the help page.
func NewHelp(f ui.Frame) Help {
	f.Title = "Help"
	return Help{Frame: f, Terms: terms, Signed: f.Person != ""}
}

// A Statement is the accessibility statement.
type Statement struct {
	ui.Frame
	Tested string // date of the last test
	Gaps   []string
	Signed bool
}

// NewStatement returns the accessibility statement.
func NewStatement(f ui.Frame) Statement {
	f.Title = "Accessibility"
	return Statement{Frame: f, Signed: f.Person != "", Gaps: []string{
		"It was checked by program and by eye. People who use a screen reader every day have not tried it yet.",
		"Parts lists and notes are in the language that their authors wrote; that language is not marked.",
	}}
}
