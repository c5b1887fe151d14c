package spdx_test

import (
	"bytes"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/spdx"
)

// schemas compiles the official schemas, by version.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files := map[string]string{"2.2.2-spdx-schema.json": "2.2", "2.3.1-spdx-schema.json": "2.3", "2.3-spdx-schema.json": "2.3 of 2022", "3.0.1-spdx-schema.json": "3.0.1"}
	all := map[string]*jsonschema.Schema{}
	inZip(t, "sbom/spdx-schemas.zip", func(name string, data []byte) {
		version, ok := files[path.Base(name)]
		if !ok {
			return
		}
		// The same pattern without a look-ahead, which Go's expressions don't have.
		data = bytes.ReplaceAll(data, []byte(`^(?!_:).+:.+`), []byte(`^([^_].*|_[^:].*):.+`))
		text, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		if err := c.AddResource(name, text); err != nil {
			t.Fatal(err)
		}
		if all[version], err = c.Compile(name); err != nil {
			t.Fatal(err)
		}
	})
	return all
}

// everyJSON calls fn for every SPDX JSON document of the suites that its
// schema can judge.
func everyJSON(t *testing.T, fn func(name string, data []byte, doc *sbom.Document, valid bool)) {
	t.Helper()
	seen := func(name string, data []byte) {
		if len(data) > 100<<10 || len(data) == 0 || data[0] != '{' {
			return // the schema library takes seconds for more
		}
		doc, problems, err := spdx.Decode(data, intake.SBOM)
		if err != nil {
			return
		}
		fn(name, data, doc, problems.Valid())
	}
	inZip(t, "sbom/spdx-examples.zip", seen)
	inZip(t, "sbom/real.zip", seen)
	inTar(t, "sbom/quality-and-minimum-elements.tar.gz", seen)
	inZip(t, "sbom/coherent-redhat-2023.zip", func(name string, data []byte) {
		if strings.HasPrefix(name, "spdx/") {
			seen(name, data)
		}
	})
}

func TestWhatTheOfficialSchemaRefusesBreaksARuleHereToo(t *testing.T) {
	judges := schemas(t)
	agree, stricter, milder := 0, 0, 0
	everyJSON(t, func(name string, data []byte, doc *sbom.Document, valid bool) {
		judge := judges[doc.Version]
		if judge == nil {
			return
		}
		text, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return // trailing data, which is told as a problem
		}
		err = judge.Validate(text)
		switch ok := err == nil; {
		case ok == valid:
			agree++
		case ok:
			stricter++
		default:
			milder++
			t.Errorf("%s breaks no rule here, but the schema says %.400v", name, err)
		}
	})
	t.Logf("official schemas: the same verdict on %d documents; %d more break a rule that no schema can tell; %d are refused by the schema alone", agree, stricter, milder)
}

func TestWhatIsWrittenIsValidByTheOfficialSchema(t *testing.T) {
	judges := schemas(t)
	written := 0
	check := func(name string, doc *sbom.Document) {
		text, err := jsonschema.UnmarshalJSON(bytes.NewReader(encode(t, doc)))
		if err != nil {
			t.Fatal(err)
		}
		for _, version := range []string{"2.3", "2.3 of 2022"} {
			if err := judges[version].Validate(text); err != nil {
				t.Errorf("%s: %.600v", name, err)
			}
		}
		written++
	}
	check("own", full())
	everyJSON(t, func(name string, data []byte, doc *sbom.Document, _ bool) {
		if len(doc.Components) < 500 {
			check(name, doc)
		}
	})
	t.Logf("%d documents written, all valid SPDX 2.3", written)
}
