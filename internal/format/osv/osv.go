// Package osv reads records of the Open Source Vulnerability format, as the
// package ecosystems and Linux distributions publish them.
//
// The format: https://ossf.github.io/osv-schema/, versions 1.0 to 1.7.
package osv

import (
	"strings"
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// document is the part of a record that is read. What a database adds on its
// own account is taken when it is what it should be, and else left alone: a
// surprise there must not cost the record.
type document struct {
	ID        string
	Modified  string
	Published string
	Withdrawn string
	Aliases   []string
	Upstream  []string
	Related   []string
	Summary   string
	Details   string
	Severity  []severity
	Affected  []affected
	Links     []vuln.Link
	Word      string // the database's own rating
	CWEs      []string
}

type severity struct{ Type, Score string }

type affected struct {
	Ecosystem, Name string
	Severity        []severity
	Ranges          []eventRun
	Versions        []string
	Urgency, Word   string   // the ecosystem's own rating
	CWEs            []string // the database's
}

type eventRun struct {
	Type   string
	Events []event
}

type event struct{ Introduced, Fixed, LastAffected, Limit string }

// Decode reads one record. Problems are what is odd in a record that is still
// of use; an error means that there is none.
func Decode(data []byte) (vuln.Record, check.Problems, error) {
	var d document
	if err := d.read(data); err != nil {
		return vuln.Record{}, nil, err
	}
	d.ID = ident.WeaknessID(d.ID)
	if d.ID == "" {
		return vuln.Record{}, nil, fault.New(fault.Invalid, "this is no OSV record: it has no id")
	}
	var ps check.Problems
	r := vuln.Record{
		Source: "osv", ID: d.ID,
		Aliases: names(d.Aliases, d.ID), Upstream: names(d.Upstream, d.ID), Related: names(d.Related, d.ID),
		Summary: strings.TrimSpace(d.Summary), Details: d.Details,
		Published: date(&ps, "published", d.Published),
		Modified:  date(&ps, "modified", d.Modified),
		Withdrawn: date(&ps, "withdrawn", d.Withdrawn),
	}
	if len(r.Upstream) == 0 && distributes(d.ID) {
		r.Upstream = cves(r.Related)
	}
	r.CWEs = weaknessTypes(&d)
	r.Links = d.Links
	r.Scores = scores(&ps, &d)
	r.Says = statements(&ps, &d)
	return r, ps, nil
}

// names returns other ids, each once, in their owners' spelling.
func names(list []string, self string) []string {
	var out []string
	for _, n := range list {
		n = ident.WeaknessID(n)
		if n != "" && n != self && !contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// distributes tells whether an id is that of a distribution's advisory. Until
// schema 1.7 brought "upstream", these named the weaknesses that they mend
// under "related" (OSV schema, "upstream").
func distributes(id string) bool {
	switch ident.Family(id) {
	case "DSA", "DLA", "ELA", "DTSA", "USN", "LSN", "ALSA", "ALBA", "ALEA", "RHSA", "RHBA", "RHEA", "RLSA", "RXSA",
		"MGASA", "OESA", "openSUSE-SU", "SUSE-SU", "SUSE-RU", "SUSE-FU", "SUSE-OU", "UBUNTU", "DEBIAN", "ALPINE", "PHSA", "AZL":
		return true
	}
	return false
}

func cves(list []string) []string {
	var out []string
	for _, n := range list {
		if ident.Family(n) == "CVE" {
			out = append(out, n)
		}
	}
	return out
}

// date reads a time and returns zero for none and for a placeholder: all of
// Go's records say they were modified in the year 1.
func date(ps *check.Problems, path, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		ps.Warn(path, "osv-date", "%q is no RFC 3339 time", text)
		return time.Time{}
	}
	if t.Year() < 1970 {
		return time.Time{}
	}
	return t.UTC()
}

// weaknessTypes collects CWE ids from where the databases keep them.
func weaknessTypes(d *document) []string {
	var out []string
	add := func(list []string) {
		for _, id := range list {
			if strings.HasPrefix(id, "CWE-") && !contains(out, id) {
				out = append(out, id)
			}
		}
	}
	add(d.CWEs)
	for i := range d.Affected {
		add(d.Affected[i].CWEs)
	}
	return out
}

// kinds turns the reference types of the schema into ours; the others are web.
var kinds = map[string]string{
	"ADVISORY": "advisory", "FIX": "fix", "REPORT": "report", "EVIDENCE": "exploit", "PACKAGE": "package",
	"ARTICLE": "web", "WEB": "web", "DETECTION": "web", "DISCUSSION": "web", "INTRODUCED": "web", "GIT": "web", "": "web",
}
