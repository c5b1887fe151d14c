// Package format tells documents of the outside world apart, by what is in
// them and never by a file's name or a declared content type. The packages
// below it read them.
package format

import (
	"bytes"
	"regexp"
	"strings"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// A Family is a kind of document.
type Family string

// The families that are told apart.
const (
	CycloneDX Family = "CycloneDX"
	SPDX      Family = "SPDX"
	List      Family = "list" // a table that may be a hand-kept list of components
	CSAF      Family = "CSAF"
	OpenVEX   Family = "OpenVEX"
	OSV       Family = "OSV"
	CVE       Family = "CVE"
	NVD       Family = "NVD"
	KEV       Family = "KEV"
)

// A Kind says which document, which version, which encoding.
type Kind struct {
	Family   Family
	Version  string // of the format, as the document says it; "" where it says none
	Encoding string // json, json-ld, xml, tag-value, yaml, csv, xlsx
}

// String returns "SPDX 2.3 (tag-value)".
func (k Kind) String() string {
	s := string(k.Family)
	if k.Version != "" {
		s += " " + k.Version
	}
	return s + " (" + k.Encoding + ")"
}

// Sniff finds out what a document is. It looks at names and first values only,
// so it costs little even on a large one, and it says nothing about whether
// the document is well formed. What can't be read is refused with the reason
// and, where there is one, a way out. The bytes are unpacked already.
func Sniff(data []byte) (Kind, error) {
	if kind, err := sniffBinary(data); kind != nil || err != nil {
		return deref(kind), err
	}
	text, _, err := intake.LooseText(data[:min(len(data), 64<<10)&^1])
	if err != nil {
		return Kind{}, err
	}
	switch start := strings.TrimLeft(string(text), " \t\r\n"); {
	case start == "":
		return Kind{}, fault.New(fault.Invalid, "the file is empty")
	case start[0] == '{':
		return sniffJSON(data)
	case start[0] == '[':
		return Kind{}, fault.New(fault.Invalid, "the JSON text is an array, and no document begins with one").
			Helped("send each document by itself")
	case len(start) > 14 && (strings.EqualFold(start[:14], "<!doctype html") || strings.EqualFold(start[:5], "<html")):
		return Kind{}, fault.New(fault.Invalid, "this is a web page").Helped("it may be the sign-in page of where the document lies; fetch it again")
	case start[0] == '<':
		return sniffXML(data)
	default:
		return sniffText(data, text)
	}
}

func deref(k *Kind) Kind {
	if k == nil {
		return Kind{}
	}
	return *k
}

// sniffBinary knows files by their first bytes. It returns nil, nil for text.
func sniffBinary(data []byte) (*Kind, error) {
	starts := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch {
	case starts("PK\x03\x04"):
		if bytes.Contains(data, []byte("xl/workbook.xml")) || bytes.Contains(data, []byte("xl/worksheets/")) {
			return &Kind{List, "", "xlsx"}, nil
		}
		return nil, fault.New(fault.Invalid, "this is a zip archive").Helped("unpack it and send the documents in it one by one")
	case starts("\xd0\xcf\x11\xe0"):
		return nil, fault.New(fault.Invalid, "this is a file of an old office program").Helped("save it as .xlsx or .csv")
	case starts("\x1f\x8b"), starts("\x28\xb5\x2f\xfd"):
		return nil, fault.New(fault.Invalid, "the file is packed more than once").Helped("unpack it before sending")
	case starts("BZh"), starts("\xfd7zXZ"), starts("7z\xbc\xaf"):
		return nil, fault.New(fault.Invalid, "this kind of compression is not read").Helped("send the file as it is, or packed with gzip or zstd")
	case starts("%PDF"):
		return nil, fault.New(fault.Invalid, "this is a PDF").Helped("ask for the document as CycloneDX, SPDX, CSV or XLSX")
	}
	return nil, nil
}

var (
	tagValue = regexp.MustCompile(`(?m)^\s*SPDXVersion:\s*SPDX-(\S+)`)
	yamlSPDX = regexp.MustCompile(`(?m)^["']?spdxVersion["']?\s*:\s*["']?SPDX-([0-9.]+)`)
	yamlAny  = regexp.MustCompile(`(?m)^["']?SPDXID["']?\s*:`)
	protobuf = regexp.MustCompile(`(?m)^(# proto-|spec_version\s*:|bom_format\s*:)`)
)

// sniffText tells tag-value, YAML and tables apart. start is the beginning of
// data as UTF-8.
func sniffText(data, start []byte) (Kind, error) {
	if m := tagValue.FindSubmatch(start); m != nil {
		return Kind{SPDX, string(m[1]), "tag-value"}, nil
	}
	if m := yamlSPDX.FindSubmatch(data); m != nil {
		return Kind{SPDX, string(m[1]), "yaml"}, nil
	}
	switch {
	case yamlAny.Match(data):
		return Kind{SPDX, "", "yaml"}, nil
	case bytes.Contains(start, []byte("PackageName:")) && bytes.Contains(start, []byte("SPDXID:")):
		return Kind{SPDX, "", "tag-value"}, nil
	case protobuf.Match(start):
		return Kind{}, fault.New(fault.Invalid, "this is CycloneDX as Protocol Buffers, which is not read").
			Helped("convert it to JSON, for instance with cyclonedx convert")
	case isTable(start):
		return Kind{List, "", "csv"}, nil
	}
	return Kind{}, fault.New(fault.Invalid, "this is no document that is known").
		Helped("CycloneDX (JSON, XML), SPDX (JSON, tag-value, YAML, JSON-LD), CSV and XLSX are read")
}

// isTable tells whether the first two lines look like rows of the same table.
func isTable(text []byte) bool {
	lines := bytes.SplitN(text, []byte("\n"), 4)
	for _, separator := range []string{",", ";", "\t", "|"} {
		first := bytes.Count(lines[0], []byte(separator))
		if first == 0 {
			continue
		}
		if len(lines) == 1 || len(bytes.TrimSpace(lines[1])) == 0 || bytes.Contains(lines[1], []byte(separator)) {
			return true
		}
	}
	return false
}
