package spdx_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// goodTags is a part of goodJSON as tag-value.
const goodTags = `# made by hand
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: pump
DocumentNamespace: https://larkfield.example/pump
Creator: Organization: Larkfield Medical
Creator: Tool: build-1.0
Created: 2026-01-31T12:00:00Z

PackageName: pump
SPDXID: SPDXRef-pump
PackageVersion: 4.2.0
PackageSupplier: Organization: Larkfield Medical
PackageDownloadLocation: NOASSERTION
FilesAnalyzed: false
PrimaryPackagePurpose: OPERATING-SYSTEM
PackageDescription: <text>The pump,
with all its parts</text>

PackageName: zlib
SPDXID: SPDXRef-zlib
PackageVersion: 1.3
PackageDownloadLocation: NOASSERTION
PackageLicenseDeclared: Zlib
PackageChecksum: SHA1: d6a770ba38583ed4bb4525bd96e50461655d2758
ExternalRef: PACKAGE-MANAGER purl pkg:generic/zlib@1.3
ExternalRef: SECURITY cpe23Type cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*
PackageComment: <text>Level of support: abandoned</text>

LicenseID: LicenseRef-1
ExtractedText: <text>do as
you like: PackageName: none</text>

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-pump
Relationship: SPDXRef-pump CONTAINS SPDXRef-zlib
`

// goodYAML is the same as YAML, with a version that YAML takes for a number.
const goodYAML = `---
SPDXID: "SPDXRef-DOCUMENT"
spdxVersion: "SPDX-2.3"
creationInfo:
  created: 2026-01-31T12:00:00Z
  creators: ["Organization: Larkfield Medical", "Tool: build-1.0"]
name: "pump"
dataLicense: "CC0-1.0"
documentNamespace: "https://larkfield.example/pump"
packages:
- SPDXID: "SPDXRef-pump"
  name: "pump"
  versionInfo: 4.2.0
  supplier: "Organization: Larkfield Medical"
  downloadLocation: "NOASSERTION"
  filesAnalyzed: false
  primaryPackagePurpose: OPERATING_SYSTEM
  description: |-
    The pump,
    with all its parts
- SPDXID: "SPDXRef-zlib"
  name: "zlib"
  versionInfo: 1.30
  downloadLocation: "NOASSERTION"
  licenseDeclared: "Zlib"
  comment: "Level of support: abandoned"
  checksums: [{algorithm: SHA1, checksumValue: d6a770ba38583ed4bb4525bd96e50461655d2758}]
  externalRefs:
  - {referenceCategory: PACKAGE-MANAGER, referenceType: purl, referenceLocator: "pkg:generic/zlib@1.3"}
  - {referenceCategory: SECURITY, referenceType: cpe23Type, referenceLocator: "cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*"}
relationships:
- {spdxElementId: SPDXRef-DOCUMENT, relationshipType: DESCRIBES, relatedSpdxElement: SPDXRef-pump}
- {spdxElementId: SPDXRef-pump, relationshipType: CONTAINS, relatedSpdxElement: SPDXRef-zlib}
`

func TestTagValueAndYAMLSayTheSame(t *testing.T) {
	tags, yaml := decode(t, []byte(goodTags)), decode(t, []byte(goodYAML))
	if tags.Encoding != "tag-value" || yaml.Encoding != "yaml" || yaml.Components[0].Version != "1.30" {
		t.Errorf("%s, %s, version %s", tags.Encoding, yaml.Encoding, yaml.Components[0].Version)
	}
	zlib := tags.Components[0]
	if zlib.SupportLevel != "abandoned" || zlib.Path != "line 21" || tags.Subject.Description != "The pump,\nwith all its parts" {
		t.Errorf("%+v\n%+v", tags.Subject, zlib)
	}
	for _, doc := range []*sbom.Document{tags, yaml} {
		doc.Encoding, doc.Subject.Path, doc.Components[0].Path, doc.Components[0].Version = "", "", "", ""
	}
	if diff := cmp.Diff(tags, yaml); diff != "" {
		t.Error(diff)
	}
}

func TestTagValueOfOtherSystemsIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"Windows":             strings.ReplaceAll(goodTags, "\n", "\r\n"),
		"an old Macintosh":    strings.ReplaceAll(goodTags, "\n", "\r"),
		"a byte order mark":   "\ufeff" + goodTags,
		"blanks before a tag": strings.ReplaceAll(goodTags, "\nPackage", "\n  Package"),
	} {
		if doc := decode(t, []byte(text)); len(doc.Components) != 1 || len(doc.Edges) != 1 {
			t.Errorf("%s: %+v", name, doc)
		}
	}
}

