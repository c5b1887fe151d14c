package spdx_test

import (
	"strings"
	"testing"

	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
)

// goodJSON is a document that keeps every rule of SPDX 2.3.
const goodJSON = `{
  "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "pump",
  "documentNamespace": "https://larkfield.example/pump",
  "creationInfo": {"created": "2026-01-31T12:00:00Z", "creators": ["Organization: Larkfield Medical", "Tool: build-1.0"]},
  "externalDocumentRefs": [{"externalDocumentId": "DocumentRef-os", "spdxDocument": "https://larkfield.example/os", "checksum": {"algorithm": "SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2759"}}],
  "packages": [
    {"SPDXID": "SPDXRef-pump", "name": "pump", "versionInfo": "4.2.0", "downloadLocation": "NOASSERTION", "filesAnalyzed": false, "supplier": "Organization: Larkfield Medical",
      "primaryPackagePurpose": "FIRMWARE", "validUntilDate": "2031-01-31T00:00:00Z"},
    {"SPDXID": "SPDXRef-zlib", "name": "zlib", "versionInfo": "1.3", "downloadLocation": "https://zlib.net/zlib-1.3.tar.gz", "originator": "Person: Jean-loup Gailly (jloup@gzip.org)",
      "licenseDeclared": "Zlib", "checksums": [{"algorithm": "SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2758"}],
      "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:generic/zlib@1.3"},
        {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*"}]}
  ],
  "files": [{"SPDXID": "SPDXRef-file", "fileName": "./a", "checksums": [{"algorithm": "SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2750"}]}],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-pump"},
    {"spdxElementId": "SPDXRef-pump", "relationshipType": "DYNAMIC_LINK", "relatedSpdxElement": "SPDXRef-zlib"},
    {"spdxElementId": "SPDXRef-pump", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "DocumentRef-os:SPDXRef-linux"},
    {"spdxElementId": "SPDXRef-pump", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-file"},
    {"spdxElementId": "SPDXRef-zlib", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"}
  ]
}`

func TestAGoodDocumentBreaksNoRule(t *testing.T) {
	doc, problems, err := spdx.Decode([]byte(goodJSON), intake.SBOM)
	if err != nil || !problems.Valid() {
		t.Fatalf("%v\n%s", err, problems)
	}
	if doc.Subject.Name != "pump" || doc.Subject.EndOfSupport != "2031-01-31" || doc.Components[0].Supplier != "Jean-loup Gailly" {
		t.Errorf("%+v", doc)
	}
	if len(doc.Edges) != 2 || doc.Edges[1].To != "DocumentRef-os:SPDXRef-linux" {
		t.Errorf("edges %v", doc.Edges)
	}
}

