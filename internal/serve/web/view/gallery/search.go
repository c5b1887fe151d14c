package gallery

import (
	"aceso/internal/serve/web/view/search"
	"aceso/internal/serve/web/view/ui"
)

var asked = []search.Token{
	{Name: "is", Says: "how it stands", Example: "is:new", Words: []search.Word{{Word: "new", Says: "nobody has taken it up"}, {Word: "closed", Says: "matching finds it no more"}}, On: []string{"findings", "parts", "releases"}},
	{Name: "licence", Says: "in the licence that a parts list names for it", Example: "licence:gpl", On: []string{"findings", "parts"}},
}

func searched(f ui.Frame) search.Page {
	f.Query = "busybox"
	p := search.New(f, asked)
	p.Groups = []search.Group{
		{ID: "weaknesses", Name: "Weaknesses", Total: 1, Hits: []search.Hit{{Name: "CVE-2022-48174", URL: "/findings?weakness=CVE-2022-48174", Note: "Stack overflow in ash", State: ui.State{Word: "3 open", Look: ui.Attention}}}},
		{ID: "parts", Name: "Parts", Total: 14, Hits: []search.Hit{{Name: "busybox 1.34.1", URL: "/components/1", Note: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", State: ui.State{Word: "affected", Look: ui.Attention}}}, More: ui.Link{Label: "All 14", URL: "/components?q=busybox"}},
		{ID: "findings", Name: "Findings", Total: 2, Hits: []search.Hit{{Name: "CVE-2022-48174", URL: "/findings/2", Note: "in busybox 1.34.1", State: ui.State{Word: "new", Look: ui.Attention}}}, Or: ui.Link{Label: "3 closed ones", URL: "/findings?q=busybox+is:closed"}},
		{ID: "log", Name: "Log", Later: "/search/log?q=busybox", Whole: "/search?q=busybox&whole=yes"},
	}
	p.Unread = []string{"releases", "products"}
	return p
}

func nothingFound(f ui.Frame) search.Page {
	f.Query = "left-pad"
	return search.New(f, asked)
}

func knownOnly(f ui.Frame) search.Page {
	f.Query = "CVE-2024-3094"
	p := search.New(f, asked)
	p.Known = search.Known{Name: "CVE-2024-3094", Title: "Malicious code in xz", Severity: ui.Critical, Exploited: true, AsOf: "2026-11-23 06:10"}
	return p
}

func misspelt(f ui.Frame) search.Page {
	f.Query = "severty:high"
	p := search.New(f, asked)
	p.Wrong, p.Fix = "nothing can be asked for by severty:", "did you mean severity: ? To find the text itself, put it into quotation marks"
	return p
}
