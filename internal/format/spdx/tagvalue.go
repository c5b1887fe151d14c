package spdx

import (
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// A tagReader reads tag-value, line by line. Packages, files, snippets and
// extracted licences each begin with a tag of their own; what follows belongs
// to them until the next one begins. SPDX 2.3, clause 4.4 and its examples.
type tagReader struct {
	raw     raw
	lim     intake.Limits
	notes   notes
	line    int
	section string // "", "package", "file", "snippet", "licence"
	endless bool   // no text is closed from here on; looking again would cost the whole rest
	err     error
}

// lineEnds turns the line ends of other systems into ours.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// mostStrangeLines is how many lines without a tag are forgiven.
const mostStrangeLines = 1000

func decodeTagValue(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	if int64(len(data)) > lim.Bytes {
		return nil, nil, intake.Exceeded("bytes", lim.Bytes)
	}
	t := tagReader{lim: lim, notes: notes{prefix: "spdx-tag-value-"}}
	text, err := intake.Text(data)
	if err != nil {
		if text, _, err = intake.LooseText(data); err != nil {
			return nil, nil, err
		}
		t.notes.add("", "utf-8", "the text is not UTF-8; it was read as Windows-1252, and names may be spoilt")
	}
	t.raw.encoding = "tag-value"
	t.read(lineEnds.Replace(string(text)))
	if t.err != nil {
		return nil, nil, t.err
	}
	if t.raw.spdxVersion == "" && t.raw.id == "" && len(t.raw.packages) == 0 {
		return nil, nil, notSPDX()
	}
	doc, problems := t.raw.finish()
	return doc, append(t.notes.all(), problems...), nil
}

func (t *tagReader) read(text string) {
	strange := 0
	for text != "" && t.err == nil {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		t.line++
		begun := t.line
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		tag, value, ok := strings.Cut(line, ":")
		if !ok {
			if strange++; strange > mostStrangeLines {
				t.err = fault.New(fault.Invalid, "more than %d lines have no tag; this is no SPDX tag-value", mostStrangeLines)
			}
			t.notes.add(t.at(begun), "line", "the line %.60q has no tag", line)
			continue
		}
		value = strings.TrimSpace(value)
		if strings.HasPrefix(value, "<text>") {
			value, text = t.multiline(value, text)
		}
		if t.lim.Text > 0 && len(value) > t.lim.Text {
			t.err = intake.Exceeded("bytes of one string", int64(t.lim.Text))
			return
		}
		t.tag(begun, strings.TrimSpace(tag), value)
	}
}

func (t *tagReader) at(line int) string { return place{line: line}.path("") }

// multiline reads on to the end of a text that may hold line breaks.
func (t *tagReader) multiline(value, rest string) (string, string) {
	value = strings.TrimPrefix(value, "<text>")
	if inside, _, ok := strings.Cut(value, "</text>"); ok {
		return inside, rest
	}
	var more, after string
	ok := false
	if !t.endless {
		more, after, ok = strings.Cut(rest, "</text>")
	}
	if !ok {
		t.endless = true
		t.notes.add(t.at(t.line), "text", "a <text> is never closed")
		return value, rest
	}
	t.line += strings.Count(more, "\n")
	_, after, _ = strings.Cut(after, "\n") // what stands behind the end on its line
	t.line++
	return value + "\n" + more, after
}

// tag takes one tag in: those that begin a section, those of the document, and
// those of the section that is open.
func (t *tagReader) tag(line int, tag, value string) {
	d := &t.raw
	switch tag {
	case "PackageName":
		t.section = "package"
		if len(d.packages) >= t.lim.Components {
			t.err = intake.Exceeded("components", int64(t.lim.Components))
			return
		}
		d.packages = append(d.packages, rawPackage{at: place{line: line}, name: value})
	case "FileName":
		t.section = "file"
		d.files = append(d.files, rawFile{at: place{line: line}, name: value})
	case "SnippetSPDXID", "SnippetSPDXIdentifier":
		t.section = "snippet"
		d.others = append(d.others, rawID{place{line: line}, value})
	case "LicenseID":
		t.section = "licence"
		d.others = append(d.others, rawID{place{line: line}, value})
	case "Relationship":
		t.relationship(line, value)
	case "SPDXID", "SPDXIdentifier":
		t.identifier(value)
	default:
		if !t.head(tag, value) && !(t.section == "package" && t.pkg(&d.packages[len(d.packages)-1], line, tag, value)) && !t.file(tag, value) && !unreadTags[tag] {
			t.notes.add(t.at(line), "tag", "SPDX has no tag %.60q here; it is not read", tag)
		}
	}
}

func (t *tagReader) identifier(value string) {
	switch d := &t.raw; t.section {
	case "package":
		d.packages[len(d.packages)-1].id = value
	case "file":
		d.files[len(d.files)-1].id = value
	case "":
		d.id = value
	}
}

// head reads the tags of the document. SPDX 2.3, clause 6.
func (t *tagReader) head(tag, value string) bool {
	d := &t.raw
	switch tag {
	case "SPDXVersion":
		d.spdxVersion = value
	case "DataLicense":
		d.dataLicense = value
	case "DocumentName":
		d.name = value
	case "DocumentNamespace":
		d.namespace = value
	case "ExternalDocumentRef":
		id, _, _ := strings.Cut(value, " ")
		d.externalDocs = append(d.externalDocs, id)
	case "Creator":
		d.creators, d.hasCreationInfo = append(d.creators, value), true
	case "Created":
		d.created, d.hasCreationInfo = value, true
	default:
		return false
	}
	return true
}

// pkg reads the tags of a package. SPDX 2.3, clause 7.
func (t *tagReader) pkg(p *rawPackage, line int, tag, value string) bool {
	switch tag {
	case "PackageVersion":
		p.version = value
	case "PackageSupplier":
		p.supplier = value
	case "PackageOriginator":
		p.originator = value
	case "PackageFileName":
		p.file = value
	case "PackageDownloadLocation":
		p.download = value
	case "FilesAnalyzed":
		p.filesAnalyzed = strings.ToLower(value)
	case "PackageLicenseConcluded":
		p.concluded = value
	case "PackageLicenseDeclared":
		p.declared = value
	case "PackageCopyrightText":
		p.copyright = value
	case "PackageDescription":
		p.description = value
	case "PackageSummary":
		p.summary = value
	case "PackageComment":
		p.remarks = append(p.remarks, value)
	case "PrimaryPackagePurpose":
		p.purpose = value
	case "ReleaseDate":
		p.releaseDate = value
	case "BuiltDate":
		p.builtDate = value
	case "ValidUntilDate":
		p.validUntil = value
	case "PackageVerificationCode":
		p.verificationCode = true
	case "PackageChecksum":
		p.checksums = append(p.checksums, checksum(value))
	case "ExternalRef":
		t.externalRef(p, line, value)
	default:
		return false
	}
	return true
}

func (t *tagReader) externalRef(p *rawPackage, line int, value string) {
	parts := strings.Fields(value)
	if len(parts) != 3 {
		t.notes.add(t.at(line), "external-ref", "%.100q is not a category, a type and a locator", value)
		return
	}
	p.refs = append(p.refs, rawRef{parts[0], parts[1], parts[2]})
}

func (t *tagReader) file(tag, value string) bool {
	if t.section != "file" || tag != "FileChecksum" {
		return false
	}
	f := &t.raw.files[len(t.raw.files)-1]
	f.checksums = append(f.checksums, checksum(value))
	return true
}

func checksum(value string) rawChecksum {
	algorithm, sum, _ := strings.Cut(value, ":")
	return rawChecksum{strings.TrimSpace(algorithm), strings.TrimSpace(sum)}
}

func (t *tagReader) relationship(line int, value string) {
	parts := strings.Fields(value)
	if len(parts) != 3 {
		t.notes.add(t.at(line), "relationship", "%.100q is not two identifiers with a type between them", value)
		return
	}
	if len(t.raw.relationships) >= t.lim.Edges {
		t.err = intake.Exceeded("edges", int64(t.lim.Edges))
		return
	}
	t.raw.relationships = append(t.raw.relationships, rawRelationship{place{line: line}, parts[0], parts[1], parts[2]})
}

// unreadTags are those that exist and say nothing that is needed here.
var unreadTags = func() map[string]bool {
	tags := map[string]bool{}
	for _, tag := range strings.Fields(`
		LicenseListVersion CreatorComment DocumentComment ExternalDocumentRefComment
		FilesAnalyzed PackageHomePage PackageSourceInfo PackageLicenseInfoFromFiles PackageLicenseComments
		ExternalRefComment PackageAttributionText PackageComment
		FileType LicenseConcluded LicenseInfoInFile LicenseComments FileCopyrightText FileComment FileNotice FileContributor
		FileAttributionText FileDependency ArtifactOfProjectName ArtifactOfProjectHomePage ArtifactOfProjectURI
		SnippetFromFileSPDXID SnippetByteRange SnippetLineRange SnippetLicenseConcluded LicenseInfoInSnippet
		SnippetLicenseComments SnippetCopyrightText SnippetComment SnippetName SnippetAttributionText
		ExtractedText LicenseName LicenseCrossReference LicenseComment
		RelationshipComment Annotator AnnotationDate AnnotationType AnnotationComment SPDXREF
		Reviewer ReviewDate ReviewComment`) {
		tags[tag] = true
	}
	return tags
}()
