package csaf

import (
	"fmt"
	"strings"
	"testing"

	"aceso/internal/domain/advisory"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// good is an advisory that passes every test of the standard.
const good = `{
  "document": {
    "category": "csaf_security_advisory",
    "csaf_version": "2.0",
    "distribution": {"tlp": {"label": "WHITE"}},
    "lang": "en",
    "publisher": {"category": "vendor", "name": "Castellan Vital Systems", "namespace": "https://castellan.example"},
    "references": [{"category": "self", "summary": "This advisory", "url": "https://castellan.example/csaf/2026/cvs-2026-001.json"}],
    "title": "Weak password in PM8",
    "tracking": {
      "current_release_date": "2026-02-01T10:00:00Z",
      "id": "CVS-2026-001",
      "initial_release_date": "2026-01-01T10:00:00Z",
      "revision_history": [
        {"date": "2026-01-01T10:00:00Z", "number": "1", "summary": "First."},
        {"date": "2026-02-01T10:00:00Z", "number": "2", "summary": "A fix is there."}
      ],
      "status": "final",
      "version": "2"
    }
  },
  "product_tree": {
    "branches": [{
      "branches": [{
        "branches": [
          {"category": "product_version", "name": "4.1", "product": {"name": "PM8 4.1", "product_id": "P1",
            "product_identification_helper": {"model_numbers": ["PM8"]}}},
          {"category": "product_version", "name": "4.2", "product": {"name": "PM8 4.2", "product_id": "P2",
            "product_identification_helper": {"model_numbers": ["PM8"]}}}
        ],
        "category": "product_name", "name": "PM8"
      }],
      "category": "vendor", "name": "Castellan Vital Systems"
    }],
    "product_groups": [{"group_id": "G1", "product_ids": ["P1", "P2"]}]
  },
  "vulnerabilities": [{
    "cve": "CVE-2026-0001",
    "cwe": {"id": "CWE-798", "name": "Use of Hard-coded Credentials"},
    "notes": [{"category": "summary", "text": "The service account has a fixed password."}],
    "product_status": {"fixed": ["P2"], "known_affected": ["P1"]},
    "remediations": [{"category": "vendor_fix", "details": "Install 4.2.", "group_ids": ["G1"]}],
    "scores": [{
      "cvss_v3": {
        "baseScore": 9.8, "baseSeverity": "CRITICAL",
        "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "version": "3.1"
      },
      "products": ["P1"]
    }]
  }]
}`

// change replaces one text in the good advisory, which must be there.
func change(t *testing.T, old, new string) []byte {
	t.Helper()
	if !strings.Contains(good, old) {
		t.Fatalf("the good advisory has no %s", old)
	}
	return []byte(strings.Replace(good, old, new, 1))
}

// failing lists the tests that fail, "schema" among them, with their first place.
func failing(rep Report) string {
	var all []string
	if !rep.Schema.Passed {
		all = append(all, "schema "+rep.Schema.Problems[0].Path)
	}
	for _, t := range tests {
		if out, run := rep.Tests[t.section]; run && !out.Passed {
			all = append(all, t.section+" "+out.Problems[0].Path)
		}
	}
	return strings.Join(all, ", ")
}

func TestTheGoodAdvisoryPassesEveryTest(t *testing.T) {
	rep, err := Validate([]byte(good), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	if !rep.Valid || failing(rep) != "" || rep.ID != "CVS-2026-001" || rep.Version != "2.0" {
		t.Errorf("%+v fails %s", rep, failing(rep))
	}
	if len(rep.Tests)+len(rep.NotRun) != len(tests) || len(rep.NotRun) != 3 {
		t.Errorf("%d tests run, %d not, of %d", len(rep.Tests), len(rep.NotRun), len(tests))
	}
}

// Rules that the suite has no document for, or only one.
func TestOneChangeFailsItsTest(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"an id in use must be defined":         {`"known_affected": ["P1"]`, `"known_affected": ["P7"]`, "6.1.1 /vulnerabilities/0/product_status/known_affected/0"},
		"a group in use must be defined":       {`"group_ids": ["G1"]`, `"group_ids": ["G7"]`, "6.1.4 /vulnerabilities/0/remediations/0/group_ids/0"},
		"an id is defined once":                {`"product_id": "P2"`, `"product_id": "P1"`, "6.1.2 /product_tree/branches/0/branches/0/branches/1/product/product_id"},
		"a score follows from its vector":      {`"baseScore": 9.8`, `"baseScore": 9.7`, "6.1.9 /vulnerabilities/0/scores/0/cvss_v3/baseScore"},
		"a severity follows from its score":    {`"CRITICAL"`, `"HIGH"`, "6.1.9 /vulnerabilities/0/scores/0/cvss_v3/baseSeverity"},
		"a property says what the vector says": {`"baseScore": 9.8,`, `"baseScore": 9.8, "attackVector": "LOCAL",`, "6.1.10 /vulnerabilities/0/scores/0/cvss_v3/attackVector"},
		"a weakness must exist":                {`"CWE-798"`, `"CWE-999999"`, "6.1.11 /vulnerabilities/0/cwe/id"},
		"a weakness has its name":              {`"Use of Hard-coded Credentials"`, `"Hard-coded things"`, "6.1.11 /vulnerabilities/0/cwe/name"},
		"a language must exist":                {`"lang": "en"`, `"lang": "zxq"`, "6.1.12 /document/lang"},
		"the version is the newest revision's": {`"version": "2"`, `"version": "3"`, "6.1.16 /document/tracking/version"},
		"versions begin with 0 or 1":           {`"number": "1"`, `"number": "0.9.0"`, "6.1.18"},
		"a category is no other profile's":     {`"csaf_security_advisory"`, `"Security Advisory"`, "6.1.26 /document/category"},
		"a package URL fits its type":          {`"product_identification_helper": {"model_numbers": ["PM8"]}`, `"product_identification_helper": {"purl": "pkg:oci/registry/pm8@1"}`, "6.1.13 /product_tree/branches/0/branches/0/branches/0/product/product_identification_helper/purl"},
		"a dash is a dash":                     {`"csaf_security_advisory"`, `"Security—Advisory"`, "6.1.26 /document/category"},
		"a vulnerability has notes":            {`"notes": [{"category": "summary", "text": "The service account has a fixed password."}],`, ``, "6.1.27.5 /vulnerabilities/0/notes"},
		"a remediation says for what":          {`, "group_ids": ["G1"]`, ``, "6.1.29 /vulnerabilities/0/remediations/0"},
		"a version is no range":                {`"name": "4.1", "product"`, `"name": "4.1 and earlier", "product"`, "6.1.31 /product_tree/branches/0/branches/0/branches/0/name"},
		"the file name ends the address":       {`cvs-2026-001.json`, `CVS-2026-001.json`, "6.2.11 /document/references"},
		"members are sorted":                   {`"category": "vendor", "name": "Castellan Vital Systems", "namespace"`, `"name": "Castellan Vital Systems", "category": "vendor", "namespace"`, "6.2.13 /document/publisher/category"},
		"an unknown member is no breach":       {`"lang": "en",`, `"lang": "en", "motto": "x",`, "6.2.20 /document/motto"},
		"a date needs a zone": {`"2026-01-01T10:00:00Z",
      "revision`, `"2026-01-01T10:00:00",
      "revision`, "schema /document/tracking/initial_release_date"},
	} {
		rep, err := Validate(change(t, c.old, c.new), intake.SBOM)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := failing(rep); !strings.Contains(got, c.want) {
			t.Errorf("%s: fails %q, want %q", name, got, c.want)
		}
		if mandatory := strings.Contains(failing(rep), "6.1.") || !rep.Schema.Passed; rep.Valid == mandatory {
			t.Errorf("%s: valid is %v, and it fails %q", name, rep.Valid, failing(rep))
		}
	}
}

func TestWhatCanNotBeJudgedIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":           {"{", "ends too early"},
		"nothing":           {"", "empty"},
		"a double member":   {`{"document":{},"document":{}}`, "duplicate"},
		"trailing rubbish":  {good + "x", "behind the end"},
		"another version":   {string(change(t, `"csaf_version": "2.0"`, `"csaf_version": "2.1"`)), "CSAF 2.1"},
		"provider metadata": {`{"canonical_url":"https://x.example/provider-metadata.json"}`, "provider"},
		"another document":  {`{"bomFormat":"CycloneDX"}`, "no CSAF document"},
		"an array":          {`[1,2]`, "no CSAF document"},
		"too deep":          {strings.Repeat(`{"document":`, 200) + "1" + strings.Repeat("}", 200), "depth"},
	} {
		_, err := Validate([]byte(c.text), intake.SBOM)
		if f := fault.Of(err); f == nil || !strings.Contains(f.Error(), c.want) {
			t.Errorf("%s: says %v, want %q", name, err, c.want)
		}
		if _, _, err := Decode([]byte(c.text), intake.SBOM); name != "another version" && fault.Of(err) == nil {
			t.Errorf("%s: Decode gives %v", name, err)
		}
	}
}

