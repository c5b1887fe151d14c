package app

import (
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/value/check"
)

// A CheckedOpen is a component that could not be checked.
type CheckedOpen struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	PURL    string   `json:"purl"`
	Reason  string   `json:"reason"`
	Refs    []string `json:"refs"`
}

// A CheckedComponent names a component.
type CheckedComponent struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	PURL    string   `json:"purl"`
	Refs    []string `json:"refs"` // the document's own ids of it: it may stand there more than once
}

// A CheckedFinding is one weakness in one component.
type CheckedFinding struct {
	Component CheckedComponent `json:"component"`
	IDs       []string         `json:"ids"` // the best known first
	State     match.State      `json:"state"`
	Why       string           `json:"why"`
	Settle    string           `json:"settle,omitempty"`
	Rule      string           `json:"rule"`
	Source    string           `json:"source"`
	Record    string           `json:"record"`
	Summary   string           `json:"summary"`
	Severity  string           `json:"severity"` // critical, high, medium, low, none, unknown
	Score     *float64         `json:"score"`    // of the leading score; null when there is none
	Scores    []CheckedScore   `json:"scores"`   // every source's own
	KEV       bool             `json:"kev"`
	KEVDue    string           `json:"kev_due,omitempty"`
	EPSS      *float64         `json:"epss"` // probability, 0 to 1; null when there is none
	Fixed     []string         `json:"fixed"`
	Said      []CheckedSaid    `json:"said,omitempty"` // by the document itself
}

// A CheckedScore is one source's rating.
type CheckedScore struct {
	Source   string   `json:"source"`
	System   string   `json:"system"`
	Vector   string   `json:"vector,omitempty"`
	Score    *float64 `json:"score"`
	Severity string   `json:"severity"`
}

// A CheckedSaid is a statement that travels inside the document. It is its
// author's word and changes no state.
type CheckedSaid struct {
	Status        string `json:"status"`
	Justification string `json:"justification,omitempty"`
	Detail        string `json:"detail,omitempty"`
}

// A CheckedSummary counts components, and findings of distinct components.
type CheckedSummary struct {
	Matched       int            `json:"matched"` // components: the two that follow
	AffectedParts int            `json:"matched_affected"`
	UntoldParts   int            `json:"matched_cannot_tell"` // nothing affects them for certain
	Clean         int            `json:"clean"`
	NotCheckable  int            `json:"not_checkable"`
	Affected      int            `json:"affected"`    // findings
	CannotTell    int            `json:"cannot_tell"` // findings, also those on a part without a version
	Severities    map[string]int `json:"severities"`  // of affected findings
	KEV           int            `json:"kev"`         // of affected findings
}

// A CheckedPolicy says whether the document keeps the policy.
type CheckedPolicy struct {
	Rules    []string        `json:"rules"`
	Passed   bool            `json:"passed"`
	Breaches []CheckedBreach `json:"breaches"`
	Warning  string          `json:"warning,omitempty"` // why having passed means little
}

// A CheckedBreach is one rule that it does not keep.
type CheckedBreach struct {
	Rule string `json:"rule"`
	Text string `json:"text"`
}

// A CheckedData says what the answers rest on.
type CheckedData struct {
	Made      time.Time        `json:"made"`
	Signature CheckedSignature `json:"signature"`
	Sources   []CheckedSource  `json:"sources"`
}

// A CheckedSignature says who signed the bundle. What a key signed that
// nobody has named proves nothing.
type CheckedSignature struct {
	Signed  bool   `json:"signed"`
	Key     string `json:"key,omitempty"` // its name and hash, as its public half begins
	Trusted bool   `json:"trusted"`
	Text    string `json:"text"`
}

// A CheckedSource is one feed in the bundle.
type CheckedSource struct {
	Name    string `json:"name"`
	AsOf    string `json:"as_of"` // date; "" when the source gives none that can be trusted
	Fetched string `json:"fetched"`
	Records int    `json:"records"`
	Problem string `json:"problem,omitempty"`
	Limit   string `json:"limit,omitempty"` // what it lacks though its name promises it
}

// A CheckedDocument says what was read.
type CheckedDocument struct {
	Format   string          `json:"format"`
	Version  string          `json:"version"`
	Name     string          `json:"name"`
	Problems []check.Problem `json:"problems"`
}
