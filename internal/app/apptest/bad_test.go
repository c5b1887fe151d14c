package apptest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
)

// A bad is a bill of materials that something is wrong with.
type bad struct {
	name string
	data []byte
}

// The good documents that everything starts from, small and with something in
// every place that matters.
const (
	cycloneJSON = `{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,
"metadata":{"timestamp":"2026-01-01T00:00:00Z","tools":{"components":[{"type":"application","name":"t","version":"1"}]},"authors":[{"name":"A"}],"component":{"type":"device","bom-ref":"d","name":"pump","version":"1"},"supplier":{"name":"S"}},
"components":[{"type":"library","bom-ref":"a","group":"g","name":"zlib","version":"1.2.11","supplier":{"name":"S"},"purl":"pkg:generic/zlib@1.2.11","cpe":"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*","hashes":[{"alg":"SHA-256","content":"1953422c777a1155abcb7b1accf0d66f67d63de18da09062e464dcb3aada6348"}],"licenses":[{"license":{"id":"Zlib"}}],"properties":[{"name":"n","value":"v"}],"components":[{"type":"library","bom-ref":"b","name":"inner","version":"2"}]}],
"dependencies":[{"ref":"d","dependsOn":["a"]},{"ref":"a","dependsOn":["b"]}],"compositions":[{"aggregate":"complete","assemblies":["d"]}],
"vulnerabilities":[{"id":"CVE-2022-37434","source":{"name":"NVD"},"analysis":{"state":"not_affected","justification":"code_not_reachable"},"affects":[{"ref":"a"}]}]}`
	spdx2JSON = `{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"pump","documentNamespace":"https://x.example/pump","creationInfo":{"created":"2026-01-01T00:00:00Z","creators":["Tool: t","Organization: S"]},
"packages":[{"SPDXID":"SPDXRef-a","name":"zlib","versionInfo":"1.2.11","supplier":"Organization: S","downloadLocation":"NOASSERTION","licenseConcluded":"Zlib","checksums":[{"algorithm":"SHA256","checksumValue":"1953422c777a1155abcb7b1accf0d66f67d63de18da09062e464dcb3aada6348"}],"externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:generic/zlib@1.2.11"}]}],
"files":[{"SPDXID":"SPDXRef-f","fileName":"./f","checksums":[{"algorithm":"SHA1","checksumValue":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}]}],
"relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-a"}],"annotations":[{"annotationDate":"2026-01-01T00:00:00Z","annotationType":"OTHER","annotator":"Tool: t","comment":"c"}]}`
	spdx3JSON = `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":"CreationInfo","@id":"_:c","created":"2026-01-01T00:00:00Z","createdBy":["urn:s"],"specVersion":"3.0.1"},
{"type":"Organization","spdxId":"urn:s","creationInfo":"_:c","name":"S"},{"type":"SpdxDocument","spdxId":"urn:d","creationInfo":"_:c","name":"pump","profileConformance":["core","software"],"rootElement":["urn:a"]},
{"type":"software_Package","spdxId":"urn:a","creationInfo":"_:c","name":"zlib","software_packageVersion":"1.2.11","suppliedBy":"urn:s","externalIdentifier":[{"type":"ExternalIdentifier","externalIdentifierType":"cpe23","identifier":"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"}],"verifiedUsing":[{"type":"Hash","algorithm":"sha256","hashValue":"19"}]},
{"type":"Relationship","spdxId":"urn:r","creationInfo":"_:c","from":"urn:d","relationshipType":"contains","to":["urn:a"]}]}`
	cycloneXML = `<?xml version="1.0" encoding="UTF-8"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1"><metadata><component type="device" bom-ref="d"><name>pump</name><version>1</version></component></metadata><components><component type="library" bom-ref="a"><name>zlib</name><version>1.2.11</version><purl>pkg:generic/zlib@1.2.11</purl></component></components><dependencies><dependency ref="d"><dependency ref="a"/></dependency></dependencies></bom>`
	spdxTags   = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: pump\nDocumentNamespace: https://x.example/1\nCreator: Tool: t\nCreated: 2026-01-01T00:00:00Z\n\nPackageName: zlib\nSPDXID: SPDXRef-a\nPackageVersion: 1.2.11\nPackageDownloadLocation: NOASSERTION\nPackageComment: <text>two\nlines</text>\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n"
	spdxYAML   = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: pump\npackages:\n  - SPDXID: SPDXRef-a\n    name: zlib\n    versionInfo: 1.2.11\n    downloadLocation: NOASSERTION\n"
	tableCSV   = "name,version,supplier,cpe,licence\nzlib,1.2.11,zlib project,cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*,Zlib\nopenssl,3.0.5,,,\n"
)

