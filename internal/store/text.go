package store

import (
	"strings"
	"unicode/utf8"

	"aceso/internal/value/fault"
)

// clean refuses a text that not every database can hold: PostgreSQL takes
// neither the character NUL nor what is no UTF-8.
func clean(args []any) error {
	for _, a := range args {
		text, ok := a.(string)
		if ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text)) {
			return fault.New(fault.Invalid, "%.40q is no text: it holds the character NUL, or is not UTF-8", text).Helped("leave that character out")
		}
	}
	return nil
}

// refusedRow is the row of a query that could not be asked.
type refusedRow struct{ err error }

func (r refusedRow) Scan(...any) error { return r.err }
