package match

import (
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
)

func TestEveryStepOfMatchingIsExplained(t *testing.T) {
	b := bundle(nvd("CVE-1", "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*", generic("", "1.35.0")))
	rules, err := NewAliases([]Alias{{ID: "1", Name: "BusyBox", Patterns: []string{"bb"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		c    sbom.Component
		want []string
	}{
		"a CPE that says it":            {sbom.Component{Name: "x", Version: "1.34.1", CPEs: []string{"cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*"}}, []string{"CPE: busybox:busybox 1.34.1: 1 weakness in it", "package URL: : it carries none", "none of the name rules in force fits"}},
		"a version that is mended":      {sbom.Component{Name: "x", Version: "1.36", CPEs: []string{"cpe:2.3:a:busybox:busybox:1.36:*:*:*:*:*:*:*"}}, []string{"1 weakness of other versions"}},
		"a name that a rule is about":   {sbom.Component{Name: "BB", Version: "1.34.1"}, []string{"name rule: busybox:busybox 1.34.1 (by the name rule for BusyBox): 1 weakness in it", "CPE: : it carries none"}},
		"a product that nobody knows":   {sbom.Component{Name: "x", Version: "1", CPEs: []string{"cpe:2.3:a:acme:x:1:*:*:*:*:*:*:*"}}, []string{"the bundle knows no product acme:x"}},
		"a package URL of no known use": {sbom.Component{Name: "x", Version: "1", PURL: "pkg:yocto/core/x@1"}, []string{"package URL: pkg:yocto/core/x@1: no source of weaknesses speaks"}},
		"no version":                    {sbom.Component{Name: "bb"}, []string{"version: : it states none"}},
	} {
		e, err := Explain(tc.c, "", b, rules)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, s := range e.Steps {
			text.WriteString(s.By + ": " + s.Tried + ": " + s.Say + "\n")
		}
		for _, want := range tc.want {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s: %q is not in\n%s", name, want, text.String())
			}
		}
		same, err := ComponentIn(tc.c, "", b, rules)
		if err != nil || same.Checked != e.Checked || len(same.Matches) != len(e.Matches) {
			t.Errorf("%s: the explanation answers %s, matching %s", name, e.Checked, same.Checked)
		}
	}
}

func TestATrialTellsWhatARuleWouldOpenAndClose(t *testing.T) {
	b := bundle(nvd("CVE-1", "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*", generic("", "1.35.0")))
	rule := Alias{ID: "1", Name: "BusyBox", Patterns: []string{"bb-*"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}
	with, err := NewAliases([]Alias{rule})
	if err != nil {
		t.Fatal(err)
	}
	c := sbom.Component{Name: "bb-old", Version: "1.34.1"}
	e, err := Try(c, "", b, nil, with)
	if err != nil || len(e.Opens) != 1 || len(e.Closes) != 0 || !e.Changes() {
		t.Errorf("kept: %+v, %v", e, err)
	}
	e, err = Try(c, "", b, with, nil)
	if err != nil || len(e.Opens) != 0 || len(e.Closes) != 1 {
		t.Errorf("undone: %+v, %v", e, err)
	}
	if e, err = Try(sbom.Component{Name: "other", Version: "1"}, "", b, nil, with); err != nil || e.Changes() {
		t.Errorf("a part that it is not about: %+v, %v", e, err)
	}
	if got := rule.Pieces(); len(got) != 1 || got[0] != "bb-" {
		t.Errorf("pieces %q", got)
	}
}

func TestAFileOfRulesIsWeighedLineByLine(t *testing.T) {
	good := Alias{Name: "BusyBox", Patterns: []string{"busybox"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}
	other, bad, undone := good, good, good
	other.Patterns, bad.CPE, undone.Patterns = []string{"bb"}, "", []string{"bbx"}
	undone.Undone = day("2026-01-01")
	again := good
	again.Patterns = []string{" BusyBox "}
	gone := good
	gone.Patterns = []string{"bbx"}
	lines := Weigh([]Line{{No: 2, Rule: again}, {No: 3, Rule: other}, {No: 4, Rule: other}, {No: 5, Rule: bad}, {No: 6, Rule: gone}}, []Alias{good, undone})
	var got []string
	for _, l := range lines {
		switch {
		case l.Wrong != "":
			got = append(got, "wrong")
		case l.Again:
			got = append(got, "again")
		default:
			got = append(got, "new")
		}
	}
	if want := "again new again wrong new"; strings.Join(got, " ") != want || Faulty(lines) != 1 {
		t.Errorf("got %v, want %s", got, want)
	}
}
