package cve_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/cve"
)

// added returns a record in which another party adds this to what is affected.
func added(cna, adp string) string {
	return strings.Replace(record(cna), `"shortName":"CISA-ADP"`, `"shortName":"CISA-ADP"},"affected":[`+adp+`],"x_more":{"shortName":"CISA-ADP"`, 1)
}

func TestTheAuthorityIsBelievedOnItsOwnVersions(t *testing.T) {
	const (
		commit = `{"version":"b9ef7b4b867f","lessThan":"e123015c0ba8","status":"affected","versionType":"custom"}`
		name   = `cpe:2.3:o:acme_corp.:pump_2000:*:*:*:*:*:*:*:*`
	)
	own := product(`,"defaultStatus":"affected"`, `{"version":"6.8","lessThanOrEqual":"*","status":"unaffected","versionType":"original_commit_for_fix"}`)
	safe := []vuln.Range{{Scheme: vuln.Generic, Introduced: "6.8"}}
	for rule, c := range map[string]struct {
		cna, adp string
		want     []vuln.Statement // of the other party's names
	}{
		"commits do not make every version affected": {own, product(`,"cpes":["`+name+`"]`, commit), []vuln.Statement{
			{CPE: name, Says: vuln.Affected}, {CPE: name, Says: vuln.NotAffected, Ranges: safe},
		}},
		"one version that is named adds nothing": {own, product(`,"cpes":["`+strings.Replace(name, ":*:", ":4.2.0:", 1)+`"]`, `{"version":"4.2.0","status":"affected"}`), []vuln.Statement{
			{CPE: name, Says: vuln.Affected}, {CPE: name, Says: vuln.NotAffected, Ranges: safe},
		}},
		"commits alone say nothing of versions": {product("", `{"version":"n/a","status":"affected"}`), product(`,"cpes":["`+name+`"]`, commit), []vuln.Statement{
			{CPE: name, Says: vuln.Unknown, Ranges: []vuln.Range{{Scheme: vuln.Git}}},
		}},
		"where the authority knows no versions the other is heard": {product("", `{"version":"n/a","status":"affected"}`), product(`,"cpes":["`+name+`"]`, `{"version":"0","lessThan":"2.0","status":"affected"}`), []vuln.Statement{
			{CPE: name, Says: vuln.Affected, Ranges: []vuln.Range{{Scheme: vuln.Generic, Fixed: "2.0"}}},
		}},
		"exceptions of several entries are exceptions together": {
			product("", `{"version":"n/a","status":"affected"}`),
			product(`,"defaultStatus":"affected","cpes":["`+name+`"]`, `{"version":"1.5","lessThan":"2.0","status":"unaffected"}`) + "," +
				product(`,"defaultStatus":"affected","cpes":["`+name+`"]`, `{"version":"3.0","status":"unaffected"}`),
			[]vuln.Statement{
				{CPE: name, Says: vuln.Affected},
				{CPE: name, Says: vuln.NotAffected, Ranges: []vuln.Range{{Scheme: vuln.Generic, Introduced: "1.5", Fixed: "2.0"}}, Versions: []string{"3.0"}},
			},
		},
	} {
		r, _, err := cve.Decode([]byte(added(c.cna, c.adp)))
		if err != nil {
			t.Fatal(rule, err)
		}
		var got []vuln.Statement
		for _, s := range r.Says {
			if s.CPE == name {
				s.Source, s.Record = "", ""
				got = append(got, s)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", rule, diff)
		}
	}
}
