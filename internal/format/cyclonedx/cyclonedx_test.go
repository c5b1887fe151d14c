package cyclonedx_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// good is a document that breaks no rule.
const good = `{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "version": 3,
  "metadata": {
    "timestamp": "2026-03-01T12:00:00Z",
    "lifecycles": [{"phase": "build"}, {"name": "handmade"}],
    "tools": {"components": [{"type": "application", "group": "x", "name": "cdxgen", "version": "11.2"}], "services": [{"name": "scanner"}]},
    "authors": [{"name": "Ada"}, {"email": "bo@example.com"}],
    "supplier": {"name": "Larkfield"},
    "component": {"type": "device", "bom-ref": "pump", "name": "LF-200", "version": "4.2.0", "components": [{"type": "firmware", "bom-ref": "fw", "name": "core", "version": "1"}]}
  },
  "components": [
    {"type": "library", "bom-ref": "ssl", "group": "org.openssl", "name": "openssl", "version": "3.0.2", "supplier": {"name": "OpenSSL"}, "publisher": "not this",
     "purl": "pkg:deb/debian/openssl@3.0.2?arch=amd64", "cpe": "cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*", "scope": "required",
     "licenses": [{"license": {"id": "Apache-2.0"}}, {"license": {"name": "Other"}}], "hashes": [{"alg": "SHA-1", "content": "E6B1000B94E835FFD37F4C6DCBDAD43F4B48A02A"}],
     "properties": [{"name": "Level of Support", "value": "Actively maintained"}, {"name": "End-of-Support", "value": "2026-09-07"}, {"name": "aquasecurity:trivy:SrcName", "value": "openssl-src"}],
     "components": [{"type": "file", "name": "libssl.so"}]},
    {"type": "operating-system", "bom-ref": "os", "name": "debian", "version": "12", "publisher": "Debian"}
  ],
  "services": [{"bom-ref": "cloud", "name": "cloud"}],
  "dependencies": [{"ref": "pump", "dependsOn": ["ssl", "os", "cloud"]}, {"ref": "ssl"}],
  "vulnerabilities": [
    {"id": "CVE-2022-3602", "analysis": {"state": "not_affected", "justification": "code_not_reachable", "response": ["update"], "detail": "no e-mail"},
     "affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/3#ssl"}]},
    {"id": "CVE-2023-0001", "affects": [{"ref": "os"}]}
  ]
}`

// changed returns good with one text put in the place of another.
func changed(t testing.TB, old, new string) string {
	t.Helper()
	if !strings.Contains(good, old) {
		t.Fatalf("the good document has no %s", old)
	}
	return strings.Replace(good, old, new, 1)
}

