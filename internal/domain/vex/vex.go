// Package vex holds what is stated of a weakness towards others: affected or
// not, why, and what to do. A statement has a scope and the grounds that it
// rests on; it holds wherever both hold, and falls when its grounds fall. The
// record keeps more than any one format can say.
package vex

import (
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// A Status is what is stated (CISA, Minimum Requirements for VEX; OpenVEX 0.2.0).
type Status string

// The statuses.
const (
	NotAffected   Status = "not_affected"
	Affected      Status = "affected"
	Fixed         Status = "fixed"
	Investigating Status = "under_investigation"
)

// Statuses is every status, in the order that pages show.
var Statuses = []Status{NotAffected, Affected, Fixed, Investigating}

// A Justification is why a product is not affected. It is as fine as the
// finest format: those of CISA, OpenVEX and CSAF, and those of CycloneDX.
type Justification string

// The justifications.
const (
	ComponentAbsent Justification = "component_not_present"
	CodeAbsent      Justification = "vulnerable_code_not_present"
	Unreachable     Justification = "vulnerable_code_not_in_execute_path"
	Uncontrollable  Justification = "vulnerable_code_cannot_be_controlled_by_adversary"
	Mitigated       Justification = "inline_mitigations_already_exist"
	NeedsSetting    Justification = "requires_configuration"
	NeedsDependency Justification = "requires_dependency"
	NeedsPlace      Justification = "requires_environment"
	ByCompiler      Justification = "protected_by_compiler"
	AtRuntime       Justification = "protected_at_runtime"
	AtPerimeter     Justification = "protected_at_perimeter"
	ByControl       Justification = "protected_by_mitigating_control"
)

// Justifications is every justification, with its word in CISA's list (which
// OpenVEX and CSAF use), its word in CycloneDX, and what it says in plain
// words. Several become one in either list (domain research, 8.6).
var Justifications = []struct {
	Justification   Justification
	CISA, CycloneDX string
	Says            string
}{
	{ComponentAbsent, "component_not_present", "code_not_present", "the part is not in the product"},
	{CodeAbsent, "vulnerable_code_not_present", "code_not_present", "the part is in the product without the weak code"},
	{Unreachable, "vulnerable_code_not_in_execute_path", "code_not_reachable", "the weak code is never run"},
	{Uncontrollable, "vulnerable_code_cannot_be_controlled_by_adversary", "requires_environment", "no attacker can steer the weak code"},
	{Mitigated, "inline_mitigations_already_exist", "protected_by_mitigating_control", "the product has a protection built in"},
	{NeedsSetting, "vulnerable_code_cannot_be_controlled_by_adversary", "requires_configuration", "it takes a setting that the product does not have"},
	{NeedsDependency, "vulnerable_code_cannot_be_controlled_by_adversary", "requires_dependency", "it takes another part that the product does not have"},
	{NeedsPlace, "vulnerable_code_cannot_be_controlled_by_adversary", "requires_environment", "it takes surroundings in which the product is not used"},
	{ByCompiler, "inline_mitigations_already_exist", "protected_by_compiler", "the compiler's protection prevents it"},
	{AtRuntime, "inline_mitigations_already_exist", "protected_at_runtime", "a protection at run time prevents it"},
	{AtPerimeter, "inline_mitigations_already_exist", "protected_at_perimeter", "a protection around the product prevents it"},
	{ByControl, "inline_mitigations_already_exist", "protected_by_mitigating_control", "another control prevents it"},
}

// CISA returns the word of CISA's list; "" for none.
func (j Justification) CISA() string {
	for _, row := range Justifications {
		if row.Justification == j {
			return row.CISA
		}
	}
	return ""
}

// CycloneDX returns the word of CycloneDX; "" for none.
func (j Justification) CycloneDX() string {
	for _, row := range Justifications {
		if row.Justification == j {
			return row.CycloneDX
		}
	}
	return ""
}

// OfCycloneDX returns the justification behind a word of CycloneDX, the one
// that goes back to the same word; "" for a word that is none.
func OfCycloneDX(word string) Justification {
	switch word {
	case "code_not_present":
		return CodeAbsent
	case "code_not_reachable":
		return Unreachable
	}
	j := Justification(word)
	if j.CycloneDX() == word {
		return j
	}
	return ""
}

// Responses are what a maker can answer (CycloneDX, impactAnalysisState and
// response).
var Responses = []string{"can_not_fix", "will_not_fix", "update", "rollback", "workaround_available"}

// A Nuance is what CycloneDX says beyond a status.
type Nuance string

// The nuances.
const (
	Pedigree      Nuance = "resolved_with_pedigree" // fixed, and the patch is in the pedigree
	FalsePositive Nuance = "false_positive"         // not affected, and it should never have been found
)

// A Reach is where a statement holds.
type Reach string

// The reaches, the narrowest first.
const (
	Releases   Reach = "releases"   // these releases
	Models     Reach = "models"     // every release of these products that has the component, later ones too
	Everywhere Reach = "everywhere" // every product that has the component in this version
)

// A Scope is where a statement holds: always of one component in one version.
type Scope struct {
	Component string // key
	Reach     Reach
	Of        []string // ids of the releases or models
}

// A Place is a release with the component.
type Place struct{ Release, Model, Component string }

// Holds tells whether a place is within the scope.
func (s Scope) Holds(p Place) bool {
	if s.Component != p.Component {
		return false
	}
	switch s.Reach {
	case Releases:
		return slices.Contains(s.Of, p.Release)
	case Models:
		return slices.Contains(s.Of, p.Model)
	}
	return s.Reach == Everywhere
}

// Facts are what the sources and matching say at one time: what grounds are
// held against.
type Facts struct {
	Exploited bool    // in KEV
	Severity  string  // leading word
	Score     float64 // leading score
	Scored    bool
	Match     string   // affected, cannot_tell
	Fixed     []string // versions that mend it
}

// Grounds are what a statement rests on. What is not set is no ground.
type Grounds struct {
	NotExploited bool      // falls when the weakness enters KEV
	SameRating   bool      // falls when the leading severity changes for the worse
	SameFixes    bool      // falls when the versions that mend it change
	Until        time.Time // falls at that time: when to look again
	Seen         Facts     // as it was when the statement was made
}

// order ranks severities; what nobody knows stands above medium.
var order = []string{"none", "low", "medium", "unknown", "high", "critical"}

// Fallen tells why the grounds hold no more; "" while they do.
func (g Grounds) Fallen(now Facts, at time.Time) string {
	switch {
	case g.NotExploited && now.Exploited:
		return "it rested on that nobody exploits it, and it is on the list of known exploited weaknesses now"
	case g.SameRating && slices.Index(order, now.Severity) > slices.Index(order, g.Seen.Severity):
		return "it rested on the severity " + g.Seen.Severity + ", and the sources say " + now.Severity + " now"
	case g.SameFixes && !sameWords(g.Seen.Fixed, now.Fixed):
		return "it rested on which versions mend the weakness, and the sources say otherwise now"
	case !g.Until.IsZero() && !at.Before(g.Until):
		return "it was made to be looked at again by " + g.Until.UTC().Format("2 January 2006")
	}
	return ""
}

func sameWords(a, b []string) bool {
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(x), slices.Compact(y))
}

