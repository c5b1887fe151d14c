package osv_test

import (
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/format/osv"
	"aceso/internal/testkit"
	"aceso/internal/value/check"
)

// good returns a record that nothing is wrong with, changed by change.
func good(t testing.TB, change func(m map[string]any)) []byte {
	t.Helper()
	m := map[string]any{
		"id": "GHSA-jfh8-c2jp-5v3q", "modified": "2024-01-02T03:04:05.678Z", "published": "2021-12-10T00:40:56Z",
		"aliases": []any{"CVE-2021-44228"}, "summary": "Remote code injection", "details": "Long text.",
		"severity": []any{map[string]any{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}},
		"affected": []any{map[string]any{
			"package": map[string]any{"ecosystem": "Maven", "name": "org.apache.logging.log4j:log4j-core"},
			"ranges":  []any{events("ECOSYSTEM", "introduced", "2.13.0", "fixed", "2.15.0")},
		}},
		"references":        []any{map[string]any{"type": "ADVISORY", "url": "https://example.org/a"}},
		"database_specific": map[string]any{"severity": "CRITICAL", "cwe_ids": []any{"CWE-502", "CWE-20"}},
	}
	if change != nil {
		change(m)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// events makes a range of a type from pairs of event and version.
func events(kind string, pairs ...string) map[string]any {
	var list []any
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, map[string]any{pairs[i]: pairs[i+1]})
	}
	return map[string]any{"type": kind, "events": list}
}

func affected(m map[string]any) map[string]any { return m["affected"].([]any)[0].(map[string]any) }

func TestARecordIsReadWhole(t *testing.T) {
	r, ps, err := osv.Decode(good(t, nil))
	if err != nil || len(ps) > 0 {
		t.Fatal(err, ps)
	}
	want := []vuln.Score{
		{Source: "ghsa", System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", Value: 10, Severity: "critical"},
		{Source: "ghsa", System: "word", Severity: "critical"},
	}
	if d := cmp.Diff(want, r.Scores); d != "" {
		t.Error(d)
	}
	if r.ID != "GHSA-jfh8-c2jp-5v3q" || r.Aliases[0] != "CVE-2021-44228" || r.Modified.Year() != 2024 ||
		strings.Join(r.CWEs, " ") != "CWE-502 CWE-20" || r.Links[0] != (vuln.Link{Kind: "advisory", URL: "https://example.org/a"}) {
		t.Errorf("%+v", r)
	}
}

func TestRangesFollowTheEvents(t *testing.T) {
	eco := vuln.Ecosystem
	for name, c := range map[string]struct {
		change func(a map[string]any)
		want   []vuln.Range
		says   vuln.Says
		odd    bool
	}{
		"introduced and fixed": {want: []vuln.Range{{Scheme: eco, Introduced: "2.13.0", Fixed: "2.15.0"}}},
		"from the first": {
			change: func(a map[string]any) {
				a["ranges"] = []any{events("SEMVER", "introduced", "0", "last_affected", "1.2.3")}
			},
			want: []vuln.Range{{Scheme: vuln.Semver, LastAffected: "1.2.3"}},
		},
		"never fixed": {
			change: func(a map[string]any) { a["ranges"] = []any{events("SEMVER", "introduced", "1.0.0")} },
			want:   []vuln.Range{{Scheme: vuln.Semver, Introduced: "1.0.0"}},
		},
		"two stretches": {
			change: func(a map[string]any) {
				a["ranges"] = []any{events("SEMVER", "introduced", "1.0.0", "fixed", "1.5.0", "introduced", "2.0.0", "fixed", "2.1.0")}
			},
			want: []vuln.Range{{Scheme: vuln.Semver, Introduced: "1.0.0", Fixed: "1.5.0"}, {Scheme: vuln.Semver, Introduced: "2.0.0", Fixed: "2.1.0"}},
		},
		"events in no order": {
			change: func(a map[string]any) {
				a["ranges"] = []any{events("SEMVER", "fixed", "2.1.0", "fixed", "1.5.0", "introduced", "2.0.0", "introduced", "0")}
			},
			want: []vuln.Range{{Scheme: vuln.Semver, Fixed: "1.5.0"}, {Scheme: vuln.Semver, Introduced: "2.0.0", Fixed: "2.1.0"}},
		},
		"an end without a beginning is read from the first, and told": {
			change: func(a map[string]any) { a["ranges"] = []any{events("ECOSYSTEM", "fixed", "1.5.0")} },
			want:   []vuln.Range{{Scheme: eco, Fixed: "1.5.0"}}, odd: true,
		},
		"no events at all": {
			change: func(a map[string]any) { a["ranges"] = []any{events("ECOSYSTEM")} },
			odd:    true, says: vuln.Unknown,
		},
		"null events": {
			change: func(a map[string]any) {
				a["ranges"] = []any{map[string]any{"type": "SEMVER", "events": []any{nil, nil}}}
			},
			odd: true, says: vuln.Unknown,
		},
		"a limit ends": {
			change: func(a map[string]any) { a["ranges"] = []any{events("SEMVER", "introduced", "1.0.0", "limit", "2.0.0")} },
			want:   []vuln.Range{{Scheme: vuln.Semver, Introduced: "1.0.0", Fixed: "2.0.0"}},
		},
		"commits say nothing beside versions": {
			change: func(a map[string]any) {
				a["ranges"] = []any{events("GIT", "introduced", "0", "fixed", "abc"), events("ECOSYSTEM", "introduced", "0", "fixed", "3")}
			},
			want: []vuln.Range{{Scheme: eco, Fixed: "3"}},
		},
		"commits alone leave it open": {
			change: func(a map[string]any) { a["ranges"] = []any{events("GIT", "introduced", "0", "fixed", "abc")} },
			want:   []vuln.Range{{Scheme: vuln.Git, Fixed: "abc"}}, says: vuln.Unknown,
		},
		"commits with versions": {
			change: func(a map[string]any) {
				a["ranges"], a["versions"] = []any{events("GIT", "introduced", "abc")}, []any{"1.0", "1.1"}
			},
			want: []vuln.Range{{Scheme: vuln.Git, Introduced: "abc"}},
		},
		"an unknown type of range": {
			change: func(a map[string]any) { a["ranges"] = []any{events("MOON", "introduced", "0")} },
			odd:    true, says: vuln.Unknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, ps, err := osv.Decode(good(t, func(m map[string]any) {
				if c.change != nil {
					c.change(affected(m))
				}
			}))
			if err != nil {
				t.Fatal(err)
			}
			if c.says == "" {
				c.says = vuln.Affected
			}
			if d := cmp.Diff(c.want, r.Says[0].Ranges); d != "" || r.Says[0].Says != c.says {
				t.Errorf("says %q: %s", r.Says[0].Says, d)
			}
			if c.odd == ps.Valid() {
				t.Errorf("problems: %v", ps)
			}
		})
	}
}

