package app

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/vuln"
)

// shelf is a bundle of a few statements.
type shelf struct{ says []vuln.Statement }

func (s shelf) ByPackage(ecosystem, name string) ([]vuln.Statement, error) {
	var out []vuln.Statement
	for _, st := range s.says {
		if st.Ecosystem == ecosystem && st.Package == name {
			out = append(out, st)
		}
	}
	return out, nil
}

func (s shelf) ByProduct(string, string, string) ([]vuln.Statement, error) { return nil, nil }
func (s shelf) Covers(what string) bool                                    { return what == "npm" }
func (s shelf) Releases(string) []string                                   { return nil }
func (s shelf) Info() vuln.Info {
	return vuln.Info{ID: "abc", Made: time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC), Sources: []vuln.Source{{Name: "osv:npm", AsOf: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}}}
}

func (s shelf) Weakness(name string) (*vuln.Weakness, error) {
	w := &vuln.Weakness{ID: name, Names: []string{name}, Records: []vuln.Record{{Source: "osv", ID: name, Summary: "about " + name}}}
	switch name {
	case "CVE-1":
		w.Records[0].Scores = []vuln.Score{{Source: "ghsa", System: "CVSS:3.1", Value: 5, Severity: "medium"}}
		w.KEV, w.EPSS = &vuln.Exploited{Due: "2022-01-01"}, &vuln.Probability{Score: 0.9}
	case "CVE-2":
		w.Records[0].Scores = []vuln.Score{{Source: "ghsa", System: "CVSS:3.1", Value: 9.8, Severity: "critical"}, {Source: "nvd", System: "word", Severity: "high"}}
	}
	return w, nil
}

var stock = shelf{[]vuln.Statement{
	{Weakness: "CVE-1", Source: "osv", Record: "CVE-1", Ecosystem: "npm", Package: "a", Says: vuln.Affected, Ranges: []vuln.Range{{Scheme: vuln.Semver, Fixed: "2.0.0"}}},
	{Weakness: "CVE-2", Source: "osv", Record: "CVE-2", Ecosystem: "npm", Package: "a", Says: vuln.Affected, Ranges: []vuln.Range{{Scheme: vuln.Semver, Fixed: "3.0.0"}}},
	{Weakness: "CVE-3", Source: "osv", Record: "CVE-3", Ecosystem: "npm", Package: "b", Says: vuln.Affected},
	{Weakness: "CVE-4", Source: "osv", Record: "CVE-4", Ecosystem: "npm", Package: "b", Says: vuln.Unknown},
}}

const document = `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[
	{"type":"library","bom-ref":"1","name":"a","version":"1.0.0","purl":"pkg:npm/a@1.0.0"},
	{"type":"library","bom-ref":"2","name":"a","version":"1.0.0","purl":"pkg:npm/a@1.0.0"},
	{"type":"library","bom-ref":"3","name":"b","version":"1.0.0","purl":"pkg:npm/b@1.0.0"},
	{"type":"library","bom-ref":"4","name":"c","version":"1.0.0","purl":"pkg:npm/c@1.0.0"},
	{"type":"library","bom-ref":"5","name":"d","version":"1.0.0"}],
	"vulnerabilities":[{"id":"CVE-3","analysis":{"state":"not_affected","justification":"code_not_reachable"},"affects":[{"ref":"3"}]}]}`

func checked(t *testing.T) *Checked {
	t.Helper()
	r, err := checkAgainst(context.Background(), []byte(document), stock, nil, match.DefaultPolicy)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheWorstStandsFirst(t *testing.T) {
	var got []string
	for _, f := range checked(t).Findings {
		got = append(got, f.IDs[0]+" "+f.Severity+" "+string(f.State))
	}
	want := []string{"CVE-1 medium affected", "CVE-2 critical affected", "CVE-3 unknown affected", "CVE-4 unknown cannot_tell"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestACheckCountsEveryComponent(t *testing.T) {
	r := checked(t)
	if s := r.Summary; r.Components != 5 || s.Matched != 3 || s.Clean != 1 || s.NotCheckable != 1 || s.Affected != 3 || s.CannotTell != 1 || s.KEV != 1 || s.Severities["unknown"] != 1 {
		t.Errorf("%d components, %+v", r.Components, r.Summary)
	}
	if len(r.NotCheckable) != 1 || r.NotCheckable[0].Reason == "" || r.NotCheckable[0].Name != "d" {
		t.Errorf("%+v", r.NotCheckable)
	}
	if refs := r.Findings[0].Component.Refs; !slices.Equal(refs, []string{"1", "2"}) {
		t.Errorf("alike components are told once with all their refs: %v", refs)
	}
	if r.Policy.Passed || len(r.Policy.Breaches) != 2 {
		t.Errorf("%+v", r.Policy)
	}
}

func TestWhatTheDocumentSaysStandsBesideAndChangesNothing(t *testing.T) {
	for _, f := range checked(t).Findings {
		switch f.IDs[0] {
		case "CVE-3":
			if f.State != match.Affected || len(f.Said) != 1 || f.Said[0].Status != "not_affected" {
				t.Errorf("%+v", f)
			}
		default:
			if f.Said != nil {
				t.Errorf("%+v", f)
			}
		}
	}
}

func TestTheStableShape(t *testing.T) {
	raw, err := json.Marshal(checked(t))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	has := func(m map[string]any, keys string) {
		t.Helper()
		for _, k := range strings.Fields(keys) {
			if _, ok := m[k]; !ok {
				t.Errorf("the key %s is missing", k)
			}
		}
	}
	has(doc, "bundle components not_checkable findings")
	has(doc["not_checkable"].([]any)[0].(map[string]any), "name version reason")
	first := doc["findings"].([]any)[0].(map[string]any)
	has(first, "component ids state why source severity kev epss fixed")
	has(first["component"].(map[string]any), "name version purl")
	unrated := doc["findings"].([]any)[2].(map[string]any)
	if unrated["score"] != nil || unrated["epss"] != nil || unrated["severity"] != "unknown" {
		t.Errorf("what nobody rated is null and unknown, not zero: %v", unrated)
	}
	if strings.Contains(string(raw), ":null") && !strings.Contains(string(raw), `"score":null`) {
		t.Error("lists are empty, not null")
	}
}

func TestOtherFormsOfTheReport(t *testing.T) {
	var sarif, vdr bytes.Buffer
	r := checked(t)
	if err := r.WriteSARIF(&sarif, "bom.json", "1"); err != nil || !strings.Contains(sarif.String(), `"ruleId":"CVE-2"`) {
		t.Error(err, sarif.String())
	}
	if err := r.WriteVDR(&vdr, time.Unix(0, 0)); err != nil || !strings.Contains(vdr.String(), "CVE-2") {
		t.Error(err)
	}
}
