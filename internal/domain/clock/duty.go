package clock

import (
	"slices"

	"aceso/internal/value/calendar"
)

// A Duty is what a law, a guidance or a promise wants done within a time. The
// table below is data: a new duty is a row.
type Duty struct {
	ID     string
	Title  string        // what must be done, as a verb
	Span   calendar.Span // how long it may take
	From   Event         // what starts it
	Region calendar.Region
	Zone   string // time zone that its days are counted in
	Regime Regime // whose products it is asked of
	Why    string // when it applies, in a sentence
	Source string // standard or law, and section
	Record string // what shows that it was met
	Stops  bool   // it may be paused, with a reason: a promise can, a law can't
	Then   string // id of the duty that its being met starts; "" for none
}

// An Event starts a clock.
type Event string

// The events.
const (
	Aware     Event = "becoming aware"    // of the weakness, the event or the report
	Started   Event = "starting it"       // of a correction or removal
	Notified  Event = "the notification"  // of the authority
	FixThere  Event = "a fix being there" // for those who use the product
	Delivered Event = "the report coming in"
)

// A Regime is a set of rules that a product is under.
type Regime string

// The regimes.
const (
	FDA        Regime = "fda"        // medical device in the United States, its maker
	FDAUser    Regime = "fda user"   // user facility in the United States
	MDR        Regime = "mdr"        // medical device in the European Union
	CRA        Regime = "cra"        // product with digital elements in the Union that is no medical device
	Disclosure Regime = "disclosure" // coordinated disclosure: promised to who reports
)

// Regimes is every regime, with what it is in words.
var Regimes = []struct {
	Regime Regime
	Is     string
}{
	{FDA, "medical device sold in the United States"},
	{MDR, "medical device sold in the European Union"},
	{CRA, "product with digital elements sold in the European Union that is no medical device"},
	{FDAUser, "device in use at a facility in the United States"},
	{Disclosure, "report that was promised an answer"},
}

func days(n int) calendar.Span     { return calendar.Span{N: n, Unit: calendar.Days} }
func workDays(n int) calendar.Span { return calendar.Span{N: n, Unit: calendar.WorkDays} }
func hours(n int) calendar.Span    { return calendar.Span{N: n, Unit: calendar.Hours} }

const (
	washington = "America/New_York"
	brussels   = "Europe/Brussels"
)

// Duties is every duty, by regime.
var Duties = []Duty{
	{
		ID: "fda-uncontrolled-30", Title: "Tell customers and set interim controls", Span: days(30), From: Aware, Region: calendar.USFederal, Zone: washington, Regime: FDA,
		Why: "The risk is uncontrolled, and no report under part 806 is made.", Source: "FDA postmarket guidance 2016, VII.B", Record: "customer letter with its four contents, interim control, remediation plan",
	},
	{
		ID: "fda-uncontrolled-60", Title: "Fix, validate and distribute", Span: days(60), From: Aware, Region: calendar.USFederal, Zone: washington, Regime: FDA,
		Why: "The risk is uncontrolled, and no report under part 806 is made.", Source: "FDA postmarket guidance 2016, VII.B", Record: "validated fix and its distribution, or the compensating control that stays",
	},
	{
		ID: "fda-803-30", Title: "Report the event to the FDA", Span: days(30), From: Aware, Region: calendar.USFederal, Zone: washington, Regime: FDA,
		Why: "A death, a serious injury, or a malfunction that could lead to one.", Source: "21 CFR 803", Record: "report number, or why it is not reportable",
	},
	{
		ID: "fda-803-5", Title: "Report within five work days", Span: workDays(5), From: Aware, Region: calendar.USFederal, Zone: washington, Regime: FDA,
		Why: "Remedial action is needed against an unreasonable risk of substantial harm, or the FDA asked in writing.", Source: "21 CFR 803", Record: "report number",
	},
	{
		ID: "fda-806-10", Title: "Report the correction or removal", Span: workDays(10), From: Started, Region: calendar.USFederal, Zone: washington, Regime: FDA,
		Why: "A correction or removal that lowers a risk to health was started.", Source: "21 CFR 806.10", Record: "report with items 1 to 13, or the justification for not reporting",
	},
	{
		ID: "fda-803-user-10", Title: "Report to the maker, and to the FDA where it must", Span: workDays(10), From: Aware, Region: calendar.USFederal, Zone: washington, Regime: FDAUser,
		Why: "A death goes to the FDA and the maker, a serious injury to the maker.", Source: "21 CFR 803", Record: "report number",
	},
	{
		ID: "mdr-87-15", Title: "Report the serious incident", Span: days(15), From: Aware, Region: calendar.EU, Zone: brussels, Regime: MDR,
		Why: "A serious incident; at once, and at the latest by then.", Source: "EU MDR, article 87", Record: "report reference",
	},
	{
		ID: "mdr-87-2", Title: "Report the threat to public health", Span: days(2), From: Aware, Region: calendar.EU, Zone: brussels, Regime: MDR,
		Why: "A serious threat to public health; at once, and at the latest by then.", Source: "EU MDR, article 87", Record: "report reference",
	},
	{
		ID: "cra-14-24h", Title: "Send the early warning", Span: hours(24), From: Aware, Region: calendar.EU, Zone: brussels, Regime: CRA, Then: "cra-14-72h",
		Why: "The weakness is actively exploited, or the incident is severe.", Source: "EU CRA, article 14", Record: "reference of the single reporting platform",
	},
	{
		ID: "cra-14-72h", Title: "Send the notification", Span: hours(72), From: Aware, Region: calendar.EU, Zone: brussels, Regime: CRA,
		Why: "The weakness is actively exploited, or the incident is severe.", Source: "EU CRA, article 14", Record: "reference of the single reporting platform",
	},
	{
		ID: "cra-14-14d", Title: "Send the final report on the weakness", Span: days(14), From: FixThere, Region: calendar.EU, Zone: brussels, Regime: CRA,
		Why: "A correction or a mitigation of an exploited weakness is there.", Source: "EU CRA, article 14", Record: "reference of the single reporting platform",
	},
	{
		ID: "cra-14-1m", Title: "Send the final report on the incident", Span: calendar.Span{N: 1, Unit: calendar.Months}, From: Notified, Region: calendar.EU, Zone: brussels, Regime: CRA,
		Why: "The severe incident was notified.", Source: "EU CRA, article 14", Record: "reference of the single reporting platform",
	},
	{
		ID: "disclosure-45", Title: "Agree on a date of publication", Span: days(45), From: Delivered, Region: calendar.USFederal, Zone: "UTC", Regime: Disclosure, Stops: true,
		Why: "Who reported may publish after it, unless another date was agreed.", Source: "your disclosure policy", Record: "agreed date, or the advisory",
	},
	{
		ID: "disclosure-90", Title: "Publish the advisory", Span: days(90), From: Delivered, Region: calendar.USFederal, Zone: "UTC", Regime: Disclosure, Stops: true,
		Why: "The longest that a report is held back by the policy.", Source: "your disclosure policy", Record: "the advisory",
	},
}

// DutyBy returns the duty with an id.
func DutyBy(id string) (Duty, bool) {
	at := slices.IndexFunc(Duties, func(d Duty) bool { return d.ID == id })
	if at < 0 {
		return Duty{}, false
	}
	return Duties[at], true
}

// Of returns the duties of the regimes that one event starts.
func Of(from Event, regimes ...Regime) []Duty {
	var out []Duty
	for _, d := range Duties {
		if d.From == from && slices.Contains(regimes, d.Regime) {
			out = append(out, d)
		}
	}
	return out
}
