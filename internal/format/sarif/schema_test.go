package sarif

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"aceso/internal/testkit"
)

// schema is the official one of SARIF 2.1.0, from the npm package that carries it.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	path := filepath.Join(testkit.Root(), "scripts", "testtools", "node_modules", "@microsoft", "jest-sarif", "lib", "schemas", "sarif-2.1.0-rtm.5.json")
	text, err := os.Open(path)
	if err != nil {
		if os.Getenv("ACESO_TEST_REQUIRE") != "" {
			t.Fatal("the schema of SARIF is missing")
		}
		t.Skip("the schema of SARIF is missing (make test installs it): skipped")
	}
	defer text.Close()
	doc, err := jsonschema.UnmarshalJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("sarif.json")
}

// TestEveryRunKeepsToTheSchema, whatever the document and its names are like.
func TestEveryRunKeepsToTheSchema(t *testing.T) {
	official := schema(t)
	for name, change := range map[string]func(*Run){
		"a good run":    nil,
		"nothing found": func(r *Run) { r.Findings = nil },
		"what could not be checked": func(r *Run) {
			r.Notes = []string{"mystery 1 could not be checked: it names no package", ""}
		},
		"nothing that is sure": func(r *Run) { r.Findings[0].Sure, r.Findings[0].Scored = false, false },
		"every severity": func(r *Run) {
			for _, s := range []string{"critical", "high", "medium", "low", "none", "unknown", ""} {
				f := r.Findings[0]
				f.Severity, f.ID = s, "CVE-"+s
				r.Findings = append(r.Findings, f)
			}
		},
		"a document with an odd path": func(r *Run) { r.Artifact = `C:\odd folder\ä ö%#?.json` },
		"standard input":              func(r *Run) { r.Artifact = "-" },
		"a document without a name":   func(r *Run) { r.Artifact = "" },
		"a page about the program":    func(r *Run) { r.Info = "https://aceso.example/" },
		"texts of outsiders": func(r *Run) {
			f := &r.Findings[0]
			f.Title, f.Message, f.Component, f.PURL, f.Where, f.Key = "a\nb\x1b[31m<script>", "\u202e\u2028", "", "", "components[0]\"", strings.Repeat("k", 5000)
			f.Names = nil
		},
		"many findings": func(r *Run) {
			for i := range 3000 {
				f := r.Findings[0]
				f.ID, f.Key = fmt.Sprintf("CVE-2026-%d", i%500), fmt.Sprint(i)
				r.Findings = append(r.Findings, f)
			}
		},
		"the same finding twice": func(r *Run) { r.Findings = append(r.Findings, r.Findings[0]) },
	} {
		var b bytes.Buffer
		if err := Encode(&b, good(change)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		doc, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := official.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
