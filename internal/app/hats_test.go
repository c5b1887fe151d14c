package app

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestTheDemonstrationIsLookedAtInAnyHatAndNoOtherServerIs(t *testing.T) {
	a := told(t, "")
	handler, err := a.handler()
	if err != nil {
		t.Skipf("%v: skipped", err) // without the pages' assets
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	read := func(res *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		page, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", res.Request.URL, res.StatusCode, err)
		}
		return string(page)
	}
	story, err := a.storyKey(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	key := story.Key.Reveal()
	page := read(browser.Get(server.URL + "/welcome?key=" + url.QueryEscape(key)))
	if len(a.hats) != len(storyHats) {
		t.Fatalf("%d hats, not %d", len(a.hats), len(storyHats))
	}
	for i, h := range a.hats {
		if !strings.Contains(page, h.Title) {
			t.Errorf("%q is not on the page", h.Title)
		}
		name, _, _ := strings.Cut(h.Text, ",")
		form, path := url.Values{"hat": {h.ID}}, "/hats"
		if i == 0 {
			form, path = url.Values{"hat": {h.ID}, "key": {key}}, "/welcome"
		}
		if page := read(browser.PostForm(server.URL+path, form)); !strings.Contains(page, name) {
			t.Errorf("as %q nobody is %s", h.ID, name)
		}
		if page := read(browser.Get(server.URL + "/hats")); !strings.Contains(page, h.Title) {
			t.Errorf("%q can't be changed from", h.ID)
		}
	}
	a.hats = nil
	if plain, err := Routes(); err != nil {
		t.Fatal(err)
	} else {
		for _, r := range plain {
			if r.Path == "/hats" {
				t.Error("a server of somebody's own lets people be others")
			}
		}
	}
}