func TestRulesOfSPDX2(t *testing.T) {
	for rule, c := range map[string]struct{ old, new, want string }{
		"a version must be known":            {"SPDX-2.3", "SPDX-2.9", "spdxVersion: spdx-2.3-6.1"},
		"the data licence must be CC0":       {"CC0-1.0", "MIT", "dataLicense: spdx-2.3-6.2"},
		"the document's identifier is fixed": {`"SPDXID": "SPDXRef-DOCUMENT"`, `"SPDXID": "SPDXRef-D"`, "SPDXID: spdx-2.3-6.3"},
		"a document has a name": {`"name": "pump",
`, "\n", "name: spdx-2.3-6.4"},
		"a document has a namespace":             {`"documentNamespace": "https://larkfield.example/pump",`, "", "documentNamespace: spdx-2.3-6.5"},
		"a namespace is absolute":                {"https://larkfield.example/pump", "pump", "documentNamespace: spdx-2.3-6.5"},
		"a namespace has no fragment":            {"https://larkfield.example/pump", "https://larkfield.example/#pump", "documentNamespace: spdx-2.3-6.5"},
		"another document is named DocumentRef":  {`"externalDocumentId": "DocumentRef-os"`, `"externalDocumentId": "os"`, "externalDocumentRefs: spdx-2.3-6.6"},
		"a document has creators":                {`["Organization: Larkfield Medical", "Tool: build-1.0"]`, `[]`, "creationInfo.creators: spdx-2.3-6.8"},
		"a creator says what it is":              {"Tool: build-1.0", "build-1.0", "creationInfo.creators: spdx-2.3-6.8"},
		"a creation has a time":                  {`"created": "2026-01-31T12:00:00Z", `, "", "creationInfo.created: spdx-2.3-6.9"},
		"a time has its form":                    {`"created": "2026-01-31T12:00:00Z"`, `"created": "2026-01-31 12:00"`, "creationInfo.created: spdx-2.3-6.9"},
		"a package has a name":                   {`"name": "zlib", `, "", "packages[1].name: spdx-2.3-7.1"},
		"a package has an identifier":            {`"SPDXID": "SPDXRef-zlib", `, "", "packages[1].SPDXID: spdx-2.3-7.2"},
		"an identifier has its form":             {"SPDXRef-zlib", "SPDXRef-zlib_1", "packages[1].SPDXID: spdx-2.3-7.2"},
		"an identifier is unique":                {`"SPDXID": "SPDXRef-zlib"`, `"SPDXID": "SPDXRef-pump"`, "packages[1].SPDXID: spdx-2.3-7.2"},
		"a supplier says what it is":             {`"supplier": "Organization: Larkfield Medical"`, `"supplier": "Larkfield"`, "packages[0].supplier: spdx-2.3-7.5"},
		"an originator says what it is":          {"Person: Jean-loup", "Jean-loup", "packages[1].originator: spdx-2.3-7.6"},
		"a package has a download location":      {`"downloadLocation": "NOASSERTION", `, "", "packages[0].downloadLocation: spdx-2.3-7.7"},
		"unread files give no verification code": {`"filesAnalyzed": false,`, `"filesAnalyzed": false, "packageVerificationCode": {},`, "packages[0].filesAnalyzed: spdx-2.3-7.8"},
		"a checksum has a known algorithm":       {`"SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2758"`, `"CRC", "checksumValue": "00"`, "packages[1].checksums: spdx-2.3-7.10"},
		"a checksum has its length":              {"d6a770ba38583ed4bb4525bd96e50461655d2758", "d6a7", "packages[1].checksums: spdx-2.3-7.10"},
		"a checksum has hex digits":              {"d6a770ba38583ed4bb4525bd96e50461655d2758", "sha1:d6a7", "packages[1].checksums: spdx-2.3-7.10"},
		"an external reference has its category": {`"PACKAGE-MANAGER"`, `"PACKAGES"`, "packages[1].externalRefs: spdx-2.3-7.21"},
		"an external reference has a locator":    {`, "referenceLocator": "pkg:generic/zlib@1.3"`, "", "packages[1].externalRefs: spdx-2.3-7.21"},
		"a package URL looks like one":           {"pkg:generic/zlib@1.3", "zlib", "packages[1].externalRefs: spdx-2.3-7.21"},
		"a CPE looks like one":                   {"cpe:2.3:a:zlib", "zlib", "packages[1].externalRefs: spdx-2.3-7.21"},
		"a purpose is known":                     {"FIRMWARE", "PUMP", "packages[0].primaryPackagePurpose: spdx-2.3-7.24"},
		"an end of support has its form":         {"2031-01-31T00:00:00Z", "2031", "packages[0].validUntilDate: spdx-2.3-7.27"},
		"2.2 knows no purpose":                   {"SPDX-2.3", "SPDX-2.2", "packages[0]: spdx-2.2-7.24"},
		"2.2 demands a licence":                  {"SPDX-2.3", "SPDX-2.2", "packages[0].licenseDeclared: spdx-2.2-7.15"},
		"2.2 demands a copyright":                {"SPDX-2.3", "SPDX-2.2", "packages[1].copyrightText: spdx-2.2-7.17"},
		"a file has a name":                      {`"fileName": "./a", `, "", "files[0].fileName: spdx-2.3-8.1"},
		"a file has an identifier":               {`"SPDXID": "SPDXRef-file", `, "", "files[0].SPDXID: spdx-2.3-8.2"},
		"a file has a SHA1":                      {`"SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2750"`, `"MD5", "checksumValue": "d41d8cd98f00b204e9800998ecf8427e"`, "files[0].checksums: spdx-2.3-8.4"},
		"a relationship has a known type":        {"DYNAMIC_LINK", "LINKS", "relationships[1].relationshipType: spdx-2.3-11.1"},
		"a relationship begins somewhere":        {`"SPDXRef-pump", "relationshipType": "DYNAMIC_LINK"`, `"SPDXRef-gone", "relationshipType": "DYNAMIC_LINK"`, "relationships[1].spdxElementId: spdx-2.3-11.1"},
		"a relationship leads somewhere":         {`"DYNAMIC_LINK", "relatedSpdxElement": "SPDXRef-zlib"`, `"DYNAMIC_LINK", "relatedSpdxElement": "SPDXRef-gone"`, "relationships[1].relatedSpdxElement: spdx-2.3-11.1"},
		"another document is declared":           {"DocumentRef-os:SPDXRef-linux", "DocumentRef-x:SPDXRef-linux", "relationships[2].relatedSpdxElement: spdx-2.3-11.1"},
		"nothing is added":                       {`"name": "zlib",`, `"name": "zlib", "colour": "red",`, "packages[1].colour: spdx-2-unknown-field"},
		"null is no package":                     {`"packages": [`, `"packages": [null,`, "packages[0]: json-type"},
		"null is no relationship":                {`"relationships": [`, `"relationships": [null,`, "relationships[0]: json-type"},
		"a number is no name":                    {`"name": "zlib"`, `"name": 7`, "packages[1].name: json-type"},
		"nothing stands behind the end": {`"NONE"}
  ]
}`, `"NONE"}
  ]
}<html>`, ": json-trailing-data"},
	} {
		t.Run(rule, func(t *testing.T) {
			if !strings.Contains(goodJSON, c.old) {
				t.Fatalf("%s is not in the good document", c.old)
			}
			doc, problems, err := spdx.Decode([]byte(strings.Replace(goodJSON, c.old, c.new, 1)), intake.SBOM)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(problems.String(), c.want+": ") || problems.Valid() {
				t.Errorf("want %s, got\n%s", c.want, problems)
			}
			if len(doc.Components) == 0 {
				t.Error("the rest is not used")
			}
		})
	}
}

