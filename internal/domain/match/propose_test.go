package match

import "testing"

func TestProposals(t *testing.T) {
	b := bundle(
		nvd("CVE-1", "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"),
		nvd("CVE-2", "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"),
		nvd("CVE-3", "cpe:2.3:a:png_group:png:*:*:*:*:*:*:*:*"),
		nvd("CVE-4", "cpe:2.3:a:acme:busybox:*:*:*:*:*:*:*:*"),
		nvd("CVE-5", "cpe:2.3:o:amazon:freertos:*:*:*:*:*:*:*:*"))
	for name, want := range map[string]string{
		"BusyBox":                "busybox:busybox the same name",
		"busybox-static":         "busybox:busybox the same name without static",
		"libpng":                 "png_group:png the same name without lib",
		"pkg/libs/busybox":       "busybox:busybox the same name",
		"FreeRTOS Kernel":        "amazon:freertos its first word",
		"nothing like it at all": "",
	} {
		got, err := Propose(name, "", b)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		if len(got) > 0 {
			text = got[0].Vendor + ":" + got[0].Product + " " + got[0].Why
		}
		if text != want {
			t.Errorf("%s: got %q, want %q", name, text, want)
		}
	}
	got, _ := Propose("busybox", "ACME Corp.", b)
	if len(got) != 2 || got[0].Vendor != "acme" || got[1].Weaknesses != 2 {
		t.Errorf("the supplier leads: %+v", got)
	}
	rule := Alias{Name: "BusyBox", Patterns: []string{"busybox"}, CPE: got[1].CPE}
	if err := rule.Check(); err != nil {
		t.Errorf("a proposal makes a rule: %v", err)
	}
}
