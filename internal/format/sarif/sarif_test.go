package sarif

import (
	"bytes"
	"encoding/json"
	"testing"
)

// good is one run with one sure finding; tests change one thing of it.
func good(change func(*Run)) Run {
	r := Run{Tool: "aceso", Version: "1.0", Artifact: "bom.json", Findings: []Finding{{
		ID: "CVE-2021-23337", Names: []string{"CVE-2021-23337", "GHSA-35jh-r3h4-6jhm"}, Title: "Command injection in lodash", Severity: "high",
		Score: 7.2, Scored: true, Sure: true, Message: "npm lodash 4.17.20 is before 4.17.21", Component: "lodash 4.17.20", PURL: "pkg:npm/lodash@4.17.20", Key: "k",
	}}}
	if change != nil {
		change(&r)
	}
	return r
}

// read encodes a run and returns its first run as plain JSON.
func read(t *testing.T, r Run) map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, r); err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc["version"] != "2.1.0" {
		t.Error("version", doc["version"])
	}
	return doc["runs"].([]any)[0].(map[string]any)
}

func TestWhatARunSays(t *testing.T) {
	at := func(v any, path ...any) any {
		for _, p := range path {
			switch p := p.(type) {
			case string:
				v = v.(map[string]any)[p]
			case int:
				v = v.([]any)[p]
			}
		}
		return v
	}
	first := []any{"results", 0}
	for name, tc := range map[string]struct {
		change func(*Run)
		path   []any
		want   any
	}{
		"the result names its rule":             {nil, append(first, "ruleId"), "CVE-2021-23337"},
		"high is an error":                      {nil, append(first, "level"), "error"},
		"the rule has the score":                {nil, []any{"tool", "driver", "rules", 0, "properties", "security-severity"}, "7.2"},
		"a missing score is left out":           {func(r *Run) { r.Findings[0].Scored = false }, []any{"tool", "driver", "rules", 0, "properties", "security-severity"}, nil},
		"an unknown severity warns":             {func(r *Run) { r.Findings[0].Severity = "unknown" }, append(first, "level"), "warning"},
		"what can't be told is for review":      {func(r *Run) { r.Findings[0].Sure = false }, append(first, "kind"), "review"},
		"and has no level":                      {func(r *Run) { r.Findings[0].Sure = false }, append(first, "level"), "none"},
		"the document is where it is":           {nil, append(first, "locations", 0, "physicalLocation", "artifactLocation", "uri"), "bom.json"},
		"what could not be checked is told":     {func(r *Run) { r.Notes = []string{"3 parts could not be checked"} }, []any{"invocations", 0, "toolExecutionNotifications", 0, "message", "text"}, "3 parts could not be checked"},
		"a weakness without a title has its id": {func(r *Run) { r.Findings[0].Title = "" }, []any{"tool", "driver", "rules", 0, "shortDescription", "text"}, "CVE-2021-23337"},
	} {
		if got := at(read(t, good(tc.change)), tc.path...); got != tc.want {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}

func TestManyResultsShareARule(t *testing.T) {
	r := read(t, good(func(r *Run) { r.Findings = append(r.Findings, r.Findings[0]) }))
	if n := len(r["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)); n != 1 {
		t.Errorf("%d rules", n)
	}
	if n := len(r["results"].([]any)); n != 2 {
		t.Errorf("%d results", n)
	}
	empty := read(t, Run{Tool: "aceso"})
	if empty["results"] == nil {
		t.Error("a run that found nothing has an empty list, not none: a missing one says that nothing was looked for")
	}
}
