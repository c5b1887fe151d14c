package support

import "time"

// An Outlook is how a part's support lies to that of a release which holds it:
// what a maker has to answer for each component whose support ends before the
// device's (FDA premarket guidance 2026, V.A.4(b); IMDRF N70).
type Outlook string

// The outlooks.
const (
	Outlived Outlook = "ends before the device" // the release is supported longer than the part, or the part is not supported while the release is
	Covered  Outlook = "lasts as long"
	Unstated Outlook = "no end stated" // of the release: nobody can tell
	Past     Outlook = "device past"   // the release itself is no longer supported
)

// Outlooks are all of them, the worst first.
var Outlooks = []Outlook{Outlived, Unstated, Covered, Past}

// Against tells how a part lies to a release: whether its support has ended by
// now, its last day ("" when none is known), the release's last day of security
// support ("" when none is stated), and the day it is.
func Against(over bool, end, device, today string) Outlook {
	switch {
	case device != "" && device < today:
		return Past
	case over:
		return Outlived
	case device == "":
		return Unstated
	case end != "" && end < device:
		return Outlived
	}
	return Covered
}

// Over tells whether support is known to have ended by now, whatever the day.
func (s Standing) Over() bool { return s.Stand == Ended }

// Today is a moment as days are written here.
func Today(now time.Time) string { return now.UTC().Format(time.DateOnly) }