func TestARuleThatIsBrokenEverywhereIsNotToldEverywhere(t *testing.T) {
	var b strings.Builder
	b.WriteString(strings.Replace(goodJSON, `"packages": [`, `"packages": [`+strings.Repeat(`{"name":"x"},`, 1000), 1))
	_, problems, err := spdx.Decode([]byte(b.String()), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 250 || !strings.Contains(problems.String(), ": spdx-2.3-7.7: the same in 900 more places") {
		t.Errorf("%d problems\n%s", len(problems), problems[len(problems)-3:])
	}
}

func TestASubjectIsWhatAloneIsDescribed(t *testing.T) {
	both := strings.Replace(goodJSON, `"relationships": [`, `"relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-zlib"},`, 1)
	doc, _, err := spdx.Decode([]byte(both), intake.SBOM)
	if err != nil || doc.Subject != nil || len(doc.Components) != 2 {
		t.Errorf("of two described packages: %+v, %v", doc, err)
	}
	file := strings.Replace(goodJSON, `"DESCRIBES", "relatedSpdxElement": "SPDXRef-pump"`, `"DESCRIBES", "relatedSpdxElement": "SPDXRef-file"`, 1)
	doc, _, err = spdx.Decode([]byte(file), intake.SBOM)
	if err != nil || doc.Subject == nil || doc.Subject.Kind != "file" || len(doc.Components) != 2 {
		t.Errorf("of a described file: %+v, %v", doc, err)
	}
}

func TestAComponentThatOnlyBuildsAreSaidToNeedIsExcluded(t *testing.T) {
	for kind, want := range map[string]string{"BUILD_TOOL_OF": "excluded", "OPTIONAL_DEPENDENCY_OF": "optional", "DEPENDENCY_OF": ""} {
		text := strings.Replace(goodJSON, `"SPDXRef-pump", "relationshipType": "DYNAMIC_LINK", "relatedSpdxElement": "SPDXRef-zlib"`,
			`"SPDXRef-zlib", "relationshipType": "`+kind+`", "relatedSpdxElement": "SPDXRef-pump"`, 1)
		doc, _, err := spdx.Decode([]byte(text), intake.SBOM)
		if err != nil || doc.Components[0].Scope != want || doc.Edges[0].From != "SPDXRef-pump" {
			t.Errorf("%s: scope %q, edges %v, %v", kind, doc.Components[0].Scope, doc.Edges, err)
		}
	}
}
