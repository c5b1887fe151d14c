package web

import (
	"aceso/internal/domain/catalog"
	"aceso/internal/domain/org"
	"aceso/internal/serve/find"
	view "aceso/internal/serve/web/view/search"
	"aceso/internal/serve/web/view/ui"
)

// pagesCalled are the pages and settings that go by some words, of those that
// somebody may open.
func (f *Face) pagesCalled(words []string, who org.Actor) view.Group {
	g := view.Group{ID: "pages", Name: "Pages and settings"}
	add := func(label, url, note string, more ...string) {
		if find.All(words, append(more, label)...) {
			g.Total++
			g.Hits = append(g.Hits, view.Hit{Name: label, URL: url, Note: note})
		}
	}
	for _, group := range nav("", who, nil) {
		for _, item := range group {
			add(item.Label, item.URL, "", alsoCalled[item.URL]...)
		}
	}
	for _, l := range append(f.menu(who), ui.Link{Label: "Keys", URL: "/keys"}, ui.Link{Label: "REST API", URL: "/docs"}, ui.Link{Label: "About Aceso", URL: "/about"}, ui.Link{Label: "Accessibility", URL: "/accessibility"}) {
		add(l.Label, l.URL, "", alsoCalled[l.URL]...)
	}
	if who.Allowed(org.WriteProducts) {
		add("Add a product", "/products/new", "", "new product", "create device model")
	}
	return g
}

// alsoCalled are other words for pages, by their addresses.
var alsoCalled = map[string][]string{
	"/": {"home", "start", "dashboard", "inbox"}, "/products": {"devices", "models", "releases", "versions"}, "/components": {"parts", "packages", "libraries", "dependencies", "licences", "support"},
	"/findings": {"vulnerabilities", "weaknesses", "cve", "triage"}, "/unchecked": {"unknown", "gaps", "uncheckable"}, "/names": {"aliases", "name rules", "mapping"},
	"/intelligence": {"data", "feeds", "sources", "bundle", "nvd", "osv", "kev", "epss", "freshness"}, "/shares": {"links", "recipients", "customers"}, "/jobs": {"queue", "tasks", "running"},
	"/system": {"backup", "database", "disk", "doctor", "health", "settings"}, "/log": {"audit", "history", "activity"}, "/people": {"users", "roles", "members", "permissions", "invite"},
	"/import": {"upload", "sbom", "drop"}, "/tokens": {"api key", "ci"}, "/keys": {"keyboard", "shortcuts"}, "/docs": {"openapi", "api", "reference"}, "/help": {"glossary", "words", "guide"},
}

// helpOn are the words of the glossary that go by some words.
func helpOn(words []string) view.Group {
	g := view.Group{ID: "help", Name: "Words"}
	for _, t := range catalog.Glossary {
		if find.All(words, append([]string{t.Word}, t.Also...)...) {
			g.Total++
			g.Hits = append(g.Hits, view.Hit{Name: t.Word, URL: "/glossary#" + t.ID, Note: t.Means})
		}
	}
	return g
}
