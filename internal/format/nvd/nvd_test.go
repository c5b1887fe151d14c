package nvd_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/format/nvd"
	"aceso/internal/testkit"
)

// record returns a 2.0 record with these configurations.
func record(configurations string) string {
	return `{"cve":{"id":"CVE-2021-0001","published":"2021-01-01T00:00:00.000","lastModified":"2024-01-02T00:00:00.000","vulnStatus":"Analyzed",
		"descriptions":[{"lang":"es","value":"no"},{"lang":"en","value":"A text."}],
		"metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8}},
			{"source":"secalert@redhat.com","type":"Secondary","cvssData":{"vectorString":"CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H","baseScore":7.8}}]},
		"weaknesses":[{"description":[{"lang":"en","value":"CWE-79"},{"lang":"en","value":"NVD-CWE-Other"}]}],
		"references":[{"url":"https://example.org/p","tags":["Third Party Advisory","Patch"]}],
		"configurations":` + configurations + `}}`
}

func match(vulnerable, cpe, bounds string) string {
	return `{"vulnerable":` + vulnerable + `,"criteria":"cpe:2.3:` + cpe + `"` + bounds + `}`
}

func node(operator string, matches ...string) string {
	return `{"operator":"` + operator + `","negate":false,"cpeMatch":[` + strings.Join(matches, ",") + `]}`
}

const (
	app = "a:acme:pump:*:*:*:*:*:*:*:*"
	win = "o:microsoft:windows:-:*:*:*:*:*:*:*"
	lin = "o:linux:linux_kernel:-:*:*:*:*:*:*:*"
	hw  = "h:acme:pump:-:*:*:*:*:*:*:*"
)

