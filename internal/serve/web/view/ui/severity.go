package ui

import (
	"slices"
	"strconv"
)

// A Severity is shown as word, shape and colour. Unknown is a word of its own:
// it is neither zero nor low.
type Severity string

// The severities, worst first, and unknown, which has no place among them.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	NoImpact Severity = "none"
	Unknown  Severity = "unknown"
)

// SeverityOf reads the word of a source; a word that is not known is Unknown.
func SeverityOf(word string) Severity {
	s := Severity(word)
	if slices.Contains([]Severity{Critical, High, Medium, Low, NoImpact}, s) {
		return s
	}
	return Unknown
}

// A Rating is a severity with its figure, or the reason that there is none.
type Rating struct {
	Severity Severity
	Score    float64
	Scored   bool   // whether Score says anything
	Reason   string // why there is no severity: "not yet scored"
}

// Text is what the page prints: "9.8 critical", "high", "not yet scored".
func (r Rating) Text() string {
	if r.Severity == Unknown || r.Severity == "" {
		if r.Reason != "" {
			return r.Reason
		}
		return "not scored"
	}
	if r.Scored {
		return strconv.FormatFloat(r.Score, 'f', 1, 64) + " " + string(r.Severity)
	}
	return string(r.Severity)
}

func (r Rating) class() string {
	if r.Severity == "" {
		return "sev sev-unknown"
	}
	return "sev sev-" + string(r.Severity)
}

// A State is a word with a shape and a colour for how a thing stands.
type State struct {
	Word string
	Look Look
}

// A Look is the shape and colour of a state.
type Look string

// The looks of a state.
const (
	Attention Look = "attention" // somebody must do something
	Fine      Look = "good"
	Failed    Look = "bad"
	Moving    Look = "moving" // on its way
	Quiet     Look = "quiet"  // closed, or nothing to do
	Uncertain Look = "unknown"
)

func (s State) class() string { return "state state-" + string(s.Look) }
