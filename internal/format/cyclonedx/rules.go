package cyclonedx

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/github/go-spdx/v2/spdxexp/spdxlicenses"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/check"
)

// serialNumber as the schemas have it; XML also knows the form in braces.
var serialNumber = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$|^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$`)

func (b *bill) serial(text string) {
	b.doc.Serial = text
	if !serialNumber.MatchString(text) && (text != "" || b.minor > 2) {
		b.Problem("cyclonedx-serial", "serialNumber %q is no urn:uuid: with a UUID in small letters", check.Short(text))
	}
}

func (b *bill) revision(n int) {
	b.doc.Revision = n
	if n < 1 && (b.xml || b.minor >= 5) {
		b.Problem("cyclonedx-version", "the version of a document counts from 1, and this says %d", n)
	}
}

// time reads a point in time (RFC 3339; in XML the zone may be missing).
func (b *bill) time(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(text))
	if err == nil {
		return t
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05Z07:00", "2006-01-02"} {
		if t, err = time.Parse(layout, text); err == nil {
			break
		}
	}
	if err != nil || !b.xml || !strings.Contains(text, "T") {
		b.Problem("cyclonedx-time", "%q is no date and time as 2026-02-28T14:00:00Z", check.Short(text))
	}
	return t
}

// checkPart holds what every component must say.
func (b *bill) checkPart(p *part) {
	if !p.hasType {
		b.Problem("cyclonedx-required", "the component has no type")
	}
	if !p.hasName || p.Name == "" && b.xml && b.minor == 0 {
		b.Problem("cyclonedx-required", "the component has no name")
	}
	if !p.hasVersion && b.minor <= 3 {
		b.Problem("cyclonedx-required", "the component has no version, which CycloneDX asks for before 1.4")
	}
	if p.versionRange && p.hasVersion {
		b.Problem("cyclonedx-version-range", "the component has a version and a versionRange")
	}
	if p.versionRange && !p.external {
		b.Problem("cyclonedx-version-range", "the component has a versionRange and is not marked isExternal")
	}
}

// hash adds a digest to a component.
func (b *bill) hash(c *sbom.Component, algorithm, value string) {
	b.word(algorithms, "hash algorithm", algorithm)
	hex, ok := digest(value)
	if !ok {
		b.Problem("cyclonedx-hash", "%q is no digest in hexadecimal of 128 to 512 bits", check.Short(value))
		return
	}
	if c != nil {
		c.Hashes = append(c.Hashes, sbom.Hash{Algorithm: algorithm, Value: hex})
	}
}

// hexDigits has 1 for the digits of a hexadecimal number, and 3 for those in
// capitals.
var hexDigits = [256]byte{
	'0': 1, '1': 1, '2': 1, '3': 1, '4': 1, '5': 1, '6': 1, '7': 1, '8': 1, '9': 1,
	'a': 1, 'b': 1, 'c': 1, 'd': 1, 'e': 1, 'f': 1, 'A': 3, 'B': 3, 'C': 3, 'D': 3, 'E': 3, 'F': 3,
}

// digest returns hexadecimal text of one of the five lengths of the schemas in
// small letters. Digests are much of most documents, so each is read once.
func digest(s string) (string, bool) {
	switch len(s) {
	case 32, 40, 64, 96, 128:
	default:
		return "", false
	}
	every, some := byte(1), byte(0)
	for i := range len(s) {
		kind := hexDigits[s[i]]
		every &= kind
		some |= kind
	}
	if some&2 != 0 {
		s = strings.ToLower(s)
	}
	return s, every == 1
}

// licenceIDs are the ids of the SPDX licence list, which are also those that
// CycloneDX takes, exceptions among them.
var licenceIDs = sync.OnceValue(func() map[string]bool {
	ids := make(map[string]bool, 1000)
	for _, list := range [][]string{spdxlicenses.GetLicenses(), spdxlicenses.GetDeprecated(), spdxlicenses.GetExceptions()} {
		for _, id := range list {
			ids[id] = true
		}
	}
	ids["Nokia-Qt-exception-1.1"] = true // in CycloneDX's list, and withdrawn from SPDX's
	return ids
})

// licences are what a component says of its licence while it is being read.
type licences struct {
	named, expressions  int
	declared, concluded []string
	said                bool // of one that it is declared
}

// empty returns none, in the same place.
func (l *licences) empty() licences {
	return licences{declared: l.declared[:0], concluded: l.concluded[:0]}
}

// A licence is one entry of the list.
type licence struct {
	hasID, hasName, hasExpression bool
	ids, names                    int // how often XML says each
	id, name, expression          string
	ground                        string // declared or concluded
}

// licence adds an entry, after its rules.
func (b *bill) licence(to *licences, l licence) {
	if l.ground != "" {
		b.word(grounds, "acknowledgement", l.ground)
	}
	switch {
	case l.hasExpression:
		to.expressions++
		if l.hasID || l.hasName {
			b.Problem("cyclonedx-licence", "an entry holds a licence or an expression, and this holds both")
		}
	case !l.hasID && !l.hasName:
		b.Problem("cyclonedx-licence", "the licence has neither id nor name")
		return
	default:
		to.named++
		if l.hasID && l.hasName {
			b.Problem("cyclonedx-licence", "the licence has an id and a name")
		}
	}
	if l.ids > 1 || l.names > 1 {
		b.Problem("cyclonedx-licence", "the licence has more than one id or name")
	}
	if l.hasID && !licenceIDs()[l.id] {
		b.Problem("cyclonedx-licence", "%q is no id of the SPDX licence list", check.Short(l.id))
	}
	text := first(l.expression, l.id, l.name)
	switch {
	case text == "":
	case l.ground == "concluded":
		to.concluded = append(to.concluded, text)
	default:
		to.declared = append(to.declared, text)
		to.said = to.said || l.ground == "declared"
	}
}

// licencesDone holds the rule for the list as a whole: until 1.6 an expression
// stands alone (the JSON schemas ask for it since 1.5).
func (b *bill) licencesDone(l *licences) {
	if l.expressions == 0 || b.minor >= 7 || !b.xml && b.minor < 5 {
		return
	}
	if l.named > 0 || l.expressions > 1 {
		b.Problem("cyclonedx-licence", "before CycloneDX 1.7 a licence expression stands alone, and here are %d expressions and %d licences", l.expressions, l.named)
	}
}

// ground tells what the text rests on; "" where nothing says.
func (l *licences) ground() string {
	switch {
	case len(l.concluded) > 0:
		return "concluded"
	case l.said && len(l.declared) > 0:
		return "declared"
	}
	return ""
}

// text returns one expression. What was concluded by looking goes before what
// was declared.
func (l *licences) text() string {
	all := l.declared
	if len(l.concluded) > 0 {
		all = l.concluded
	}
	if len(all) == 1 {
		return all[0]
	}
	parts := make([]string, len(all))
	for i, text := range all {
		if parts[i] = text; strings.Contains(text, " OR ") {
			parts[i] = "(" + text + ")"
		}
	}
	return strings.Join(parts, " AND ")
}