func TestConfigurationsBecomeStatements(t *testing.T) {
	said := func(cpe string, change func(s *vuln.Statement)) vuln.Statement {
		s := vuln.Statement{Source: "nvd", Record: "CVE-2021-0001", CPE: "cpe:2.3:" + cpe, Says: vuln.Affected}
		if change != nil {
			change(&s)
		}
		return s
	}
	bound := func(list ...vuln.Range) func(*vuln.Statement) { return func(s *vuln.Statement) { s.Ranges = list } }
	for name, c := range map[string]struct {
		in   string
		want []vuln.Statement
		odd  bool
	}{
		"every version": {in: `[{"nodes":[` + node("OR", match("true", app, "")) + `]}]`, want: []vuln.Statement{said(app, nil)}},
		"bounds of every kind": {
			in: `[{"nodes":[` + node("OR", match("true", app, `,"versionStartIncluding":"1","versionEndExcluding":"2"`),
				match("true", app, `,"versionStartExcluding":"3","versionEndIncluding":"4"`)) + `]}]`,
			want: []vuln.Statement{said(app, bound(vuln.Range{Scheme: vuln.Generic, Introduced: "1", Fixed: "2"},
				vuln.Range{Scheme: vuln.Generic, Introduced: "3", IntroducedEx: true, LastAffected: "4"}))},
		},
		"single versions are one list": {
			in:   `[{"nodes":[` + node("OR", match("true", `a:acme:pump:1.0:*:*:*:*:*:*:*`, ""), match("true", `a:acme:pump:1.1\\-a:*:*:*:*:*:*:*`, "")) + `]}]`,
			want: []vuln.Statement{said(app, func(s *vuln.Statement) { s.Versions = []string{"1.0", "1.1-a"} })},
		},
		"a version with an update stays in the name": {
			in:   `[{"nodes":[` + node("OR", match("true", `a:acme:pump:1.0:beta1:*:*:*:*:*:*`, "")) + `]}]`,
			want: []vuln.Statement{said("a:acme:pump:1.0:beta1:*:*:*:*:*:*", nil)},
		},
		"every version swallows single ones": {
			in:   `[{"nodes":[` + node("OR", match("true", `a:acme:pump:1.0:*:*:*:*:*:*:*`, ""), match("true", app, "")) + `]}]`,
			want: []vuln.Statement{said(app, nil)},
		},
		"AND asks for the platform": {
			in:   `[{"operator":"AND","nodes":[` + node("OR", match("true", app, "")) + `,` + node("OR", match("false", win, ""), match("false", lin, "")) + `]}]`,
			want: []vuln.Statement{said(app, func(s *vuln.Statement) { s.With = []vuln.With{{AnyOf: []string{"cpe:2.3:" + win, "cpe:2.3:" + lin}}} })},
		},
		"AND of two weak parts says both": {
			in: `[{"operator":"AND","nodes":[` + node("OR", match("true", app, "")) + `,` + node("OR", match("true", lin, "")) + `]}]`,
			want: []vuln.Statement{
				said(app, func(s *vuln.Statement) { s.With = []vuln.With{{AnyOf: []string{"cpe:2.3:" + lin}}} }),
				said(lin, func(s *vuln.Statement) { s.With = []vuln.With{{AnyOf: []string{"cpe:2.3:" + app}}} }),
			},
		},
		"AND inside a node": {
			in:   `[{"nodes":[` + node("AND", match("true", app, ""), match("false", hw, "")) + `]}]`,
			want: []vuln.Statement{said(app, func(s *vuln.Statement) { s.With = []vuln.With{{AnyOf: []string{"cpe:2.3:" + hw}}} })},
		},
		"what must be absent leaves it open": {
			in:   `[{"operator":"AND","nodes":[` + node("OR", match("true", app, "")) + `,{"operator":"OR","negate":true,"cpeMatch":[` + match("false", win, "") + `]}]}]`,
			want: []vuln.Statement{said(app, func(s *vuln.Statement) { s.Says = vuln.Unknown })},
		},
		"a platform alone says nothing": {in: `[{"nodes":[` + node("OR", match("false", win, "")) + `]}]`},
		"nulls":                         {in: `[null,{"nodes":[null,{"operator":null,"cpeMatch":[null]}]}]`},
		"a name that is none":           {in: `[{"nodes":[` + node("OR", match("true", "a:acme", "")) + `]}]`, odd: true},
	} {
		t.Run(name, func(t *testing.T) {
			r, ps, err := nvd.Decode([]byte(record(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, r.Says); d != "" {
				t.Error(d)
			}
			if c.odd == ps.Valid() {
				t.Errorf("problems: %v", ps)
			}
		})
	}
}

func TestScoresSayWhoGaveThem(t *testing.T) {
	r, ps, err := nvd.Decode([]byte(record("[]")))
	if err != nil || len(ps) > 0 {
		t.Fatal(err, ps)
	}
	want := []vuln.Score{
		{Source: "nvd", System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Value: 9.8, Severity: "critical"},
		{Source: "cna:secalert@redhat.com", System: "CVSS:3.1", Vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", Value: 7.8, Severity: "high"},
	}
	if d := cmp.Diff(want, r.Scores); d != "" {
		t.Error(d)
	}
	if r.Details != "A text." || r.CWEs[0] != "CWE-79" || len(r.CWEs) != 1 || r.Links[0].Kind != "fix" || r.Modified.Year() != 2024 {
		t.Errorf("%+v", r)
	}
}

func TestTheStatusBecomesAState(t *testing.T) {
	for status, want := range map[string]vuln.State{
		"Analyzed": vuln.Active, "Modified": vuln.Active, "Rejected": vuln.Rejected, "Received": vuln.Awaiting,
		"Awaiting Analysis": vuln.Awaiting, "Undergoing Analysis": vuln.Awaiting, "Deferred": vuln.Active, "Not Scheduled": vuln.Active,
	} {
		in := strings.Replace(record("[]"), "Analyzed", status, 1)
		if r, _, err := nvd.Decode([]byte(in)); err != nil || r.State != want {
			t.Errorf("%s: %q, %v", status, r.State, err)
		}
	}
	bare := `{"cve":{"id":"CVE-2021-0001","vulnStatus":"Deferred"}}`
	if r, _, err := nvd.Decode([]byte(bare)); err != nil || r.State != vuln.NotScheduled {
		t.Errorf("deferred without a score: %q, %v", r.State, err)
	}
	disputed := `{"cve":{"id":"CVE-2021-0001","vulnStatus":"Analyzed","cveTags":[{"sourceIdentifier":"x","tags":["disputed"]}]}}`
	if r, _, err := nvd.Decode([]byte(disputed)); err != nil || r.State != vuln.Disputed {
		t.Errorf("disputed: %q, %v", r.State, err)
	}
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	for name, in := range map[string]string{
		"nothing": "", "null": "null", "no id": "{}", "another id": `{"cve":{"id":"GHSA-1"}}`, "a list": "[]",
		"an override of nothing": `{"_annotation":{"cve_id":"CVE-2021-0001"},"cve":{}}`, "a key twice": `{"cve":{"id":"CVE-2021-0001","id":"CVE-2021-0001"}}`,
	} {
		if r, _, err := nvd.Decode([]byte(in)); err == nil {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
}

func TestScanKnowsEveryWrapping(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		want int
		bad  bool
	}{
		"a page":             {in: `{"resultsPerPage":2,"vulnerabilities":[{"a":1},{"b":2}],"x":[1]}`, want: 2},
		"a feed":             {in: `{"CVE_data_type":"CVE","CVE_Items":[{"a":1}]}`, want: 1},
		"one record":         {in: `{"cve":{}}`, want: 1},
		"a line each":        {in: "{\"cve\":{}}\n{\"cve\":{}}\n", want: 2},
		"an empty page":      {in: `{"vulnerabilities":[]}`},
		"a page of null":     {in: `{"vulnerabilities":null}`},
		"a cut page":         {in: `{"vulnerabilities":[{"a":1},{"b"`, bad: true},
		"a page and rubbish": {in: `{"vulnerabilities":[]} x`, bad: true},
		"an HTML page":       {in: "<html>", bad: true},
	} {
		n := 0
		err := nvd.Scan(strings.NewReader(c.in), func([]byte) error { n++; return nil })
		if (err != nil) != c.bad || !c.bad && n != c.want {
			t.Errorf("%s: %d records, %v", name, n, err)
		}
	}
}

// TestTheCorpusIsRead reads the feeds, pages and overrides of the corpus.
func TestTheCorpusIsRead(t *testing.T) {
	silent := map[string]bool{}
	for name, want := range map[string]int{
		"cve/nvd-legacy-1.1-subset.json.gz": 15737, "cve/nvd-overrides-2.0-shape.jsonl.gz": 6349, "cve/nvd-2.0-samples.zip": 69,
	} {
		n, said, refused, odd := 0, 0, 0, map[string]int{}
		states := map[vuln.State]int{}
		read := func(in io.Reader) error {
			return nvd.Scan(in, func(data []byte) error {
				r, ps, err := nvd.Decode(data)
				if err != nil {
					refused++
					silent[err.Error()] = true
					return nil
				}
				n++
				said += len(r.Says)
				states[r.State]++
				for _, p := range ps {
					odd[p.Rule+" "+string(p.Level)]++
				}
				return nil
			})
		}
		file, err := os.ReadFile(testkit.Corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".zip") {
			err = intake.ZipBytes(file, intake.Feed, func(_ string, in io.Reader) error { return read(in) })
		} else if in, openErr := intake.Open(bytes.NewReader(file), intake.Feed); openErr == nil {
			err = read(in)
		}
		if err != nil || n != want {
			t.Errorf("%s: %d records read, not %d: %v", name, n, want, err)
		}
		t.Logf("%s: %d read, %d refused, %d statements, states %v, odd %v", name, n, refused, said, states, odd)
	}
	if len(silent) != 10 { // ten overrides override nothing
		t.Errorf("refused: %v", silent)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(record(`[{"operator":"AND","nodes":[` + node("OR", match("true", app, `,"versionEndExcluding":"2"`)) + `,` + node("OR", match("false", hw, "")) + `]}]`)))
	f.Add([]byte(`{"cve":{"CVE_data_meta":{"ID":"CVE-2021-0001"}},"configurations":{"nodes":[{"operator":"AND","children":[{"operator":"OR","cpe_match":[{"vulnerable":true,"cpe23Uri":"cpe:2.3:a:b:c:*:*:*:*:*:*:*:*"}]}]}]}}`))
	f.Add([]byte(`{"_annotation":{"cve_id":"CVE-2021-0001"},"cve":{"configurations":[null]}}`))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _, _ = nvd.Decode(data) })
}

func FuzzScan(f *testing.F) {
	f.Add([]byte(`{"vulnerabilities":[{"cve":{}}]}`))
	f.Add([]byte("{}\n{}"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_ = nvd.Scan(bytes.NewReader(data), func([]byte) error { return nil })
	})
}

func FuzzAnyVersion(f *testing.F) {
	f.Add("cpe:2.3:a:acme:pump:1.0:*:*:*:*:*:*:*")
	f.Add(`cpe:2.3:a:a\:b:c\\:1\*:*:*:*:*:*:*:*`)
	f.Fuzz(func(t *testing.T, s string) {
		if name, _, ok := nvd.AnyVersion(s); ok {
			if _, _, again := nvd.AnyVersion(name); !again {
				t.Errorf("%q becomes %q, which is none", s, name)
			}
		}
	})
}

func TestTheNoteOnAnOverrideIsNoTitle(t *testing.T) {
	r, _, err := nvd.Decode([]byte(`{"_annotation":{"cve_id":"CVE-2021-0001","description":"A pump can be stopped by anyone.","reason":"Consolidate version ranges"},
		"cve":{"configurations":[{"nodes":[{"cpeMatch":[{"criteria":"cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*","vulnerable":true}],"operator":"OR"}]}]}}`))
	if err != nil || r.Summary != "A pump can be stopped by anyone." || !strings.HasSuffix(r.Details, "the NVD's record: Consolidate version ranges") {
		t.Errorf("%+v, %v", r, err)
	}
}
