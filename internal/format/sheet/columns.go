package sheet

import (
	"slices"
	"strings"
	"unicode"
)

// A Field is what a column may hold.
type Field string

// The fields of a component that a list can give.
const (
	Name         Field = "name"
	Version      Field = "version"
	Supplier     Field = "supplier"
	PURL         Field = "purl"
	CPE          Field = "cpe"
	Licence      Field = "licence"
	Hash         Field = "hash"
	SupportLevel Field = "supportLevel"
	EndOfSupport Field = "endOfSupport"
	Kind         Field = "kind"
	Group        Field = "group"
	Description  Field = "description"
	Copyright    Field = "copyright"
	SWID         Field = "swid"
)

// Fields lists them in the order in which a page offers them.
var Fields = []Field{Name, Version, Supplier, PURL, CPE, Licence, Hash, SupportLevel, EndOfSupport, Kind, Group, Description, Copyright, SWID}

// words is what a field is called in a sentence.
func (f Field) words() string {
	switch f {
	case SupportLevel:
		return "level of support"
	case EndOfSupport:
		return "end of support"
	}
	return string(f)
}

// heads gives the heads of columns that mean a field, in English, German,
// French and Spanish, the clearest of each first. They are in the form that headOf makes.
var heads = map[Field][]string{
	Name: {
		"component name", "software name", "soup name", "package name", "library name", "product name", "name of component",
		"name", "soup item", "soup", "ots software", "software item", "component", "software component", "third party component", "third party software",
		"software", "package", "library", "item", "module", "product", "application", "program", "title",
		"komponentenname", "bezeichnung", "softwarekomponente", "software komponente", "komponente", "paketname", "paket", "bibliothek", "produktname", "produkt", "modul", "programm", "anwendung",
		"teil", "bauteil", "softwareteil", "teilename", "name des teils", "paketbezeichnung",
		"nom du composant", "nom", "composant", "composant logiciel", "logiciel", "bibliotheque", "paquet", "produit", "designation",
		"nombre del componente", "nombre", "componente", "componente de software", "paquete", "biblioteca", "producto",
	},
	Version: {
		"version", "component version", "software version", "package version", "version number", "version no", "installed version", "current version", "used version",
		"ver", "release", "revision", "rev", "build",
		"versionsnummer", "softwareversion", "eingesetzte version", "ausgabe", "versionsstand", "fassung", "softwarestand", "ausgabestand",
		"version installee", "version utilisee", "numero de version", "numero de la version", "version instalada", "version del componente",
	},
	Supplier: {
		"supplier", "supplier name", "component supplier", "vendor", "vendor name", "manufacturer", "manufacturer name", "software producer", "producer", "publisher", "maker", "company",
		"hersteller", "herstellername", "lieferant", "anbieter", "zulieferer", "firma", "herausgeber",
		"fournisseur", "fabricant", "editeur", "proveedor", "fabricante", "editor", "suministrador",
	},
	PURL: {"purl", "package url", "packageurl", "package url purl"},
	CPE:  {"cpe", "cpe 2 3", "cpe23", "cpe 2 2", "cpe22", "cpe name", "cpe uri", "cpe string"},
	Licence: {
		"licence", "license", "licences", "licenses", "license name", "licence name", "spdx license", "spdx licence", "license type", "license id", "license expression",
		"lizenz", "lizenzen", "lizenzname", "lizenztyp", "licencia", "licencias", "type de licence", "tipo de licencia",
	},
	Hash: {"hash", "component hash", "hash value", "checksum", "sha 256", "sha256", "sha 512", "sha512", "sha 1", "sha1", "md5", "digest", "pruefsumme", "hashwert", "empreinte", "somme de controle", "suma de comprobacion"},
	SupportLevel: {
		"level of support", "support level", "support status", "maintenance status", "status of support", "support", "maintenance", "lifecycle status",
		"supportstatus", "support stufe", "supportstufe", "wartungsstatus", "pflegestatus", "unterstuetzung", "unterstuetzungsgrad", "niveau de support", "niveau de maintenance", "nivel de soporte", "estado de soporte",
	},
	EndOfSupport: {
		"end of support", "end of support date", "eos", "eos date", "support end", "support end date", "support ends", "supported until", "support until", "end of security support", "end of maintenance",
		"end of life", "end of life date", "eol", "eol date",
		"supportende", "support ende", "ende des supports", "support bis", "unterstuetzt bis", "ende der unterstuetzung", "wartungsende", "ende der wartung", "lebensende",
		"fin de support", "fin du support", "date de fin de support", "fin de vie", "fin de soporte", "fin del soporte", "fin de vida",
	},
	Kind:        {"type", "component type", "kind", "category", "typ", "art", "kategorie", "komponententyp", "tipo", "categorie", "categoria"},
	Group:       {"group", "group id", "groupid", "namespace", "gruppe", "groupe", "grupo"},
	Description: {"description", "purpose", "function", "intended use", "beschreibung", "zweck", "funktion", "verwendung", "verwendungszweck", "einsatzzweck", "fonction", "usage", "descripcion", "funcion", "uso"},
	Copyright:   {"copyright", "copyright notice", "copyright holder"},
	SWID:        {"swid", "swid tag", "swid tag id"},
}

