package cve_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/cve"
	"aceso/internal/format/intake"
	"aceso/internal/format/nvd"
	"aceso/internal/testkit"
)

// record returns a record whose CNA says this of what is affected.
func record(affected string) string {
	return `{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2024-0001","state":"PUBLISHED","assignerShortName":"Acme",
		"datePublished":"2024-01-01T00:00:00.000Z","dateUpdated":"2024-02-01T00:00:00"},"containers":{"cna":{"title":"T","descriptions":[{"lang":"en","value":"D"}],
		"metrics":[{"cvssV3_1":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8}}],
		"problemTypes":[{"descriptions":[{"lang":"en","cweId":"CWE-20"},{"lang":"en","description":"n/a"}]}],
		"references":[{"url":"https://example.org/","tags":["vendor-advisory"]}],"affected":[` + affected + `]},
		"adp":[{"title":"CISA ADP Vulnrichment","providerMetadata":{"shortName":"CISA-ADP","dateUpdated":"2024-03-01T00:00:00Z"},"metrics":[
			{"other":{"type":"ssvc","content":{"options":[{"Exploitation":"active"},{"Automatable":"no"},{"Technical Impact":"total"}],"timestamp":"2024-02-02T00:00:00Z"}}},
			{"other":{"type":"kev","content":{"dateAdded":"2024-02-03"}}},
			{"cvssV3_1":{"vectorString":"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"}}]}]}}`
}

// product is an entry of one product with these versions.
func product(more, versions string) string {
	return `{"vendor":"Acme Corp.","product":"Pump 2000"` + more + `,"versions":[` + versions + `]}`
}

const pump = `cpe:2.3:*:acme_corp.:pump_2000:*:*:*:*:*:*:*:*`