var documents = map[string]string{"CycloneDX JSON": cycloneJSON, "SPDX 2 JSON": spdx2JSON, "SPDX 3": spdx3JSON, "CycloneDX XML": cycloneXML, "SPDX tags": spdxTags, "SPDX YAML": spdxYAML, "CSV": tableCSV}

// badBills makes every bad bill of materials, the same each time.
func badBills() []bad {
	return slices.Concat(goodOnes(), truncated(), misfilled(), hostileNames(), encodings(), archives(), structures(), markup(), tables())
}

func goodOnes() []bad {
	var out []bad
	for _, name := range sorted(documents) {
		out = append(out, bad{"the good " + name, []byte(documents[name])})
	}
	return out
}

func truncated() []bad {
	var out []bad
	for _, name := range sorted(documents) {
		for i := range 16 {
			data := []byte(documents[name])
			out = append(out, bad{fmt.Sprintf("%s cut at %d/16", name, i), data[:len(data)*i/16]})
		}
		half := len(documents[name]) / 2
		out = append(out,
			bad{name + " with a zero byte", []byte(documents[name][:half] + "\x00" + documents[name][half:])},
			bad{name + " with a broken character", []byte(documents[name][:half] + "\xc0\xaf" + documents[name][half:])},
			bad{name + " with rubbish behind it", []byte(documents[name] + "\n<script>alert(1)</script>{}[]")},
			bad{name + " twice", []byte(documents[name] + documents[name])},
			bad{name + " without its start", []byte(documents[name][half:])},
		)
	}
	return out
}

// misfilled puts null and other wrong values into every slot of the JSON documents.
func misfilled() []bad {
	var out []bad
	for _, name := range []string{"CycloneDX JSON", "SPDX 2 JSON", "SPDX 3"} {
		for i, slot := range slots([]byte(documents[name])) {
			for _, v := range []string{"null", "[null]", "1e400", `"\u0000"`} {
				out = append(out, bad{fmt.Sprintf("%s with %s in place %d", name, v, i), slot(v)})
			}
		}
	}
	return out
}

// naughty are names that aim at whoever shows, stores, exports or runs them.
var naughty = []string{
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "{{constructor.constructor('alert(1)')()}}", "${jndi:ldap://127.0.0.1/a}",
	"\u202egpj.exe", "a\u200bb\ufeff", "=HYPERLINK(\"http://127.0.0.1\")", "@SUM(1)", "-1+1|cmd", "\t=1", "'; DROP TABLE component; --", "../../etc/passwd", `C:\con`, "%00%0d%0aX: y",
	"\x01\x02\x1b[31m", "line\nbreak\r\nSet-Cookie: a=b", "\u2028\u2029", strings.Repeat("x", 70_000), strings.Repeat("é", 5000), "Ω≈ç√∫˜µ≤≥÷ ﷽ 🫀👩\u200d⚕️", "NaN", "null", "-0", "\u202e\u202d", "ﬁ＝１",
}

func hostileNames() []bad {
	var out []bad
	for i, text := range naughty {
		quoted, err := json.Marshal(text)
		if err != nil {
			panic(err) // texts always encode
		}
		for what, old := range map[string]string{"name": `"zlib"`, "version": `"1.2.11"`, "group": `"g"`, "purl": `"pkg:generic/zlib@1.2.11"`, "reference": `"a"`, "CPE": `"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"`, "licence": `"Zlib"`, "supplier": `"S"`, "subject": `"pump"`} {
			out = append(out, bad{fmt.Sprintf("naughty %s %d", what, i), []byte(strings.ReplaceAll(cycloneJSON, old, string(quoted)))})
		}
		out = append(out,
			bad{fmt.Sprintf("naughty SPDX name %d", i), []byte(strings.ReplaceAll(spdx2JSON, `"zlib"`, string(quoted)))},
			bad{fmt.Sprintf("naughty tag %d", i), []byte(strings.ReplaceAll(spdxTags, "PackageName: zlib", "PackageName: "+text))},
			bad{fmt.Sprintf("naughty cell %d", i), []byte(strings.ReplaceAll(tableCSV, "openssl", `"`+strings.ReplaceAll(text, `"`, `""`)+`"`))},
		)
	}
	slices.SortFunc(out, func(a, b bad) int { return strings.Compare(a.name, b.name) })
	return out
}

