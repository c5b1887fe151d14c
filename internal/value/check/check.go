// Package check collects problems in what somebody sent, each with its place
// and the rule that it breaks, so that all are told at once.
package check

import (
	"fmt"
	"strings"
)

// A Level says how much a problem weighs.
type Level string

// The levels of a problem.
const (
	Error   Level = "error"   // a rule of the format is broken
	Warning Level = "warning" // allowed, but something can't be known because of it
)

// A Problem is one broken rule at one place.
type Problem struct {
	Path  string `json:"path"` // where, as the document's reader would write it: components[3].version
	Rule  string `json:"rule"` // stable name: cyclonedx-schema, component-names-supplier
	Text  string `json:"text"` // what is so, in plain words
	Level Level  `json:"level"`
}

// String returns "path: rule: text".
func (p Problem) String() string { return p.Path + ": " + p.Rule + ": " + p.Text }

// Problems is a growing list of problems. Its zero value is ready for use.
type Problems []Problem

// Add notes a broken rule.
func (ps *Problems) Add(path, rule, format string, args ...any) {
	*ps = append(*ps, Problem{Path: path, Rule: rule, Text: fmt.Sprintf(format, args...), Level: Error})
}

// Warn notes something that is allowed and yet leaves a question open.
func (ps *Problems) Warn(path, rule, format string, args ...any) {
	*ps = append(*ps, Problem{Path: path, Rule: rule, Text: fmt.Sprintf(format, args...), Level: Warning})
}

// Short cuts a text that somebody sent to what fits in a message, and keeps
// it text.
func Short(s string) string { return ShortTo(s, 60) }

// ShortTo is Short to a number of bytes.
func ShortTo(s string, most int) string {
	if len(s) <= most {
		return strings.ToValidUTF8(s, "�")
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// Valid tells whether no rule is broken; warnings don't count.
func (ps Problems) Valid() bool {
	for _, p := range ps {
		if p.Level != Warning {
			return false
		}
	}
	return true
}

// String returns one line a problem.
func (ps Problems) String() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
