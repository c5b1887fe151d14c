package bom_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"aceso/internal/format"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// archives are the sets of bills of materials from the wild.
var archives = []string{"sbom/real.zip", "sbom/medical.zip", "sbom/quality-and-minimum-elements.tar.gz", "sbom/spdx-examples.zip", "sbom/coherent-redhat-2023.zip"}

// Every file of the corpus is usable, or refused with a reason that its sender
// may see.
func TestEveryRealDocumentIsUsedOrRefusedWithAReason(t *testing.T) {
	used, refused := 0, map[string]int{}
	for _, archive := range archives {
		eachFile(t, archive, func(name string, data []byte) {
			doc, problems, err := bom.Decode(data, intake.SBOM)
			if err == nil {
				used++
				if doc.Format == "" || doc.Encoding == "" {
					t.Errorf("%s: read as %q %q", name, doc.Format, doc.Encoding)
				}
				for _, p := range problems {
					if p.Rule == "" || p.Text == "" || p.Level == "" {
						t.Errorf("%s: a problem is not whole: %+v", name, p)
					}
				}
				return
			}
			f := fault.Of(err)
			if f == nil {
				t.Errorf("%s: refused without a reason for its sender: %v", name, err)
				return
			}
			refused[f.Text]++
			t.Logf("%s: %v", name, err)
		})
	}
	total := 0
	for _, n := range refused {
		total += n
	}
	t.Logf("used %d, refused %d with %d reasons", used, total, len(refused))
}

func eachFile(t *testing.T, archive string, fn func(name string, data []byte)) {
	t.Helper()
	path := testkit.Corpus(t, archive)
	if strings.HasSuffix(archive, ".zip") {
		z, err := zip.OpenReader(path)
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
			data, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			fn(f.Name, data)
		}
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		fn(h.Name, data)
	}
}

func TestOtherDocumentsAreRefusedWithAWayOut(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"nothing":             {"", "the file is empty"},
		"blanks":              {" \n ", "the file is empty"},
		"an advisory":         {`{"document":{"category":"csaf_vex","csaf_version":"2.0"}}`, "send it where advisories"},
		"a VEX document":      {`{"@context":"https://openvex.dev/ns/v0.2.0","statements":[]}`, "OpenVEX 0.2.0"},
		"an OSV record":       {`{"id":"GHSA-1","modified":"2024-01-01T00:00:00Z"}`, "no bill of materials"},
		"a wrapped SBOM":      {`{"sbom":{"spdxVersion":"SPDX-2.3"}}`, `under "sbom"`},
		"a signed envelope":   {`{"payloadType":"x","payload":"e30="}`, "DSSE"},
		"a web page":          {"<html><body/></html>", "web page"},
		"a web page, whole":   {"<!DOCTYPE html><html><body/></html>", "web page"},
		"SPDX as RDF":         {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>`, "RDF/XML"},
		"another bom":         {`<bom xmlns="urn:x"/>`, "none of CycloneDX"},
		"a zip":               {"PK\x03\x04abc", "zip archive"},
		"a PDF":               {"%PDF-1.7", "PDF"},
		"an array":            {"[]", "array"},
		"any JSON":            {`{"a":1}`, "neither bomFormat nor spdxVersion"},
		"a picture":           {"\x89PNG\r\n\x1a\n\x00\x00", "no text"},
		"any text":            {"hello", "no document that is known"},
		"Protocol Buffers":    {"spec_version: \"1.6\"\nversion: 1\n", "Protocol Buffers"},
		"another bomFormat":   {`{"bomFormat":"Other","specVersion":"1.6"}`, "only CycloneDX"},
		"a CycloneDX of late": {`{"bomFormat":"CycloneDX","specVersion":"2.0"}`, `CycloneDX "2.0" is not known`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := bom.Decode([]byte(c.in), intake.SBOM)
			if fault.Of(err) == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("says %v, which lacks %q", err, c.want)
			}
		})
	}
}

func TestSniffKnowsDocumentsByContent(t *testing.T) {
	for in, want := range map[string]string{
		`{"bomFormat":"CycloneDX","specVersion":"1.6"}`:                                     "CycloneDX 1.6 (json)",
		`{"components":[{"bomFormat":"x"}],"specVersion":"1.4","bomFormat":"CycloneDX"}`:    "CycloneDX 1.4 (json)",
		"\xef\xbb\xbf {\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"}":                "CycloneDX 1.5 (json)",
		`<?xml version="1.0"?><!-- c --><bom xmlns="http://cyclonedx.org/schema/bom/1.3"/>`: "CycloneDX 1.3 (xml)",
		`{"spdxVersion":"SPDX-2.3"}`:                                                        "SPDX 2.3 (json)",
		`{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}`:                     "SPDX 3.0.1 (json-ld)",
		`{"@context":["https://spdx.org/rdf/3.0.0/spdx-context.jsonld",{}]}`:                "SPDX 3.0.0 (json-ld)",
		"# a\nSPDXVersion: SPDX-2.2\n":                                                      "SPDX 2.2 (tag-value)",
		"---\nname: x\nspdxVersion: \"SPDX-2.3\"\n":                                         "SPDX 2.3 (yaml)",
		"name;version\nzlib;1.3\n":                                                          "list (csv)",
		`{"dataType":"CVE_RECORD","dataVersion":"5.1"}`:                                     "CVE 5.1 (json)",
		`{"resultsPerPage":1,"format":"NVD_CVE","version":"2.0"}`:                           "NVD 2.0 (json)",
		`{"title":"x","catalogVersion":"2025.08.25","vulnerabilities":[]}`:                  "KEV 2025.08.25 (json)",
	} {
		kind, err := format.Sniff([]byte(in))
		if err != nil || kind.String() != want {
			t.Errorf("%s is told to be %s, %v; want %s", in, kind, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.6"}`))
	f.Add([]byte("SPDXVersion: SPDX-2.2\n"))
	f.Add([]byte("name;version\nzlib;1.3\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := intake.SBOM
		lim.Components, lim.Edges = 1000, 1000
		doc, _, err := bom.Decode(data, lim)
		if (doc == nil) == (err == nil) {
			t.Errorf("document %v and error %v", doc, err)
		}
		if err != nil && fault.Of(err) == nil {
			t.Errorf("refused without a reason for the sender: %v", err)
		}
	})
}
