package match

import (
	"strings"
	"testing"

	"aceso/internal/domain/vuln"
)

func TestPolicies(t *testing.T) {
	rated := func(word string) *vuln.Weakness {
		return &vuln.Weakness{Records: []vuln.Record{{Scores: []vuln.Score{{System: "CVSS:3.1", Severity: word, Value: 5}}}}}
	}
	exploited := rated("low")
	exploited.KEV = &vuln.Exploited{}
	likely := rated("low")
	likely.EPSS = &vuln.Probability{Score: 0.6}
	one := func(s State, w *vuln.Weakness) []Result {
		return []Result{{Checked: Matched, Matches: []Match{{State: s, Group: w}}}}
	}
	half := []Result{{Checked: NotCheckable}, {Checked: Clean}}
	for name, tc := range map[string]struct {
		rules   string
		results []Result
		want    string
	}{
		"a part as severe as the rule":        {"high", one(Affected, rated("high")), "high"},
		"a part worse than the rule":          {"high", one(Affected, rated("critical")), "high"},
		"a part less severe":                  {"high", one(Affected, rated("medium")), ""},
		"an unknown severity is no known one": {"low", one(Affected, rated("")), ""},
		"an unknown severity by name":         {"unknown", one(Affected, rated("")), "unknown"},
		"a weakness without any record":       {"unknown", one(Affected, nil), "unknown"},
		"what is exploited":                   {"kev", one(Affected, exploited), "kev"},
		"what is likely to be exploited":      {"epss=0.5", one(Affected, likely), "epss=0.5"},
		"what is less likely":                 {"epss=70%", one(Affected, likely), ""},
		"what can't be told is not affected":  {"high", one(CannotTell, rated("high")), ""},
		"unless the policy says so":           {"high cannot-tell", one(CannotTell, rated("high")), "high"},
		"what is not affected breaks no rule": {"low kev cannot-tell", one(NotAffected, exploited), ""},
		"a part that can't be checked":        {"not-checkable", half, "not-checkable"},
		"more than the share":                 {"not-checkable=40%", half, "not-checkable=0.4"},
		"just the share":                      {"not-checkable=50%", half, ""},
		"nothing that could be checked":       {"nothing-checked", half[:1], "nothing-checked"},
		"a document without any part":         {"nothing-checked", nil, "nothing-checked"},
		"something that could be checked":     {"nothing-checked", half, ""},
		"no rule":                             {"none", one(Affected, exploited), ""},
		"the milder of two severities":        {"critical medium", one(Affected, rated("medium")), "medium"},
	} {
		p, err := ParsePolicy(strings.Fields(tc.rules))
		if err != nil {
			t.Fatal(name, err)
		}
		var got []string
		open := 0
		for _, r := range tc.results {
			if r.Checked == NotCheckable {
				open++
			}
		}
		for _, b := range p.Judge(tc.results, open, len(tc.results)) {
			got = append(got, b.Rule)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
		if again, err := ParsePolicy(p.Rules()); err != nil || again != p {
			t.Errorf("%s: %v does not read back: %+v, %v", name, p.Rules(), again, err)
		}
	}
	for _, bad := range []string{"severe", "epss", "epss=2", "epss=x", "not-checkable=0", "kev=1", "epss=NaN"} {
		if _, err := ParsePolicy([]string{bad}); err == nil {
			t.Errorf("%s was taken for a rule", bad)
		}
	}
	if _, err := ParsePolicy([]string{"none", "high"}); err == nil {
		t.Error("none beside another rule")
	}
}
