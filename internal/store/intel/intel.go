// Package intel keeps what is known of weaknesses in one immutable file, the
// bundle: written once in bounded memory, opened read-only by any number of
// readers, and whole or refused. docs/adr/0003-bundle.md says why it is a
// file of its own and not a database.
//
// A bundle is, in this order:
//
//	head      magic, length of the file, where the manifest is, check sums
//	texts     long texts and links of the records, in zstd blocks
//	blobs     one entry a key: statements of a package or product, a weakness,
//	          the weaknesses behind another name, support dates of a product
//	index     the keys by hash, in pages of 4 KiB, each with its check sum
//	epss      probabilities by CVE, in pages of the same kind
//	fences    the first hash of every page; read when the bundle is opened
//	blocks    SHA-256 of everything before it, in blocks of 8 KiB
//	manifest  JSON: sources with dates, counts and hashes; SHA-256 of each section
//	note      the signed note over the manifest's hash; empty when unsigned
//
// Whatever is read is held against its check sum and the hash of its block
// first, so that a damaged, truncated or doctored file gives a fault of kind
// Unverified, never a wrong answer.
// Files are read by position and not mapped: a file that is cut while it is
// open must not end the program.
package intel

import (
	"strings"

	"aceso/internal/value/fault"
)

// A Kind says what a key leads to.
type Kind byte

// The kinds of keys.
const (
	Package  Kind = 'p' // Ecosystem and Name
	Product  Kind = 'c' // Part, Vendor and Name
	Weakness Kind = 'w' // Name is its id

	vendors Kind = 'v' // the vendors of a product name
	name    Kind = 'n' // the weaknesses behind a name that is not their id
	text    Kind = 't' // the long texts of a record
	support Kind = 'e' // support dates of a product
)

// A Key is one entry of the index, as Changed and Keys give them.
type Key struct {
	Kind      Kind
	Ecosystem string // of a package, without release
	Part      string // of a product: "a", "o", "h", "*"
	Vendor    string
	Name      string
}

const unit = "\x1f" // ASCII unit separator: in no name

// readKey turns the text that an entry is filed under into a Key.
func readKey(k string) Key {
	if k == "" {
		return Key{}
	}
	key, rest := Key{Kind: Kind(k[0])}, k[1:]
	switch key.Kind {
	case Package:
		key.Ecosystem, key.Name, _ = strings.Cut(rest, "/")
	case Product:
		key.Part, rest, _ = strings.Cut(rest, unit)
		key.Vendor, key.Name, _ = strings.Cut(rest, unit)
	default:
		key.Name = rest
	}
	return key
}

func productKey(part, vendor, product string) string {
	return string(Product) + part + unit + vendor + unit + product
}

func vendorsKey(part, product string) string { return string(vendors) + part + unit + product }

func textKey(source, id string) string { return string(text) + source + unit + id }

// damaged is what every broken check sum or impossible length leads to.
func damaged(format string, args ...any) error {
	return fault.New(fault.Unverified, "the vulnerability bundle is damaged: "+format, args...).
		Helped("fetch or build it again")
}

// splitCPE returns part, vendor and product of a CPE 2.3 name, in lower case
// and without escapes: the form that products are looked up in.
func splitCPE(cpe string) (part, vendor, product string) {
	rest, ok := strings.CutPrefix(cpe, "cpe:2.3:")
	if !ok {
		return "", "", ""
	}
	var fields [3]string
	for i := range fields {
		end := 0
		for end < len(rest) && rest[end] != ':' {
			if rest[end] == '\\' && end+1 < len(rest) {
				end++
			}
			end++
		}
		fields[i] = plain(rest[:end])
		if end == len(rest) {
			rest = ""
		} else {
			rest = rest[end+1:]
		}
	}
	return fields[0], fields[1], fields[2]
}

// plain lowers an attribute of a CPE and takes its escapes away.
func plain(s string) string {
	if strings.Contains(s, "\\") {
		var b strings.Builder
		for i := 0; i < len(s); i++ {
			if s[i] == '\\' && i+1 < len(s) {
				i++
			}
			b.WriteByte(s[i])
		}
		s = b.String()
	}
	return strings.ToLower(s)
}