func decode(t testing.TB, text string) (*sbom.Document, string) {
	t.Helper()
	doc, problems, err := cyclonedx.Decode([]byte(text), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	return doc, problems.String()
}

func TestAGoodDocumentIsReadWhole(t *testing.T) {
	doc, problems := decode(t, good)
	if problems != "" {
		t.Errorf("problems:\n%s", problems)
	}
	want := sbom.Document{
		Format: sbom.CycloneDX, Version: "1.6", Encoding: "json",
		Serial: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Revision: 3, Name: "LF-200 4.2.0",
		Created: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Authors: []string{"Ada", "bo@example.com"}, Contact: "bo@example.com",
		Tools: []string{"cdxgen 11.2", "scanner"}, Supplier: "Larkfield", Phases: []string{"build", "handmade"},
		Subject: &sbom.Component{Ref: "pump", Path: "metadata.component", Kind: "device", Name: "LF-200", Version: "4.2.0"},
		Components: []sbom.Component{
			{Ref: "fw", Parent: "pump", Path: "metadata.component.components[0]", Kind: "firmware", Name: "core", Version: "1"},
			{
				Ref: "ssl", Path: "components[0]", Kind: "library", Supplier: "OpenSSL", Group: "org.openssl", Name: "openssl", Version: "3.0.2",
				PURL: "pkg:deb/debian/openssl@3.0.2?arch=amd64", CPEs: []string{"cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*"}, Scope: "required",
				Licence: "Apache-2.0 AND Other", Hashes: []sbom.Hash{{Algorithm: "SHA-1", Value: "e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a"}},
				Distro: "Debian:12", Source: "openssl-src", SupportLevel: "Actively maintained", EndOfSupport: "2026-09-07",
			},
			{Ref: "#components[0].components[0]", Parent: "ssl", Path: "components[0].components[0]", Kind: "file", Name: "libssl.so"},
			{Ref: "os", Path: "components[1]", Kind: "operating-system", Supplier: "Debian", Name: "debian", Version: "12"},
		},
		Edges:      []sbom.Edge{{From: "pump", To: "ssl"}, {From: "pump", To: "os"}, {From: "pump", To: "cloud"}},
		Leaves:     []string{"ssl"},
		Statements: []sbom.Statement{{Weakness: "CVE-2022-3602", Refs: []string{"ssl"}, Status: "not_affected", Justification: "code_not_reachable", Detail: "no e-mail [update]"}},
		OtherRefs:  []string{"cloud"},
	}
	if !reflect.DeepEqual(*doc, want) {
		t.Errorf("read\n%+v\nwant\n%+v", *doc, want)
	}
}

func TestWhatBreaksARuleIsToldWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a serial number is a UUID":          {`"urn:uuid:3e67`, `"urn:uuid:XX67`, "serialNumber: cyclonedx-serial"},
		"a version counts from 1":            {`"version": 3`, `"version": 0`, "version: cyclonedx-version"},
		"a version is a whole number":        {`"version": 3`, `"version": "3"`, "version: json-type: a string stands where a whole number belongs"},
		"a time is a date and a time":        {`"2026-03-01T12:00:00Z"`, `"2026-03-01"`, "metadata.timestamp: cyclonedx-time"},
		"a phase is one of the list":         {`"phase": "build"`, `"phase": "bake"`, "metadata.lifecycles[0].phase: cyclonedx-word"},
		"a component has a type":             {`"type": "operating-system", `, ``, "components[1]: cyclonedx-required: the component has no type"},
		"a component's type is known":        {`"type": "operating-system"`, `"type": "robot"`, `components[1].type: cyclonedx-word: "robot" is no component type`},
		"a component has a name":             {`"name": "debian", `, ``, "components[1]: cyclonedx-required: the component has no name"},
		"a version is a string":              {`"version": "12"`, `"version": 12`, "components[1].version: json-type: a number stands where a string belongs"},
		"a null is no string":                {`"version": "12"`, `"version": null`, "components[1].version: json-type: null stands where a string belongs"},
		"a ref is not empty":                 {`"bom-ref": "os"`, `"bom-ref": ""`, "components[1].bom-ref: cyclonedx-ref"},
		"a scope is known":                   {`"scope": "required"`, `"scope": "maybe"`, "components[0].scope: cyclonedx-word"},
		"a hash algorithm is known":          {`"alg": "SHA-1"`, `"alg": "CRC"`, "components[0].hashes[0]: cyclonedx-word"},
		"an algorithm has its time":          {`"alg": "SHA-1"`, `"alg": "Streebog-256"`, "before CycloneDX 1.7"},
		"a digest is hexadecimal":            {`"E6B1`, `"ZZB1`, "components[0].hashes[0]: cyclonedx-hash"},
		"a licence id is on the list":        {`"id": "Apache-2.0"`, `"id": "Apache-2"`, "components[0].licenses[0]: cyclonedx-licence"},
		"a licence has id or name":           {`{"license": {"name": "Other"}}`, `{"license": {}}`, "neither id nor name"},
		"an expression stands alone":         {`{"license": {"name": "Other"}}`, `{"expression": "MIT"}`, "components[0].licenses: cyclonedx-licence"},
		"a property has a name":              {`{"name": "End-of-Support", `, `{`, "components[0].properties[1]: cyclonedx-required"},
		"an entry is an object":              {`{"type": "file", "name": "libssl.so"}`, `null`, "components[0].components[0]: json-type: null stands where an object belongs"},
		"a list is a list":                   {`[{"type": "file", "name": "libssl.so"}]`, `{}`, "components[0].components: json-type"},
		"a service has a name":               {`{"bom-ref": "cloud", "name": "cloud"}`, `{"bom-ref": "cloud"}`, "services[0]: cyclonedx-required"},
		"a dependency has a ref":             {`{"ref": "ssl"}`, `{}`, "dependencies[1]: cyclonedx-required"},
		"a state is known":                   {`"state": "not_affected"`, `"state": "fine"`, "vulnerabilities[0].analysis.state: cyclonedx-word"},
		"a justification is known":           {`"code_not_reachable"`, `"because"`, "vulnerabilities[0].analysis.justification: cyclonedx-word"},
		"an affected part has a ref":         {`{"ref": "os"}`, `{}`, "vulnerabilities[1].affects[0]: cyclonedx-required"},
		"a vulnerability has an id":          {`"id": "CVE-2023-0001", `, ``, "vulnerabilities[1]: cyclonedx-required"},
		"a version and a range exclude":      {`"version": "12"`, `"version": "12", "versionRange": "vers:deb/>=12", "isExternal": true`, "components[1]: cyclonedx-version-range"},
		"a range is of what comes later":     {`"version": "12"`, `"versionRange": "vers:deb/>=12"`, "not marked isExternal"},
		"before 1.4 a component has version": {`"specVersion": "1.6"`, `"specVersion": "1.3"`, "components[0].components[0]: cyclonedx-required: the component has no version"},
		"a later version is read as 1.7":     {`"specVersion": "1.6"`, `"specVersion": "1.9"`, "specVersion: cyclonedx-version"},
		"the format is named":                {`"bomFormat": "CycloneDX", `, `"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", `, "the document has no bomFormat"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, problems := decode(t, changed(t, c.old, c.new))
			if !strings.Contains(problems, c.want) {
				t.Errorf("told\n%s\nwhich lacks %q", problems, c.want)
			}
			if len(doc.Components) < 3 {
				t.Errorf("only %d components are left", len(doc.Components))
			}
		})
	}
}

