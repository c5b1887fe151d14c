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
	"unicode/utf8"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// archives are the sets of bills of materials from the wild.
var archives = []string{"sbom/real.zip", "sbom/medical.zip", "sbom/quality-and-minimum-elements.tar.gz", "sbom/spdx-examples.zip", "sbom/coherent-redhat-2023.zip"}

// refusals are the files of the corpus that are no bill of materials, or none
// in a form that is read, with what their sender is told. A name that ends in
// a slash stands for a folder.
var refusals = map[string]string{
	"bom-shelter/cyclonedx/bashrc2-sbom-cdx.json":   "neither bomFormat nor spdxVersion", // a report of SCANOSS in its own form
	"bom-shelter/cyclonedx/scanoss-sbom-cdx.json":   "array",                             // the same, older
	"tools-golang/xml/SPDXXMLExample-v2.2.spdx.xml": "SPDX as XML",
	"tools-java/SPDXXMLExample-v2.2.spdx.xml":       "SPDX as XML",
	"tools-java/SPDXRdfExample-v2.3.spdx.rdf":       "RDF/XML",
	"tools-java/SPDXSpreadsheetExample-v2.2.xls":    "old office program",
	"tools-java/SPDXSpreadsheetExample-v2.3.xls":    "old office program",
	"cve/": "this is CVE", "csaf/": "this is CSAF", "osv/": "this is OSV",
}

// Every file of the corpus is usable, or refused with a reason that its sender
// may see.
func TestEveryRealDocumentIsUsedOrRefusedWithAReason(t *testing.T) {
	for _, archive := range archives {
		used, refused := 0, 0
		eachFile(t, archive, func(name string, data []byte) {
			doc, problems, err := bom.Decode(data, intake.SBOM)
			want := refusal(name)
			switch {
			case err == nil && want == "":
				used++
				whole(t, name, doc, problems)
			case err == nil:
				t.Errorf("%s is used, and is listed as refused", name)
			case fault.Of(err) == nil:
				t.Errorf("%s: refused without a reason for its sender: %v", name, err)
			case want == "" || !strings.Contains(err.Error(), want):
				t.Errorf("%s: refused: %v", name, err)
			default:
				refused++
			}
		})
		t.Logf("%s: used %d, refused with a reason %d", archive, used, refused)
	}
}

func refusal(name string) string {
	if want := refusals[name]; want != "" {
		return want
	}
	folder, _, _ := strings.Cut(name, "/")
	return refusals[folder+"/"]
}

// whole holds what any face may rely on in a document that was read.
func whole(t *testing.T, name string, doc *sbom.Document, problems check.Problems) {
	t.Helper()
	if doc.Format == "" || doc.Encoding == "" {
		t.Errorf("%s: read as %q %q", name, doc.Format, doc.Encoding)
	}
	for i, c := range doc.Components {
		if c.Ref == "" {
			t.Errorf("%s: component %d has no ref", name, i)
		}
	}
	for _, p := range problems {
		if p.Rule == "" || p.Text == "" || p.Level == "" || !utf8.ValidString(p.Text) {
			t.Errorf("%s: a problem is not whole: %+v", name, p)
		}
	}
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