// A State is where a statement stands.
type State string

// The states.
const (
	Holding   State = "holds"
	Fallen    State = "fallen"    // its grounds fell
	Replaced  State = "replaced"  // another statement took its place
	Withdrawn State = "withdrawn" // taken back by a person
)

// States is every state, in the order that pages show.
var States = []State{Holding, Fallen, Replaced, Withdrawn}

// Moves is every move there is. Needs is empty where the program makes it.
var Moves = []struct {
	From, To State
	Needs    org.Permission
}{
	{Holding, Fallen, ""},
	{Holding, Replaced, org.DecideVEX},
	{Holding, Withdrawn, org.DecideVEX},
	{Fallen, Replaced, org.DecideVEX},
	{Fallen, Withdrawn, org.DecideVEX},
	{Withdrawn, Holding, org.DecideVEX}, // an undo
	{Replaced, Holding, org.DecideVEX},
}

// An Origin is the document that a statement came in with.
type Origin struct {
	Format   string // openvex, cyclonedx, csaf, spdx
	Document string // SHA-256 of the file, which is kept
	ID       string // of the document
	Author   string
	At       time.Time // as the document says
	Raw      []byte    // the statement as it stood in the document
}

// A Statement is one.
type Statement struct {
	ID, Org       string
	Weakness      string // canonical id
	Scope         Scope
	Status        Status
	Justification Justification
	Nuance        Nuance
	Impact        string // why not affected, in words
	Action        string // what users should do
	Responses     []string
	Notes         string
	Grounds       Grounds
	State         State
	Why           string  // it fell, or was withdrawn
	Origin        *Origin // nil for one made here
	Person        string  // id of who stated it
	By            string  // name
	Rev           int64
	Made          time.Time
	Changed       time.Time
}

