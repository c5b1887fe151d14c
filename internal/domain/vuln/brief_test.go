package vuln

import (
	"testing"
	"time"
)

func TestATitleIsOfTheWeakness(t *testing.T) {
	override := Record{Source: "nvd-override", Summary: "Consolidate version ranges"}
	for name, tc := range map[string]struct {
		records []Record
		want    string
	}{
		"the first summary":                       {[]Record{{Source: "cve", Summary: "a"}, {Source: "osv", Summary: "b"}}, "a"},
		"not the note on an override":             {[]Record{override, {Source: "osv", Summary: "b"}}, "b"},
		"nor that, where others give details":     {[]Record{override, {Source: "osv", Details: "what happens"}}, "what happens"},
		"an override, where nobody else says":     {[]Record{override, {Source: "kev"}}, "Consolidate version ranges"},
		"not what was rejected":                   {[]Record{{Source: "cve", Summary: "do not use", State: Rejected}, {Source: "osv", Summary: "b"}}, "b"},
		"not what was withdrawn":                  {[]Record{{Source: "cve", Summary: "old", Withdrawn: time.Now()}, {Source: "osv", Summary: "b"}}, "b"},
		"what was rejected, where nobody objects": {[]Record{{Source: "cve", Summary: "do not use", State: Rejected}}, "do not use"},
		"nothing, where nothing is said":          {[]Record{{Source: "cve"}}, ""},
	} {
		if got := (&Weakness{Records: tc.records}).Title(); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
