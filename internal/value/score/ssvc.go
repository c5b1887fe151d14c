package score

import (
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// The tables that SSVC decisions rest on, as CERT/CC publishes them (data/csv
// of its SSVC repository). A kept decision names the one it was made by.
const (
	DeployerTable     = "SSVC deployer patch application priority 1.0.0"
	SupplierTable     = "SSVC supplier patch development priority 1.0.0"
	HumanImpactTable  = "SSVC human impact 1.0.0"
	PublicSafetyTable = "SSVC public safety impact 1.0.0"
	UtilityTable      = "SSVC utility 1.0.0"
)

// A Point is a question of SSVC with the answers that it knows, the mildest first.
type Point struct {
	Name   string
	Values []string
}

// The decision points of the tables.
var (
	Exploitation    = Point{"exploitation", []string{"none", "public poc", "active"}}
	Exposure        = Point{"system exposure", []string{"small", "controlled", "open"}}
	Automatable     = Point{"automatable", []string{"no", "yes"}}
	Density         = Point{"value density", []string{"diffuse", "concentrated"}}
	Utility         = Point{"utility", []string{"laborious", "efficient", "super effective"}}
	TechnicalImpact = Point{"technical impact", []string{"partial", "total"}}
	Safety          = Point{"safety impact", []string{"negligible", "marginal", "critical", "catastrophic"}}
	Mission         = Point{"mission impact", []string{"degraded", "mef support crippled", "mef failure", "mission failure"}}
	HumanImpact     = Point{"human impact", []string{"low", "medium", "high", "very high"}}
	PublicSafety    = Point{"public safety impact", []string{"minimal", "significant"}}
)

// at returns the place of an answer.
func (p Point) at(value string) (int, error) {
	i := slices.Index(p.Values, value)
	if i < 0 {
		return 0, fault.New(fault.Invalid, "%q is no %s", value, p.Name).Helped("choose one of: %s", strings.Join(p.Values, ", "))
	}
	return i, nil
}

// An Outcome is what SSVC says to do.
type Outcome string

// The outcomes, the mildest first.
const (
	Defer      Outcome = "defer"
	Scheduled  Outcome = "scheduled"
	OutOfCycle Outcome = "out-of-cycle"
	Immediate  Outcome = "immediate"
)

var outcomeOf = map[byte]Outcome{'D': Defer, 'S': Scheduled, 'O': OutOfCycle, 'I': Immediate}

// Outcomes returns all outcomes, the mildest first.
func Outcomes() []Outcome { return []Outcome{Defer, Scheduled, OutOfCycle, Immediate} }

// deployer holds a line for each exploitation and exposure; on it, for not
// automatable and for automatable, the outcome by human impact.
const deployer = `
DDSS DSSS
DSSS SSSS
DSSS SSSO
DSSS SSSS
DSSS SSSO
SSSO SSOO
SSOO SOOO
SSOO OOOO
SOOI OOII`

// supplier holds a line for each exploitation and utility; on it, for partial
// and for total technical impact, the outcome by public safety impact.
const supplier = `
DS SO
SO SO
SO OO
SO SI
SI OI
OI OI
OI OI
OI OI
II II`

// human holds a line for each safety impact; on it, by mission impact, the
// first letter of the human impact ("v" is very high).
const human = `
llmv
llmv
mhhv
vvvv`

// pick takes one cell of a table that is written in lines and groups.
func pick(table string, line, group, cell int) byte {
	return strings.Fields(strings.Split(table[1:], "\n")[line])[group][cell]
}

// Deployer returns what a hospital should do: SSVC's deployer decision.
func Deployer(exploitation, exposure, automatable, humanImpact string) (Outcome, error) {
	at, err := places([]Point{Exploitation, Exposure, Automatable, HumanImpact}, exploitation, exposure, automatable, humanImpact)
	if err != nil {
		return "", err
	}
	return outcomeOf[pick(deployer, at[0]*3+at[1], at[2], at[3])], nil
}

// Supplier returns what a maker should do: SSVC's supplier decision.
func Supplier(exploitation, utility, technicalImpact, publicSafety string) (Outcome, error) {
	at, err := places([]Point{Exploitation, Utility, TechnicalImpact, PublicSafety}, exploitation, utility, technicalImpact, publicSafety)
	if err != nil {
		return "", err
	}
	return outcomeOf[pick(supplier, at[0]*3+at[1], at[2], at[3])], nil
}

// HumanImpactOf joins what it does to people and what it does to the mission.
func HumanImpactOf(safety, mission string) (string, error) {
	at, err := places([]Point{Safety, Mission}, safety, mission)
	if err != nil {
		return "", err
	}
	letter := pick(human, at[0], 0, at[1])
	return HumanImpact.Values[strings.IndexByte("lmhv", letter)], nil
}

// PublicSafetyOf is minimal only where the safety impact is negligible.
func PublicSafetyOf(safety string) (string, error) {
	at, err := Safety.at(safety)
	if err != nil {
		return "", err
	}
	return PublicSafety.Values[min(at, 1)], nil
}

// UtilityOf is how much an attacker gets for the effort.
func UtilityOf(automatable, density string) (string, error) {
	at, err := places([]Point{Automatable, Density}, automatable, density)
	if err != nil {
		return "", err
	}
	return Utility.Values[at[0]+at[1]], nil
}

// places returns where each answer stands among those of its point.
func places(points []Point, values ...string) ([]int, error) {
	at := make([]int, len(points))
	for i, p := range points {
		var err error
		if at[i], err = p.at(values[i]); err != nil {
			return nil, err
		}
	}
	return at, nil
}