func TestWhatCanNotBeReadIsRefusedWithAReason(t *testing.T) {
	deep := good[:strings.LastIndex(good, "}")] + `,"components2":` + strings.Repeat(`[`, 200) + strings.Repeat(`]`, 200) + `}`
	few := intake.SBOM
	few.Components, few.Edges = 3, 2
	for name, c := range map[string]struct {
		in   string
		lim  intake.Limits
		want string
	}{
		"it ends too early":   {good[:400], intake.SBOM, "ends too early"},
		"a name comes twice":  {changed(t, `"scope": "required"`, `"name": "x"`), intake.SBOM, "duplicate"},
		"it is nested deep":   {deep, intake.SBOM, `"nesting depth" of 128`},
		"too many components": {good, few, `"components" of 3`},
		"too many edges":      {good, intake.Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Edges: 2}, `"edges" of 2`},
		"another format":      {`{"spdxVersion":"SPDX-2.3"}`, intake.SBOM, "not CycloneDX"},
		"a version of nobody": {changed(t, `"1.6"`, `"7.0"`), intake.SBOM, `"7.0" is not known`},
	} {
		t.Run(name, func(t *testing.T) {
			doc, _, err := cyclonedx.Decode([]byte(c.in), c.lim)
			if doc != nil || fault.Of(err) == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, which lacks %q", err, c.want)
			}
		})
	}
}

