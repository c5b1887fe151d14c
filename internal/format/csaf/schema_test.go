package csaf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"aceso/internal/format/intake"
)

// published compiles the schema that OASIS published.
func published(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	for name, data := range readZip(t, "csaf/schemas.zip") {
		if !strings.HasPrefix(name, "csaf_2.0/") || strings.Contains(name, "_strict") {
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		url := "https://www.first.org/cvss/" + path.Base(name)
		if strings.Contains(name, "json_schema/") {
			url = "https://docs.oasis-open.org/csaf/csaf/v2.0/" + path.Base(name)
		}
		if err := c.AddResource(url, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The table in table.go is held against the published schema: on every
// document of the suite, and on each with one value spoilt at a time.
func TestSchemaTableAgreesWithThePublishedSchema(t *testing.T) {
	schema := published(t)
	agreed, spoilt := 0, 0
	for name, data := range readZip(t, "csaf/validator-suite-2.0.zip") {
		if !strings.Contains(name, "/") {
			continue
		}
		root, err := parse(data, intake.SBOM)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		compareSchemas(t, schema, root, name)
		agreed++
		for i, n := range everyNode(root) {
			if (i+len(name))%5 != 0 && len(data) > 2500 {
				continue // large documents repeat themselves
			}
			for _, spoil := range spoilings {
				saved := *n
				if spoil(n) {
					compareSchemas(t, schema, root, fmt.Sprintf("%s with node %d spoilt (%s)", name, i, saved.text))
					spoilt++
				}
				*n = saved
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	t.Logf("agreed on %d documents and %d spoilt ones", agreed, spoilt)
}

func compareSchemas(t *testing.T, schema *jsonschema.Schema, root *node, name string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(root.json()))
	if err != nil {
		t.Fatal(err)
	}
	theirs := schema.Validate(doc)
	c := schemaCheck{}
	c.check(root, documentSchema, "")
	if ours := c.problems.all; (theirs == nil) != (len(ours) == 0) {
		t.Errorf("%s: the published schema says %v, the table %v", name, theirs, ours)
	}
}

// spoilings change one value; they return false where they don't apply.
var spoilings = []func(*node) bool{
	func(n *node) bool { *n = node{kind: 'n'}; return true },
	func(n *node) bool { *n = node{kind: '"', text: ""}; return true },
	func(n *node) bool {
		if strings.Contains(n.text, "://") || strings.HasPrefix(n.text, "pkg:") {
			n.text = "x" // in a URI the library takes blanks, which RFC 3986 does not
		} else if n.kind == '"' {
			n.text += " -"
		}
		return n.kind == '"'
	},
	func(n *node) bool { // without its first member or element
		if len(n.kids) == 0 {
			return false
		}
		if n.kind == '{' {
			n.keys = n.keys[1:]
		}
		n.kids = n.kids[1:]
		return true
	},
	func(n *node) bool { // its last element twice
		if n.kind != '[' || len(n.kids) == 0 {
			return false
		}
		n.kids = append(n.kids[:len(n.kids):len(n.kids)], n.kids[len(n.kids)-1])
		return true
	},
	func(n *node) bool { // one member more
		if n.kind != '{' {
			return false
		}
		n.keys = append(n.keys[:len(n.keys):len(n.keys)], "x_unknown")
		n.kids = append(n.kids[:len(n.kids):len(n.kids)], node{kind: '"', text: "x"})
		return true
	},
	func(n *node) bool {
		if n.kind == '0' {
			n.text = "10.5"
		}
		return n.kind == '0'
	},
}

func everyNode(n *node) []*node {
	all := []*node{n}
	for i := range n.kids {
		all = append(all, everyNode(&n.kids[i])...)
	}
	return all
}

// json writes a node back as JSON.
func (n *node) json() string {
	switch n.kind {
	case '"':
		b, _ := json.Marshal(n.text)
		return string(b)
	case '0':
		return n.text
	case 'n':
		return "null"
	case 't':
		return "true"
	case 'f':
		return "false"
	}
	var parts []string
	for i := range n.kids {
		text := n.kids[i].json()
		if n.kind == '{' {
			key, _ := json.Marshal(n.keys[i])
			text = string(key) + ":" + text
		}
		parts = append(parts, text)
	}
	if n.kind == '{' {
		return "{" + strings.Join(parts, ",") + "}"
	}
	return "[" + strings.Join(parts, ",") + "]"
}
