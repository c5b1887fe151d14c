package web

import (
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/store"
)

func TestEveryReasonHasWhatWouldSettleIt(t *testing.T) {
	for reason, want := range map[string]string{
		"has neither purl nor CPE":                                 "no-name",
		"its package URL can't be read":                            "bad-name",
		"its CPE names no product":                                 "bad-name",
		"version missing":                                          "no-version",
		"has a commit for a version":                               "no-version",
		"the bundle holds nothing for npm":                         "no-feed",
		"no Debian:13 feed in this bundle, which covers Debian:12": "no-feed",
		"the bundle knows no product acme:motor":                   "no-product",
		"pkg:generic has no known source of weaknesses":            "no-source",
		"no known source speaks of the packages of acme linux":     "no-source",
		"Alpine speaks of source packages, and nothing tells":      "no-origin",
		"it is a file, not a package":                              "file",
		"a reason that nobody has thought of yet":                  "other",
	} {
		got := hindranceOf(store.UncheckedReason{Checked: match.NotCheckable, Cause: reason})
		if got.key != want {
			t.Errorf("%q is of the kind %s, want %s", reason, got.key, want)
		}
	}
	for _, h := range append(hindrances, waiting, otherwhy) {
		if h.name == "" || h.settle == "" || h.act.URL != "" && h.needs == "" {
			t.Errorf("%s says not what would settle it, or not who may", h.key)
		}
	}
}

func TestReasonsOfOneKindAreCountedTogetherAndTheLargestNamed(t *testing.T) {
	got := kinds([]store.UncheckedReason{
		{Checked: match.NotCheckable, Cause: "the bundle holds nothing for npm", Parts: 5},
		{Checked: match.NotCheckable, Cause: "has neither purl nor CPE", Parts: 4},
		{Checked: match.NotCheckable, Cause: "the bundle holds nothing for PyPI", Parts: 3},
		{Checked: store.Waiting, Parts: 1},
	})
	if len(got) != 3 || got[0].key != "no-feed" || got[0].parts != 8 || got[1].key != "no-name" || got[2].key != "waiting" {
		t.Fatalf("%+v", got)
	}
	if c := got[0].causes(); len(c) != 2 || c[0].Text != "The bundle holds nothing for npm" || c[0].Parts != 5 {
		t.Errorf("causes: %+v", c)
	}
	if c := got[1].causes(); c != nil {
		t.Errorf("one cause is said twice: %+v", c)
	}
	var f store.PartFilter
	got[0].narrow(&f)
	if len(f.Causes) != 2 || len(f.Checked) != 1 || f.Checked[0] != match.NotCheckable {
		t.Errorf("narrowed to %+v", f)
	}
}
