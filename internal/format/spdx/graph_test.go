package spdx_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
)

func yocto(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/yocto.spdx.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnImageOfYoctoIsReadWithItsCPEsAndItsVEX(t *testing.T) {
	doc, problems, err := spdx.Decode([]byte(yocto(t)), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	if want := "@graph: spdx-3-files: 1 files are listed beside the packages; they are counted and not checked"; problems.String() != want {
		t.Errorf("problems:\n%s", problems)
	}
	const at = "http://larkfield.example/spdxdocs/"
	want := &sbom.Document{
		Format: sbom.SPDX, Version: "3.0.1", Encoding: "json-ld", Serial: at + "pump-image/document", Name: "pump-image",
		Created: time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), Authors: []string{"Larkfield Medical"}, Tools: []string{"OE SPDX Creator 5.1"},
		Supplier: "Larkfield Medical", Phases: []string{"build"},
		Subject: &sbom.Component{Ref: at + "pump-image/package/rootfs", Path: "@graph[6]", Kind: "firmware", Supplier: "Larkfield Medical", Name: "pump-image", Version: "4.2.0"},
		Components: []sbom.Component{
			{
				Ref: at + "busybox/package/busybox", Path: "@graph[7]", Supplier: "OpenEmbedded", Name: "busybox", Version: "1.35.0",
				CPEs: []string{"cpe:2.3:*:*:busybox:1.35.0:*:*:*:*:*:*:*"}, Licence: "GPL-2.0-only AND bzip2-1.0.6", Ground: "declared",
				Hashes:      []sbom.Hash{{Algorithm: "SHA-256", Value: "faeeb244c35a348a334f4a59e44626ee870fb07b6884d68c10ae8bc19f83a694"}},
				Description: "Tiny versions of many common UNIX utilities", SupportLevel: "limitedSupport", EndOfSupport: "2028-04-01",
			},
			{
				Ref: at + "zlib/package/zlib", Path: "@graph[8]", Name: "zlib", Version: "1.3.1", PURL: "pkg:yocto/core/zlib@1.3.1",
				CPEs: []string{"cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*", "cpe:/a:zlib:zlib:1.3.1"},
			},
		},
		Edges: []sbom.Edge{
			{From: at + "pump-image/package/rootfs", To: at + "busybox/package/busybox"},
			{From: at + "pump-image/package/rootfs", To: at + "zlib/package/zlib"},
			{From: at + "busybox/package/busybox", To: at + "gcc/package/gcc-cross"},
		},
		OtherRefs: []string{at + "gcc/package/gcc-cross"},
		Statements: []sbom.Statement{
			{Weakness: "CVE-2022-48174", Refs: []string{at + "busybox/package/busybox"}, Status: "not_affected", Justification: "vulnerableCodeNotPresent", Detail: "ash is not built in"},
			{Weakness: "CVE-2021-42380", Refs: []string{at + "busybox/package/busybox"}, Status: "fixed"},
			{Weakness: "CVE-2021-42380", Refs: []string{at + "zlib/package/zlib"}, Status: "affected", Detail: "update to 4.2.1"},
			{Weakness: "CVE-2022-48174", Refs: []string{at + "zlib/package/zlib"}, Status: "under_investigation"},
		},
	}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Error(diff)
	}
}