func TestVersionsBecomeStatements(t *testing.T) {
	gen := vuln.Generic
	type said struct {
		says     vuln.Says
		ranges   []vuln.Range
		versions []string
	}
	for name, c := range map[string]struct {
		in   string
		want []said
	}{
		"below": {
			product("", `{"version":"1.0","lessThan":"2.0","status":"affected","versionType":"custom"}`),
			[]said{{vuln.Affected, []vuln.Range{{Scheme: gen, Introduced: "1.0", Fixed: "2.0"}}, nil}},
		},
		"up to": {
			product("", `{"version":"0","lessThanOrEqual":"2.0","status":"affected"}`),
			[]said{{vuln.Affected, []vuln.Range{{Scheme: gen, LastAffected: "2.0"}}, nil}},
		},
		"semver": {
			product("", `{"version":"unspecified","lessThan":"2.0.0","status":"affected","versionType":"semver"}`),
			[]said{{vuln.Affected, []vuln.Range{{Scheme: vuln.Semver, Fixed: "2.0.0"}}, nil}},
		},
		"one version": {
			product("", `{"version":"1.2","status":"affected"},{"version":"1.3","status":"unaffected"},{"version":"1.4","status":"unknown"}`),
			[]said{{vuln.Affected, nil, []string{"1.2"}}, {vuln.NotAffected, nil, []string{"1.3"}}, {vuln.Unknown, nil, []string{"1.4"}}},
		},
		"changes": {
			product("", `{"version":"1.0","lessThan":"3.0","status":"affected","changes":[{"at":"1.5","status":"unaffected"},{"at":"2.0","status":"affected"}]}`),
			[]said{
				{vuln.Affected, []vuln.Range{{Scheme: gen, Introduced: "1.0", Fixed: "1.5"}, {Scheme: gen, Introduced: "2.0", Fixed: "3.0"}}, nil},
				{vuln.NotAffected, []vuln.Range{{Scheme: gen, Introduced: "1.5", Fixed: "2.0"}}, nil},
			},
		},
		"all but some": {
			product(`,"defaultStatus":"affected"`, `{"version":"6.6.1","lessThanOrEqual":"6.6.*","status":"unaffected","versionType":"semver"},{"version":"6.7","lessThanOrEqual":"*","status":"unaffected"}`),
			[]said{{vuln.Affected, nil, nil}, {vuln.NotAffected, []vuln.Range{{Scheme: vuln.Semver, Introduced: "6.6.1", Fixed: "6.7"}, {Scheme: gen, Introduced: "6.7"}}, nil}},
		},
		"every version":             {product("", `{"version":"*","status":"affected"}`), []said{{vuln.Affected, nil, nil}}},
		"nobody knows which":        {product("", `{"version":"n/a","status":"affected"}`), []said{{vuln.Unknown, nil, nil}}},
		"no version is told":        {product("", ""), []said{{vuln.Unknown, nil, nil}}},
		"none, and all are":         {product(`,"defaultStatus":"affected"`, ""), []said{{vuln.Affected, nil, nil}}},
		"commits alone":             {product("", `{"version":"abc","lessThan":"def","status":"affected","versionType":"git"}`), []said{{vuln.Unknown, []vuln.Range{{Scheme: vuln.Git}}, nil}}},
		"commits beside versions":   {product("", `{"version":"abc","status":"affected","versionType":"git"}`) + "," + product("", `{"version":"1.0","status":"affected"}`), []said{{vuln.Affected, nil, []string{"1.0"}}}},
		"bounds inside the version": {product("", `{"version":">= 1.0, < 1.2.3","status":"affected"}`), []said{{vuln.Affected, []vuln.Range{{Scheme: gen, Introduced: "1.0", Fixed: "1.2.3"}}, nil}}},
		"a lower bound in it":       {product("", `{"version":"> 1.0","status":"affected"}`), []said{{vuln.Affected, []vuln.Range{{Scheme: gen, Introduced: "1.0", IntroducedEx: true}}, nil}}},
		"before, in words":          {product("", `{"version":"prior to 3.1","status":"affected"}`), []said{{vuln.Affected, []vuln.Range{{Scheme: gen, Fixed: "3.1"}}, nil}}},
		"and earlier, in words":     {product("", `{"version":"3.1 and earlier versions","status":"affected"}`), []said{{vuln.Affected, []vuln.Range{{Scheme: gen, LastAffected: "3.1"}}, nil}}},
		"from to, in words":         {product("", `{"version":"3.1 to 3.4","status":"affected"}`), []said{{vuln.Affected, []vuln.Range{{Scheme: gen, Introduced: "3.1", LastAffected: "3.4"}}, nil}}},
		"words that can't be placed": {
			product("", `{"version":"Firmware made before August","status":"affected"}`),
			[]said{{vuln.Unknown, nil, []string{"Firmware made before August"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, err := cve.Decode([]byte(record(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			var got []said
			for _, s := range r.Says {
				if s.CPE != pump || s.Source != "cve" || s.Record != "CVE-2024-0001" {
					t.Errorf("says it of %q", s.CPE)
				}
				got = append(got, said{s.Says, s.Ranges, s.Versions})
			}
			if d := cmp.Diff(c.want, got, cmp.AllowUnexported(said{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAProductGoesByItsBestName(t *testing.T) {
	v := `{"version":"1.0","lessThan":"2.0","status":"affected"}`
	for name, c := range map[string]struct {
		in   string
		want string
	}{
		"its CPE":             {product(`,"cpes":["cpe:2.3:o:acme:pump:1.0:*:*:*:*:*:*:*","cpe:2.3:o:acme:pump:1.1:*:*:*:*:*:*:*"]`, v), "cpe:2.3:o:acme:pump:*:*:*:*:*:*:*:*"},
		"a package":           {product(`,"collectionURL":"https://registry.npmjs.org","packageName":"pump"`, v), "npm pump"},
		"an unknown registry": {product(`,"collectionURL":"https://git.example.org/","packageName":"pump"`, v), pump},
		"vendor and product":  {product("", v), pump},
		"signs are escaped":   {`{"vendor":"A&B","product":"C:D","versions":[` + v + `]}`, `cpe:2.3:*:a\&b:c\:d:*:*:*:*:*:*:*:*`},
		"only ASCII is left":  {`{"vendor":"Bécton","product":"Synapsys™ – Pump","versions":[` + v + `]}`, "cpe:2.3:*:bcton:synapsys_pump:*:*:*:*:*:*:*:*"},
		"no name at all":      {`{"vendor":"n/a","product":"n/a","versions":[` + v + `]}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, err := cve.Decode([]byte(record(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, s := range r.Says {
				got += strings.TrimSpace(s.Ecosystem+" "+s.Package) + s.CPE
			}
			if got != c.want {
				t.Errorf("%q, not %q", got, c.want)
			}
		})
	}
}

func TestWhatCISAAddsIsRead(t *testing.T) {
	r, ps, err := cve.Decode([]byte(record("")))
	if err != nil || len(ps) > 0 {
		t.Fatal(err, ps)
	}
	if r.SSVC == nil || r.SSVC.Exploitation != "active" || r.SSVC.Automatable != "no" || r.SSVC.Impact != "total" || r.SSVC.At.IsZero() {
		t.Errorf("%+v", r.SSVC)
	}
	if r.Exploited != "2024-02-03" || r.Modified.Month() != 3 || len(r.Scores) != 2 || r.Scores[0].Source != "cna:acme" || r.Scores[1].Source != "cisa-adp" {
		t.Errorf("%+v", r)
	}
}

func TestStatesOfARecord(t *testing.T) {
	rejected := `{"cveMetadata":{"cveId":"CVE-2024-0001","state":"REJECTED"},"containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"It was a mistake."}]}}}`
	if r, _, err := cve.Decode([]byte(rejected)); err != nil || r.State != vuln.Rejected || r.Details != "It was a mistake." {
		t.Errorf("%+v, %v", r, err)
	}
	disputed := strings.Replace(record(""), `"title":"T"`, `"title":"T","tags":["disputed"]`, 1)
	if r, _, err := cve.Decode([]byte(disputed)); err != nil || r.State != vuln.Disputed {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	for name, in := range map[string]string{
		"nothing": "", "null": "null", "no id": "{}", "another id": `{"cveMetadata":{"cveId":"GHSA-1"}}`,
		"no container": `{"cveMetadata":{"cveId":"CVE-2024-0001"},"containers":{"cna":null}}`, "a list": "[]",
		"4.0": `{"data_type":"CVE","data_version":"4.0","CVE_data_meta":{"ID":"CVE-2020-0001"}}`,
	} {
		if r, _, err := cve.Decode([]byte(in)); err == nil {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
	nulls := `{"cveMetadata":{"cveId":"CVE-2024-0001"},"containers":{"cna":{"affected":[null,{"versions":[null],"cpes":[null,"x"]}],"metrics":[null],"references":[null]},"adp":[null]}}`
	if _, _, err := cve.Decode([]byte(nulls)); err != nil {
		t.Errorf("nulls in lists: %v", err)
	}
}

// TestTheCorpusIsRead reads the records of the corpus.
func TestTheCorpusIsRead(t *testing.T) {
	total, count := 0, map[string]int{}
	read := func(data []byte) error {
		r, ps, err := cve.Decode(data)
		if err != nil {
			t.Error(err)
			return nil
		}
		total++
		count["state "+string(r.State)]++
		if r.SSVC != nil {
			count["ssvc"]++
		}
		if r.Exploited != "" {
			count["kev"]++
		}
		for _, s := range r.Scores {
			who, _, _ := strings.Cut(s.Source, ":")
			count[who+" "+s.System]++
		}
		for _, s := range r.Says {
			count[string(s.Says)]++
		}
		for _, p := range ps {
			count[p.Rule]++
		}
		return nil
	}
	file, err := os.ReadFile(testkit.Corpus(t, "cve/vulnrichment-cve5.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	in, err := intake.Open(bytes.NewReader(file), intake.Feed)
	if err != nil {
		t.Fatal(err)
	}
	if err := nvd.Scan(in, read); err != nil {
		t.Fatal(err)
	}
	if file, err = os.ReadFile(testkit.Corpus(t, "cve/cve5-notable.zip")); err != nil {
		t.Fatal(err)
	}
	err = intake.ZipBytes(file, intake.Feed, func(_ string, in io.Reader) error {
		data, err := io.ReadAll(in)
		_ = read(data)
		return err
	})
	if err != nil || total != 7519 {
		t.Errorf("%d records were read, not 7519: %v", total, err)
	}
	t.Logf("%d records: %v", total, count)
	for what, want := range map[string]int{"state rejected": 10, "state disputed": 47, "cna CVSS:4.0": 864} {
		if count[what] < want {
			t.Errorf("%d of %s, not %d", count[what], what, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(record(product("", `{"version":"1.0","lessThan":"3.0","status":"affected","changes":[{"at":"1.5","status":"unaffected"}]}`))))
	f.Add([]byte(record(`{"cpes":["cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"],"versions":[null]}`)))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _, _ = cve.Decode(data) })
}
