// Package match decides whether a known weakness is in a component: affected,
// not affected, or cannot tell, each with the rule, the record and the source.
package match

import (
	"aceso/internal/domain/vuln"
)

// Intel is where weaknesses are looked up: an open bundle, or a test's own.
// The returned slices are the caller's to keep. Several goroutines may ask at once.
type Intel interface {
	// ByPackage returns the statements about a package. The ecosystem is the
	// OSV name without release ("Debian", "npm"); the name is normalised as
	// the ecosystem does it.
	ByPackage(ecosystem, name string) ([]vuln.Statement, error)
	// ByProduct returns the statements whose CPE names this product, by the
	// CPE's part ("a", "o", "h"), vendor and product in lower case. Part or vendor "*" stands for any.
	ByProduct(part, vendor, product string) ([]vuln.Statement, error)
	// Weakness returns the group that goes by this name, or nil.
	Weakness(name string) (*vuln.Weakness, error)
	// Covers tells whether a source was read that speaks of the whole of an
	// ecosystem, a distribution, or of products (vuln.Products): if not, no
	// answer can be "clean", whatever other sources say of it in passing.
	Covers(what string) bool
	// Releases returns the releases of a distribution that are covered, by
	// their OSV names: "Debian:12". Of another, no answer can be "clean".
	Releases(ecosystem string) []string
	Info() vuln.Info
}

// A State is one of the three answers.
type State string

// The three answers.
const (
	Affected    State = "affected"
	NotAffected State = "not_affected"
	CannotTell  State = "cannot_tell"
)

// A Match is one weakness held against one component.
type Match struct {
	Weakness string   // canonical id
	Names    []string // every id of it
	State    State
	Why      string   // in plain words: the rule, the version, the bound
	Rule     string   // "purl", "cpe", "alias", "distribution"
	Source   string   // of the deciding statement: "osv"
	Record   string   // its id in the source
	Fixed    []string // versions that mend it, in order
	Settle   string   // for cannot tell: what would settle it

	Group *vuln.Weakness // all that is known of it; nil where the bundle holds no record. Shared: not to be changed
}

// A Result is the answer for one component.
type Result struct {
	Checked Checked
	Reason  string // for NotCheckable
	Matches []Match
}

// Checked says whether the component could be held against the bundle at all.
type Checked string

// The outcomes for a component.
const (
	Matched      Checked = "matched"       // at least one weakness is affected or can't be told
	Clean        Checked = "clean"         // looked up, nothing found
	NotCheckable Checked = "not_checkable" // no usable identity, or the bundle knows nothing of its kind
)
