// Package advisory holds what is told to the users of devices about
// weaknesses: which products, in which versions, stand how, and what to do.
// Makers write advisories and hospitals receive them; both mean the same noun.
package advisory

import "time"

// An Advisory is one revision of what a publisher says.
type Advisory struct {
	ID        string // the publisher's own id, stable over all revisions: ICSMA-24-319-01
	Title     string
	Profile   string // CSAF document category: csaf_security_advisory, csaf_vex, …
	Language  string // BCP 47; "" when not said
	TLP       string // traffic light label: WHITE, GREEN, AMBER, RED; "" when not said
	Severity  string // the publisher's word for the whole; "" when not said
	Publisher Publisher

	Version   string // of this revision
	Status    Status
	Released  time.Time // first; zero when not said
	Revised   time.Time // this revision; zero when not said
	Revisions []Revision

	Notes      []Note
	References []Reference
	Credits    []Credit
	Products   []Product
	Groups     []Group
	Weaknesses []Weakness
}

// A Publisher is who says it.
type Publisher struct {
	Name      string
	Kind      string // coordinator, discoverer, other, translator, user, vendor
	Namespace string
	Contact   string
}

// A Status is where a revision stands (CSAF 2.0, 3.2.1.12.7).
type Status string

// The states of a revision.
const (
	Draft   Status = "draft"
	Interim Status = "interim" // may change soon
	Final   Status = "final"
)

// A Revision is one line of the history.
type Revision struct {
	Date    time.Time
	Version string
	Summary string
}

// A Note is a text with its purpose: description, details, faq, general,
// legal_disclaimer, other, summary.
type Note struct{ Kind, Title, Text string }

// A Reference points to more. Self says that it is this document's own address.
type Reference struct {
	Summary, URL string
	Self         bool
}

// A Credit thanks somebody.
type Credit struct {
	Names        []string
	Organisation string
	Summary      string
}

// A Group is a set of products under one id.
type Group struct {
	ID       string
	Products []string // ids
	Summary  string
}

// A Weakness is one vulnerability and what holds for which product.
type Weakness struct {
	CVE        string
	IDs        []string // other ids, as "system text"
	Title      string
	CWE        string // CWE-287
	Notes      []Note
	References []Reference
	Scores     []Score
	Says       []Says
	Remedies   []Remedy
	Threats    []Threat
	Flags      []Flag
	Discovered time.Time // zero when not said
}

// Name returns the best name there is: CVE, another id, the title.
func (w Weakness) Name() string {
	switch {
	case w.CVE != "":
		return w.CVE
	case len(w.IDs) > 0:
		return w.IDs[0]
	}
	return w.Title
}

// A Standing says how a product stands to a weakness (CSAF 2.0, 3.2.3.9).
type Standing string

// The standings.
const (
	FirstAffected      Standing = "first_affected"
	KnownAffected      Standing = "known_affected"
	LastAffected       Standing = "last_affected"
	FirstFixed         Standing = "first_fixed"
	Fixed              Standing = "fixed"
	KnownNotAffected   Standing = "known_not_affected"
	UnderInvestigation Standing = "under_investigation"
	Recommended        Standing = "recommended"
)

// Standings are all of them, in the order of reading.
var Standings = []Standing{
	FirstAffected, KnownAffected, LastAffected, FirstFixed, Fixed, KnownNotAffected, UnderInvestigation, Recommended,
}

// Affected tells whether the product has the weakness.
func (s Standing) Affected() bool {
	return s == FirstAffected || s == KnownAffected || s == LastAffected
}

// Clear tells whether the product does not have the weakness, or no longer.
func (s Standing) Clear() bool {
	return s == FirstFixed || s == Fixed || s == KnownNotAffected
}

// Says is one statement: the product stands so to the weakness.
type Says struct {
	Product  string // id
	Standing Standing
}

// A Score is a rating for some products.
type Score struct {
	System   string // "CVSS:2.0", "CVSS:3.1", …
	Vector   string
	Base     float64
	Severity string // as the document says it, in lower case
	Products []string
}

// A Remedy is what a user can do. Kind is mitigation, no_fix_planned,
// none_available, vendor_fix or workaround.
type Remedy struct {
	Kind     string
	Details  string
	URL      string
	Date     time.Time
	Products []string // ids
	Groups   []string // ids of groups, whose products it is for too
}

// A Flag is a machine-readable reason why products are not affected (CSAF 2.0,
// 3.2.3.5): component_not_present, vulnerable_code_not_present, ….
type Flag struct {
	Label    string
	Date     time.Time
	Products []string // ids
	Groups   []string // ids of groups, whose products it is about too
}

// A Threat is what is known of exploitation, impact or targets.
type Threat struct {
	Kind     string
	Details  string
	Products []string // ids
	Groups   []string // ids of groups, whose products it is about too
}