// each case changes one text of a good document and names the problem that
// must then be told.
func TestRulesOfSPDX3(t *testing.T) {
	good := yocto(t)
	for rule, c := range map[string]struct{ old, new, want string }{
		"a context must be that of SPDX": {
			"https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "https://example.org/context", "@context: spdx-3-context",
		},
		"there must be one SpdxDocument": {
			`"SpdxDocument"`, `"Bundle"`, "@graph: spdx-3-SpdxDocument",
		},
		"a creation must state a version": {
			`"specVersion": "3.0.1"`, `"specVersion": "new"`, "@graph[0].specVersion: spdx-3-CreationInfo-specVersion",
		},
		"a version that is not known is told": {
			`"specVersion": "3.0.1"`, `"specVersion": "3.1.0"`, "@graph[0].specVersion: spdx-3-CreationInfo-specVersion",
		},
		"a creation must state its time in UTC": {
			`"created": "2026-01-31T12:00:00Z"`, `"created": "2026-01-31T12:00:00+01:00"`, "@graph[0].created: spdx-3-CreationInfo-created",
		},
		"a creator must be there": {
			`"createdBy": ["http://larkfield.example/spdxdocs/agent/build"]`, `"createdBy": ["http://gone.example/"]`, "@graph[0].createdBy: spdx-3-CreationInfo-createdBy",
		},
		"an element must name who made it": {
			`"spdxId": "http://larkfield.example/spdxdocs/rel/3",
      "creationInfo": "_:CreationInfo1",`, `"spdxId": "http://larkfield.example/spdxdocs/rel/3",`, "@graph[13].creationInfo: spdx-3-Element-creationInfo",
		},
		"an element must have an identifier": {
			`"spdxId": "http://larkfield.example/spdxdocs/rel/3",`, ``, "@graph[13].spdxId: spdx-3-spdxId",
		},
		"an identifier must be an IRI": {
			`"spdxId": "http://larkfield.example/spdxdocs/rel/3",`, `"spdxId": "SPDXRef-3",`, "@graph[13].spdxId: spdx-3-spdxId",
		},
		"an identifier must be unique": {
			"spdxdocs/rel/3", "spdxdocs/rel/2", "@graph[13]: spdx-3-unique-id",
		},
		"a type must exist": {
			`"software_File"`, `"software_Flie"`, "@graph[9].type: spdx-3-type",
		},
		"a package must have a name": {
			`"name": "busybox",`, ``, "@graph[7].name: spdx-3-Package-name",
		},
		"a purpose must exist": {
			`"software_primaryPurpose": "install"`, `"software_primaryPurpose": "pump"`, "@graph[7].software_primaryPurpose: spdx-3-SoftwarePurpose",
		},
		"an identifier's type must exist": {
			`"externalIdentifierType": "cpe22"`, `"externalIdentifierType": "cpe"`, "@graph[8].externalIdentifier: spdx-3-ExternalIdentifierType",
		},
		"a CPE must look like one": {
			`"cpe:/a:zlib:zlib:1.3.1"`, `"zlib 1.3.1"`, "@graph[8].externalIdentifier: spdx-3-ExternalIdentifier-identifier",
		},
		"a hash must have its length": {
			`"faeeb244`, `"`, "@graph[7].verifiedUsing: spdx-3-Hash-hashValue",
		},
		"a hash algorithm must exist": {
			`"algorithm": "sha256"`, `"algorithm": "sha1024"`, "@graph[7].verifiedUsing: spdx-3-HashAlgorithm",
		},
		"a type of relationship must exist": {
			`"relationshipType": "contains"`, `"relationshipType": "holds"`, "@graph[11].relationshipType: spdx-3-RelationshipType",
		},
		"the end of a relationship must be there": {
			`"http://larkfield.example/spdxdocs/busybox/file/bin-busybox"
      ]`, `"http://gone.example/"]`, "@graph[11].to: spdx-3-Relationship-to",
		},
		"the beginning of a relationship must be there": {
			`"from": "http://larkfield.example/spdxdocs/pump-image/package/rootfs"`, `"from": "http://gone.example/"`, "@graph[11].from: spdx-3-Relationship-from",
		},
		"a root must be there": {
			`"rootElement": ["http://larkfield.example/spdxdocs/pump-image/package/rootfs"]`, `"rootElement": ["http://gone.example/"]`, "@graph[5].rootElement: spdx-3-rootElement",
		},
		"a list must stand where one belongs": {
			`"to": ["http://larkfield.example/spdxdocs/license/gpl"]`, `"to": "http://larkfield.example/spdxdocs/license/gpl"`, "@graph[13].to: spdx-3-list",
		},
		"null is no element": {
			`"@graph": [`, `"@graph": [ null,`, "@graph[0]: json-type",
		},
	} {
		t.Run(rule, func(t *testing.T) {
			if strings.Count(good, c.old) == 0 {
				t.Fatalf("%s is not in the good document", c.old)
			}
			_, problems, err := spdx.Decode([]byte(strings.Replace(good, c.old, c.new, 1)), intake.SBOM)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(problems.String(), c.want+": ") || problems.Valid() {
				t.Errorf("want %s, got\n%s", c.want, problems)
			}
		})
	}
}

