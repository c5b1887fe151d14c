package score

import "strconv"

// BODTable names the table of CISA's Binding Operational Directive 26-04 (10
// June 2026). It binds federal civil agencies; others are urged to follow.
const BODTable = "CISA BOD 26-04 remediation timelines 1.0.0"

// A Timeline is until when BOD 26-04 wants a weakness remedied.
type Timeline struct {
	Days     int  // 3, 14 or 60; 0 for when the system is upgraded anyway
	Forensic bool // the system is also looked at for traces of an intruder
}

// BOD2604 returns the timeline for four signals: listed in KEV, reachable by
// the public, attack can be automated, total technical impact.
func BOD2604(kev, exposed, automatable, total bool) Timeline {
	signals := 0
	for _, yes := range []bool{kev, exposed, automatable} {
		if yes {
			signals++
		}
	}
	switch {
	case kev && signals >= 2:
		days := 3
		if !total && signals == 2 {
			days = 14
		}
		return Timeline{Days: days, Forensic: total}
	case kev:
		return Timeline{Days: 14}
	case exposed && automatable && total:
		return Timeline{Days: 3}
	case exposed && (automatable || total):
		return Timeline{Days: 14}
	case exposed || automatable:
		return Timeline{Days: 60}
	}
	return Timeline{}
}

// Text says the timeline in words.
func (t Timeline) Text() string {
	switch {
	case t.Days == 0:
		return "at the next upgrade"
	case t.Forensic:
		return strconv.Itoa(t.Days) + " days, and look for traces of an intruder"
	}
	return strconv.Itoa(t.Days) + " days"
}
