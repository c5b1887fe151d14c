package cli

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"aceso/internal/app"
	"aceso/internal/domain/match"
)

// The names of JUnit XML, as build servers read it.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		Failure *junitReason `xml:"failure,omitempty"`
		Skipped *junitReason `xml:"skipped,omitempty"`
	}
	junitReason struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
	}
)

// printJUnit writes a case for each finding and for each component that could
// not be checked: affected fails, and what nobody can tell is skipped, not passed.
func printJUnit(w io.Writer, name string, r *app.Checked) error {
	s := junitSuite{Name: "aceso check " + name}
	for i := range r.Findings {
		f := &r.Findings[i]
		c := junitCase{Class: printable(strings.TrimSpace(f.Component.Name + " " + f.Component.Version)), Name: f.IDs[0]}
		reason := &junitReason{Message: printable(f.Why), Type: f.Severity}
		if f.State == match.Affected {
			c.Failure = reason
			s.Failures++
		} else {
			c.Skipped = reason
			s.Skipped++
		}
		s.Cases = append(s.Cases, c)
	}
	for _, n := range r.NotCheckable {
		s.Cases = append(s.Cases, junitCase{Class: printable(strings.TrimSpace(n.Name + " " + n.Version)), Name: "can be checked", Skipped: &junitReason{Message: printable(n.Reason)}})
		s.Skipped++
	}
	s.Tests = len(s.Cases)
	if s.Tests == 0 {
		only := junitCase{Class: "aceso", Name: "no known weakness"}
		if r.Components == 0 { // a build server must not show that as passed
			only.Skipped = &junitReason{Message: match.NothingChecked(0)}
			s.Skipped = 1
		}
		s.Tests, s.Cases = 1, []junitCase{only}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(s); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}
