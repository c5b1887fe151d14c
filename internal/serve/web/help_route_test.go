package web

import (
	"strings"
	"testing"

	"aceso/internal/serve"
	"aceso/internal/serve/web/keys"
	"aceso/internal/serve/web/view/help"
)

// files are routes that draw no page: they send a file, or lead on.
var files = []string{
	"/cases/{id}/files/{file}",
	"/releases/{id}/sbom", "/sboms/{id}/original", "/intelligence/bundle", "/log/export", "/names/export", "/events", "/assets/{file}",
	"/sign-in/sso", "/sign-in/sso/back", "/drafts/{id}", "/tour", "/tour/{stop}",
	"/search/{kind}", "/palette", // a part of the page, by itself
}

// TestEveryPageHasItsHelp walks the routes: a new page can't be without.
func TestEveryPageHasItsHelp(t *testing.T) {
	sends := map[string]bool{}
	for _, path := range files {
		sends[path] = true
	}
	drawn := map[string]bool{}
	for _, r := range (&Face{Hats: []Hat{{ID: "x"}}}).Routes() {
		if r.Method != "GET" || r.Face != serve.Page && r.Face != serve.Public || sends[r.Path] || strings.ContainsRune(r.Path[strings.LastIndexByte(r.Path, '/'):], '.') {
			continue
		}
		drawn[r.Path] = true
		if help.Of(r.Path, keys.Usual) == nil {
			t.Errorf("GET %s: say in view/help/screens.go what the page is for", r.Path)
		}
	}
	for _, s := range help.Screens() {
		for _, p := range s.Paths {
			if !drawn[p] {
				t.Errorf("there is help for %s, which draws no page", p)
			}
		}
	}
}