func encodings() []bad {
	var out []bad
	for _, name := range sorted(documents) {
		text := documents[name]
		wide := utf16.Encode([]rune(text))
		little, large, four := []byte{0xff, 0xfe}, []byte{0xfe, 0xff}, []byte{0xff, 0xfe, 0, 0}
		for _, c := range wide {
			little, large = binary.LittleEndian.AppendUint16(little, c), binary.BigEndian.AppendUint16(large, c)
			four = binary.LittleEndian.AppendUint32(four, uint32(c))
		}
		out = append(out, bad{name + " with a byte order mark", []byte("\xef\xbb\xbf" + text)}, bad{name + " in UTF-16", little}, bad{name + " in UTF-16, the other way", large},
			bad{name + " in UTF-16 without a mark", little[2:]}, bad{name + " in UTF-32", four}, bad{name + " in Latin-1", []byte(strings.ReplaceAll(text, "zlib", "zl\xefb"))},
			bad{name + " in EBCDIC", bytes.Map(func(r rune) rune { return r ^ 0x40 }, []byte(text))})
	}
	return out
}

func archives() []bad {
	zeros := bytes.Repeat([]byte(" "), 80<<20)
	good := []byte(cycloneJSON)
	nested := good
	for range 10 {
		nested = gz(nested)
	}
	return []bad{
		{"a gzip bomb", gz(zeros)},
		{"a zstd bomb", zst(zeros)},
		{"a zip bomb", zipped(map[string][]byte{"bom.json": zeros})},
		{"gzip ten times", nested},
		{"gzip in zstd", zst(gz(good))},
		{"gzip that breaks off", gz(good)[:200]},
		{"zstd that breaks off", zst(good)[:200]},
		{"gzip with a wrong sum", append(gz(good)[:len(gz(good))-8], 1, 2, 3, 4, 5, 6, 7, 8)},
		{"gzip of nothing", gz(nil)},
		{"two gzips", append(gz(good), gz(good)...)},
		{"gzip with rubbish behind", append(gz(good), "rubbish"...)},
		{"a zip with a bill of materials", zipped(map[string][]byte{"bom.json": good})},
		{"a zip that climbs", zipped(map[string][]byte{"../../bom.json": good, "/etc/passwd": good, `C:\x`: good})},
		{"a zip in a zip", zipped(map[string][]byte{"a.zip": zipped(map[string][]byte{"bom.json": good})})},
		{"an empty zip", zipped(nil)},
		{"a zip that breaks off", zipped(map[string][]byte{"bom.json": good})[:100]},
		{"gzip's first bytes", []byte{0x1f, 0x8b}},
		{"zstd's first bytes", []byte{0x28, 0xb5, 0x2f, 0xfd}},
		{"zip's first bytes", []byte("PK\x03\x04")},
		{"zstd with a huge window", []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0xff, 0xff, 0xff}},
		{"a picture", append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 100)...)},
		{"a PDF", []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")},
		{"a program", append([]byte("\x7fELF\x02\x01\x01"), make([]byte, 100)...)},
		{"GIF and script at once", []byte("GIF89a/*<script>alert(1)</script>*/=1;")},
		{"a web page", []byte("<!doctype html><html><body><script>alert(1)</script></body></html>")},
		{"nothing but zeros", make([]byte, 4096)},
		{"nothing", nil},
		{"blanks", []byte(" \n\t ")},
	}
}

