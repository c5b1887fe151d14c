package store

import (
	"slices"
	"strings"
	"unicode/utf8"

	"aceso/internal/value/fault"
)

// clean refuses a text that not every database can hold: PostgreSQL takes
// neither the character NUL nor what is no UTF-8.
func clean(args []any) error {
	for _, a := range args {
		var texts []string
		switch a := a.(type) {
		case string:
			texts = []string{a}
		case []string:
			texts = a
		}
		at := slices.IndexFunc(texts, func(t string) bool { return strings.IndexByte(t, 0) >= 0 || !utf8.ValidString(t) })
		if at >= 0 {
			text := texts[at]
			return fault.New(fault.Invalid, "%.40q is no text: it holds the character NUL, or is not UTF-8", text).Helped("leave that character out")
		}
	}
	return nil
}

// refusedRow is the row of a query that could not be asked.
type refusedRow struct{ err error }

func (r refusedRow) Scan(...any) error { return r.err }
