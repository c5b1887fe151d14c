package intake

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/value/check"
)

// A step is one part of a path: a member's name, or an index when it is not negative.
type step struct {
	name  string
	index int
}

// Path returns where the walk is: components[3].version.
func (w *JSONWalk) Path() string { return pathOf(w.path) }

// Problem notes a broken rule at the place where the walk is.
func (w *JSONWalk) Problem(rule, format string, args ...any) {
	if roomFor(&w.Problems) {
		w.Problems.Add(w.Path(), rule, format, args...)
	}
}

// Warn notes an open question at the place where the walk is.
func (w *JSONWalk) Warn(rule, format string, args ...any) {
	if roomFor(&w.Problems) {
		w.Problems.Warn(w.Path(), rule, format, args...)
	}
}

// mostProblems is how many problems one walk notes. A text that breaks a rule
// at every value would else take more memory than the text itself.
const mostProblems = 10_000

// roomFor tells whether one more problem is noted. The last one says that
// there are more.
func roomFor(ps *check.Problems) bool {
	if len(*ps) == mostProblems {
		ps.Add("", "too-many-problems", "there are more than %d problems; the rest is not told", mostProblems)
	}
	return len(*ps) < mostProblems
}

// pathOf writes steps as people do: components[3].version.
func pathOf(steps []step) string {
	var room [128]byte
	b := room[:0]
	for i, s := range steps {
		switch {
		case s.index >= 0:
			b = strconv.AppendInt(append(b, '['), int64(s.index), 10)
			b = append(b, ']')
		case i > 0:
			b = append(append(b, '.'), check.Short(s.name)...)
		default:
			b = append(b, check.Short(s.name)...)
		}
	}
	return string(b)
}

func kindName(k jsontext.Kind) string {
	return strings.TrimPrefix(strings.TrimPrefix(withArticle(byte(k)), "a "), "an ")
}

func withArticle(kind byte) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 't':
		return "true"
	case 'f':
		return "false"
	}
	return "null"
}

func itoa(n int) string { return strconv.Itoa(n) }