// Each null, in the place of any value, leaves a document that is used or a
// clear refusal.
func TestANullAnywhereDoesNoHarm(t *testing.T) {
	for i := range good {
		switch good[i] {
		case '"', '{', '[':
			if i == 0 || !strings.ContainsRune(":[,", rune(lastMark(good[:i]))) {
				continue
			}
			for _, other := range []string{"null", "7", `"x"`, "[]", "{}", "true"} {
				text := good[:i] + other + good[i+valueAt(good[i:]):]
				if _, _, err := cyclonedx.Decode([]byte(text), intake.SBOM); err != nil && fault.Of(err) == nil {
					t.Errorf("%s at %d: %v", other, i, err)
				}
			}
		}
	}
}

func lastMark(s string) byte { s = strings.TrimRight(s, " \n"); return s[len(s)-1] }

// valueAt returns the length of the JSON value that s begins with.
func valueAt(s string) int {
	depth, quoted := 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"':
			if quoted = !quoted; !quoted && depth == 0 {
				return i + 1
			}
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

const goodXML = `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:x="urn:x" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="3">
  <metadata><timestamp>2026-03-01T12:00:00Z</timestamp><tools><components><component type="application"><name>cdxgen</name><version>11.2</version></component></components></tools>
    <component type="device" bom-ref="pump"><name>LF-200</name><version>4.2.0</version></component></metadata>
  <components>
    <component type="library" bom-ref="ssl"><supplier><name>OpenSSL</name></supplier><group>org.openssl</group><name>openssl</name><version>3.0.2</version>
      <hashes><hash alg="SHA-1">e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a</hash></hashes><licenses><license><id>Apache-2.0</id></license></licenses>
      <cpe>cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*</cpe><purl>pkg:deb/debian/openssl@3.0.2</purl><x:other>skipped</x:other>
      <properties><property name="aceso:support-level">none</property></properties>
      <components><component type="file"><name>libssl.so</name></component></components></component>
  </components>
  <dependencies><dependency ref="pump"><dependency ref="ssl"/></dependency></dependencies>
  <vulnerabilities><vulnerability><id>CVE-1</id><analysis><state>exploitable</state><responses><response>update</response></responses></analysis><affects><target><ref>ssl</ref></target></affects></vulnerability></vulnerabilities>
</bom>`

func TestXMLReadsLikeJSON(t *testing.T) {
	doc, problems := decode(t, goodXML)
	if problems != "" {
		t.Errorf("problems:\n%s", problems)
	}
	got := fmt.Sprintf("%s %s %d %v %+v", doc.Version, doc.Encoding, doc.Revision, doc.Tools, doc.Subject.Ref)
	if want := "1.6 xml 3 [cdxgen 11.2] pump"; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
	want := []sbom.Component{
		{
			Ref: "ssl", Path: "components.component[0]", Kind: "library", Supplier: "OpenSSL", Group: "org.openssl", Name: "openssl", Version: "3.0.2",
			PURL: "pkg:deb/debian/openssl@3.0.2", CPEs: []string{"cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*"}, Licence: "Apache-2.0",
			Hashes: []sbom.Hash{{Algorithm: "SHA-1", Value: "e6b1000b94e835ffd37f4c6dcbdad43f4b48a02a"}}, SupportLevel: "none",
		},
		{Ref: "#components.component[0].components.component[0]", Parent: "ssl", Path: "components.component[0].components.component[0]", Kind: "file", Name: "libssl.so"},
	}
	if !reflect.DeepEqual(doc.Components, want) {
		t.Errorf("read\n%+v\nwant\n%+v", doc.Components, want)
	}
	if s := fmt.Sprint(doc.Edges, doc.Statements); s != "[{pump ssl}] [{CVE-1 [ssl] affected  [update]}]" {
		t.Errorf("read %s", s)
	}
}

func TestXMLThatBreaksARuleIsToldWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a version is a whole number": {`version="3"`, `version="x"`, ": cyclonedx-version"},
		"a type is there":             {`<component type="file">`, `<component>`, "components.component[0].components.component[0]: cyclonedx-required"},
		"a hash is hexadecimal":       {`e6b1`, `zzb1`, "components.component[0].hashes.hash[0]: cyclonedx-hash"},
		"a licence has one id":        {`<id>Apache-2.0</id>`, `<id>MIT</id><id>MIT</id>`, "more than one id"},
		"a property has a name":       {` name="aceso:support-level"`, ``, "the property has no name"},
		"a list holds its own":        {`<dependencies>`, `<robots/><dependencies>`, "robots: cyclonedx-unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := decode(t, strings.Replace(goodXML, c.old, c.new, 1))
			if !strings.Contains(problems, c.want) {
				t.Errorf("told\n%s\nwhich lacks %q", problems, c.want)
			}
		})
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"a name space of nobody": {"bom/1.6", "bom/12", `"12" is not known`},
		"a DOCTYPE":              {"<bom ", "<!DOCTYPE bom><bom ", "DOCTYPE"},
		"an entity":              {">openssl<", ">&xxe;<", "not valid XML"},
		"it ends too early":      {"</bom>", "", "ends too early"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := cyclonedx.Decode([]byte(strings.Replace(goodXML, c.old, c.new, 1)), intake.SBOM)
			if fault.Of(err) == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, which lacks %q", err, c.want)
			}
		})
	}
}