func TestProblemsOfTagValueTellTheLine(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"a line without a tag":       {"PackageVersion: 1.3", "version 1.3", "line 23: spdx-tag-value-line"},
		"a tag that does not exist":  {"PackageVersion: 1.3", "PackageColour: red", "line 23: spdx-tag-value-tag"},
		"a text without an end":      {"you like: PackageName: none</text>", "you like", "line 32: spdx-tag-value-text"},
		"a reference of two parts":   {" purl pkg:", " pkg:", "line 27: spdx-tag-value-external-ref"},
		"a relationship of two ends": {"CONTAINS ", "", "line 36: spdx-tag-value-relationship"},
		"a package without a place":  {"PackageVersion: 1.3\nPackageDownloadLocation: NOASSERTION", "PackageVersion: 1.3", "line 21: spdx-2.3-7.7"},
		"a byte that is not UTF-8":   {"pump,", "p\xfcmp,", ": spdx-tag-value-utf-8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems, err := spdx.Decode([]byte(strings.Replace(goodTags, c.old, c.new, 1)), intake.SBOM)
			if err != nil || !strings.Contains(problems.String(), c.want+": ") {
				t.Errorf("want %s, got %v\n%s", c.want, err, problems)
			}
		})
	}
}

func TestWhatCantBeReadIsRefusedWithAReason(t *testing.T) {
	small := intake.SBOM
	small.Bytes, small.Unpacked, small.Depth, small.Text, small.Components, small.Edges = 20_000, 20_000, 12, 2_000, 3, 4
	bomb := "spdxVersion: SPDX-2.3\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
	for name, c := range map[string]struct{ data, want string }{
		"nothing":                   {"", "the file is empty"},
		"another JSON":              {`{"bomFormat": "CycloneDX"}`, "no SPDX document"},
		"an array":                  {`[]`, "no SPDX document"},
		"a letter":                  {"Dear all,\nhere it is.", "no SPDX document"},
		"XML":                       {"<Document/>", "SPDX as XML or RDF/XML is not read"},
		"a spreadsheet":             {"PK\x03\x04", "SPDX as a spreadsheet is not read"},
		"JSON that is cut":          {goodJSON[:500], "the text ends too early"},
		"a name twice":              {strings.Replace(goodJSON, `"dataLicense"`, `"name"`, 1), "name"},
		"JSON that is not UTF-8":    {strings.Replace(goodJSON, `"pump"`, "\"p\xfcmp\"", 1), "UTF-8"},
		"JSON too deep":             {strings.Repeat(`{"packages":[`, 20), "nesting depth"},
		"a text too long":           {strings.Replace(goodJSON, `"zlib"`, `"`+strings.Repeat("z", 3000)+`"`, 1), "one string"},
		"too many packages":         {strings.Replace(goodJSON, `"packages": [`, `"packages": [{},{},`, 1), "components"},
		"too many relationships":    {strings.Replace(goodJSON, `"relationships": [`, `"relationships": [{},`, 1), "edges"},
		"too many bytes":            {strings.Repeat(" ", 30_000) + goodJSON, "unpacked bytes"},
		"YAML with aliases":         {bomb, "alias"},
		"YAML too deep":             {"spdxVersion: " + strings.Repeat("[", 20) + strings.Repeat("]", 20), "nesting depth"},
		"YAML that is broken":       {"spdxVersion: SPDX-2.3\n  name: [", "this is not valid YAML"},
		"YAML twice":                {goodYAML + "\n---\nname: x\n", "behind the end of the YAML"},
		"YAML with a name twice":    {goodYAML + "name: x\n", "name"},
		"YAML with a name of parts": {"spdxVersion: SPDX-2.3\n[a, b]: c\n", "a name that is no text"},
		"tags: too many packages":   {goodTags + "PackageName: a\nPackageName: b\n", "components"},
		"tags: too many edges":      {goodTags + strings.Repeat("Relationship: SPDXRef-pump CONTAINS SPDXRef-zlib\n", 3), "edges"},
		"tags: a text too long":     {goodTags + "PackageComment: " + strings.Repeat("z", 3000), "one string"},
		"tags: no tags":             {"SPDXVersion: SPDX-2.3\n" + strings.Repeat("x\n", 2000), "no SPDX tag-value"},
		"tags: too many bytes":      {goodTags + strings.Repeat("# \n", 10_000), "bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := spdx.Decode([]byte(c.data), small)
			if f := fault.Of(err); f == nil || !strings.Contains(f.Error(), c.want) {
				t.Errorf("got %v, want a fault with %q", err, c.want)
			}
		})
	}
}

