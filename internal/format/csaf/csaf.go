// Package csaf reads security advisories in the Common Security Advisory
// Framework 2.0 (OASIS Standard, with errata 01) and holds them against its
// tests: the JSON schema (3), the mandatory (6.1), optional (6.2) and
// informative ones (6.3).
//
// Decode gives the advisory that a document tells. Validate gives the verdict
// of every test. Both see the same tree of JSON values, which is read once and
// forgives wrong types: what has another type than it should counts as absent,
// and the schema check says so.
//
// Each test is a function on a view of the document, listed in tests.go under
// the number of its section.
package csaf

import (
	"fmt"
	"strconv"
	"strings"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// A Report is the verdict on one document. Its JSON shape is stable.
type Report struct {
	Valid   bool               `json:"valid"`             // the schema and every mandatory test pass
	Version string             `json:"version"`           // of CSAF, as the document says; "" when it doesn't
	ID      string             `json:"id"`                // tracking id; "" when it has none
	Schema  Outcome            `json:"schema"`            // the JSON schema of CSAF 2.0
	Tests   map[string]Outcome `json:"tests"`             // by section: "6.1.1"
	NotRun  map[string]string  `json:"not_run,omitempty"` // section and why
}

// An Outcome is the result of one test.
type Outcome struct {
	Passed   bool      `json:"passed"`
	Problems []Problem `json:"problems"` // never null
}

// A Problem is one place where a test fails.
type Problem struct {
	Path string `json:"path"` // JSON pointer (RFC 6901): /vulnerabilities/0/cve
	Text string `json:"text"`
}

// Validate holds a document against CSAF 2.0. The error says why a document
// can't be judged: it is no JSON, it is something else, or it exceeds a limit.
func Validate(data []byte, lim intake.Limits) (Report, error) {
	root, err := parse(data, lim)
	if err != nil {
		return Report{}, err
	}
	rep := Report{Tests: map[string]Outcome{}, NotRun: map[string]string{}}
	rep.ID = root.at("document", "tracking").str("id")
	rep.Version = root.get("document").str("csaf_version")
	if rep.Version != "2.0" && !forgetsVersion(root) {
		return Report{}, fault.New(fault.Invalid, "%s", otherVersion(root)).Helped("send a CSAF 2.0 advisory")
	}
	if rep.run(root, lim.Edges) {
		return Report{}, intake.Exceeded("products of groups", int64(lim.Edges))
	}
	return rep, nil
}

// forgetsVersion tells whether a document is an advisory in all but the member
// that says so: the schema is what it breaks.
func forgetsVersion(root *node) bool {
	d := root.get("document")
	return d.str("csaf_version") == "" && d.has("category") && d.has("publisher") && d.has("tracking")
}

// run fills the report from a document that says it is CSAF 2.0. It tells
// whether groups stood for more products than the limit.
func (rep *Report) run(root *node, most int) bool {
	check := schemaCheck{}
	check.check(root, documentSchema, "")
	rep.Schema = check.problems.outcome()
	rep.Valid = rep.Schema.Passed
	v := newView(root)
	v.unknown, v.most = check.unknown, most
	for _, t := range tests {
		if t.notRun != "" {
			rep.NotRun[t.section] = t.notRun
			continue
		}
		var ps problems
		t.run(v, &ps)
		out := ps.outcome()
		rep.Tests[t.section] = out
		if !out.Passed && strings.HasPrefix(t.section, "6.1.") {
			rep.Valid = false
		}
	}
	return most > 0 && v.expanded > most
}

// otherVersion says what a document is that is no CSAF 2.0.
func otherVersion(root *node) string {
	switch version := root.get("document").str("csaf_version"); {
	case version == "2.1":
		return "this is a CSAF 2.1 document, and CSAF 2.1 is not judged by this version of Aceso"
	case version != "":
		return fmt.Sprintf("this says it is CSAF %q; only CSAF 2.0 is judged", shorten(version))
	case root.has("canonical_url") || root.has("publisher") && root.has("distributions"):
		return "this is a CSAF provider's metadata, not an advisory"
	case root.has("aggregator"):
		return "this is a CSAF aggregator's list, not an advisory"
	case root.has("feed"):
		return "this is a ROLIE feed, not an advisory"
	}
	return "this is no CSAF document: it has no /document/csaf_version"
}

// mostProblems bounds what is told of one test: ten thousand products without
// a helper are one remark, not ten thousand.
const mostProblems = 1000

// problems collects where one test fails.
type problems struct {
	all  []Problem
	more int
}

func (ps *problems) add(path, format string, args ...any) {
	if len(ps.all) >= mostProblems {
		ps.more++
		return
	}
	ps.all = append(ps.all, Problem{Path: path, Text: fmt.Sprintf(format, args...)})
}

func (ps *problems) outcome() Outcome {
	if len(ps.all) == 0 {
		return Outcome{Passed: true, Problems: []Problem{}}
	}
	if ps.more > 0 {
		return Outcome{Problems: append(ps.all, Problem{Text: fmt.Sprintf("and %d more of the same kind", ps.more)})}
	}
	return Outcome{Problems: ps.all}
}

// index and member extend a JSON pointer.
func index(path string, i int) string { return path + "/" + strconv.Itoa(i) }

func member(path, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	}
	return path + "/" + name
}

// shorten cuts a text of the sender's to what fits in a message.
func shorten(s string) string {
	if len(s) <= 80 {
		return s
	}
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
