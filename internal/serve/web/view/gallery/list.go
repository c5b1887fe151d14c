package gallery

import (
	"net/url"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// drawn is a list as its page shows it, asked for with this query.
func drawn[R any](s list.Spec[R], query string, total int, rows ...R) ui.Listing {
	v, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	ask, err := s.Read(v, org.Actor{System: true}, "1")
	if err != nil {
		panic(err)
	}
	part := store.Slice[R]{Rows: rows, Total: total}
	if total > len(rows) {
		part.Next = "on"
	}
	return s.Draw(&ask, part, ui.Moment(now))
}