const maxText = 10_000

// check tells what is wrong with a statement: not_affected says why, affected
// says what to do (CISA, Minimum Requirements for VEX, 2.4).
func (s *Statement) check() error {
	s.Impact, s.Action, s.Notes = strings.TrimSpace(s.Impact), strings.TrimSpace(s.Action), strings.TrimSpace(s.Notes)
	switch {
	case !slices.Contains(Statuses, s.Status):
		return fault.New(fault.Invalid, "%.40q is no status of a statement", s.Status).Helped("choose not_affected, affected, fixed or under_investigation")
	case s.Weakness == "" || s.Scope.Component == "":
		return fault.New(fault.Invalid, "a statement is of a weakness in a component")
	case s.Status == NotAffected && s.Justification == "" && s.Impact == "":
		return fault.New(fault.Invalid, "who says not affected says why").Helped("choose a justification, or write why")
	case s.Status == Affected && s.Action == "" && s.Origin == nil:
		return fault.New(fault.Invalid, "who says affected says what to do").Helped("write what users should do, if only to wait for the fix")
	case s.Justification != "" && (s.Status != NotAffected || s.Justification.CISA() == ""):
		return fault.New(fault.Invalid, "%.60q justifies no statement that something is %s", s.Justification, s.Status)
	case s.Nuance == Pedigree && s.Status != Fixed || s.Nuance == FalsePositive && s.Status != NotAffected || s.Nuance != "" && s.Nuance != Pedigree && s.Nuance != FalsePositive:
		return fault.New(fault.Invalid, "%.40q does not go with %s", s.Nuance, s.Status)
	case len(s.Impact) > maxText || len(s.Action) > maxText || len(s.Notes) > maxText:
		return fault.New(fault.TooLarge, "a text of a statement has at most %d characters", maxText)
	case (s.Scope.Reach == Releases || s.Scope.Reach == Models) && len(s.Scope.Of) == 0 || !slices.Contains([]Reach{Releases, Models, Everywhere}, s.Scope.Reach):
		return fault.New(fault.Invalid, "a statement holds somewhere").Helped("choose the releases, the products, or every product with the component")
	}
	for _, r := range s.Responses {
		if !slices.Contains(Responses, r) {
			return fault.New(fault.Invalid, "%.40q is no response", r).Helped("choose from %s", strings.Join(Responses, ", "))
		}
	}
	return nil
}

func (s *Statement) move(to State, who org.Actor) error {
	for _, m := range Moves {
		if m.From == s.State && m.To == to {
			if m.Needs != "" {
				if err := who.May(m.Needs); err != nil {
					return err
				}
			}
			s.State = to
			return nil
		}
	}
	return fault.New(fault.Conflict, "a statement that is %s can't become %s", s.State, to)
}

// Narrowest returns the statement that speaks for a place: the narrowest that
// holds there, and of equal ones the newest.
func Narrowest(all []Statement, weakness string, p Place) (Statement, bool) {
	best, found := Statement{}, false
	rank := map[Reach]int{Releases: 0, Models: 1, Everywhere: 2}
	for _, s := range all {
		if s.State != Holding || s.Weakness != weakness || !s.Scope.Holds(p) {
			continue
		}
		if !found || rank[s.Scope.Reach] < rank[best.Scope.Reach] || rank[s.Scope.Reach] == rank[best.Scope.Reach] && s.Made.After(best.Made) {
			best, found = s, true
		}
	}
	return best, found
}
