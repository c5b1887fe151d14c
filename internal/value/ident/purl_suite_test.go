package ident_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"strings"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/ident"
)

// A purlCase is one case of the package-url project's own test suite.
type purlCase struct {
	Description string          `json:"description"`
	Type        string          `json:"test_type"`
	Input       json.RawMessage `json:"input"`
	Want        json.RawMessage `json:"expected_output"`
	Fails       bool            `json:"expected_failure"`
}

// purlParts is a package URL in its parts, as the suite writes it.
type purlParts struct {
	Type       string            `json:"type"`
	Namespace  string            `json:"namespace"`
	Name       string            `json:"name"`
	Version    string            `json:"version"`
	Qualifiers map[string]string `json:"qualifiers"`
	Subpath    string            `json:"subpath"`
}

func TestThePackageURLSuitePasses(t *testing.T) {
	var passed, failed int
	eachFile(t, "vectors/purl.zip", func(name string, text []byte) {
		if !strings.HasPrefix(name, "tests/") {
			return
		}
		var suite struct {
			Tests []purlCase `json:"tests"`
		}
		if err := json.Unmarshal(text, &suite); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, c := range suite.Tests {
			if problem := c.run(t); problem != "" {
				failed++
				t.Errorf("%s: %s (%s): %s", name, c.Description, c.Type, problem)
				continue
			}
			passed++
		}
	})
	t.Logf("package URL suite: %d passed, %d failed, 0 skipped", passed, failed)
}

// run returns what went otherwise than the suite wants it.
func (c purlCase) run(t *testing.T) string {
	var got ident.PURL
	var err error
	if c.Type == "build" {
		var in purlParts
		unmarshal(t, c.Input, &in)
		got, err = ident.NewPURL(ident.PURL(in))
	} else {
		var in string
		unmarshal(t, c.Input, &in)
		got, err = ident.ParsePURL(in)
		if c.Type == "parse" {
			got, err = ident.StrictPURL(in)
		}
	}
	if c.Fails {
		if err == nil {
			return "accepted as " + got.String()
		}
		return ""
	}
	if err != nil {
		return err.Error()
	}
	if c.Type == "parse" {
		var want purlParts
		unmarshal(t, c.Want, &want)
		w := ident.PURL(want)
		if g := got; g.Type != w.Type || g.Namespace != w.Namespace || g.Name != w.Name || g.Version != w.Version ||
			g.Subpath != w.Subpath || !maps.Equal(g.Qualifiers, w.Qualifiers) {
			return got.String() + " is not " + w.String()
		}
		return ""
	}
	var want string
	unmarshal(t, c.Want, &want)
	if got.String() != want {
		return got.String() + " is not " + want
	}
	return ""
}

func unmarshal(t *testing.T, raw json.RawMessage, to any) {
	t.Helper()
	if err := json.Unmarshal(raw, to); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}

// eachFile calls what with every file of a zip of the corpus.
func eachFile(t testing.TB, corpus string, what func(name string, text []byte)) {
	t.Helper()
	z, err := zip.OpenReader(testkit.Corpus(t, corpus))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
		what(f.Name, b.Bytes())
	}
}
