package app

import (
	"aceso/internal/domain/match"
	"aceso/internal/format"
	"aceso/internal/format/csaf"
	"aceso/internal/format/intake"
	"aceso/internal/format/units"
	"aceso/internal/hospital/fleet"
	"aceso/internal/hospital/response"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// What works on files alone: no store, no server, nothing kept.

// ValidateAdvisory holds a CSAF document against the standard's schema and
// tests. The error says what a document is that can't be judged.
func ValidateAdvisory(data []byte) (csaf.Report, error) {
	report, err := csaf.Validate(data, intake.SBOM)
	if !fault.Is(err, fault.Invalid) {
		return report, err
	}
	if kind, unknown := format.Sniff(data); unknown == nil && kind.Family != format.CSAF && kind.Family != format.List {
		err = fault.New(fault.Invalid, "this is %s, not a security advisory", kind).Helped("send a CSAF 2.0 advisory")
	}
	return report, err
}

// A FleetMatched says how every unit of an inventory stands to an advisory.
// Its JSON shape is stable.
type FleetMatched struct {
	Advisory string              `json:"advisory"` // its id
	Title    string              `json:"title"`
	Counts   map[match.State]int `json:"counts"`
	Units    []response.Answer   `json:"units"`
	Problems []check.Problem     `json:"problems"` // of advisory and inventory, as they were read
}

// FleetNames is what a person has said of names: that two mean the same
// product or don't, and rules as they are kept for components.
type FleetNames struct {
	Confirmed []UnitAlias
	Rules     []match.Alias
}

// A UnitAlias is one confirmation.
type UnitAlias = response.Alias

// FleetMatch answers for each unit of an inventory, in its order.
func FleetMatch(advisory, inventory []byte, names FleetNames) (*FleetMatched, error) {
	a, problems, err := csaf.Decode(advisory, intake.SBOM)
	if err != nil {
		return nil, err
	}
	rows, more, err := units.Decode(inventory, intake.SBOM)
	if err != nil {
		return nil, err
	}
	out := &FleetMatched{
		Advisory: a.ID, Title: a.Title, Problems: append(append([]check.Problem{}, problems...), more...),
		Counts: map[match.State]int{match.Affected: 0, match.NotAffected: 0, match.CannotTell: 0},
		Units:  make([]response.Answer, 0, len(rows)),
	}
	all := make([]fleet.Unit, len(rows))
	for i, row := range rows {
		all[i] = fleet.Unit(row)
	}
	// What was confirmed of one pair of names wins over a rule for many.
	reading := response.Read(a, append(response.FromRules(names.Rules, all), names.Confirmed...))
	for _, u := range all {
		answer := reading.Affected(u)
		out.Counts[answer.State]++
		out.Units = append(out.Units, answer)
	}
	return out, nil
}
