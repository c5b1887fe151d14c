// Package spdx reads bills of materials that were written in SPDX: 2.2 and
// 2.3 as JSON, tag-value and YAML, 3.0 as JSON-LD. It writes SPDX 2.3 JSON.
//
// Each way of writing is read in one pass into what stood there (raw, graph),
// then judged by the rules of the specification (lint), then turned into a
// sbom.Document (build). What breaks a rule is told with its place; what can
// be used in spite of it is used.
package spdx

import (
	"bytes"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// Decode reads one SPDX document, whichever way it was written. An error says
// why it can't be used at all; problems say what is wrong with one that can.
func Decode(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	switch encodingOf(data) {
	case "json":
		return decodeJSON(data, lim)
	case "yaml":
		return decodeYAML(data, lim)
	case "tag-value":
		return decodeTagValue(data, lim)
	case "xml":
		return nil, nil, unread("SPDX as XML or RDF/XML")
	case "xls":
		return nil, nil, unread("SPDX as a spreadsheet")
	}
	return nil, nil, notSPDX()
}

// unread refuses the encodings that other tools can turn into one that is read.
func unread(what string) error {
	return fault.New(fault.Invalid, "%s is not read here", what).
		Helped("export the same document as SPDX 2.3 JSON, tag-value or YAML, or as SPDX 3.0 JSON-LD, and send that")
}

func notSPDX() error {
	return fault.New(fault.Invalid, "this is no SPDX document: it states no spdxVersion and no SPDX context").
		Helped("send SPDX 2.2 or 2.3 as JSON, tag-value or YAML, or SPDX 3.0 as JSON-LD")
}

// encodingOf tells by the first bytes how a document is written.
func encodingOf(data []byte) string {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		return "xls"
	}
	text := data
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		plain, err := intake.Text(data[:min(len(data), 4096)&^1])
		if err != nil {
			return "json" // whose gate tells what is wrong with the text
		}
		text = plain
	}
	text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case len(text) == 0:
		return "json"
	case text[0] == '{' || text[0] == '[':
		return "json"
	case text[0] == '<':
		return "xml"
	}
	return lineEncoding(text)
}

// lineEncoding tells YAML from tag-value by the first name that only one of
// them has. Both are lines of "name: value"; tag-value's names are upper case.
func lineEncoding(text []byte) string {
	text = bytes.ReplaceAll(text[:min(len(text), 1<<20)], []byte("\r"), []byte("\n"))
	for len(text) > 0 {
		line, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		name, _, found := bytes.Cut(line, []byte(":"))
		if !found {
			continue
		}
		switch string(bytes.Trim(name, " \t\"'")) {
		case "SPDXVersion", "DocumentName", "DataLicense", "PackageName", "Creator":
			return "tag-value"
		case "spdxVersion", "creationInfo", "dataLicense", "documentNamespace", "packages", "@context":
			return "yaml"
		}
	}
	return ""
}