func TestARangeThatEndsWhereItBeginsSaysNothing(t *testing.T) {
	r, _, err := osv.Decode(good(t, func(m map[string]any) {
		affected(m)["ranges"] = []any{events("SEMVER", "introduced", "1.0.0", "fixed", "1.0.0")}
	}))
	if err != nil || len(r.Says) != 0 {
		t.Errorf("%+v, %v", r.Says, err)
	}
}

func TestWhatIsOddIsReadAsFarAsItGoes(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m map[string]any)
		holds  func(r vuln.Record) bool
	}{
		"a placeholder date is none": {func(m map[string]any) { m["modified"] = "0001-01-01T00:00:00Z" }, func(r vuln.Record) bool { return r.Modified.IsZero() }},
		"no date":                    {func(m map[string]any) { m["modified"] = nil }, func(r vuln.Record) bool { return r.Modified.IsZero() }},
		"a date that is none":        {func(m map[string]any) { m["modified"] = "yesterday" }, func(r vuln.Record) bool { return r.Modified.IsZero() }},
		"nulls for lists":            {func(m map[string]any) { m["affected"], m["aliases"], m["severity"] = nil, nil, nil }, func(r vuln.Record) bool { return len(r.Says) == 0 }},
		"nulls in lists":             {func(m map[string]any) { m["affected"], m["references"] = []any{nil}, []any{nil} }, func(r vuln.Record) bool { return len(r.Says)+len(r.Links) == 0 }},
		"withdrawn":                  {func(m map[string]any) { m["withdrawn"] = "2024-01-01T00:00:00Z" }, func(r vuln.Record) bool { return !r.Withdrawn.IsZero() }},
		"a vector that is none":      {func(m map[string]any) { m["severity"] = []any{map[string]any{"type": "CVSS_V3", "score": "7.5"}} }, func(r vuln.Record) bool { return len(r.Scores) == 1 }},
		"own data of another shape":  {func(m map[string]any) { m["database_specific"] = map[string]any{"severity": 5, "cwe_ids": "x"} }, func(r vuln.Record) bool { return len(r.Scores) == 1 && len(r.CWEs) == 0 }},
		"itself among its aliases": {func(m map[string]any) {
			m["aliases"] = []any{"GHSA-JFH8-c2jp-5v3q", "CVE-2021-44228", "CVE-2021-44228"}
		}, func(r vuln.Record) bool { return len(r.Aliases) == 1 }},
		"a package without a name": {func(m map[string]any) { affected(m)["package"] = nil }, func(r vuln.Record) bool { return len(r.Says) == 0 }},
		"an old advisory names its CVEs": {func(m map[string]any) {
			m["id"], m["aliases"], m["related"] = "DSA-5071-1", nil, []any{"CVE-2021-44142", "X-1"}
		}, func(r vuln.Record) bool { return len(r.Upstream) == 1 && len(r.Related) == 2 }},
		"a new advisory says it upstream": {func(m map[string]any) {
			m["id"], m["upstream"], m["related"] = "DSA-1-1", []any{"CVE-1-1"}, []any{"CVE-2-2"}
		}, func(r vuln.Record) bool { return len(r.Upstream) == 1 && r.Upstream[0] == "CVE-1-1" }},
		"related is nothing to others": {func(m map[string]any) { m["related"] = []any{"CVE-2000-0001"} }, func(r vuln.Record) bool { return len(r.Upstream) == 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			r, _, err := osv.Decode(good(t, c.change))
			if err != nil || !c.holds(r) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

func TestWhatIsNoRecordIsRefused(t *testing.T) {
	for name, in := range map[string]string{
		"nothing": "", "null": "null", "a list": "[]", "no id": `{"modified":"2024-01-01T00:00:00Z"}`, "an empty id": `{"id":" "}`,
		"another type": `{"id":5}`, "a key twice": `{"id":"A-1","id":"A-2"}`, "rubbish behind": `{"id":"A-1"} x`,
		"invalid UTF-8": "{\"id\":\"A-\xff\"}", "too deep": `{"id":"A-1","x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "}",
		"affected is a text": `{"id":"A-1","affected":"all"}`,
	} {
		if r, _, err := osv.Decode([]byte(in)); err == nil {
			t.Errorf("%s: read as %+v", name, r)
		}
	}
}

// TestTheLinterCasesAreTold reads the documents of the schema's own linter.
func TestTheLinterCasesAreTold(t *testing.T) {
	// What is wrong in these can't be seen without asking the package registry.
	registry := map[string]bool{"nopackage-GHSA-9v2f-6vcg-3hgv.json": true}
	passed, failed, skipped := 0, 0, 0
	each(t, "osv/schema-and-linter-cases.zip", func(name string, data []byte) {
		if !strings.HasPrefix(name, "tools/osv-linter/testdata/") {
			return
		}
		base := name[strings.LastIndexByte(name, '/')+1:]
		_, ps, err := osv.Decode(data)
		bad := strings.HasPrefix(base, "no")
		switch {
		case registry[base]:
			skipped++
		case err == nil && bad == (len(ps) > 0):
			passed++
		default:
			failed++
			t.Errorf("%s: %v %v", base, err, ps)
		}
	})
	t.Logf("%d passed, %d failed, %d skipped (only a registry knows)", passed, failed, skipped)
}

// TestTheCorpusIsRead reads every record of every ecosystem.
func TestTheCorpusIsRead(t *testing.T) {
	total := 0
	for _, eco := range []string{"AlmaLinux", "Alpine", "Debian", "Go", "Hackage", "Maven", "NuGet", "OSS-Fuzz", "PyPI", "crates.io", "npm"} {
		n, said, odd := 0, 0, map[string]int{}
		each(t, "osv/"+eco+"/all.zip", func(name string, data []byte) {
			r, ps, err := osv.Decode(data)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			n++
			said += len(r.Says)
			for _, p := range ps {
				odd[p.Rule+" "+string(p.Level)]++
			}
			if r.ID+".json" != name {
				t.Errorf("%s has the id %s", name, r.ID)
			}
		})
		t.Logf("%s: %d records, %d statements, odd: %v", eco, n, said, odd)
		total += n
	}
	if total != 22723 {
		t.Errorf("%d records were read, not 22723", total)
	}
}

// each reads the documents of an archive of the corpus.
func each(t testing.TB, archive string, fn func(name string, data []byte)) {
	t.Helper()
	data, err := os.ReadFile(testkit.Corpus(t, archive))
	if err != nil {
		t.Fatal(err)
	}
	err = intake.ZipBytes(data, intake.Feed, func(name string, in io.Reader) error {
		b, err := io.ReadAll(in)
		fn(name, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(good(f, nil))
	f.Add(good(f, func(m map[string]any) {
		affected(m)["ranges"] = []any{events("SEMVER", "fixed", "2", "introduced", "1")}
	}))
	f.Add([]byte(`{"id":"A-1","affected":[null,{"package":null,"ranges":[null,{"events":[null]}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, ps, err := osv.Decode(data)
		if err == nil && r.ID == "" {
			t.Error("a record without an id")
		}
		_ = check.Problems(ps).Valid()
	})
}
