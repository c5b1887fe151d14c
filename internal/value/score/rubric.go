package score

import (
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// RubricVersion names the questions and rules below: MITRE's rubric for
// applying CVSS to medical devices (FDA-qualified tool of 20 October 2020,
// calculator 0.12.04), with the defects of the published sheet mended. Its
// answers say nothing of a CVSS version, so one set of them gives a 3.1 and a
// 4.0 vector.
const RubricVersion = "MITRE rubric 0.12.04, Aceso 1"

// An Answer is what somebody says to a question of the rubric. The empty one
// means that nobody has answered yet.
type Answer string

// The answers. An unknown one always counts as the worse: what nobody knows
// is no reason to rank low.
const (
	Unanswered Answer = ""
	Yes        Answer = "yes"
	No         Answer = "no"
	Unknown    Answer = "unknown"
	High       Answer = "high"
	Low        Answer = "low"
	None       Answer = "none"
)

// letter is how an answer stands in an extended vector. No and none share one;
// no question can be answered with both.
func (a Answer) letter() string {
	if a == Unanswered {
		return ""
	}
	return strings.ToUpper(string(a[:1]))
}

// A Question is one of the rubric.
type Question struct {
	Code    string   // the key of the extended vector: "XAVN"
	Metric  string   // the metric of CVSS 3.1 that it decides: "AV"
	Text    string   // the question, in our words
	Hint    string   // what clinical engineers get wrong about it; "" where nothing
	Answers []Answer // what can be said

	needs func(Rubric) bool // whether it is asked, by what was answered before; nil for always
}

// Asked tells whether the question has a bearing, by the answers so far.
func (q Question) Asked(r Rubric) bool { return q.needs == nil || q.needs(r) }

var (
	yesNo   = []Answer{Yes, No, Unknown}
	harms   = []Answer{High, Low, None, Unknown}
	exposed = []Answer{Yes, No, High, Low, Unknown}
)

// Rubric holds the answers by the codes of their questions.
type Rubric map[string]Answer

func (r Rubric) is(code string, any ...Answer) bool { return slices.Contains(any, r[code]) }

// kinds are the six kinds of data and functionality that impact is asked of,
// by the letter that their questions end with.
var kinds = []struct{ letter, of string }{
	{"P", "data about patients (PHI, PII)"},
	{"D", "data or functions of diagnosis or monitoring"},
	{"T", "data or functions that deliver therapy"},
	{"W", "data or functions of the clinical workflow"},
	{"S", "secrets of the system or of its users, such as passwords and keys"},
	{"O", "any other data or functions that matter"},
}

// Questions are all questions of the rubric, in the order in which they are asked.
var Questions = slices.Concat([]Question{
	{Code: "XAVN", Metric: "AV", Answers: yesNo, Text: "Can the weakness be used over a network or a communication protocol of any kind?"},
	{
		Code: "XAVT", Metric: "AV", Answers: yesNo, Text: "Does that network work with routed protocols (OSI layer 3 or 4: IP, TCP, UDP)?", Hint: "A hospital VLAN does not change this: it belongs to the environment, not to the base score.",
		needs: func(r Rubric) bool { return r.is("XAVN", Yes) },
	},
	{
		Code: "XAVW", Metric: "AV", Answers: yesNo, Text: "Is the communication wireless?",
		needs: func(r Rubric) bool { return r.is("XAVN", Yes) && r.is("XAVT", No) },
	},
	{
		Code: "XAVR", Metric: "AV", Answers: yesNo, Text: "Does it reach about 3 metres (10 feet) or less?", Hint: "Radio of short range counts as local, not as adjacent.",
		needs: func(r Rubric) bool { return r.is("XAVN", Yes) && r.is("XAVT", No) && r.is("XAVW", Yes) },
	},
	{
		Code: "XAVP", Metric: "AV", Answers: yesNo, Text: "Must the attacker touch the device?",
		needs: func(r Rubric) bool { return r.is("XAVN", No) },
	},
	{
		Code: "XAVPA", Metric: "AV", Answers: yesNo, Text: "Is that through the interface that its users operate?", Hint: "Kept for the record; it changes no score.",
		needs: func(r Rubric) bool { return r.is("XAVN", No) && r.is("XAVP", Yes) },
	},
	{Code: "XACL", Metric: "AC", Answers: yesNo, Text: "Can the attacker try at will, without special circumstances, settings or another attack first?", Hint: "That a protocol is secret is no reason to call it hard."},
	{Code: "XPRL", Metric: "PR", Answers: yesNo, Text: "Does the device know several users or roles with different rights?", Hint: "A device with one shared role has no privilege that could be required."},
	{
		Code: "XPRZ", Metric: "PR", Answers: yesNo, Text: "Must the attacker be authorised before trying?",
		needs: func(r Rubric) bool { return r.is("XPRL", Yes) },
	},
	{
		Code: "XPRS", Metric: "PR", Answers: yesNo, Text: "Must the attacker have the rights of an administrator or a maintainer?",
		needs: func(r Rubric) bool { return r.is("XPRL", Yes) && r.is("XPRZ", Yes) },
	},
	{Code: "XUI", Metric: "UI", Answers: yesNo, Text: "Must somebody else do something for it to work?", Hint: "A click that people make out of habit is no interaction that the attacker depends on."},
	{Code: "XS", Metric: "S", Answers: yesNo, Text: "Can it affect something under another authority than the weak part?"},
}, impactQuestions())

func impactQuestions() []Question {
	var out []Question
	for _, k := range kinds {
		c := Question{Code: "XC" + k.letter, Metric: "C", Answers: harms, Text: "How much harm if somebody reads " + k.of + "?"}
		if k.letter == "P" {
			c.Answers = exposed
			c.Text = "Can " + k.of + " be read?"
		}
		out = append(out, c)
		if k.letter == "P" {
			out = append(out, Question{
				Code: "XCPM", Metric: "C", Answers: yesNo, Text: "Can that be data of many patients, 500 or more?", Hint: "Many patients make it high, few make it low: our reading of the rubric, whose sheet asks this and does not use it.",
				needs: func(r Rubric) bool { return r.is("XCP", Yes) },
			})
		}
		out = append(
			out,
			Question{Code: "XI" + k.letter, Metric: "I", Answers: harms, Text: "How much harm if somebody changes or deletes " + k.of + "?"},
			Question{Code: "XA" + k.letter, Metric: "A", Answers: harms, Text: "How much harm if " + k.of + " can't be reached?"},
		)
	}
	return out
}

// Missing returns the codes of the questions that have a bearing and no
// answer. There is no vector before there are none.
func (r Rubric) Missing() []string {
	var out []string
	for _, q := range Questions {
		if q.Asked(r) && r[q.Code] == Unanswered {
			out = append(out, q.Code)
		}
	}
	return out
}

// Check tells of answers that the rubric does not know.
func (r Rubric) Check() error {
	for code, answer := range r {
		at := slices.IndexFunc(Questions, func(q Question) bool { return q.Code == code })
		switch {
		case at < 0:
			return fault.New(fault.Invalid, "%.40q is no question of the rubric", code)
		case answer != Unanswered && !slices.Contains(Questions[at].Answers, answer):
			return fault.New(fault.Invalid, "%s can't be answered with %.40q", code, answer)
		}
	}
	return nil
}

// Vector writes the answers as the extended vector: "XAVN:Y/XAVT:Y/…", in the
// order of the questions; what has no bearing or no answer is left out.
func (r Rubric) Vector() string {
	var parts []string
	for _, q := range Questions {
		if letter := r[q.Code].letter(); letter != "" && q.Asked(r) {
			parts = append(parts, q.Code+":"+letter)
		}
	}
	return strings.Join(parts, "/")
}

// ParseRubric reads an extended vector: the letters Y, N and U, and for
// impacts H, L, N (none) and U.
func ParseRubric(vector string) (Rubric, error) {
	if len(vector) > 4*maxVector {
		return nil, fault.New(fault.Invalid, "an extended vector of %d bytes is longer than any can be", len(vector))
	}
	r := Rubric{}
	for part := range strings.SplitSeq(strings.TrimSpace(vector), "/") {
		code, letter, _ := strings.Cut(part, ":")
		q := slices.IndexFunc(Questions, func(q Question) bool { return q.Code == code })
		switch {
		case part == "":
			continue
		case q < 0:
			return nil, fault.New(fault.Invalid, "%.40q is no question of the rubric", code)
		case r[code] != Unanswered:
			return nil, fault.New(fault.Invalid, "%s is answered twice", code)
		}
		at := slices.IndexFunc(Questions[q].Answers, func(a Answer) bool { return a.letter() == letter })
		if at < 0 {
			return nil, fault.New(fault.Invalid, "%s can't be answered with %.20q", code, letter)
		}
		r[code] = Questions[q].Answers[at]
	}
	return r, nil
}
