package ident

import "strings"

// A Relation is how the things meant by one name stand to those of another
// (NISTIR 7696, 6.2).
type Relation int

// The relations. Undefined is what the standard leaves open.
const (
	Undefined Relation = iota
	Disjoint
	Subset
	Equal
	Superset
)

// String returns the relation's name.
func (r Relation) String() string {
	return [...]string{"undefined", "disjoint", "subset", "equal", "superset"}[r]
}

// An Answer is yes, no, or cannot tell.
type Answer int

// The answers.
const (
	CannotTell Answer = iota
	No
	Yes
)

// String returns the answer in words.
func (a Answer) String() string { return [...]string{"cannot tell", "no", "yes"}[a] }

// Matches tells whether everything that the target may be is meant by c. It is
// No where one attribute rules it out, and CannotTell where the target leaves
// open what c names: a component without a version against "version 1.0".
func (c CPE) Matches(target CPE) Answer {
	answer := Yes
	source, other := c.parts(), target.parts()
	for i := range source {
		switch compareAttribute(*source[i], *other[i]) {
		case Disjoint:
			return No
		case Subset, Undefined:
			answer = CannotTell
		}
	}
	return answer
}

// Compare returns how c stands to the target as a whole (NISTIR 7696, 6.2,
// table 6-4). Names whose attributes point both ways are Undefined.
func (c CPE) Compare(target CPE) Relation {
	whole := Equal
	source, other := c.parts(), target.parts()
	for i := range source {
		r := compareAttribute(*source[i], *other[i])
		switch {
		case r == Disjoint:
			return Disjoint
		case r == Equal || whole == Undefined:
		case whole == Equal:
			whole = r
		case whole != r:
			whole = Undefined
		}
	}
	return whole
}

// compareAttribute follows NISTIR 7696, table 6-2.
func compareAttribute(source, target string) Relation {
	anySource, anyTarget := source == "*" || source == "", target == "*" || target == ""
	switch {
	case anySource && anyTarget, !anySource && strings.EqualFold(source, target):
		return Equal
	case !anyTarget && isWild(target):
		return Undefined
	case anySource:
		return Superset
	case anyTarget:
		return Subset
	case source == "-" || target == "-":
		return Disjoint
	case isWild(source) && wildMatch(strings.ToLower(source), strings.ToLower(target)):
		return Superset
	}
	return Disjoint
}

// isWild tells whether the text begins or ends with an unescaped wildcard.
func isWild(s string) bool {
	if s == "" || s == "-" {
		return false
	}
	from, to := wildcards(s)
	return from > 0 || to < len(s)
}

// wildMatch holds text against a pattern: an asterisk stands for any number of
// characters, a question mark for one or none (NISTIR 7696, 6.3).
func wildMatch(pattern, text string) bool {
	from, to := wildcards(pattern)
	before, after := from, len(pattern)-to
	if from > 0 && pattern[0] == '*' {
		before = len(text)
	}
	if after > 0 && pattern[len(pattern)-1] == '*' {
		after = len(text)
	}
	middle := pattern[from:to]
	for at := 0; at <= len(text); at++ {
		i := strings.Index(text[at:], middle)
		if i < 0 {
			return false
		}
		at += i
		if length(text[:at]) <= before && length(text[at+len(middle):]) <= after {
			return true
		}
	}
	return false
}

// length counts characters; a backslash only escapes the next one.
func length(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		}
		n++
	}
	return n
}