func TestHostileDocumentsAreUsedOrRefusedAndNeverPanic(t *testing.T) {
	long := strings.Repeat("x", 1<<20-10)
	for name, text := range map[string]string{
		"a package that needs itself":  strings.Replace(goodJSON, `"relatedSpdxElement": "NONE"`, `"relatedSpdxElement": "SPDXRef-zlib"`, 1),
		"a circle":                     strings.Replace(goodJSON, `"relatedSpdxElement": "NONE"`, `"relatedSpdxElement": "SPDXRef-pump"`, 1),
		"a version of a million bytes": strings.Replace(goodJSON, `"1.3"`, `"`+long+`"`, 1),
		"a type of a million bytes":    strings.Replace(goodJSON, "DYNAMIC_LINK", long, 1),
		"a name from right to left":    strings.Replace(goodJSON, `"zlib"`, "\"\u202egnp.exe\"", 1),
		"a name with zero bytes":       strings.Replace(goodJSON, `"zlib"`, `"a\u0000b"`, 1),
		"members that objects inherit": strings.Replace(goodJSON, `"name": "pump"`, `"name": "pump", "__proto__": {"a": 1}`, 1),
		"a number beyond all numbers":  strings.Replace(goodJSON, `"name": "zlib"`, `"name": 1e400`, 1),
		"an expression of many terms":  strings.Replace(goodJSON, `"Zlib"`, `"`+strings.Repeat("MIT OR ", 10_000)+`MIT"`, 1),
		"the same package many times":  strings.Replace(goodJSON, `"packages": [`, `"packages": [`+strings.Repeat(`{"SPDXID":"SPDXRef-a","name":"a","downloadLocation":"NONE"},`, 10_000), 1),
	} {
		t.Run(name, func(t *testing.T) {
			doc, problems, err := spdx.Decode([]byte(text), intake.SBOM)
			if err != nil {
				t.Fatal(err)
			}
			refs := map[string]bool{}
			for _, c := range doc.Components {
				if refs[c.Ref] {
					t.Fatalf("two components are called %.80s", c.Ref)
				}
				refs[c.Ref] = true
			}
			for _, p := range problems {
				if len(p.Text) > 1000 {
					t.Errorf("a problem of %d bytes", len(p.Text))
				}
			}
			if data, err := spdx.Encode(doc); err != nil || len(data) == 0 {
				t.Errorf("written: %v", err)
			}
		})
	}
}

// licenceBomb is a tower of sets, each of which holds the next a hundred times.
func licenceBomb() string {
	var b strings.Builder
	b.WriteString(`{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":[{"type":"software_Package","spdxId":"a:p","name":"p"},
		{"type":"Relationship","spdxId":"a:r","relationshipType":"hasDeclaredLicense","from":"a:p","to":["a:0"]}`)
	for i := range 16 {
		member := fmt.Sprintf(`"a:%d",`, i+1)
		fmt.Fprintf(&b, `,{"type":"expandedlicensing_ConjunctiveLicenseSet","spdxId":"a:%d","expandedlicensing_member":[%s"https://spdx.org/licenses/MIT"]}`, i, strings.Repeat(member, 100))
	}
	return b.String() + "]}"
}

func TestBombsCostNoMoreThanTheirSize(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	for name, text := range map[string]string{
		"YAML of comments":         "spdxVersion: x\n" + strings.Repeat("#\n", 1<<19),
		"YAML of a long list":      "spdxVersion: [" + strings.Repeat("a,", 1<<18) + "]",
		"YAML of keys":             "spdxVersion: x\n" + strings.Repeat("? a\n", 1<<17),
		"YAML of brackets":         "spdxVersion: " + strings.Repeat("[", 1<<20),
		"YAML of anchors":          "spdxVersion: x\nb:\n" + strings.Repeat("- &a b\n", 1<<17),
		"YAML of documents":        "spdxVersion: x\n" + strings.Repeat("---\n", 1<<18),
		"tags of unclosed texts":   "SPDXVersion: SPDX-2.3\n" + strings.Repeat("PackageName: <text>a\n", 1<<16),
		"tags of files":            "SPDXVersion: SPDX-2.3\n" + strings.Repeat("FileName: a\nSPDXID: SPDXRef-a\n", 1<<15),
		"tags of relationships":    "SPDXVersion: SPDX-2.3\n" + strings.Repeat("Relationship: a CONTAINS b\n", 1<<15),
		"packages of one name":     `{"spdxVersion":"SPDX-2.3","packages":[` + strings.Repeat(`{"SPDXID":"a"},`, 1<<16) + `{}]}`,
		"elements without a name":  `{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":[` + strings.Repeat(`{"type":"software_Package"},`, 1<<15) + `{}]}`,
		"bills that hold a bill":   `{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":[` + strings.Repeat(`{"type":"Bom","spdxId":"a:a","rootElement":["a:a","b:b"]},`, 1<<15) + `{}]}`,
		"licences of licences":     licenceBomb(),
		"creations of one element": `{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":[` + strings.Repeat(`{"type":"CreationInfo","createdBy":["a:a"]},`, 1<<15) + `{}]}`,
	} {
		start := testkit.CPU(t)
		_, _, err := spdx.Decode([]byte(text), intake.SBOM)
		if took := testkit.CPU(t) - start; took > 5*time.Second {
			t.Errorf("%s: %d bytes take %v (%v)", name, len(text), took, err)
		}
	}
}

