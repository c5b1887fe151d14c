package score

import (
	"strings"

	"aceso/internal/value/fault"
)

// A Metric is one value of a vector with the answers that decided it.
type Metric struct {
	Name, Value string   // "AV", "N"
	From        []string // codes of the questions that decided it
	Why         string   // in a sentence
}

// Metrics derives the eight base metrics of CVSS 3.1 from the answers.
func (r Rubric) Metrics() ([]Metric, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	if missing := r.Missing(); len(missing) > 0 {
		return nil, fault.New(fault.Invalid, "the rubric still asks %s", strings.Join(missing, ", ")).Helped("answer each question, with unknown where nobody knows")
	}
	return []Metric{r.vector(), r.complexity(), r.privileges(), r.interaction(), r.scope(), r.impact("C"), r.impact("I"), r.impact("A")}, nil
}

func (r Rubric) vector() Metric {
	m := func(value, why string, from ...string) Metric { return Metric{"AV", value, from, why} }
	switch {
	case r.is("XAVN", Unknown):
		return m("N", "nobody knows whether a network can be used, so it counts as one", "XAVN")
	case r.is("XAVN", Yes) && !r.is("XAVT", No):
		return m("N", "it can be reached over a routed network", "XAVN", "XAVT")
	case r.is("XAVN", Yes) && !r.is("XAVW", Yes):
		return m("A", "it can be reached from the same wired segment", "XAVN", "XAVT", "XAVW")
	case r.is("XAVN", Yes) && r.is("XAVR", Yes):
		return m("L", "radio of short range counts as local", "XAVN", "XAVT", "XAVW", "XAVR")
	case r.is("XAVN", Yes):
		return m("A", "radio reaches further than about 3 metres", "XAVN", "XAVT", "XAVW", "XAVR")
	case r.is("XAVP", Yes):
		return m("P", "the device must be touched", "XAVN", "XAVP")
	}
	return m("L", "no network is used, and the device need not be touched", "XAVN", "XAVP")
}

func (r Rubric) complexity() Metric {
	if r.is("XACL", No) {
		return Metric{"AC", "H", []string{"XACL"}, "something must be so before an attack can work"}
	}
	return Metric{"AC", "L", []string{"XACL"}, "it can be tried at will"}
}

func (r Rubric) privileges() Metric {
	switch {
	case !r.is("XPRL", Yes):
		return Metric{"PR", "N", []string{"XPRL"}, "there are no roles with rights of their own that it could take"}
	case !r.is("XPRZ", Yes):
		return Metric{"PR", "N", []string{"XPRL", "XPRZ"}, "nobody need be authorised"}
	case r.is("XPRS", Yes):
		return Metric{"PR", "H", []string{"XPRL", "XPRZ", "XPRS"}, "it takes an administrator's rights"}
	case r.is("XPRS", No):
		return Metric{"PR", "L", []string{"XPRL", "XPRZ", "XPRS"}, "it takes a user's rights"}
	}
	return Metric{"PR", "N", []string{"XPRL", "XPRZ", "XPRS"}, "nobody knows which rights it takes, so it counts as none"}
}

func (r Rubric) interaction() Metric {
	if r.is("XUI", Yes) {
		return Metric{"UI", "R", []string{"XUI"}, "somebody else must do something"}
	}
	return Metric{"UI", "N", []string{"XUI"}, "nobody else need do anything"}
}

func (r Rubric) scope() Metric {
	if r.is("XS", No) {
		return Metric{"S", "U", []string{"XS"}, "it stays within the weak part's authority"}
	}
	return Metric{"S", "C", []string{"XS"}, "it reaches beyond the weak part's authority"}
}

// impact returns the worst of the six kinds. An impact that nobody knows
// counts as high (the published sheet takes it for none).
func (r Rubric) impact(metric string) Metric {
	worst := Metric{Name: metric, Value: "N", Why: "no kind of data or function is harmed"}
	for _, k := range kinds {
		code := "X" + metric + k.letter
		from := []string{code}
		answer := r[code]
		if answer == Yes {
			answer, from = map[Answer]Answer{Yes: High, No: Low, Unknown: High}[r["XCPM"]], append(from, "XCPM")
		}
		switch {
		case answer == High && worst.Value != "H":
			worst.Value, worst.From, worst.Why = "H", from, k.of+" could be harmed badly"
		case answer == Unknown && worst.Value != "H":
			worst.Value, worst.From, worst.Why = "H", from, "nobody knows how badly "+k.of+" could be harmed, so it counts as high"
		case answer == Low && worst.Value == "N":
			worst.Value, worst.From, worst.Why = "L", from, k.of+" could be harmed a little"
		}
	}
	return worst
}

// CVSS31 returns the rating of the answers by CVSS 3.1.
func (r Rubric) CVSS31() (CVSS, error) {
	metrics, err := r.Metrics()
	if err != nil {
		return CVSS{}, err
	}
	v := CVSS31
	for _, m := range metrics {
		v += "/" + m.Name + ":" + m.Value
	}
	return ParseCVSS(v)
}

// A Supplement is what CVSS 4.0 asks beyond the rubric. The letters are those
// of the specification (sections 2 and 5); "" where nobody has said.
type Supplement struct {
	Requirements     string // AT: N, P
	Interaction      string // UI: P, A; of use only where the rubric says that somebody must act
	SubC, SubI, SubA string // SC: H, L, N; SI and SA also S, for safety
	Safety           string // S: N, P
	Automatable      string // AU: N, Y
	Recovery         string // R: A, U, I
	Urgency          string // U: Clear, Green, Amber, Red
}

// CVSS40 returns the rating of the answers by CVSS 4.0. Where the supplement
// says nothing the worse is taken: no attack requirements, passive
// interaction, and, when another authority is reached, the same impact there
// as in the weak part. What 4.0 calls supplemental is kept in the vector and
// changes no score.
func (r Rubric) CVSS40(s Supplement) (CVSS, error) {
	metrics, err := r.Metrics()
	if err != nil {
		return CVSS{}, err
	}
	value := map[string]string{}
	for _, m := range metrics {
		value[m.Name] = m.Value
	}
	ui := "N"
	if value["UI"] == "R" {
		ui = or(s.Interaction, "P")
	}
	beyond := func(said, same string) string {
		if value["S"] == "U" {
			return or(said, "N")
		}
		return or(said, same)
	}
	v := CVSS40 + "/AV:" + value["AV"] + "/AC:" + value["AC"] + "/AT:" + or(s.Requirements, "N") + "/PR:" + value["PR"] + "/UI:" + ui +
		"/VC:" + value["C"] + "/VI:" + value["I"] + "/VA:" + value["A"]
	modified := ""
	for _, sub := range []struct{ metric, said, same string }{{"SC", s.SubC, value["C"]}, {"SI", s.SubI, value["I"]}, {"SA", s.SubA, value["A"]}} {
		letter := beyond(sub.said, sub.same)
		if letter == "S" { // safety is a value of the modified metrics only (CVSS 4.0, section 4.2)
			letter, modified = "H", modified+"/M"+sub.metric+":S"
		}
		v += "/" + sub.metric + ":" + letter
	}
	v += modified
	for _, extra := range []struct{ metric, said string }{{"S", s.Safety}, {"AU", s.Automatable}, {"R", s.Recovery}, {"U", s.Urgency}} {
		if extra.said != "" {
			v += "/" + extra.metric + ":" + extra.said
		}
	}
	return ParseCVSS(v)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