func TestValuesOfAnotherTypeCountAsAbsent(t *testing.T) {
	root, err := parse([]byte(good), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range everyNode(root) {
		for _, other := range []node{{kind: 'n'}, {kind: '0', text: "1e999"}, {kind: '[', kids: []node{{kind: 'n'}}}, {kind: '{', keys: []string{""}, kids: []node{{kind: 'n'}}}} {
			saved := *n
			*n = other
			data := []byte(root.json())
			Validate(data, intake.SBOM) // must not panic
			if a, _, err := Decode(data, intake.SBOM); err == nil && a == nil {
				t.Errorf("node %d: neither an advisory nor an error", i)
			}
			*n = saved
		}
	}
}

func TestAnAdvisoryWithoutItsVersionBreaksTheSchema(t *testing.T) {
	for name, version := range map[string]string{"absent": "", "null": `"csaf_version": null,`, "a number": `"csaf_version": 2.0,`} {
		rep, err := Validate(change(t, `"csaf_version": "2.0",`, version), intake.SBOM)
		if err != nil || rep.Valid || rep.Schema.Passed || len(rep.Tests) == 0 {
			t.Errorf("%s: %v %+v", name, err, rep.Schema)
		}
	}
}

func TestADocumentThatExplodesIsRefused(t *testing.T) {
	var groups, flags strings.Builder
	for i := range 300 {
		fmt.Fprintf(&groups, `,"X%d"`, i)
		fmt.Fprintf(&flags, `,{"label":"component_not_present","group_ids":["G1"],"date":"2026-01-01T10:00:%02dZ"}`, i%60)
	}
	text := strings.Replace(good, `["P1", "P2"]`, `["P1", "P2"`+groups.String()+"]", 1)
	text = strings.Replace(text, `"cve": "CVE-2026-0001",`, `"cve": "CVE-2026-0001", "flags": [`+flags.String()[1:]+"],", 1)
	lim := intake.SBOM
	lim.Edges = 10_000
	if _, err := Validate([]byte(text), lim); !fault.Is(err, fault.TooLarge) {
		t.Errorf("%v", err)
	}
}

func TestProblemsOfOneTestAreBounded(t *testing.T) {
	var ps problems
	for range mostProblems + 5 {
		ps.add("/x", "again")
	}
	out := ps.outcome()
	if len(out.Problems) != mostProblems+1 || out.Problems[mostProblems].Text != "and 5 more of the same kind" {
		t.Errorf("%d problems", len(out.Problems))
	}
}

func TestAnAdvisoryIsReadAsItIsMeant(t *testing.T) {
	a, problems, err := Decode([]byte(good), intake.SBOM)
	if err != nil || len(problems) != 0 {
		t.Fatalf("%v %v", err, problems)
	}
	if a.ID != "CVS-2026-001" || a.Publisher.Kind != "vendor" || a.Status != advisory.Final || len(a.Revisions) != 2 || a.TLP != "WHITE" {
		t.Errorf("head: %+v", a)
	}
	p := a.Product("P1")
	if p == nil || p.Vendor != "Castellan Vital Systems" || p.Model != "PM8" || p.Version != "4.1" || p.Helper == nil || p.Helper.Models[0] != "PM8" {
		t.Fatalf("product: %+v", p)
	}
	claims := a.Claims()
	if len(claims) != 2 || claims[0].Affected[0] != "CVE-2026-0001" || claims[1].Clear[0] != "CVE-2026-0001" {
		t.Errorf("claims: %+v", claims)
	}
	w := a.Weaknesses[0]
	if w.CWE != "CWE-798" || w.Scores[0].System != "CVSS:3.1" || w.Scores[0].Base != 9.8 || len(a.Remedies(w, "P1")) != 1 {
		t.Errorf("weakness: %+v", w)
	}
}

func TestALostReferenceIsTold(t *testing.T) {
	_, problems, err := Decode(change(t, `"known_affected": ["P1"]`, `"known_affected": ["P7"]`), intake.SBOM)
	if err != nil || len(problems) != 1 || problems[0].Rule != "csaf-6.1.1" {
		t.Errorf("%v %v", err, problems)
	}
}

func TestAWeaknessGoesByTheNamesItHasHad(t *testing.T) {
	names := cweNames("CWE-22")
	if len(names) < 2 || !strings.HasPrefix(names[0], "Improper Limitation of a Pathname") {
		t.Errorf("%q", names)
	}
	if cweNames("CWE-1") != nil {
		t.Error("CWE-1 is no weakness")
	}
}

func TestLanguagesAreThoseOfTheRegistry(t *testing.T) {
	for tag, ok := range map[string]bool{
		"en": true, "de-CH": true, "zh-Hant-TW": true, "sr-Latn": true, "i-default": true, "es-419": true, "de-1996": true,
		"qtx": true, "en-QM": true, "x-own": true, "en-x-own": true, "fr-ZZ": true,
		"ez": false, "EZ": false, "en-QQQQ": false, "xyzzy": false, "e": false,
	} {
		if err := checkLanguage(tag); (err == nil) != ok {
			t.Errorf("%s: %v", tag, err)
		}
	}
	for tag, want := range map[string]string{"qtx": "qtx", "en-Qabc": "Qabc", "en-XP": "XP", "en-AA": "AA", "en-US": "", "x-own": "x-own", "de-DE": "", "zh-Hans": ""} {
		if got := privatePart(tag); got != want {
			t.Errorf("%s: the private part is %q, want %q", tag, got, want)
		}
	}
}

func TestDatesAreThoseOfRFC3339(t *testing.T) {
	for s, ok := range map[string]bool{
		"2026-01-01T10:00:00Z": true, "2026-01-01t10:00:00.123456789z": true, "2026-01-01T10:00:00+02:00": true, "2016-12-31T23:59:60Z": true,
		"2026-01-01": false, "2026-01-01 10:00:00Z": false, "2026-02-30T10:00:00Z": false, "2026-01-01T10:00:60Z": false,
		"2026-01-01T10:00:00": false, "2026-01-01T1:00:00Z": false, "2026-01-01T10:00:00,5Z": false,
	} {
		if isDateTime(s) != ok {
			t.Errorf("%s: %v", s, !ok)
		}
	}
}

func FuzzValidate(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"document":{"csaf_version":"2.0","tracking":null},"product_tree":{"branches":[null]},"vulnerabilities":[null,{"scores":[{"cvss_v3":{}}]}]}`))
	f.Add([]byte(`{"document":{"csaf_version":"2.1"}}`))
	lim := intake.SBOM
	lim.Bytes, lim.Unpacked, lim.Tokens, lim.Edges = 1<<20, 1<<20, 100_000, 10_000
	f.Fuzz(func(t *testing.T, data []byte) {
		rep, err := Validate(data, lim)
		if err != nil && fault.Of(err) == nil {
			t.Errorf("not judged, without a word for the sender: %v", err)
		}
		if rep.Valid && !rep.Schema.Passed {
			t.Error("valid against a broken schema")
		}
		if err == nil && !rep.Schema.Passed && len(rep.Schema.Problems) == 0 {
			t.Error("a failure without a word")
		}
		a, _, err := Decode(data, lim)
		if err == nil && a == nil || err != nil && fault.Of(err) == nil {
			t.Errorf("Decode: %v %v", a, err)
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	files := readTar(b, "csaf/cisa-icsa-selection.tar.gz")
	bytes := 0
	for _, data := range files {
		bytes += len(data)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, data := range files {
			Validate(data, intake.SBOM)
		}
	}
}
