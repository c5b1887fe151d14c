package bom_test

import (
	"fmt"
	"testing"

	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
)

// onePackage is an SPDX document that describes one package and lists no other.
const onePackage = `{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"one","documentNamespace":"https://x.example/one",
"creationInfo":{"created":"2026-01-01T00:00:00Z","creators":["Tool: x"]},"documentDescribes":["SPDXRef-P"],
"packages":[{"SPDXID":"SPDXRef-P","name":"lodash","versionInfo":"4.17.20","downloadLocation":"NOASSERTION","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/lodash@4.17.20"}]}]}`

func TestADocumentAboutOnePackageHasOnePart(t *testing.T) {
	for name, tc := range map[string]struct {
		data  string
		parts int
	}{
		"SPDX of one package":                           {onePackage, 1},
		"CycloneDX of a package that it names":          {`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":{"type":"library","bom-ref":"l","name":"lodash","version":"4.17.20","purl":"pkg:npm/lodash@4.17.20"}}}`, 1},
		"CycloneDX of a product without a name of ours": {`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":{"type":"device","bom-ref":"l","name":"pump"}}}`, 0},
		"one with parts keeps its subject apart":        {`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":{"type":"library","bom-ref":"l","name":"x","purl":"pkg:npm/x@1"}},"components":[{"type":"library","name":"y","bom-ref":"y"}]}`, 1},
	} {
		doc, problems, err := bom.Decode([]byte(tc.data), intake.SBOM)
		if err != nil || len(doc.Components) != tc.parts {
			t.Errorf("%s: %+v, %v", name, doc, err)
			continue
		}
		if !problems.Valid() {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func TestTheOnePartIsWrittenOnce(t *testing.T) {
	doc, _, err := bom.Decode([]byte(onePackage), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"cyclonedx", "spdx"} {
		data, notes, err := bom.Convert(doc, to)
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v, %v", to, notes, err)
			continue
		}
		again, problems, err := bom.Check(data, intake.SBOM)
		if err != nil || !problems.Valid() || !again.Sole() || again.Components[0].PURL != "pkg:npm/lodash@4.17.20" {
			t.Errorf("%s: %v, %v\n%s", to, problems, err, fmt.Sprintf("%+v", again))
		}
	}
}
