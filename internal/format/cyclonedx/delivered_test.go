package cyclonedx_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/intake"
)

const deliveredJSON = `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
 "metadata":{"manufacturer":{"name":"Larkfield","url":["https://larkfield.example"],"contact":[{"name":"PSIRT","email":"psirt@larkfield.example"}]}},
 "components":[{"type":"library","bom-ref":"a","name":"a","version":"1","swhid":["swh:1:cnt:00"],
  "authors":[{"name":"Ada","email":"ada@example.com"}],"supplier":{"name":"A","url":["https://a.example"]},
  "licenses":[{"license":{"id":"MIT","acknowledgement":"concluded"}},{"license":{"id":"Zlib","acknowledgement":"declared"}}],
  "externalReferences":[{"type":"website","url":"https://a.example","hashes":[{"alg":"SHA-512","content":"BEEF"}]},
   {"hashes":[{"alg":"SHA-512","content":"SUM"}],"type":"distribution","url":"https://a.example/a.tgz"}],
  "properties":[{"name":"bsi:component:filename","value":"a.so"},{"name":"bsi:component:executable","value":"executable"},
   {"name":"bsi:component:archive","value":"no archive"},{"name":"bsi:component:structured","value":"unstructured"},{"name":"other:archive","value":"x"}]},
  {"type":"library","bom-ref":"b","name":"b","version":"unknown","licenses":[{"license":{"id":"MIT","acknowledgement":"declared"}}]}],
 "dependencies":[{"ref":"a","dependsOn":["b"]},{"ref":"b","dependsOn":[]}],
 "compositions":[{"aggregate":"complete","dependencies":["a"],"assemblies":["b"]},{"aggregate":"not_specified"}]}`

const deliveredXML = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
 <metadata><manufacturer><name>Larkfield</name><url>https://larkfield.example</url><contact><name>PSIRT</name><email>psirt@larkfield.example</email></contact></manufacturer></metadata>
 <components><component type="library" bom-ref="a"><supplier><name>A</name><url>https://a.example</url></supplier><authors><author><name>Ada</name><email>ada@example.com</email></author></authors>
  <name>a</name><version>1</version><licenses><license acknowledgement="concluded"><id>MIT</id></license><license acknowledgement="declared"><id>Zlib</id></license></licenses><swhid>swh:1:cnt:00</swhid>
  <externalReferences><reference type="website"><url>https://a.example</url><hashes><hash alg="SHA-512">BEEF</hash></hashes></reference>
   <reference type="distribution"><url>https://a.example/a.tgz</url><hashes><hash alg="SHA-512">SUM</hash></hashes></reference></externalReferences>
  <properties><property name="bsi:component:filename">a.so</property><property name="bsi:component:executable">executable</property>
   <property name="bsi:component:archive">no archive</property><property name="bsi:component:structured">unstructured</property><property name="other:archive">x</property></properties></component>
  <component type="library" bom-ref="b"><name>b</name><version>unknown</version><licenses><license acknowledgement="declared"><id>MIT</id></license></licenses></component></components>
 <dependencies><dependency ref="a"><dependency ref="b"/></dependency><dependency ref="b"/></dependencies>
 <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="b"/></assemblies><dependencies><dependency ref="a"/></dependencies></composition><composition><aggregate>not_specified</aggregate></composition></compositions></bom>`

func TestWhatQualityIsJudgedByIsReadFromBothForms(t *testing.T) {
	sum := strings.Repeat("0a", 64)
	for form, text := range map[string]string{"json": deliveredJSON, "xml": deliveredXML} {
		t.Run(form, func(t *testing.T) {
			doc, problems, err := cyclonedx.Decode([]byte(strings.ReplaceAll(text, "SUM", sum)), intake.SBOM)
			if err != nil || len(problems) > 0 {
				t.Fatalf("%v\n%s", err, problems)
			}
			if doc.Contact != "psirt@larkfield.example" || !cmp.Equal(doc.Authors, []string{"Larkfield"}) || !cmp.Equal(doc.Leaves, []string{"b"}) {
				t.Errorf("reached at %q, authors %q, leaves %q", doc.Contact, doc.Authors, doc.Leaves)
			}
			if len(doc.Extents) != 1 || doc.Extents[0].How != "complete" || len(doc.Extents[0].Refs) != 2 {
				t.Errorf("extents %+v", doc.Extents)
			}
			a, b := doc.Components[0], doc.Components[1]
			want := &sbom.Delivered{File: "a.so", Executable: "executable", Archive: "no archive", Structured: "unstructured", Hashes: []sbom.Hash{{Algorithm: "SHA-512", Value: sum}}}
			if diff := cmp.Diff(want, a.Delivered); diff != "" || b.Delivered != nil {
				t.Error(diff)
			}
			if a.Contact != "ada@example.com" || a.Ground != "concluded" || a.Licence != "MIT" || !cmp.Equal(a.Other, []string{"swh:1:cnt:00"}) {
				t.Errorf("%+v", a)
			}
			if b.Ground != "declared" || !cmp.Equal(b.Unknown, []string{"version"}) {
				t.Errorf("%+v", b)
			}
		})
	}
}
