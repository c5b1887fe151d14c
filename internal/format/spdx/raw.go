package spdx

import "strconv"

// A raw is an SPDX 2 document as it stood, whichever way it was written, before
// anybody judges it. Names follow the JSON form of SPDX 2.3.
type raw struct {
	encoding string

	spdxVersion, dataLicense, id, name, namespace string
	created                                       string
	creators                                      []string
	hasCreationInfo                               bool

	externalDocs  []string // DocumentRef-…
	packages      []rawPackage
	files         []rawFile
	others        []rawID           // snippets and extracted licences
	texts         map[string]string // LicenseRef-text-… to the text that it stands for
	describes     []string
	relationships []rawRelationship
}

// A rawPackage is one package as it stood. SPDX 2.3, clause 7.
type rawPackage struct {
	at place

	id, name, version, supplier, originator     string
	download, concluded, declared, copyright    string
	file                                        string // packageFileName
	description, summary                        string
	purpose, validUntil, releaseDate, builtDate string
	verificationCode                            bool
	filesAnalyzed                               string // "", "true", "false"
	hasFiles                                    bool
	checksums                                   []rawChecksum
	refs                                        []rawRef
	remarks                                     []string // comments, also those of annotations
}

// A rawFile is one file as it stood. SPDX 2.3, clause 8.
type rawFile struct {
	at        place
	id, name  string
	checksums []rawChecksum
}

// A rawID is anything else that has an identifier.
type rawID struct {
	at place
	id string
}

type rawChecksum struct{ algorithm, value string }

type rawRef struct{ category, kind, locator string }

type rawRelationship struct {
	at             place
	from, kind, to string
}

// A place is where something stood: an entry of a list, or a line.
type place struct {
	list  string // "packages"; or the whole path, when index is -1
	index int
	line  int // of tag-value; then list and index don't count
}

// path writes the place, and the field in it, as the reader of the document
// would look for it.
func (p place) path(field string) string {
	if p.line > 0 {
		return "line " + strconv.Itoa(p.line)
	}
	path := p.list
	if p.index >= 0 {
		path += "[" + strconv.Itoa(p.index) + "]"
	}
	if field != "" {
		path += "." + field
	}
	return path
}