func TestTheMedicalCaseStudyTellsItsSupport(t *testing.T) {
	zipFiles(t, "sbom/medical.zip", func(name string, data []byte) {
		if !strings.HasPrefix(name, "case-study") {
			return
		}
		doc, problems := decode(t, string(data))
		support, looked := 0, 0
		for _, c := range doc.Components {
			if c.SupportLevel != "" && c.EndOfSupport != "" {
				support++
			}
			if c.PURL != "" || len(c.CPEs) > 0 {
				looked++
			}
		}
		if len(doc.Components) != 65 || support != 65 || looked == 0 || problems != "" {
			t.Errorf("%d components, %d with support, %d with an identifier\n%s", len(doc.Components), support, looked, problems)
		}
		if !reflect.DeepEqual(doc.Subject.Redacted, []string{"name"}) {
			t.Errorf("the subject withholds %q", doc.Subject.Redacted)
		}
	})
}

func FuzzDecodeJSON(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.4","metadata":{"tools":[{"vendor":"a","name":"b"}]},"components":[null,{}]}`))
	fuzzDecode(f, ".json")
}

func FuzzDecodeXML(f *testing.F) {
	f.Add([]byte(goodXML))
	f.Add([]byte(`<bom xmlns="http://cyclonedx.org/schema/bom/1.1"><components/></bom>`))
	fuzzDecode(f, ".xml")
}

// fuzzDecode holds that any bytes give a document or a fault, and that what
// was read can be written.
func fuzzDecode(f *testing.F, ext string) {
	n := 0
	tarFiles(f, "sbom/cyclonedx-conformance.tar.gz", func(name string, data []byte) {
		if n++; strings.HasSuffix(name, ext) && n%10 == 0 && len(data) < 8<<10 {
			f.Add(data)
		}
	})
	lim := intake.SBOM
	lim.Components, lim.Edges = 1000, 1000
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, _, err := cyclonedx.Decode(data, lim)
		if err != nil {
			if fault.Of(err) == nil {
				t.Errorf("refused without a reason for the sender: %v", err)
			}
			return
		}
		sbom.Lint(doc)
		doc.Graph()
		var b strings.Builder
		if err := cyclonedx.Encode(&b, doc); err != nil {
			t.Fatal(err)
		}
		if _, _, err := cyclonedx.Decode([]byte(b.String()), lim); err != nil {
			t.Errorf("what was written can't be read: %v", err)
		}
	})
}
