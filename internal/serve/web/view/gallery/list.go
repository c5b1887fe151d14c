package gallery

import (
	"net/url"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/saved"
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

func keptRows() []saved.Row {
	return []saved.Row{
		{ID: "1", Name: "Critical, nobody's", URL: "/findings?owner=nobody&severity=critical&view=1", List: "Findings", Mine: true, By: "Dele Okoro", Pinned: true, Usual: true, Query: "owner=nobody&severity=critical", Changed: day(11, 20), MayChange: true},
		{ID: "2", Name: "Loses support this year", URL: "/components?sort=until&view=2", List: "Components", Shared: true, By: "Tomas Ferreira", Query: "sort=until", Changed: day(11, 2)},
	}
}

func keptViews(f ui.Frame) saved.Page {
	p := saved.New(f, drawn(saved.Views, "", 2, keptRows()...))
	p.List.Views = &ui.Views{List: "views", Plain: "/views?view=none", MayShare: true, Saved: []ui.NavItem{{Label: "Mine", URL: "/views?whose=mine", Current: true}}, Pinned: []ui.NavItem{{Label: "Mine", URL: "/views?whose=mine", Current: true}}}
	return p
}

func keptView(f ui.Frame) saved.One { return saved.NewOne(f, keptRows()[0], "1", true) }
