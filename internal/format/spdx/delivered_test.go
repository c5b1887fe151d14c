package spdx_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
)

func TestWhatNobodyIsSaidToKnowIsKept(t *testing.T) {
	doc, _, err := spdx.Decode([]byte(`{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"x","dataLicense":"CC0-1.0","documentNamespace":"https://x.example/1",
 "creationInfo":{"created":"2026-01-31T12:00:00Z","creators":["Organization: Larkfield (psirt@larkfield.example)"]},
 "packages":[{"SPDXID":"SPDXRef-a","name":"a","versionInfo":"NOASSERTION","supplier":"NOASSERTION","downloadLocation":"NOASSERTION","licenseConcluded":"NOASSERTION","licenseDeclared":"NOASSERTION"},
  {"SPDXID":"SPDXRef-b","name":"b","versionInfo":"1","supplier":"Person: Bo (bo@b.example)","packageFileName":"./lib/b.so","downloadLocation":"NOASSERTION","licenseConcluded":"MIT","licenseDeclared":"NOASSERTION"}],
 "relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-c"},
  {"spdxElementId":"SPDXRef-a","relationshipType":"DEPENDS_ON","relatedSpdxElement":"NOASSERTION"},{"spdxElementId":"SPDXRef-b","relationshipType":"DEPENDS_ON","relatedSpdxElement":"NONE"}]}`), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	a, b := doc.Components[0], doc.Components[1]
	if diff := cmp.Diff([]string{"supplier", "version", "licence", "dependencies"}, a.Unknown); diff != "" {
		t.Error(diff)
	}
	if b.Unknown != nil || b.Contact != "bo@b.example" || b.Ground != "concluded" || b.Delivered == nil || b.Delivered.File != "b.so" {
		t.Errorf("%+v", b)
	}
	if doc.Contact != "psirt@larkfield.example" || !cmp.Equal(doc.Leaves, []string{"SPDXRef-b"}) {
		t.Errorf("reached at %q, leaves %q", doc.Contact, doc.Leaves)
	}
}

func TestTheFileThatAPackageIsDistributedAsIsKept(t *testing.T) {
	doc, _, err := spdx.Decode([]byte(`{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
 {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-01-31T12:00:00Z","createdBy":["https://x.example/o"]},
 {"type":"Organization","spdxId":"https://x.example/o","creationInfo":"_:c","name":"Larkfield","externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"email","identifier":"psirt@larkfield.example"}]},
 {"type":"SpdxDocument","spdxId":"https://x.example/d","creationInfo":"_:c","name":"d","rootElement":["https://x.example/b"]},
 {"type":"software_Package","spdxId":"https://x.example/a","creationInfo":"_:c","name":"a","software_packageVersion":"1","originatedBy":["https://x.example/o"],"supportLevel":["noAssertion"]},
 {"type":"software_Package","spdxId":"https://x.example/b","creationInfo":"_:c","name":"b","software_packageVersion":"1"},
 {"type":"software_File","spdxId":"https://x.example/f","creationInfo":"_:c","name":"a.so","software_additionalPurpose":["executable","firmware"],"verifiedUsing":[{"type":"Hash","algorithm":"sha512","hashValue":"00"}]},
 {"type":"Relationship","spdxId":"https://x.example/r1","creationInfo":"_:c","from":"https://x.example/a","relationshipType":"hasDistributionArtifact","to":["https://x.example/f"],"completeness":"complete"},
 {"type":"Relationship","spdxId":"https://x.example/r2","creationInfo":"_:c","from":"https://x.example/b","relationshipType":"dependsOn","to":["https://x.example/a"],"completeness":"incomplete"},
 {"type":"Relationship","spdxId":"https://x.example/r3","creationInfo":"_:c","from":"https://x.example/a","relationshipType":"dependsOn","to":[],"completeness":"complete"}]}`), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	a := doc.Components[0]
	want := &sbom.Delivered{File: "a.so", Executable: "executable", Archive: "no archive", Structured: "unstructured", Hashes: []sbom.Hash{{Algorithm: "SHA-512", Value: "00"}}}
	if diff := cmp.Diff(want, a.Delivered); diff != "" {
		t.Error(diff)
	}
	if a.Contact != "psirt@larkfield.example" || doc.Contact != a.Contact || !cmp.Equal(a.Unknown, []string{"support level"}) || !cmp.Equal(doc.Leaves, []string{a.Ref}) {
		t.Errorf("%+v, leaves %q", a, doc.Leaves)
	}
	if diff := cmp.Diff([]sbom.Extent{{How: "complete", Refs: []string{a.Ref}}, {How: "incomplete", Refs: []string{"https://x.example/b"}}}, doc.Extents); diff != "" {
		t.Error(diff)
	}
}
