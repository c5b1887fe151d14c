package apptest

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"aceso/internal/domain/org"
)

// TestNoPageLeadsAnybodyToADeadEnd goes through the pages as each role, from
// Today on by every link: each leads somewhere that this role may go, and each
// page has a heading. What is refused says what to do (ux.md, U-10).
func TestNoPageLeadsAnybodyToADeadEnd(t *testing.T) {
	h := open(t, "")
	links, pages := 0, 0
	for _, role := range org.Roles() {
		l, p := h.follow(t, string(role), h.a.people[role])
		links, pages = links+l, pages+p
	}
	for _, path := range []string{"/nowhere", "/releases/none", "/findings/none", "/cases/none", "/search?q=severty:x", "/findings?severity=foo"} {
		got := h.ask(call{method: "GET", path: path, session: h.a.all.session})
		if got.status < 400 || got.status >= 500 || len(doorsOf(got.body, path)) == 0 || !bytes.Contains(got.body, []byte("data-problem")) && !bytes.Contains(got.body, []byte(`class="say"`)) {
			t.Errorf("%s is refused with %d and no way on", path, got.status)
		}
	}
	t.Logf("%d links of %d pages in %d roles lead on", links, pages, len(org.Roles()))
}

// follow opens what one person is led to, each kind of place at most twice.
func (h *house) follow(t *testing.T, who string, by *person) (links, pages int) {
	t.Helper()
	type step struct{ path, on string }
	queue, seen, shapes := []step{{"/", ""}, {"/search?q=a", ""}}, map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if shapes[shapeOf(at.path)]++; shapes[shapeOf(at.path)] > 2 {
			continue
		}
		got := h.ask(call{method: "GET", path: at.path, session: by.session})
		if links++; got.status >= 400 {
			t.Errorf("%s is led from %s to %s: %d", who, at.on, at.path, got.status)
			continue
		}
		if got.status != http.StatusOK || !strings.HasPrefix(got.head.Get("Content-Type"), "text/html") {
			continue
		}
		if pages++; !bytes.Contains(got.body, []byte("<h1")) {
			t.Errorf("%s: %s has no heading", who, at.path)
		}
		for _, d := range doorsOf(got.body, at.path) {
			if d.method == http.MethodGet && len(d.fields) == 0 && !seen[d.path] && !leavesNoPage(d.path) && !strings.Contains(d.path, "/files/") { // the house has no bytes for its case's file
				seen[d.path] = true
				queue = append(queue, step{d.path, at.path})
			}
		}
	}
	return links, pages
}