func TestAnElementMayStandWhereItIsNamed(t *testing.T) {
	doc, problems, err := spdx.Decode([]byte(`{
		"@context": "https://spdx.org/rdf/3.0.0/spdx-context.jsonld",
		"type": "SpdxDocument", "spdxId": "urn:d", "name": "d",
		"creationInfo": {"type": "CreationInfo", "specVersion": "3.0.0", "created": "2026-01-31T12:00:00Z",
			"createdBy": [{"type": "Person", "spdxId": "urn:p", "name": "Jane", "creationInfo": "_:c"}], "@id": "_:c"},
		"rootElement": [{"type": "software_Package", "spdxId": "urn:a", "name": "a", "creationInfo": "_:c",
			"suppliedBy": {"type": "Organization", "spdxId": "urn:o", "name": "ACME", "creationInfo": "_:c"}}]
	}`), intake.SBOM)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v\n%s", err, problems)
	}
	if doc.Subject == nil || doc.Subject.Supplier != "ACME" || doc.Version != "3.0.0" || !cmp.Equal(doc.Authors, []string{"Jane"}) {
		t.Errorf("%+v", doc)
	}
}

func TestLicencesOfSPDX3AreWrittenAsExpressions(t *testing.T) {
	good := yocto(t)
	const old = `"type": "simplelicensing_LicenseExpression",
      "spdxId": "http://larkfield.example/spdxdocs/license/gpl",
      "creationInfo": "_:CreationInfo1",
      "simplelicensing_licenseExpression": "GPL-2.0-only AND bzip2-1.0.6"`
	for want, licence := range map[string]string{
		"MIT OR (Apache-2.0 AND ISC)": `"type": "expandedlicensing_DisjunctiveLicenseSet", "spdxId": "http://larkfield.example/spdxdocs/license/gpl", "creationInfo": "_:CreationInfo1",
			"expandedlicensing_member": ["https://spdx.org/licenses/MIT", {"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": "urn:and", "creationInfo": "_:CreationInfo1",
				"expandedlicensing_member": ["https://spdx.org/licenses/Apache-2.0", "https://spdx.org/licenses/ISC"]}]`,
		"LGPL-2.1+": `"type": "expandedlicensing_OrLaterOperator", "spdxId": "http://larkfield.example/spdxdocs/license/gpl", "creationInfo": "_:CreationInfo1",
			"expandedlicensing_subjectLicense": "https://spdx.org/licenses/LGPL-2.1"`,
		"GPL-2.0-only WITH Classpath-exception-2.0": `"type": "expandedlicensing_WithAdditionOperator", "spdxId": "http://larkfield.example/spdxdocs/license/gpl", "creationInfo": "_:CreationInfo1",
			"expandedlicensing_subjectAddition": "https://spdx.org/licenses/Classpath-exception-2.0", "expandedlicensing_subjectExtendableLicense": "https://spdx.org/licenses/GPL-2.0-only"`,
		"Larkfield's own": `"type": "expandedlicensing_CustomLicense", "spdxId": "http://larkfield.example/spdxdocs/license/gpl", "creationInfo": "_:CreationInfo1", "name": "Larkfield's own"`,
		"": `"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": "http://larkfield.example/spdxdocs/license/gpl", "creationInfo": "_:CreationInfo1",
			"expandedlicensing_member": ["http://larkfield.example/spdxdocs/license/gpl"]`,
	} {
		doc, _, err := spdx.Decode([]byte(strings.Replace(good, old, licence, 1)), intake.SBOM)
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Components[0].Licence; got != want {
			t.Errorf("the licence is %q, want %q", got, want)
		}
	}
}
