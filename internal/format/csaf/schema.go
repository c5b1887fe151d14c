package csaf

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A rule is what the JSON schema of CSAF 2.0 asks of one value.
type rule struct {
	kind byte

	// of a string
	least  int // characters
	enum   []string
	holds  func(string) bool
	wanted string // what holds asks for, in words

	// of a number
	max float64

	// of an array
	items  *rule
	some   int  // elements at least
	unique bool // no two alike

	// of an object
	fields   []field
	required []string
	members  [2]int // at least, at most; 0 is no bound

	// choose replaces the rule by another that depends on the value.
	choose func(*node) *rule
}

// A field is a member that an object may have.
type field struct {
	name string
	rule *rule
}

func (r *rule) field(name string) *rule {
	for i := range r.fields {
		if r.fields[i].name == name {
			return r.fields[i].rule
		}
	}
	return nil
}

// A schemaCheck holds a document against the rules. Members that the schema
// does not know are no breach of it; they are kept for test 6.2.20.
type schemaCheck struct {
	problems problems
	unknown  problems
}

func (c *schemaCheck) check(n *node, r *rule, path string) {
	if r.choose != nil {
		r = r.choose(n)
	}
	if n.kind != r.kind {
		c.problems.add(path, "%s stands where %s belongs", kindWord(n.kind), kindWord(r.kind))
		return
	}
	switch r.kind {
	case '"':
		c.text(n.text, r, path)
	case '0':
		f, err := strconv.ParseFloat(n.text, 64)
		if err != nil || f < 0 || r.max > 0 && f > r.max {
			c.problems.add(path, "%s is not between 0 and %v", shorten(n.text), r.max)
		}
	case '[':
		c.array(n, r, path)
	case '{':
		c.object(n, r, path)
	}
}

func (c *schemaCheck) text(s string, r *rule, path string) {
	switch {
	case r.least > 0 && utf8.RuneCountInString(s) < r.least:
		if s == "" {
			c.problems.add(path, "the text is empty")
			return
		}
		c.problems.add(path, "%q is shorter than %d characters", s, r.least)
	case r.enum != nil && !slices.Contains(r.enum, s):
		c.problems.add(path, "%q is none of %s", shorten(s), strings.Join(r.enum, ", "))
	case r.holds != nil && !r.holds(s):
		c.problems.add(path, "%q is not %s", shorten(s), r.wanted)
	}
}

func (c *schemaCheck) array(n *node, r *rule, path string) {
	if len(n.kids) < r.some {
		c.problems.add(path, "the list has %d entries and needs at least %d", len(n.kids), r.some)
	}
	if r.unique {
		if i, j := double(n.kids); j > 0 {
			c.problems.add(index(path, j), "this is the same as entry %d", i)
		}
	}
	for i := range n.kids {
		c.check(&n.kids[i], r.items, index(path, i))
	}
}

func (c *schemaCheck) object(n *node, r *rule, path string) {
	for _, name := range r.required {
		if n.get(name) == nil {
			c.problems.add(path, "%q is missing", name)
		}
	}
	if least := r.members[0]; len(n.keys) < least {
		c.problems.add(path, "the object has %d members and needs at least %d", len(n.keys), least)
	}
	if most := r.members[1]; most > 0 && len(n.keys) > most {
		c.problems.add(path, "the object has %d members and may have %d", len(n.keys), most)
	}
	for i, name := range n.keys {
		if known := r.field(name); known != nil {
			c.check(&n.kids[i], known, member(path, name))
		} else {
			c.unknown.add(member(path, name), "the schema knows no %q here", shorten(name))
		}
	}
}

// double returns the places of the first two equal values, or 0, 0.
func double(kids []node) (int, int) {
	seen := make(map[string]int, len(kids))
	for j := range kids {
		shape := kids[j].text
		if kids[j].kind != '"' {
			shape = "\x00" + kids[j].shape()
		}
		if i, twice := seen[shape]; twice {
			return i, j
		}
		seen[shape] = j
	}
	return 0, 0
}

// The building blocks of the table.

func object(required string, fields ...field) *rule {
	return &rule{kind: '{', required: strings.Fields(required), fields: fields}
}

func (r *rule) count(least, most int) *rule { r.members = [2]int{least, most}; return r }

func listOf(items *rule) *rule { return &rule{kind: '[', items: items, some: 1} }

func setOf(items *rule) *rule { return &rule{kind: '[', items: items, some: 1, unique: true} }

func oneOf(words string) *rule { return &rule{kind: '"', enum: strings.Fields(words)} }

func matching(pattern, wanted string) *rule {
	return &rule{kind: '"', holds: regexp.MustCompile(pattern).MatchString, wanted: wanted}
}

var (
	words   = &rule{kind: '"', least: 1}
	address = &rule{kind: '"', holds: isURI, wanted: "a URI with its scheme"}
	instant = &rule{kind: '"', holds: isDateTime, wanted: "a date and time as 2006-01-02T15:04:05Z"}
)

// uriChars are the characters of RFC 3986, 2; a percent sign must begin an escape.
var uriChars = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$`)

func isURI(s string) bool {
	if !uriChars.MatchString(s) || strings.Count(s, "#") > 1 {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}

var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$`)

func isDateTime(s string) bool {
	_, ok := readTime(s)
	return ok
}

// readTime reads a date and time as RFC 3339, 5.6 has it, leap seconds included.
func readTime(s string) (time.Time, bool) {
	if !dateTime.MatchString(s) {
		return time.Time{}, false
	}
	s = strings.ToUpper(s)
	leap := s[17:19] == "60"
	if leap {
		s = s[:17] + "59" + s[19:]
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, false
	}
	if leap {
		if utc := t.UTC(); utc.Hour() != 23 || utc.Minute() != 59 {
			return time.Time{}, false
		}
		t = t.Add(time.Second)
	}
	return t, true
}
