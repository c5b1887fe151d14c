package setting

import (
	"strconv"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
)

func revision(n int64) string { return strconv.FormatInt(n, 10) }

// own is the limits of a role in words.
type own struct{ role, text string }

// special are the roles whose sessions last otherwise than everybody's.
func special(p account.Policy) []own {
	var out []own
	for _, r := range org.Roles() {
		if l, ok := p.Special[r]; ok {
			out = append(out, own{string(r), ui.Span(l.Idle) + ", at all " + ui.Span(l.Whole)})
		}
	}
	return out
}