func structures() []bad {
	cyclone := func(members string) []byte {
		return []byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,` + members + `}`)
	}
	list := func(n int, item func(i int) string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(item(i))
		}
		return b.String()
	}
	part := func(i int) string {
		return fmt.Sprintf(`{"type":"library","bom-ref":"r%d","name":"n%d","version":"%d"}`, i, i, i)
	}
	same := func(int) string { return `{"type":"library","bom-ref":"r","name":"n","version":"1"}` }
	edge := func(n int) func(int) string {
		return func(i int) string { return fmt.Sprintf(`{"ref":"r%d","dependsOn":["r%d"]}`, i, (i+1)%n) }
	}
	return []bad{
		{"3,000 parts", cyclone(`"components":[` + list(3000, part) + `]`)},
		{"250,001 parts", cyclone(`"components":[` + list(250_001, func(int) string { return `{}` }) + `]`)},
		{"3,000 times the same part", cyclone(`"components":[` + list(3000, same) + `]`)},
		{"parts 60 deep", cyclone(`"components":[` + strings.Repeat(`{"type":"library","name":"a","components":[`, 60) + strings.Repeat("]}", 60) + "]")},
		{"parts 5,000 deep", cyclone(`"components":[` + strings.Repeat(`{"name":"a","components":[`, 5000) + strings.Repeat("]}", 5000) + "]")},
		{"arrays 100,000 deep", cyclone(`"x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000))},
		{"objects 100,000 deep", cyclone(`"x":` + strings.Repeat(`{"a":`, 100_000))},
		{"a part that depends on itself", cyclone(`"components":[` + part(0) + `],"dependencies":[{"ref":"r0","dependsOn":["r0"]}]`)},
		{"two that depend on each other", cyclone(`"components":[` + list(2, part) + `],"dependencies":[` + list(2, edge(2)) + `]`)},
		{"a circle of 1,000", cyclone(`"components":[` + list(1000, part) + `],"dependencies":[` + list(1000, edge(1000)) + `]`)},
		{"dependencies on nothing", cyclone(`"dependencies":[` + list(1000, edge(1000)) + `]`)},
		{"2,000,001 edges", cyclone(`"dependencies":[{"ref":"a","dependsOn":[` + list(2_000_001, func(int) string { return `"b"` }) + `]}]`)},
		{"a string over its limit", cyclone(`"x":"` + strings.Repeat("a", 2<<20) + `"`)},
		{"100,000 nulls", cyclone(`"components":[` + list(100_000, func(int) string { return "null" }) + `]`)},
		{"a member 10,000 times", cyclone(list(10_000, func(int) string { return `"x":1` }))},
		{"members that differ in case", cyclone(`"Components":[],"components":[` + part(1) + `],"COMPONENTS":null`)},
		{"objects' own workings", cyclone(`"__proto__":{"polluted":1},"constructor":{"prototype":{}}`)},
		{"numbers out of range", cyclone(`"version":1e400,"x":-0,"y":9007199254740993,"z":1e-400`)},
		{"half a surrogate", cyclone(`"components":[{"type":"library","name":"\ud800"}]`)},
		{"NaN", cyclone(`"x":NaN`)},
		{"comments", cyclone(`/* x */"x":1`)},
		{"a trailing comma", cyclone(`"x":1,`)},
		{"a version from the future", []byte(`{"bomFormat":"CycloneDX","specVersion":"9.9","components":[]}`)},
		{"no version", []byte(`{"bomFormat":"CycloneDX"}`)},
		{"two formats at once", []byte(`{"bomFormat":"CycloneDX","spdxVersion":"SPDX-2.3","specVersion":"1.6"}`)},
		{"an array", []byte("[]")},
		{"a number", []byte("7")},
		{"a text", []byte(`"bom"`)},
		{"null", []byte("null")},
		{"an empty object", []byte("{}")},
		{"an advisory", []byte(`{"document":{"category":"csaf_vex","csaf_version":"2.0"}}`)},
		{"an OSV record", []byte(`{"id":"GHSA-1","modified":"2024-01-01T00:00:00Z"}`)},
		{"a VEX document", []byte(`{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}`)},
		{"SPDX 3 in a circle", []byte(strings.ReplaceAll(spdx3JSON, `"from":"urn:d"`, `"from":"urn:a"`))},
		{"SPDX 3 with elements in each other", []byte(strings.ReplaceAll(spdx3JSON, `"urn:s"`, `{"type":"Organization","spdxId":"urn:o","creationInfo":"_:c","name":{"type":"Person"}}`))},
		{"SPDX 3 where all have one id", []byte(strings.NewReplacer("urn:s", "urn:x", "urn:d", "urn:x", "urn:a", "urn:x", "urn:r", "urn:x").Replace(spdx3JSON))},
		{"SPDX 2 relationships that lead nowhere", []byte(strings.ReplaceAll(spdx2JSON, "SPDXRef-a", "SPDXRef-"+strings.Repeat("z", 1000)))},
		{"YAML that refers to itself", []byte("spdxVersion: &a [*a]\nSPDXID: *a\n")},
		{"YAML of a billion laughs", []byte("spdxVersion: SPDX-2.3\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n")},
		{"YAML with types of a language", []byte("spdxVersion: SPDX-2.3\npackages: !!python/object/apply:os.system ['id']\n")},
		{"YAML 10,000 deep", []byte("spdxVersion: SPDX-2.3\nx: " + strings.Repeat("[", 10_000))},
		{"tags without values", []byte("SPDXVersion: SPDX-2.3\nPackageName:\nPackageName\n:\n: x\n")},
		{"tags whose text does not end", []byte(spdxTags + "PackageComment: <text>for ever\n")},
	}
}

func markup() []bad {
	const ns = ` xmlns="http://cyclonedx.org/schema/bom/1.4"`
	texts := map[string]string{
		"a DOCTYPE":                        `<!DOCTYPE bom><bom` + ns + `/>`,
		"an outside DTD":                   `<!DOCTYPE bom SYSTEM "http://127.0.0.1:1/x.dtd"><bom` + ns + `/>`,
		"an outside entity":                `<!DOCTYPE bom [<!ENTITY x SYSTEM "file:///etc/passwd">]><bom` + ns + `><components><component type="library"><name>&x;</name></component></components></bom>`,
		"a parameter entity":               `<!DOCTYPE bom [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]><bom` + ns + `/>`,
		"a billion laughs":                 `<!DOCTYPE bom [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><bom` + ns + `>&d;</bom>`,
		"a quadratic blow-up":              `<!DOCTYPE bom [<!ENTITY a "` + strings.Repeat("a", 50_000) + `">]><bom` + ns + `>` + strings.Repeat("&a;", 1000) + `</bom>`,
		"an unknown entity":                `<bom` + ns + `>&nbsp;</bom>`,
		"an inclusion":                     `<bom` + ns + ` xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></bom>`,
		"a schema's place":                 `<bom` + ns + ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x file:///etc/passwd"/>`,
		"a style sheet":                    `<?xml-stylesheet href="http://127.0.0.1:1/x"?><bom` + ns + `/>`,
		"elements 100,000 deep":            `<bom` + ns + `>` + strings.Repeat("<a>", 100_000),
		"100,000 attributes":               `<bom` + ns + ` ` + strings.Repeat("a='' ", 100_000) + `/>`,
		"another namespace":                `<bom xmlns="http://x.example/bom"/>`,
		"no namespace":                     `<bom/>`,
		"script in character data":         `<bom` + ns + `><components><component type="library"><name><![CDATA[<script>alert(1)</script>]]></name></component></components></bom>`,
		"a lie about its encoding":         `<?xml version="1.0" encoding="UTF-16"?><bom` + ns + `/>`,
		"an unknown encoding":              `<?xml version="1.0" encoding="x-none"?><bom` + ns + `/>`,
		"tags that cross":                  `<bom` + ns + `><components></bom></components>`,
		"an element that never ends":       `<bom` + ns,
		"a character that is none":         `<bom` + ns + `><components><component type="library"><name>&#0;&#xFFFF;</name></component></components></bom>`,
		"two roots":                        cycloneXML + cycloneXML[38:],
		"a part without anything":          `<bom` + ns + ` version="x"><components><component/></components></bom>`,
		"SPDX as RDF":                      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>`,
		"a picture with script":            `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"a comment without end":            `<bom` + ns + `><!--`,
		"a prefix for everything":          `<x:bom xmlns:x="http://cyclonedx.org/schema/bom/1.4"><x:components/></x:bom>`,
		"a namespace bound to nothing":     `<x:bom/>`,
		"a mark before the declaration":    " \n" + cycloneXML,
		"a declaration of another version": `<?xml version="1.1"?><bom` + ns + `/>`,
	}
	var out []bad
	for _, name := range sorted(texts) {
		out = append(out, bad{"XML with " + name, []byte(texts[name])})
	}
	return out
}

func tables() []bad {
	texts := map[string]string{
		"only its head":              "name,version\n",
		"no head":                    "zlib,1.2.11\n",
		"quotes that do not close":   "name,version\n\"zlib,1.2.11\n",
		"quotes within":              "name,version\nzl\"ib,1\n",
		"rows of all lengths":        "name,version\nzlib\nzlib,1,2,3,4\n,\n\n",
		"5,000 columns":              "name,version" + strings.Repeat(",x", 5000) + "\nzlib,1\n",
		"200,001 rows":               "name,version\n" + strings.Repeat("a,1\n", 200_001),
		"semicolons":                 "name;version\nzlib;1,2\n",
		"tabs":                       "name\tversion\nzlib\t1.2.11\n",
		"a separator that it names":  "sep=;\nname;version\nzlib;1\n",
		"formulas":                   "name,version\n=1+1,@SUM(A1)\n+1,-1\n",
		"a head twice":               "name,name,version\na,b,1\n",
		"carriage returns alone":     "name,version\rzlib,1.2.11\r",
		"a cell over its limit":      "name,version\n" + strings.Repeat("x", 2<<20) + ",1\n",
		"numbers a program rewrote":  "name,version\nzlib,1E5\nzlib,1.10\nzlib,2-Jan\nzlib,44927\n",
		"nothing but commas":         strings.Repeat(",", 1000) + "\n",
		"script for a name":          "name,version\n<script>alert(1)</script>,1\n",
		"columns that nobody guards": "A,B,C\nx,y,z\n",
	}
	var out []bad
	for _, name := range sorted(texts) {
		out = append(out, bad{"a table with " + name, []byte(texts[name])})
	}
	for _, name := range sorted(sheets) {
		out = append(out, bad{"a workbook with " + name, workbook(sheets[name])})
	}
	whole := workbook(sheets["two parts"])
	return append(out, bad{"a workbook that breaks off", whole[:len(whole)/2]}, bad{"a workbook of an old program", append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 512)...)},
		bad{"a workbook without sheets", zipped(map[string][]byte{"[Content_Types].xml": []byte("<Types/>"), "xl/workbook.xml": []byte("<workbook/>")})})
}

// sheets are the cells of a workbook's only sheet.
var sheets = map[string]string{
	"two parts":              `<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="B1" t="inlineStr"><is><t>version</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>zlib</t></is></c><c r="B2" t="inlineStr"><is><t>1.2.11</t></is></c></row>`,
	"a row beyond all rows":  `<row r="2147483648"><c r="A2147483648"><v>1</v></c></row>`,
	"a row below all rows":   `<row r="-1"><c r="A-1"><v>1</v></c></row>`,
	"a column beyond all":    `<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>`,
	"a text that is missing": `<row r="1"><c r="A1" t="s"><v>99999</v></c></row>`,
	"a text below all":       `<row r="1"><c r="A1" t="s"><v>-1</v></c></row>`,
	"a formula":              `<row r="1"><c r="A1"><f>HYPERLINK("http://127.0.0.1")</f><v>x</v></c></row>`,
	"no end":                 `<row r="1"><c r="A1">`,
	"a DOCTYPE":              `<!DOCTYPE x>`,
	"cells in any order":     `<row r="2"><c r="B2"><v>2</v></c><c r="A1"><v>1</v></c></row><row r="1"/>`,
}

func workbook(cells string) []byte {
	return zipped(map[string][]byte{
		"[Content_Types].xml":        []byte(`<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
		"_rels/.rels":                []byte(`<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		"xl/workbook.xml":            []byte(`<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Parts" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": []byte(`<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml":   []byte(`<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + cells + `</sheetData></worksheet>`),
	})
}

func gz(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zst(data []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // no options, no error
	}
	return w.EncodeAll(data, nil)
}

func zipped(files map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sorted(files) {
		w, err := z.Create(name)
		if err != nil {
			panic(err) // a buffer takes everything
		}
		w.Write(files[name])
	}
	z.Close()
	return b.Bytes()
}

func sorted[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
