package match

import (
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
)

func TestNameRules(t *testing.T) {
	b := bundle(nvd("CVE-1", "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*", generic("", "1.35.0")))
	good := Alias{ID: "1", Name: "BusyBox", Patterns: []string{"busybox", "pkg:generic/busybox", "bb-*-tools"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*", Who: "Anna"}
	for name, tc := range map[string]struct {
		c    sbom.Component
		rule func(*Alias)
		want string
	}{
		"a bare name":                    {c: sbom.Component{Name: "BusyBox", Version: "1.34.1"}, want: "matched, CVE-1 affected"},
		"a fixed version":                {c: sbom.Component{Name: "BusyBox", Version: "1.36.0"}, want: "clean"},
		"a generic purl":                 {c: component("pkg:generic/busybox@1.34.1"), want: "matched, CVE-1 affected"},
		"a purl of Yocto by its name":    {c: component("pkg:yocto/core/busybox@1.34.1"), want: "matched, CVE-1 affected"},
		"a star stands for any text":     {c: sbom.Component{Name: "bb-old-tools", Version: "1.34.1"}, want: "matched, CVE-1 affected"},
		"a name that only begins so":     {c: sbom.Component{Name: "busybox-static", Version: "1.34.1"}, want: "not_checkable"},
		"a rule that was undone":         {c: sbom.Component{Name: "busybox", Version: "1.34.1"}, rule: func(a *Alias) { a.Undone = day("2026-01-01") }, want: "not_checkable"},
		"without a version nobody knows": {c: sbom.Component{Name: "busybox"}, want: "not_checkable, CVE-1 cannot_tell"},
	} {
		rule := good
		if tc.rule != nil {
			tc.rule(&rule)
		}
		r := check(t, b, tc.c, rule)
		if got := told(r); got != tc.want {
			t.Errorf("%s: got %s (%s), want %s", name, got, r.Reason, tc.want)
		}
		if r.Checked == Matched && (r.Matches[0].Rule != "alias" || !strings.Contains(r.Matches[0].Why, "by the name rule for BusyBox of Anna")) {
			t.Errorf("%s: %s: %s", name, r.Matches[0].Rule, r.Matches[0].Why)
		}
	}
}

func TestNameRulesThatFitTooMuchAreRefused(t *testing.T) {
	good := Alias{Name: "BusyBox", Patterns: []string{"busybox"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Alias){
		"it names its product":         func(a *Alias) { a.Name = " " },
		"it has names":                 func(a *Alias) { a.Patterns = nil },
		"a star alone fits everything": func(a *Alias) { a.Patterns = []string{"*"} },
		"one letter fits too much":     func(a *Alias) { a.Patterns = []string{"b*"} },
		"it says where":                func(a *Alias) { a.CPE = "" },
		"an ecosystem needs a package": func(a *Alias) { a.CPE, a.Ecosystem = "", "npm" },
		"its CPE can be read":          func(a *Alias) { a.CPE = "busybox" },
		"its CPE names a product":      func(a *Alias) { a.CPE = "cpe:2.3:a:busybox:*:*:*:*:*:*:*:*:*" },
	} {
		a := good
		change(&a)
		if a.Check() == nil {
			t.Errorf("%s: %+v passed", name, a)
		}
	}
}
