// Package about draws what the program says of itself: version and licence,
// and how accessible it is.
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
