// Package assess is where a maker decides what a weakness could do to a
// patient: the medical rubric with its scores, SSVC, and exploitability
// against severity of harm on the firm's own matrix, which makes the risk
// controlled or uncontrolled. Two people sign (FDA postmarket guidance 2016, VI).
package assess

import (
	"strings"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sign"
	"aceso/internal/value/fault"
	"aceso/internal/value/score"
)

// maxText bounds a text, in bytes.
const maxText = 10_000

// A State is where an assessment stands.
type State string

// The states.
const (
	Draft    State = "draft"
	Ready    State = "ready"    // whole, and waits for signatures
	Decided  State = "decided"  // signed by two
	Replaced State = "replaced" // a later one of the same record was decided
)

// States is every state, in the order that pages show.
var States = []State{Draft, Ready, Decided, Replaced}

// Moves is every move there is. Needs is empty where the program makes it, for
// the signature that completes.
var Moves = []struct {
	From, To State
	Needs    org.Permission
}{
	{Draft, Ready, org.DecideHarm},
	{Ready, Draft, org.DecideHarm},
	{Ready, Decided, ""},
	{Decided, Replaced, ""},
}

// Signers is how many people must sign.
const Signers = 2

// An Assessment is one decision about one record.
type Assessment struct {
	ID, Org string
	About   clock.About // the finding or case
	Aware   time.Time   // since when the firm knows: what its clocks count from
	State   State

	Rubric      score.Rubric
	Supplement  score.Supplement // what CVSS 4.0 asks besides
	Environment string           // metrics of place and time for 3.1: "CR:H/MAV:A"

	Supplier SupplierPoints
	Deployer DeployerPoints

	Harm           string // what could happen to a patient, in words
	Severity       Severity
	Exploitability Exploitability
	Why            string // why it is as exploitable as that
	Harmed         bool   // serious harm or a death is known
	MatrixVersion  int64
	Result         Result

	Author  string // id of who wrote it last
	Writer  string // name
	Rev     int64
	Created time.Time
	Changed time.Time
	Decided time.Time
}

// SupplierPoints are a maker's answers to SSVC; "" where nobody has answered.
type SupplierPoints struct {
	Exploitation, Automatable, Density, Technical, Safety string
}

// Answered tells whether all points are answered.
func (p SupplierPoints) Answered() bool {
	return p.Exploitation != "" && p.Automatable != "" && p.Density != "" && p.Technical != "" && p.Safety != ""
}

// Outcome is SSVC's supplier decision.
func (p SupplierPoints) Outcome() (score.Outcome, error) {
	utility, err := score.UtilityOf(p.Automatable, p.Density)
	if err != nil {
		return "", err
	}
	public, err := score.PublicSafetyOf(p.Safety)
	if err != nil {
		return "", err
	}
	return score.Supplier(p.Exploitation, utility, p.Technical, public)
}

// DeployerPoints are the answers for those who use the device, with the two
// signals that BOD 26-04 adds.
type DeployerPoints struct {
	Exploitation, Exposure, Automatable, Safety, Mission string
	KEV, Exposed, Total                                  string // yes, no
}

// Answered tells whether the points of SSVC are answered.
func (p DeployerPoints) Answered() bool {
	return p.Exploitation != "" && p.Exposure != "" && p.Automatable != "" && p.Safety != "" && p.Mission != ""
}

// Outcome is SSVC's deployer decision.
func (p DeployerPoints) Outcome() (score.Outcome, error) {
	human, err := score.HumanImpactOf(p.Safety, p.Mission)
	if err != nil {
		return "", err
	}
	return score.Deployer(p.Exploitation, p.Exposure, p.Automatable, human)
}

// Timeline is the second view, by BOD 26-04; ok only where all four signals
// are answered.
func (p DeployerPoints) Timeline() (t score.Timeline, ok bool) {
	for _, signal := range []string{p.KEV, p.Exposed, p.Automatable, p.Total} {
		if signal != "yes" && signal != "no" {
			return t, false
		}
	}
	return score.BOD2604(p.KEV == "yes", p.Exposed == "yes", p.Automatable == "yes", p.Total == "yes"), true
}

// CVSS31 is the rating by CVSS 3.1 with the environment's metrics.
func (a *Assessment) CVSS31() (score.CVSS, error) {
	base, err := a.Rubric.CVSS31()
	if err != nil || strings.TrimSpace(a.Environment) == "" {
		return base, err
	}
	return score.ParseCVSS(base.Vector + "/" + strings.Trim(strings.TrimSpace(a.Environment), "/"))
}

// CVSS40 is the rating by CVSS 4.0.
func (a *Assessment) CVSS40() (score.CVSS, error) { return a.Rubric.CVSS40(a.Supplement) }

// Document is what signatures cover: everything that was decided and what it
// rests on, and nothing that changes by itself.
func (a *Assessment) Document() sign.Document {
	v31, _ := a.CVSS31()
	v40, _ := a.CVSS40()
	return sign.Document{
		Kind: "assessment", ID: a.ID, Title: "Patient harm of " + a.About.Title, Author: a.Author,
		Content: map[string]any{
			"about": a.About.Kind + " " + a.About.ID, "aware": a.Aware.UTC().Format(time.RFC3339),
			"rubric": a.Rubric.Vector(), "rubricVersion": score.RubricVersion, "cvss31": v31.Vector, "cvss40": v40.Vector, "environment": a.Environment,
			"supplier": a.Supplier, "deployer": a.Deployer, "harm": a.Harm, "severity": a.Severity, "exploitability": a.Exploitability,
			"why": a.Why, "harmed": a.Harmed, "matrix": a.MatrixVersion, "result": a.Result,
		},
	}
}

// missing lists what a whole assessment still lacks, in words.
func (a *Assessment) missing() []string {
	var out []string
	for _, lack := range []struct {
		lacks bool
		what  string
	}{
		{len(a.Rubric.Missing()) > 0, "answers to the rubric (" + strings.Join(a.Rubric.Missing(), ", ") + ")"},
		{a.Severity == "", "how badly a patient could be harmed"},
		{strings.TrimSpace(a.Harm) == "", "what could happen to a patient, in words"},
		{a.Exploitability == "", "how exploitable it is in the device"},
		{strings.TrimSpace(a.Why) == "", "why it is as exploitable as that"},
		{a.Aware.IsZero(), "since when you know of it"},
	} {
		if lack.lacks {
			out = append(out, lack.what)
		}
	}
	return out
}

func (a *Assessment) move(to State, who org.Actor) error {
	for _, m := range Moves {
		if m.From != a.State || m.To != to {
			continue
		}
		if m.Needs != "" {
			if err := who.May(m.Needs); err != nil {
				return err
			}
		}
		a.State = to
		return nil
	}
	return fault.New(fault.Conflict, "an assessment that is %s can't become %s", a.State, to)
}
