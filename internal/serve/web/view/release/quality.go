package release

import (
	"aceso/internal/domain/sbom"
	"aceso/internal/serve/web/view/ui"
)

// Quality is a side of its own, at an address of its own.
const Quality Tab = "quality"

// A Grade is how the parts list of a release answers a named profile.
type Grade struct {
	Page
	Profiles []ui.Choice
	Report   sbom.Report
	Path     string // of the page, for the picker
	Table    string // address of all that fails as CSV
	Rules    []RuleRow
	Chosen   *sbom.Result // whose failing components are shown; nil when nothing fails
	Lacks    []Lack
}

// A RuleRow is one rule of the profile.
type RuleRow struct {
	sbom.Result
	URL    string // shows what fails it; "" where nothing does
	Picked bool
}

// A Lack is a component that does not fill the chosen field.
type Lack struct {
	Name, Version string
	Path          string // where it stands in the file
	State         ui.State
	Why           string // address of why it is inside; "" for the document
}

// Sentence is the page in one sentence: the rule that is kept least, and how
// many are kept.
func (g Grade) Sentence() string {
	met, of := g.Report.Met()
	rules := ui.Number(met) + " of " + ui.Count(of, "rule is", "rules are") + " met in full."
	n := ui.Count(g.Report.Components, "component", "components")
	all := "All " + n + " say"
	if g.Report.Components == 1 {
		all = "The one component says"
	}
	worst := g.worst()
	switch {
	case g.Report.Components == 0:
		return "The parts list names no component, so most rules have nothing to ask; " + rules
	case met == of:
		return all + " what the profile asks; " + rules
	case worst == nil:
		return all + " what the profile asks, the file itself does not; " + rules
	}
	return ui.Number(worst.Filled) + " of " + n + " " + worst.Rule.Asks + "; " + rules
}

// worst is the rule for components that must be kept and is kept least; nil
// when all are kept.
func (g Grade) worst() *sbom.Result {
	var worst *sbom.Result
	for i := range g.Report.Results {
		x := &g.Report.Results[i]
		if x.Rule.Level == sbom.Must && x.Rule.PerComponent() && !x.Met() && (worst == nil || x.Share() < worst.Share()) {
			worst = x
		}
	}
	return worst
}

// LackState says in words how a field is not filled.
func LackState(a sbom.Answer) ui.State {
	switch a {
	case sbom.Unknown:
		return ui.State{Word: "stated as unknown", Look: ui.Uncertain}
	case sbom.Redacted:
		return ui.State{Word: "withheld", Look: ui.Uncertain}
	}
	return ui.State{Word: "nothing said", Look: ui.Attention}
}

// percent is the share of a rule, rounded down: 100 % means all.
func (r RuleRow) percent() string { return ui.Number(sbom.Percent(r.Share())) + " %" }

// rest says what of the unfilled is more than silence.
func (r RuleRow) rest() string {
	switch {
	case r.Unknown > 0 && r.Redacted > 0:
		return ui.Number(r.Unknown) + " stated as unknown, " + ui.Number(r.Redacted) + " withheld"
	case r.Unknown > 0:
		return ui.Number(r.Unknown) + " stated as unknown"
	case r.Redacted > 0:
		return ui.Number(r.Redacted) + " withheld"
	}
	return ""
}

// level is the level in words, with the section that asks.
func (r RuleRow) level() string {
	section := r.Rule.Section
	if section[0] >= '0' && section[0] <= '9' {
		section = "section " + section
	}
	return string(r.Rule.Level) + " be said: " + section
}