// otherVersions are words before "version" that make it another one than the
// one that is used.
var otherVersions = []string{"latest", "newest", "fixed", "target", "minimum", "next", "previous", "new", "neueste", "neue", "naechste", "vorherige", "alte", "old", "document", "dokument", "derniere", "nouvelle", "ultima", "nueva"}

// headOf brings the head of a column into the form of the table above: small
// letters, umlauts written out, accents left out, signs as blanks, what is in brackets left out.
func headOf(text string) string {
	if open := strings.IndexAny(text, "(["); open > 0 {
		text = text[:open]
	}
	var b strings.Builder
	upper := false // the letter before is a capital; "GroupId" is two words, "ID" is one
	for _, r := range strings.TrimSpace(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if unicode.IsUpper(r) && !upper && b.Len() > 0 {
				b.WriteByte(' ')
			}
			upper = unicode.IsUpper(r)
			b.WriteString(fold(unicode.ToLower(r)))
		default:
			b.WriteByte(' ')
			upper = true
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func fold(r rune) string {
	switch r {
	case 'ä':
		return "ae"
	case 'ö':
		return "oe"
	case 'ü':
		return "ue"
	case 'ß':
		return "ss"
	case 'à', 'â', 'á':
		return "a"
	case 'é', 'è', 'ê', 'ë':
		return "e"
	case 'í', 'î', 'ï':
		return "i"
	case 'ó', 'ô':
		return "o"
	case 'ú', 'ù', 'û':
		return "u"
	case 'ç':
		return "c"
	case 'ñ':
		return "n"
	}
	return string(r)
}

// sameWords is the least that rate gives a head that is the very words.
const sameWords = 800

// rate says how well a head fits a field; 0 is not at all. The same words beat
// words that stand inside, and those beat a slip of the pen.
func rate(head string, field Field) int {
	best := 0
	for i, words := range heads[field] {
		score := 0
		switch {
		case head == words || strings.ReplaceAll(head, " ", "") == strings.ReplaceAll(words, " ", ""):
			score = 1000 - i
		case contains(head, words):
			// The main word comes last, except before "of": "component version",
			// "version of the component".
			score = 300 + len(words) + 30*strings.Count(words, " ")
			if strings.HasSuffix(head, words) {
				score += 50
			}
			if rest, ok := strings.CutPrefix(head, words+" "); ok && slices.Contains([]string{"of", "for", "der", "des", "von", "fuer"}, firstWord(rest)) {
				score += 60
			}
		case len(words) >= 5 && slip(head, words):
			score = 200 - i
		}
		best = max(best, score)
	}
	if field == Version && slices.Contains(otherVersions, firstWord(head)) {
		return 0
	}
	return best
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// contains tells whether words stand in a head as whole words.
func contains(head, words string) bool {
	return strings.Contains(" "+head+" ", " "+words+" ")
}

// slip tells whether two texts differ by one letter: left out, added, another
// one, or two that changed places.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return i == len(a) || a[i+1:] == b[i+1:] ||
		i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// find looks in the first rows for the one that names columns, fills in the
// mapping, and returns how sure it is; 0 is not at all.
func (m *Mapping) find(first [][]string) int {
	best := 0
	for i, row := range first {
		columns, score := match(row)
		_, named := columns[Name]
		_, purl := columns[PURL]
		if !named && !purl || len(columns) < 2 && (filled(row) > 1 || score < sameWords) {
			continue // one word alone may stand in any title
		}
		if score > best {
			best = score
			m.Header, m.Heads, m.Columns = i+1, row, columns
		}
	}
	if best == 0 {
		m.Columns = map[Field]int{}
	}
	return best
}

func filled(row []string) int {
	n := 0
	for _, text := range row {
		if strings.TrimSpace(text) != "" {
			n++
		}
	}
	return n
}

// match gives each field the column whose head fits it best, the surest first.
func match(row []string) (map[Field]int, int) {
	type fit struct{ score, column, field int }
	var fits []fit
	for column, text := range row {
		if len(text) > 100 {
			continue // a sentence
		}
		head := headOf(text)
		for f, field := range Fields {
			if score := rate(head, field); head != "" && score > 0 {
				fits = append(fits, fit{score, column, f})
			}
		}
	}
	slices.SortStableFunc(fits, func(a, b fit) int { return b.score - a.score })
	columns, taken, sum := map[Field]int{}, map[int]bool{}, 0
	for _, f := range fits {
		if _, done := columns[Fields[f.field]]; done || taken[f.column] {
			continue
		}
		columns[Fields[f.field]], taken[f.column] = f.column, true
		sum += f.score
	}
	return columns, sum
}

// names tells whether a mapping says where a component's name is.
func (m *Mapping) names() bool {
	_, name := m.Columns[Name]
	_, purl := m.Columns[PURL]
	return name || purl
}
