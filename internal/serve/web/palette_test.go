package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// typed asks what the palette shows for a line, as its script does.
func (s *site) typed(line string) string {
	s.Helper()
	r, err := http.NewRequest(http.MethodGet, s.url+"/palette?q="+line, nil)
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("HX-Request", "true")
	res, err := s.http.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	_, body, _ := s.read(&http.Response{Request: r, Header: http.Header{}, StatusCode: res.StatusCode, Body: res.Body}, nil)
	return body
}

func TestThePaletteFindsWhatTheSearchPageFinds(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	want(t, "a part by its name", s.typed("busybox"), `href="/components/`, "busybox 1.34.1", "affected", `href="/search?q=busybox"`)
	want(t, "a weakness leads straight on", s.typed("CVE-2022-48174"), `href="/findings/`, "Open CVE-2022-48174")
	want(t, "a token that is none", s.typed("severty:high"), "Did you mean severity:")
	if page := s.typed(""); !strings.Contains(page, "hidden") || strings.Contains(page, "option") {
		t.Errorf("nothing typed shows %s", page)
	}
	_, _, at := s.visit("/palette?q=busybox")
	if at != "/search?q=busybox" {
		t.Errorf("without script the palette leads to %s", at)
	}
}

func TestThePaletteTakesItsPagesFromTheNavigationAndItsActsFromTheTableOfKeys(t *testing.T) {
	s := newSite(t)
	s.setUp()
	_, page, _ := s.visit("/findings")
	_, dialog, there := strings.Cut(page, `<dialog class="palette"`)
	if !there {
		t.Fatal("the page has no palette")
	}
	dialog, _, _ = strings.Cut(dialog, "</dialog>")
	want(t, "the palette", dialog, `href="/products"`, `href="/trends"`, `href="/tokens"`, `href="/keys"`)
	want(t, "the table of keys", page, `data-do="palette" data-press-key="Ctrl+k"`)
}
