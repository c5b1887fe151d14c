package cyclonedx_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/cyclonedx/schema"
	"aceso/internal/format/intake"
)

// pump is a document that says everything.
func pump() *sbom.Document {
	return &sbom.Document{
		Format: sbom.CycloneDX, Version: "1.6", Encoding: "json",
		Serial: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Revision: 2, Name: "Larkfield LF-200 4.2.0",
		Created: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Authors: []string{"Ada"}, Tools: []string{"cdxgen 11.2"},
		Supplier: "Larkfield", Phases: []string{"build", "handmade"},
		Subject: &sbom.Component{Ref: "pump", Path: "metadata.component", Kind: "device", Name: "Larkfield LF-200", Version: "4.2.0", Supplier: "Larkfield"},
		Components: []sbom.Component{
			{
				Ref: "ssl", Path: "components[0]", Kind: "library", Supplier: "OpenSSL", Contact: "info@openssl.example", Name: "openssl", Version: "3.0.2",
				PURL: "pkg:deb/debian/openssl@3.0.2?distro=debian-12", Distro: "Debian:12", Licence: "Apache-2.0", Ground: "concluded", Scope: "required",
				CPEs:   []string{"cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*", "cpe:2.3:a:openssl_project:openssl:3.0.2:*:*:*:*:*:*:*"},
				Hashes: []sbom.Hash{{Algorithm: "SHA-256", Value: strings.Repeat("ab", 32)}}, SWID: "tag",
				Source: "openssl-src", SourceVersion: "3.0.2-1", SupportLevel: "Actively maintained", EndOfSupport: "2026-09-07",
				Delivered: &sbom.Delivered{File: "libssl.so.3", Executable: "executable", Archive: "no archive", Structured: "unstructured"},
			},
			{Ref: "inner", Path: "components[0].components[0]", Parent: "ssl", Kind: "file", Name: "libcrypto.so", Licence: "MIT OR Apache-2.0"},
			{Ref: "own", Path: "components[1]", Kind: "firmware", Group: "com.larkfield", Name: "core", Version: "4", Licence: "Our own terms"},
		},
		Edges: []sbom.Edge{{From: "pump", To: "ssl"}, {From: "pump", To: "own"}, {From: "own", To: "ssl"}}, Leaves: []string{"ssl"},
		Extents:    []sbom.Extent{{How: "complete", Refs: []string{"pump", "own"}}, {How: "unknown"}},
		Statements: []sbom.Statement{{Weakness: "CVE-2022-3602", Refs: []string{"ssl"}, Status: "not_affected", Justification: "code_not_reachable", Detail: "no e-mail"}},
	}
}

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	want := pump()
	var b bytes.Buffer
	if err := cyclonedx.Encode(&b, want); err != nil {
		t.Fatal(err)
	}
	got, problems, err := cyclonedx.Decode(b.Bytes(), intake.SBOM)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, problems)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("written and read again differs (-want +got):\n%s", diff)
	}
}

func TestWhatIsWrittenIsValid(t *testing.T) {
	if !schema.Present() {
		t.Skip("the official schemas are not there: make assets copies them")
	}
	docs := map[string]*sbom.Document{
		"pump":  pump(),
		"empty": {},
		"rough": {
			Serial: "https://example.com/spdx", Components: []sbom.Component{
				{Name: "a", Kind: "container", Ref: "a", Parent: "b", Hashes: []sbom.Hash{{Algorithm: "SHA256", Value: strings.Repeat("0", 64)}, {Algorithm: "MD2", Value: "x"}}},
				{Name: "b", Kind: "install", Ref: "b", Parent: "a", Licence: "NOASSERTION", Scope: "sometimes"},
				{Name: "c", Ref: "c", Licence: "LicenseRef-x OR MIT"},
			},
			Edges:      []sbom.Edge{{From: "a", To: "a"}, {From: "a", To: "a"}, {From: "", To: "x"}},
			Statements: []sbom.Statement{{Weakness: "CVE-1", Status: "affected", Justification: "component_not_present"}},
		},
	}
	for name, doc := range docs {
		var b bytes.Buffer
		if err := cyclonedx.Encode(&b, doc); err != nil {
			t.Fatal(err)
		}
		problems, err := cyclonedx.CheckSchema(b.Bytes(), intake.SBOM)
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v\n%s\n%s", name, err, problems, b.Bytes())
		}
	}
}

// found is what matching says of the pump.
func found() []match.Result {
	return []match.Result{
		{Checked: match.Matched, Matches: []match.Match{
			{Weakness: "CVE-2022-3602", Names: []string{"CVE-2022-3602", "GHSA-8rwr-x37p-mx23"}, State: match.Affected, Why: "3.0.2 is in [3.0.0, 3.0.7)", Source: "osv", Fixed: []string{"3.0.7"}},
			{Weakness: "CVE-2023-0001", State: match.CannotTell, Why: "only commits are given.", Settle: "the commit it was built from"},
		}},
		{Checked: match.NotCheckable, Reason: "it has no identity that can be looked up"},
		{Checked: match.Clean},
	}
}

func look(id string) (*vuln.Weakness, error) {
	if id != "CVE-2022-3602" {
		return nil, nil
	}
	return &vuln.Weakness{
		ID: id,
		Records: []vuln.Record{{
			Source: "osv", Summary: "X.509 buffer overflow", CWEs: []string{"CWE-787", "CWE-787", "NVD-CWE-noinfo"}, Published: time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC),
			Scores: []vuln.Score{{Source: "nvd", System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", Value: 7.5, Severity: "high"}, {Source: "ghsa", System: "word", Severity: "moderate"}},
			Links:  []vuln.Link{{Kind: "advisory", URL: "https://www.openssl.org/news/secadv/20221101.txt"}},
		}},
		KEV: &vuln.Exploited{Added: "2022-11-02"}, EPSS: &vuln.Probability{Score: 0.5},
	}, nil
}

func TestADisclosureReportLeavesNothingOpenOut(t *testing.T) {
	var b bytes.Buffer
	if err := cyclonedx.EncodeVDR(&b, pump(), found(), look, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if schema.Present() {
		problems, err := cyclonedx.CheckSchema(b.Bytes(), intake.SBOM)
		if err != nil || len(problems) > 0 {
			t.Errorf("not valid: %v\n%s", err, problems)
		}
	}
	for _, want := range []string{
		`"id": "CVE-2022-3602"`, `"ref": "ssl"`, `"detail": "3.0.2 is in [3.0.0, 3.0.7)"`, `"recommendation": "Fixed in 3.0.7"`,
		`"method": "CVSSv31"`, `"severity": "medium"`, `"state": "in_triage"`, `To settle it: the commit it was built from`,
		`"aceso:not-checkable"`, `"it has no identity that can be looked up"`, `"aceso:kev-added"`, "GHSA-8rwr-x37p-mx23",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %s", want)
		}
	}
	if t.Failed() {
		t.Log(b.String())
	}
}

func TestADisclosureReportIsNotWrittenFromHalfAnAnswer(t *testing.T) {
	var b bytes.Buffer
	if err := cyclonedx.EncodeVDR(&b, pump(), found()[:1], look, time.Now()); err == nil {
		t.Error("results that don't fit the components were written")
	}
	broken := func(string) (*vuln.Weakness, error) { return nil, errors.New("bundle is gone") }
	if err := cyclonedx.EncodeVDR(&b, pump(), found(), broken, time.Now()); err == nil || b.Len() > 0 {
		t.Errorf("%v, and %d bytes were written", err, b.Len())
	}
}
