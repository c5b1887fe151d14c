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
	Feed     string   // what had to be covered for it to be said: "npm", "Debian:12", vuln.Products
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

// A Stand is how a part stands in one word, as every face counts it: each part
// has exactly one.
type Stand string

// How a part stands. A matched part is affected, or nobody can tell.
const (
	StandsAffected     Stand = "affected"      // at least one weakness is in it
	StandsUntold       Stand = "cannot_tell"   // it was held against the data; none is known to be in it, some may be
	StandsClean        Stand = "clean"         // it was looked up under a name that a source covers, and nothing speaks against it
	StandsNotCheckable Stand = "not_checkable" // also where weaknesses are known that may be those of another version: without one there is no check
	StandsWaiting      Stand = "waiting"       // it was not held against the data yet
)

// StandOf returns how a part stands that has so many weaknesses of which it is
// known, and of which it is not known, that they are in it.
func StandOf(checked Checked, affected, untold int) Stand {
	switch {
	case affected > 0:
		return StandsAffected
	case checked == NotCheckable:
		return StandsNotCheckable
	case checked == "":
		return StandsWaiting
	case untold > 0:
		return StandsUntold
	}
	return StandsClean
}

// Count returns how many weaknesses are in the component, and of how many
// nobody can tell.
func (r *Result) Count() (affected, untold int) {
	for i := range r.Matches {
		switch r.Matches[i].State {
		case Affected:
			affected++
		case CannotTell:
			untold++
		}
	}
	return affected, untold
}