// unread are members that are skipped whatever they hold.
var unread = map[string]bool{
	"spdxDocument": true, "checksum": true, "extension": true, "profileConformance": true, "security_vexVersion": true,
	"identifierLocator": true, "type": true,
}

// TestAnyValueMayBeWrong puts null, and a value of each other type, in the
// place of every value of good documents.
func TestAnyValueMayBeWrong(t *testing.T) {
	tried, refused := 0, 0
	for _, good := range []string{goodJSON, yocto(t)} {
		var tree any
		if err := json.Unmarshal([]byte(good), &tree); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []any{nil, 7, "x", true, []any{}, map[string]any{}, []any{nil}, []any{[]any{}}, map[string]any{"a": nil}} {
			replace(tree, "", func(key string, set func(any), was any) {
				set(wrong)
				defer set(was)
				text, err := json.Marshal(tree)
				if err != nil {
					t.Fatal(err)
				}
				_, problems, err := spdx.Decode(text, intake.SBOM)
				tried++
				switch {
				case err != nil && fault.Of(err) == nil:
					t.Fatalf("%v is no fault, in\n%s", err, text)
				case err != nil:
					refused++
				case wrong == nil && problems.Valid() && !unread[key]:
					t.Errorf("null for %s is taken in silence", key)
				}
			})
		}
	}
	t.Logf("%d documents, %d refused", tried, refused)
}

// replace calls fn for every value below node, with what sets another in its place.
func replace(node any, key string, fn func(key string, set func(any), was any)) {
	switch node := node.(type) {
	case map[string]any:
		for k, v := range node {
			fn(k, func(x any) { node[k] = x }, v)
			if !unread[k] {
				replace(v, k, fn)
			}
		}
	case []any:
		for i, v := range node {
			fn(key, func(x any) { node[i] = x }, v)
			replace(v, key, fn)
		}
	}
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(goodJSON))
	f.Add([]byte(`{"spdxVersion":"SPDX-2.2","packages":[null,{"SPDXID":"SPDXRef-a"}],"relationships":[{}]}`))
	fuzz(f)
}

func FuzzTagValue(f *testing.F) {
	f.Add([]byte(goodTags))
	f.Add([]byte("SPDXVersion: SPDX-2.2\nPackageName: <text>a\nSPDXID: b"))
	fuzz(f)
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte(goodYAML))
	f.Add([]byte("spdxVersion: &a SPDX-2.3\nname: *a\n"))
	fuzz(f)
}

func FuzzJSONLD(f *testing.F) {
	f.Add([]byte(yocto(f)))
	f.Add([]byte(`{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","type":"SpdxDocument","spdxId":"a:b","rootElement":[{"type":"software_Package"}]}`))
	fuzz(f)
}

// fuzz holds every document that is read to what the rest of the program
// relies on, and to the same components after it was written and read again.
func fuzz(f *testing.F) {
	lim := intake.SBOM
	lim.Bytes, lim.Unpacked, lim.Text = 1<<16, 1<<16, 1<<12
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, _, err := spdx.Decode(data, lim)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		refs := map[string]bool{}
		for _, c := range doc.Components {
			if c.Ref == "" || refs[c.Ref] {
				t.Fatalf("the ref %q is empty or not unique", c.Ref)
			}
			refs[c.Ref] = true
		}
		written, err := spdx.Encode(doc)
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := spdx.Decode(written, intake.SBOM)
		if err != nil {
			t.Fatalf("%v in\n%s", err, written)
		}
		if before, after := parts(doc), parts(again); before != after {
			t.Fatalf("written and read again, %s is %s", before, after)
		}
	})
}

// parts counts what a document holds, the subject among it: a single component
// becomes one when it is written.
func parts(d *sbom.Document) string {
	n := len(d.Components)
	if d.Subject != nil {
		n++
	}
	return fmt.Sprintf("%d components", n)
}
